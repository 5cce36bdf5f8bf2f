// Closure: the terms that are ready to consume something, from terms that may have to be taken
// apart first. Working memory of a StateTable, reused; its thread.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/grammar/states.h"

namespace minstrel {

class Closure {
  public:
    explicit Closure(StateTable& states) : states_(states) {}

    // With `regular`, rules are expanded in place; otherwise some become calls.
    void begin(bool regular);
    // The term as it is.
    void add_ready(uint32_t term) { ready_.push_back(term); }
    // The term, or what it stands for.
    void add(uint32_t term);
    void add_state(uint32_t state, uint32_t tail);
    // The term when only one has been added and none is ready, otherwise kSeveral.
    static constexpr uint32_t kSeveral = UINT32_MAX;
    uint32_t only_pending() const {
        return pending_.size() == 1 && ready_.empty() ? pending_[0] : kSeveral;
    }
    std::vector<uint32_t>& finish();

    uint32_t cons_node(Node node, uint32_t tail);

  private:
    struct Reference {
        uint32_t rule;
        uint32_t tail;
    };

    void expand(uint32_t term);
    void expand_node(uint32_t number, const Term& term);
    void expand_members(const Term& term);
    void expand_references();
    bool may_inline(uint32_t rule, size_t uses) const;

    StateTable& states_;
    bool regular_ = false;
    std::vector<uint32_t> pending_;
    std::vector<uint32_t> ready_;
    std::vector<Reference> references_;
    std::vector<uint32_t> tails_;
    std::vector<MemberRegisters::Next> members_;
    std::vector<uint32_t> seen_;  // by term: the last closure that added it
    uint32_t number_ = 0;
};

// Bits of Term::b of a kMembers term.
inline constexpr uint32_t kMemberOpen = 1u << 31;  // a member must follow

}  // namespace minstrel
