// GrammarBuilder and the automaton below it: each operation, on bytes.
#include <algorithm>
#include <string>

#include "runtime/grammar/text_cursor.h"

#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

Node letters(GrammarBuilder& builder) {
    return builder.byte_set(ByteSet::range('a', 'z'));
}

TEST(GrammarBuilderTest, equal_expressions_are_one_node) {
    GrammarBuilder builder;
    EXPECT_EQ(builder.bytes("abc"), builder.bytes("abc"));
    EXPECT_EQ(builder.seq({builder.bytes("a"), builder.bytes("bc")}), builder.bytes("abc"));
    EXPECT_EQ(builder.alt({letters(builder), builder.never(), letters(builder)}), letters(builder));
    EXPECT_EQ(builder.repeat(builder.repeat(letters(builder), 0, 3), 0, 4),
              builder.repeat(letters(builder), 0, 12));
    EXPECT_EQ(builder.complement(builder.complement(letters(builder))), letters(builder));
}

TEST(GrammarBuilderTest, repetition_counts) {
    GrammarBuilder builder;
    const auto grammar = finish(builder, builder.repeat(builder.bytes("ab"), 2, 3));
    EXPECT_FALSE(matches(grammar, "ab"));
    EXPECT_TRUE(matches(grammar, "abab"));
    EXPECT_TRUE(matches(grammar, "ababab"));
    EXPECT_FALSE(matches(grammar, "abababab"));
}

TEST(GrammarBuilderTest, repetition_of_what_may_be_empty_counts_what_is_not) {
    GrammarBuilder builder;
    const Node item = builder.alt({builder.empty(), builder.bytes("a"), builder.bytes("bb")});
    const auto grammar = finish(builder, builder.repeat(item, 3, 4));
    EXPECT_TRUE(matches(grammar, ""));
    EXPECT_TRUE(matches(grammar, "abba"));
    EXPECT_TRUE(matches(grammar, "abbaa"));
    EXPECT_FALSE(matches(grammar, "aaaaa"));
}

TEST(GrammarBuilderTest, ambiguous_counters_are_exact) {
    GrammarBuilder builder;
    const Node item = builder.alt({builder.bytes("a"), builder.bytes("aaa")});
    const auto grammar = finish(builder, builder.repeat(item, 5, 6));
    for (size_t length = 0; length < 22; ++length) {
        // n items make lengths n, n + 2, ... 3 n.
        const bool five = length >= 5 && length <= 15 && (length - 5) % 2 == 0;
        const bool six = length >= 6 && length <= 18 && length % 2 == 0;
        EXPECT_EQ(matches(grammar, std::string(length, 'a')), five || six) << length;
    }
}

TEST(GrammarBuilderTest, choices_share_prefixes) {
    GrammarBuilder builder;
    const auto grammar = finish(
        builder, builder.choices(std::vector<std::string>{"go", "gone", "good", "", "stay"}));
    for (const char* text : {"", "go", "gone", "good", "stay"}) EXPECT_TRUE(matches(grammar, text));
    for (const char* text : {"g", "gon", "sta", "goods"}) EXPECT_FALSE(matches(grammar, text));
}

TEST(GrammarBuilderTest, separated_lists) {
    GrammarBuilder builder;
    const auto grammar =
        finish(builder, builder.separated(builder.bytes("x"), builder.bytes(","), 0, 3));
    for (const char* text : {"", "x", "x,x", "x,x,x"}) EXPECT_TRUE(matches(grammar, text));
    for (const char* text : {"x,", ",x", "x,x,x,x"}) EXPECT_FALSE(matches(grammar, text));
}

TEST(GrammarBuilderTest, intersection_and_complement) {
    GrammarBuilder builder;
    const Node any = builder.star(builder.any_code_point());
    const Node foo = builder.seq({any, builder.bytes("foo"), any});
    const auto grammar =
        finish(builder, builder.both(foo, builder.repeat(builder.any_code_point(), 0, 5)));
    EXPECT_TRUE(matches(grammar, "foo"));
    EXPECT_TRUE(matches(grammar, "éfooé"));
    EXPECT_FALSE(matches(grammar, "xxxfoo"));
    EXPECT_FALSE(matches(grammar, "fo"));

    GrammarBuilder words;
    const Node keywords = words.choices(std::vector<std::string>{"if", "in", "int"});
    const auto names = finish(words, words.except(words.plus(letters(words)), keywords));
    for (const char* text : {"i", "inte", "x"}) EXPECT_TRUE(matches(names, text));
    for (const char* text : {"", "if", "in", "int"}) EXPECT_FALSE(matches(names, text));
}

TEST(GrammarBuilderTest, an_intersection_never_leads_into_a_dead_end) {
    GrammarBuilder builder;
    // After "ab" the upper bound leaves no room for what the pattern still needs.
    const Node pattern = builder.alt({builder.bytes("abcd"), builder.bytes("xy")});
    const auto grammar =
        finish(builder, builder.both(pattern, builder.repeat(letters(builder), 0, 3)));
    GrammarAutomaton automaton(grammar);
    EXPECT_EQ(automaton.step_byte(automaton.start(), 'a'), GrammarAutomaton::kDead);
    EXPECT_NE(automaton.step_byte(automaton.start(), 'x'), GrammarAutomaton::kDead);
}

TEST(GrammarBuilderTest, a_contradiction_is_refused) {
    GrammarBuilder builder;
    const Node both = builder.both(builder.bytes("abc"), builder.repeat(letters(builder), 0, 2));
    const auto grammar = builder.finish(both);
    ASSERT_FALSE(grammar.ok());
    EXPECT_EQ(grammar.status().code(), Code::kBadGrammar);
}

TEST(GrammarBuilderTest, a_contradiction_inside_is_cut_off) {
    GrammarBuilder builder;
    const Node both = builder.both(builder.bytes("abc"), builder.repeat(letters(builder), 0, 2));
    const Node dead = builder.seq({builder.bytes("("), both});
    const auto grammar = finish(builder, builder.alt({dead, builder.bytes("x")}));
    GrammarAutomaton automaton(grammar);
    EXPECT_EQ(automaton.step_byte(automaton.start(), '('), GrammarAutomaton::kDead);
    EXPECT_TRUE(matches(grammar, "x"));
}

TEST(GrammarBuilderTest, shortest_stops_at_the_first_end) {
    GrammarBuilder builder;
    const Node text = builder.seq({builder.star(builder.any_code_point()), builder.bytes("END")});
    const auto grammar = finish(builder, builder.shortest(text));
    for (const char* accepted : {"END", "xxEND", "EEND"}) EXPECT_TRUE(matches(grammar, accepted));
    EXPECT_FALSE(matches(grammar, "xENDEND"));
}

TEST(GrammarBuilderTest, code_points_are_well_formed_utf8) {
    GrammarBuilder builder;
    const std::vector<CodePointRange> ranges{{0x41, 0x5A}, {0xE0, 0x3FF}, {0xD000, 0x10FFFF}};
    const auto grammar = finish(builder, builder.code_points(ranges));
    for (const char* text :
         {"A", "Z", "\xC3\xA0", "\xCF\xBF", "\xED\x80\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"a", "\xC3\x9F", "\xD0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                             "\xC1\x81", "\xE0\x80\x80"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

TEST(GrammarBuilderTest, code_points_agree_with_every_code_point) {
    const std::vector<CodePointRange> ranges{{0x30, 0x39},      {0x7E, 0x81},     {0x7FE, 0x802},
                                             {0xFFF, 0x1000},   {0x1234, 0x5678}, {0xFFFF, 0x10000},
                                             {0x3FFFF, 0x40001}};
    GrammarBuilder builder;
    const auto grammar = finish(builder, builder.code_points(ranges));
    GrammarAutomaton automaton(grammar);
    for (uint32_t c = 0; c <= 0x10FFFF; c = c < 0x6000 ? c + 1 : c + 1 + (c % 7)) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, c);
        automaton.grant(1'000'000);
        Position position = automaton.start();
        for (const char byte : text) {
            position = automaton.step_byte(position, static_cast<uint8_t>(byte));
        }
        const bool expected = std::ranges::any_of(
            ranges, [&](const CodePointRange& r) { return r.first <= c && c <= r.last; });
        ASSERT_EQ(automaton.complete(position), expected) << std::hex << c;
    }
}

Members three_members(GrammarBuilder& builder) {
    Members members;
    members.separator = builder.bytes(",");
    members.items = {
        {builder.bytes("a"), false}, {builder.bytes("b"), true}, {builder.bytes("c"), false}};
    return members;
}

TEST(GrammarBuilderTest, members_in_declared_order) {
    GrammarBuilder builder;
    const auto grammar = finish(builder, builder.members(three_members(builder)));
    for (const char* text : {"b", "a,b", "b,c", "a,b,c"}) EXPECT_TRUE(matches(grammar, text));
    for (const char* text : {"", "a", "b,a", "a,c", "b,b", "b,"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

TEST(GrammarBuilderTest, members_in_any_order_with_extras_and_bounds) {
    GrammarBuilder builder;
    Members members = three_members(builder);
    members.any_order = true;
    members.has_extra = true;
    members.extra = builder.byte_set(ByteSet::range('x', 'z'));
    members.min_count = 2;
    members.max_count = 3;
    const auto grammar = finish(builder, builder.members(std::move(members)));
    for (const char* text : {"a,b", "b,a", "x,b", "x,x,b", "b,c,a", "z,b,y"}) {
        EXPECT_TRUE(matches(grammar, text)) << text;
    }
    for (const char* text : {"b", "a,c", "x,x,x", "a,a,b", "a,b,c,x", "b,b"}) {
        EXPECT_FALSE(matches(grammar, text)) << text;
    }
}

TEST(GrammarBuilderTest, intersection_of_recursion_is_refused) {
    GrammarBuilder builder;
    const Rule rule = builder.add_rule("nested");
    builder.define(
        rule, builder.alt({builder.seq({builder.bytes("("), builder.ref(rule), builder.bytes(")")}),
                           builder.bytes("x")}));
    const auto grammar = builder.finish(builder.complement(builder.ref(rule)));
    ASSERT_FALSE(grammar.ok());
    EXPECT_EQ(grammar.status().code(), Code::kBadGrammar);
}

TEST(GrammarBuilderTest, limits_are_errors) {
    GrammarLimits limits;
    limits.max_nodes = 100;
    GrammarBuilder builder(limits);
    std::vector<Node> nodes;
    for (int i = 0; i < 200; ++i) nodes.push_back(builder.bytes(std::to_string(i)));
    const auto grammar = builder.finish(builder.seq(nodes));
    ASSERT_FALSE(grammar.ok());
    EXPECT_EQ(grammar.status().code(), Code::kLimitReached);
}

TEST(GrammarBuilderTest, prints_what_it_holds) {
    GrammarBuilder builder;
    const Rule rule = builder.add_rule("item");
    builder.define(rule, builder.alt({letters(builder), builder.bytes("\"x\"")}));
    const auto grammar = finish(builder, builder.repeat(builder.ref(rule), 1, 4));
    EXPECT_EQ(grammar->print(), "root = (item){1,4}\nitem = ([a-z] | \"\\x22x\\x22\")\n");
}

}  // namespace
}  // namespace minstrel::grammar_test
