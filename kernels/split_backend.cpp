#include "kernels/split_backend.h"

#include <new>
#include <utility>
#include <vector>

namespace minstrel::kernels {
namespace {

// Some layers of a model as a model; borrows from the whole.
struct Part {
    ModelShape shape;
    ModelWeights weights;
};

ModelShape layers_of(const ModelShape& shape, uint32_t begin, uint32_t end) {
    ModelShape part = shape;
    part.layer_count = end - begin;
    if (!shape.layer_windows.empty()) {
        part.layer_windows = shape.layer_windows.subspan(begin, end - begin);
    }
    return part;
}

Part layers_of(const ModelShape& shape, const ModelWeights& weights, uint32_t begin, uint32_t end) {
    Part part = {layers_of(shape, begin, end), weights};
    part.weights.layers = weights.layers.subspan(begin, end - begin);
    return part;
}

Part lower_part(const ModelShape& shape, const ModelWeights& weights, uint32_t upper_layers) {
    Part part = layers_of(shape, weights, 0, shape.layer_count - upper_layers);
    part.weights.final_norm = {};
    part.weights.lm_head = {};
    return part;
}

Part upper_part(const ModelShape& shape, const ModelWeights& weights, uint32_t upper_layers) {
    const uint32_t end = shape.layer_count;
    Part part = layers_of(shape, weights, end - upper_layers, end);
    part.weights.token_embedding = {};
    return part;
}

bool splits(const ModelShape& shape, uint32_t upper_layers) {
    return upper_layers != 0 && upper_layers < shape.layer_count;
}

DeviceMemory sum(const DeviceMemory& a, const DeviceMemory& b) {
    return {a.weight_bytes + b.weight_bytes, a.kv_bytes + b.kv_bytes,
            a.workspace_bytes + b.workspace_bytes, a.device_bytes + b.device_bytes};
}

// One of two; a part that it does not change has one all the same.
struct SplitAdapter final : DeviceAdapter {
    SplitAdapter(std::unique_ptr<DeviceAdapter> below, std::unique_ptr<DeviceAdapter> above)
        : lower(std::move(below)), upper(std::move(above)) {}
    uint64_t device_bytes() const override { return lower->device_bytes() + upper->device_bytes(); }

    std::unique_ptr<DeviceAdapter> lower, upper;
};

class SplitModel final : public DeviceModel {
  public:
    SplitModel(std::unique_ptr<DeviceModel> lower, std::unique_ptr<DeviceModel> upper,
               uint32_t lower_layers, uint32_t max_rows)
        : lower_(std::move(lower)), upper_(std::move(upper)), lower_layers_(lower_layers) {
        lower_sequences_.reserve(max_rows);
        upper_sequences_.reserve(max_rows);
    }

    KernelStatus run(const BatchView& batch) override {
        lower_batch_ = batch;
        lower_batch_.sequences = of_part(batch.sequences, &SplitAdapter::lower, lower_sequences_);
        upper_batch_.sequences = of_part(batch.sequences, &SplitAdapter::upper, upper_sequences_);
        place_ = Place::kLower;
        const KernelStatus status = lower_->run(lower_batch_);
        return status.ok() ? cross() : status;
    }

    KernelStatus resume() override {
        if (place_ == Place::kBetween) return begin_upper();
        if (place_ == Place::kUpper) return upper_->resume();
        const KernelStatus status = lower_->resume();
        return status.ok() ? cross() : status;
    }

    KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) override {
        return upper_->sample(rows, out_tokens);
    }
    KernelStatus read_logits(uint32_t first, uint32_t count,
                             std::span<const float>* out_logits) const override {
        return upper_->read_logits(first, count, out_logits);
    }
    std::span<const float> logits() const override { return upper_->logits(); }
    DeviceMemory memory() const override { return sum(lower_->memory(), upper_->memory()); }
    DeviceCounters counters() const override { return upper_->counters(); }

    // A page of the whole is that of the lower layers and then that of the upper ones.
    KvPageLayout page_layout() const override {
        const KvPageLayout lower = lower_->page_layout(), upper = upper_->page_layout();
        if (lower.type != upper.type || lower.layer_count == 0 || upper.layer_count == 0) return {};
        KvPageLayout layout = lower;
        layout.layer_count += upper.layer_count;
        return layout;
    }
    KernelStatus read_page(uint32_t page, std::span<std::byte> bytes) const override {
        const size_t below = lower_->page_layout().page_bytes();
        const KernelStatus status = lower_->read_page(page, bytes.first(below));
        return status.ok() ? upper_->read_page(page, bytes.subspan(below)) : status;
    }
    KernelStatus write_page(uint32_t page, std::span<const std::byte> bytes) override {
        const size_t below = lower_->page_layout().page_bytes();
        const KernelStatus status = lower_->write_page(page, bytes.first(below));
        return status.ok() ? upper_->write_page(page, bytes.subspan(below)) : status;
    }

  private:
    enum class Place : uint8_t { kLower, kBetween, kUpper };

    // With the adapters that one of the parts knows.
    static std::span<const SequenceView> of_part(
        std::span<const SequenceView> sequences,
        std::unique_ptr<DeviceAdapter> SplitAdapter::*adapter, std::vector<SequenceView>& out) {
        out.assign(sequences.begin(), sequences.end());
        for (SequenceView& sequence : out) {
            if (sequence.adapter == nullptr) continue;
            sequence.adapter = (static_cast<const SplitAdapter*>(sequence.adapter)->*adapter).get();
        }
        return out;
    }

    // The lower layers are done, at least one of them in this call.
    KernelStatus cross() {
        place_ = Place::kBetween;
        const StepGate& gate = lower_batch_.gate;
        if (gate.may_go_on != nullptr && !gate.may_go_on(gate.user, lower_layers_)) {
            return {KernelCode::kStopped, 0, ""};
        }
        return begin_upper();
    }

    KernelStatus begin_upper() {
        place_ = Place::kUpper;
        const std::span<const SequenceView> sequences = upper_batch_.sequences;
        upper_batch_ = lower_batch_;
        upper_batch_.sequences = sequences;
        upper_batch_.residual = lower_->residual();
        if (lower_batch_.gate.may_go_on != nullptr) upper_batch_.gate = {this, upper_may_go_on};
        return upper_->run(upper_batch_);
    }

    static bool upper_may_go_on(void* self, uint32_t layers_done) {
        const auto& model = *static_cast<SplitModel*>(self);
        const StepGate& gate = model.lower_batch_.gate;
        return gate.may_go_on(gate.user, model.lower_layers_ + layers_done);
    }

    std::unique_ptr<DeviceModel> lower_, upper_;
    uint32_t lower_layers_;
    BatchView lower_batch_, upper_batch_;  // of the step
    std::vector<SequenceView> lower_sequences_, upper_sequences_;
    Place place_ = Place::kLower;
};

}  // namespace

// Of the parts, which need not have the types of matrices that the whole has.
KvType SplitBackend::page_type(const ModelShape& shape, const ModelWeights& weights,
                               KvType wanted) const {
    if (!splits(shape, upper_layers_)) return KvType::kDefault;
    const Part lower = lower_part(shape, weights, upper_layers_);
    const Part upper = upper_part(shape, weights, upper_layers_);
    const KvType type = lower_.page_type(lower.shape, lower.weights, wanted);
    return type == upper_.page_type(upper.shape, upper.weights, wanted) ? type : KvType::kDefault;
}

DeviceMemory SplitBackend::estimate(const ModelShape& shape, const ModelWeights& weights,
                                    const DeviceLimits& limits) const {
    if (!splits(shape, upper_layers_)) return {};
    const Part lower = lower_part(shape, weights, upper_layers_);
    const Part upper = upper_part(shape, weights, upper_layers_);
    const DeviceMemory below = lower_.estimate(lower.shape, lower.weights, limits);
    const DeviceMemory above = upper_.estimate(upper.shape, upper.weights, limits);
    // Nothing where one of them cannot have its part.
    return below.kv_bytes == 0 || above.kv_bytes == 0 ? DeviceMemory{} : sum(below, above);
}

KernelStatus SplitBackend::create_model(const ModelShape& shape, const ModelWeights& weights,
                                        const DeviceLimits& limits,
                                        std::unique_ptr<DeviceModel>* out_model) {
    if (!splits(shape, upper_layers_)) {
        return {KernelCode::kUnsupported, 0, "a model of two parts wants layers in both"};
    }
    // The one that copies no weights first: when either fails, little was done for it.
    std::unique_ptr<DeviceModel> below, above;
    const Part lower = lower_part(shape, weights, upper_layers_);
    KernelStatus status = lower_.create_model(lower.shape, lower.weights, limits, &below);
    if (!status.ok()) return status;
    const Part upper = upper_part(shape, weights, upper_layers_);
    status = upper_.create_model(upper.shape, upper.weights, limits, &above);
    if (!status.ok()) return status;
    out_model->reset(new (std::nothrow) SplitModel(
        std::move(below), std::move(above), shape.layer_count - upper_layers_, limits.max_rows));
    if (*out_model == nullptr) return {KernelCode::kOutOfMemory, 0, "creating a model"};
    return {};
}

KernelStatus SplitBackend::create_adapter(const ModelShape& shape, const AdapterWeights& weights,
                                          std::unique_ptr<DeviceAdapter>* out_adapter) {
    if (!splits(shape, upper_layers_) || weights.layers.size() != shape.layer_count) {
        return {KernelCode::kUnsupported, 0, "an adapter has as many layers as its model"};
    }
    const uint32_t lower_layers = shape.layer_count - upper_layers_;
    std::unique_ptr<DeviceAdapter> below, above;
    const ModelShape lower = layers_of(shape, 0, lower_layers);
    KernelStatus status =
        lower_.create_adapter(lower, {weights.layers.first(lower_layers)}, &below);
    if (!status.ok()) return status;
    const ModelShape upper = layers_of(shape, lower_layers, shape.layer_count);
    status = upper_.create_adapter(upper, {weights.layers.last(upper_layers_)}, &above);
    if (!status.ok()) return status;
    out_adapter->reset(new (std::nothrow) SplitAdapter(std::move(below), std::move(above)));
    if (*out_adapter == nullptr) return {KernelCode::kOutOfMemory, 0, "creating an adapter"};
    return {};
}

}  // namespace minstrel::kernels
