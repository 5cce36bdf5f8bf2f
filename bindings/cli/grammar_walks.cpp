#include "bindings/cli/grammar_walks.h"

#include <algorithm>
#include <bit>
#include <random>
#include <span>
#include <utility>

#include "bindings/cli/processor_clock.h"
#include "runtime/grammar/matcher.h"
#include "runtime/grammar/token_mask.h"

namespace minstrel::cli {
namespace {

// What reading the clock adds to a time.
double clock_overhead() {
    constexpr int kReadings = 1000;
    double least = 1e6;
    for (int i = 0; i < kReadings; ++i) {
        const double start = processor_microseconds();
        least = std::min(least, processor_microseconds() - start);
    }
    return least;
}

int32_t choose(std::span<const uint32_t> words, std::mt19937_64& random) {
    uint64_t count = 0;
    for (const uint32_t word : words) count += static_cast<uint64_t>(std::popcount(word));
    if (count == 0) return -1;
    uint64_t skip = random() % count;
    for (size_t i = 0; i < words.size(); ++i) {
        const auto here = static_cast<uint64_t>(std::popcount(words[i]));
        if (skip >= here) {
            skip -= here;
            continue;
        }
        uint32_t word = words[i];
        for (; skip > 0; --skip) word &= word - 1;
        return static_cast<int32_t>(i * 32) + std::countr_zero(word);
    }
    return -1;
}

class Walker {
  public:
    Walker(const GrammarPtr& grammar, const TokenTable& tokens, const WalkSettings& settings)
        : tokens_(tokens),
          settings_(settings),
          start_(processor_microseconds()),
          automaton_(grammar),
          masks_(automaton_, tokens),
          words_(tokens.mask_words()) {}

    Status walk_all(std::vector<MaskTime>& times, GrammarWalks& result) {
        std::mt19937_64 random(settings_.seed);
        result.texts.assign(settings_.walks, "");
        result.ended = 0;
        for (uint32_t walk = 0; walk < settings_.walks; ++walk) {
            MST_TRY(walk_once(walk, random, times, result));
        }
        return {};
    }
    double first() const { return first_; }
    uint64_t state_bytes() const { return automaton_.bytes(); }
    uint64_t mask_bytes() const { return masks_.statistics().remembered_bytes; }

  private:
    Status walk_once(uint32_t walk, std::mt19937_64& random, std::vector<MaskTime>& times,
                     GrammarWalks& result) {
        static const double kOverhead = clock_overhead();
        MST_ASSIGN(Matcher matcher, Matcher::make(automaton_, tokens_));
        std::string& text = result.texts[walk];
        for (uint64_t i = 0; i < settings_.tokens && !matcher.is_finished(); ++i) {
            MaskTime time;
            time.walk = walk;
            time.bytes = static_cast<uint32_t>(text.size());
            const uint64_t walks = masks_.statistics().walks;
            const double start = processor_microseconds();
            Status status = masks_.fill(matcher.position(), words_);
            const double end = processor_microseconds();
            MST_TRY(std::move(status));
            if (first_ == 0) first_ = end - start_;
            time.microseconds = std::max(0.0, end - start - kOverhead);
            time.remembered = masks_.statistics().walks == walks;
            times.push_back(time);
            const int32_t token = choose(words_, random);
            MST_ASSIGN(const bool accepted, matcher.accept_token(token));
            if (!accepted) return error(Code::kInternal, "the mask allows what is refused");
            text += tokens_.text(token);
        }
        result.ended += matcher.is_finished() ? 1 : 0;
        return {};
    }

    const TokenTable& tokens_;
    const WalkSettings& settings_;
    const double start_;
    GrammarAutomaton automaton_;
    TokenMasks masks_;
    std::vector<uint32_t> words_;
    double first_ = 0;
};

void keep_least(const std::vector<MaskTime>& again, std::vector<MaskTime>& times) {
    for (size_t i = 0; i < times.size(); ++i) {
        times[i].microseconds = std::min(times[i].microseconds, again[i].microseconds);
    }
}

Result<GrammarWalks> walk_cold_and_warm(const GrammarPtr& grammar, const TokenTable& tokens,
                                        const WalkSettings& settings) {
    GrammarWalks result;
    Walker walker(grammar, tokens, settings);
    MST_TRY(walker.walk_all(result.cold, result));
    MST_TRY(walker.walk_all(result.warm, result));
    result.first = walker.first();
    result.state_bytes = walker.state_bytes();
    result.mask_bytes = walker.mask_bytes();
    return result;
}

}  // namespace

Result<GrammarWalks> walk_grammar(const GrammarPtr& grammar, const TokenTable& tokens,
                                  const WalkSettings& settings) {
    MST_ASSIGN(GrammarWalks best, walk_cold_and_warm(grammar, tokens, settings));
    for (uint64_t i = 1; i < settings.repeats; ++i) {
        MST_ASSIGN(const GrammarWalks again, walk_cold_and_warm(grammar, tokens, settings));
        best.first = std::min(best.first, again.first);
        keep_least(again.cold, best.cold);
        keep_least(again.warm, best.warm);
    }
    return best;
}

}  // namespace minstrel::cli
