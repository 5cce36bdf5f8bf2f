// ByteClasses: bytes that no expression of a grammar tells apart share a class, so that transition
// tables are short. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>

#include "runtime/grammar/grammar.h"

namespace minstrel {

class ByteClasses {
  public:
    explicit ByteClasses(const Grammar& grammar);

    uint32_t count() const { return count_; }
    uint32_t of(uint8_t byte) const { return class_of_[byte]; }
    // Some byte of the class.
    uint8_t byte_of(uint32_t class_id) const { return byte_of_[class_id]; }
    // Number of bytes in the class.
    uint32_t size(uint32_t class_id) const { return size_[class_id]; }

  private:
    void split(const ByteSet& set);

    std::array<uint8_t, 256> class_of_{};
    std::array<uint8_t, 256> byte_of_{};
    std::array<uint16_t, 256> size_{};
    uint32_t count_ = 1;
};

}  // namespace minstrel
