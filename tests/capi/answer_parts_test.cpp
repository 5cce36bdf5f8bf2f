// What a request asks of its grammar: live terminals, tags in free text, fields that come as they
// are written, an ending in time. A script says what it likes, so the texts are known.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = R"({"type": "object", "properties": {
    "speech": {"type": "string"}, "mood": {"enum": ["calm", "angry"]},
    "door": {"type": "string", "live": "doors"}},
    "required": ["speech", "mood", "door"], "additionalProperties": false})";

class AnswerPartsTest : public ::testing::Test {
  protected:
    void start(const Json& replies) {
        mst_engine_desc desc = small_engine();
        desc.backend = MST_BACKEND_SCRIPTED;
        desc.max_sessions = 64;
        pump_.reset();
        engine_ = make_engine(desc);
        pump_ = std::make_unique<Pump>(engine_.get());
        const Json script = {{"context_tokens", 4096}, {"replies", replies}};
        write_file(directory_ / "script.json", script.dump());
        model_ = load_model(engine_.get(), directory_ / "script.json");
        ASSERT_TRUE(pump_->run_until_ready(model_));
    }
    mst_grammar make_grammar(mst_grammar_kind kind, const char* text) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = kind;
        desc.text = to_text(text);
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }
    static mst_grammar_tag tag(const char* name, const char* begin, const char* text,
                               mst_grammar_kind kind, const char* end) {
        mst_grammar_tag made = {};
        made.name = to_text(name);
        made.begin = to_text(begin);
        made.end = to_text(end);
        made.text = to_text(text);
        made.kind = kind;
        return made;
    }
    mst_grammar make_tags(const std::vector<mst_grammar_tag>& tags) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.kind = MST_GRAMMAR_TAGS;
        desc.tags = tags.data();
        desc.tag_count = static_cast<uint32_t>(tags.size());
        mst_grammar grammar = {0};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        return grammar;
    }
    // A request of the grammar; `live` is one name with its values.
    struct Ask {
        mst_grammar grammar = {0};
        std::string live_name = {};
        std::vector<std::string> values = {};
        std::vector<std::string> fields = {};
        uint32_t max_tokens = 0;
        mst_request_flags flags = 0;
    };
    mst_request submit(const char* text, const Ask& ask, mst_session session = {0}) {
        std::vector<mst_text> values;
        for (const std::string& value : ask.values) values.push_back(to_text(value));
        const mst_live_values live = {to_text(ask.live_name), values.data(),
                                      static_cast<uint32_t>(values.size()), 0};
        std::vector<mst_text> fields;
        for (const std::string& field : ask.fields) fields.push_back(to_text(field));
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = to_text(text);
        desc.grammar = ask.grammar;
        desc.flags = ask.flags;
        desc.max_tokens = ask.max_tokens;
        desc.live = ask.live_name.empty() ? nullptr : &live;
        desc.live_count = ask.live_name.empty() ? 0 : 1;
        desc.fields = fields.data();
        desc.field_count = static_cast<uint32_t>(fields.size());
        mst_request request = {0};
        if (session.id == 0) session = make_session(engine_.get(), model_);
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request), MST_OK)
            << last_error();
        return request;
    }
    SeenEvent end_of(mst_request request) {
        EXPECT_TRUE(pump_->run_until_terminal(request));
        return *pump_->terminal(request);
    }
    std::string answer(const char* text, const Ask& ask) {
        const mst_request request = submit(text, ask);
        const SeenEvent end = end_of(request);
        EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
        return pump_->answer(request);
    }
    // "name#occurrence=text;" for all fields of a request, a . behind a complete one.
    std::string fields_of(mst_request request) {
        EXPECT_EQ(end_of(request).event.type, MST_EVENT_DONE);
        std::map<std::pair<uint64_t, uint64_t>, std::string> found;
        for (const SeenEvent& seen : pump_->of(request)) {
            if (seen.event.type != MST_EVENT_FIELD) continue;
            std::string& entry = found[{seen.event.values[0], seen.event.values[1]}];
            if (entry.empty()) {
                entry = seen.payload + "#" + std::to_string(seen.event.values[1]) + "=";
            }
            EXPECT_FALSE(entry.ends_with('.')) << "a piece behind the last one";
            entry += seen.text;
            if (seen.event.values[2] == 1) entry += '.';
        }
        std::string all;
        for (const auto& [key, entry] : found) all += entry + ";";
        return all;
    }
    bool is_in(mst_grammar grammar, const std::string& text) {
        mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
        EXPECT_EQ(mst_grammar_test(engine_.get(), grammar, to_text(text), &match), MST_OK)
            << last_error();
        return match.complete == 1;
    }

    TempDirectory directory_;
    EnginePointer engine_;
    mst_model model_ = {0};
    std::unique_ptr<Pump> pump_;
};

TEST_F(AnswerPartsTest, live_strings_are_those_of_the_request) {
    start({{{"when", "where"}, {"say", R"({"speech":"Here.","mood":"calm","door":"oak"})"}}});
    const mst_grammar schema = make_grammar(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    const Ask oak = {schema, "doors", {"oak", "the \"iron\" one"}};
    const Ask hatch = {schema, "doors", {"hatch"}};
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(Json::parse(answer("where", oak))["door"], "oak");
        EXPECT_EQ(Json::parse(answer("where", hatch))["door"], "hatch");
    }
    EXPECT_TRUE(is_in(schema, R"({"speech":"","mood":"calm","door":"any"})"));
    EXPECT_FALSE(is_in(schema, R"({"speech":"","mood":"calm","door":1})"));
    const SeenEvent none = end_of(submit("where", {schema}));
    EXPECT_EQ(none.event.type, MST_EVENT_FAILED);
    EXPECT_EQ(none.event.result, MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(none.text.find("'doors'"), std::string::npos) << none.text;
    const SeenEvent other = end_of(submit("where", {schema, "windows", {"a"}}));
    EXPECT_EQ(other.event.type, MST_EVENT_FAILED);
}

TEST_F(AnswerPartsTest, rules_are_live_too) {
    start({{{"when", "open"}, {"say", "I open iron door."}}});
    const mst_grammar rules =
        make_grammar(MST_GRAMMAR_GBNF, "root ::= \"I open \" door \".\"\ndoor ::= \"nothing\"");
    EXPECT_EQ(answer("open", {rules}), "I open nothing.");
    EXPECT_EQ(answer("open", {rules, "door", {"oak door", "iron door"}}), "I open iron door.");
    EXPECT_EQ(answer("open", {rules, "door", {"gate"}}), "I open gate.");
}

// A door is shut while the character still speaks.
TEST_F(AnswerPartsTest, live_values_change_between_tokens) {
    const Json replies = {
        {{"when", "late"}, {"say", R"({"speech":"Let me see ...","mood":"calm","door":"oak"})"}},
        {{"when", "early"}, {"say", "oak; let me see ..."}},
        {{"when", "next"}, {"say", "oak; and so on"}}};
    Json slow = replies;
    for (Json& reply : slow) reply["step_us"] = 15000;
    start(slow);
    const auto speaks = [&](mst_request request) {
        return pump_->run_until([&] { return pump_->answer(request).size() > 4; });
    };
    const auto set = [&](mst_request request, const std::string& value) {
        const mst_text text = to_text(value);
        const mst_live_values live = {to_text("doors"), &text, 1, 0};
        return mst_request_set_live(engine_.get(), request, &live, 1);
    };
    const auto reply_to_set = [&](mst_request request) {
        SeenEvent found = {};
        for (const SeenEvent& seen : pump_->of(request)) {
            if (seen.event.type == MST_EVENT_LIVE) found = seen;
        }
        return found;
    };
    const mst_grammar schema = make_grammar(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    const mst_request late = submit("late", {schema, "doors", {"oak"}, {"/door"}});
    ASSERT_TRUE(speaks(late));
    ASSERT_EQ(set(late, "hatch"), MST_OK) << last_error();
    EXPECT_EQ(fields_of(late), "/door#0=hatch.;");
    EXPECT_EQ(reply_to_set(late).event.values[0], 1u) << reply_to_set(late).payload;
    EXPECT_EQ(Json::parse(pump_->answer(late))["speech"], "Let me see ...");
    EXPECT_EQ(set(late, "gate"), MST_ERROR_STALE_HANDLE);

    const mst_grammar rules =
        make_grammar(MST_GRAMMAR_GBNF, "root ::= doors \"; \" [a-z .]+\ndoors ::= \"none\"");
    const mst_request early = submit("early", {rules, "doors", {"oak"}});
    ASSERT_TRUE(speaks(early));
    ASSERT_EQ(set(early, "hatch"), MST_OK);
    EXPECT_EQ(end_of(early).event.type, MST_EVENT_DONE);
    EXPECT_EQ(pump_->answer(early), "oak; let me see ...");
    EXPECT_EQ(reply_to_set(early).event.values[0], 0u);
    EXPECT_NE(reply_to_set(early).payload.find("what was said"), std::string::npos);

    const mst_session session = make_session(engine_.get(), model_);
    const mst_request first = submit("early", {rules, "doors", {"oak"}}, session);
    const mst_request second = submit("next", {rules, "doors", {"oak"}}, session);
    ASSERT_EQ(set(second, "gate"), MST_OK);
    EXPECT_EQ(end_of(first).event.type, MST_EVENT_DONE);
    EXPECT_EQ(end_of(second).event.type, MST_EVENT_DONE);
    EXPECT_TRUE(pump_->answer(second).starts_with("gate; ")) << pump_->answer(second);
    EXPECT_EQ(reply_to_set(second).event.values[0], 1u);

    const mst_request fields = submit("early", {rules, "doors", {"oak"}, {"doors"}});
    ASSERT_TRUE(speaks(fields));
    ASSERT_EQ(set(fields, "gate"), MST_OK);
    EXPECT_EQ(fields_of(fields), "doors#0=oak.;");
    EXPECT_EQ(reply_to_set(fields).event.values[0], 0u);
}

TEST_F(AnswerPartsTest, tags_stand_in_free_text) {
    start({{{"when", "fits"}, {"say", "Hm. <mood>calm</mood> Take it! <give>{\"coins\":5}</give>"}},
           {{"when", "bent"}, {"say", "So <mood>wild</mood>"}},
           {{"when", "free"}, {"say", "1 < 2 <moon>"}}});
    const mst_grammar tags = make_tags({
        tag("mood", "<mood>", "calm|angry", MST_GRAMMAR_REGEX, "</mood>"),
        tag("give", "<give>", R"({"type": "object", "properties": {"coins": {"type": "integer"}},
            "required": ["coins"]})",
            MST_GRAMMAR_JSON_SCHEMA, "</give>"),
    });
    EXPECT_EQ(answer("fits", {tags}), "Hm. <mood>calm</mood> Take it! <give>{\"coins\":5}</give>");
    EXPECT_EQ(answer("free", {tags}), "1 < 2 <moon>");
    const std::string bent = answer("bent", {tags});
    EXPECT_TRUE(bent.starts_with("So <mood>")) << bent;
    EXPECT_TRUE(is_in(tags, bent)) << bent;
    EXPECT_EQ(fields_of(submit("fits", {tags, {}, {}, {"mood", "give", "give/coins"}})),
              "mood#0=calm.;give#0={\"coins\":5}.;give/coins#0=5.;");
}

TEST_F(AnswerPartsTest, fields_come_as_they_are_written) {
    const std::string said = R"({"speech":"Good \"day\"\u0021 Grüße","mood":"calm","door":"oak"})";
    start({{{"when", "where"}, {"say", said}}});
    const mst_grammar schema = make_grammar(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    const Ask ask = {schema, "doors", {"oak"}, {"/speech", "/mood", "/none"}};
    const mst_request request = submit("where", ask);
    EXPECT_EQ(fields_of(request), "/speech#0=Good \"day\"! Grüße.;/mood#0=calm.;");
    EXPECT_EQ(pump_->answer(request), said) << "the text comes as well";
    const SeenEvent unknown = end_of(submit("where", {schema, "doors", {"oak"}, {"speech"}}));
    EXPECT_EQ(unknown.event.type, MST_EVENT_FAILED);
    EXPECT_EQ(unknown.event.result, MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(unknown.text.find("speech"), std::string::npos) << unknown.text;
}

TEST_F(AnswerPartsTest, rules_are_fields_each_time_that_they_stand) {
    start({{{"when", "go"}, {"say", "go mill, go bridge, go mine"}}});
    const mst_grammar rules = make_grammar(
        MST_GRAMMAR_GBNF, "root ::= step (\", \" step)*\nstep ::= \"go \" place\nplace ::= [a-z]+");
    EXPECT_EQ(fields_of(submit("go", {rules, {}, {}, {"place", "root"}})),
              "place#0=mill.;place#1=bridge.;place#2=mine.;root#0=go mill, go bridge, go mine.;");
}

// A host that does not poll finds few long pieces, not many short ones.
TEST_F(AnswerPartsTest, fields_and_text_merge_while_they_wait) {
    std::string speech;
    for (int i = 0; i < 100; ++i) speech += "word " + std::to_string(i) + " ";
    const Json said = {{"speech", speech}, {"mood", "calm"}, {"door", "oak"}};
    start({{{"when", "where"}, {"say", said.dump()}}});
    const mst_grammar schema = make_grammar(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    const Ask ask = {schema, "doors", {"oak"}, {"/speech", "/mood"}, 1024};
    const uint64_t tokens = end_of(submit("where", ask)).event.values[0];
    const mst_request request = submit("where", ask);
    ASSERT_TRUE(wait_without_polling(
        [&] { return stats_of(engine_.get()).generated_tokens >= 2 * tokens; }));
    EXPECT_EQ(fields_of(request), "/speech#0=" + speech + ".;/mood#0=calm.;");
    EXPECT_LE(pump_->of(request).size(), 4u) << "text, two fields, done";
}

TEST_F(AnswerPartsTest, an_answer_short_of_tokens_is_whole) {
    std::string speech;
    for (int i = 0; i < 100; ++i) speech += "word " + std::to_string(i) + " ";
    const Json said = {{"speech", speech}, {"mood", "angry"}, {"door", "oak"}};
    start({{{"when", "where"}, {"say", said.dump()}}});
    const mst_grammar schema = make_grammar(MST_GRAMMAR_JSON_SCHEMA, kSchema);
    for (const uint32_t tokens : {40u, 41u, 60u, 100u, 150u}) {
        Ask ask = {schema, "doors", {"oak", "iron"}, {"/speech", "/door"}, tokens};
        const mst_request cut = submit("where", ask);
        EXPECT_EQ(end_of(cut).event.values[1], uint64_t{MST_FINISH_MAX_TOKENS});
        ask.flags = MST_REQUEST_CLOSE_IN_TIME_BIT;
        const mst_request request = submit("where", ask);
        const SeenEvent end = end_of(request);
        EXPECT_EQ(end.event.values[1], uint64_t{MST_FINISH_CLOSED});
        EXPECT_LE(end.event.values[0], uint64_t{tokens});
        EXPECT_GT(end.event.values[0] + 12, uint64_t{tokens}) << "not much too early";
        const std::string text = pump_->answer(request);
        EXPECT_TRUE(is_in(schema, text)) << text;
        const std::string begins = Json::parse(text)["speech"];
        EXPECT_TRUE(speech.starts_with(begins)) << text;
        EXPECT_NE(fields_of(request).find("/door#0="), std::string::npos);
    }
    const Ask enough = {schema, "doors", {"oak"}, {}, 1024, MST_REQUEST_CLOSE_IN_TIME_BIT};
    const SeenEvent whole = end_of(submit("where", enough));
    EXPECT_EQ(whole.event.values[1], uint64_t{MST_FINISH_END});
}

TEST_F(AnswerPartsTest, misuse_is_refused_at_once) {
    start(Json::array());
    const mst_session session = make_session(engine_.get(), model_);
    const auto refuse_request = [&](const mst_request_desc& desc, const char* word) {
        mst_request request = {1};
        EXPECT_EQ(mst_request_submit(engine_.get(), session, &desc, &request),
                  MST_ERROR_INVALID_ARGUMENT);
        EXPECT_EQ(request.id, 0u);
        EXPECT_NE(last_error().find(word), std::string::npos) << last_error();
    };
    const mst_grammar grammar = make_grammar(MST_GRAMMAR_REGEX, "a");
    mst_request_desc good = MST_REQUEST_DESC_INIT;
    good.text = to_text("Hello");
    good.grammar = grammar;
    const mst_text field = to_text("/a");
    const mst_text empty = to_text("");
    mst_request_desc desc = good;
    desc.field_count = 1;
    refuse_request(desc, "fields");
    desc.fields = &empty;
    refuse_request(desc, "fields[0]");
    desc.fields = &field;
    desc.grammar.id = 0;
    refuse_request(desc, "grammar");
    desc.grammar = grammar;
    desc.field_count = 17;
    refuse_request(desc, "fields is 17");
    desc = good;
    desc.live_count = 1;
    refuse_request(desc, "live");

    const auto refuse_grammar = [&](const mst_grammar_desc& grammar_desc, const char* word) {
        mst_grammar made = {1};
        EXPECT_EQ(mst_grammar_create(engine_.get(), &grammar_desc, &made),
                  MST_ERROR_INVALID_ARGUMENT);
        EXPECT_NE(last_error().find(word), std::string::npos) << last_error();
    };
    mst_grammar_tag one = tag("a", "<", "b", MST_GRAMMAR_REGEX, ">");
    mst_grammar_desc tags = MST_GRAMMAR_DESC_INIT;
    tags.kind = MST_GRAMMAR_TAGS;
    refuse_grammar(tags, "tags");
    tags.tag_count = 1;
    refuse_grammar(tags, "tags");
    tags.tags = &one;
    tags.text = to_text("x");
    refuse_grammar(tags, "text");
    tags.text = to_text("");
    one.kind = MST_GRAMMAR_CHOICES;
    refuse_grammar(tags, "tags[0]");
    one.kind = MST_GRAMMAR_REGEX;
    one.reserved0 = 1;
    refuse_grammar(tags, "reserved0");
    one.reserved0 = 0;
    one.text = to_text("");
    refuse_grammar(tags, "tags[0].text");
    tags.kind = MST_GRAMMAR_REGEX;
    tags.text = to_text("a");
    refuse_grammar(tags, "tags");
}

TEST_F(AnswerPartsTest, bad_tags_fail_the_grammar) {
    start(Json::array());
    const mst_grammar grammar = make_tags({tag("a", "<a>", "b", MST_GRAMMAR_REGEX, ""),
                                           tag("b", "<<a>", "b", MST_GRAMMAR_REGEX, "")});
    const auto failed = [&]() -> const SeenEvent* {
        for (const SeenEvent& seen : pump_->events()) {
            if (seen.event.type == MST_EVENT_GRAMMAR_FAILED && seen.event.values[0] == grammar.id) {
                return &seen;
            }
        }
        return nullptr;
    };
    ASSERT_TRUE(pump_->run_until([&] { return failed() != nullptr; }));
    EXPECT_NE(failed()->text.find("tag 1 stands in that of tag 2"), std::string::npos)
        << failed()->text;
}

}  // namespace
}  // namespace minstrel::testing
