#include "runtime/model/tensor_rows.h"

#include <utility>

#include "runtime/model/element.h"

namespace minstrel {
namespace {

class BlockDecoder final : public RowDecoder {
  public:
    BlockDecoder(BlockType type, std::span<const std::byte> bytes) : type_(type), bytes_(bytes) {}

    void decode(uint64_t row, std::span<float> out) const override {
        decode_blocks(type_, blocks_of(row, out.size()), out);
    }

    bool read_steps(uint64_t row, std::span<float> out) const override {
        return read_block_steps(type_, blocks_of(row, out.size() * 32), out);
    }

    bool read_groups(uint64_t row, std::span<kernels::QuantisedGroup> out) const override {
        return read_block_groups(type_, blocks_of(row, out.size() * 32), out);
    }

    kernels::ElementType tile_type() const override {
        return type_ == BlockType::kQ40 ? kernels::ElementType::kInt4 : kernels::ElementType::kInt8;
    }

  private:
    std::span<const std::byte> blocks_of(uint64_t row, size_t cols) const {
        const BlockFormat& format = *find_block_format(static_cast<uint32_t>(type_));
        const size_t stride = cols / format.elements * format.bytes;
        return bytes_.subspan(static_cast<size_t>(row) * stride, stride);
    }

    BlockType type_;
    std::span<const std::byte> bytes_;
};

// Where the kernels' row `row` is in the file.
uint64_t row_in_file(const TensorRole& role, uint64_t row) {
    const uint64_t head = role.interleaved_head;
    if (head == 0) return row;
    const uint64_t place = row % head;
    const uint64_t half = head / 2;
    return row - place + (place < half ? 2 * place : 2 * (place - half) + 1);
}

}  // namespace

Result<std::vector<TensorSource>> match_roles(const TensorTable& table, const ModelConfig& config,
                                              TensorNaming naming) {
    std::vector<TensorRole> roles = tensor_roles(config, naming);
    MST_TRY(check_no_strangers(table, roles, config.tied_embeddings));
    std::vector<TensorSource> sources;
    for (TensorRole& role : roles) {
        MST_ASSIGN(const StoredTensor* tensor, find_role(table, role));
        const bool in_tiles =
            tensor->type == StoredType::kInt8 || tensor->type == StoredType::kInt4;
        if ((!in_tiles || role.is_float32) && tensor->decoder == nullptr &&
            element_bytes(tensor->type) == 0) {
            return error(Code::kUnsupported,
                         "the tensor '%s' has the element type %s, which this version does not "
                         "read there",
                         tensor->name.c_str(), tensor->type_name.c_str());
        }
        sources.push_back({std::move(role), tensor});
    }
    return sources;
}

bool is_plain(const TensorSource& source) {
    return source.tensor->decoder == nullptr && source.role.interleaved_head == 0;
}

std::span<const std::byte> stored_row(const TensorSource& source, uint64_t row) {
    const size_t stride = source.role.cols * element_bytes(source.tensor->type);
    const auto place = static_cast<size_t>(row_in_file(source.role, row));
    return source.tensor->bytes.subspan(place * stride, stride);
}

void read_row(const TensorSource& source, uint64_t row, std::span<float> out) {
    if (source.tensor->decoder != nullptr) {
        source.tensor->decoder->decode(row_in_file(source.role, row), out);
    } else {
        convert_to_float(source.tensor->type, stored_row(source, row), out);
    }
}

bool read_steps(const TensorSource& source, uint64_t row, std::span<float> out) {
    const RowDecoder* decoder = source.tensor->decoder.get();
    return decoder != nullptr && decoder->read_steps(row_in_file(source.role, row), out);
}

bool read_groups(const TensorSource& source, uint64_t row, std::span<kernels::QuantisedGroup> out) {
    const RowDecoder* decoder = source.tensor->decoder.get();
    return decoder != nullptr && decoder->read_groups(row_in_file(source.role, row), out);
}

std::unique_ptr<const RowDecoder> make_block_decoder(BlockType type,
                                                     std::span<const std::byte> bytes) {
    return std::make_unique<BlockDecoder>(type, bytes);
}

}  // namespace minstrel
