// The feed-forward networks of a layer: one for all rows, or for each row some of a number of
// experts. The rows of one expert lie side by side, so that its matrices are read once for all of
// them; what a row gets does not depend on the others.
#include <algorithm>
#include <array>
#include <cstring>

#include "kernels/cpu/cpu_model.h"

namespace minstrel::kernels {
namespace {

// The same rows of a step, counted from `first` on.
QuantisedRows rows_from(const QuantisedRows& rows, uint32_t first) {
    QuantisedRows part = rows;
    part.values += size_t{first} * kScaleGroup;
    part.scales += first;
    part.offsets += first;
    return part;
}

Bf16Rows rows_from(const Bf16Rows& rows, uint32_t first) {
    return {rows.values + first * rows.stride, rows.stride};
}

}  // namespace

void CpuModel::feed_forward(const LayerWeights& layer, uint32_t rows) {
    if (layer.experts.empty()) {
        feed_forward_dense(layer, rows);
    } else {
        feed_forward_mixture(layer, rows);
    }
}

void CpuModel::feed_forward_dense(const LayerWeights& layer, uint32_t rows) {
    normalise(layer.ffn_norm, rows, forms_for(layer.w_gate, layer.w_up));
    observe(MatrixInput::kFeedForward, normed_, shape_.dim, rows);
    expert_rows_.assign(1, {{layer.w_gate, layer.w_up, layer.w_down}, 0, rows});
    if (!adapted_.empty()) {
        constexpr Adapted kMatrices[] = {Adapted::kGate, Adapted::kUp};
        shrink(next_layer_, {normed_, shape_.dim}, gate_up_low(), kMatrices, shape_.dim);
    }
    gate_and_up({normed_, shape_.dim, narrow_, narrow_bf16_}, rows);
    observe(MatrixInput::kGated, gate_, shape_.hidden_dim, rows);
    const Product down{&layer.w_down, residual_, shape_.dim, true};
    multiply({gate_, shape_.hidden_dim, wide_, wide_bf16_}, {&down, 1}, rows);
    constexpr Adapted kDown = Adapted::kDown;
    adapt(next_layer_, {gate_, shape_.hidden_dim}, shape_.hidden_dim, {&kDown, 1}, {&down, 1},
          {up_, shape_.hidden_dim});
}

void CpuModel::feed_forward_mixture(const LayerWeights& layer, uint32_t rows) {
    normalise(layer.ffn_norm, rows, forms_for(layer.router));
    observe(MatrixInput::kFeedForward, normed_, shape_.dim, rows);
    route(layer, rows);
    assign_slots(layer, rows);
    const uint32_t slots = rows * shape_.experts_per_token;
    gather(layer, slots);
    gate_and_up({expert_values_, shape_.dim, narrow_, narrow_bf16_}, slots);
    for (const ExpertRows& part : expert_rows_) {
        observe(MatrixInput::kGated, gate_ + size_t{part.first} * shape_.hidden_dim,
                shape_.hidden_dim, part.count, part.expert);
    }
    down(slots);
    add_chosen(rows);
}

void CpuModel::route(const LayerWeights& layer, uint32_t rows) {
    const Product router{&layer.router, router_logits_, shape_.expert_count, false};
    multiply({normed_, shape_.dim, narrow_, narrow_bf16_}, {&router, 1}, rows);
    const uint64_t row_work = uint64_t{shape_.expert_count} * shape_.experts_per_token;
    pool_.parallel_for(rows, grain(row_work), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t row = begin; row < end; ++row) choose_experts(row);
    });
}

// The experts with the largest logits, the lower number first among equals, and the softmax over
// these. A logit that is no number reaches the weights, and with them the row's result.
void CpuModel::choose_experts(uint32_t row) {
    const uint32_t count = shape_.experts_per_token;
    const float* logits = router_logits_ + size_t{row} * shape_.expert_count;
    uint32_t* chosen = choices_ + size_t{row} * count;
    float* weights = choice_weights_ + size_t{row} * count;
    for (uint32_t n = 0; n < count; ++n) {
        uint32_t best = shape_.expert_count;
        for (uint32_t expert = 0; expert < shape_.expert_count; ++expert) {
            if (std::find(chosen, chosen + n, expert) != chosen + n) continue;
            if (best == shape_.expert_count || logits[expert] > logits[best]) best = expert;
        }
        chosen[n] = best;
        weights[n] = logits[best];
    }
    float sum = 0;
    static_assert(kSumBlock >= kMaxExperts, "one sum for all experts that a row can have");
    kernels_.exp_scaled(weights, weights[0], 1.0f, 0.0f, count, weights, &sum);
    for (uint32_t n = 0; n < count; ++n) weights[n] /= sum;
}

// Slots are ordered by expert, and by row within one.
void CpuModel::assign_slots(const LayerWeights& layer, uint32_t rows) {
    const uint32_t slots = rows * shape_.experts_per_token;
    std::array<uint32_t, kMaxExperts> counts = {};
    for (uint32_t choice = 0; choice < slots; ++choice) ++counts[choices_[choice]];
    std::array<uint32_t, kMaxExperts> next = {};  // slot of each expert
    expert_rows_.clear();
    uint32_t first = 0;
    for (uint32_t expert = 0; expert < shape_.expert_count; ++expert) {
        if (counts[expert] == 0) continue;
        expert_rows_.push_back({layer.experts[expert], first, counts[expert], expert});
        next[expert] = first;
        first += counts[expert];
    }
    for (uint32_t choice = 0; choice < slots; ++choice) {
        const uint32_t slot = next[choices_[choice]]++;
        choice_slots_[choice] = slot;
        slot_rows_[slot] = choice / shape_.experts_per_token;
    }
}

void CpuModel::gather(const LayerWeights& layer, uint32_t slots) {
    Forms forms;
    bool as_float = false;
    for (const ExpertWeights& expert : layer.experts) {
        for (const TensorView* matrix : {&expert.w_gate, &expert.w_up}) {
            forms.add(*matrix);
            as_float |= matrix->type == ElementType::kF32;
        }
    }
    const size_t dim = shape_.dim;
    narrow_.row_stride = slots;
    pool_.parallel_for(slots, grain(8 * dim), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t slot = begin; slot < end; ++slot) {
            const float* row = normed_ + slot_rows_[slot] * dim;
            convert_columns(row, slot, 0, shape_.dim, forms);
            if (as_float) std::memcpy(expert_values_ + slot * dim, row, dim * sizeof(float));
        }
    });
}

// Work items of all parts in one phase.
template <class Body>
void CpuModel::for_each_part(uint32_t items_of_part, uint64_t item_work, const Body& body) {
    const auto parts = static_cast<uint32_t>(expert_rows_.size());
    pool_.parallel_for(parts * items_of_part, grain(item_work),
                       [&](uint32_t begin, uint32_t end, uint32_t) {
                           while (begin < end) {
                               const uint32_t part = begin / items_of_part;
                               const uint32_t first = begin % items_of_part;
                               const uint32_t last = std::min(items_of_part, first + end - begin);
                               body(expert_rows_[part], first, last);
                               begin += last - first;
                           }
                       });
}

// gate = silu(gate x) * (up x) for all parts, also as int8 where their down matrix wants that. A
// work item is 32 columns, so a quantisation group never crosses threads.
void CpuModel::gate_and_up(const Input& input, uint32_t slots) {
    wide_.row_stride = slots;
    const uint32_t items = (shape_.hidden_dim + kScaleGroup - 1) / kScaleGroup;
    const uint64_t part_rows = slots / expert_rows_.size();
    for_each_part(items, uint64_t{shape_.dim} * 2 * kScaleGroup * part_rows,
                  [&](const ExpertRows& part, uint32_t begin, uint32_t end) {
                      gate_and_up_columns(input, part, begin, end);
                  });
}

void CpuModel::gate_and_up_columns(const Input& input, const ExpertRows& part, uint32_t begin,
                                   uint32_t end) {
    const uint32_t first = begin * kScaleGroup;
    const uint32_t last = std::min(end * kScaleGroup, shape_.hidden_dim);
    const size_t hidden = shape_.hidden_dim;
    MatmulJob job{.weights = part.weights.w_gate,
                  .input = input.values + part.first * input.stride,
                  .input_stride = input.stride,
                  .quantised = rows_from(input.quantised, part.first),
                  .bf16 = rows_from(input.bf16, part.first),
                  .row_count = part.count,
                  .band_begin = first / kTileRows,
                  .band_end = (last + kTileRows - 1) / kTileRows,
                  .output = gate_ + part.first * hidden,
                  .output_stride = hidden};
    kernels_.matmul(job);
    job.weights = part.weights.w_up;
    job.output = up_ + part.first * hidden;
    kernels_.matmul(job);
    adapt_gate_and_up(job.band_begin, job.band_end);
    for (uint32_t slot = part.first; slot < part.first + part.count; ++slot) {
        float* gate = gate_ + slot * hidden;
        kernels_.silu_multiply(gate + first, up_ + slot * hidden + first, last - first);
        const Forms forms = forms_for(part.weights.w_down);
        if (forms.int8) kernels_.quantise(gate, slot, begin, end, wide_);
        if (forms.bf16) {
            uint16_t* rounded = wide_bf16_.values + slot * wide_bf16_.stride;
            kernels_.store_bf16(gate + first, last - first, rounded + first, 1);
        }
    }
}

// expert_values = down gate, of each slot by its own expert.
void CpuModel::down(uint32_t slots) {
    const uint64_t part_rows = slots / expert_rows_.size();
    const size_t dim = shape_.dim, hidden = shape_.hidden_dim;
    for_each_part(band_count(shape_.dim), uint64_t{hidden} * kTileRows * part_rows,
                  [&](const ExpertRows& part, uint32_t begin, uint32_t end) {
                      kernels_.matmul({.weights = part.weights.w_down,
                                       .input = gate_ + part.first * hidden,
                                       .input_stride = hidden,
                                       .quantised = rows_from(wide_, part.first),
                                       .bf16 = rows_from(wide_bf16_, part.first),
                                       .row_count = part.count,
                                       .band_begin = begin,
                                       .band_end = end,
                                       .output = expert_values_ + part.first * dim,
                                       .output_stride = dim});
                  });
}

// In the order of a row's choices, whatever the order of the slots.
void CpuModel::add_chosen(uint32_t rows) {
    const uint32_t count = shape_.experts_per_token;
    const size_t dim = shape_.dim;
    pool_.parallel_for(rows, grain(2 * dim * count), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (size_t choice = size_t{begin} * count; choice < size_t{end} * count; ++choice) {
            const float weight = choice_weights_[choice];
            const float* values = expert_values_ + choice_slots_[choice] * dim;
            float* residual = residual_ + choice / count * dim;
            for (size_t i = 0; i < dim; ++i) residual[i] += weight * values[i];
        }
    });
}

}  // namespace minstrel::kernels
