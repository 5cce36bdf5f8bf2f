// QuantumCosts: what a quantum of a model takes, learnt from those that were computed. Engine
// thread; one for each loaded model.
#pragma once

#include <array>
#include <cstdint>

namespace minstrel {

class QuantumCosts {
  public:
    // A layer, one on a GPU behind others on the CPU, the output matrix with sampling, or all of a
    // step that is not stopped anywhere.
    enum class Part : uint8_t { kLayer, kUpperLayer, kHead, kStep };

    void learn(Part part, uint32_t rows, uint64_t cost_ns);
    // 0 when nothing like it was computed yet.
    uint64_t expected(Part part, uint32_t rows) const;
    // The most rows, a power of two up to `most`, of which a layer is expected to fit.
    uint32_t rows_within(uint64_t budget_ns, uint32_t most) const;

  private:
    // By the power of two that is not below the number of rows.
    static constexpr uint32_t kBuckets = 13;  // up to 4,096 rows
    using Costs = std::array<uint64_t, kBuckets>;
    static uint32_t bucket_of(uint32_t rows);

    std::array<Costs, 4> costs_{};
};

}  // namespace minstrel
