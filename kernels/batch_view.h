// One step's work as plain spans. The runtime's batch builder owns the memory until the step is
// complete; a view never owns.
#pragma once

#include <cstdint>
#include <span>

namespace minstrel::kernels {

class DeviceAdapter;

// Tokens per KV page. A page holds keys and values of all layers for this many positions.
inline constexpr uint32_t kPageTokens = 32;

// Consecutive rows of one session: prompt tokens or one decode token.
struct SequenceView {
    uint32_t first_row = 0;
    uint32_t row_count = 0;
    uint32_t start_position = 0;             // absolute position of the first row
    std::span<const uint32_t> pages = {};    // page of position p is pages[p / kPageTokens]
    const DeviceAdapter* adapter = nullptr;  // of the model's back end; null = the model as it is
    float adapter_scale = 1;
};

// Asked between two quanta of a step, with the number of layers that are done; false = the step
// rests there. The quanta are the layers and, when all are done, the output matrix; a device that
// computes in the background has finished one before it asks about the next. A model in two parts
// asks where one ends and the other begins as well.
struct StepGate {
    void* user = nullptr;
    bool (*may_go_on)(void* user, uint32_t layers_done) = nullptr;  // null = run to the end
};

struct BatchView {
    std::span<const int32_t> tokens;          // [rows]
    std::span<const SequenceView> sequences;  // cover the rows in order, none shared
    std::span<const uint32_t> logit_rows;     // ascending rows whose logits are wanted
    StepGate gate = {};
    // Of a part of a model that has no embedding, instead of it: float [rows][D].
    std::span<const float> residual = {};
};

// How one logits row becomes a token. Zero switches a filter off; temperature 0 is greedy.
struct SampleRow {
    uint32_t logit_index = 0;  // index into BatchView::logit_rows
    float temperature = 0;
    uint32_t top_k = 0;
    float top_p = 0;
    float min_p = 0;
    float repetition_penalty = 0;  // > 1 weakens tokens of `penalty_tokens`; 0 and 1 are off
    float presence_penalty = 0;
    float frequency_penalty = 0;
    std::span<const int32_t> penalty_tokens = {};  // recent tokens, with repeats
    // One bit a token, 32-bit words, set = allowed; empty = all allowed. [ceil(V / 32)]
    std::span<const uint32_t> mask = {};
    // Key of the counter-based generator: (seed, stream, position) -> value, so that neighbours in
    // the batch cannot change a session's words.
    uint64_t seed = 0;
    uint64_t stream = 0;
    uint32_t position = 0;
};

}  // namespace minstrel::kernels
