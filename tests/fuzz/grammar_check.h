// What the fuzz targets of grammar text share: a compiled grammar keeps its promises along a walk
// that its own masks choose, or the refusal has a reason.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/grammar/automaton.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/matcher.h"
#include "runtime/grammar/token_mask.h"
#include "runtime/grammar/token_table.h"

namespace minstrel::fuzz {

inline void require(bool promise) {
    if (!promise) std::abort();
}

// Small enough that a run takes a fraction of a millisecond.
inline GrammarLimits small_limits() {
    GrammarLimits limits;
    limits.max_nodes = 20'000;
    limits.compile_work = 100'000;
    limits.step_work = 20'000;
    limits.mask_work = 20'000;
    limits.automaton_bytes = 4u << 20;
    return limits;
}

inline const TokenTable& vocabulary() {
    static const TokenTablePtr table = [] {
        std::vector<std::string> texts{"<unk>", "<tool>", "</s>"};
        for (int byte = 0; byte < 256; ++byte) texts.emplace_back(1, static_cast<char>(byte));
        for (const char* piece : {"ab", "aa", "aaaa", "root", "{\"", "\"}", "1+1", "  ", "\xC3\xA9",
                                  "\xE6\x97\xA5", "\xF0\x9F\x98", "x\",\"y"}) {
            texts.emplace_back(piece);
        }
        const std::vector<std::string_view> views(texts.begin(), texts.end());
        return TokenTable::make(views, std::array<int32_t, 2>{0, 1}, std::array<int32_t, 1>{2})
            .take();
    }();
    return *table;
}

inline bool is_refusal(const Status& status) {
    return !status.message().empty() &&
           (status.code() == Code::kBadGrammar || status.code() == Code::kLimitReached ||
            status.code() == Code::kUnsupported);
}

// The mask is what the acceptor accepts and is never empty.
inline void follow(const GrammarPtr& grammar, uint32_t seed) {
    GrammarAutomaton automaton(grammar);
    TokenMasks masks(automaton, vocabulary());
    auto made = Matcher::make(automaton, vocabulary());
    if (!made.ok()) return require(is_refusal(made.status()));
    Matcher matcher = made.take();
    std::vector<uint32_t> words(vocabulary().mask_words());
    for (int step = 0; step < 8 && !matcher.has_ended(); ++step) {
        const Status filled = masks.fill(matcher.position(), words);
        if (!filled.ok()) return require(is_refusal(filled));
        std::vector<int32_t> allowed;
        for (int32_t id = 0; id < vocabulary().size(); ++id) {
            const bool bit = (words[static_cast<size_t>(id) / 32] >> (id % 32) & 1) != 0;
            if (bit) allowed.push_back(id);
            if (id % 7 != step % 7) continue;
            Matcher copy = matcher;
            const auto accepted = copy.accept_token(id);
            if (accepted.ok()) require(accepted.value() == bit);
        }
        require(!allowed.empty());
        seed = seed * 1664525 + 1013904223;
        const auto accepted = matcher.accept_token(allowed[(seed >> 8) % allowed.size()]);
        if (!accepted.ok()) return require(is_refusal(accepted.status()));
        require(accepted.value());
    }
}

inline void check(const Result<GrammarPtr>& grammar, uint32_t seed) {
    if (!grammar.ok()) return require(is_refusal(grammar.status()));
    require(!grammar.value()->print().empty());
    follow(grammar.value(), seed);
}

}  // namespace minstrel::fuzz
