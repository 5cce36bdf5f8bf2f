// GrammarAutomaton: runs one grammar over bytes. A position - where a match may stand - is a
// number; positions, the stacks in them and the states below are made when they are met, never
// change, and are shared by all matchers of the grammar. One automaton belongs to one thread at a
// time: the engine gives each to at most one worker, together with all rows that use it.
//
// A stack cell is what follows after the rule at hand: the set of (state, cell) that called it.
// Callers at the same place share a cell, as in Tomita's graph-structured stack (1986), so that
// ambiguity costs polynomial time; cells are equal when their content is, wherever they were made.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/byte_classes.h"
#include "runtime/grammar/grammar.h"
#include "runtime/grammar/states.h"

namespace minstrel {

using Position = uint32_t;

class GrammarAutomaton {
  public:
    static constexpr Position kDead = 0;

    explicit GrammarAutomaton(GrammarPtr grammar);
    GrammarAutomaton(const GrammarAutomaton&) = delete;
    GrammarAutomaton& operator=(const GrammarAutomaton&) = delete;

    // Sets the work that the calls up to the next grant may spend together.
    void grant(uint64_t work);
    // kLimitReached after work or memory ran out; results since the grant are void then.
    Status status() const;
    uint64_t work_left() const { return budget_.work; }
    void spend(uint64_t work) { budget_.spend(work); }
    bool exhausted() const { return budget_.exhausted; }

    Position start();
    // kDead: no string of the grammar goes on like this.
    Position step(Position position, uint32_t byte_class) {
        const uint32_t table = positions_[position].table;
        const uint32_t known = table == kUnknownState ? kUnknownState : tables_[table + byte_class];
        return known == kUnknownState ? find_step(position, byte_class) : known;
    }
    Position step_byte(Position position, uint8_t byte) {
        return step(position, classes_.of(byte));
    }
    // Where a text leads; `length` is how much of it was accepted, all unless the result is kDead.
    Position advance(Position position, std::string_view text, size_t& length);
    // The only byte that can follow and where it leads; kDead when there are several or none.
    Position only_step(Position position, uint8_t& byte);
    // The bytes that must come next, `limit` at most, and where they lead: what every continuation
    // starts with. Empty where there is a choice or the grammar may end.
    std::string forced_bytes(Position& position, size_t limit);
    // The control token that must come next, -1 when there is none or a choice.
    int32_t forced_token(Position position);
    // One control token.
    Position step_token(Position position, int32_t token);

    // The grammar matches what was read so far.
    bool complete(Position position) const { return positions_[position].complete; }
    // Something may follow, a byte or a token.
    bool goes_on(Position position) const { return positions_[position].count != 0; }
    bool has_tokens(Position position) const { return positions_[position].has_tokens; }
    // Appends the numbers (Grammar::tokens) of the token sets that may follow.
    void token_sets(Position position, std::vector<uint32_t>& sets);

    const Grammar& grammar() const { return *grammar_; }
    const ByteClasses& classes() const { return classes_; }
    uint64_t bytes() const { return budget_.bytes; }
    // Half of the memory is used: time to give new requests an automaton of their own.
    bool is_crowded() const { return budget_.bytes > budget_.max_bytes / 2; }

    // ---- for masks: parts of a position, and positions without a context
    struct Item {
        uint32_t state = 0;
        uint32_t cell = 0;
        bool operator==(const Item&) const = default;
    };
    static constexpr uint32_t kHostState = UINT32_MAX;  // in a cell: the whole grammar ends

    std::span<const Item> items(Position position) const {
        const PositionData& data = positions_[position];
        return std::span(items_).subspan(data.first, data.count);
    }
    // Who called: states, and the cells below them.
    std::span<const Item> callers(uint32_t cell) const {
        return std::span(items_).subspan(cells_[cell].first, cells_[cell].count);
    }
    // The state alone, its calls left out; complete() tells that its rule can end.
    Position isolated(uint32_t state);
    // The state and what it calls, and nothing below it.
    Position entered(uint32_t state);
    StateTable& states() { return states_; }

  private:
    struct Cell {
        uint32_t first = 0;
        uint32_t count = 0;
    };
    struct PositionData {
        uint32_t first = 0;
        uint32_t count = 0;
        uint32_t table = kUnknownState;
        bool complete = false;
        bool has_tokens = false;
    };
    struct PendingCall {
        uint32_t rank;
        uint32_t rule;
        Item caller;
    };

    void begin();
    void add(Item item);
    void follow(Item item);
    void enter_calls();
    Position finish();
    uint32_t intern_cell(std::vector<Item>& callers);
    Position intern_position(std::vector<Item>& items, bool complete);
    uint32_t* table_of(Position position);
    Position find_step(Position position, uint32_t byte_class);

    GrammarPtr grammar_;
    ByteClasses classes_;
    AutomatonBudget budget_;
    StateTable states_;
    std::vector<Item> items_;  // of positions and cells
    std::vector<Cell> cells_;
    std::vector<PositionData> positions_;
    std::vector<uint32_t> tables_;
    InternIndex cell_index_;
    InternIndex position_index_;
    Position start_ = kUnknownState;

    // Working memory of one step.
    std::vector<Item> pending_;
    std::vector<Item> ready_;
    std::vector<PendingCall> calls_;
    std::vector<StateCall> state_calls_;
    std::vector<Item> callers_;
    std::vector<uint64_t> seen_;  // open addressing over items; 0 is free
    std::vector<uint32_t> seen_slots_;
    bool complete_ = false;
};

}  // namespace minstrel
