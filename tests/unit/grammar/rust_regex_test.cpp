// The cases of the rust regex project: an expression matches somewhere in a text, or is refused by
// name. Where the two dialects differ, ECMA-262 is what counts here.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/grammar/regex.h"
#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel::grammar_test {
namespace {

enum class Verdict { kRight, kUnsupported, kOtherDialect, kWrong };

bool has_non_ascii(const std::string& text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<uint8_t>(c) >= 0x80; });
}

// Classes such as \w are of ASCII in ECMA-262, and [:alpha:] is a list of characters.
bool is_of_another_dialect(const nlohmann::json& test) {
    const std::string regex = test["regex"];
    const std::string text = test["text"];
    const bool classes =
        regex.find("\\w") != std::string::npos || regex.find("\\W") != std::string::npos ||
        regex.find("\\d") != std::string::npos || regex.find("\\D") != std::string::npos ||
        regex.find("\\s") != std::string::npos;
    return (classes && has_non_ascii(text)) || regex.find("[:") != std::string::npos;
}

Verdict judge(const nlohmann::json& test, std::string& reason) {
    RegexOptions options;
    options.whole = false;
    options.dot_is_not_newline = true;
    options.ignore_case = test.value("ignore_case", false);
    const auto grammar = compile_regex(test["regex"].get<std::string>(), options);
    if (!grammar.ok()) {
        reason = grammar.status().message();
        const bool never = reason == "grammar: nothing can match it";
        const bool expected = test["matches"].is_null() || (never && !test["matches"].get<bool>());
        return expected ? Verdict::kRight : Verdict::kUnsupported;
    }
    if (!test["matches"].is_null() &&
        matches(grammar.value(), test["text"].get<std::string>()) == test["matches"].get<bool>()) {
        return Verdict::kRight;
    }
    return is_of_another_dialect(test) ? Verdict::kOtherDialect : Verdict::kWrong;
}

TEST(RustRegex, is_matched_or_refused) {
    std::ifstream stream(std::string(MST_TEST_DATA) + "/rust-regex/cases.jsonl");
    std::map<Verdict, size_t> count;
    for (std::string line; std::getline(stream, line);) {
        const auto test = nlohmann::json::parse(line);
        std::string reason;
        const Verdict verdict = judge(test, reason);
        ++count[verdict];
        EXPECT_NE(verdict, Verdict::kWrong) << line;
    }
    EXPECT_EQ(count[Verdict::kRight], 245u);
    EXPECT_EQ(count[Verdict::kUnsupported], 323u);
    EXPECT_EQ(count[Verdict::kOtherDialect], 10u);
}

}  // namespace
}  // namespace minstrel::grammar_test
