// TokenMasks: the mask is what the acceptor accepts, for every token, on a small vocabulary and on
// a real one.
#include "runtime/grammar/token_mask.h"

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/text/tokenizer.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

constexpr const char* kJson =
    "root ::= ws value\n"
    "value ::= object | array | string | number | (\"true\" | \"false\" | \"null\") ws\n"
    "object ::= \"{\" ws (string \":\" ws value (\",\" ws string \":\" ws value)*)? \"}\" ws\n"
    "array ::= \"[\" ws (value (\",\" ws value)*)? \"]\" ws\n"
    "string ::= \"\\\"\" ([^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" "
    "[0-9a-fA-F]{4}))* \"\\\"\" ws\n"
    "number ::= \"-\"? ([0-9] | [1-9] [0-9]{0,15}) (\".\" [0-9]+)? ([eE] [-+]? [0-9]{1,3})? ws\n"
    "ws ::= [ \\t\\n]{0,4}\n";

std::vector<GrammarPtr> grammars() {
    std::vector<GrammarPtr> list;
    for (const char* text : {
             kJson,
             "root ::= \"\\\"\" [^\"\\\\\\n]{0,12} \"\\\"\" (\",\" [a-z]{2,5})*\n",
             "root ::= \"\\\"\" char{3,9} \"\\\",\" \"\\\"\" char{0,2} \"\\\"}\"\n"
             "char ::= [^\"\\\\\\x00-\\x1F] | \"\\\\\" [\"\\\\n]\n",
             "root ::= [a-z]{0,3} [a-f]{2,4} \"!\"\n",
             "root ::= e\ne ::= e \"+\" e | \"(\" e \")\" | [0-9]{1,3} | [a-z]+\n",
             "root ::= (\"a\" | \"ab\" | \"abc\" | \"b\"){0,7} \"END\"\n",
             "root ::= \"a\" root \"x\" | \"a\" root \"xyz\" | \"b\"\n",
             "root ::= . . .{0,2} [^a]\n",
             // A counted repetition at the end of its rule: what counts may begin what a caller
             // has.
             "root ::= root \"+\" root | \"(\" root \")\" | [0-9]+ | x\n"
             "x ::= | \"\\u00e9\\x41\" ([^a] {2,3})\n",
             // Counts that are not certain, that begin again, or inside of others.
             "root ::= \"\\\"\" (\"a\" | \"aa\" | \"é\"){0,5} \"\\\"\"\n",
             "root ::= \"\\\"\" (\"ab\" | \"a\"){1,3} \"b\\\"\"\n",
             "root ::= (\"a\"{0,3} \"b\" [a-z]{2,6} \"\\\"\")* \"END\"\n",
             "root ::= ([a-z]{1,3} \"+\"){0,4} [^+]{0,7} \"+\" ([0-9] | \"日\"){3,8} \",\"\n",
             "root ::= \"[\" (s (\",\" s)*)? \"]\"\n"
             "s ::= \"\\\"\" ([^\"\\\\\\x00-\\x1F] | \"\\\\\" ([\"\\\\n] | \"u\" "
             "[0-9a-f]{4})){2,30} "
             "\"\\\"\"\n",
             // A repetition that calls, and one that stands in another rule's.
             "root ::= \"[\" item (\",\" item){1,3} \"]\"\n"
             "item ::= \"{\" (\"a\" v){1,2} \"}\"\n"
             "v ::= [0-9] | \"(\" v \")\" | \"(\" v \"+\" v \")\"\n",
             // What follows it is a call.
             "root ::= [^a]{2,3} (y | \"x\" y)\ny ::= \"+\" y \"1\" | \"+1\"\n",
         }) {
        list.push_back(take(compile_gbnf(text)));
    }
    for (const char* pattern :
         {"(?s).*END", ".*a.{3}b", "[A-Za-z ]+\\.", "(?:foo|bar|the )*x?",
          // A letter that may not stand in a text, not twice in a row, not at first; one that
          // changes what may follow; texts that may end within.
          "\"[^a\"\\\\\\n]*\"", "\"([^o\"\\\\]|o[^o\"\\\\])*\"", "\"[^t\"\\\\][^\"\\\\]{3,}\"",
          "\"[^a\"\\\\]*(a[^\"\\\\]*x)?\"", "[^a\"]*", "[^a\"]*(é\"?)?"}) {
        list.push_back(take(compile_regex(pattern)));
    }
    return list;
}

// Strings of a bounded length without some words: products, complements and counters together.
GrammarPtr product() {
    GrammarBuilder builder;
    const Node any = builder.any_code_point();
    const Node text = builder.repeat(any, 2, 11);
    const Node words = builder.choices(std::vector<std::string>{"foo", "the", "abab", "日本"});
    const Node with_words = builder.seq({builder.star(any), words, builder.star(any)});
    const Node quoted =
        builder.seq({builder.bytes("\""), builder.except(text, with_words), builder.bytes("\"")});
    return finish(builder, quoted);
}

GrammarPtr object(bool any_order) {
    GrammarBuilder builder;
    const Node text = builder.repeat(builder.byte_set(ByteSet::range('a', 'z')), 0, 3);
    Members members;
    members.separator = builder.bytes(",");
    members.any_order = any_order;
    for (const char* key : {"a", "ab", "foo", "x"}) {
        const std::string name = std::string("\"") + key + "\":\"";
        members.items.push_back(
            {builder.seq({builder.bytes(name), text, builder.bytes("\"")}), *key == 'f'});
    }
    members.min_count = 2;
    members.max_count = 3;
    return finish(builder, builder.seq({builder.bytes("{"), builder.members(std::move(members)),
                                        builder.bytes("}")}));
}

TEST(TokenMasksTest, equal_the_acceptor_on_a_small_vocabulary) {
    const TokenTablePtr tokens = small_vocabulary();
    std::vector<GrammarPtr> list = grammars();
    list.insert(list.end(), {product(), object(false), object(true)});
    size_t ends = 0;
    for (size_t i = 0; i < list.size(); ++i) {
        SCOPED_TRACE(i);
        ASSERT_NE(list[i], nullptr);
        ends += check_masks(list[i], *tokens, {30, 25, 1, static_cast<uint32_t>(i)}).ends;
        if (HasFailure()) return;
    }
    EXPECT_GT(ends, 50u);
}

const TokenTablePtr& real_vocabulary() {
    static const TokenTablePtr table = [] {
        std::ifstream file(std::string(MST_TEST_DATA) + "/chat/tokenizer.model.v3",
                           std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const auto tokenizer = Tokenizer::make(text);
        EXPECT_TRUE(tokenizer.ok());
        return make_token_table(tokenizer.value()->vocabulary()).take();
    }();
    return table;
}

TEST(TokenMasksTest, equal_the_acceptor_on_a_real_vocabulary) {
    ASSERT_EQ(real_vocabulary()->size(), 32768);
    std::vector<GrammarPtr> list = grammars();
    list.insert(list.end(), {product(), object(true)});
    for (size_t i = 0; i < list.size(); ++i) {
        SCOPED_TRACE(i);
        check_masks(list[i], *real_vocabulary(), {3, 12, 6, static_cast<uint32_t>(i)});
        if (HasFailure()) return;
    }
}

// Only tokens with both letters, or what looks like them, are walked: of the first grammar 4,159
// nodes, without rings 31,046.
TEST(TokenMasksTest, a_letter_that_may_not_come_twice_costs_little) {
    for (const char* text : {
             "root ::= \"\\\"\" (n | \"e\" n)* \"e\"? \"\\\"\"\nn ::= [^\"\\\\e\\x00-\\x1F]\n",
             // Signs outside of ASCII, no two of them and none before an x.
             "root ::= \"\\\"\" (n | c e)* c? \"\\\"\"\n"
             "n ::= [^\"\\\\\\x00-\\x1F\\x7F-\\U0010FFFF]\n"
             "e ::= [^\"\\\\x\\x00-\\x1F\\x7F-\\U0010FFFF]\n"
             "c ::= [\\x80-\\U0010FFFF]\n",
         }) {
        const GrammarPtr grammar = take(compile_gbnf(text));
        check_masks(grammar, *real_vocabulary(), {6, 12, 3, 5});
        GrammarAutomaton automaton(grammar);
        TokenMasks masks(automaton, *real_vocabulary());
        std::vector<uint32_t> words(real_vocabulary()->mask_words());
        Matcher matcher = Matcher::make(automaton, *real_vocabulary()).take();
        ASSERT_TRUE(matcher.accept_bytes("\"m").value());
        ASSERT_TRUE(masks.fill(matcher.position(), words).ok());
        EXPECT_LT(masks.statistics().nodes, 6000u);  // of 30,000 that would be walked
    }
}

// Each character of "1+1" may be a repetition, but there is no room for all of them: the first one
// ends the rule, and its caller takes the rest.
TEST(TokenMasksTest, a_rule_may_end_inside_a_token_that_could_only_count) {
    const GrammarPtr grammar =
        take(compile_gbnf("root ::= x \"+\" root | x\nx ::= \"(\" [^a]{2,3} | [0-9]\n"));
    std::vector<std::string> texts{"</s>", "1+1"};
    for (int byte = 0; byte < 256; ++byte) texts.emplace_back(1, static_cast<char>(byte));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const TokenTablePtr tokens =
        TokenTable::make(views, std::array<int32_t, 0>{}, std::array<int32_t, 1>{0}).take();
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, *tokens);
    std::vector<uint32_t> words(tokens->mask_words());
    using Case = std::pair<const char*, bool>;
    for (const auto& [text, allowed] :
         {Case{"(", true}, Case{"(b", true}, Case{"(bb", true}, Case{"(bbb", false}}) {
        Matcher matcher = Matcher::make(automaton, *tokens).take();
        ASSERT_TRUE(matcher.accept_bytes(text).value()) << text;
        ASSERT_TRUE(masks.fill(matcher.position(), words).ok());
        EXPECT_EQ((words[0] >> 1 & 1) != 0, allowed) << text;
        EXPECT_EQ(matcher.accept_token(1).value(), allowed) << text;
    }
}

TEST(TokenMasksTest, fresh_and_remembered_masks_are_equal) {
    const GrammarPtr grammar = take(compile_gbnf(kJson));
    GrammarAutomaton automaton(grammar);
    const TokenTable& tokens = *real_vocabulary();
    TokenMasks remembered(automaton, tokens);
    TokenMasks forgetful(automaton, tokens, 0);
    std::vector<uint32_t> first(tokens.mask_words());
    std::vector<uint32_t> second(tokens.mask_words());
    for (const char* text :
         {"", "{", "{\"a", "{\"a\":[", "{\"a\":[1", "[[[\"x", "[[\"x", "{\"a\":\""}) {
        Matcher matcher = Matcher::make(automaton, tokens).take();
        ASSERT_TRUE(matcher.accept_bytes(text).value()) << text;
        for (int round = 0; round < 2; ++round) {
            ASSERT_TRUE(remembered.fill(matcher.position(), first).ok());
            ASSERT_TRUE(forgetful.fill(matcher.position(), second).ok());
            EXPECT_EQ(first, second) << text;
        }
    }
    EXPECT_GT(forgetful.statistics().forgotten, 0u);
    EXPECT_LT(remembered.statistics().walks, forgetful.statistics().walks);
}

TEST(TokenMasksTest, nested_positions_share_masks) {
    const GrammarPtr grammar = take(compile_gbnf(kJson));
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, *real_vocabulary());
    std::vector<uint32_t> words(real_vocabulary()->mask_words());
    Matcher matcher = Matcher::make(automaton, *real_vocabulary()).take();
    uint64_t walks = 0;
    for (int depth = 0; depth < 100; ++depth) {
        ASSERT_TRUE(matcher.accept_bytes("{\"key\":[1,").value());
        ASSERT_TRUE(masks.fill(matcher.position(), words).ok());
        if (depth == 20) walks = masks.statistics().walks;
    }
    EXPECT_EQ(masks.statistics().walks, walks);
}

TEST(TokenMasksTest, a_limit_gives_an_error_and_no_tokens) {
    GrammarLimits limits;
    limits.mask_work = 100;
    const GrammarPtr grammar = take(compile_gbnf(kJson, {}, limits));
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, *real_vocabulary());
    std::vector<uint32_t> words(real_vocabulary()->mask_words(), ~0u);
    const Status status = masks.fill(automaton.start(), words);
    EXPECT_EQ(status.code(), Code::kLimitReached);
    EXPECT_EQ(words, std::vector<uint32_t>(words.size(), 0));
}

TEST(TokenTableTest, tokens_with_equal_bytes_share_a_node) {
    const std::vector<std::string_view> texts{"a", "b", "a", "", "ab"};
    const auto table = TokenTable::make(texts, {}, {}).take();
    EXPECT_EQ(table->node_count(), 4u);  // the empty string, a, ab, b
    EXPECT_EQ(table->id_of_rank().size(), 4u);
    EXPECT_EQ(table->text_mask()[0], 0b10111u);
    EXPECT_EQ(table->longest(), 2u);
    EXPECT_EQ(table->longer_than(1).size(), 1u);
    EXPECT_EQ(table->longer_than(2).size(), 0u);
}

TEST(TokenTableTest, lists_the_nodes_below_each_one) {
    const TokenTable& table = *real_vocabulary();
    const auto nodes = table.nodes();
    size_t count = 0;
    for (uint32_t node = 0; node < table.node_count(); ++node) {
        if (nodes[node].height == 0) continue;
        const TokenTable::Child* child = table.first_child(node);
        for (uint32_t below = node + 1; below < nodes[node].end; below = nodes[below].end) {
            ASSERT_EQ(child->node, below);
            ASSERT_EQ(child->byte, nodes[below].byte);
            ASSERT_EQ(child->height, nodes[below].height);
            ASSERT_EQ(child->through, nodes[below].through);
            ASSERT_EQ(child->first_rank, nodes[below].first_rank);
            ASSERT_EQ(child->last, nodes[below].end == nodes[node].end);
            if (child->height > 0) {
                ASSERT_EQ(&table.children()[child->first_child], table.first_child(below));
            }
            ++child;
            ++count;
        }
    }
    EXPECT_EQ(count + 1, table.node_count());
}

TEST(TokenTableTest, has_masks_of_kinds) {
    const std::vector<std::string_view> texts{"a", "a1", "1", "", "aé", "1\xC3", "a"};
    const auto table = TokenTable::make(texts, {}, {}).take();
    const TextKinds letter = 1ull << ascii_kind('a');
    const TextKinds digit = 1ull << ascii_kind('1');
    EXPECT_EQ(table->mask_of(letter)[0], 0b1000001u);
    EXPECT_EQ(table->mask_of(letter | digit)[0], 0b1000111u);
    EXPECT_EQ(table->mask_of(letter | kCodePointKind)[0], 0b1010001u);
    EXPECT_EQ(table->mask_of(digit | kTruncatedKind)[0], 0b0100100u);
    EXPECT_EQ(table->mask_of(kAllKinds)[0], 0b1110111u);
    EXPECT_EQ(table->mask_of(0)[0], 0u);
}

TEST(TokenTableTest, knows_kinds_below_and_of_nodes) {
    const std::vector<std::string_view> texts{"a", "a1", "aé", "a\xC3", "日"};
    const auto table = TokenTable::make(texts, {}, {}).take();
    const TextKinds letter = 1ull << ascii_kind('a');
    const TextKinds digit = 1ull << ascii_kind('1');
    EXPECT_EQ(table->nodes()[1].below, digit | kCodePointKind | kTruncatedKind);
    EXPECT_EQ(table->nodes()[0].below, letter | digit | kCodePointKind | kTruncatedKind);
    EXPECT_EQ(table->nodes()[1].through, letter | table->nodes()[1].below);
    EXPECT_EQ(table->path_kinds(2), letter | digit);
    EXPECT_EQ(table->path_kinds(3), letter | kTruncatedKind);  // a, first byte of é
    EXPECT_EQ(table->path_kinds(4), letter | kCodePointKind);
}

TEST(TokenTableTest, refuses_ids_outside_the_vocabulary) {
    const std::vector<std::string_view> texts{"a"};
    EXPECT_FALSE(TokenTable::make(texts, std::array<int32_t, 1>{1}, {}).ok());
    EXPECT_FALSE(TokenTable::make(texts, {}, std::array<int32_t, 1>{-1}).ok());
    EXPECT_FALSE(TokenTable::make({}, {}, {}).ok());
}

}  // namespace
}  // namespace minstrel::grammar_test
