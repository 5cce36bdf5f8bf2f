// InternIndex: finds the number of an object by its content; the objects lie elsewhere. The base of
// every hash-consed table of the automaton; its thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minstrel {

constexpr uint64_t hash_mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

inline uint64_t hash_words(std::span<const uint32_t> words, uint64_t seed) {
    uint64_t hash = seed;
    for (const uint32_t word : words) hash = hash_mix(hash, word);
    return hash;
}

class InternIndex {
  public:
    static constexpr uint32_t kNone = UINT32_MAX;

    InternIndex() : slots_(64) {}

    // `same(number)` compares the object with what is looked for.
    template <typename Same>
    uint32_t find(uint64_t hash, const Same& same) const {
        const uint32_t tag = tag_of(hash);
        for (size_t i = hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
            const Slot& slot = slots_[i];
            if (slot.number == kNone) return kNone;
            if (slot.tag == tag && same(slot.number)) return slot.number;
        }
    }

    // `number` is not in the index yet.
    void add(uint64_t hash, uint32_t number) {
        if ((count_ + 1) * 2 > slots_.size()) grow();
        place(static_cast<uint32_t>(hash), tag_of(hash), number);
        ++count_;
    }

    size_t bytes() const { return slots_.size() * sizeof(Slot); }

  private:
    struct Slot {
        uint32_t number = kNone;
        uint32_t tag = 0;
        uint32_t place = 0;  // lower half of the hash
    };

    static uint32_t tag_of(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

    void place(uint32_t low, uint32_t tag, uint32_t number) {
        size_t i = low & (slots_.size() - 1);
        while (slots_[i].number != kNone) i = (i + 1) & (slots_.size() - 1);
        slots_[i] = {number, tag, low};
    }

    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.number != kNone) place(slot.place, slot.tag, slot.number);
        }
    }

    std::vector<Slot> slots_;
    size_t count_ = 0;
};

}  // namespace minstrel
