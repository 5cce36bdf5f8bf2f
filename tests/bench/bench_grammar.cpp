// Prints what grammars cost on a vocabulary: compiling, masks met for the first time and again.
// Walks are random among the allowed tokens, times are of the thread's processor time.
// Usage: bench_grammar TOKENIZER [walks]     a SentencePiece model or a Tekken file
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/matcher.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/token_mask.h"
#include "runtime/text/tokenizer.h"

namespace {

using namespace minstrel;

double microseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

std::string decode_base64(const std::string& text) {
    static const std::string kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const size_t digit = kDigits.find(c);
        if (digit == std::string::npos) break;
        bits = bits << 6 | static_cast<uint32_t>(digit);
        count += 6;
        if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xFF);
    }
    return bytes;
}

// The bytes of each id; none for control tokens.
std::vector<std::string> read_vocabulary(const char* path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> texts;
    if (!content.starts_with("{")) {
        const auto tokenizer = Tokenizer::make(content);
        if (!tokenizer.ok()) return texts;
        const Vocabulary& vocabulary = tokenizer.value()->vocabulary();
        for (int32_t id = 0; id < vocabulary.size(); ++id) {
            const TokenClass kind = vocabulary.token_class(id);
            const bool text = kind == TokenClass::kNormal || kind == TokenClass::kByte;
            texts.emplace_back(text ? vocabulary.bytes(id) : "");
        }
        return texts;
    }
    const auto json = nlohmann::json::parse(content, nullptr, false);
    if (json.is_discarded()) return texts;
    const size_t specials = json["config"]["default_num_special_tokens"];
    const size_t size = json["config"]["default_vocab_size"];
    texts.resize(specials);
    for (size_t i = 0; texts.size() < size && i < json["vocab"].size(); ++i) {
        texts.push_back(decode_base64(json["vocab"][i]["token_bytes"]));
    }
    return texts;
}

void print_times(const char* name, std::vector<double>& times) {
    if (times.empty()) return;
    std::sort(times.begin(), times.end());
    double sum = 0;
    for (const double time : times) sum += time;
    const auto at = [&](double share) {
        return times[static_cast<size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("  %s: mean %.2f  p50 %.2f  p99 %.1f  p99.9 %.1f  max %.1f us\n", name,
                sum / static_cast<double>(times.size()), at(0.5), at(0.99), at(0.999),
                times.back());
}

void walk(GrammarAutomaton& automaton, TokenMasks& masks, const TokenTable& tokens, int walks,
          std::vector<double>& times) {
    std::mt19937 random(1);
    std::vector<uint32_t> words(tokens.mask_words());
    for (int i = 0; i < walks; ++i) {
        auto matcher = Matcher::make(automaton, tokens);
        for (int step = 0; matcher.ok() && step < 60 && !matcher.value().has_ended(); ++step) {
            const double start = microseconds();
            const Status status = masks.fill(matcher.value().position(), words);
            times.push_back(microseconds() - start);
            if (!status.ok()) {
                std::printf("  %s\n", status.message().c_str());
                break;
            }
            std::vector<int32_t> allowed;
            for (int32_t id = 0; id < tokens.size(); ++id) {
                if ((words[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0) {
                    allowed.push_back(id);
                }
            }
            const auto accepted = matcher.value().accept_token(allowed[random() % allowed.size()]);
            if (!accepted.ok() || !accepted.value()) std::printf("  mask and acceptor differ\n");
        }
    }
}

void measure(const char* name, bool is_regex, const char* text, const TokenTable& tokens,
             int walks) {
    const double start = microseconds();
    const auto grammar = is_regex ? compile_regex(text) : compile_gbnf(text);
    const double compile = microseconds() - start;
    if (!grammar.ok()) {
        std::printf("%s: %s\n", name, grammar.status().message().c_str());
        return;
    }
    GrammarAutomaton automaton(grammar.value());
    TokenMasks masks(automaton, tokens);
    std::vector<double> cold;
    std::vector<double> warm;
    walk(automaton, masks, tokens, walks, cold);
    walk(automaton, masks, tokens, walks, warm);
    std::printf("%s: compile %.0f us, %llu walks of %llu nodes in all, automaton %llu KiB\n", name,
                compile, static_cast<unsigned long long>(masks.statistics().walks),
                static_cast<unsigned long long>(masks.statistics().nodes),
                static_cast<unsigned long long>(automaton.bytes() >> 10));
    print_times("cold", cold);
    print_times("warm", warm);
}

constexpr const char* kJson =
    "root ::= object\n"
    "value ::= object | array | string | number | (\"true\" | \"false\" | \"null\") ws\n"
    "object ::= \"{\" ws (string \":\" ws value (\",\" ws string \":\" ws value)*)? \"}\" ws\n"
    "array ::= \"[\" ws (value (\",\" ws value)*)? \"]\" ws\n"
    "string ::= \"\\\"\" char* \"\\\"\" ws\n"
    "char ::= [^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" [0-9a-fA-F]{4})\n"
    "number ::= \"-\"? ([0-9] | [1-9] [0-9]{0,15}) (\".\" [0-9]+)? ([eE] [-+]? [0-9]{1,3})? ws\n"
    "ws ::= [ \\t\\n]{0,8}\n";
constexpr const char* kReply =
    "root ::= \"{\\\"speech\\\":\\\"\" char{1,200} \"\\\",\\\"mood\\\":\\\"\" mood "
    "\"\\\",\\\"action\\\":\" action \"}\"\n"
    "mood ::= \"calm\" | \"angry\" | \"happy\" | \"sad\"\n"
    "action ::= \"null\" | \"{\\\"go\\\":\\\"\" [a-z]{1,20} \"\\\"}\"\n"
    "char ::= [^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" [0-9a-fA-F]{4})\n";

}  // namespace

int main(int argument_count, char** arguments) {
    const int walks = argument_count > 2 ? std::atoi(arguments[2]) : 20;
    const std::vector<std::string> texts =
        argument_count > 1 ? read_vocabulary(arguments[1]) : std::vector<std::string>();
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const double start = microseconds();
    const auto made = TokenTable::make(views, {}, std::array<int32_t, 1>{2});
    if (!made.ok()) {
        std::fprintf(stderr, "usage: %s TOKENIZER [walks]\n%s\n", arguments[0],
                     made.status().message().c_str());
        return 1;
    }
    const TokenTable& tokens = *made.value();
    const double sorted = microseconds() - start;
    const double again = microseconds();
    const auto with_order =
        TokenTable::make(views, {}, std::array<int32_t, 1>{2}, tokens.id_of_rank());
    std::printf("%d tokens, %zu nodes, table %.1f ms, with its order %.1f ms\n", tokens.size(),
                tokens.node_count(), sorted / 1000, (microseconds() - again) / 1000);
    measure("json", false, kJson, tokens, walks);
    measure("reply", false, kReply, tokens, walks);
    measure("words", true, "[A-Za-z ]+\\.", tokens, walks);
    measure("free text up to a mark", true, "(?s).*</s>", tokens, walks);
    measure("sums", false,
            "root ::= e\ne ::= e \"+\" e | e \"*\" e | \"(\" e \")\" | [0-9]+ | [a-z]+\n", tokens,
            walks);
    measure("exponential", true, ".*a.{12}b", tokens, walks);
    return 0;
}
