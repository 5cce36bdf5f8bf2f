#include "runtime/text/tokenizer.h"

#include <gtest/gtest.h>
#include <sentencepiece_processor.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <thread>

#include "runtime/text/merge_boundaries.h"
#include "runtime/text/sentencepiece_model.h"
#include "tests/unit/text/text_fixture.h"

namespace minstrel {
namespace {

using std::string_literals::operator""s;

// Words, spaces, letters of several scripts and names of special tokens in random order.
std::string random_text(std::mt19937& random, size_t parts) {
    static const std::vector<std::string> kParts = {
        "a",  "e",   "the ", " and ",  " ",        "  ",     "\n",     "\t",        "1234",
        ".",  "...", "ing",  "\u2581", "\u00FC",   "\u2603", "\u5F35", "[INST]",    "</s>",
        "\"", "{",   "}",    "x",      "dungeon ", "q",      "\u0301", "\U0001F9FF"};
    std::string text;
    for (size_t i = 0; i < parts; ++i) text += kParts[random() % kParts.size()];
    return text;
}

void expect_no_reserved_token(const Vocabulary& vocabulary, const std::vector<int32_t>& ids) {
    for (const int32_t id : ids) {
        ASSERT_TRUE(vocabulary.contains(id));
        const TokenClass token_class = vocabulary.token_class(id);
        ASSERT_TRUE(token_class == TokenClass::kNormal || token_class == TokenClass::kByte) << id;
    }
}

TEST(TokenizerTest, appends_and_leaves_the_output_alone_on_failure) {
    std::vector<int32_t> ids = {42};
    EXPECT_TRUE(test::tokenizer("v3").encode("", ids).ok());
    EXPECT_EQ(ids, std::vector<int32_t>({42}));
    EXPECT_TRUE(test::tokenizer("v3").encode("Hello", ids).ok());
    EXPECT_EQ(ids, std::vector<int32_t>({42, 23325}));
    const Status status = test::tokenizer("v3").encode("Hi \xED\xA0\x80", ids);
    EXPECT_EQ(status.code(), Code::kInvalidArgument);
    EXPECT_NE(status.message().find("byte 3"), std::string::npos) << status.message();
    EXPECT_EQ(ids.size(), 2U);
}

TEST(TokenizerTest, refuses_texts_above_the_limit) {
    std::vector<int32_t> ids;
    const Status status = test::tokenizer("v3").encode(std::string(kMaxEncodeBytes + 1, 'a'), ids);
    EXPECT_EQ(status.code(), Code::kLimitReached);
}

TEST(TokenizerTest, never_makes_special_tokens_from_their_names) {
    for (const char* name : {"v1", "v3", "v7", "tiny"}) {
        const Tokenizer& tokenizer = test::tokenizer(name);
        const Vocabulary& vocabulary = tokenizer.vocabulary();
        size_t names = 0;
        for (int32_t id = 0; id < vocabulary.size(); ++id) {
            const TokenClass token_class = vocabulary.token_class(id);
            if (token_class == TokenClass::kNormal) continue;
            const std::string text =
                token_class == TokenClass::kByte ? "<0x41>" : std::string(vocabulary.bytes(id));
            for (const std::string& typed : {text, "say " + text + text + "!", "\u2581" + text}) {
                const auto ids = test::encode(tokenizer, typed);
                expect_no_reserved_token(vocabulary, ids);
            }
            ++names;
        }
        EXPECT_GE(names, 259U) << name;
    }
}

TEST(TokenizerTest, round_trips_random_text_without_reserved_tokens) {
    std::mt19937 random(7);
    for (const char* name : {"v1", "v3", "v7", "tiny"}) {
        const Tokenizer& tokenizer = test::tokenizer(name);
        for (int i = 0; i < 200; ++i) {
            std::string text = random_text(random, 1 + random() % 60);
            const auto ids = test::encode(tokenizer, text);
            expect_no_reserved_token(tokenizer.vocabulary(), ids);
            // The mark itself is read back as the space that it stands for.
            for (size_t at; (at = text.find("\u2581")) != std::string::npos;) {
                text.replace(at, 3, " ");
            }
            EXPECT_EQ(test::decode(tokenizer, ids), text);
        }
    }
}

TEST(TokenizerTest, keeps_every_byte_of_odd_texts) {
    for (const std::string& text : {"\0"s, "a\0b"s, "\uFEFFmark"s, "\r\n"s, "\u007F"s, "   "s,
                                    " lead"s, "trail "s, "\U0010FFFF"s}) {
        const Tokenizer& tokenizer = test::tokenizer("v3");
        EXPECT_EQ(test::decode(tokenizer, test::encode(tokenizer, text)), text);
    }
}

// Texts are cut where no piece reaches across; the library, which does not, must give the same ids.
TEST(TokenizerTest, chunks_do_not_change_the_ids) {
    std::mt19937 random(11);
    for (const std::string& name : {"chat/tokenizer.model.v1"s, "tiny_tokenizer.model"s}) {
        sentencepiece::SentencePieceProcessor whole;
        ASSERT_TRUE(whole.LoadFromSerializedProto(test::read_data(name)).ok());
        const Tokenizer& tokenizer = test::tokenizer(name[0] == 't' ? "tiny" : "v1");
        for (int i = 0; i < 30; ++i) {
            const std::string text = random_text(random, 400 + random() % 4000);
            std::vector<int> expected;
            ASSERT_TRUE(whole.Encode(text, &expected).ok());
            ASSERT_EQ(test::encode(tokenizer, text), expected);
        }
    }
}

// The same of texts that cannot be cut anywhere.
TEST(TokenizerTest, text_without_a_cut_has_the_ids_of_the_library) {
    std::mt19937 random(12);
    const auto letters_of = [&](const std::vector<std::string>& letters, size_t count) {
        std::string text;
        for (size_t i = 0; i < count; ++i) text += letters[random() % letters.size()];
        return text;
    };
    std::vector<std::string> texts;
    for (const std::string& unit : {"a"s, " "s, "-"s, "=-"s, "ab"s, "\u00E9"s, "\U0001F9FF"s,
                                    "the"s, "\n"s, "x\u0301"s, "0"s, "\t "s}) {
        texts.push_back(test::repeated(unit, 5000 + random() % 3000));
        texts.push_back("Well " + test::repeated(unit, 5000 + random() % 3000) + " then.");
    }
    for (int i = 0; i < 12; ++i) {
        texts.push_back(letters_of({"a", "e", "n", "s", "t", "er", "in"}, 6000));
        texts.push_back(letters_of({"-", "=", "_", "*", " ", "--"}, 6000));
        texts.push_back(letters_of({"\u0430", "\u043D", "\u0435", "\u0442", "\u00E9", "e"}, 4000));
    }
    size_t uncut = 0;
    for (const std::string& name : {"chat/tokenizer.model.v1"s, "tiny_tokenizer.model"s}) {
        sentencepiece::SentencePieceProcessor library;
        ASSERT_TRUE(library.LoadFromSerializedProto(test::read_data(name)).ok());
        const auto model = read_sentencepiece_model(test::read_data(name));
        ASSERT_TRUE(model.ok());
        const MergeBoundaries boundaries = MergeBoundaries::make(model.value());
        for (const std::string& text : texts) {
            size_t longest = 0;
            for (std::string_view rest = text; !rest.empty();) {
                const size_t length = boundaries.chunk_length(rest);
                longest = std::max(longest, length);
                rest.remove_prefix(length);
            }
            uncut += longest > 4096;
            std::vector<int> expected;
            ASSERT_TRUE(library.Encode(text, &expected).ok());
            ASSERT_EQ(test::encode(test::tokenizer(name[0] == 't' ? "tiny" : "v1"), text), expected)
                << name << ": " << text.substr(0, 60);
        }
    }
    EXPECT_GT(uncut, 20U);
}

double cpu_seconds(const Tokenizer& tokenizer, const std::string& text) {
    const std::clock_t start = std::clock();
    const auto ids = test::encode(tokenizer, text);
    const std::clock_t end = std::clock();
    EXPECT_EQ(test::decode(tokenizer, ids), text);
    return static_cast<double>(end - start) / CLOCKS_PER_SEC;
}

TEST(TokenizerTest, one_mebibyte_of_one_character_takes_a_tenth_of_a_second) {
    for (const char* name : {"v1", "v3", "v7"}) {
        for (const char* unit : {"a", "A", " ", "-", "7", "\n", "\u0301", "\u4E2D", "\U0001F600"}) {
            const double ms =
                test::best_cpu_ms(test::tokenizer(name), test::repeated(unit, 1 << 20));
            RecordProperty(std::string(name) + unit, std::to_string(ms));
            EXPECT_LT(ms, 100 * test::kSlowdown) << name << " " << unit;
        }
    }
}

// One MiB of what is hardest to cut. Quadratic work would take minutes, not seconds.
TEST(TokenizerTest, one_mebibyte_of_anything_takes_bounded_time) {
    for (const char* unit : {"a", " ", "\u0301", "\U0001F9FF", "Two mugs of ale, please. "}) {
        const double seconds = cpu_seconds(test::tokenizer("v3"), test::repeated(unit, 1 << 20));
        EXPECT_LT(seconds, 10.0) << unit;
    }
}

TEST(TokenizerTest, may_be_shared_by_threads) {
    const Tokenizer& tokenizer = test::tokenizer("v3");
    std::mt19937 random(3);
    const std::string text = random_text(random, 2000);
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

TEST(TokenizerTest, decode_refuses_ids_outside_the_vocabulary) {
    for (const int32_t id : {-1, 32768, INT32_MAX, INT32_MIN}) {
        const auto text = test::tokenizer("v3").decode(std::vector<int32_t>{id});
        ASSERT_FALSE(text.ok());
        EXPECT_EQ(text.status().code(), Code::kInvalidArgument);
    }
}

TEST(TokenizerTest, prints_nothing) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    std::vector<int32_t> ids;
    EXPECT_TRUE(test::tokenizer("v3").encode("\u263A [INST]", ids).ok());
    EXPECT_FALSE(test::tokenizer("v3").encode("\xFF", ids).ok());
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace minstrel
