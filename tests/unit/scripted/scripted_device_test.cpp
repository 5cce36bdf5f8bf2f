#include "runtime/scripted/scripted_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "runtime/scripted/scripted_tokenizer.h"

namespace minstrel {
namespace {

using kernels::BatchView;
using kernels::KernelCode;
using kernels::kPageTokens;
using kernels::SampleRow;
using kernels::SequenceView;
using Ids = std::vector<int32_t>;

constexpr const char* kScript = R"({"replies": [
    {"when": "how much", "say": "Three coins, and the door is shut."},
    {"when": "sword", "calls": [{"name": "sell", "arguments": {"item": "sword"}}]},
    {"when": "once", "say": "First.", "times": 1}, {"when": "once", "say": "Again."},
    {"when": "trip", "fail": true, "times": 1}, {"when": "trip", "say": "Up."},
    {"when": "image", "raw": "a[IMG_END]b"}, {"when": "number", "say": "12"},
    {"when": "left", "say": "Taken."}]})";

class ScriptedDeviceTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto script = Script::read(kScript);
        ASSERT_TRUE(script.ok()) << script.status().message();
        device_ = make_scripted_device(script.take(), *tokenizer_, 64);
    }

    int32_t special(Special name) const { return vocabulary_.special(name); }
    Ids encode(std::string_view text) const {
        Ids ids;
        EXPECT_TRUE(tokenizer_->encode(text, ids).ok());
        return ids;
    }
    std::string decode(const Ids& ids) const {
        auto text = tokenizer_->decode(ids);
        EXPECT_TRUE(text.ok());
        return text.take();
    }
    Ids enclosed(Special begin, std::string_view text, Special end) const {
        Ids ids = encode(text);
        ids.insert(ids.begin(), special(begin));
        ids.push_back(special(end));
        return ids;
    }
    Ids asked(std::string_view text) const {
        return enclosed(Special::kInst, text, Special::kEndInst);
    }

    struct Row {
        Ids tokens;
        std::vector<uint32_t> pages;
        uint32_t start = 0;  // what is in the pages already
        std::vector<uint32_t> mask = {};
    };
    // One step of all rows; a token each. Sets `code_`.
    Ids step(std::vector<Row>& rows) {
        Ids tokens;
        std::vector<SequenceView> sequences;
        std::vector<uint32_t> logit_rows;
        std::vector<SampleRow> samples(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) {
            Row& row = rows[i];
            const auto count = static_cast<uint32_t>(row.tokens.size()) - row.start;
            sequences.push_back(
                {static_cast<uint32_t>(tokens.size()), count, row.start, row.pages});
            tokens.insert(tokens.end(), row.tokens.begin() + row.start, row.tokens.end());
            logit_rows.push_back(static_cast<uint32_t>(tokens.size() - 1));
            samples[i].logit_index = static_cast<uint32_t>(i);
            samples[i].mask = row.mask;
            row.start += count;
        }
        Ids chosen(rows.size(), -1);
        code_ = device_->run(BatchView{tokens, sequences, logit_rows}).code;
        if (code_ == KernelCode::kOk) {
            EXPECT_TRUE(device_->sample(samples, chosen).ok());
        }
        return chosen;
    }
    // Generates until the end of the turn.
    Ids answer(const Ids& prompt, std::vector<uint32_t> mask = {}) {
        std::vector<Row> rows = {{prompt, {7, 3, 9, 1, 5, 20, 21, 22, 23, 24}, 0, std::move(mask)}};
        Ids ids;
        while (ids.size() < 200) {
            const int32_t id = step(rows).front();
            if (id < 0 || id == special(Special::kEos)) break;
            ids.push_back(id);
            rows[0].tokens.push_back(id);
        }
        return ids;
    }
    std::vector<uint32_t> only(const Ids& ids) const {
        std::vector<uint32_t> mask(static_cast<size_t>(vocabulary_.size() + 31) / 32);
        for (const int32_t id : ids) mask[static_cast<size_t>(id) / 32] |= 1u << (id % 32);
        return mask;
    }

    std::unique_ptr<const Tokenizer> tokenizer_ = make_scripted_tokenizer(ChatVersion::kV3);
    const Vocabulary& vocabulary_ = tokenizer_->vocabulary();
    std::unique_ptr<kernels::DeviceModel> device_;
    KernelCode code_ = KernelCode::kOk;
};

TEST_F(ScriptedDeviceTest, its_vocabulary_says_every_text) {
    const std::string text = "The door \"and\" T\xC3\xBCr, \xF0\x9F\x90\x89 [INST] 1,200 coins\n\t";
    const Ids ids = encode(text);
    EXPECT_EQ(decode(ids), text);
    EXPECT_LT(ids.size(), text.size());
    for (const int32_t id : ids) {
        EXPECT_TRUE(vocabulary_.token_class(id) == TokenClass::kNormal ||
                    vocabulary_.token_class(id) == TokenClass::kByte);
    }
    EXPECT_EQ(special(Special::kBos), 1);
    EXPECT_EQ(special(Special::kToolCalls), 5);
}

TEST_F(ScriptedDeviceTest, plays_the_reply_to_the_newest_message) {
    EXPECT_EQ(decode(answer(asked("How much is it?"))), "Three coins, and the door is shut.");
    EXPECT_EQ(decode(answer(asked("Hello."))), "...");
    EXPECT_EQ(decode(answer(asked("How much is it here?\n\nHello."))), "...");  // a persona
    const Ids call = answer(asked("the sword"));
    EXPECT_EQ(call.front(), special(Special::kToolCalls));
    EXPECT_EQ(decode(call), R"([{"name": "sell", "arguments": {"item": "sword"}}])");

    Ids prompt = asked("the sword");
    prompt.insert(prompt.end(), call.begin(), call.end());
    prompt.push_back(special(Special::kEos));
    const auto with_result = [&](const char* result) {
        Ids ids = prompt;
        const Ids more = enclosed(Special::kToolResults, result, Special::kEndToolResults);
        ids.insert(ids.end(), more.begin(), more.end());
        return ids;
    };
    EXPECT_EQ(decode(answer(with_result(R"({"content": {"left": 9}, "call_id": "a"})"))), "Taken.");
    // Only what the game said counts, not how the prompt wraps it.
    EXPECT_EQ(decode(answer(with_result(R"({"content": "ok", "call_id": "left"})"))), "...");
    EXPECT_EQ(decode(answer(with_result(R"(no wrapping, one left)"))), "Taken.");
}

TEST_F(ScriptedDeviceTest, counts_within_the_conversation) {
    Ids prompt = asked("once");
    EXPECT_EQ(decode(answer(prompt)), "First.");
    EXPECT_EQ(decode(answer(prompt)), "First.");  // another conversation
    const Ids more = asked("once");
    prompt.insert(prompt.end(), more.begin(), more.end());
    EXPECT_EQ(decode(answer(prompt)), "Again.");
}

TEST_F(ScriptedDeviceTest, fails_as_often_as_it_should) {
    EXPECT_TRUE(answer(asked("trip")).empty());
    EXPECT_EQ(code_, KernelCode::kDeviceLost);
    EXPECT_EQ(decode(answer(asked("trip"))), "Up.");
}

TEST_F(ScriptedDeviceTest, names_of_tokens_that_it_lacks_are_text) {
    EXPECT_EQ(decode(answer(asked("image"))), "a [IMG_END] b");
}

// Rows of a batch, chunks of a prompt and the order of pages make no difference.
TEST_F(ScriptedDeviceTest, reads_its_pages) {
    const Ids prompt = asked(
        "How much is it, if I take all that is on the table over there, and "
        "the old horse that stands before your door?");
    ASSERT_GT(prompt.size(), 2 * kPageTokens);
    const Ids expected = answer(prompt);
    std::vector<Row> rows = {{prompt, {12, 40, 11, 2, 33, 50}}, {asked("number"), {0, 13}}};
    std::vector<Row> chunk = {{Ids(prompt.begin(), prompt.begin() + 40), rows[0].pages}};
    step(chunk);
    rows[0].start = 40;
    Ids first, second;
    for (size_t i = 0; i < expected.size(); ++i) {
        const Ids chosen = step(rows);
        first.push_back(chosen[0]);
        second.push_back(chosen[1]);
        rows[0].tokens.push_back(chosen[0]);
        rows[1].tokens.push_back(chosen[1]);
    }
    EXPECT_EQ(first, expected);
    EXPECT_EQ(decode(Ids(second.begin(), std::find(second.begin(), second.end(), 2))), "12");

    rows = {{prompt, {12, 40, 11, 2, 33, 50}}};
    rows[0].tokens.push_back(expected.front());
    rows[0].start = static_cast<uint32_t>(prompt.size());
    EXPECT_EQ(step(rows).front(), expected[1]);
    rows[0].start = static_cast<uint32_t>(prompt.size());
    rows[0].pages[0] = 63;  // which holds something else
    EXPECT_NE(step(rows).front(), expected[1]);
}

TEST_F(ScriptedDeviceTest, keeps_to_the_mask) {
    const Ids letters = encode("12");  // with the blank
    Ids bytes;
    for (const char c : {' ', '1', '2'}) {
        for (int32_t id = 0; id < vocabulary_.size(); ++id) {
            if (vocabulary_.bytes(id) == std::string_view(&c, 1)) bytes.push_back(id);
        }
    }
    bytes.push_back(special(Special::kEos));
    EXPECT_EQ(decode(answer(asked("number"), only(bytes))), "12");  // in shorter tokens
    EXPECT_NE(answer(asked("number"), only(bytes)), answer(asked("number")));

    std::vector<Row> rows = {{asked("number"), {0, 1}, 0, only({letters.back(), 5})}};
    EXPECT_EQ(step(rows).front(), 5);  // no way on: the lowest
    rows = {{asked("number"), {0, 1}, 0, only({5, 2})}};
    EXPECT_EQ(step(rows).front(), 2);  // the end is better
    rows = {{asked("number"), {0, 1}, 0, only({})}};
    EXPECT_EQ(step(rows).front(), -1);
}

}  // namespace
}  // namespace minstrel
