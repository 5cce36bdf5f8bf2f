#include "kernels/cuda/host/segments.h"

#include <algorithm>

namespace minstrel::kernels::cuda {
namespace {

// Of a small card, where a device does not say; and what part of its figure a kernel reaches.
constexpr uint64_t kUnknownBytesPerSecond = 200'000'000'000;
constexpr double kReachedBandwidth = 0.6;
// Multiplications a second and multiprocessor that the matrix instructions surely reach.
constexpr double kMultiplications = 1.5e9 * 128;
// The kernels of a layer wait for each other, however little each has to do. Guesses, until a
// device has been measured. The most that a layer takes; with int8 or int4 and few rows, six.
constexpr uint64_t kLaunchNs = 4'000;
constexpr uint64_t kLayerLaunches = 10;
constexpr uint64_t kMixtureLaunches = 15;

}  // namespace

uint64_t expected_ns(const DeviceSpeed& speed, uint64_t bytes, uint64_t multiplications,
                     uint32_t rows) {
    const uint64_t given = speed.bytes_per_second;
    const double bandwidth =
        kReachedBandwidth * static_cast<double>(given != 0 ? given : kUnknownBytesPerSecond);
    const double rate = kMultiplications * std::max(speed.multiprocessors, 1u);
    const double moving = static_cast<double>(bytes) / bandwidth;
    const double computing = static_cast<double>(multiplications) * rows / rate;
    return static_cast<uint64_t>(1e9 * std::max(moving, computing));
}

Segments::Segments(const DeviceSpeed& speed, const Costs& costs, uint32_t layer_count,
                   uint32_t head_rows, uint32_t band_rows, uint64_t max_ns)
    : speed_(speed),
      costs_(costs),
      layer_count_(layer_count),
      head_rows_(head_rows),
      band_rows_(band_rows),
      max_ns_(max_ns) {}

uint64_t Segments::layer_ns(uint32_t rows, uint32_t more_launches) const {
    const uint64_t chosen = uint64_t{rows} * costs_.experts_per_token;
    const uint64_t experts = std::min<uint64_t>(costs_.expert_count, chosen);
    const uint64_t bytes = costs_.layer_bytes + experts * costs_.expert_bytes;
    const uint64_t multiplications =
        costs_.layer_multiplications + costs_.experts_per_token * costs_.expert_multiplications;
    const uint64_t launches = costs_.expert_count != 0 ? kMixtureLaunches : kLayerLaunches;
    return (launches + more_launches) * kLaunchNs +
           expected_ns(speed_, bytes, multiplications, rows);
}

uint32_t Segments::layers_together(uint32_t rows, uint32_t more_launches) const {
    const uint64_t fitting = max_ns_ / std::max<uint64_t>(layer_ns(rows, more_launches), 1);
    return static_cast<uint32_t>(std::clamp<uint64_t>(fitting, 1, layer_count_));
}

uint32_t Segments::head_parts(uint32_t logit_rows) const {
    if (logit_rows == 0) return 0;
    const uint64_t head =
        expected_ns(speed_, costs_.head_bytes, costs_.head_multiplications, logit_rows);
    const uint64_t wanted = (head + max_ns_ - 1) / std::max<uint64_t>(max_ns_, 1);
    const uint64_t bands = (head_rows_ + band_rows_ - 1) / band_rows_;
    return static_cast<uint32_t>(std::clamp<uint64_t>(wanted, 1, bands));
}

uint32_t Segments::count(uint32_t rows, uint32_t logit_rows, uint32_t more_launches) const {
    const uint32_t together = layers_together(rows, more_launches);
    return (layer_count_ + together - 1) / together + head_parts(logit_rows);
}

Segment Segments::at(uint32_t index, uint32_t rows, uint32_t logit_rows,
                     uint32_t more_launches) const {
    const uint32_t together = layers_together(rows, more_launches);
    const uint32_t of_layers = (layer_count_ + together - 1) / together;
    Segment segment;
    if (index < of_layers) {
        segment.first_layer = index * together;
        segment.layer_end = std::min(segment.first_layer + together, layer_count_);
        return segment;
    }
    // Bands are dealt out evenly: part i has those from i * bands / parts on.
    const uint64_t parts = head_parts(logit_rows), part = index - of_layers;
    const uint64_t bands = (head_rows_ + band_rows_ - 1) / band_rows_;
    const auto row_of = [&](uint64_t number) {
        const uint64_t row = number * bands / parts * band_rows_;
        return static_cast<uint32_t>(std::min<uint64_t>(row, head_rows_));
    };
    segment.head_begin = row_of(part);
    segment.head_end = row_of(part + 1);
    return segment;
}

}  // namespace minstrel::kernels::cuda
