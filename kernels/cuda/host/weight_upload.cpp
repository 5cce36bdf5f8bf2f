#include "kernels/cuda/host/weight_upload.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/half.h"
#include "kernels/rope.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr size_t kBufferBytes = size_t{16} << 20;
constexpr uint32_t kTablePositions = 256;  // that are computed together

std::vector<float> norm_values(const TensorView& norm) {
    std::vector<float> values(norm.cols);
    const auto* bytes = static_cast<const std::byte*>(norm.data);
    for (uint32_t i = 0; i < norm.cols; ++i) {
        if (norm.type == ElementType::kF32) {
            std::memcpy(&values[i], bytes + size_t{i} * 4, 4);
        } else {
            uint16_t half = 0;
            std::memcpy(&half, bytes + size_t{i} * 2, 2);
            values[i] = float_from_bf16(half);
        }
    }
    return values;
}

// What the tables need of the model.
ModelShape rope_shape(const LibraryShape& shape) {
    ModelShape out;
    out.head_dim = shape.head_dim;
    out.rope_theta = shape.rope_theta;
    out.rope_scaling = shape.rope_scaling;
    out.query_scaling = shape.query_scaling;
    return out;
}

DeviceError upload_rope_tables(StagedCopy& copy, const ModelSizes& sizes, const ModelLayout& layout,
                               std::byte* block) {
    const ModelShape shape = rope_shape(sizes.shape);
    const std::vector<double> frequencies = rope_frequencies(shape);
    const double magnitude = shape.rope_scaling.factor != 0 ? shape.rope_scaling.magnitude : 1;
    const size_t half = frequencies.size();
    std::vector<float> cosines(kTablePositions * half), sines(kTablePositions * half);
    for (uint32_t first = 0; first < sizes.limits.max_positions; first += kTablePositions) {
        const uint32_t count = std::min(kTablePositions, sizes.limits.max_positions - first);
        for (uint32_t i = 0; i < count; ++i) {
            for (size_t pair = 0; pair < half; ++pair) {
                const double angle = (first + i) * frequencies[pair];
                cosines[i * half + pair] = static_cast<float>(magnitude * std::cos(angle));
                sines[i * half + pair] = static_cast<float>(magnitude * std::sin(angle));
            }
        }
        const size_t offset = first * half * sizeof(float);
        const auto part = [&](const std::vector<float>& table) {
            return std::as_bytes(std::span(table).first(count * half));
        };
        DeviceError error = copy.write(block + layout.cosines + offset, part(cosines));
        if (error == 0) error = copy.write(block + layout.sines + offset, part(sines));
        if (error != 0) return error;
    }
    return 0;
}

// Where each expert's matrices are on the device, for launches that take all experts.
DeviceError upload_expert_pointers(StagedCopy& copy, const LibraryModel& model,
                                   const ModelLayout& layout, std::byte* block) {
    std::vector<const void*> pointers;
    for (uint32_t layer = 0; layer < model.shape.layer_count; ++layer) {
        const LayerTensors tensors = layer_tensors(model, layer);
        for (const auto member : {&ExpertTensors::gate, &ExpertTensors::up, &ExpertTensors::down}) {
            for (const ExpertTensors& expert : tensors.experts) {
                pointers.push_back(
                    block + layout.tensors[static_cast<size_t>(expert.*member - model.tensors)]);
            }
        }
    }
    return copy.write(block + layout.expert_pointers, std::as_bytes(std::span(pointers)));
}

}  // namespace

StagedCopy::~StagedCopy() {
    for (uint32_t slot = 0; slot < 2; ++slot) {
        if (in_flight_[slot]) (void)device_.wait(slot);
        if (buffers_[slot] != nullptr) device_.release_pinned(buffers_[slot]);
    }
}

DeviceError StagedCopy::open(size_t buffer_bytes) {
    capacity_ = buffer_bytes;
    for (std::byte*& buffer : buffers_) {
        void* memory = nullptr;
        const DeviceError error = device_.allocate_pinned(buffer_bytes, &memory);
        if (error != 0) return error;
        buffer = static_cast<std::byte*>(memory);
    }
    return 0;
}

DeviceError StagedCopy::write(std::byte* device, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        if (filled_ != 0 && (filled_ == capacity_ || device != target_ + filled_)) {
            const DeviceError error = send();
            if (error != 0) return error;
        }
        if (filled_ == 0) target_ = device;
        const size_t count = std::min(bytes.size(), capacity_ - filled_);
        std::memcpy(buffers_[current_] + filled_, bytes.data(), count);
        filled_ += count;
        device += count;
        bytes = bytes.subspan(count);
    }
    return 0;
}

// The current buffer leaves; the other one is free when its last copy is over.
DeviceError StagedCopy::send() {
    DeviceError error = device_.copy_in(target_, buffers_[current_], filled_);
    if (error == 0) error = device_.mark(current_);
    if (error != 0) return error;
    in_flight_[current_] = true;
    filled_ = 0;
    current_ ^= 1;
    if (!in_flight_[current_]) return 0;
    in_flight_[current_] = false;
    return device_.wait(current_);
}

DeviceError StagedCopy::finish() {
    DeviceError error = filled_ != 0 ? send() : 0;
    for (uint32_t slot = 0; slot < 2; ++slot) {
        if (!in_flight_[slot]) continue;
        in_flight_[slot] = false;
        if (error == 0) error = device_.wait(slot);
    }
    return error;
}

DeviceError upload_model(Device& device, const LibraryModel& model, const ModelSizes& sizes,
                         const ModelLayout& layout, std::byte* block) {
    StagedCopy copy(device);
    DeviceError error = copy.open(kBufferBytes);
    for (uint64_t i = 0; i < model.tensor_count && error == 0; ++i) {
        if (i == 2 && layout.tensors[2] == layout.tensors[0]) continue;  // tied
        const TensorView& tensor = model.tensors[i];
        std::byte* target = block + layout.tensors[i];
        if (is_norm(model.shape, i)) {
            const std::vector<float> values = norm_values(tensor);
            error = copy.write(target, std::as_bytes(std::span(values)));
        } else {
            error = copy.write(target, {static_cast<const std::byte*>(tensor.data),
                                        static_cast<size_t>(device_bytes(tensor))});
        }
    }
    if (error == 0 && model.shape.expert_count != 0) {
        error = upload_expert_pointers(copy, model, layout, block);
    }
    if (error == 0) error = upload_rope_tables(copy, sizes, layout, block);
    return error == 0 ? copy.finish() : error;
}

}  // namespace minstrel::kernels::cuda
