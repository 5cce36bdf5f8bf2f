#include "runtime/model/gguf_experts.h"

#include <string_view>
#include <utility>

namespace minstrel {
namespace {

constexpr std::string_view kSuffix = "_exps.weight";

// The rows of a larger matrix from `first` on.
class PartDecoder final : public RowDecoder {
  public:
    PartDecoder(std::shared_ptr<const RowDecoder> whole, uint64_t first)
        : whole_(std::move(whole)), first_(first) {}

    void decode(uint64_t row, std::span<float> out) const override {
        whole_->decode(first_ + row, out);
    }
    bool read_steps(uint64_t row, std::span<float> out) const override {
        return whole_->read_steps(first_ + row, out);
    }
    bool read_groups(uint64_t row, std::span<kernels::QuantisedGroup> out) const override {
        return whole_->read_groups(first_ + row, out);
    }
    kernels::ElementType tile_type() const override { return whole_->tile_type(); }

  private:
    std::shared_ptr<const RowDecoder> whole_;
    uint64_t first_;
};

bool is_of_all_experts(const StoredTensor& tensor, uint32_t expert_count) {
    return tensor.name.ends_with(kSuffix) && tensor.shape.size() == 3 &&
           tensor.shape[0] == expert_count;
}

void append_parts(StoredTensor whole, std::vector<StoredTensor>& out) {
    const uint64_t count = whole.shape[0], rows = whole.shape[1];
    const size_t bytes = whole.bytes.size() / count;
    const std::string stem = whole.name.substr(0, whole.name.size() - kSuffix.size());
    const std::shared_ptr<const RowDecoder> decoder = std::move(whole.decoder);
    for (uint64_t expert = 0; expert < count; ++expert) {
        StoredTensor part;
        part.name = stem;
        part.name += '.';
        part.name += std::to_string(expert);
        part.name += ".weight";
        part.type = whole.type;
        part.type_name = whole.type_name;
        part.shape = {rows, whole.shape[2]};
        part.bytes = whole.bytes.subspan(static_cast<size_t>(expert) * bytes, bytes);
        if (decoder != nullptr) {
            part.decoder = std::make_unique<PartDecoder>(decoder, expert * rows);
        }
        out.push_back(std::move(part));
    }
}

}  // namespace

std::vector<StoredTensor> split_experts(std::vector<StoredTensor> tensors, uint32_t expert_count) {
    std::vector<StoredTensor> out;
    out.reserve(tensors.size());
    for (StoredTensor& tensor : tensors) {
        if (expert_count != 0 && is_of_all_experts(tensor, expert_count)) {
            append_parts(std::move(tensor), out);
        } else {
            out.push_back(std::move(tensor));
        }
    }
    return out;
}

}  // namespace minstrel
