// TokenMasks: which tokens may follow at a position of a grammar, one bit a token. Masks are
// remembered by what they depend on, so most are copied. One for each pair of automaton and
// vocabulary; it belongs to the same thread at a time as the automaton.
//
// A mask is the union over the states at the position. What a state allows on its own is found
// once. Tokens that reach beyond the end of its rule - "crossing" nodes of the token tree - are
// followed into the callers, and remembered for each caller state; they are few.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/automaton.h"
#include "runtime/grammar/intern_index.h"
#include "runtime/grammar/token_table.h"

namespace minstrel {

class TokenMasks {
  public:
    // All three outlive it. `memory_bytes` bounds the masks that are remembered; beyond it they are
    // forgotten and found again.
    TokenMasks(GrammarAutomaton& automaton, const TokenTable& tokens,
               uint64_t memory_bytes = 32u << 20);

    // Writes tokens.mask_words() words: bit i % 32 of word i / 32 is token i. Bits of end tokens
    // are set when the grammar is complete, of control tokens when the grammar names them.
    // kLimitReached: the words are zero, and the request cannot go on.
    Status fill(Position position, std::span<uint32_t> words);

    struct Statistics {
        uint64_t fills = 0;
        uint64_t walks = 0;  // token trees walked: what was not remembered
        uint64_t nodes = 0;  // of token trees, in all walks
        uint64_t remembered_bytes = 0;
        uint64_t forgotten = 0;  // times that the memory was full
    };
    const Statistics& statistics() const { return statistics_; }

  private:
    static constexpr uint32_t kNoEntry = UINT32_MAX;
    // Parent of an entry that is a whole position instead of a state.
    static constexpr uint32_t kWholePosition = UINT32_MAX - 1;

    // What one state adds to a mask, after the states of its parent entries.
    struct Entry {
        uint32_t parent = 0;
        uint32_t state = 0;
        bool dense = false;  // `bits` is a mask, otherwise a list of ids
        std::vector<uint32_t> bits;
        std::vector<uint32_t> crossing;  // nodes where the rule of the state may have ended
    };
    // Bytes that lead from a position back to it, or to one that allows as much.
    struct Loop {
        TextKinds kinds = 0;
        uint32_t margin = 0;  // bytes for which that holds
        bool known = false;
    };
    // The tokens that may follow at a counted repetition, by the repetitions that they begin: found
    // once for all counts.
    struct Counted {
        bool known = false;
        bool usable = false;  // each token begins a certain number of repetitions
        StateTable::AnyRepetition any;
        TextKinds single = 0;  // each code point of these kinds is one repetition
        TextKinds pure = 0;    // tokens of these kinds are left out below
        struct Token {
            uint32_t begun;
            int32_t id;
            bool left;  // the repetition is over
        };
        std::vector<Token> tokens;  // fewest repetitions first
        struct Crossing {
            uint32_t begun;
            uint32_t node;
        };
        std::vector<Crossing> crossing;
    };
    // A few positions that text of the pure kinds does not leave, the start of a walk among them:
    // it may all follow. What has code points of dead kinds too, which follow at none of them, may
    // not. Neither is walked.
    struct Sieve {
        std::vector<Position> positions;
        TextKinds pure = 0;
        TextKinds dead = 0;

        bool has(Position position) const {
            return std::ranges::find(positions, position) != positions.end();
        }
    };
    // A few positions among which most text stays, where the last code point alone tells at which
    // of them it is. Text without certain pairs of kinds may all follow there, and is not walked.
    struct Ring {
        std::vector<Position> positions;
        std::vector<TextKinds> leaving;  // by position: kinds that need not lead to one of them
        TextKinds kinds = 0;             // those that lead to one, from some position
        KindPairs leaving_pairs = 0;     // after a kind of `kinds`, one that leaves
    };
    struct Range {
        uint32_t first;
        uint32_t last;  // exclusive
    };
    struct Pending {
        uint32_t entry;
        uint32_t cell;
        bool operator==(const Pending&) const = default;
    };

    struct Step;
    uint32_t entry_of(uint32_t parent, uint32_t state);
    uint32_t entry_of_state(uint64_t hash, uint32_t state);
    Entry bounded_entry(uint32_t state);
    void copy_short(const Entry& from, uint32_t length, Entry& to) const;
    uint32_t shared_length(uint32_t state) const;
    uint32_t remember(uint64_t hash, Entry&& entry);
    bool follow_callers(std::span<uint32_t> words);
    // Tokens of at most `shorter` bytes may be missing.
    void walk(Position start, uint32_t root, uint32_t shorter, const Sieve& sieve,
              std::vector<uint32_t>& crossing);
    bool takes_all_below(uint32_t node, Position position);
    Loop loop_below(Position position, uint32_t tokens);
    void store_ranges(Entry& entry);
    void set_ranges(std::span<uint32_t> words) const;
    void store_sifted(const Sieve& sieve, Entry& entry);
    void add_entry(const Entry& entry, std::span<uint32_t> words);
    void forget();

    // Counted repetitions.
    const Counted* counted_of(uint32_t state, StateTable::Repetition& repetition);
    bool find_counted(Counted& counted, const StateTable::Repetition& repetition);
    void note_last_repetition(StateTable::Repetition repetition);
    bool goes_on_inside_code_point(Position position);
    bool is_separate(const StateTable::AnyRepetition& any);
    class WholeTree;
    class OtherTree;
    template <typename Tree>
    bool walk_counted(const Tree& tree, Position start, Counted& counted);
    StateTable::Place place_of(const StateTable::AnyRepetition& any, Position position);
    Entry counted_entry(const Counted& counted, const StateTable::Repetition& repetition);
    static void make_sparse(Entry& entry);
    void add_pure(TextKinds kinds, uint32_t most, std::span<uint32_t> words);
    const PureTokens& pure_tokens(TextKinds kinds, uint32_t code_points);

    const Loop& loop_of(Position position);
    Loop find_loop(uint32_t state);
    TextKinds kinds_that_lead(uint32_t from, uint32_t target, bool exactly);
    Sieve find_sieve(Position start);
    TextKinds dead_kinds(Position position);
    void enter_ring(Position position, uint32_t tokens, Step& step);
    uint32_t find_ring(Position start);
    bool stays_in_ring(const Step& above, const TokenTable::Child& now) const;
    bool is_pure(uint32_t node, TextKinds kinds) const;
    bool is_pure_below(const Step& above, const TokenTable::Child& now, TextKinds kinds) const;

    GrammarAutomaton& automaton_;
    const TokenTable& tokens_;
    const uint64_t memory_bytes_;
    std::vector<Entry> entries_;
    InternIndex index_;
    std::vector<Loop> loops_;        // by position
    std::vector<Loop> state_loops_;  // by state
    std::vector<Ring> rings_;
    std::vector<uint32_t> ring_of_;  // by position: a number, or one of the two below
    static constexpr uint32_t kUnknownRing = UINT32_MAX;
    static constexpr uint32_t kNoRing = UINT32_MAX - 1;
    std::unordered_map<uint32_t, Counted> counted_;  // by StateTable::Repetition::start
    std::unordered_map<uint32_t, StateTable::Repetition> last_repetitions_;  // by state
    std::vector<PureTokens> pure_;
    Statistics statistics_;

    // Working memory.
    std::vector<StateTable::Part> parts_;
    bool first_ = false;  // nothing has been written to the words yet
    std::vector<Range> ranges_;
    // By depth of the tree.
    struct Step {
        Position position = 0;
        Loop loop;
        const TokenTable::Child* next = nullptr;  // to be visited
        uint32_t ranks_end = 0;
        bool pure = false;         // nothing but pure kinds so far
        bool sifts = false;        // and the position is one of the sieve
        TextKinds ring_kinds = 0;  // that may come next without leaving the ring, 0: in none
        TextKinds ring_below = 0;  // that may come later
        KindPairs ring_pairs = 0;  // that may not come
        uint32_t begun = 0;        // repetitions
        uint32_t code_points = 0;  // that have begun
        bool outside = false;      // the repetition is over
    };
    std::vector<Step> path_;
    std::vector<Pending> pending_;
    std::vector<uint32_t> token_sets_;
};

}  // namespace minstrel
