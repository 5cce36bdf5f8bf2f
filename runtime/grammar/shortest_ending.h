// ShortestEnding: how few bytes complete a grammar from a position, and which. Lengths of states
// and callers are found once and remembered. Part of a constraint; engine thread.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/grammar/automaton.h"

namespace minstrel {

class ShortestEnding {
  public:
    static constexpr uint32_t kNone = UINT32_MAX;

    // The automaton outlives it.
    explicit ShortestEnding(GrammarAutomaton& automaton) : automaton_(automaton) {}

    // Bytes to the nearest complete position; kNone where only control tokens lead to one, or
    // finding out takes more work than the grammar's limits allow.
    uint32_t length(Position position);
    // Such bytes. False when there are none, or more than `limit`.
    bool find(Position position, size_t limit, std::string& out);

  private:
    void prepare();
    bool relax_nodes();
    uint32_t node_length(const NodeData& data);
    uint32_t regular_length(uint32_t state);
    uint32_t state_length(uint32_t state);
    uint32_t term_length(uint32_t term);
    uint32_t head_length(const Term& term);
    uint32_t members_length(uint32_t list, uint32_t seen, uint32_t count, bool open);
    uint32_t cell_length(uint32_t cell);

    GrammarAutomaton& automaton_;
    bool prepared_ = false;
    bool usable_ = true;
    std::vector<uint32_t> nodes_;                    // by node
    std::unordered_map<uint32_t, uint32_t> states_;  // to the end of its rule
    std::unordered_map<uint32_t, uint32_t> terms_;   // likewise
    std::unordered_map<uint32_t, uint32_t> cells_;   // from the end of the rule on
    std::unordered_map<uint32_t, uint32_t> positions_;
    std::vector<uint32_t> optional_;  // scratch
};

}  // namespace minstrel
