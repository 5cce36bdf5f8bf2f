// Reads a JSON Schema a line and writes the answers of random walks along its masks, a line of JSON
// for each schema: {"answers": [...]}, or {"refused": "..."} where it was not compiled. What
// compiling and masks cost goes to the other stream, in processor time of the thread. Usage:
// walk_schemas TOKENIZER [walks [length]] < schemas.jsonl     see tests/peers/check_walks.py
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <unordered_set>
#include <vector>

#include "runtime/grammar/matcher.h"
#include "runtime/grammar/schema.h"
#include "runtime/grammar/token_mask.h"
#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/text/tokenizer.h"

namespace {

using namespace minstrel;
using nlohmann::json;

double microseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

struct Settings {
    int walks = 100;
    int length = 24;  // tokens before a walk looks for the end
};

struct Costs {
    std::vector<double> compile;
    std::vector<double> masks;  // of all walks; nothing is remembered of other schemas
};

bool has_bit(const std::vector<uint32_t>& words, int32_t id) {
    return (words[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0;
}

// The shortest text that ends the answer; nothing when it is not found among so many positions.
std::optional<std::string> shortest_end(GrammarAutomaton& automaton, Position from) {
    constexpr size_t kMostPositions = 50'000;
    struct Reached {
        Position position;
        size_t before;
        char byte;
    };
    std::vector<Reached> reached{{from, 0, 0}};
    std::unordered_set<Position> seen{from};
    for (size_t i = 0; i < reached.size() && reached.size() < kMostPositions; ++i) {
        if (automaton.complete(reached[i].position)) {
            std::string text;
            for (size_t at = i; at != 0; at = reached[at].before) text += reached[at].byte;
            std::ranges::reverse(text);
            return text;
        }
        automaton.grant(1'000'000);
        for (uint32_t byte_class = 0; byte_class < automaton.classes().count(); ++byte_class) {
            const Position next = automaton.step(reached[i].position, byte_class);
            if (next == GrammarAutomaton::kDead || !seen.insert(next).second) continue;
            reached.push_back(
                {next, i, static_cast<char>(automaton.classes().byte_of(byte_class))});
        }
    }
    return std::nullopt;
}

// The allowed token with this one byte.
int32_t byte_token(const TokenTable& tokens, const std::vector<uint32_t>& words, char byte) {
    for (int32_t id = 0; id < tokens.size(); ++id) {
        if (tokens.text(id) == std::string_view(&byte, 1) && has_bit(words, id)) return id;
    }
    return -1;
}

int32_t any_token(const TokenTable& tokens, const std::vector<uint32_t>& words,
                  std::mt19937& random) {
    std::vector<int32_t> allowed;
    for (int32_t id = 0; id < tokens.size(); ++id) {
        if (has_bit(words, id)) allowed.push_back(id);
    }
    return allowed.empty() ? -1 : allowed[random() % allowed.size()];
}

// One answer; null when the walk came to no end.
json walk(GrammarAutomaton& automaton, TokenMasks& masks, const TokenTable& tokens,
          const Settings& settings, std::mt19937& random, Costs& costs) {
    auto made = Matcher::make(automaton, tokens);
    if (!made.ok()) return nullptr;
    Matcher matcher = made.take();
    std::string answer;
    std::string end;
    std::vector<uint32_t> words(tokens.mask_words());
    for (int step = 0; !matcher.is_finished(); ++step) {
        if (step == settings.length) {
            const auto found = shortest_end(automaton, matcher.position());
            if (!found) return nullptr;
            end = *found;
        }
        const size_t closed =
            step < settings.length ? 0 : static_cast<size_t>(step - settings.length);
        if (step >= settings.length && closed == end.size()) return answer;
        const double start = microseconds();
        const Status status = masks.fill(matcher.position(), words);
        costs.masks.push_back(microseconds() - start);
        if (!status.ok()) return nullptr;
        const int32_t id = step < settings.length ? any_token(tokens, words, random)
                                                  : byte_token(tokens, words, end[closed]);
        if (id < 0) return nullptr;
        const auto accepted = matcher.accept_token(id);
        if (!accepted.ok() || !accepted.value()) return nullptr;
        answer += tokens.text(id);
    }
    return answer;
}

json answers_of(const std::string& text, const TokenTable& tokens, const Settings& settings,
                Costs& costs) {
    const double start = microseconds();
    const auto schema = compile_schema(text, SchemaOptions());
    costs.compile.push_back(microseconds() - start);
    if (!schema.ok()) return {{"refused", schema.status().message()}};
    GrammarAutomaton automaton(schema.value().grammar);
    TokenMasks masks(automaton, tokens);
    std::mt19937 random(1);
    json answers = json::array();
    for (int i = 0; i < settings.walks; ++i) {
        answers.push_back(walk(automaton, masks, tokens, settings, random, costs));
    }
    return {{"answers", answers}};
}

void print_times(const char* name, std::vector<double>& times) {
    if (times.empty()) return;
    std::sort(times.begin(), times.end());
    double sum = 0;
    for (const double time : times) sum += time;
    const auto at = [&](double share) {
        return times[static_cast<size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::fprintf(stderr, "%s: %zu, mean %.2f  p50 %.2f  p99 %.1f  p99.9 %.1f  max %.1f us\n", name,
                 times.size(), sum / static_cast<double>(times.size()), at(0.5), at(0.99),
                 at(0.999), times.back());
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::ifstream file(argument_count > 1 ? arguments[1] : "", std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const auto tokenizer = Tokenizer::make(content);
    if (!tokenizer.ok()) {
        std::fprintf(stderr, "usage: %s TOKENIZER [walks [length]] < schemas.jsonl\n%s\n",
                     arguments[0], tokenizer.status().message().c_str());
        return 1;
    }
    Settings settings;
    if (argument_count > 2) settings.walks = std::atoi(arguments[2]);
    if (argument_count > 3) settings.length = std::atoi(arguments[3]);
    const TokenTablePtr tokens = make_token_table(tokenizer.value()->vocabulary()).take();
    Costs costs;
    for (std::string line; std::getline(std::cin, line);) {
        const json answers = answers_of(line, *tokens, settings, costs);
        std::cout << answers.dump(-1, ' ', true, json::error_handler_t::replace) << "\n";
    }
    print_times("compile", costs.compile);
    print_times("masks", costs.masks);
    return 0;
}
