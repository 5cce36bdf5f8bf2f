// Generation policies, messages, limits: what the suites do not look at.
#include <gtest/gtest.h>

#include "tests/unit/grammar/schema/schema_fixture.h"

namespace minstrel {
namespace {

constexpr const char* kNpc = R"({"type":"object","properties":{
    "speech":{"type":"string","maxLength":20},
    "mood":{"enum":["calm","angry"]},
    "level":{"type":"integer","minimum":1,"maximum":20}},
    "required":["speech","mood"],"additionalProperties":false})";

TEST(Schema, DeclaredOrderAndCompactByDefault) {
    CompiledSchema schema(kNpc);
    EXPECT_TRUE(schema.matches(R"({"speech":"Hail!","mood":"calm","level":20})"));
    EXPECT_TRUE(schema.matches(R"({"speech":"","mood":"angry"})"));
    EXPECT_FALSE(schema.matches(R"({"mood":"calm","speech":"Hail!"})"));
    EXPECT_FALSE(schema.matches(R"({"speech": "Hail!","mood":"calm"})"));
    EXPECT_FALSE(schema.matches(R"({"speech":"Hail!","mood":"calm","level":21})"));
    EXPECT_FALSE(schema.matches(R"({"speech":"Hail!","mood":"calm","mood":"calm"})"));
    EXPECT_FALSE(schema.matches(R"({"speech":"Hail!"})"));
}

TEST(Schema, AnyOrderKeepsTheRest) {
    SchemaOptions options;
    options.any_order = true;
    CompiledSchema schema(kNpc, options);
    EXPECT_TRUE(schema.matches(R"({"mood":"calm","level":3,"speech":"Hail!"})"));
    EXPECT_FALSE(schema.matches(R"({"mood":"calm","level":3})"));
    EXPECT_FALSE(schema.matches(R"({"mood":"calm","mood":"calm","speech":""})"));
}

TEST(Schema, GapsAreBounded) {
    SchemaOptions options;
    options.max_gap = 3;
    CompiledSchema schema(R"({"type":"array","items":{"type":"object","properties":{"a":{}}}})",
                          options);
    EXPECT_TRUE(schema.matches("[ {\"a\" :\n\t1 } ,   { } ]"));
    EXPECT_FALSE(schema.matches("[    ]"));
    options.max_gap = 9;
    EXPECT_NE(schema_error("true", options), "");
}

TEST(Schema, LengthsCountCodePoints) {
    CompiledSchema schema(R"({"type":"string","minLength":2,"maxLength":3})");
    EXPECT_TRUE(schema.matches("\"\xC3\xA4\xF0\x9F\x98\x80\""));
    EXPECT_TRUE(schema.matches(R"("\ud83d\ude00\n\"")"));
    EXPECT_FALSE(schema.matches(R"("\ud83d\ude00")"));
    EXPECT_FALSE(schema.matches("\"abcd\""));
}

TEST(Schema, HugeBoundsCostNothing) {
    CompiledSchema text(R"({"type":"string","minLength":1000,"maxLength":1000000000})");
    EXPECT_TRUE(text.matches("\"" + std::string(1000, 'x') + "\""));
    EXPECT_FALSE(text.matches("\"" + std::string(999, 'x') + "\""));
    CompiledSchema items(R"({"type":"array","items":{"const":1},"maxItems":1000000})");
    EXPECT_TRUE(items.matches("[1,1,1]"));
    CompiledSchema pattern(R"({"type":"string","pattern":"^[a-z]{0,100000}$","minLength":5})");
    EXPECT_TRUE(pattern.matches("\"abcdef\""));
    EXPECT_FALSE(pattern.matches("\"abcd\""));
}

TEST(Schema, LargeEnumerations) {
    std::string schema = "{\"enum\":[";
    for (int i = 0; i < 10000; ++i)
        schema += (i ? ",\"value " : "\"value ") + std::to_string(i) + "\"";
    CompiledSchema compiled(schema + "]}");
    EXPECT_TRUE(compiled.matches("\"value 7777\""));
    EXPECT_FALSE(compiled.matches("\"value 10000\""));
}

TEST(Schema, ManyProperties) {
    std::string properties;
    std::string required;
    for (int i = 0; i < 300; ++i) {
        const std::string key = "\"key" + std::to_string(i) + "\"";
        properties += (i ? "," : "") + key + ":{\"type\":\"integer\"}";
        if (i % 2 == 0) required += (i ? "," : "") + key;
    }
    SchemaOptions options;
    options.any_order = true;
    CompiledSchema schema(
        "{\"type\":\"object\",\"properties\":{" + properties + "},\"required\":[" + required + "]}",
        options);
    std::string text;
    for (int i = 298; i >= 0; i -= 2)
        text += (text.empty() ? "" : ",") + ("\"key" + std::to_string(i) + "\":1");
    EXPECT_TRUE(schema.matches("{" + text + "}"));
    EXPECT_FALSE(schema.matches("{" + text + ",\"key0\":1}"));
    EXPECT_TRUE(schema.matches("{" + text + ",\"other\":null}"));
}

TEST(Schema, TaggedAlternatives) {
    std::string options;
    for (int i = 0; i < 60; ++i) {
        options += (i ? "," : "") +
                   std::string(R"({"type":"object","properties":{"kind":{"const":"k)") +
                   std::to_string(i) + R"("},"n":{"type":"integer"}},"required":["kind","n"],)" +
                   R"("additionalProperties":false})";
    }
    CompiledSchema schema("{\"oneOf\":[" + options + "]}");
    EXPECT_TRUE(schema.matches(R"({"kind":"k59","n":1})"));
    EXPECT_FALSE(schema.matches(R"({"kind":"k60","n":1})"));
}

TEST(Schema, OverlappingOneOfIsExact) {
    CompiledSchema schema(
        R"({"oneOf":[{"type":"integer","multipleOf":2},{"type":"integer","multipleOf":3}]})");
    EXPECT_TRUE(schema.matches("4"));
    EXPECT_TRUE(schema.matches("9"));
    EXPECT_FALSE(schema.matches("6"));
    EXPECT_FALSE(schema.matches("5"));
}

TEST(Schema, RecursionThroughChildren) {
    CompiledSchema tree(R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object",
        "properties":{"v":{"type":"integer"},"kids":{"type":"array","items":{"$ref":"#/$defs/node"}}},
        "required":["v"],"additionalProperties":false}}})");
    EXPECT_TRUE(tree.matches(R"({"v":1,"kids":[{"v":2},{"v":3,"kids":[]}]})"));
    EXPECT_FALSE(tree.matches(R"({"v":1,"kids":[{}]})"));
}

TEST(Schema, MessagesNameKeywordAndPlace) {
    EXPECT_EQ(
        schema_error(R"({"properties":{"a":{"uniqueItems":true,"type":"array"}}})"),
        "#/properties/a/uniqueItems: 'uniqueItems' cannot be enforced: the items are not from "
        "a small set of constants");
    EXPECT_EQ(schema_error(R"({"items":{"pattern":"(a)\\1"}})"),
              "#/items/pattern: 'pattern' cannot be enforced: pattern: line 1, column 4: a "
              "back-reference "
              "is not supported");
    EXPECT_EQ(schema_error(R"({"minLength":-1})"),
              "#/minLength: a whole number of at least 0 is expected");
    EXPECT_EQ(schema_error(R"({"type":"strin"})"), "#/type: a type that JSON Schema does not know");
    EXPECT_EQ(schema_error(R"({"$ref":"#/$defs/x"})"),
              "#/$ref: nothing is found at the reference '#/$defs/x'");
    EXPECT_EQ(schema_error(R"({"anyOf":[{"$ref":"#"}]})"), "#: refers to itself without end");
    EXPECT_EQ(schema_error(R"({"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]})"),
              "schema: no value meets it");
    EXPECT_EQ(schema_error("7"), "#: a schema (an object, true or false) is expected");
    EXPECT_EQ(schema_error(R"({"$ref":"http://example.com/x"})"),
              "#/$ref: the reference 'http://example.com/x' leads to another document; give it as "
              "'http://example.com/x'");
}

TEST(Schema, OtherDocuments) {
    SchemaOptions options;
    options.documents = {{"http://example.com/x", R"({"$defs":{"id":{"type":"integer"}}})"}};
    EXPECT_TRUE(schema_matches(R"({"$ref":"http://example.com/x#/$defs/id"})", "12", options));
}

TEST(Schema, UnenforcedKeywordsAreListed) {
    SchemaOptions options;
    options.unenforced = {"uniqueItems"};
    CompiledSchema schema(R"({"type":"array","uniqueItems":true,"maxItems":2})", options);
    ASSERT_EQ(schema.unenforced().size(), 1u);
    EXPECT_EQ(schema.unenforced()[0].keyword, "uniqueItems");
    EXPECT_EQ(schema.unenforced()[0].place, "#/uniqueItems");
    EXPECT_TRUE(schema.matches("[1,1]"));
    EXPECT_FALSE(schema.matches("[1,1,1]"));
    // What is enforced is not listed.
    CompiledSchema few(R"({"items":{"enum":[1,2]},"uniqueItems":true,"type":"array"})", options);
    EXPECT_TRUE(few.unenforced().empty());
    EXPECT_FALSE(few.matches("[1,1]"));
}

TEST(Schema, LimitsEndInErrors) {
    std::string deep = "true";
    for (int i = 0; i < 5000; ++i) deep = "{\"not\":" + deep + "}";
    EXPECT_NE(schema_error(deep), "");
    std::string chain = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{";
    for (int i = 0; i < 3000; ++i) {
        chain +=
            "\"d" + std::to_string(i) + "\":{\"$ref\":\"#/$defs/d" + std::to_string(i + 1) + "\"},";
    }
    EXPECT_NE(schema_error(chain + "\"d3000\":true}}"), "");
    // 2^40 alternatives when multiplied out.
    std::string product;
    for (int i = 0; i < 40; ++i) {
        const std::string key = std::to_string(i);
        product += (i ? ",{\"anyOf\":[" : "{\"anyOf\":[") + std::string("{\"required\":[\"a") +
                   key + "\"]},{\"required\":[\"b" + key + "\"]}]}";
    }
    EXPECT_EQ(CompiledSchema("{\"type\":\"object\",\"allOf\":[" + product + "]}").status().code(),
              Code::kLimitReached);
    EXPECT_NE(schema_error(
                  R"({"contains":{"const":1},"maxContains":3,"maxItems":1000000,"type":"array"})"),
              "");
}

TEST(Schema, DraftSpellings) {
    EXPECT_FALSE(schema_matches(R"({"minimum":3,"exclusiveMinimum":true,"type":"number"})", "3"));
    EXPECT_TRUE(schema_matches(
        R"({"items":[{"type":"integer"}],"additionalItems":false,"type":"array"})", "[1]"));
    EXPECT_FALSE(schema_matches(
        R"({"items":[{"type":"integer"}],"additionalItems":false,"type":"array"})", "[1,2]"));
    EXPECT_TRUE(schema_matches(
        R"({"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","type":"string",
            "definitions":{"a":{"type":"integer"}}})",
        "1"));
    EXPECT_TRUE(schema_matches(
        R"({"$schema":"http://json-schema.org/draft-04/schema#","id":"http://x/y","properties":
            {"a":{"$ref":"y#/definitions/b"}},"definitions":{"b":{"type":"null"}},"type":"object"})",
        R"({"a":null})"));
}

}  // namespace
}  // namespace minstrel
