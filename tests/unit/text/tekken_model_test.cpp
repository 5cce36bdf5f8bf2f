#include "runtime/text/tekken_model.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "runtime/text/base64.h"
#include "runtime/text/tokenizer.h"
#include "tests/support/tiny_tekken.h"

namespace minstrel {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSettings =
    R"({"reasoning_effort":{"type":"enum","accepts_none":false,"values":["none","high"],"default":"high"}})";

TEST(TekkenModelTest, reads_tokens_specials_and_version) {
    const auto model = read_tekken_model(testing::tiny_tekken(13));
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model.value().version, TokenizerVersion::kV13);
    ASSERT_EQ(model.value().specials.size(), 64U);
    EXPECT_EQ(model.value().specials[9], "[TOOL_CALLS]");
    EXPECT_EQ(model.value().specials[35], "[THINK]");
    EXPECT_EQ(model.value().specials[63], "<SPECIAL_63>");
    ASSERT_EQ(model.value().tokens.size(), 448U);
    EXPECT_EQ(model.value().tokens[65], "A");
    EXPECT_FALSE(model.value().effort);
}

TEST(TekkenModelTest, knows_the_control_tokens_of_files_without_a_list) {
    const auto model = read_tekken_model(testing::tiny_tekken(3));
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model.value().specials[5], "[AVAILABLE_TOOLS]");
    EXPECT_EQ(model.value().specials[19], "[TOOL_CONTENT]");
    EXPECT_EQ(model.value().specials[20], "<SPECIAL_20>");
}

TEST(TekkenModelTest, reads_the_rule_of_effort) {
    const auto model = read_tekken_model(testing::tiny_tekken(15, kSettings));
    ASSERT_TRUE(model.ok()) << model.status().message();
    ASSERT_TRUE(model.value().effort);
    EXPECT_FALSE(model.value().effort->accepts_none);
    EXPECT_EQ(model.value().effort->fallback, "high");
    EXPECT_EQ(model.value().effort->values.size(), 2U);
    EXPECT_FALSE(read_tekken_model(testing::tiny_tekken(15, "{}")).value().effort);
}

TEST(TekkenModelTest, leaves_out_tokens_beyond_the_size) {
    Json file = Json::parse(testing::tiny_tekken(7));
    file["config"]["default_vocab_size"] = 500;
    const auto model = read_tekken_model(file.dump());
    ASSERT_TRUE(model.ok()) << model.status().message();
    EXPECT_EQ(model.value().tokens.size(), 436U);
}

struct Damage {
    const char* says;  // part of the error
    std::function<void(Json&)> change;
};

TEST(TekkenModelTest, refuses_damaged_files_with_a_reason) {
    const std::vector<Damage> all = {
        {"'config' is missing", [](Json& f) { f.erase("config"); }},
        {"'config' is missing", [](Json& f) { f["config"] = "v7"; }},
        {"must be a text like", [](Json& f) { f["config"].erase("version"); }},
        {"'v12' is not known", [](Json& f) { f["config"]["version"] = "v12"; }},
        {"'pattern' must be a text", [](Json& f) { f["config"]["pattern"] = 5; }},
        {"not the one of Mistral's", [](Json& f) { f["config"]["pattern"] = "(a*)*b"; }},
        {"must be a number", [](Json& f) { f["config"]["default_vocab_size"] = "512"; }},
        {"must be a number", [](Json& f) { f["config"]["default_vocab_size"] = -1; }},
        {"is more than", [](Json& f) { f["config"]["default_vocab_size"] = 1u << 31; }},
        {"text tokens; 'default_vocab_size'",
         [](Json& f) { f["config"]["default_vocab_size"] = 513; }},
        {"leave no room", [](Json& f) { f["config"]["default_vocab_size"] = 300; }},
        {"leave no room", [](Json& f) { f["config"]["default_num_special_tokens"] = 4; }},
        {"more special tokens",
         [](Json& f) {
             f["config"]["default_num_special_tokens"] = 30;
             f["config"]["default_vocab_size"] = 400;
         }},
        {"must be lists", [](Json& f) { f["vocab"] = Json::object(); }},
        {"must be lists", [](Json& f) { f["vocab"] = "AA=="; }},
        {"is no object", [](Json& f) { f["vocab"][3] = "AA=="; }},
        {"object is expected", [](Json& f) { f["vocab"][3] = Json::array(); }},
        {"holds more than values", [](Json& f) { f["vocab"][3]["rank"] = Json::object(); }},
        {"token 3: its rank", [](Json& f) { f["vocab"][3]["rank"] = 4; }},
        {"a rank is no number", [](Json& f) { f["vocab"][3]["rank"] = 3.0; }},
        {"token 3: it has no token_bytes", [](Json& f) { f["vocab"][3].erase("token_bytes"); }},
        {"token_bytes is no text", [](Json& f) { f["vocab"][3]["token_bytes"] = 3; }},
        {"not valid base64", [](Json& f) { f["vocab"][300]["token_bytes"] = "A"; }},
        {"not valid base64", [](Json& f) { f["vocab"][300]["token_bytes"] = "AB=="; }},
        {"1 to 256 bytes", [](Json& f) { f["vocab"][300]["token_bytes"] = ""; }},
        {"1 to 256 bytes", [](Json& f) { f["vocab"][300]["token_bytes"] = std::string(400, 'A'); }},
        {"the single bytes", [](Json& f) { f["vocab"][3]["token_bytes"] = "QQ=="; }},
        {"rank is not its place", [](Json& f) { f["special_tokens"][3].erase("rank"); }},
        {"no usable name", [](Json& f) { f["special_tokens"][3]["token_str"] = ""; }},
        {"no usable name", [](Json& f) { f["special_tokens"][3]["token_str"] = nullptr; }},
        {"no usable name",
         [](Json& f) { f["special_tokens"][3]["token_str"] = std::string(200, 'x'); }},
        {"'[INST]' is missing", [](Json& f) { f["special_tokens"][3]["token_str"] = "[X]"; }},
        {"'[ARGS]' is missing", [](Json& f) { f["special_tokens"][32]["token_str"] = "[X]"; }},
        {"occurs twice", [](Json& f) { f["special_tokens"][20]["token_str"] = "[INST]"; }},
        {"occurs twice", [](Json& f) { f["special_tokens"][20]["token_str"] = "<SPECIAL_50>"; }},
        {"'special_tokens' is missing", [](Json& f) { f.erase("special_tokens"); }},
        {"must be an object", [](Json& f) { f["model_settings_builder"] = 1; }},
        {"must list its 'values'",
         [](Json& f) {
             f["model_settings_builder"] = {{"reasoning_effort", Json::object()}};
         }},
        {"too many values", [](Json& f) { f["image"] = Json(std::vector<int>(5000, 1)); }},
        {"nested too deeply",
         [](Json& f) {
             Json deep = 1;
             for (int i = 0; i < 40; ++i) deep = Json::array({deep});
             f["image"] = deep;
         }},
    };
    for (const Damage& damage : all) {
        Json file = Json::parse(testing::tiny_tekken(13));
        damage.change(file);
        const auto model = read_tekken_model(file.dump());
        ASSERT_FALSE(model.ok()) << damage.says;
        EXPECT_NE(model.status().message().find(damage.says), std::string::npos)
            << damage.says << " / " << model.status().message();
    }
}

TEST(TekkenModelTest, refuses_what_is_no_json) {
    const std::string file = testing::tiny_tekken(7);
    for (const std::string& text :
         {std::string("{"), file.substr(0, file.size() / 2), file + "x", std::string("{}"),
          std::string("{\"config\":{},\"config\":{}}"), std::string("{\"a\":{\"b\":1,\"b\":2}}"),
          std::string("{\"vocab\":[{\"rank\":0,\"rank\":0}]}")}) {
        const auto model = read_tekken_model(text);
        ASSERT_FALSE(model.ok()) << text.substr(0, 40);
        EXPECT_EQ(model.status().code(), Code::kBadFormat);
    }
}

TEST(TekkenModelTest, refuses_two_tokens_of_the_same_bytes) {
    Json file = Json::parse(testing::tiny_tekken(7));
    file["vocab"][400]["token_bytes"] = file["vocab"][300]["token_bytes"];
    EXPECT_EQ(Tokenizer::make(file.dump()).status().code(), Code::kBadFormat);
    file["vocab"][400]["token_bytes"] = "QQ==";  // a second A
    EXPECT_EQ(Tokenizer::make(file.dump()).status().code(), Code::kBadFormat);
}

TEST(Base64Test, reads_the_standard_form_only) {
    std::string bytes;
    EXPECT_TRUE(decode_base64("", bytes));
    EXPECT_EQ(bytes, "");
    EXPECT_TRUE(decode_base64("aGk=", bytes));
    EXPECT_EQ(bytes, "hi");
    EXPECT_TRUE(decode_base64("/+8=", bytes));
    EXPECT_EQ(bytes, "\xFF\xEF");
    for (const char* wrong : {"a", "ab", "abc", "=", "====", "a===", "aGl=", "aG k", "aGk=\n",
                              "aGk=aGk=", "aG-k", "aG_k"}) {
        EXPECT_FALSE(decode_base64(wrong, bytes)) << wrong;
    }
}

}  // namespace
}  // namespace minstrel
