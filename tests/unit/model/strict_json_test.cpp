#include "runtime/model/strict_json.h"

#include <gtest/gtest.h>

#include <string>

namespace minstrel {
namespace {

Status parse_error(std::string_view text, const JsonLimits& limits = {}) {
    auto parsed = parse_strict_json(text, "test", limits);
    return parsed.ok() ? Status() : parsed.status();
}

TEST(StrictJsonTest, builds_the_value) {
    const std::string text = R"({"a":[1,-2,2.5,true,null,"x",{}],"b":{"c":[]}})";
    auto parsed = parse_strict_json(text, "test");
    ASSERT_TRUE(parsed.ok()) << parsed.status().message();
    EXPECT_EQ(parsed.value(), nlohmann::json::parse(text));
}

TEST(StrictJsonTest, refuses_what_is_not_json) {
    for (const char* text : {"", " ", "{", "[1,]", "{\"a\" 1}", "nul", "{} {}", "01", "1e999",
                             "\"\\ud800\"", "\"\xff\"", "'a'", "{\"a\":1,}"}) {
        EXPECT_EQ(parse_error(text).code(), Code::kBadFormat) << text;
    }
    EXPECT_NE(parse_error("[1, x]").message().find("byte 5"), std::string::npos)
        << parse_error("[1, x]").message();
}

TEST(StrictJsonTest, refuses_duplicate_keys) {
    EXPECT_NE(parse_error(R"({"a":1,"a":1})").message().find("'a'"), std::string::npos);
    EXPECT_EQ(parse_error(R"({"x":{"a":1,"b":2,"a":3}})").code(), Code::kBadFormat);
    EXPECT_TRUE(parse_error(R"({"x":{"a":1},"a":{"a":2}})").ok());
}

TEST(StrictJsonTest, limits_depth_and_count) {
    const std::string deep = std::string(33, '[') + std::string(33, ']');
    EXPECT_EQ(parse_error(deep).code(), Code::kLimitReached);
    EXPECT_TRUE(parse_error(deep.substr(1, 64)).ok());
    EXPECT_EQ(parse_error(std::string(1'000'000, '[')).code(), Code::kLimitReached);
    EXPECT_EQ(parse_error("[1,2,3]", {.max_depth = 1, .max_values = 3}).code(),
              Code::kLimitReached);
    EXPECT_TRUE(parse_error("[1,2,3]", {.max_depth = 1, .max_values = 4}).ok());
}

}  // namespace
}  // namespace minstrel
