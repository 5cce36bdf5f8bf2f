// Rules of a finished grammar with other bodies.
#include "runtime/grammar/grammar_patch.h"

#include <array>
#include <string>
#include <vector>

#include "runtime/grammar/schema.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

// "go to " place ("," place)*, where place is one letter a.
GrammarPtr journey() {
    GrammarBuilder builder;
    const Rule place = builder.add_rule("place");
    builder.define(place, builder.bytes("a"));
    const Node list = builder.separated(builder.ref(place), builder.bytes(","), 1);
    return finish(builder, builder.seq({builder.bytes("go to "), list}));
}

TEST(GrammarPatchTest, another_body_for_a_rule) {
    const GrammarPtr base = journey();
    GrammarPatch patch(base);
    const std::vector<std::string> texts = {"mill", "mine", "a \"quoted\" inn"};
    patch.replace_with_strings("place", texts);
    const GrammarPtr patched = take(patch.finish());
    EXPECT_TRUE(matches(patched, R"(go to "mill")"));
    EXPECT_TRUE(matches(patched, R"(go to "mine","a \"quoted\" inn","mill")"));
    EXPECT_FALSE(matches(patched, "go to a"));
    EXPECT_FALSE(matches(patched, R"(go to "mi")"));
    EXPECT_TRUE(matches(base, "go to a,a")) << "the base has changed";
    EXPECT_FALSE(matches(base, R"(go to "mill")"));
}

TEST(GrammarPatchTest, bodies_have_all_that_expressions_have) {
    GrammarPatch patch(journey());
    GrammarBuilder& builder = patch.builder();
    const Node letters = builder.plus(builder.byte_set(ByteSet::range('a', 'z')));
    const Rule own = builder.add_rule("own");
    builder.define(own, builder.except(letters, builder.bytes("foo")));
    Members members;
    members.items = {{builder.bytes("x"), true}, {builder.bytes("y"), false}};
    members.separator = builder.bytes("+");
    members.any_order = true;
    patch.replace(
        "place",
        builder.alt({builder.seq({builder.bytes("("), builder.ref(own), builder.bytes(")")}),
                     builder.members(std::move(members)), builder.token_set({1})}));
    const GrammarPtr patched = take(patch.finish());
    EXPECT_TRUE(matches(patched, "go to (bar),y+x,x,(foofoo)"));
    EXPECT_FALSE(matches(patched, "go to (foo)"));
    EXPECT_FALSE(matches(patched, "go to y"));
    const TokenTablePtr tokens = small_vocabulary();
    check_masks(patched, *tokens, {});
    GrammarAutomaton automaton(patched);
    auto matcher = Matcher::make(automaton, *tokens);
    ASSERT_TRUE(matcher.ok());
    ASSERT_TRUE(matcher.value().accept_bytes("go to ").value());
    EXPECT_TRUE(matcher.value().accept_token(1).value());
    EXPECT_TRUE(matcher.value().is_complete());
}

TEST(GrammarPatchTest, bodies_may_begin_with_rules_of_their_own) {
    GrammarPatch patch(journey());
    GrammarBuilder& builder = patch.builder();
    const Rule nested = builder.add_rule("nested");
    builder.define(
        nested,
        builder.alt({builder.bytes("x"),
                     builder.seq({builder.bytes("("), builder.ref(nested), builder.bytes(")")})}));
    const Rule sum = builder.add_rule("sum");  // left-recursive
    builder.define(
        sum, builder.alt({builder.ref(nested), builder.seq({builder.ref(sum), builder.bytes("+"),
                                                            builder.ref(nested)})}));
    patch.replace("place", builder.ref(sum));
    const GrammarPtr patched = take(patch.finish());
    EXPECT_TRUE(matches(patched, "go to ((x))+x+(x),x"));
    EXPECT_FALSE(matches(patched, "go to ((x)+x"));
    check_masks(patched, *small_vocabulary(), {});
}

TEST(GrammarPatchTest, a_new_root_has_rules_of_the_base) {
    GrammarPatch patch(journey());
    GrammarBuilder& builder = patch.builder();
    const Node place = patch.base_rule("place");
    patch.set_root(
        builder.seq({place, builder.repeat(builder.seq({builder.bytes("-"), place}), 0, 2)}));
    const GrammarPtr patched = take(patch.finish());
    EXPECT_TRUE(matches(patched, "a"));
    EXPECT_TRUE(matches(patched, "a-a-a"));
    EXPECT_FALSE(matches(patched, "a-a-a-a"));
    EXPECT_FALSE(matches(patched, "go to a"));
}

TEST(GrammarPatchTest, root_and_rules_at_once) {
    GrammarPatch patch(journey());
    patch.set_root(patch.builder().plus(patch.base_rule("place")));
    patch.replace_with_strings("place", std::array<std::string, 1>{"b"});
    const GrammarPtr patched = take(patch.finish());
    EXPECT_TRUE(matches(patched, R"("b""b")"));
    EXPECT_FALSE(matches(patched, "a"));
}

TEST(GrammarPatchTest, a_patch_can_be_patched) {
    GrammarPatch first(journey());
    first.replace_with_strings("place", std::array<std::string, 1>{"b"});
    const GrammarPtr once = take(first.finish());
    GrammarPatch second(once);
    second.replace_with_strings("place", std::array<std::string, 1>{"c"});
    const GrammarPtr twice = take(second.finish());
    EXPECT_TRUE(matches(twice, R"(go to "c")"));
    EXPECT_FALSE(matches(twice, R"(go to "b")"));
}

TEST(GrammarPatchTest, nothing_to_do) {
    const GrammarPtr base = journey();
    GrammarPatch none(base);
    EXPECT_TRUE(matches(take(none.finish()), "go to a"));
    GrammarPatch unknown(base);
    unknown.replace_with_strings("door", std::array<std::string, 1>{"b"});
    EXPECT_TRUE(matches(take(unknown.finish()), "go to a"));
}

TEST(GrammarPatchTest, refuses_what_would_break_the_base) {
    const auto message = [](auto&& fill) {
        const GrammarPtr base = journey();
        GrammarPatch patch(base);
        fill(patch);
        const auto result = patch.finish();
        return result.ok() ? std::string() : result.status().message();
    };
    EXPECT_NE(message([](GrammarPatch& patch) { patch.replace_with_strings("place", {}); }), "");
    EXPECT_NE(message([](GrammarPatch& patch) {
                  patch.replace("place", patch.builder().star(patch.builder().bytes("a")));
              }),
              "");
    EXPECT_NE(message([](GrammarPatch& patch) {
                  patch.replace("place", patch.builder().never());
                  patch.set_root(patch.builder().bytes("a"));
              }),
              "");
    EXPECT_NE(message([](GrammarPatch& patch) {
                  patch.replace("place", patch.builder().seq({patch.builder().bytes("x"),
                                                              patch.base_rule("place")}));
              }),
              "");
    EXPECT_NE(message([](GrammarPatch& patch) { patch.set_root(patch.base_rule("door")); }), "");
}

// ---- schemas with strings that are known later

SchemaOptions live_options() {
    SchemaOptions options;
    options.live_strings = true;
    return options;
}

std::string live_error(std::string_view schema) {
    const auto result = compile_schema(schema, live_options());
    return result.ok() ? std::string() : result.status().message();
}

TEST(LiveStringTest, one_schema_many_hours) {
    const auto schema = compile_schema(
        R"({"type": "object", "additionalProperties": false, "required": ["door", "way"],
            "properties": {"door": {"type": "string", "live": "doors", "description": "which"},
                           "way": {"type": "array", "items": {"type": "string", "live": "doors"}},
                           "by": {"type": "string", "live": "people"}}})",
        live_options());
    ASSERT_TRUE(schema.ok()) << schema.status().message();
    for (const std::string hour : {"morning", "evening"}) {
        GrammarPatch patch(schema.value().grammar);
        const std::vector<std::string> doors = {hour + " gate", "cellar"};
        patch.replace_with_strings(live_rule_name("doors"), doors);
        patch.replace_with_strings(live_rule_name("people"), std::array<std::string, 1>{hour});
        const GrammarPtr grammar = take(patch.finish());
        EXPECT_TRUE(matches(
            grammar, R"({"door":")" + hour + R"( gate","way":["cellar"],"by":")" + hour + R"("})"));
        EXPECT_TRUE(matches(grammar, R"({"door":"cellar","way":[]})"));
        EXPECT_FALSE(matches(grammar, R"({"door":"","way":[]})"));
        EXPECT_FALSE(matches(grammar, R"({"door":"night gate","way":[]})"));
        EXPECT_FALSE(matches(grammar, R"({"door":"cellar","way":["cell"]})"));
    }
}

TEST(LiveStringTest, is_a_keyword_for_those_who_ask_only) {
    EXPECT_TRUE(compile_schema(R"({"type": "string", "live": 5, "maxLength": 3})", {}).ok());
}

TEST(LiveStringTest, refuses_what_would_need_the_strings_now) {
    EXPECT_EQ(live_error(R"({"type": "string", "live": "doors"})"), "");
    for (const char* schema : {
             R"({"type": "string", "live": 5})",
             R"({"type": "string", "live": ""})",
             R"({"live": "doors"})",
             R"({"type": ["string", "null"], "live": "doors"})",
             R"({"type": "string", "live": "doors", "maxLength": 3})",
             R"({"type": "string", "live": "doors", "enum": ["a"]})",
             R"({"not": {"type": "string", "live": "doors"}})",
             R"({"anyOf": [{"type": "string", "live": "doors"}, {"type": "null"}]})",
             R"({"allOf": [{"type": "string", "live": "doors"}, {"maxLength": 3}]})",
             R"({"properties": {"a": {"type": "string", "live": "doors"}},
                 "allOf": [{"properties": {"a": {"maxLength": 3}}}]})",
             R"({"type": "array", "uniqueItems": true, "items": {"type": "string", "live": "d"}})",
             R"({"propertyNames": {"type": "string", "live": "doors"}})",
             R"({"properties": {"a": {"$ref": "#/$defs/door"}},
                 "$defs": {"door": {"type": "string", "live": "doors"}}})",
         }) {
        EXPECT_NE(live_error(schema), "") << schema;
        EXPECT_NE(live_error(schema).find("#"), std::string::npos) << live_error(schema);
    }
}

}  // namespace
}  // namespace minstrel::grammar_test
