#include "runtime/schedule/quantum_costs.h"

#include <algorithm>
#include <bit>

namespace minstrel {
namespace {

// Small enough to fit nearly everywhere, large enough to share the reading of weights.
constexpr uint32_t kLeastRows = 4;

}  // namespace

uint32_t QuantumCosts::bucket_of(uint32_t rows) {
    return std::min(static_cast<uint32_t>(std::bit_width(std::max(rows, 1u) - 1)), kBuckets - 1);
}

// Quick to believe in a higher cost and slow to believe in a lower one: a promise is at stake.
void QuantumCosts::learn(Part part, uint32_t rows, uint64_t cost_ns) {
    uint64_t& known = costs_[static_cast<size_t>(part)][bucket_of(rows)];
    if (cost_ns >= known) {
        known = known == 0 ? cost_ns : (known + cost_ns) / 2;
    } else {
        known -= (known - cost_ns) / 8;
    }
}

// Of the nearest number of rows that is known, in proportion.
uint64_t QuantumCosts::expected(Part part, uint32_t rows) const {
    const Costs& known = costs_[static_cast<size_t>(part)];
    const uint32_t bucket = bucket_of(rows);
    for (uint32_t away = 0; away < kBuckets; ++away) {
        if (bucket >= away && known[bucket - away] != 0) return known[bucket - away] << away;
        if (bucket + away < kBuckets && known[bucket + away] != 0) {
            return std::max<uint64_t>(known[bucket + away] >> away, 1);
        }
    }
    return 0;
}

uint32_t QuantumCosts::rows_within(uint64_t budget_ns, uint32_t most) const {
    uint32_t rows = std::min(kLeastRows, most);
    while (rows * 2 <= most && expected(Part::kLayer, rows * 2) <= budget_ns) {
        if (expected(Part::kLayer, rows) == 0) break;  // nothing is known: begin small
        rows *= 2;
    }
    return rows;
}

}  // namespace minstrel
