// Where a text may be cut without changing its tokens: between two characters that stand side by
// side in no piece, because no merge can reach across. Immutable; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/text/sentencepiece_model.h"

namespace minstrel {

class MergeBoundaries {
  public:
    static MergeBoundaries make(const SentencePieceModel& model);

    // Length of `text` (valid UTF-8, not empty) up to the first possible cut; all of it when there
    // is none.
    size_t chunk_length(std::string_view text) const;

  private:
    void add(std::string_view piece);

    // One bit for each hash of two neighbours. A collision hides a cut, which costs time only.
    std::vector<uint64_t> neighbours_;
};

}  // namespace minstrel
