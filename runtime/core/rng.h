// Derivation of seeds. Random numbers themselves are counter-based and live beside the sampler.
#pragma once

#include <cstdint>

namespace minstrel {

// A well-mixed function of two numbers (the finaliser of SplitMix64 over both), never 0, so that it
// can stand where 0 means "none given".
inline uint64_t derive_seed(uint64_t parent, uint64_t number) {
    uint64_t z = parent + (number + 1) * 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z ^= z >> 31;
    return z == 0 ? 1 : z;
}

}  // namespace minstrel
