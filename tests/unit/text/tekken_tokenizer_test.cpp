#include "runtime/text/tekken_tokenizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <random>
#include <thread>

#include "runtime/text/detokenizer.h"
#include "runtime/text/rank_merge.h"
#include "tests/support/tiny_tekken.h"
#include "tests/unit/text/golden_file.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

// Of the whole vocabulary.
const Tokenizer& tekken() {
    return test::GoldenFile::committed().tokenizer("tekken-v13");
}

std::vector<std::string_view> split(std::string_view text) {
    auto pattern = SplitPattern::make();
    EXPECT_TRUE(pattern.ok()) << pattern.status().message();
    std::vector<std::string_view> pieces;
    EXPECT_TRUE(pattern.value().split(text, pieces).ok());
    return pieces;
}

TEST(SplitPatternTest, cuts_words_numbers_and_space) {
    using Pieces = std::vector<std::string_view>;
    EXPECT_EQ(split("Two mugs"), Pieces({"Two", " mugs"}));
    EXPECT_EQ(split("HTTPServer x12"), Pieces({"HTTPServer", " x", "1", "2"}));
    EXPECT_EQ(split("a  b"), Pieces({"a", " ", " b"}));
    EXPECT_EQ(split("a \n\n b"), Pieces({"a", " \n\n", " b"}));
    EXPECT_EQ(split("end.\n\n"), Pieces({"end", ".\n\n"}));
    EXPECT_EQ(split("tail   "), Pieces({"tail", "   "}));
    // U+180E is white space to the library alone.
    EXPECT_EQ(split("a\u180E\u180E."), Pieces({"a", "\u180E\u180E."}));
    EXPECT_EQ(split("a\u0085\u0085b"), Pieces({"a", "\u0085", "\u0085b"}));
}

// What the algorithm is, without any cleverness.
std::vector<int32_t> merge_plainly(const std::map<std::string, int32_t>& ranks,
                                   const std::string& piece) {
    if (const auto whole = ranks.find(piece); whole != ranks.end()) return {whole->second};
    std::vector<std::string> parts;
    for (const char byte : piece) parts.emplace_back(1, byte);
    while (true) {
        size_t best = parts.size();
        int32_t best_rank = INT32_MAX;
        for (size_t i = 0; i + 1 < parts.size(); ++i) {
            const auto found = ranks.find(parts[i] + parts[i + 1]);
            if (found == ranks.end() || found->second >= best_rank) continue;
            best = i;
            best_rank = found->second;
        }
        if (best == parts.size()) break;
        parts[best] += parts[best + 1];
        parts.erase(parts.begin() + static_cast<long>(best) + 1);
    }
    std::vector<int32_t> result;
    for (const std::string& part : parts) result.push_back(ranks.at(part));
    return result;
}

TEST(RankMergeTest, merges_as_the_plain_algorithm) {
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
        // Few letters and any order of ranks: many merges that hinder each other.
        std::vector<std::string> tokens;
        std::map<std::string, int32_t> ranks;
        for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
        for (const std::string& token : tokens) ranks.emplace(token, ranks.size());
        while (tokens.size() < 300) {
            std::string token;
            for (size_t length = 2 + random() % 5; length > 0; --length) {
                token += static_cast<char>('a' + random() % 3);
            }
            if (ranks.emplace(token, tokens.size()).second) tokens.push_back(token);
        }
        const auto table = RankTable::make(tokens);
        ASSERT_TRUE(table.ok()) << table.status().message();
        for (const size_t size : {1, 2, 7, 40, 64, 65, 66, 300}) {
            std::string piece;
            while (piece.size() < size) piece += static_cast<char>('a' + random() % 3);
            std::vector<int32_t> ids;
            merge_by_rank(table.value(), piece, 0, ids);
            ASSERT_EQ(ids, merge_plainly(ranks, piece)) << piece;
        }
    }
}

TEST(TekkenTokenizerTest, never_makes_special_tokens_from_their_names) {
    const Vocabulary& vocabulary = tekken().vocabulary();
    EXPECT_EQ(vocabulary.kind(), TokenizerKind::kTekken);
    EXPECT_EQ(vocabulary.version(), TokenizerVersion::kV13);
    for (int32_t id = 0; id < 1000; ++id) {
        ASSERT_EQ(vocabulary.token_class(id), TokenClass::kControl);
        const std::string name(vocabulary.bytes(id));
        std::string typed = "say ";
        typed += name + name + "!";
        const auto ids = test::encode(tekken(), typed);
        ASSERT_TRUE(std::all_of(ids.begin(), ids.end(), [](int32_t i) { return i >= 1000; }));
        ASSERT_EQ(test::decode(tekken(), ids), typed);
    }
}

TEST(TekkenTokenizerTest, lets_models_write_what_their_version_writes) {
    struct Expectation {
        int version;
        std::vector<Special> writes;
    };
    for (const auto& [version, writes] : std::vector<Expectation>{
             {3, {Special::kEos, Special::kToolCalls}},
             {7, {Special::kEos, Special::kToolCalls}},
             {11, {Special::kEos, Special::kToolCalls, Special::kArguments, Special::kCallId}},
             {13,
              {Special::kEos, Special::kToolCalls, Special::kArguments, Special::kThink,
               Special::kEndThink}},
             {15,
              {Special::kEos, Special::kToolCalls, Special::kArguments, Special::kThink,
               Special::kEndThink}}}) {
        const auto tokenizer = Tokenizer::make(testing::tiny_tekken(version));
        ASSERT_TRUE(tokenizer.ok()) << tokenizer.status().message();
        const Vocabulary& vocabulary = tokenizer.value()->vocabulary();
        EXPECT_EQ(vocabulary.size(), 512);
        for (int32_t id = 0; id < 64; ++id) {
            const bool allowed = std::any_of(writes.begin(), writes.end(), [&](Special special) {
                return vocabulary.special(special) == id;
            });
            EXPECT_EQ(vocabulary.may_generate(id), allowed) << version << ": " << id;
        }
        for (int32_t id = 64; id < 512; ++id) EXPECT_TRUE(vocabulary.may_generate(id));
    }
}

TEST(TekkenTokenizerTest, takes_the_class_from_the_place_and_not_from_the_file) {
    auto file = nlohmann::json::parse(testing::tiny_tekken(7));
    for (auto& special : file["special_tokens"]) special["is_control"] = false;
    const auto tokenizer = Tokenizer::make(file.dump());
    ASSERT_TRUE(tokenizer.ok());
    EXPECT_EQ(tokenizer.value()->vocabulary().token_class(3), TokenClass::kControl);
}

TEST(TekkenTokenizerTest, round_trips_any_text) {
    std::mt19937 random(7);
    const auto tiny = Tokenizer::make(testing::tiny_tekken(7));
    for (int i = 0; i < 500; ++i) {
        std::string text;
        for (size_t length = random() % 80; length > 0; --length) {
            static constexpr const char* kParts[] = {
                "a",      "Z", " ",      "\n", "7",      "\u00E9", "\u4E2D", "\U0001F600",
                "\u0301", "!", "[INST]", "\t", "\u3000", "the",    "/",      "\r"};
            text += kParts[random() % std::size(kParts)];
        }
        for (const Tokenizer* tokenizer : {&tekken(), tiny.value().get()}) {
            EXPECT_EQ(test::decode(*tokenizer, test::encode(*tokenizer, text)), text);
        }
    }
}

TEST(TekkenTokenizerTest, decodes_broken_sequences_by_maximal_subparts) {
    const Tokenizer& tokenizer = tekken();
    const auto of_bytes = [&](const std::vector<int>& bytes) {
        std::vector<int32_t> ids;
        for (const int byte : bytes) ids.push_back(1000 + byte);
        return test::decode(tokenizer, ids);
    };
    EXPECT_EQ(of_bytes({0xF0, 0x9F}), "\uFFFD");
    EXPECT_EQ(of_bytes({0xC0, 0x80}), "\uFFFD\uFFFD");
    EXPECT_EQ(of_bytes({0xED, 0xA0, 0x80}), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(of_bytes({0xF4, 0x90, 0x80, 0x80}), "\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(of_bytes({0xE2, 0x82, 0x41}), "\uFFFDA");
    EXPECT_EQ(of_bytes({0xE2, 0x82, 0xAC}), "\u20AC");
    // A control token between keeps them apart.
    EXPECT_EQ(test::decode(tokenizer, {1000 + 0xE2, 1000 + 0x82, 2, 1000 + 0xAC}), "\uFFFD\uFFFD");
}

TEST(TekkenTokenizerTest, keeps_the_leading_space) {
    EXPECT_EQ(test::decode(tekken(), test::encode(tekken(), " ale")), " ale");
    Detokenizer detokenizer(tekken().vocabulary());
    EXPECT_FALSE(detokenizer.drops_space());
}

TEST(TekkenTokenizerTest, one_mebibyte_of_one_character_takes_a_tenth_of_a_second) {
    for (const char* unit : {"a", "A", " ", "!", "7", "\n", "\u0301", "\u4E2D", "\U0001F600"}) {
        const double ms = test::best_cpu_ms(tekken(), test::repeated(unit, 1 << 20));
        RecordProperty(unit, std::to_string(ms));
        EXPECT_LT(ms, 100 * test::kSlowdown) << unit;
    }
}

// Nothing that anyone can type takes time that grows faster than the text.
TEST(TekkenTokenizerTest, one_mebibyte_of_anything_takes_bounded_time) {
    std::mt19937 random(9);
    std::string letters;
    while (letters.size() < 1 << 20) letters += static_cast<char>('a' + random() % 26);
    std::vector<std::string> texts = {letters};
    for (const char* unit : {"ab", "Aa", "aA", " a", "  \n ", "\r", " !", "\u0301\u4E2D", "!/\n",
                             "Two mugs of ale, please. ", "\u180E ", "aab"}) {
        texts.push_back(test::repeated(unit, 1 << 20));
    }
    texts.push_back(std::string((1 << 20) - 1, ' ') + "x");
    for (const std::string& text : texts) {
        EXPECT_LT(test::best_cpu_ms(tekken(), text), 1000 * test::kSlowdown) << text.substr(0, 8);
    }
}

TEST(TekkenTokenizerTest, may_be_shared_by_threads) {
    const Tokenizer& tokenizer = tekken();
    const std::string text = test::repeated("Two mugs of ale, please! \u4E2D\n", 4000);
    const auto expected = test::encode(tokenizer, text);
    std::vector<std::vector<int32_t>> results(4);
    std::vector<std::thread> threads;
    for (auto& result : results) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) result = test::encode(tokenizer, text);
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& result : results) EXPECT_EQ(result, expected);
}

}  // namespace
}  // namespace minstrel
