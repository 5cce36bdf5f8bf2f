#include "kernels/cpu/cpu_model.h"

#include <algorithm>
#include <cassert>
#include <cfenv>
#include <cmath>
#include <cstring>
#include <new>

#include "kernels/cpu/packed_weights.h"
#include "kernels/cpu/sampler.h"

namespace minstrel::kernels {
namespace {

// Multiply-adds that outweigh handing a piece to another thread (about a microsecond).
constexpr uint64_t kPieceWork = 1 << 15;

// Default rounding and denormals while the caller's thread computes; its own setting returns after.
class FloatEnvironment {
  public:
    FloatEnvironment() {
        std::fegetenv(&saved_);
        std::fesetenv(FE_DFL_ENV);
    }
    ~FloatEnvironment() { std::fesetenv(&saved_); }
    FloatEnvironment(const FloatEnvironment&) = delete;
    FloatEnvironment& operator=(const FloatEnvironment&) = delete;

  private:
    std::fenv_t saved_;
};

bool is_int8(const Matrix& matrix) {
    return matrix.type == ElementType::kI8G32;
}

}  // namespace

KernelStatus CpuModel::make(const ModelShape& shape, const ModelWeights& weights,
                            const DeviceLimits& limits, const ModelPlan& plan,
                            const DeviceAllocators& allocators, const KernelTable& kernels,
                            WorkerPool& pool, std::unique_ptr<DeviceModel>* out_model) {
    const KernelStatus no_memory{KernelCode::kOutOfMemory, 0, ""};
    std::unique_ptr<CpuModel> model(new (std::nothrow)
                                        CpuModel(shape, limits, plan, kernels, pool));
    if (model == nullptr) return no_memory;
    model->weight_block_ = DeviceBlock(allocators.weights, plan.weight_bytes);
    model->kv_block_ = DeviceBlock(allocators.kv, plan.kv_bytes);
    model->workspace_ = DeviceBlock(allocators.workspace, plan.workspace_bytes);
    if (model->weight_block_.bytes() != plan.weight_bytes) {
        return {KernelCode::kOutOfMemory, 0, "allocating the weights"};
    }
    if (model->kv_block_.bytes() != plan.kv_bytes) {
        return {KernelCode::kOutOfMemory, 0, "allocating the key-value pages"};
    }
    if (model->workspace_.bytes() != plan.workspace_bytes) {
        return {KernelCode::kOutOfMemory, 0, "allocating the workspace"};
    }
    model->bind_workspace();
    model->prepare_weights(weights);
    model->fill_rope_tables();
    *out_model = std::move(model);
    return {};
}

void CpuModel::bind_workspace() {
    const auto floats = [&](size_t offset) { return workspace_.at<float>(offset); };
    cosines_ = floats(plan_.cosines);
    sines_ = floats(plan_.sines);
    residual_ = floats(plan_.residual);
    normed_ = floats(plan_.normed);
    query_ = floats(plan_.query);
    key_ = floats(plan_.key);
    value_ = floats(plan_.value);
    attended_ = floats(plan_.attended);
    gate_ = floats(plan_.gate);
    up_ = floats(plan_.up);
    logits_ = floats(plan_.logits);
    row_positions_ = workspace_.at<uint32_t>(plan_.row_positions);
    row_sequences_ = workspace_.at<uint32_t>(plan_.row_sequences);
    narrow_ = {workspace_.at<int8_t>(plan_.narrow_values), floats(plan_.narrow_scales),
               workspace_.at<int32_t>(plan_.narrow_offsets), 0};
    wide_ = {workspace_.at<int8_t>(plan_.wide_values), floats(plan_.wide_scales),
             workspace_.at<int32_t>(plan_.wide_offsets), 0};
    std::memset(workspace_.at<uint32_t>(plan_.sample_counts), 0,
                size_t{pool_.thread_count()} * shape_.vocab_size * sizeof(uint32_t));
}

Matrix CpuModel::prepare_matrix(const TensorView& tensor, BlockLayout& layout) {
    Matrix matrix{tensor.type, tensor.rows, tensor.cols, tensor.data};
    if (tensor.type == ElementType::kI8G32) {
        auto* blocks = weight_block_.at<Int8Block>(add_packed_matrix(tensor, layout));
        pack_int8(tensor, blocks, pool_);
        matrix.data = blocks;
    }
    return matrix;
}

// Visits the matrices in the order of for_each_matrix, which sized the block.
void CpuModel::prepare_weights(const ModelWeights& weights) {
    embedding_ = weights.token_embedding;
    float* norm = workspace_.at<float>(plan_.norms);
    const auto next_norm = [&](const TensorView& tensor) {
        read_row(tensor, 0, norm);
        norm += shape_.dim;
        return norm - shape_.dim;
    };
    BlockLayout layout;
    layers_.reserve(weights.layers.size());
    for (const LayerWeights& source : weights.layers) {
        Layer& layer = layers_.emplace_back();
        layer.attn_norm = next_norm(source.attn_norm);
        layer.ffn_norm = next_norm(source.ffn_norm);
        layer.query = prepare_matrix(source.wq, layout);
        layer.key = prepare_matrix(source.wk, layout);
        layer.value = prepare_matrix(source.wv, layout);
        layer.output = prepare_matrix(source.wo, layout);
        layer.gate = prepare_matrix(source.w_gate, layout);
        layer.up = prepare_matrix(source.w_up, layout);
        layer.down = prepare_matrix(source.w_down, layout);
    }
    final_norm_ = next_norm(weights.final_norm);
    lm_head_ = prepare_matrix(weights.lm_head, layout);
}

void CpuModel::fill_rope_tables() {
    const uint32_t half = shape_.head_dim / 2;
    std::vector<double> frequencies(half);
    for (uint32_t i = 0; i < half; ++i) {
        frequencies[i] = std::pow(double{shape_.rope_theta}, -2.0 * i / shape_.head_dim);
    }
    pool_.parallel_for(limits_.max_positions, 64, [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t position = begin; position < end; ++position) {
            for (uint32_t i = 0; i < half; ++i) {
                const double angle = position * frequencies[i];
                cosines_[size_t{position} * half + i] = static_cast<float>(std::cos(angle));
                sines_[size_t{position} * half + i] = static_cast<float>(std::sin(angle));
            }
        }
    });
}

uint32_t CpuModel::grain(uint64_t work_per_item) const {
    return static_cast<uint32_t>(kPieceWork / std::clamp<uint64_t>(work_per_item, 1, kPieceWork));
}

KernelStatus CpuModel::run(const BatchView& batch) {
    const FloatEnvironment environment;
    begin_step(batch);
    for (uint32_t i = 0; i < shape_.layer_count; ++i) run_layer(batch, i);
    if (logit_count_ == 0) return {};
    normalise(final_norm_, logit_count_, is_int8(lm_head_));
    const Product head{&lm_head_, logits_, shape_.vocab_size, false};
    multiply({normed_, shape_.dim, narrow_}, {&head, 1}, logit_count_);
    return {};
}

// Embeds the tokens and notes where each row belongs.
void CpuModel::begin_step(const BatchView& batch) {
    row_count_ = static_cast<uint32_t>(batch.tokens.size());
    logit_count_ = static_cast<uint32_t>(batch.logit_rows.size());
    assert(row_count_ <= limits_.max_rows && logit_count_ <= limits_.max_logit_rows);
    uint32_t row = 0;
    for (uint32_t s = 0; s < batch.sequences.size(); ++s) {
        const SequenceView& sequence = batch.sequences[s];
        assert(sequence.first_row == row);
        assert(sequence.start_position + sequence.row_count <= limits_.max_positions);
        assert(sequence.pages.size() * kPageTokens >= sequence.start_position + sequence.row_count);
        for (uint32_t i = 0; i < sequence.row_count; ++i, ++row) {
            row_positions_[row] = sequence.start_position + i;
            row_sequences_[row] = s;
        }
    }
    assert(row == row_count_);
    for (uint32_t r = 0; r < row_count_; ++r) {
        const auto token = static_cast<uint32_t>(batch.tokens[r]);
        assert(token < shape_.vocab_size);
        read_row(embedding_, token, residual_ + size_t{r} * shape_.dim);
    }
}

void CpuModel::run_layer(const BatchView& batch, uint32_t index) {
    const Layer& layer = layers_[index];
    const size_t dim = shape_.dim;
    const size_t query_width = size_t{shape_.head_count} * shape_.head_dim;
    const size_t key_width = size_t{shape_.kv_head_count} * shape_.head_dim;

    normalise(layer.attn_norm, row_count_,
              is_int8(layer.query) || is_int8(layer.key) || is_int8(layer.value));
    const Product projections[] = {{&layer.query, query_, query_width, false},
                                   {&layer.key, key_, key_width, false},
                                   {&layer.value, value_, key_width, false}};
    multiply({normed_, dim, narrow_}, projections, row_count_);
    store_keys_and_values(batch, index);

    // Behind the last layer's keys and values only rows with logits matter.
    uint32_t rows = row_count_;
    std::span<const uint32_t> kept;
    if (index + 1 == shape_.layer_count) {
        rows = keep_logit_rows(batch);
        kept = batch.logit_rows;
    }
    if (rows == 0) return;
    attend(batch, index, kept, rows);
    if (is_int8(layer.output)) quantise_attended(rows);
    const Product output{&layer.output, residual_, dim, true};
    multiply({attended_, query_width, narrow_}, {&output, 1}, rows);

    normalise(layer.ffn_norm, rows, is_int8(layer.gate) || is_int8(layer.up));
    feed_forward(layer, rows);
    const Product down{&layer.down, residual_, dim, true};
    multiply({gate_, shape_.hidden_dim, wide_}, {&down, 1}, rows);
}

// normed = rms_norm(residual), also as int8 when a consumer needs that.
void CpuModel::normalise(const float* weight, uint32_t rows, bool quantised) {
    const size_t dim = shape_.dim;
    narrow_.row_stride = rows;
    pool_.parallel_for(rows, grain(16 * dim), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t row = begin; row < end; ++row) {
            float* out = normed_ + row * dim;
            kernels_.rms_norm(residual_ + row * dim, weight, shape_.dim, shape_.norm_eps, out);
            if (quantised) kernels_.quantise(out, row, 0, shape_.dim / kI8Group, narrow_);
        }
    });
}

// Several products with one hand-over: the work items are the tiles of all of them.
void CpuModel::multiply(const Input& input, std::span<const Product> products, uint32_t rows) {
    uint32_t tiles = 0;
    for (const Product& product : products) tiles += product.weights->tile_count();
    const uint64_t tile_work = uint64_t{products[0].weights->cols} * kTileRows * rows;
    pool_.parallel_for(tiles, grain(tile_work), [&](uint32_t begin, uint32_t end, uint32_t) {
        uint32_t first = 0;  // tile number of the product's first tile
        for (const Product& product : products) {
            const uint32_t count = product.weights->tile_count();
            const uint32_t from = std::clamp(begin, first, first + count) - first;
            const uint32_t to = std::clamp(end, first, first + count) - first;
            first += count;
            if (from == to) continue;
            kernels_.matmul({.weights = *product.weights,
                             .input = input.values,
                             .input_stride = input.stride,
                             .quantised = input.quantised,
                             .row_count = rows,
                             .tile_begin = from,
                             .tile_end = to,
                             .output = product.output,
                             .output_stride = product.output_stride,
                             .accumulate = product.accumulate});
        }
    });
}

// Rotates queries and keys, then writes keys and values of all rows into their pages.
void CpuModel::store_keys_and_values(const BatchView& batch, uint32_t layer) {
    const uint32_t d = shape_.head_dim, heads = shape_.head_count, kv_heads = shape_.kv_head_count;
    const auto store_row = [&](uint32_t row) {
        const uint32_t position = row_positions_[row];
        const float* cosines = cosines_ + size_t{position} * (d / 2);
        const float* sines = sines_ + size_t{position} * (d / 2);
        float* query = query_ + size_t{row} * heads * d;
        for (uint32_t h = 0; h < heads; ++h)
            kernels_.rope(query + size_t{h} * d, cosines, sines, d);
        const uint32_t page = batch.sequences[row_sequences_[row]].pages[position / kPageTokens];
        assert(page < limits_.kv_page_count);
        const uint32_t slot = position % kPageTokens;
        float* keys =
            kv_block_.at<float>(0) + page * plan_.page_floats + layer * plan_.layer_floats;
        float* values = keys + plan_.value_floats;
        for (uint32_t h = 0; h < kv_heads; ++h) {
            float* key = key_ + (size_t{row} * kv_heads + h) * d;
            kernels_.rope(key, cosines, sines, d);
            float* column = keys + size_t{h} * d * kPageTokens + slot;
            for (uint32_t i = 0; i < d; ++i) column[i * size_t{kPageTokens}] = key[i];
            std::memcpy(values + (size_t{h} * kPageTokens + slot) * d,
                        value_ + (size_t{row} * kv_heads + h) * d, d * sizeof(float));
        }
    };
    pool_.parallel_for(row_count_, grain(uint64_t{heads + 4 * kv_heads} * d * 4),
                       [&](uint32_t begin, uint32_t end, uint32_t) {
                           for (uint32_t row = begin; row < end; ++row) store_row(row);
                       });
}

// Moves the residuals of the rows with logits to the front and returns their number.
uint32_t CpuModel::keep_logit_rows(const BatchView& batch) {
    for (uint32_t i = 0; i < logit_count_; ++i) {
        const uint32_t row = batch.logit_rows[i];
        assert(row < row_count_ && (i == 0 || row > batch.logit_rows[i - 1]));
        std::memmove(residual_ + size_t{i} * shape_.dim, residual_ + size_t{row} * shape_.dim,
                     shape_.dim * sizeof(float));
    }
    return logit_count_;
}

// attended[i] for the rows kept[i], or for row i when `kept` is empty. A work item is one row and
// one key-value head.
void CpuModel::attend(const BatchView& batch, uint32_t layer, std::span<const uint32_t> kept,
                      uint32_t rows) {
    const uint32_t d = shape_.head_dim, kv_heads = shape_.kv_head_count;
    const uint32_t group = shape_.head_count / kv_heads;
    const float* keys = kv_block_.at<float>(0) + layer * plan_.layer_floats;
    const auto attend_item = [&](uint32_t item) {
        const uint32_t i = item / kv_heads, kv_head = item % kv_heads;
        const size_t first_head = size_t{kv_head} * group;
        const uint32_t row = kept.empty() ? i : kept[i];
        const uint32_t position = row_positions_[row], window = shape_.sliding_window;
        const float* head_keys = keys + size_t{kv_head} * d * kPageTokens;
        kernels_.attention({.query = query_ + (size_t{row} * shape_.head_count + first_head) * d,
                            .output = attended_ + (size_t{i} * shape_.head_count + first_head) * d,
                            .head_count = group,
                            .head_dim = d,
                            .scale = 1.0f / std::sqrt(static_cast<float>(d)),
                            .pages = batch.sequences[row_sequences_[row]].pages.data(),
                            .keys = head_keys,
                            .values = head_keys + plan_.value_floats,
                            .page_stride = plan_.page_floats,
                            .first = window != 0 && position >= window ? position - window + 1 : 0,
                            .last = position});
    };
    uint64_t visible = 0;
    for (uint32_t i = 0; i < rows; ++i) visible += row_positions_[kept.empty() ? i : kept[i]] + 1;
    const uint64_t item_work = visible / rows * group * d * 4;
    pool_.parallel_for(rows * kv_heads, grain(item_work),
                       [&](uint32_t begin, uint32_t end, uint32_t) {
                           for (uint32_t item = begin; item < end; ++item) attend_item(item);
                       });
}

void CpuModel::quantise_attended(uint32_t rows) {
    const size_t width = size_t{shape_.head_count} * shape_.head_dim;
    narrow_.row_stride = rows;
    pool_.parallel_for(rows, grain(8 * width), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t row = begin; row < end; ++row) {
            kernels_.quantise(attended_ + row * width, row, 0,
                              static_cast<uint32_t>(width / kI8Group), narrow_);
        }
    });
}

// gate = silu(Wg x) * (Wu x), also as int8 when the down projection needs that. A work item is 32
// columns, so a quantisation group never crosses threads.
void CpuModel::feed_forward(const Layer& layer, uint32_t rows) {
    wide_.row_stride = rows;
    const uint32_t items = (shape_.hidden_dim + kI8Group - 1) / kI8Group;
    const uint64_t item_work = uint64_t{shape_.dim} * 2 * kI8Group * rows;
    pool_.parallel_for(items, grain(item_work), [&](uint32_t begin, uint32_t end, uint32_t) {
        feed_forward_columns(layer, rows, begin, end);
    });
}

void CpuModel::feed_forward_columns(const Layer& layer, uint32_t rows, uint32_t begin,
                                    uint32_t end) {
    const uint32_t first = begin * kI8Group;
    const uint32_t last = std::min(end * kI8Group, shape_.hidden_dim);
    MatmulJob job{.weights = layer.gate,
                  .input = normed_,
                  .input_stride = shape_.dim,
                  .quantised = narrow_,
                  .row_count = rows,
                  .tile_begin = first / kTileRows,
                  .tile_end = (last + kTileRows - 1) / kTileRows,
                  .output = gate_,
                  .output_stride = shape_.hidden_dim};
    kernels_.matmul(job);
    job.weights = layer.up;
    job.output = up_;
    kernels_.matmul(job);
    for (uint32_t row = 0; row < rows; ++row) {
        float* gate = gate_ + size_t{row} * shape_.hidden_dim;
        kernels_.silu_multiply(gate + first, up_ + size_t{row} * shape_.hidden_dim + first,
                               last - first);
        if (is_int8(layer.down)) kernels_.quantise(gate, row, begin, end, wide_);
    }
}

KernelStatus CpuModel::sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) {
    if (out_tokens.size() < rows.size()) {
        return {KernelCode::kUnsupported, 0, "sample: fewer token places than rows"};
    }
    for (const SampleRow& row : rows) {
        if (row.logit_index >= logit_count_) {
            return {KernelCode::kUnsupported, 0, "sample: logit_index beyond the last run's rows"};
        }
        if (!row.mask.empty() && row.mask.size() < (size_t{shape_.vocab_size} + 31) / 32) {
            return {KernelCode::kUnsupported, 0, "sample: mask shorter than the vocabulary"};
        }
    }
    const FloatEnvironment environment;
    const size_t vocab = shape_.vocab_size;
    const auto body = [&](uint32_t begin, uint32_t end, uint32_t thread) {
        const SamplerScratch scratch{workspace_.at<float>(plan_.sample_values) + thread * vocab,
                                     workspace_.at<float>(plan_.sample_weights) + thread * vocab,
                                     workspace_.at<int32_t>(plan_.sample_ids) + thread * vocab,
                                     workspace_.at<int32_t>(plan_.sample_order) + thread * vocab,
                                     workspace_.at<uint32_t>(plan_.sample_counts) + thread * vocab};
        for (uint32_t i = begin; i < end; ++i) {
            out_tokens[i] = sample_row(rows[i], logits_ + rows[i].logit_index * vocab,
                                       shape_.vocab_size, kernels_, scratch);
        }
    };
    pool_.parallel_for(static_cast<uint32_t>(rows.size()), grain(8 * vocab), body);
    return {};
}

std::span<const float> CpuModel::logits() const {
    return {logits_, size_t{logit_count_} * shape_.vocab_size};
}

DeviceMemory CpuModel::memory() const {
    return {weight_block_.bytes(), kv_block_.bytes(), workspace_.bytes()};
}

}  // namespace minstrel::kernels
