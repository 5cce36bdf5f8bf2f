#include "runtime/model/expert_slices.h"

#include <string>
#include <string_view>
#include <utility>

namespace minstrel {
namespace {

constexpr std::string_view kGgufSuffix = "_exps.weight";
constexpr std::string_view kGateAndUp = ".mlp.experts.gate_up_proj";
constexpr std::string_view kDown = ".mlp.experts.down_proj";
constexpr std::string_view kRouter = ".mlp.gate.weight";

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
    return expert_count != 0 && tensor.shape.size() == 3 && tensor.shape[0] == expert_count &&
           tensor.shape[1] != 0;
}

std::string without(const StoredTensor& tensor, std::string_view suffix) {
    return tensor.name.substr(0, tensor.name.size() - suffix.size());
}

// Cuts matrices out of a tensor, whose experts lie one below the other.
class Slicer {
  public:
    Slicer(StoredTensor whole, std::vector<StoredTensor>& out)
        : whole_(std::move(whole)), decoder_(std::move(whole_.decoder)), out_(out) {}

    uint64_t expert_count() const { return whole_.shape[0]; }
    uint64_t rows() const { return whole_.shape[1]; }  // of an expert

    void append(std::string name, uint64_t expert, uint64_t first, uint64_t count) {
        const size_t stride = whole_.bytes.size() / (expert_count() * rows());
        const uint64_t row = expert * rows() + first;
        StoredTensor part;
        part.name = std::move(name);
        part.type = whole_.type;
        part.type_name = whole_.type_name;
        part.shape = {count, whole_.shape[2]};
        part.bytes = whole_.bytes.subspan(row * stride, count * stride);
        if (decoder_ != nullptr) part.decoder = std::make_unique<PartDecoder>(decoder_, row);
        out_.push_back(std::move(part));
    }

  private:
    StoredTensor whole_;
    std::shared_ptr<const RowDecoder> decoder_;
    std::vector<StoredTensor>& out_;
};

bool split_gguf(StoredTensor& tensor, uint32_t expert_count, std::vector<StoredTensor>& out) {
    if (!tensor.name.ends_with(kGgufSuffix) || !is_of_all_experts(tensor, expert_count)) {
        return false;
    }
    const std::string stem = without(tensor, kGgufSuffix) + ".";
    Slicer slicer(std::move(tensor), out);
    for (uint64_t expert = 0; expert < expert_count; ++expert) {
        slicer.append(stem + std::to_string(expert) + ".weight", expert, 0, slicer.rows());
    }
    return true;
}

bool split_hf(StoredTensor& tensor, uint32_t expert_count, std::vector<StoredTensor>& out) {
    if (expert_count != 0 && tensor.name.ends_with(kRouter)) {
        tensor.name = without(tensor, kRouter) + ".block_sparse_moe.gate.weight";
        return false;
    }
    const bool is_down = tensor.name.ends_with(kDown);
    if (!is_down && !tensor.name.ends_with(kGateAndUp)) return false;
    if (!is_of_all_experts(tensor, expert_count)) return false;
    if (!is_down && tensor.shape[1] % 2 != 0) return false;
    const std::string stem =
        without(tensor, is_down ? kDown : kGateAndUp) + ".block_sparse_moe.experts.";
    Slicer slicer(std::move(tensor), out);
    const uint64_t rows = slicer.rows();
    for (uint64_t expert = 0; expert < expert_count; ++expert) {
        const std::string name = stem + std::to_string(expert);
        if (is_down) {
            slicer.append(name + ".w2.weight", expert, 0, rows);
        } else {
            slicer.append(name + ".w1.weight", expert, 0, rows / 2);
            slicer.append(name + ".w3.weight", expert, rows / 2, rows / 2);
        }
    }
    return true;
}

template <class Split>
std::vector<StoredTensor> split_each(std::vector<StoredTensor> tensors, uint32_t expert_count,
                                     const Split& split) {
    std::vector<StoredTensor> out;
    out.reserve(tensors.size());
    for (StoredTensor& tensor : tensors) {
        if (!split(tensor, expert_count, out)) out.push_back(std::move(tensor));
    }
    return out;
}

}  // namespace

std::vector<StoredTensor> split_gguf_experts(std::vector<StoredTensor> tensors,
                                             uint32_t expert_count) {
    return split_each(std::move(tensors), expert_count, split_gguf);
}

std::vector<StoredTensor> split_hf_experts(std::vector<StoredTensor> tensors,
                                           uint32_t expert_count) {
    return split_each(std::move(tensors), expert_count, split_hf);
}

}  // namespace minstrel
