// StateTable: the lazy automata of all rules of a grammar. A state is a set of terms - what can
// follow inside the rule - or a combination of states for intersection and complement. States are
// made when they are met and have equal numbers when they are equal. Part of one automaton; its
// thread.
//
// Sets of terms are the partial derivatives of Antimirov (1996). Counters stand inside the terms,
// and terms that differ by the interval of one counter are one term when the intervals touch.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/byte_classes.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/member_registers.h"
#include "runtime/grammar/terms.h"

namespace minstrel {

class Closure;

inline constexpr uint32_t kDeadState = 0;
inline constexpr uint32_t kUnknownState = UINT32_MAX;

// A rule that may start in a state, and the state after it.
struct StateCall {
    uint32_t rule = 0;
    uint32_t next = 0;
};

class StateTable {
  public:
    StateTable(const Grammar& grammar, const ByteClasses& classes, AutomatonBudget& budget);
    ~StateTable();

    uint32_t start(Node node);  // of a rule body or the root
    uint32_t rule_start(uint32_t rule);
    // kDeadState when nothing that starts with such a byte can match.
    uint32_t step(uint32_t state, uint32_t byte_class) {
        const uint32_t table = states_[state].table;
        const uint32_t known = table == kUnknownState ? kUnknownState : tables_[table + byte_class];
        return known == kUnknownState ? find_step(state, byte_class) : known;
    }
    // Whether some string is accepted; always true for states of rules that are not dead.
    bool alive(uint32_t state);
    // The start state of a regular expression on its own, for alive().
    uint32_t regular_start(Node node);

    bool accepts(uint32_t state) const { return states_[state].accepts; }
    // Nothing but the end of the rule can follow.
    bool only_ends(uint32_t state) const { return state == end_state_; }
    // Whether a byte or a token can follow without a call.
    bool moves(uint32_t state) const { return states_[state].moves; }
    bool has_tokens(uint32_t state) const { return states_[state].has_tokens; }
    // Valid until the next call that may make states.
    std::span<const StateCall> calls(uint32_t state);
    // Appends token set and next state of each token that can follow.
    struct TokenEdge {
        uint32_t token_set = 0;
        uint32_t next = 0;
    };
    void token_edges(uint32_t state, std::vector<TokenEdge>& edges);
    // Whether `byte_class` may lead somewhere: false is certain.
    bool may_step(uint32_t state, uint32_t byte_class);

    // For masks over strings of at most `longest` bytes: counters that no such string can exhaust
    // become alike.
    uint32_t clamp(uint32_t state, uint32_t longest);
    // Parts of a state that may repeat: the terms inside one repetition, its bounds taken away. A
    // string that such a part can follow is followed by `state` too if it has at most `margin`
    // bytes. A state is a part of itself.
    struct Part {
        uint32_t state = 0;
        uint32_t margin = 0;
    };
    void repeating_parts(uint32_t state, std::vector<Part>& parts);
    // The lowest finite bound of the innermost counters, or kUnbounded.
    uint32_t lowest_bound(uint32_t state) const;
    // A state before or inside a repetition of a counted one, and nothing else.
    struct Repetition {
        uint32_t least = 0;  // repetitions that must still begin
        uint32_t most = 0;   // that may still begin; kUnbounded where no bound is near
        uint32_t body = 0;   // which repetition it is
        uint32_t tail = 0;
        bool regular = false;
        bool inside = false;
        uint32_t start = 0;  // the same place with any number of repetitions to come
    };
    bool repetition_of(uint32_t state, Repetition& out);
    // The state before a repetition.
    uint32_t state_of_repetition(const Repetition& repetition);
    // The same repetition wherever it stands, with any number of repetitions to come.
    struct AnyRepetition {
        uint32_t next = 0;   // before one
        uint32_t later = 0;  // after one
        uint32_t after = 0;  // what follows them all
        uint32_t body = 0;
        uint32_t tail = 0;
    };
    AnyRepetition any_repetition(const Repetition& of);
    // Where a state stands that was reached from AnyRepetition::next, or from a start inside,
    // without another repetition.
    enum class Place : uint8_t { kInside, kLater, kOutside, kUnclear };
    Place place_in(const AnyRepetition& repetition, uint32_t state) const;
    // Whether every term of `part` is in `whole`.
    bool includes(uint32_t whole, uint32_t part) const;

    // ---- for the lengths of endings
    // An intersection or a complement; any other state is a set of terms.
    bool is_combination(uint32_t state) const { return states_[state].kind != Kind::kSet; }
    // Of a state that is a set; valid until the next call that may make states.
    std::span<const uint32_t> terms_of(uint32_t state) const { return elements(state); }
    const Term& term(uint32_t number) const { return terms_[number]; }
    bool has_member(uint32_t list, uint32_t seen, uint32_t item) const {
        return registers_.has_seen(list, seen, item);
    }

    size_t size() const { return states_.size(); }

  private:
    friend class Closure;

    enum class Kind : uint8_t { kSet, kAnd, kNot };
    struct State {
        Kind kind = Kind::kSet;
        bool regular = false;  // rules are expanded, never called
        bool accepts = false;
        bool moves = false;
        bool has_tokens = false;
        uint8_t alive = 0;      // 0 unknown, 1 yes, 2 no
        uint32_t searched = 0;  // the last search_accepting that came here
        uint32_t first = 0;     // terms, or states of a combination, in elements_
        uint32_t count = 0;
        uint32_t table = kUnknownState;  // transitions in tables_
        uint32_t first_call = kUnknownState;
        uint32_t call_count = 0;
        uint32_t clamped = kUnknownState;
        uint32_t clamped_for = 0;
    };

    std::span<const uint32_t> elements(uint32_t state) const {
        return std::span(elements_).subspan(states_[state].first, states_[state].count);
    }
    uint32_t intern(Kind kind, bool regular, std::span<const uint32_t> elements);
    uint32_t make_set(bool regular, std::vector<uint32_t>& terms);
    // Sorts `states`.
    uint32_t make_and(std::span<uint32_t> states);
    uint32_t make_not(uint32_t state);
    void merge_counters(std::vector<uint32_t>& terms);
    bool count_alike(std::span<const uint32_t> terms);
    void describe(State& state, std::span<const uint32_t> elements) const;
    uint32_t* table_of(uint32_t state);
    void mark_first_bytes(uint32_t state, uint32_t* table) const;
    uint32_t find_step(uint32_t state, uint32_t byte_class);
    uint32_t compute_step(uint32_t state, uint32_t byte_class);
    uint32_t step_operands(const State& combination, uint32_t byte_class);
    void step_term(uint32_t term, uint32_t byte_class, Closure& closure);
    bool search_accepting(uint32_t start);
    uint32_t clamp_term(uint32_t term, uint32_t longest);
    uint32_t state_of_term(uint32_t term, bool regular);
    bool is_inside(uint32_t state, Repetition& out);

    const Grammar& grammar_;
    const ByteClasses& classes_;
    AutomatonBudget& budget_;
    TermTable terms_;
    MemberRegisters registers_;
    std::vector<State> states_;
    std::vector<uint32_t> elements_;
    std::vector<uint32_t> tables_;
    std::vector<StateCall> calls_;
    InternIndex index_;
    std::unordered_map<uint32_t, uint32_t> regular_starts_;
    std::array<std::vector<uint32_t>, 2> term_states_;  // by term: of state_of_term
    std::vector<uint32_t> rule_starts_;
    std::vector<Node> rule_calls_;                    // by rule: some kRef of it
    std::vector<std::unique_ptr<Closure>> closures_;  // one a level of nested use
    size_t open_closures_ = 0;
    uint32_t end_state_ = 0;

    // Working memory; of what may be entered again, one part above the other.
    std::vector<uint64_t> places_;    // of count_alike
    std::vector<uint32_t> operands_;  // of step_operands
    struct Visit {
        uint32_t state;
        size_t before;  // the visit that led here; the first one of a search leads to itself
    };
    std::vector<Visit> visits_;  // of search_accepting
    uint32_t searches_ = 0;
};

}  // namespace minstrel
