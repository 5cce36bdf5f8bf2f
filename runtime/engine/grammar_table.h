// GrammarTable: the compiled grammars by id, for host threads that test texts. Owned by the Engine,
// filled by the engine thread; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "runtime/grammar/grammar.h"

namespace minstrel {

class GrammarTable {
  public:
    void insert(uint64_t id, GrammarPtr grammar) {
        const std::lock_guard lock(mutex_);
        grammars_[id] = std::move(grammar);
    }
    void erase(uint64_t id) {
        const std::lock_guard lock(mutex_);
        grammars_.erase(id);
    }
    // Null while it compiles.
    GrammarPtr find(uint64_t id) const {
        const std::lock_guard lock(mutex_);
        const auto found = grammars_.find(id);
        return found == grammars_.end() ? nullptr : found->second;
    }

  private:
    mutable std::mutex mutex_;
    std::map<uint64_t, GrammarPtr> grammars_;
};

}  // namespace minstrel
