// Small random models with every vocabulary and chat version, from directories and from packages:
// they load, say which version they are, talk, and call functions in the version's own form.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"
#include "tests/support/tiny_tekken.h"
#include "tests/unit/text/golden_file.h"

namespace minstrel::testing {
namespace {

struct Kind {
    const char* chat_format;
    const char* file;    // of the vocabulary
    int tekken_version;  // 0 = SentencePiece
    uint32_t vocab_size;
};

constexpr Kind kKinds[] = {
    {"v1", "tokenizer.model.v1", 0, 32000}, {"v2", "tokenizer.model.v2", 0, 32768},
    {"v3", "tokenizer.model.v3", 0, 32768}, {"v7", "tokenizer.model.v7", 0, 32768},
    {"v3-tekken", "tekken.json", 3, 512},   {"v7-tekken", "tekken.json", 7, 512},
    {"v11", "tekken.json", 11, 512},        {"v13", "tekken.json", 13, 512},
    {"v15", "tekken.json", 15, 512}};

TinyModelOptions options_of(const Kind& kind) {
    TinyModelOptions options;
    options.vocab_size = kind.vocab_size;
    options.tokenizer_name = kind.file;
    options.tokenizer = kind.tekken_version != 0
                            ? tiny_tekken(kind.tekken_version)
                            : read_file(std::string(MST_TEST_DATA "/chat/") + kind.file);
    return options;
}

// An engine with one model and what it says.
class Talk {
  public:
    explicit Talk(const std::string& path, const char* chat_format = "")
        : engine_(make_engine(small_engine())) {
        pump_ = std::make_unique<Pump>(engine_.get());
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.path = to_text(path);
        desc.chat_format = to_text(chat_format);
        EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
        is_ready_ = pump_->run_until_ready(model_);
    }

    bool is_ready() const { return is_ready_; }
    mst_engine* engine() { return engine_.get(); }
    mst_model model() const { return model_; }
    Pump& pump() { return *pump_; }

    std::string chat_format() { return to_string(info().chat_format); }
    mst_chat_template chat_template() { return info().chat_template; }
    std::string ask(mst_session session, const char* text) {
        const mst_request request = submit(engine_.get(), session, Prompt(text, 24));
        EXPECT_TRUE(pump_->run_until_terminal(request));
        EXPECT_EQ(pump_->terminal(request)->event.type, MST_EVENT_DONE)
            << pump_->terminal(request)->text;
        return pump_->answer(request);
    }
    // Two turns.
    std::vector<std::string> talk() {
        const mst_session session = make_session(engine_.get(), model_);
        return {ask(session, "Two mugs of ale, please!"), ask(session, "[INST] And bread? \u4E2D")};
    }

  private:
    mst_model_info info() {
        mst_model_info info = MST_MODEL_INFO_INIT;
        EXPECT_EQ(mst_model_query(engine_.get(), model_, &info), MST_OK);
        return info;
    }

    EnginePointer engine_;
    std::unique_ptr<Pump> pump_;
    mst_model model_ = {0};
    bool is_ready_ = false;
};

class ChatModelsTest : public ::testing::TestWithParam<Kind> {};

TEST_P(ChatModelsTest, directories_and_packages_say_the_same) {
    const TempDirectory directory;
    const std::string package = directory / "model.mst";
    ASSERT_EQ(write_tiny_package(package, options_of(GetParam()), PackType::kBF16), "");
    Talk from_directory(package + ".source");
    Talk from_package(package);
    ASSERT_TRUE(from_directory.is_ready() && from_package.is_ready());
    EXPECT_EQ(from_directory.chat_format(), GetParam().chat_format);
    EXPECT_EQ(from_package.chat_format(), GetParam().chat_format);
    const auto said = from_directory.talk();
    EXPECT_FALSE(said[0].empty());
    EXPECT_EQ(from_package.talk(), said);
}

// A vocabulary has the control tokens of the versions before it, so its model may be one of those.
TEST(ChatModelChoiceTest, the_host_may_choose_another_version) {
    const TempDirectory directory;
    const std::string package = directory / "model.mst";
    ASSERT_EQ(write_tiny_package(package, options_of(kKinds[5]), PackType::kBF16), "");
    Talk as_packed(package);
    Talk as_chosen(package, "v3");
    Talk same(package, "v7-tekken");
    ASSERT_TRUE(as_packed.is_ready() && as_chosen.is_ready() && same.is_ready());
    EXPECT_EQ(as_packed.chat_format(), "v7-tekken");
    EXPECT_EQ(as_chosen.chat_format(), "v3-tekken");
    EXPECT_EQ(same.chat_format(), "v7-tekken");
    const auto said = as_packed.talk();
    EXPECT_EQ(same.talk(), said);
    EXPECT_NE(as_chosen.talk(), said);
    Talk too_new(package, "v13");
    EXPECT_FALSE(too_new.is_ready());
    const SeenEvent* failed = too_new.pump().find(MST_EVENT_MODEL_FAILED, too_new.model());
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(failed->event.result, MST_ERROR_UNSUPPORTED);
    EXPECT_NE(failed->text.find("[ARGS]"), std::string::npos) << failed->text;
}

// A vocabulary whose file states no version, beside each kind of template.
class ChatTemplateChoiceTest : public ::testing::Test {
  protected:
    ChatTemplateChoiceTest() {
        TinyModelOptions options = options_of(kKinds[1]);
        options.tokenizer_name = "tokenizer.model";
        write_tiny_directory(path(), options);
    }
    std::string path() const { return directory_ / "model"; }
    void write_template(const std::string& text) {
        write_file(path() + "/chat_template.jinja", text);
    }
    static std::string published(const char* name) {
        return read_file(std::string(MST_TEST_DATA "/chat_templates/") + name);
    }
    void expect(const char* chat_format, mst_chat_template match) {
        Talk talk(path());
        ASSERT_TRUE(talk.is_ready());
        EXPECT_EQ(talk.chat_format(), chat_format);
        EXPECT_EQ(talk.chat_template(), match);
    }

  private:
    TempDirectory directory_;
};

TEST_F(ChatTemplateChoiceTest, a_published_one_selects_what_the_vocabulary_allows) {
    expect("v2", MST_CHAT_TEMPLATE_NONE);
    write_template(published("mixtral-8x22b.jinja"));  // of v2 as of v3
    expect("v2", MST_CHAT_TEMPLATE_MATCHES);
    write_template(published("nemo.jinja"));  // of v3
    expect("v3", MST_CHAT_TEMPLATE_MATCHES);
    write_template(published("small-24b.jinja"));  // of v7, whose tokens are not there
    expect("v2", MST_CHAT_TEMPLATE_DIFFERS);
}

TEST_F(ChatTemplateChoiceTest, any_other_is_only_spoken_of) {
    write_template(published("nemo.jinja") + "{{ '' }}");
    expect("v2", MST_CHAT_TEMPLATE_UNKNOWN);
    write_template("{{ '<|im_start|>' }}");
    expect("v2", MST_CHAT_TEMPLATE_FOREIGN);
}

TEST_F(ChatTemplateChoiceTest, the_host_has_the_last_word) {
    write_template(published("nemo.jinja"));
    Talk talk(path(), "v2");
    ASSERT_TRUE(talk.is_ready());
    EXPECT_EQ(talk.chat_format(), "v2");
    EXPECT_EQ(talk.chat_template(), MST_CHAT_TEMPLATE_DIFFERS);
}

TEST_P(ChatModelsTest, functions_are_called_in_the_form_of_the_version) {
    const TempDirectory directory;
    write_tiny_directory(directory / "model", options_of(GetParam()));
    Talk talk(directory / "model");
    ASSERT_TRUE(talk.is_ready());
    mst_tool tool = {};
    tool.name = to_text("sell_item");
    tool.parameters = to_text(R"({"type": "object", "properties": {
        "item": {"enum": ["sword", "ale"]}}, "required": ["item"]})");
    mst_toolset_desc toolset = MST_TOOLSET_DESC_INIT;
    toolset.tools = &tool;
    toolset.tool_count = 1;
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    ASSERT_EQ(mst_toolset_create(talk.engine(), &toolset, &tools.toolset), MST_OK);
    tools.choice = MST_TOOL_CHOICE_ANY;
    tools.max_calls = 2;
    tools.max_rounds = 1;
    const mst_session session = make_session(talk.engine(), talk.model());
    Prompt prompt("A sword!", 200);
    prompt.desc.tools = &tools;
    const mst_request request = submit(talk.engine(), session, prompt);
    size_t answered = 0;
    ASSERT_TRUE(talk.pump().run_until([&] {
        const auto events = talk.pump().of(request);
        size_t calls = 0;
        for (const SeenEvent& event : events) {
            if (event.event.type != MST_EVENT_TOOL_CALL || calls++ < answered) continue;
            EXPECT_EQ(event.text, "sell_item");
            const auto arguments = nlohmann::json::parse(event.payload, nullptr, false);
            EXPECT_TRUE(arguments.is_object() && arguments.contains("item")) << event.payload;
            mst_tool_reply_desc reply = MST_TOOL_REPLY_DESC_INIT;
            reply.text = to_text("{\"sold\": true}");
            EXPECT_EQ(mst_tool_reply(talk.engine(), mst_call{event.event.values[0]}, &reply),
                      MST_OK);
            ++answered;
        }
        return talk.pump().terminal(request) != nullptr;
    }));
    const SeenEvent& end = *talk.pump().terminal(request);
    if (std::string(GetParam().chat_format) == "v1") {
        EXPECT_EQ(end.event.result, MST_ERROR_UNSUPPORTED);
        return;
    }
    EXPECT_EQ(end.event.type, MST_EVENT_DONE) << end.text;
    EXPECT_GE(answered, 1u);
    talk.ask(session, "Thanks.");  // with the calls in its history
}

INSTANTIATE_TEST_SUITE_P(All, ChatModelsTest, ::testing::ValuesIn(kKinds), [](const auto& kind) {
    std::string name = kind.param.chat_format;
    if (const size_t dash = name.find('-'); dash != std::string::npos) {
        name[dash] = '_';
    }
    return name;
});

constexpr const char* kMustChoose =
    R"({"reasoning_effort":{"type":"enum","accepts_none":false,"values":["none","high"]}})";

TEST(ChatModelTest, effort_is_a_setting_of_models_that_have_it) {
    const TempDirectory directory;
    TinyModelOptions options = options_of({"v15", "tekken.json", 15, 512});
    options.tokenizer = tiny_tekken(15, kMustChoose);
    write_tiny_directory(directory / "model", options);
    Talk talk(directory / "model");
    ASSERT_TRUE(talk.is_ready());
    const auto end_with = [&](const char* effort) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = talk.model();
        desc.reasoning_effort = to_text(effort);
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(talk.engine(), &desc, &session), MST_OK) << last_error();
        const mst_request request = submit(talk.engine(), session, Prompt("Hello", 4));
        EXPECT_TRUE(talk.pump().run_until_terminal(request));
        return talk.pump().terminal(request)->event;
    };
    EXPECT_EQ(end_with("").result, MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(end_with("low").result, MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(end_with("high").type, MST_EVENT_DONE);
    EXPECT_EQ(end_with("none").type, MST_EVENT_DONE);
}

TEST(ChatModelTest, the_whole_tekken_vocabulary_works_with_grammars) {
    const TempDirectory directory;
    TinyModelOptions options;
    options.vocab_size = 131072;
    options.tokenizer_name = "tekken.json";
    options.tokenizer = test::GoldenFile::committed().tokenizer_file("tekken-v13");
    write_tiny_directory(directory / "model", options);
    Talk talk(directory / "model");
    ASSERT_TRUE(talk.is_ready());
    EXPECT_EQ(talk.chat_format(), "v13");
    EXPECT_FALSE(talk.talk()[1].empty());
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    desc.kind = MST_GRAMMAR_JSON_SCHEMA;
    desc.text = to_text(R"({"type": "object", "properties": {"mood": {"enum": ["calm", "angry"]},
        "coins": {"type": "integer", "minimum": 0, "maximum": 99}},
        "required": ["mood", "coins"], "additionalProperties": false})");
    mst_grammar grammar = {0};
    ASSERT_EQ(mst_grammar_create(talk.engine(), &desc, &grammar), MST_OK) << last_error();
    Prompt prompt("And?", 200);
    prompt.desc.grammar = grammar;
    const mst_session session = make_session(talk.engine(), talk.model());
    const mst_request request = submit(talk.engine(), session, prompt);
    ASSERT_TRUE(talk.pump().run_until_terminal(request));
    EXPECT_EQ(talk.pump().terminal(request)->event.type, MST_EVENT_DONE)
        << talk.pump().terminal(request)->text;
    const auto json = nlohmann::json::parse(talk.pump().answer(request), nullptr, false);
    EXPECT_TRUE(json.is_object() && json.contains("mood")) << talk.pump().answer(request);
}

TEST(ChatModelTest, a_stated_version_is_kept_where_the_vocabulary_has_its_tokens) {
    const TempDirectory directory;
    PackOptions pack;
    pack.source = directory / "source";
    pack.target = directory / "model.mst";
    write_tiny_directory(pack.source, options_of({"v15", "tekken.json", 15, 512}));
    pack.chat_format = ChatFormatId::kMistralV11;
    ASSERT_TRUE(pack_model(pack).ok());
    {
        Talk talk(pack.target);
        ASSERT_TRUE(talk.is_ready());
        EXPECT_EQ(talk.chat_format(), "v11");
        EXPECT_FALSE(talk.talk()[0].empty());
    }
    write_tiny_directory(pack.source, options_of({"v7-tekken", "tekken.json", 7, 512}));
    ASSERT_TRUE(pack_model(pack).ok());
    const EnginePointer engine = make_engine(small_engine());
    Pump pump(engine.get());
    const mst_model model = load_model(engine.get(), pack.target);
    ASSERT_TRUE(
        pump.run_until([&] { return pump.find(MST_EVENT_MODEL_FAILED, model) != nullptr; }));
    const SeenEvent& failed = *pump.find(MST_EVENT_MODEL_FAILED, model);
    EXPECT_EQ(failed.event.result, MST_ERROR_UNSUPPORTED);
    EXPECT_NE(failed.text.find("[ARGS]"), std::string::npos) << failed.text;
}

}  // namespace
}  // namespace minstrel::testing
