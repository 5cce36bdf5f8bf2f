#include "runtime/session/session.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace minstrel {
namespace {

TEST(Session, keeps_its_changes_when_its_requests_end) {
    CreateSession command;
    command.system_prompt = "A smith.";
    Session session(std::move(command), {});
    SubmitRequest request;
    request.request = 7;
    session.enqueue(std::move(request));
    SetSystemPrompt persona;
    persona.text = "A knight.";
    session.enqueue(std::move(persona));
    const auto adapter = std::make_shared<AdapterState>();
    session.enqueue(SessionAdapter{adapter, 2});
    EXPECT_EQ(session.adapter().state, nullptr);
    EXPECT_EQ(session.end(), std::vector<uint64_t>{7});
    session.abandon();
    EXPECT_EQ(session.adapter().state, adapter);
    EXPECT_EQ(session.adapter().scale, 2);
    EXPECT_NE(session.history_json().find("A knight."), std::string::npos);
    EXPECT_TRUE(session.end().empty());
}

}  // namespace
}  // namespace minstrel
