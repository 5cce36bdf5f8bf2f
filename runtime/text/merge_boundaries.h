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

    // Length of the first chunk of `text` (valid UTF-8): at least `wanted` bytes, then up to the
    // next possible cut. All of the text when there is none.
    size_t chunk_length(std::string_view text, size_t wanted) const;

  private:
    void add(std::string_view piece);

    // One bit for each hash of two neighbours. A collision hides a cut, which costs time only.
    std::vector<uint64_t> neighbours_;
};

}  // namespace minstrel
