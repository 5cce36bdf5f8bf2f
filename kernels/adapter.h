// Low-rank adapters (LoRA; Hu et al., 2021): small changes of a model's matrices that sessions can
// have or not have, y = W x + scale B (A x). Sessions with different ones share a batch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace minstrel::kernels {

inline constexpr uint32_t kMaxAdapterRank = 256;

// The matrices of a layer that an adapter may change; those of experts are not among them.
enum class Adapted : uint8_t { kQuery, kKey, kValue, kOutput, kGate, kUp, kDown };
inline constexpr uint32_t kAdaptedCount = 7;

// A change of the matrix W[rows][cols], whose factors are borrowed. The scale that the adapter was
// trained with is part of B.
struct LowRank {
    const float* a = nullptr;  // [rank][cols]
    const float* b = nullptr;  // [rows][rank]
    uint32_t rank = 0;         // 0 = the matrix is not changed
};

// Of a layer, by Adapted.
struct LayerAdapter {
    std::array<LowRank, kAdaptedCount> matrices = {};

    const LowRank& operator[](Adapted matrix) const {
        return matrices[static_cast<size_t>(matrix)];
    }
    LowRank& operator[](Adapted matrix) { return matrices[static_cast<size_t>(matrix)]; }
};

// One for each layer of the model, or of a part of one. Borrowed.
struct AdapterWeights {
    std::span<const LayerAdapter> layers;
};

// An adapter as a back end has it. Made by the loading thread, then used and destroyed by the
// engine thread, not while a step that has it is under way; it outlives neither its back end nor
// the weights that it was made from.
class DeviceAdapter {
  public:
    virtual ~DeviceAdapter() = default;

    // Of a device's own memory, 0 where it only borrows.
    virtual uint64_t device_bytes() const { return 0; }
};

}  // namespace minstrel::kernels
