#include "kernels/cpu/model_plan.h"

#include <algorithm>
#include <cmath>

#include "kernels/cpu/device_block.h"
#include "kernels/rope.h"

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
    if (!s.layer_windows.empty() && s.layer_windows.size() != s.layer_count) {
        return "layer_windows must be empty or one for each layer";
    }
    if (s.expert_count > kMaxExperts) return "expert_count must be at most 256";
    if (s.expert_count != 0 && (s.experts_per_token == 0 || s.experts_per_token > s.expert_count)) {
        return "experts_per_token must be 1 to expert_count";
    }
    return rope_problem(s);
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
        case ElementType::kInt8:
        case ElementType::kInt4:
            if (t.cols % kScaleGroup == 0) return nullptr;
            return "columns of a quantised matrix must be a multiple of 32";
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
    const auto feed_forward = [&](const auto& part) {
        matrix(part.w_gate, s.hidden_dim, s.dim);
        matrix(part.w_up, s.hidden_dim, s.dim);
        matrix(part.w_down, s.dim, s.hidden_dim);
    };
    for (const LayerWeights& layer : w.layers) {
        norm(layer.attn_norm);
        matrix(layer.wq, q, s.dim);
        matrix(layer.wk, e, s.dim);
        matrix(layer.wv, e, s.dim);
        matrix(layer.wo, s.dim, q);
        norm(layer.ffn_norm);
        if (layer.experts.size() != s.expert_count) {
            return "the number of a layer's experts differs from expert_count";
        }
        if (s.expert_count == 0) {
            feed_forward(layer);
        } else {
            matrix(layer.router, s.expert_count, s.dim);
            for (const ExpertWeights& expert : layer.experts) feed_forward(expert);
        }
    }
    if (!has_head(w)) return problem;
    norm(w.final_norm);
    matrix(w.lm_head, s.vocab_size, s.dim);
    return problem;
}

void plan_workspace(const ModelShape& s, const DeviceLimits& limits, uint32_t threads,
                    bool has_bf16, BlockLayout& layout, ModelPlan& plan) {
    const size_t rows = limits.max_rows, head_rows = plan.head_rows, f = sizeof(float);
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
    const size_t choices = std::max(s.expert_count != 0 ? s.experts_per_token : 1, 1u);
    const size_t assigned = rows * choices;
    plan.gate = layout.add(f, assigned, s.hidden_dim);
    plan.up = layout.add(f, assigned, s.hidden_dim);
    if (s.expert_count != 0) {
        plan.router_logits = layout.add(f, rows, s.expert_count);
        plan.choices = layout.add(sizeof(uint32_t), assigned);
        plan.choice_weights = layout.add(f, assigned);
        plan.choice_slots = layout.add(sizeof(uint32_t), assigned);
        plan.slot_rows = layout.add(sizeof(uint32_t), assigned);
        plan.expert_values = layout.add(f, assigned, s.dim);
    }
    plan.logits = layout.add(f, limits.max_logit_rows, head_rows);
    plan.row_positions = layout.add(sizeof(uint32_t), rows);
    plan.row_sequences = layout.add(sizeof(uint32_t), rows);
    const size_t narrow = (std::max<size_t>(s.dim, q) + kScaleGroup - 1) / kScaleGroup;
    plan.narrow_values = layout.add(kScaleGroup, narrow, assigned);
    plan.narrow_scales = layout.add(f, narrow, assigned);
    plan.narrow_offsets = layout.add(sizeof(int32_t), narrow, assigned);
    const size_t wide = (s.hidden_dim + kScaleGroup - 1) / kScaleGroup;
    plan.wide_values = layout.add(kScaleGroup, wide, assigned);
    plan.wide_scales = layout.add(f, wide, assigned);
    plan.wide_offsets = layout.add(sizeof(int32_t), wide, assigned);
    if (has_bf16) {
        plan.narrow_bf16 =
            layout.add(sizeof(uint16_t), bf16_stride(std::max<size_t>(s.dim, q)), assigned);
        plan.wide_bf16 = layout.add(sizeof(uint16_t), bf16_stride(s.hidden_dim), assigned);
    }
    plan.sample_values = layout.add(f, threads, head_rows);
    plan.sample_weights = layout.add(f, threads, head_rows);
    plan.sample_sums = layout.add(f, threads, head_rows / kSumBlock + 1);
    plan.sample_ids = layout.add(sizeof(int32_t), threads, head_rows);
    plan.sample_order = layout.add(sizeof(int32_t), threads, head_rows);
    plan.sample_counts = layout.add(sizeof(uint32_t), threads, head_rows);
}

// Whether a matrix has this type; routers are left out, which are small.
bool has_matrix(const ModelWeights& weights, ElementType type) {
    const auto is = [&](const TensorView& t) { return t.type == type; };
    const auto has = [&](const auto& part) {
        return is(part.w_gate) || is(part.w_up) || is(part.w_down);
    };
    if (has_head(weights) && is(weights.lm_head)) return true;
    for (const LayerWeights& l : weights.layers) {
        if (is(l.wq) || is(l.wk) || is(l.wv) || is(l.wo)) return true;
        if (l.experts.empty() && has(l)) return true;
        if (std::any_of(l.experts.begin(), l.experts.end(), has)) return true;
    }
    return false;
}

bool has_bf16_router(const ModelWeights& weights) {
    return std::any_of(weights.layers.begin(), weights.layers.end(), [](const LayerWeights& l) {
        return !l.experts.empty() && l.router.type == ElementType::kBF16;
    });
}

const char* kv_problem(const ModelShape& s, KvType type) {
    if (type != KvType::kInt8) return nullptr;
    if (has_int8_pages(s.head_dim)) return nullptr;
    return "keys and values of 8 bits want a head_dim of 16, 32, 48 ... 512";
}

}  // namespace

KvType resolve_kv_type(const ModelWeights& weights, KvType wanted) {
    if (wanted != KvType::kDefault) return wanted;
    return has_matrix(weights, ElementType::kF32) ? KvType::kF32 : KvType::kF16;
}

KernelStatus validate_model(const ModelShape& shape, const ModelWeights& weights,
                            const DeviceLimits& limits) {
    const char* problem = shape_problem(shape);
    if (problem == nullptr) problem = limits_problem(limits);
    if (problem == nullptr) problem = kv_problem(shape, limits.kv_type);
    if (problem == nullptr) problem = weights_problem(shape, weights);
    return problem == nullptr ? KernelStatus{} : unsupported(problem);
}

ModelPlan plan_model(const ModelShape& shape, const ModelWeights& weights,
                     const DeviceLimits& limits, uint32_t thread_count) {
    ModelPlan plan;
    plan.page = {resolve_kv_type(weights, limits.kv_type), shape.layer_count, shape.kv_head_count,
                 shape.head_dim};
    BlockLayout kv;
    kv.add(1, plan.page.page_bytes(), limits.kv_page_count);
    BlockLayout workspace;
    const bool has_bf16 = has_matrix(weights, ElementType::kBF16) || has_bf16_router(weights);
    plan.head_rows = has_head(weights) ? shape.vocab_size : 0;
    plan_workspace(shape, limits, thread_count, has_bf16, workspace, plan);
    plan.fits = kv.ok() && workspace.ok();
    plan.kv_bytes = kv.bytes();
    plan.workspace_bytes = workspace.bytes();
    return plan;
}

}  // namespace minstrel::kernels
