#include "runtime/model/calibration.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace minstrel {
namespace {

using kernels::kMatrixInputCount;
using kernels::kPageTokens;
using kernels::MatrixInput;

constexpr uint32_t kChunk = 64;  // rows of a step
constexpr uint32_t kMaxPositions = 2048;
constexpr uint64_t kMomentBytes = uint64_t{1} << 30;  // of all layers watched at once

std::optional<MatrixInput> input_of(const TensorRole& role) {
    using Layer = kernels::LayerWeights;
    const auto slot = role.layer_slot;
    if (slot == &Layer::wq || slot == &Layer::wk || slot == &Layer::wv) {
        return MatrixInput::kAttention;
    }
    if (slot == &Layer::wo) return MatrixInput::kAttended;
    if (slot == &Layer::w_gate || slot == &Layer::w_up) return MatrixInput::kFeedForward;
    if (slot == &Layer::w_down) return MatrixInput::kGated;
    return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Calibration>> Calibration::make(const std::string& source,
                                                       CalibrationText text, Progress& progress) {
    std::unique_ptr<Calibration> calibration(new Calibration(std::move(text), progress));
    MST_TRY(calibration->open(source));
    return calibration;
}

Status Calibration::open(const std::string& source) {
    LoadOptions options;
    options.path = source;
    MST_ASSIGN(model_, Model::load(options));
    const ModelConfig& config = model_->config();
    if (config.expert_count != 0) {
        return error(Code::kUnsupported, "mixtures of experts cannot be calibrated");
    }
    for (const auto& ids : text_) {
        for (const int32_t id : ids) {
            if (id >= 0 && static_cast<uint32_t>(id) < config.vocab_size) continue;
            return error(Code::kBadFormat, "the vocabulary has tokens that the matrices lack");
        }
    }
    max_positions_ = std::min(config.max_positions, kMaxPositions);
    kernels::CpuOptions cpu;
    cpu.observer = {this, [](void* user, uint32_t layer, MatrixInput input, const float* values,
                             size_t stride, uint32_t rows) {
                        static_cast<Calibration*>(user)->see(layer, input, values, stride, rows);
                    }};
    const kernels::DeviceLimits limits{
        .max_rows = kChunk,
        .max_logit_rows = kChunk,
        .max_positions = max_positions_,
        .kv_page_count = (max_positions_ + kPageTokens - 1) / kPageTokens};
    pages_.resize(limits.kv_page_count);
    std::iota(pages_.begin(), pages_.end(), 0u);
    kernels::KernelStatus status = kernels::create_cpu_backend(cpu, &backend_);
    if (status.ok()) {
        status = backend_->create_model(model_->shape(), model_->weights(), limits, &device_);
    }
    if (status.ok()) return Status();
    return error(Code::kUnsupported, "the CPU cannot run it: %s", status.what);
}

uint32_t Calibration::cols_of(MatrixInput input) const {
    const kernels::ModelShape& shape = model_->shape();
    switch (input) {
        case MatrixInput::kAttended:
            return shape.head_count * shape.head_dim;
        case MatrixInput::kGated:
            return shape.hidden_dim;
        case MatrixInput::kAttention:
        case MatrixInput::kFeedForward:
            break;
    }
    return shape.dim;
}

uint32_t Calibration::layers_at_once() const {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < kMatrixInputCount; ++i) {
        bytes += ColumnMoments::bytes(cols_of(static_cast<MatrixInput>(i)));
    }
    const uint64_t count = std::max<uint64_t>(1, kMomentBytes / bytes);
    return static_cast<uint32_t>(std::min<uint64_t>(count, model_->shape().layer_count));
}

Result<const ErrorFeedback*> Calibration::feedback_for(const TensorRole& role) {
    const std::optional<MatrixInput> input = input_of(role);
    if (!input) return static_cast<const ErrorFeedback*>(nullptr);
    const uint64_t watched = moments_.size() / kMatrixInputCount;
    if (role.layer < first_layer_ || role.layer >= first_layer_ + watched) {
        MST_TRY(watch(role.layer));
        feedback_.reset();
    }
    const uint32_t index =
        (role.layer - first_layer_) * kMatrixInputCount + static_cast<uint32_t>(*input);
    if (!feedback_ || feedback_index_ != index) feedback_.emplace(moments_[index]);
    feedback_index_ = index;
    return &*feedback_;
}

Status Calibration::watch(uint32_t first_layer) {
    moments_.clear();
    first_layer_ = first_layer;
    const uint32_t end = std::min(first_layer + layers_at_once(), model_->shape().layer_count);
    for (uint32_t i = 0; i < (end - first_layer) * kMatrixInputCount; ++i) {
        moments_.emplace_back(cols_of(static_cast<MatrixInput>(i % kMatrixInputCount)));
    }
    for (const auto& ids : text_) progress_.expect(ids.size());
    for (const auto& ids : text_) MST_TRY(read(ids));
    return Status();
}

// Text that is longer than the model's memory goes on at its beginning.
Status Calibration::read(const std::vector<int32_t>& ids) {
    std::vector<uint32_t> rows;
    for (size_t begin = 0; begin < ids.size(); begin += rows.size()) {
        const auto position = static_cast<uint32_t>(begin % max_positions_);
        const size_t count =
            std::min<size_t>({kChunk, ids.size() - begin, max_positions_ - position});
        rows.resize(count);
        std::iota(rows.begin(), rows.end(), 0u);
        const kernels::SequenceView sequence{0, static_cast<uint32_t>(count), position, pages_};
        const kernels::BatchView batch{std::span(ids).subspan(begin, count), {&sequence, 1}, rows};
        const kernels::KernelStatus status = device_->run(batch);
        if (!status.ok()) return error(Code::kInternal, "a step failed: %s", status.what);
        MST_TRY(progress_.advance(count));
    }
    return Status();
}

void Calibration::see(uint32_t layer, MatrixInput input, const float* values, size_t stride,
                      uint32_t rows) {
    const uint64_t watched = moments_.size() / kMatrixInputCount;
    if (layer < first_layer_ || layer >= first_layer_ + watched) return;
    const uint64_t index =
        (layer - first_layer_) * uint64_t{kMatrixInputCount} + static_cast<uint32_t>(input);
    moments_[index].add(values, stride, rows);
}

}  // namespace minstrel
