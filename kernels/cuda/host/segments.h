// How a step is cut into segments: stretches of work short enough for a renderer to come between.
// A model of costs decides, from what is moved and what is computed. Pure functions; any thread.
#pragma once

#include <cstdint>

namespace minstrel::kernels::cuda {

// What the model of costs knows of a device.
struct DeviceSpeed {
    uint64_t bytes_per_second = 0;  // 0 = unknown
    uint32_t multiprocessors = 0;
};

struct Costs {
    uint64_t layer_bytes = 0;            // weights of a layer, without experts
    uint64_t layer_multiplications = 0;  // for one row
    uint64_t head_bytes = 0;
    uint64_t head_multiplications = 0;
    // Of mixtures. A row reads some experts, many rows read all.
    uint64_t expert_bytes = 0;
    uint64_t expert_multiplications = 0;
    uint32_t expert_count = 0;
    uint32_t experts_per_token = 0;
};

// Nanoseconds that a pass over `bytes` of weights with `rows` rows takes, on the long side.
uint64_t expected_ns(const DeviceSpeed& speed, uint64_t bytes, uint64_t multiplications,
                     uint32_t rows);

// Layers [first_layer, layer_end), or a part [head_begin, head_end) of the output matrix's rows.
struct Segment {
    uint32_t first_layer = 0;
    uint32_t layer_end = 0;
    uint32_t head_begin = 0;
    uint32_t head_end = 0;

    bool is_head() const { return head_end != 0; }
};

class Segments {
  public:
    // `head_rows` are the vocabulary; parts of the output matrix are whole bands of `band_rows`.
    Segments(const DeviceSpeed& speed, const Costs& costs, uint32_t layer_count, uint32_t head_rows,
             uint32_t band_rows, uint64_t max_ns);

    // `more_launches` of a layer are those of adapters and for cuBLASLt.
    uint32_t count(uint32_t rows, uint32_t logit_rows, uint32_t more_launches = 0) const;
    Segment at(uint32_t index, uint32_t rows, uint32_t logit_rows,
               uint32_t more_launches = 0) const;

    uint64_t layer_ns(uint32_t rows, uint32_t more_launches = 0) const;

  private:
    uint32_t layers_together(uint32_t rows, uint32_t more_launches) const;
    uint32_t head_parts(uint32_t logit_rows) const;

    DeviceSpeed speed_;
    Costs costs_;
    uint32_t layer_count_;
    uint32_t head_rows_;
    uint32_t band_rows_;
    uint64_t max_ns_;
};

}  // namespace minstrel::kernels::cuda
