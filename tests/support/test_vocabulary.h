// A SentencePiece vocabulary of tests/data as grammars and tokenizers see it, read once a process.
// One thread.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/text/tokenizer.h"
#include "tests/support/temp_directory.h"

namespace minstrel::testing {

struct TestVocabulary {
    std::unique_ptr<const Tokenizer> tokenizer;
    TokenTablePtr tokens;
};

inline const TestVocabulary& test_vocabulary(const std::string& name) {
    static std::map<std::string, TestVocabulary> known;
    TestVocabulary& vocabulary = known[name];
    if (vocabulary.tokenizer == nullptr) {
        auto made = Tokenizer::make(read_file(std::string(MST_TEST_DATA) + "/" + name));
        EXPECT_TRUE(made.ok()) << name << ": " << made.status().message();
        vocabulary.tokenizer = made.take();
        vocabulary.tokens = make_token_table(vocabulary.tokenizer->vocabulary()).take();
    }
    return vocabulary;
}

}  // namespace minstrel::testing
