// RankTable: from the bytes of a token to its rank. Immutable; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

class RankTable {
  public:
    static constexpr uint32_t kNone = UINT32_MAX;

    // `tokens` by rank, none empty, the first 256 the single bytes in order. Two that are equal are
    // refused, and so are sets that were made to be slow.
    static Result<RankTable> make(const std::vector<std::string>& tokens);

    // kNone when `bytes` is no token. Time does not depend on the number of tokens.
    uint32_t find(std::string_view bytes) const;

  private:
    struct Slot {
        uint32_t rank = kNone;
        uint32_t hash = 0;
    };

    std::string_view bytes_of(uint32_t rank) const {
        return std::string_view(bytes_).substr(offsets_[rank], offsets_[rank + 1] - offsets_[rank]);
    }
    Status add(uint32_t rank);

    std::string bytes_;  // of all tokens, one after the other
    std::vector<uint32_t> offsets_;
    std::vector<Slot> slots_;      // a power of two of them, tokens of three and more bytes
    std::vector<uint32_t> pairs_;  // ranks of the tokens of two bytes
    size_t longest_ = 0;
};

}  // namespace minstrel
