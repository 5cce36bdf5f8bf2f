#include "tests/unit/grammar/grammar_fixture.h"

#include <array>
#include <random>
#include <string>

#include "runtime/grammar/token_mask.h"

namespace minstrel::grammar_test {

TokenTablePtr small_vocabulary() {
    static constexpr std::array kPieces = {
        "a",       "b",        "ab",    "abc",  "aa",       "aaaa",
        "foo",     "bar",      "the",   " the", " a",       "\"",
        "\":",     "\",",      "\",\"", "{\"",  "\"}",      "}]",
        "\"}]",    "]}",       "[1,",   "1",    "12",       "1.5",
        "e",       "-1",       "true",  "tr",   "ue",       "null",
        " ",       "  ",       "\n",    "\n\n", "\n\t",     "\\",
        "\\n",     "\\\"",     "\\u0",  "00e9", "é",        "\xC3",
        "\xA9\"",  "日本",     "日\"",  "\xE6", "\x97\xA5", "\xE6\x97",
        "😀",       "\xF0\x9F", "x",     "xyz",  "zz",       "a\"b",
        "a\",\"b", "(",        ")",     "))",   "((",       "+",
        "1+",      "+1",       "END",   "EN",   "D",        "hello world how are you"};
    std::vector<std::string> texts{"<unk>", "[TOOL]", "</s>"};
    for (int byte = 0; byte < 256; ++byte) texts.emplace_back(1, static_cast<char>(byte));
    texts.insert(texts.end(), kPieces.begin(), kPieces.end());
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    auto table = TokenTable::make(views, std::array<int32_t, 2>{0, 1}, std::array<int32_t, 1>{2});
    EXPECT_TRUE(table.ok());
    return table.take();
}

bool matches(const GrammarPtr& grammar, std::string_view text) {
    if (grammar == nullptr) return false;
    const TokenTablePtr tokens = small_vocabulary();
    GrammarAutomaton automaton(grammar);
    auto matcher = Matcher::make(automaton, *tokens);
    EXPECT_TRUE(matcher.ok()) << matcher.status().message();
    if (!matcher.ok()) return false;
    const auto accepted = matcher.value().accept_bytes(text);
    EXPECT_TRUE(accepted.ok()) << accepted.status().message();
    return accepted.ok() && accepted.value() && matcher.value().is_complete();
}

namespace {

void compare(const Matcher& matcher, const TokenTable& tokens, std::span<const uint32_t> words) {
    for (int32_t id = 0; id < tokens.size(); ++id) {
        Matcher copy = matcher;
        const auto accepted = copy.accept_token(id);
        ASSERT_TRUE(accepted.ok()) << accepted.status().message();
        const bool allowed = (words[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0;
        ASSERT_EQ(allowed, accepted.value()) << "token " << id << " '" << tokens.text(id) << "'";
    }
    const int32_t padding = static_cast<int32_t>(words.size()) * 32;
    for (int32_t id = tokens.size(); id < padding; ++id) {
        ASSERT_EQ(words[static_cast<size_t>(id) / 32] >> (id % 32) & 1, 0u) << "padding " << id;
    }
}

std::vector<int32_t> allowed_ids(std::span<const uint32_t> words, int32_t size) {
    std::vector<int32_t> ids;
    for (int32_t id = 0; id < size; ++id) {
        if ((words[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0) ids.push_back(id);
    }
    return ids;
}

}  // namespace

MaskCheckResult check_masks(const GrammarPtr& grammar, const TokenTable& tokens,
                            const MaskCheck& check) {
    MaskCheckResult result;
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, tokens);
    std::mt19937 random(check.seed);
    std::vector<uint32_t> words(tokens.mask_words());
    for (int walk = 0; walk < check.walks; ++walk) {
        auto made = Matcher::make(automaton, tokens);
        if (!made.ok()) {
            ADD_FAILURE() << made.status().message();
            return result;
        }
        Matcher matcher = made.take();
        for (int step = 0; step < check.steps && !matcher.has_ended(); ++step) {
            const Status status = masks.fill(matcher.position(), words);
            EXPECT_TRUE(status.ok()) << status.message();
            const std::vector<int32_t> ids = allowed_ids(words, tokens.size());
            if (!status.ok() || ids.empty()) {
                ADD_FAILURE() << "nothing may follow";
                return result;
            }
            if (result.positions++ % static_cast<size_t>(check.every) == 0) {
                compare(matcher, tokens, words);
                if (testing::Test::HasFatalFailure()) return result;
            }
            const bool end = matcher.is_complete() && random() % 8 == 0;
            const int32_t id = end ? tokens.end_ids()[0] : ids[random() % ids.size()];
            const auto accepted = matcher.accept_token(id);
            EXPECT_TRUE(accepted.ok() && accepted.value());
        }
        result.ends += matcher.has_ended() ? 1 : 0;
    }
    return result;
}

}  // namespace minstrel::grammar_test
