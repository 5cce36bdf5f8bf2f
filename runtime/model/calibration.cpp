#include "runtime/model/calibration.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace minstrel {
namespace {

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
    if (role.expert_slot == nullptr) return std::nullopt;
    const bool is_down = role.expert_slot == &kernels::ExpertWeights::w_down;
    return is_down ? MatrixInput::kGated : MatrixInput::kFeedForward;
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
    for (const auto& ids : text_) {
        for (const int32_t id : ids) {
            if (id >= 0 && static_cast<uint32_t>(id) < config.vocab_size) continue;
            return error(Code::kBadFormat, "the vocabulary has tokens that the matrices lack");
        }
    }
    max_positions_ = std::min(config.max_positions, kMaxPositions);
    kernels::CpuOptions cpu;
    cpu.observer = {this, [](void* user, uint32_t layer, MatrixInput input, uint32_t expert,
                             const float* values, size_t stride, uint32_t rows) {
                        auto* self = static_cast<Calibration*>(user);
                        self->see(self->index_of(layer, input, expert), values, stride, rows);
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

uint32_t Calibration::cols_of(uint32_t number) const {
    const kernels::ModelShape& shape = model_->shape();
    if (number >= static_cast<uint32_t>(MatrixInput::kGated)) return shape.hidden_dim;
    const bool is_attended = number == static_cast<uint32_t>(MatrixInput::kAttended);
    return is_attended ? shape.head_count * shape.head_dim : shape.dim;
}

uint32_t Calibration::inputs_per_layer() const {
    const uint32_t experts = model_->config().expert_count;
    return number_of(MatrixInput::kGated, std::max(experts, 1u));
}

uint32_t Calibration::number_of(MatrixInput input, uint32_t expert) {
    static_assert(static_cast<uint32_t>(MatrixInput::kGated) + 1 == kernels::kMatrixInputCount);
    return static_cast<uint32_t>(input) + expert;
}

size_t Calibration::index_of(uint32_t layer, MatrixInput input, uint32_t expert) const {
    if (layer < first_layer_) return moments_.size();
    const size_t index =
        size_t{layer - first_layer_} * inputs_per_layer() + number_of(input, expert);
    return std::min(index, moments_.size());
}

uint32_t Calibration::layers_at_once() const {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < inputs_per_layer(); ++i) bytes += ColumnMoments::bytes(cols_of(i));
    const uint64_t count = std::max<uint64_t>(1, kMomentBytes / bytes);
    return static_cast<uint32_t>(std::min<uint64_t>(count, model_->shape().layer_count));
}

Result<const ErrorFeedback*> Calibration::feedback_for(const TensorRole& role) {
    const std::optional<MatrixInput> input = input_of(role);
    if (!input) return static_cast<const ErrorFeedback*>(nullptr);
    // What goes into an expert's first two matrices is what goes into those of all.
    const uint32_t expert = *input == MatrixInput::kGated ? role.expert : 0;
    size_t index = index_of(role.layer, *input, expert);
    if (index == moments_.size()) {
        MST_TRY(watch(role.layer));
        for (auto& old : feedbacks_) old.reset();
        index = index_of(role.layer, *input, expert);
    }
    std::optional<Feedback>& last = feedbacks_[static_cast<size_t>(*input)];
    if (!last || last->index != index) last = Feedback{index, ErrorFeedback(moments_[index])};
    return &last->feedback;
}

Status Calibration::watch(uint32_t first_layer) {
    moments_.clear();
    first_layer_ = first_layer;
    const uint32_t end = std::min(first_layer + layers_at_once(), model_->shape().layer_count);
    for (uint32_t layer = first_layer; layer < end; ++layer) {
        for (uint32_t i = 0; i < inputs_per_layer(); ++i) moments_.emplace_back(cols_of(i));
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

void Calibration::see(size_t index, const float* values, size_t stride, uint32_t rows) {
    if (index < moments_.size()) moments_[index].add(values, stride, rows);
}

}  // namespace minstrel
