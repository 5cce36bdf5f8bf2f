// What adapters add to the products of a layer. A product of float32 matrices gives a row the same
// bits whatever its neighbours are, so sessions with different adapters, or none, share a step.
#include "kernels/cpu/cpu_adapter.h"

#include <algorithm>
#include <new>

#include "kernels/cpu/cpu_model.h"

namespace minstrel::kernels {
namespace {

// Rows with the same adapter that are a work item together.
constexpr uint32_t kRunRows = 8;
constexpr uint32_t kUsualRank = 16;  // to guess how much there is to do

TensorView matrix(const float* values, uint32_t rows, uint32_t cols) {
    return {values, ElementType::kF32, rows, cols};
}

}  // namespace

KernelStatus CpuAdapter::make(const ModelShape& shape, const AdapterWeights& weights,
                              std::unique_ptr<DeviceAdapter>* out_adapter) {
    if (weights.layers.size() != shape.layer_count) {
        return {KernelCode::kUnsupported, 0, "an adapter has as many layers as its model"};
    }
    // The vectors between the two factors lie in buffers that are free meanwhile, see adapt().
    const uint32_t query_width = shape.head_count * shape.head_dim;
    const uint32_t most = std::min({kMaxAdapterRank, shape.hidden_dim / 3, query_width / 2});
    for (const LayerAdapter& layer : weights.layers) {
        for (const LowRank& change : layer.matrices) {
            if (change.rank > most) {
                return {KernelCode::kUnsupported, 0,
                        "the rank of an adapter is at most 256, half of the width of the queries "
                        "and a third of the hidden width"};
            }
        }
        const bool changes_network = layer[Adapted::kGate].rank != 0 ||
                                     layer[Adapted::kUp].rank != 0 ||
                                     layer[Adapted::kDown].rank != 0;
        if (changes_network && shape.expert_count != 0) {
            return {KernelCode::kUnsupported, 0, "adapters of experts"};
        }
    }
    std::unique_ptr<CpuAdapter> adapter(new (std::nothrow) CpuAdapter);
    if (adapter == nullptr) return {KernelCode::kOutOfMemory, 0, "creating an adapter"};
    adapter->layers_.assign(weights.layers.begin(), weights.layers.end());
    *out_adapter = std::move(adapter);
    return {};
}

// Sessions side by side that have the same share the reading of its factors.
void CpuModel::note_adapters(const BatchView& batch) {
    adapted_.clear();
    for (const SequenceView& sequence : batch.sequences) {
        if (sequence.adapter == nullptr) continue;
        const auto* adapter = static_cast<const CpuAdapter*>(sequence.adapter);
        for (uint32_t done = 0; done < sequence.row_count;) {
            const uint32_t first = sequence.first_row + done;
            AdaptedRows* last = adapted_.empty() ? nullptr : &adapted_.back();
            const bool goes_on = last != nullptr && last->adapter == adapter &&
                                 last->scale == sequence.adapter_scale &&
                                 last->first + last->count == first && last->count < kRunRows;
            if (!goes_on) {
                adapted_.push_back({first, 0, adapter, sequence.adapter_scale});
                last = &adapted_.back();
            }
            const uint32_t rows = std::min(kRunRows - last->count, sequence.row_count - done);
            last->count += rows;
            done += rows;
        }
    }
}

// As keep_logit_rows: the rows that are left count from 0 in the order of `kept`.
void CpuModel::keep_adapters(std::span<const uint32_t> kept) {
    const auto place = [&](uint32_t row) {
        return static_cast<uint32_t>(std::lower_bound(kept.begin(), kept.end(), row) -
                                     kept.begin());
    };
    for (AdaptedRows& rows : adapted_) {
        const uint32_t first = place(rows.first);
        rows.count = place(rows.first + rows.count) - first;
        rows.first = first;
    }
    std::erase_if(adapted_, [](const AdaptedRows& rows) { return rows.count == 0; });
}

// low[row][product] = scale * A x, for the matrices that share the input x. A product's vector has
// its share of `low_stride`.
void CpuModel::shrink(uint32_t layer, const RowsOf<const float>& input, const RowsOf<float>& low,
                      std::span<const Adapted> matrices, uint32_t cols) {
    const auto count = static_cast<uint32_t>(matrices.size());
    const size_t share = low.stride / count;
    const auto items = static_cast<uint32_t>(adapted_.size()) * count;
    pool_.parallel_for(items, 1, [&](uint32_t begin, uint32_t end, uint32_t) {
        for (uint32_t item = begin; item < end; ++item) {
            const AdaptedRows& rows = adapted_[item / count];
            const LowRank& change = rows.adapter->of(layer, matrices[item % count]);
            if (change.rank == 0) continue;
            float* output = low.values + rows.first * low.stride + item % count * share;
            kernels_.matmul({.weights = matrix(change.a, change.rank, cols),
                             .input = input.values + rows.first * input.stride,
                             .input_stride = input.stride,
                             .row_count = rows.count,
                             .band_end = band_count(change.rank),
                             .output = output,
                             .output_stride = low.stride});
            for (uint32_t row = 0; row < rows.count; ++row) {
                float* values = output + row * low.stride;
                for (uint32_t i = 0; i < change.rank; ++i) values[i] *= rows.scale;
            }
        }
    });
}

// output += B low, in the bands [begin, end) of a matrix.
void CpuModel::expand(uint32_t layer, const AdaptedRows& rows, Adapted which,
                      const RowsOf<float>& low, const RowsOf<float>& output, uint32_t height,
                      uint32_t begin, uint32_t end) {
    const LowRank& change = rows.adapter->of(layer, which);
    if (change.rank == 0) return;
    kernels_.matmul({.weights = matrix(change.b, height, change.rank),
                     .input = low.values + rows.first * low.stride,
                     .input_stride = low.stride,
                     .row_count = rows.count,
                     .band_begin = begin,
                     .band_end = end,
                     .output = output.values + rows.first * output.stride,
                     .output_stride = output.stride,
                     .accumulate = true});
}

// Adds to the outputs of products that share their input what the adapters of their rows change.
// `low` is free for what lies between the factors.
void CpuModel::adapt(uint32_t layer, const RowsOf<const float>& input, uint32_t cols,
                     std::span<const Adapted> matrices, std::span<const Product> products,
                     const RowsOf<float>& low) {
    if (adapted_.empty()) return;
    shrink(layer, input, low, matrices, cols);
    const size_t share = low.stride / matrices.size();
    uint32_t bands = 0;
    for (const Product& product : products) bands += band_count(product.weights->rows);
    const auto items = static_cast<uint32_t>(adapted_.size()) * bands;
    const uint64_t item_work = uint64_t{adapted_.front().count} * kTileRows * kUsualRank;
    pool_.parallel_for(items, grain(item_work), [&](uint32_t begin, uint32_t end, uint32_t) {
        while (begin < end) {
            const AdaptedRows& rows = adapted_[begin / bands];
            uint32_t band = begin % bands;
            size_t p = 0;
            for (; band >= band_count(products[p].weights->rows); ++p) {
                band -= band_count(products[p].weights->rows);
            }
            const uint32_t height = products[p].weights->rows;
            const uint32_t band_end = std::min(band_count(height), band + end - begin);
            expand(layer, rows, matrices[p], {low.values + p * share, low.stride},
                   {products[p].output, products[p].output_stride}, height, band, band_end);
            begin += band_end - band;
        }
    });
}

// Where the queries lie, which attention has done with.
CpuModel::RowsOf<float> CpuModel::gate_up_low() const {
    return {query_, size_t{shape_.head_count} * shape_.head_dim};
}

// In the bands [begin, end) of both matrices, before they meet. Mixtures have nothing to change.
void CpuModel::adapt_gate_and_up(uint32_t begin, uint32_t end) {
    const RowsOf<float> low = gate_up_low();
    const uint32_t hidden = shape_.hidden_dim;
    for (const AdaptedRows& rows : adapted_) {
        expand(next_layer_, rows, Adapted::kGate, low, {gate_, hidden}, hidden, begin, end);
        expand(next_layer_, rows, Adapted::kUp, {low.values + low.stride / 2, low.stride},
               {up_, hidden}, hidden, begin, end);
    }
}

}  // namespace minstrel::kernels
