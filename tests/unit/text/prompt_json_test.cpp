#include "runtime/text/prompt_json.h"

#include <gtest/gtest.h>

namespace minstrel {
namespace {

std::string rewrite(std::string_view text) {
    const auto value = parse_prompt_json(text);
    return value.ok() ? write_prompt_json(value.value()) : "error: " + value.status().message();
}

TEST(PromptJsonTest, writes_numbers_as_the_models_saw_them) {
    const std::pair<const char*, const char*> cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"-0.0", "-0.0"},
        {"0.0", "0.0"},
        {"1e3", "1000.0"},
        {"21.50", "21.5"},
        {"1E5", "100000.0"},
        {"1e15", "1000000000000000.0"},
        {"1e16", "1e+16"},
        {"1e17", "1e+17"},
        {"-42", "-42"},
        {"123456789012345678", "123456789012345678"},
        {"12345678901234567890123456789", "12345678901234567890123456789"},
        {"1e-4", "0.0001"},
        {"1e-5", "1e-05"},
        {"0.00012345", "0.00012345"},
        {"0.000012345", "1.2345e-05"},
        {"1.5e300", "1.5e+300"},
        {"1e999", "Infinity"},
        {"-1e999", "-Infinity"},
        {"1e-999", "0.0"},
        {"-1e-999", "-0.0"},
        {"5e-324", "5e-324"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"1234567.125", "1234567.125"},
        {"9999999999999998.0", "9999999999999998.0"},
        {"99999999999999990.0", "9.999999999999998e+16"},
        {"123e-7", "1.23e-05"},
        {"100e-2", "1.0"},
        {"0e5", "0.0"},
        {"12345678901234567890.5", "1.2345678901234567e+19"},
        {"0.00001e-400", "0.0"},
        {"1e0000000000000000000000003", "1000.0"},
        {"NaN", "NaN"},
        {"Infinity", "Infinity"},
        {"-Infinity", "-Infinity"},
    };
    for (const auto& [given, expected] : cases) EXPECT_EQ(rewrite(given), expected) << given;
}

TEST(PromptJsonTest, writes_separators_and_keeps_the_order) {
    EXPECT_EQ(rewrite(" {\"b\":[1,2,{}],\n\"a\":{\"z\":null,\"y\":[true,false,[]]}} "),
              R"({"b": [1, 2, {}], "a": {"z": null, "y": [true, false, []]}})");
}

TEST(PromptJsonTest, writes_strings_with_the_fewest_escapes) {
    EXPECT_EQ(rewrite(R"("\u00e9\u2028\/\"\\\b\f\n\r\t\u001f\u007f\ud83e\uddff")"),
              "\"\u00E9\u2028/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\u007F\U0001F9FF\"");
    EXPECT_EQ(rewrite(R"("\ud800x \udc00")"), "\"\uFFFDx \uFFFD\"");
    EXPECT_EQ(rewrite(R"("\ud800\u0041")"), "\"\uFFFDA\"");
    EXPECT_EQ(rewrite(R"("\u0000")"), R"("\u0000")");
}

TEST(PromptJsonTest, of_equal_keys_the_last_value_wins_at_the_first_place) {
    EXPECT_EQ(rewrite(R"({"a":1,"b":2,"a":3,"\u0061":4})"), R"({"a": 4, "b": 2})");
}

TEST(PromptJsonTest, refuses_what_is_not_json) {
    for (const char* text : {"",
                             " ",
                             "{",
                             "[",
                             "[1",
                             "[1,",
                             "[1,]",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "\"",
                             "\"\\",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\\u12g4\"",
                             "\"\n\"",
                             "01",
                             "+1",
                             "1.",
                             ".5",
                             "1e",
                             "-",
                             "nul",
                             "nullx",
                             "True",
                             "nan",
                             "'a'",
                             "1 2",
                             "[] []",
                             "\xEF\xBB\xBF{}",
                             "\"\xFF\"",
                             "[1}",
                             "{\"a\":1]"}) {
        const auto value = parse_prompt_json(text);
        ASSERT_FALSE(value.ok()) << text;
        EXPECT_EQ(value.status().code(), Code::kBadFormat);
        EXPECT_NE(value.status().message().find("JSON, byte "), std::string::npos);
    }
    EXPECT_EQ(rewrite("[1, x]"), "error: JSON, byte 4: a value is expected");
}

TEST(PromptJsonTest, keeps_text_that_is_not_json_as_a_string) {
    EXPECT_EQ(write_prompt_json(parse_or_keep("{\"a\":1}")), "{\"a\": 1}");
    EXPECT_EQ(write_prompt_json(parse_or_keep("It \"rains\"")), R"("It \"rains\"")");
}

TEST(PromptJsonTest, bounds_depth_and_size) {
    const auto nested = [](size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(parse_prompt_json(nested(kMaxPromptJsonDepth)).ok());
    EXPECT_FALSE(parse_prompt_json(nested(kMaxPromptJsonDepth + 2)).ok());
    EXPECT_FALSE(parse_prompt_json(nested(1000000)).ok());
    EXPECT_EQ(parse_prompt_json(std::string(kMaxPromptJsonBytes + 1, ' ')).status().code(),
              Code::kLimitReached);
}

TEST(PromptJsonTest, many_keys_take_linear_time) {
    std::string text = "{";
    for (int i = 0; i < 100000; ++i) text += "\"key" + std::to_string(i) + "\":0,";
    text += "\"key7\":7}";
    const auto value = parse_prompt_json(text);
    ASSERT_TRUE(value.ok());
    EXPECT_EQ(value.value().keys.size(), 100000U);
    EXPECT_EQ(value.value().items[7].text, "7");
}

}  // namespace
}  // namespace minstrel
