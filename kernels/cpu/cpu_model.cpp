#include "kernels/cpu/cpu_model.h"

#include <algorithm>
#include <cassert>
#include <cfenv>
#include <cmath>
#include <cstring>
#include <new>

#include "kernels/cpu/sampler.h"
#include "kernels/cpu/weight_rows.h"
#include "kernels/rope.h"

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
}  // namespace

KernelStatus CpuModel::make(const ModelShape& shape, const ModelWeights& weights,
                            const DeviceLimits& limits, const ModelPlan& plan,
                            const DeviceAllocators& allocators, const ActivationObserver& observer,
                            const KernelTable& kernels, WorkerPool& pool,
                            std::unique_ptr<DeviceModel>* out_model) {
    const KernelStatus no_memory{KernelCode::kOutOfMemory, 0, ""};
    std::unique_ptr<CpuModel> model(new (std::nothrow)
                                        CpuModel(shape, limits, plan, kernels, pool));
    if (model == nullptr) return no_memory;
    model->kv_block_ = DeviceBlock(allocators.kv, plan.kv_bytes);
    model->workspace_ = DeviceBlock(allocators.workspace, plan.workspace_bytes);
    if (model->kv_block_.bytes() != plan.kv_bytes) {
        return {KernelCode::kOutOfMemory, 0, "allocating the key-value pages"};
    }
    if (model->workspace_.bytes() != plan.workspace_bytes) {
        return {KernelCode::kOutOfMemory, 0, "allocating the workspace"};
    }
    model->observer_ = observer;
    model->keep_windows();
    model->bind_workspace();
    model->prepare_weights(weights);
    model->fill_rope_tables();
    *out_model = std::move(model);
    return {};
}

// The shape borrows them from the caller.
void CpuModel::keep_windows() {
    windows_.assign(shape_.layer_windows.begin(), shape_.layer_windows.end());
    shape_.layer_windows = windows_;
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
    narrow_bf16_ = {workspace_.at<uint16_t>(plan_.narrow_bf16),
                    bf16_stride(std::max(shape_.dim, shape_.head_count * shape_.head_dim))};
    wide_bf16_ = {workspace_.at<uint16_t>(plan_.wide_bf16), bf16_stride(shape_.hidden_dim)};
    expert_values_ = floats(plan_.expert_values);
    router_logits_ = floats(plan_.router_logits);
    choice_weights_ = floats(plan_.choice_weights);
    choices_ = workspace_.at<uint32_t>(plan_.choices);
    choice_slots_ = workspace_.at<uint32_t>(plan_.choice_slots);
    slot_rows_ = workspace_.at<uint32_t>(plan_.slot_rows);
    wide_ = {workspace_.at<int8_t>(plan_.wide_values), floats(plan_.wide_scales),
             workspace_.at<int32_t>(plan_.wide_offsets), 0};
    std::memset(workspace_.at<uint32_t>(plan_.sample_counts), 0,
                size_t{pool_.max_thread_count()} * plan_.head_rows * sizeof(uint32_t));
}

// Matrices are read where the Model has them; norms are wanted as aligned floats.
void CpuModel::prepare_weights(const ModelWeights& weights) {
    embedding_ = weights.token_embedding;
    lm_head_ = weights.lm_head;
    layers_.assign(weights.layers.begin(), weights.layers.end());
    float* norm = workspace_.at<float>(plan_.norms);
    const auto next_norm = [&](const TensorView& tensor) {
        read_row(tensor, 0, norm);
        norm += shape_.dim;
        return norm - shape_.dim;
    };
    for (LayerWeights& layer : layers_) {
        layer.attn_norm.data = next_norm(layer.attn_norm);
        layer.ffn_norm.data = next_norm(layer.ffn_norm);
    }
    if (has_head(weights)) final_norm_.data = next_norm(weights.final_norm);
    experts_.reserve(size_t{shape_.layer_count} * shape_.expert_count);
    for (LayerWeights& layer : layers_) {
        const size_t first = experts_.size();
        experts_.insert(experts_.end(), layer.experts.begin(), layer.experts.end());
        layer.experts = std::span<const ExpertWeights>(experts_).subspan(first);
    }
    expert_rows_.reserve(std::max(shape_.expert_count, 1u));
    adapted_.reserve(limits_.max_rows);
}

// On the calling thread alone: models load while another one computes with the pool.
void CpuModel::fill_rope_tables() {
    const std::vector<double> frequencies = rope_frequencies(shape_);
    const size_t half = frequencies.size();
    const double magnitude = shape_.rope_scaling.factor != 0 ? shape_.rope_scaling.magnitude : 1;
    for (uint32_t position = 0; position < limits_.max_positions; ++position) {
        for (size_t i = 0; i < half; ++i) {
            const double angle = position * frequencies[i];
            cosines_[position * half + i] = static_cast<float>(magnitude * std::cos(angle));
            sines_[position * half + i] = static_cast<float>(magnitude * std::sin(angle));
        }
    }
}

uint32_t CpuModel::grain(uint64_t work_per_item) {
    return static_cast<uint32_t>(kPieceWork / std::clamp<uint64_t>(work_per_item, 1, kPieceWork));
}

void CpuModel::observe(MatrixInput input, const float* values, size_t stride, uint32_t rows,
                       uint32_t expert) const {
    if (observer_.see == nullptr) return;
    observer_.see(observer_.user, next_layer_, input, expert, values, stride, rows);
}

KernelStatus CpuModel::run(const BatchView& batch) {
    begin_step(batch);
    batch_ = &batch;
    next_layer_ = 0;
    return resume();
}

KernelStatus CpuModel::resume() {
    const FloatEnvironment environment;
    const StepGate& gate = batch_->gate;
    const auto stopped = [&, first = next_layer_] {
        return next_layer_ != first && gate.may_go_on != nullptr &&
               !gate.may_go_on(gate.user, next_layer_);
    };
    for (; next_layer_ < shape_.layer_count; ++next_layer_) {
        if (stopped()) return {KernelCode::kStopped, 0, ""};
        run_layer(*batch_, next_layer_);
    }
    if (logit_count_ == 0) return {};
    if (stopped()) return {KernelCode::kStopped, 0, ""};
    normalise(final_norm_, logit_count_, forms_for(lm_head_));
    const Product head{&lm_head_, logits_, shape_.vocab_size, false};
    multiply({normed_, shape_.dim, narrow_, narrow_bf16_}, {&head, 1}, logit_count_);
    return {};
}

// Embeds the tokens and notes where each row belongs.
void CpuModel::begin_step(const BatchView& batch) {
    row_count_ = static_cast<uint32_t>(batch.tokens.size());
    logit_count_ = plan_.head_rows != 0 ? static_cast<uint32_t>(batch.logit_rows.size()) : 0;
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
    note_adapters(batch);
    pool_.parallel_for(row_count_, grain(16 * size_t{shape_.dim}),
                       [&](uint32_t begin, uint32_t end, uint32_t) {
                           for (uint32_t r = begin; r < end; ++r) {
                               const auto token = static_cast<uint32_t>(batch.tokens[r]);
                               assert(token < shape_.vocab_size);
                               read_row(embedding_, token, residual_ + size_t{r} * shape_.dim);
                           }
                       });
}

void CpuModel::run_layer(const BatchView& batch, uint32_t index) {
    const LayerWeights& layer = layers_[index];
    const size_t dim = shape_.dim;
    const size_t query_width = size_t{shape_.head_count} * shape_.head_dim;
    const size_t key_width = size_t{shape_.kv_head_count} * shape_.head_dim;

    normalise(layer.attn_norm, row_count_, forms_for(layer.wq, layer.wk, layer.wv));
    observe(MatrixInput::kAttention, normed_, dim, row_count_);
    const Product projections[] = {{&layer.wq, query_, query_width, false},
                                   {&layer.wk, key_, key_width, false},
                                   {&layer.wv, value_, key_width, false}};
    multiply({normed_, dim, narrow_, narrow_bf16_}, projections, row_count_);
    // The feed-forward network is not at work, so its buffer is free.
    const RowsOf<float> low = {up_, shape_.hidden_dim};
    constexpr Adapted kProjections[] = {Adapted::kQuery, Adapted::kKey, Adapted::kValue};
    adapt(index, {normed_, dim}, shape_.dim, kProjections, projections, low);

    // Behind the last layer's keys and values only rows with logits matter, if that is the end.
    uint32_t rows = row_count_;
    std::span<const uint32_t> kept;
    if (index + 1 == shape_.layer_count && plan_.head_rows != 0) {
        rows = keep_logit_rows(batch);
        kept = batch.logit_rows;
        keep_adapters(kept);
    }
    // With one row a sequence no row waits for another's key.
    const bool alone = rows == batch.sequences.size() && rows == row_count_;
    if (!alone) store_keys_and_values(batch, index);
    if (rows == 0) return;
    attend(batch, index, kept, rows, alone, forms_for(layer.wo));
    observe(MatrixInput::kAttended, attended_, query_width, rows);
    const Product output{&layer.wo, residual_, dim, true};
    multiply({attended_, query_width, narrow_, narrow_bf16_}, {&output, 1}, rows);
    constexpr Adapted kOutput = Adapted::kOutput;
    adapt(index, {attended_, query_width}, static_cast<uint32_t>(query_width), {&kOutput, 1},
          {&output, 1}, low);

    feed_forward(layer, rows);
}

// Columns of a row of activations, whole groups of them, in the forms that its matrices want. `x`
// is the row's first.
void CpuModel::convert_columns(const float* x, uint32_t row, uint32_t begin, uint32_t end,
                               Forms forms) {
    if (forms.int8) {
        kernels_.quantise(x, row, begin / kScaleGroup, end / kScaleGroup, narrow_);
    }
    if (forms.bf16) {
        uint16_t* out = narrow_bf16_.values + row * narrow_bf16_.stride + begin;
        kernels_.store_bf16(x + begin, end - begin, out, 1);
    }
}

// normed = rms_norm(residual), also in the forms that its consumers want.
void CpuModel::normalise(const TensorView& norm, uint32_t rows, Forms forms) {
    const size_t dim = shape_.dim;
    const auto* weight = static_cast<const float*>(norm.data);
    narrow_.row_stride = rows;
    pool_.parallel_for(rows, grain(16 * dim), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t row = begin; row < end; ++row) {
            float* out = normed_ + row * dim;
            kernels_.rms_norm(residual_ + row * dim, weight, shape_.dim, shape_.norm_eps, out);
            convert_columns(out, row, 0, shape_.dim, forms);
        }
    });
}

// Several products with one hand-over: the work items are the bands of all of them.
void CpuModel::multiply(const Input& input, std::span<const Product> products, uint32_t rows) {
    uint32_t bands = 0;
    for (const Product& product : products) bands += band_count(product.weights->rows);
    const uint64_t band_work = uint64_t{products[0].weights->cols} * kTileRows * rows;
    pool_.parallel_for(bands, grain(band_work), [&](uint32_t begin, uint32_t end, uint32_t) {
        uint32_t first = 0;  // number of the product's first band
        for (const Product& product : products) {
            const uint32_t count = band_count(product.weights->rows);
            const uint32_t from = std::clamp(begin, first, first + count) - first;
            const uint32_t to = std::clamp(end, first, first + count) - first;
            first += count;
            if (from == to) continue;
            kernels_.matmul({.weights = *product.weights,
                             .input = input.values,
                             .input_stride = input.stride,
                             .quantised = input.quantised,
                             .bf16 = input.bf16,
                             .row_count = rows,
                             .band_begin = from,
                             .band_end = to,
                             .output = product.output,
                             .output_stride = product.output_stride,
                             .accumulate = product.accumulate});
        }
    });
}

// Rotates a row's query heads and key of one key-value head and writes its key and value into its
// page.
void CpuModel::store_head(const BatchView& batch, uint32_t layer, uint32_t row, uint32_t head) {
    const uint32_t d = shape_.head_dim, kv_heads = shape_.kv_head_count;
    const uint32_t group = shape_.head_count / kv_heads, position = row_positions_[row];
    const float* cosines = cosines_ + size_t{position} * (d / 2);
    const float* sines = sines_ + size_t{position} * (d / 2);
    float* query = query_ + (size_t{row} * shape_.head_count + size_t{head} * group) * d;
    for (uint32_t h = 0; h < group; ++h) kernels_.rope(query + size_t{h} * d, cosines, sines, d);
    float* key = key_ + (size_t{row} * kv_heads + head) * d;
    kernels_.rope(key, cosines, sines, d);
    const float* value = value_ + (size_t{row} * kv_heads + head) * d;

    const uint32_t page = batch.sequences[row_sequences_[row]].pages[position / kPageTokens];
    assert(page < limits_.kv_page_count);
    const uint32_t slot = position % kPageTokens;
    const size_t keys = page * plan_.page.page_bytes() + layer * plan_.page.layer_bytes() +
                        head * plan_.page.head_bytes();
    store_key_and_value(key, value, slot, keys, keys + plan_.page.value_bytes());
}

// Writes a key and a value into their place `slot` of a page, whose bytes begin at `keys` and
// `values`.
void CpuModel::store_key_and_value(const float* key, const float* value, uint32_t slot, size_t keys,
                                   size_t values) {
    const uint32_t d = shape_.head_dim;
    if (plan_.page.type == KvType::kInt8) {
        const size_t scales = size_t{d} * kPageTokens;
        kernels_.store_int8(key, d, kv_block_.at<uint8_t>(keys) + size_t{4} * slot,
                            size_t{4} * kPageTokens, 1, kv_block_.at<float>(keys + scales) + slot);
        kernels_.store_int8(value, d,
                            kv_block_.at<uint8_t>(values) + slot / 4 * size_t{4} * d + slot % 4, 16,
                            4, kv_block_.at<float>(values + scales) + slot);
    } else if (plan_.page.type == KvType::kF32) {
        auto* column = kv_block_.at<float>(keys) + slot;
        for (uint32_t i = 0; i < d; ++i) column[i * size_t{kPageTokens}] = key[i];
        std::memcpy(kv_block_.at<float>(values) + size_t{slot} * d, value, d * sizeof(float));
    } else {
        const auto store =
            plan_.page.type == KvType::kF16 ? kernels_.store_half : kernels_.store_bf16;
        store(key, d, kv_block_.at<uint16_t>(keys) + slot, kPageTokens);
        store(value, d, kv_block_.at<uint16_t>(values) + size_t{slot} * d, 1);
    }
}

void CpuModel::store_keys_and_values(const BatchView& batch, uint32_t layer) {
    const uint32_t kv_heads = shape_.kv_head_count;
    const uint64_t head_work = uint64_t{shape_.head_count / kv_heads + 4} * shape_.head_dim * 4;
    pool_.parallel_for(row_count_ * kv_heads, grain(head_work),
                       [&](uint32_t begin, uint32_t end, uint32_t) {
                           for (uint32_t item = begin; item < end; ++item) {
                               store_head(batch, layer, item / kv_heads, item % kv_heads);
                           }
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

// attended[i] for the rows kept[i], or for row i when `kept` is empty, also in the forms that its
// consumer wants. A work item is one row and one key-value head.
void CpuModel::attend(const BatchView& batch, uint32_t layer, std::span<const uint32_t> kept,
                      uint32_t rows, bool store, Forms forms) {
    const uint32_t kv_heads = shape_.kv_head_count;
    const uint32_t item_width = shape_.head_count / kv_heads * shape_.head_dim;
    // Where the columns of an item are whole groups, they are converted while they are at hand.
    const bool at_once = item_width % kScaleGroup == 0;
    narrow_.row_stride = rows;
    uint64_t visible = 0;
    for (uint32_t i = 0; i < rows; ++i) visible += row_positions_[kept.empty() ? i : kept[i]] + 1;
    const uint64_t item_work =
        visible / rows * (shape_.head_count / kv_heads) * shape_.head_dim * 4;
    pool_.parallel_for(rows * kv_heads, grain(item_work),
                       [&](uint32_t begin, uint32_t end, uint32_t) {
                           for (uint32_t item = begin; item < end; ++item) {
                               const uint32_t i = item / kv_heads, head = item % kv_heads;
                               const uint32_t row = kept.empty() ? i : kept[i];
                               if (store) store_head(batch, layer, row, head);
                               attend_head(batch, layer, row, head, i);
                               if (!at_once) continue;
                               convert_columns(attended_ + size_t{i} * kv_heads * item_width, i,
                                               head * item_width, (head + 1) * item_width, forms);
                           }
                       });
    if (!at_once) convert_attended(rows, forms);
}

void CpuModel::attend_head(const BatchView& batch, uint32_t layer, uint32_t row, uint32_t head,
                           uint32_t out_row) {
    const uint32_t d = shape_.head_dim, group = shape_.head_count / shape_.kv_head_count;
    const uint32_t position = row_positions_[row], window = shape_.window_of(layer);
    const size_t first_head = size_t{head} * group;
    const size_t keys = layer * plan_.page.layer_bytes() + head * plan_.page.head_bytes();
    kernels_.attention(
        {.query = query_ + (size_t{row} * shape_.head_count + first_head) * d,
         .output = attended_ + (size_t{out_row} * shape_.head_count + first_head) * d,
         .head_count = group,
         .head_dim = d,
         .scale = score_scale(shape_, position),
         .pages = batch.sequences[row_sequences_[row]].pages.data(),
         .kv_type = plan_.page.type,
         .keys = kv_block_.at<char>(keys),
         .values = kv_block_.at<char>(keys + plan_.page.value_bytes()),
         .page_stride = plan_.page.page_bytes(),
         .first = window != 0 && position >= window ? position - window + 1 : 0,
         .last = position});
}

void CpuModel::convert_attended(uint32_t rows, Forms forms) {
    if (!forms.int8 && !forms.bf16) return;
    const size_t width = size_t{shape_.head_count} * shape_.head_dim;
    narrow_.row_stride = rows;
    pool_.parallel_for(rows, grain(8 * width), [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t row = begin; row < end; ++row) {
            convert_columns(attended_ + row * width, row, 0, static_cast<uint32_t>(width), forms);
        }
    });
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
    const size_t vocab = shape_.vocab_size, sum_count = vocab / kSumBlock + 1;
    const auto body = [&](uint32_t begin, uint32_t end, uint32_t thread) {
        const SamplerScratch scratch{workspace_.at<float>(plan_.sample_values) + thread * vocab,
                                     workspace_.at<float>(plan_.sample_weights) + thread * vocab,
                                     workspace_.at<float>(plan_.sample_sums) + thread * sum_count,
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

KernelStatus CpuModel::read_logits(uint32_t first, uint32_t count,
                                   std::span<const float>* out_logits) const {
    *out_logits =
        logits().subspan(size_t{first} * shape_.vocab_size, size_t{count} * shape_.vocab_size);
    return {};
}

std::span<const float> CpuModel::logits() const {
    return {logits_, size_t{logit_count_} * shape_.vocab_size};
}

std::span<const float> CpuModel::residual() const {
    if (plan_.head_rows != 0) return {};
    return {residual_, size_t{row_count_} * shape_.dim};
}

KernelStatus CpuModel::read_page(uint32_t page, std::span<std::byte> bytes) const {
    assert(page < limits_.kv_page_count && bytes.size() == plan_.page.page_bytes());
    std::memcpy(bytes.data(), kv_block_.at<std::byte>(page * plan_.page.page_bytes()),
                bytes.size());
    return {};
}

KernelStatus CpuModel::write_page(uint32_t page, std::span<const std::byte> bytes) {
    assert(page < limits_.kv_page_count && bytes.size() == plan_.page.page_bytes());
    std::memcpy(kv_block_.at<std::byte>(page * plan_.page.page_bytes()), bytes.data(),
                bytes.size());
    return {};
}

DeviceMemory CpuModel::memory() const {
    return {0, kv_block_.bytes(), workspace_.bytes()};
}

}  // namespace minstrel::kernels
