#include <gtest/gtest.h>

#include "runtime/grammar/schema_json.h"

namespace minstrel {
namespace {

std::string failure(std::string_view text, const SchemaJson::Limits& limits = {}) {
    const auto json = SchemaJson::parse(text, "schema", limits);
    return json.ok() ? "" : json.status().message();
}

TEST(SchemaJson, KeepsOrderAndLiterals) {
    const SchemaJson json =
        SchemaJson::parse(R"({"z":1.500,"a":[12345678901234567890123,null]})", "s", {}).take();
    const JsonId z = json.first(json.root());
    EXPECT_EQ(json.key(z), "z");
    EXPECT_EQ(json.text(z), "1.500");
    const JsonId a = json.next(z);
    EXPECT_EQ(json.text(json.first(a)), "12345678901234567890123");
    EXPECT_EQ(json.count(a), 2u);
    EXPECT_EQ(json.pointer(json.next(json.first(a))), "#/a/1");
    EXPECT_EQ(json.find(json.root(), "a"), a);
    EXPECT_EQ(json.find(json.root(), "b"), kNoJson);
}

TEST(SchemaJson, PointerEscapes) {
    const SchemaJson json = SchemaJson::parse(R"({"a/b~c":{"":1}})", "s", {}).take();
    EXPECT_EQ(json.pointer(json.first(json.first(json.root()))), "#/a~1b~0c/");
}

TEST(SchemaJson, RefusesWithPlace) {
    EXPECT_EQ(failure("{\"a\":1,\n \"a\":2}"), "schema: the key 'a' occurs twice in #");
    EXPECT_EQ(failure("{\"a\":1,\n  oops}"), "schema: not valid JSON at line 2, column 3");
    EXPECT_EQ(failure(""), "schema: not valid JSON at line 1, column 1");
    EXPECT_EQ(failure("\"\xff\""), "schema: byte 1 is not valid UTF-8");
    EXPECT_NE(failure("[1] 2"), "");
}

TEST(SchemaJson, Limits) {
    SchemaJson::Limits limits;
    limits.max_depth = 3;
    EXPECT_EQ(failure("[[[1]]]", limits), "");
    EXPECT_EQ(failure("[[[[1]]]]", limits), "schema: JSON nested deeper than 3 levels");
    limits.max_values = 3;
    EXPECT_EQ(failure("[1,2,3]", limits), "schema: more than 3 JSON values");
    EXPECT_NE(failure(std::string(1000000, '[')), "");
}

}  // namespace
}  // namespace minstrel
