#include "kernels/cuda/host/model_layout.h"

#include <algorithm>
#include <limits>

#include "kernels/backend.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr size_t kAlignment = 256;
constexpr uint32_t kMaxWidth = 1u << 24;
constexpr uint32_t kHeadTensors = 3;
constexpr uint32_t kSharedTensors = 6;  // of a layer, before its feed-forward networks
constexpr uint32_t kMaxExpertsPerToken = 16;

uint64_t tensors_per_layer(const LibraryShape& shape) {
    return shape.expert_count == 0 ? kSharedTensors + 3
                                   : kSharedTensors + 1 + 3 * uint64_t{shape.expert_count};
}

// Adds up aligned parts of a block. After an overflow `ok` stays false.
class Layout {
  public:
    size_t add(uint64_t a, uint64_t b = 1, uint64_t c = 1) {
        uint64_t bytes = a;
        for (const uint64_t factor : {b, c}) {
            if (factor != 0 && bytes > kMaxBytes / factor) ok_ = false;
            bytes *= factor;
        }
        const size_t offset = bytes_;
        if (!ok_ || bytes > kMaxBytes - bytes_) {
            ok_ = false;
            return 0;
        }
        bytes_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
        return offset;
    }
    bool ok() const { return ok_; }
    size_t bytes() const { return bytes_; }

  private:
    static constexpr uint64_t kMaxBytes = std::numeric_limits<uint64_t>::max() / 4;
    size_t bytes_ = 0;
    bool ok_ = true;
};

KernelStatus unsupported(const char* what) {
    return {KernelCode::kUnsupported, 0, what};
}

const char* limits_problem(const LibraryLimits& l) {
    if (l.max_rows == 0 || l.max_rows > 1u << 16) return "max_rows must be 1 to 65536";
    if (l.max_logit_rows == 0 || l.max_logit_rows > l.max_rows) {
        return "max_logit_rows must be 1 to max_rows";
    }
    if (l.max_positions == 0 || l.max_positions > 1u << 30)
        return "max_positions must be 1 to 2^30";
    if (l.kv_page_count == 0 || l.kv_page_count == UINT32_MAX) return "a number of pages";
    const auto kv_type = static_cast<KvType>(l.kv_type);
    if (kv_type != KvType::kDefault && kv_type != KvType::kF16 && kv_type != KvType::kInt8) {
        return "the CUDA back end keeps keys and values as float16 or int8";
    }
    return nullptr;
}

const char* matrix_problem(const TensorView& t, uint32_t rows, uint32_t cols) {
    if (t.data == nullptr) return "a weight matrix has no data";
    if (t.rows != rows || t.cols != cols) return "a weight matrix does not fit the model's shape";
    if (matrix_bytes(t.type, 1, 1) == 0) return "a weight matrix has an unknown element type";
    if (is_quantised(t) && t.cols % kScaleGroup != 0) {
        return "columns of a quantised matrix must be a multiple of 32";
    }
    if (!is_quantised(t) && t.cols % 4 != 0) {
        return "the CUDA back end has columns of matrices in multiples of 4";
    }
    return nullptr;
}

const char* norm_problem(const TensorView& t, uint32_t dim) {
    if (t.data == nullptr || t.rows != 1 || t.cols != dim) return "a norm vector has another size";
    if (t.type != ElementType::kF32 && t.type != ElementType::kBF16) {
        return "a norm vector must be f32 or bf16";
    }
    return nullptr;
}

const char* expert_problem(const LibraryShape& s, const ExpertTensors& expert) {
    const char* problem = matrix_problem(*expert.gate, s.hidden_dim, s.dim);
    if (problem == nullptr) problem = matrix_problem(*expert.up, s.hidden_dim, s.dim);
    if (problem == nullptr) problem = matrix_problem(*expert.down, s.dim, s.hidden_dim);
    return problem;
}

// What is launched for all experts at once wants them alike.
const char* mixture_problem(const LibraryShape& s, const LayerTensors& l) {
    const ExpertTensors& first = l.experts.front();
    for (const ExpertTensors& expert : l.experts) {
        if (expert.gate->type != first.gate->type || expert.up->type != first.gate->type ||
            expert.down->type != first.down->type) {
            return "the CUDA back end has experts whose matrices are of one form";
        }
    }
    return matrix_problem(*l.router, s.expert_count, s.dim);
}

const char* layer_problem(const LibraryShape& s, const LayerTensors& l) {
    const uint32_t q = s.head_count * s.head_dim, e = s.kv_head_count * s.head_dim;
    for (const char* problem :
         {norm_problem(*l.attn_norm, s.dim), matrix_problem(*l.wq, q, s.dim),
          matrix_problem(*l.wk, e, s.dim), matrix_problem(*l.wv, e, s.dim),
          matrix_problem(*l.wo, s.dim, q), norm_problem(*l.ffn_norm, s.dim)}) {
        if (problem != nullptr) return problem;
    }
    for (const ExpertTensors& expert : l.experts) {
        if (const char* problem = expert_problem(s, expert)) return problem;
    }
    return l.router != nullptr ? mixture_problem(s, l) : nullptr;
}

SampleLayout plan_sample_layout(const ModelSizes& sizes) {
    const uint64_t rows = sizes.limits.max_logit_rows, word = sizeof(uint32_t);
    Layout layout;
    SampleLayout plan;
    plan.entries = layout.add(sizeof(SampleEntry), rows);
    plan.penalties = layout.add(word, rows, kMaxPenaltyTokens);
    plan.masks = layout.add(word, rows, sizes.mask_words());
    plan.bytes = layout.bytes();
    return plan;
}

void plan_mixture(const ModelSizes& sizes, Layout& layout, ModelLayout& plan) {
    const LibraryShape& s = sizes.shape;
    const uint64_t word = sizeof(uint32_t), rows = sizes.rows(), chosen = s.experts_per_token;
    plan.expert_pointers = layout.add(sizeof(void*) * 3, s.layer_count, s.expert_count);
    plan.router_logits = layout.add(word * rows, s.expert_count);
    plan.choices = layout.add(word * rows, chosen);
    plan.choice_weights = layout.add(word * rows, chosen);
    plan.choice_slots = layout.add(word * rows, chosen);
    plan.slot_rows = layout.add(word * rows, chosen);
    plan.first_slots = layout.add(word, s.expert_count + 1);
    plan.expert_values = layout.add(word * rows, chosen, s.dim);
}

// Matrices of a layer that rows without experts are multiplied with.
std::vector<const TensorView*> dense_matrices(const LayerTensors& layer) {
    std::vector<const TensorView*> matrices = {layer.wq, layer.wk, layer.wv, layer.wo};
    if (layer.router == nullptr) {
        const ExpertTensors& network = layer.experts.front();
        matrices.insert(matrices.end(), {network.gate, network.up, network.down});
    }
    return matrices;
}

void plan_cublaslt(const LibraryModel& model, const ModelSizes& sizes, Layout& layout,
                   ModelLayout& plan) {
    const LibraryShape& s = sizes.shape;
    uint64_t largest = 0;
    for (uint32_t i = 0; i < s.layer_count; ++i) {
        for (const TensorView* matrix : dense_matrices(layer_tensors(model, i))) {
            if (matrix->type == ElementType::kBF16) continue;
            largest = std::max(largest, uint64_t{matrix->rows} * matrix->cols);
        }
    }
    const uint32_t hidden = s.expert_count == 0 ? s.hidden_dim : 0;
    plan.bf16_weights = layout.add(sizeof(uint16_t), largest);
    plan.bf16_input =
        layout.add(sizeof(uint16_t), sizes.rows(), std::max({s.dim, sizes.query_width(), hidden}));
    plan.cublaslt_workspace = layout.add(kCublasLtWorkspaceBytes);
}

void plan_workspace(const ModelSizes& sizes, Layout& layout, ModelLayout& plan) {
    const LibraryShape& s = sizes.shape;
    const uint64_t f = sizeof(float), rows = sizes.rows(), logit_rows = rows;
    plan.step = layout.add(plan.step_layout.bytes);
    plan.sample = layout.add(plan.sample_layout.bytes);
    plan.residual = layout.add(f * rows, s.dim);
    plan.kept_residual = layout.add(f * logit_rows, s.dim);
    plan.normed = layout.add(f * rows, s.dim);
    plan.query = layout.add(f * rows, sizes.query_width());
    plan.key = layout.add(f * rows, sizes.key_width());
    plan.value = layout.add(f * rows, sizes.key_width());
    plan.attended = layout.add(f * rows, sizes.query_width());
    plan.kept_attended = layout.add(f * logit_rows, sizes.query_width());
    const uint64_t assigned = rows * std::max(s.expert_count != 0 ? s.experts_per_token : 1, 1u);
    plan.hidden = layout.add(f * assigned, s.hidden_dim);
    if (s.expert_count != 0) plan_mixture(sizes, layout, plan);
    plan.partials =
        layout.add(f * sizes.partials(), attention_partial_floats(s.head_count, s.head_dim));
    const auto groups = [](uint64_t width) { return (width + kScaleGroup - 1) / kScaleGroup; };
    plan.normed_values = layout.add(kScaleGroup, groups(s.dim), assigned);
    plan.normed_scales = layout.add(f, groups(s.dim), assigned);
    plan.normed_squares = layout.add(f * rows, groups(s.dim));
    plan.attended_values = layout.add(kScaleGroup, groups(sizes.query_width()), rows);
    plan.attended_scales = layout.add(f, groups(sizes.query_width()), rows);
    plan.hidden_values = layout.add(kScaleGroup, groups(s.hidden_dim), assigned);
    plan.hidden_scales = layout.add(f, groups(s.hidden_dim), assigned);
    plan.logits = layout.add(f * logit_rows, s.vocab_size);
    const uint64_t up = s.expert_count == 0 ? s.hidden_dim : 0;
    constexpr uint64_t kLow = uint64_t{kMaxProducts} * kMaxAdapterRank;
    const bool shared = s.vocab_size >= up + kLow;
    plan.up = shared ? plan.logits : layout.add(f * rows, up);
    plan.low = shared ? plan.logits + f * rows * up : layout.add(f * rows, kLow);
    plan.sample_scratch = layout.add(
        sample_scratch_bytes(std::min(sizes.limits.max_logit_rows, kSampleSlice), s.vocab_size));
    plan.chosen = layout.add(sizeof(int32_t), sizes.limits.max_logit_rows);
}

}  // namespace

// A multiple of eight, so that int8 rows have their stride, and at least a graph's.
uint32_t ModelSizes::rows() const {
    const uint32_t wanted = std::max(limits.max_rows, std::min(kGraphRows, limits.max_rows * 2));
    return (wanted + 7) / 8 * 8;
}

uint32_t ModelSizes::table_stride() const {
    return (limits.max_positions + kPageTokens - 1) / kPageTokens;
}

uint32_t ModelSizes::partials() const {
    const uint64_t chunks =
        (uint64_t{limits.max_positions} + kAttentionChunk - 1) / kAttentionChunk;
    const uint64_t all = chunks * std::min(rows(), kGraphRows);
    return static_cast<uint32_t>(std::min<uint64_t>(all, kMaxPartials));
}

uint32_t ModelSizes::widest_window() const {
    uint32_t widest = 1;
    for (const uint32_t window : windows) {
        if (window == 0) return 0;
        widest = std::max(widest, window);
    }
    return widest;
}

size_t ModelSizes::layer_page_bytes() const {
    return shape.kv_head_count * kv_block_bytes(kv_form, shape.head_dim);
}

LayerTensors layer_tensors(const LibraryModel& model, uint32_t layer) {
    const TensorView* t = model.tensors + kHeadTensors + layer * tensors_per_layer(model.shape);
    LayerTensors tensors = {t, t + 1, t + 2, t + 3, t + 4, t + 5, nullptr, {}};
    t += kSharedTensors;
    if (model.shape.expert_count != 0) tensors.router = t++;
    const uint32_t networks = std::max(model.shape.expert_count, 1u);
    for (uint32_t i = 0; i < networks; ++i, t += 3) tensors.experts.push_back({t, t + 1, t + 2});
    return tensors;
}

const char* shape_problem(const LibraryShape& s) {
    if (s.layer_count == 0 || s.layer_count > 4096) return "layer_count must be 1 to 4096";
    if (s.dim == 0 || s.hidden_dim == 0 || s.vocab_size == 0) return "an empty model";
    if (std::max({s.dim, s.hidden_dim, s.vocab_size}) > kMaxWidth) return "widths above 2^24";
    if (s.kv_head_count == 0 || s.head_count == 0 || s.head_count % s.kv_head_count != 0) {
        return "kv_head_count must divide head_count";
    }
    if (s.head_count > 4096) return "head_count must be at most 4096";
    if (s.head_count / s.kv_head_count > kAttentionColumns) {
        return "the CUDA back end has at most 32 query heads for one of keys";
    }
    if (s.head_dim == 0 || s.head_dim % 2 != 0 || s.head_dim > 128) {
        return "the CUDA back end has head_dim of 2 to 128, even";
    }
    if (s.expert_count > kMaxRoutedExperts) return "expert_count must be at most 256";
    if (s.expert_count != 0 && (s.experts_per_token == 0 || s.experts_per_token > s.expert_count ||
                                s.experts_per_token > kMaxExpertsPerToken)) {
        return "experts_per_token must be 1 to expert_count, and at most 16";
    }
    return nullptr;
}

KernelStatus validate(const LibraryModel& model, const LibraryLimits& limits) {
    const LibraryShape& shape = model.shape;
    const char* problem = shape_problem(shape);
    if (problem == nullptr) problem = limits_problem(limits);
    if (problem != nullptr) return unsupported(problem);
    if (model.tensor_count != kHeadTensors + shape.layer_count * tensors_per_layer(shape)) {
        return unsupported("the number of tensors differs from the model's shape");
    }
    if (model.tensors[0].rows != 0) {
        problem = matrix_problem(model.tensors[0], shape.vocab_size, shape.dim);
    }
    if (problem == nullptr) problem = norm_problem(model.tensors[1], shape.dim);
    if (problem == nullptr) {
        problem = matrix_problem(model.tensors[2], shape.vocab_size, shape.dim);
    }
    for (uint32_t layer = 0; layer < shape.layer_count && problem == nullptr; ++layer) {
        problem = layer_problem(shape, layer_tensors(model, layer));
    }
    return problem == nullptr ? KernelStatus{} : unsupported(problem);
}

ModelSizes sizes_of(const LibraryModel& model, const LibraryLimits& limits, bool with_cublaslt) {
    ModelSizes sizes;
    sizes.shape = model.shape;
    sizes.windows.assign(model.shape.layer_count, model.shape.sliding_window);
    if (model.layer_windows != nullptr) {
        sizes.windows.assign(model.layer_windows, model.layer_windows + model.shape.layer_count);
    }
    sizes.limits = limits;
    const bool int8 = limits.kv_type == static_cast<uint32_t>(KvType::kInt8);
    sizes.kv_form = int8 ? KvForm::kInt8 : KvForm::kF16;
    sizes.takes_residual = model.tensors[0].rows == 0;
    sizes.has_cublaslt = with_cublaslt && limits.max_rows >= kCublasLtRows;
    return sizes;
}

bool is_norm(const LibraryShape& shape, uint64_t tensor) {
    if (tensor < kHeadTensors) return tensor == 1;
    const uint64_t of_layer = (tensor - kHeadTensors) % tensors_per_layer(shape);
    return of_layer == 0 || of_layer == 5;
}

uint64_t device_bytes(const TensorView& tensor) {
    return matrix_bytes(tensor.type, tensor.rows, tensor.cols);
}

StepLayout plan_step_layout(const ModelSizes& sizes) {
    const uint64_t rows = sizes.rows(), word = sizeof(uint32_t);
    Layout layout;
    StepLayout plan;
    plan.tokens = layout.add(word, rows);
    plan.positions = layout.add(word, rows);
    plan.sequences = layout.add(word, rows);
    plan.score_scales = layout.add(word, rows);
    plan.logit_rows = layout.add(word, rows);
    plan.works = layout.add(sizeof(AttentionWork), rows + sizes.partials());
    plan.entries = layout.add(sizeof(AttentionEntry), rows + sizes.partials());
    plan.merges = layout.add(sizeof(AttentionMerge), rows);
    plan.adapters = layout.add(sizeof(RowAdapter), rows);
    plan.page_table = layout.add(word, rows + 1, sizes.table_stride());
    plan.bytes = layout.bytes();
    return plan;
}

ModelLayout plan_layout(const LibraryModel& model, const ModelSizes& sizes) {
    ModelLayout plan;
    Layout layout;
    plan.tensors.reserve(model.tensor_count);
    for (uint64_t i = 0; i < model.tensor_count; ++i) {
        const TensorView& tensor = model.tensors[i];
        const bool tied = i == 2 && !sizes.takes_residual && tensor.data == model.tensors[0].data &&
                          tensor.type == model.tensors[0].type;
        if (tied) {
            plan.tensors.push_back(plan.tensors[0]);
        } else if (is_norm(model.shape, i)) {
            plan.tensors.push_back(layout.add(sizeof(float), tensor.cols));
        } else {
            plan.tensors.push_back(layout.add(device_bytes(tensor)));
        }
    }
    plan.memory.weight_bytes = layout.bytes();
    plan.pages = layout.add(sizes.page_bytes(), uint64_t{sizes.limits.kv_page_count} + 1);
    plan.memory.kv_bytes = sizes.page_bytes() * sizes.limits.kv_page_count;
    const size_t before = plan.memory.weight_bytes + plan.memory.kv_bytes;
    plan.cosines = layout.add(sizeof(float), sizes.limits.max_positions, sizes.shape.head_dim / 2);
    plan.sines = layout.add(sizeof(float), sizes.limits.max_positions, sizes.shape.head_dim / 2);
    plan.step_layout = plan_step_layout(sizes);
    plan.sample_layout = plan_sample_layout(sizes);
    plan_workspace(sizes, layout, plan);
    if (sizes.has_cublaslt) plan_cublaslt(model, sizes, layout, plan);
    plan.bytes = layout.bytes();
    plan.memory.workspace_bytes = plan.bytes - before;
    Layout pinned;
    pinned.add(plan.step_layout.bytes + plan.sample_layout.bytes +
               sizeof(int32_t) * sizes.limits.max_logit_rows);
    plan.pinned_residual =
        pinned.add(sizeof(float), sizes.takes_residual ? sizes.rows() : 0, sizes.shape.dim);
    plan.memory.pinned_bytes = pinned.bytes();
    plan.fits = layout.ok() && pinned.ok();
    return plan;
}

}  // namespace minstrel::kernels::cuda
