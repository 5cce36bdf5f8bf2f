#include "runtime/grammar/byte_classes.h"

namespace minstrel {

ByteClasses::ByteClasses(const Grammar& grammar) {
    ByteSet literal_bytes;
    for (const char byte : grammar.literals()) literal_bytes.add(static_cast<uint8_t>(byte));
    for (unsigned byte = 0; byte < 256; ++byte) {
        if (literal_bytes.has(static_cast<uint8_t>(byte))) {
            split(ByteSet::of(static_cast<uint8_t>(byte)));
        }
    }
    for (uint32_t i = 0; i < grammar.byte_set_count() && count_ < 256; ++i) {
        split(grammar.byte_set(i));
    }
    for (unsigned byte = 256; byte-- > 0;) {
        byte_of_[class_of_[byte]] = static_cast<uint8_t>(byte);
        ++size_[class_of_[byte]];
    }
}

// A class that lies partly in the set keeps its number for what lies outside.
void ByteClasses::split(const ByteSet& set) {
    std::array<uint32_t, 256> inside{};
    std::array<uint32_t, 256> size{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        ++size[class_of_[byte]];
        inside[class_of_[byte]] += set.has(static_cast<uint8_t>(byte)) ? 1 : 0;
    }
    std::array<uint8_t, 256> renamed{};
    for (uint32_t id = 0, known = count_; id < known; ++id) {
        const bool cut = inside[id] != 0 && inside[id] != size[id];
        renamed[id] = static_cast<uint8_t>(cut ? count_++ : id);
    }
    for (unsigned byte = 0; byte < 256; ++byte) {
        if (set.has(static_cast<uint8_t>(byte))) class_of_[byte] = renamed[class_of_[byte]];
    }
}

}  // namespace minstrel
