// What tests of function calling share: a scripted model, a toolset of three functions, and what
// the game sees of them. Used by the test's thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {

using Json = nlohmann::ordered_json;

inline constexpr const char* kSellParameters = R"({
  "type": "object",
  "properties": {
    "item": {"type": "string", "enum": ["sword", "ale"]},
    "count": {"type": "integer", "minimum": 1, "maximum": 9}
  },
  "required": ["item"]
})";
inline constexpr const char* kDoorParameters = R"({
  "type": "object",
  "properties": {"door": {"type": "string", "live": "doors"}},
  "required": ["door"]
})";

inline Json say(const char* when, const char* text) {
    return {{"when", when}, {"say", text}};
}
inline Json call(const char* when, const Json& calls) {
    return {{"when", when}, {"calls", calls}};
}
inline Json raw(const char* when, const char* text) {
    return {{"when", when}, {"raw", text}};
}
inline Json sell(const char* item) {
    return {{"name", "sell_item"}, {"arguments", {{"item", item}}}};
}

class ToolsTest : public ::testing::Test {
  protected:
    void start(const Json& replies, int chat_version = 3) {
        const Json script = {{"chat_version", chat_version}, {"replies", replies}};
        write_file(directory_ / "script.json", script.dump());
        mst_engine_desc desc = small_engine();
        desc.backend = MST_BACKEND_SCRIPTED;
        desc.max_sessions = 64;
        desc.max_requests = 128;
        engine_ = make_engine(desc);
        model_ = load_model(engine_.get(), directory_ / "script.json");
        pump_ = std::make_unique<Pump>(engine_.get());
        ASSERT_TRUE(pump_->run_until_ready(model_));
        toolset_ = make_toolset(0);
        tools_ = MST_TOOLS_DESC_INIT;
        tools_.toolset = toolset_;
    }

    mst_toolset make_toolset(mst_tool_flags sell_flags) {
        mst_tool tools[3] = {};
        tools[0].name = to_text("sell_item");
        tools[0].description = to_text("Sells.");
        tools[0].parameters = to_text(kSellParameters);
        tools[0].flags = sell_flags;
        tools[1].name = to_text("open_door");
        tools[1].parameters = to_text(kDoorParameters);
        tools[2].name = to_text("burn_down");
        mst_toolset_desc desc = MST_TOOLSET_DESC_INIT;
        desc.tools = tools;
        desc.tool_count = 3;
        mst_toolset toolset = {0};
        EXPECT_EQ(mst_toolset_create(engine_.get(), &desc, &toolset), MST_OK) << last_error();
        return toolset;
    }

    mst_session make_session() {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.system_prompt = to_text("You are Marta.");
        desc.tools = &tools_;
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        return session;
    }
    mst_request ask(mst_session session, const char* text, const mst_tools_desc* tools = nullptr,
                    uint64_t max_time_ns = 0) {
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = to_text(text);
        desc.tools = tools;
        desc.max_time_ns = max_time_ns;
        mst_request request = {0};
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK)
            << last_error();
        return request;
    }

    std::vector<SeenEvent> seen(mst_request request, mst_event_type type) const {
        std::vector<SeenEvent> found = pump_->of(request);
        std::erase_if(found, [type](const SeenEvent& event) { return event.event.type != type; });
        return found;
    }
    // Waits for the n-th event of a type.
    SeenEvent wait_for(mst_request request, mst_event_type type, size_t number = 1) {
        const bool there = pump_->run_until([&] {
            return seen(request, type).size() >= number || pump_->terminal(request) != nullptr;
        });
        const auto found = seen(request, type);
        EXPECT_TRUE(there && found.size() >= number) << "no event of type " << type;
        return found.size() >= number ? found[number - 1] : SeenEvent{};
    }
    mst_result reply(const SeenEvent& call, const char* text, mst_tool_reply_flags flags = 0) {
        mst_tool_reply_desc desc = MST_TOOL_REPLY_DESC_INIT;
        desc.text = to_text(text);
        desc.flags = flags;
        return mst_tool_reply(engine_.get(), mst_call{call.event.values[0]}, &desc);
    }
    const SeenEvent& end_of(mst_request request) {
        EXPECT_TRUE(pump_->run_until_terminal(request));
        return *pump_->terminal(request);
    }
    void expect_answer(mst_request request, const char* text) {
        const SeenEvent& end = end_of(request);
        EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        EXPECT_EQ(end.event.values[1], static_cast<uint64_t>(MST_FINISH_END));
        EXPECT_EQ(pump_->answer(request), text);
    }
    Json history(mst_session session) {
        EXPECT_EQ(mst_session_history(engine_.get(), session), MST_OK);
        const size_t before = pump_->events().size();
        const auto find = [&]() -> const SeenEvent* {
            for (size_t i = before; i < pump_->events().size(); ++i) {
                if (pump_->events()[i].event.type == MST_EVENT_HISTORY) return &pump_->events()[i];
            }
            return nullptr;
        };
        EXPECT_TRUE(pump_->run_until([&] { return find() != nullptr; }));
        EXPECT_EQ(find()->event.session.id, session.id);
        return Json::parse(find()->payload);
    }

    TempDirectory directory_;
    EnginePointer engine_;
    mst_model model_ = {0};
    mst_toolset toolset_ = {0};
    mst_tools_desc tools_ = MST_TOOLS_DESC_INIT;
    std::unique_ptr<Pump> pump_;
};

}  // namespace minstrel::testing
