#include "kernels/cpu/model_plan.h"

#include <algorithm>
#include <cmath>

#include "kernels/cpu/device_block.h"
#include "kernels/cpu/packed_weights.h"

namespace minstrel::kernels {
namespace {

// Products of two such sizes fit 64 bits and tile arithmetic fits 32.
constexpr uint32_t kMaxWidth = 1u << 24;
constexpr uint32_t kMaxHeads = 1u << 12;
constexpr uint32_t kMaxLayers = 1u << 12;
constexpr uint32_t kMaxRows = 1u << 16;

KernelStatus unsupported(const char* what) {
    return {KernelCode::kUnsupported, 0, what};
}

const char* shape_problem(const ModelShape& s) {
    const auto width = [](uint64_t n) { return n > 0 && n <= kMaxWidth; };
    if (s.layer_count == 0 || s.layer_count > kMaxLayers) return "layer_count must be 1 to 4096";
    if (!width(s.dim)) return "dim must be 1 to 2^24";
    if (!width(s.hidden_dim)) return "hidden_dim must be 1 to 2^24";
    if (!width(s.vocab_size)) return "vocab_size must be 1 to 2^24";
    if (s.head_count == 0 || s.head_count > kMaxHeads) return "head_count must be 1 to 4096";
    if (s.kv_head_count == 0 || s.head_count % s.kv_head_count != 0) {
        return "kv_head_count must divide head_count";
    }
    if (s.head_dim == 0 || s.head_dim % 2 != 0) return "head_dim must be even and above 0";
    if (!width(static_cast<uint64_t>(s.head_count) * s.head_dim)) {
        return "head_count * head_dim must be at most 2^24";
    }
    if (!(s.norm_eps >= 0) || !std::isfinite(s.norm_eps))
        return "norm_eps must be finite, 0 or more";
    if (!(s.rope_theta > 0) || !std::isfinite(s.rope_theta)) {
        return "rope_theta must be finite and above 0";
    }
    return nullptr;
}

const char* limits_problem(const DeviceLimits& l) {
    if (l.max_rows == 0 || l.max_rows > kMaxRows) return "max_rows must be 1 to 65536";
    if (l.max_logit_rows == 0 || l.max_logit_rows > l.max_rows) {
        return "max_logit_rows must be 1 to max_rows";
    }
    if (l.max_positions == 0 || l.max_positions > 1u << 30)
        return "max_positions must be 1 to 2^30";
    if (l.kv_page_count == 0) return "kv_page_count must be above 0";
    return nullptr;
}

const char* matrix_problem(const TensorView& t, uint32_t rows, uint32_t cols) {
    if (t.data == nullptr) return "a weight matrix has no data";
    if (t.rows != rows || t.cols != cols) return "a weight matrix does not fit the model's shape";
    switch (t.type) {
        case ElementType::kF32:
        case ElementType::kBF16:
            return nullptr;
        case ElementType::kI8G32:
            if (t.cols % kI8Group != 0) return "columns of an int8 matrix must be a multiple of 32";
            if (t.scales == nullptr) return "an int8 matrix has no scales";
            return nullptr;
    }
    return "a weight matrix has an unknown element type";
}

const char* norm_problem(const TensorView& t, uint32_t dim) {
    if (t.data == nullptr) return "a norm vector has no data";
    if (t.rows != 1 || t.cols != dim) return "a norm vector must have 1 row and dim columns";
    if (t.type != ElementType::kF32 && t.type != ElementType::kBF16) {
        return "a norm vector must be f32 or bf16";
    }
    return nullptr;
}

const char* weights_problem(const ModelShape& s, const ModelWeights& w) {
    const uint32_t q = s.head_count * s.head_dim, e = s.kv_head_count * s.head_dim;
    if (w.layers.size() != s.layer_count) return "the number of layers differs from layer_count";
    const char* problem = matrix_problem(w.token_embedding, s.vocab_size, s.dim);
    const auto matrix = [&](const TensorView& t, uint32_t rows, uint32_t cols) {
        if (problem == nullptr) problem = matrix_problem(t, rows, cols);
    };
    const auto norm = [&](const TensorView& t) {
        if (problem == nullptr) problem = norm_problem(t, s.dim);
    };
    for (const LayerWeights& layer : w.layers) {
        norm(layer.attn_norm);
        matrix(layer.wq, q, s.dim);
        matrix(layer.wk, e, s.dim);
        matrix(layer.wv, e, s.dim);
        matrix(layer.wo, s.dim, q);
        norm(layer.ffn_norm);
        matrix(layer.w_gate, s.hidden_dim, s.dim);
        matrix(layer.w_up, s.hidden_dim, s.dim);
        matrix(layer.w_down, s.dim, s.hidden_dim);
    }
    norm(w.final_norm);
    matrix(w.lm_head, s.vocab_size, s.dim);
    return problem;
}

void plan_workspace(const ModelShape& s, const DeviceLimits& limits, uint32_t threads,
                    BlockLayout& layout, ModelPlan& plan) {
    const size_t rows = limits.max_rows, f = sizeof(float);
    const size_t q = static_cast<size_t>(s.head_count) * s.head_dim;
    const size_t e = static_cast<size_t>(s.kv_head_count) * s.head_dim;
    plan.norms = layout.add(f, 2 * static_cast<size_t>(s.layer_count) + 1, s.dim);
    plan.cosines = layout.add(f, limits.max_positions, s.head_dim / 2);
    plan.sines = layout.add(f, limits.max_positions, s.head_dim / 2);
    plan.residual = layout.add(f, rows, s.dim);
    plan.normed = layout.add(f, rows, s.dim);
    plan.query = layout.add(f, rows, q);
    plan.key = layout.add(f, rows, e);
    plan.value = layout.add(f, rows, e);
    plan.attended = layout.add(f, rows, q);
    plan.gate = layout.add(f, rows, s.hidden_dim);
    plan.up = layout.add(f, rows, s.hidden_dim);
    plan.logits = layout.add(f, limits.max_logit_rows, s.vocab_size);
    plan.row_positions = layout.add(sizeof(uint32_t), rows);
    plan.row_sequences = layout.add(sizeof(uint32_t), rows);
    const size_t narrow = (std::max<size_t>(s.dim, q) + kI8Group - 1) / kI8Group;
    plan.narrow_values = layout.add(kI8Group, narrow, rows);
    plan.narrow_scales = layout.add(f, narrow, rows);
    plan.narrow_offsets = layout.add(sizeof(int32_t), narrow, rows);
    const size_t wide = (s.hidden_dim + kI8Group - 1) / kI8Group;
    plan.wide_values = layout.add(kI8Group, wide, rows);
    plan.wide_scales = layout.add(f, wide, rows);
    plan.wide_offsets = layout.add(sizeof(int32_t), wide, rows);
    plan.sample_values = layout.add(f, threads, s.vocab_size);
    plan.sample_weights = layout.add(f, threads, s.vocab_size);
    plan.sample_ids = layout.add(sizeof(int32_t), threads, s.vocab_size);
    plan.sample_order = layout.add(sizeof(int32_t), threads, s.vocab_size);
    plan.sample_counts = layout.add(sizeof(uint32_t), threads, s.vocab_size);
}

}  // namespace

KernelStatus validate_model(const ModelShape& shape, const ModelWeights& weights,
                            const DeviceLimits& limits) {
    const char* problem = shape_problem(shape);
    if (problem == nullptr) problem = limits_problem(limits);
    if (problem == nullptr) problem = weights_problem(shape, weights);
    return problem == nullptr ? KernelStatus{} : unsupported(problem);
}

ModelPlan plan_model(const ModelShape& shape, const ModelWeights& weights,
                     const DeviceLimits& limits, uint32_t thread_count) {
    ModelPlan plan;
    BlockLayout packed;
    for_each_matrix(weights, [&](const TensorView& tensor) {
        if (tensor.type == ElementType::kI8G32) add_packed_matrix(tensor, packed);
    });
    BlockLayout kv;
    plan.value_floats = static_cast<size_t>(shape.kv_head_count) * kPageTokens * shape.head_dim;
    plan.layer_floats = 2 * plan.value_floats;
    plan.page_floats = plan.layer_floats * shape.layer_count;
    kv.add(sizeof(float), plan.page_floats, limits.kv_page_count);
    BlockLayout workspace;
    plan_workspace(shape, limits, thread_count, workspace, plan);
    plan.fits = packed.ok() && kv.ok() && workspace.ok();
    plan.weight_bytes = packed.bytes();
    plan.kv_bytes = kv.bytes();
    plan.workspace_bytes = workspace.bytes();
    return plan;
}

}  // namespace minstrel::kernels
