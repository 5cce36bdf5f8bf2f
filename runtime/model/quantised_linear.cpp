#include "runtime/model/quantised_linear.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "runtime/model/element.h"

namespace minstrel {
namespace {

constexpr uint32_t kWordBits = 32;
// Where AWQ keeps the nibble of each of eight neighbouring outputs.
constexpr uint8_t kAwqPlaces[8] = {0, 4, 1, 5, 2, 6, 3, 7};

uint32_t load_word(std::span<const std::byte> bytes, uint64_t index) {
    uint32_t word;
    std::memcpy(&word, bytes.data() + index * sizeof word, sizeof word);
    return word;
}

// Scales in any of the plain float types, at any alignment.
class Scales {
  public:
    Scales() = default;
    explicit Scales(const StoredTensor& tensor) : type_(tensor.type), bytes_(tensor.bytes) {}

    float at(uint64_t index) const {
        float value = 0;
        const size_t width = element_bytes(type_);
        convert_to_float(type_, bytes_.subspan(static_cast<size_t>(index) * width, width),
                         {&value, 1});
        return value;
    }

  private:
    StoredType type_ = StoredType::kF32;
    std::span<const std::byte> bytes_;
};

// Small integers in words: of every output `o` those of the inputs, or of the groups of inputs,
// `x`. They are packed along one of the two.
struct Codes {
    std::span<const std::byte> words;
    uint32_t bits = 4;
    bool along_outputs = false;
    bool awq_order = false;
    uint64_t x_stride = 0;  // in words
    uint64_t o_stride = 0;

    uint32_t at(uint64_t o, uint64_t x) const {
        const unsigned shift = bits == 4 ? 3 : 2;  // a word has 8 codes or 4
        uint64_t& packed = along_outputs ? o : x;
        auto place = static_cast<uint32_t>(packed & ((1u << shift) - 1));
        packed >>= shift;
        if (awq_order) place = kAwqPlaces[place];
        const uint32_t word = load_word(words, x * x_stride + o * o_stride);
        return (word >> (bits * place)) & ((1u << bits) - 1);
    }
};

class Fp8Decoder final : public RowDecoder {
  public:
    Fp8Decoder(std::span<const std::byte> bytes, Scales scales, uint32_t block_rows,
               uint32_t block_cols, uint64_t scale_cols)
        : bytes_(bytes),
          scales_(scales),
          block_rows_(block_rows),
          block_cols_(block_cols),
          scale_cols_(scale_cols) {
        for (uint32_t i = 0; i < 256; ++i) values_[i] = float_from_f8e4m3(static_cast<uint8_t>(i));
    }

    void decode(uint64_t row, std::span<float> out) const override {
        const auto* source =
            reinterpret_cast<const uint8_t*>(bytes_.data()) + static_cast<size_t>(row) * out.size();
        const uint64_t first = row / block_rows_ * scale_cols_;
        for (size_t begin = 0; begin < out.size(); begin += block_cols_) {
            const float scale = scales_.at(first + begin / block_cols_);
            const size_t end = std::min<size_t>(out.size(), begin + block_cols_);
            for (size_t i = begin; i < end; ++i) out[i] = values_[source[i]] * scale;
        }
    }

  private:
    std::span<const std::byte> bytes_;
    Scales scales_;
    uint64_t block_rows_;
    size_t block_cols_;
    uint64_t scale_cols_;
    float values_[256];
};

// (code - zero) * scale, with a zero and a scale for each group of inputs.
struct GroupedInts {
    Codes codes;
    std::optional<Codes> zeros;
    uint32_t zero_offset = 0;  // added to the zeros, or their value where there are none
    Scales scales;
    uint64_t scale_o_stride = 0;
    uint64_t scale_x_stride = 0;
    uint64_t group_size = 1;
    uint64_t group_count = 1;
    std::span<const std::byte> group_of;  // words; empty = in order
};

class GroupedDecoder final : public RowDecoder {
  public:
    explicit GroupedDecoder(GroupedInts ints) : ints_(ints) {}

    void decode(uint64_t row, std::span<float> out) const override {
        for (size_t begin = 0; begin < out.size();) {
            const uint64_t group = group_at(begin);
            const size_t end = run_end(begin, out.size());
            auto zero = static_cast<int32_t>(ints_.zero_offset);
            if (ints_.zeros) zero += static_cast<int32_t>(ints_.zeros->at(row, group));
            const float scale =
                ints_.scales.at(row * ints_.scale_o_stride + group * ints_.scale_x_stride);
            for (; begin < end; ++begin) {
                const auto code = static_cast<int32_t>(ints_.codes.at(row, begin));
                out[begin] = static_cast<float>(code - zero) * scale;
            }
        }
    }

    bool read_steps(uint64_t row, std::span<float> out) const override {
        if (!ints_.group_of.empty() || ints_.group_size % kernels::kScaleGroup != 0) return false;
        for (size_t i = 0; i < out.size(); ++i) {
            const uint64_t group = group_at(i * kernels::kScaleGroup);
            out[i] = ints_.scales.at(row * ints_.scale_o_stride + group * ints_.scale_x_stride);
        }
        return true;
    }

    // Four bits around a fixed middle are what an int4 tile holds.
    kernels::ElementType tile_type() const override {
        const bool centred = !ints_.zeros && ints_.zero_offset == kernels::Int4Tile::kOffset;
        return ints_.codes.bits == 4 && centred ? kernels::ElementType::kInt4
                                                : kernels::ElementType::kInt8;
    }

  private:
    // Bounded again: a mapped file may change after it was checked.
    uint64_t group_at(size_t input) const {
        const uint64_t group =
            ints_.group_of.empty() ? input / ints_.group_size : load_word(ints_.group_of, input);
        return std::min(group, ints_.group_count - 1);
    }

    // The end of the inputs after `begin` that are surely of one group.
    size_t run_end(size_t begin, size_t size) const {
        if (!ints_.group_of.empty()) return begin + 1;
        return std::min(size, begin + static_cast<size_t>(ints_.group_size));
    }

    GroupedInts ints_;
};

class Int8Decoder final : public RowDecoder {
  public:
    Int8Decoder(std::span<const std::byte> bytes, Scales scales, uint64_t group_size,
                uint64_t scale_stride)
        : bytes_(bytes), scales_(scales), group_size_(group_size), scale_stride_(scale_stride) {}

    void decode(uint64_t row, std::span<float> out) const override {
        const auto* source =
            reinterpret_cast<const int8_t*>(bytes_.data()) + static_cast<size_t>(row) * out.size();
        for (size_t i = 0; i < out.size(); ++i) {
            out[i] =
                static_cast<float>(source[i]) * scales_.at(row * scale_stride_ + i / group_size_);
        }
    }

    bool read_steps(uint64_t row, std::span<float> out) const override {
        if (group_size_ % kernels::kScaleGroup != 0) return false;
        for (size_t i = 0; i < out.size(); ++i) {
            out[i] = scales_.at(row * scale_stride_ + i * kernels::kScaleGroup / group_size_);
        }
        return true;
    }

  private:
    std::span<const std::byte> bytes_;
    Scales scales_;
    uint64_t group_size_;
    uint64_t scale_stride_;
};

uint64_t divide_up(uint64_t value, uint64_t by) {
    return (value + by - 1) / by;
}

// The tensors of one file set, from which the parts of matrices are taken.
class Merger {
  public:
    Merger(std::vector<StoredTensor> tensors, const QuantOptions& options) : options_(options) {
        for (StoredTensor& tensor : tensors) {
            std::string name = tensor.name;
            parts_.emplace(std::move(name), std::move(tensor));
        }
    }

    Result<std::vector<StoredTensor>> run() {
        for (const std::string& name : names()) {
            if (!parts_.contains(name)) continue;  // already part of another
            Status status = merge(name);
            if (!status.ok()) return status.with_context(name);
        }
        for (auto& [name, tensor] : parts_) done_.push_back(std::move(tensor));
        return std::move(done_);
    }

  private:
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& [name, tensor] : parts_) names.push_back(name);
        return names;
    }

    // Whether `name` is the main part, and of which matrix.
    std::optional<std::string> matrix_of(const std::string& name, const char* suffix) const {
        if (!name.ends_with(suffix)) return std::nullopt;
        return name.substr(0, name.size() - std::strlen(suffix));
    }

    Status merge(const std::string& name) {
        switch (options_.method) {
            case QuantMethod::kFp8:
                if (parts_.at(name).type_name != "F8_E4M3") return Status();
                return merge_fp8(name);
            case QuantMethod::kInt8:
                if (parts_.at(name).type_name != "I8") return Status();
                return merge_int8(name);
            case QuantMethod::kGptq:
            case QuantMethod::kAwq:
                if (const auto matrix = matrix_of(name, ".qweight")) return merge_gptq(*matrix);
                return Status();
            case QuantMethod::kPackedInts:
                if (const auto matrix = matrix_of(name, ".weight_packed")) {
                    return merge_packed(*matrix);
                }
                return Status();
            case QuantMethod::kNone:
                break;
        }
        return Status();
    }

    Result<StoredTensor> take(const std::string& name) {
        auto node = parts_.extract(name);
        if (!node.empty()) return std::move(node.mapped());
        return error(Code::kBadFormat, "the tensor '%s' is missing", name.c_str());
    }
    Status expect(const StoredTensor& tensor, const char* type,
                  const std::vector<uint64_t>& shape) const {
        if (tensor.type_name == type && tensor.shape == shape) return Status();
        return error(Code::kBadFormat, "'%s' is %s %s and must be %s %s", tensor.name.c_str(),
                     tensor.type_name.c_str(), shape_text(tensor.shape).c_str(), type,
                     shape_text(shape).c_str());
    }
    Status expect_scales(const StoredTensor& tensor, const std::vector<uint64_t>& shape) const {
        if (element_bytes(tensor.type) == 0) {
            return error(Code::kBadFormat, "'%s' has the element type %s", tensor.name.c_str(),
                         tensor.type_name.c_str());
        }
        return expect(tensor, tensor.type_name.c_str(), shape);
    }
    Status expect_matrix(const StoredTensor& tensor) const {
        const bool fits = tensor.shape.size() == 2 && tensor.shape[0] > 0 && tensor.shape[1] > 0 &&
                          tensor.shape[0] <= kMaxExtent && tensor.shape[1] <= kMaxExtent;
        if (fits) return Status();
        return error(Code::kBadFormat, "'%s' has the shape %s, which is no matrix",
                     tensor.name.c_str(), shape_text(tensor.shape).c_str());
    }
    void finish(StoredTensor main, std::string name, uint64_t rows, uint64_t cols,
                const char* type_name, std::unique_ptr<const RowDecoder> decoder) {
        main.name = std::move(name);
        main.type = StoredType::kDecoded;
        main.type_name = type_name;
        main.shape = {rows, cols};
        main.decoder = std::move(decoder);
        done_.push_back(std::move(main));
    }
    // Whole rows are one group.
    Result<uint64_t> group_count(uint64_t cols) const {
        if (options_.group_size == 0) return uint64_t{1};
        if (cols % options_.group_size == 0) return cols / options_.group_size;
        return error(Code::kBadFormat, "%llu inputs are not whole groups of %u",
                     static_cast<unsigned long long>(cols), options_.group_size);
    }

    // The first of the names that the producers use.
    Result<StoredTensor> take_scale(const std::string& matrix) {
        for (const char* suffix : {".weight_scale_inv", ".weight_scale", ".qscale_weight"}) {
            std::string name = matrix;
            name += suffix;
            if (parts_.contains(name)) return take(name);
        }
        std::string name = matrix;
        name += ".weight_scale";
        return take(name);
    }
    // Scales of inputs, for computing in eight bits; here inputs keep their precision.
    void drop_input_scales(const std::string& matrix) {
        for (const char* suffix : {".activation_scale", ".input_scale", ".qscale_act"}) {
            std::string name = matrix;
            name += suffix;
            parts_.erase(name);
        }
    }

    Status merge_fp8(const std::string& name) {
        const auto matrix = matrix_of(name, ".weight");
        if (!matrix) return error(Code::kBadFormat, "eight-bit floats in no matrix");
        MST_ASSIGN(StoredTensor main, take(name));
        MST_TRY(expect_matrix(main));
        MST_ASSIGN(const StoredTensor scale, take_scale(*matrix));
        drop_input_scales(*matrix);
        const uint64_t rows = main.shape[0], cols = main.shape[1];
        uint32_t block_rows = static_cast<uint32_t>(rows), block_cols = static_cast<uint32_t>(cols);
        const uint64_t elements = count_of(scale);
        if (options_.block_rows != 0) {
            block_rows = options_.block_rows;
            block_cols = options_.block_cols;
            MST_TRY(
                expect_scales(scale, {divide_up(rows, block_rows), divide_up(cols, block_cols)}));
        } else if (elements != 1) {
            block_rows = 1;
            MST_TRY(expect_scales(scale, {rows, 1}));
        } else {
            MST_TRY(expect_scales(scale, scale.shape));
        }
        auto decoder = std::make_unique<Fp8Decoder>(main.bytes, Scales(scale), block_rows,
                                                    block_cols, divide_up(cols, block_cols));
        finish(std::move(main), name, rows, cols, "FP8", std::move(decoder));
        return Status();
    }

    Status merge_int8(const std::string& name) {
        const auto matrix = matrix_of(name, ".weight");
        if (!matrix) return error(Code::kBadFormat, "bytes in no matrix");
        MST_ASSIGN(StoredTensor main, take(name));
        MST_TRY(expect_matrix(main));
        if (parts_.contains(*matrix + ".weight_zero_point")) {
            return error(Code::kUnsupported, "bytes with zero points are not supported");
        }
        MST_ASSIGN(const StoredTensor scale, take_scale(*matrix));
        drop_input_scales(*matrix);
        const uint64_t rows = main.shape[0], cols = main.shape[1];
        MST_ASSIGN(const uint64_t groups, group_count(cols));
        const bool is_one = count_of(scale) == 1;
        MST_TRY(expect_scales(scale, is_one ? scale.shape : std::vector<uint64_t>{rows, groups}));
        auto decoder = std::make_unique<Int8Decoder>(main.bytes, Scales(scale), cols / groups,
                                                     is_one ? 0 : groups);
        finish(std::move(main), name, rows, cols, "INT8", std::move(decoder));
        return Status();
    }

    // The parts of GPTQ and AWQ have the same names; inputs are their rows.
    Status merge_gptq(const std::string& matrix) {
        const bool awq = options_.method == QuantMethod::kAwq;
        const uint64_t per_word = kWordBits / options_.bits;
        MST_ASSIGN(StoredTensor main, take(matrix + ".qweight"));
        MST_TRY(expect_matrix(main));
        MST_TRY(expect(main, "I32", main.shape));
        const uint64_t cols = main.shape[0] * (awq ? 1 : per_word);
        const uint64_t rows = main.shape[1] * (awq ? per_word : 1);
        MST_ASSIGN(const uint64_t groups, group_count(cols));
        MST_ASSIGN(const StoredTensor zeros, take(matrix + ".qzeros"));
        MST_TRY(expect(zeros, "I32", {groups, rows / per_word}));
        MST_ASSIGN(const StoredTensor scales, take(matrix + ".scales"));
        MST_TRY(expect_scales(scales, {groups, rows}));
        if (rows % per_word != 0) return error(Code::kBadFormat, "its outputs fill no whole words");
        GroupedInts ints;
        ints.codes = {main.bytes, options_.bits, awq, awq, main.shape[1], 1};
        ints.zeros = Codes{zeros.bytes, options_.bits, true, awq, rows / per_word, 1};
        ints.zero_offset = options_.zero_offset;
        ints.scales = Scales(scales);
        ints.scale_o_stride = 1;
        ints.scale_x_stride = rows;
        ints.group_size = cols / groups;
        ints.group_count = groups;
        MST_ASSIGN(ints.group_of, take_groups(matrix + ".g_idx", cols, groups));
        MST_TRY(drop_zero_bias(matrix + ".bias"));
        finish(std::move(main), matrix + ".weight", rows, cols, awq ? "AWQ" : "GPTQ",
               std::make_unique<GroupedDecoder>(ints));
        return Status();
    }

    Status merge_packed(const std::string& matrix) {
        MST_ASSIGN(StoredTensor main, take(matrix + ".weight_packed"));
        MST_TRY(expect_matrix(main));
        MST_ASSIGN(const StoredTensor shape, take(matrix + ".weight_shape"));
        MST_TRY(expect(shape, "I64", {2}));
        uint64_t extents[2];
        std::memcpy(extents, shape.bytes.data(), sizeof extents);
        const auto [rows, cols] = extents;
        if (rows == 0 || cols == 0 || rows > kMaxExtent || cols > kMaxExtent) {
            return error(Code::kBadFormat, "'%s' holds no shape of a matrix", shape.name.c_str());
        }
        const uint64_t per_word = kWordBits / options_.bits;
        MST_TRY(expect(main, "I32", {rows, divide_up(cols, per_word)}));
        MST_ASSIGN(const uint64_t groups, group_count(cols));
        MST_ASSIGN(const StoredTensor scales, take(matrix + ".weight_scale"));
        MST_TRY(expect_scales(scales, {rows, groups}));
        GroupedInts ints;
        ints.codes = {main.bytes, options_.bits, false, false, 1, main.shape[1]};
        ints.zero_offset = 1u << (options_.bits - 1);
        if (parts_.contains(matrix + ".weight_zero_point")) {
            MST_ASSIGN(const StoredTensor zeros, take(matrix + ".weight_zero_point"));
            MST_TRY(expect(zeros, "I32", {divide_up(rows, per_word), groups}));
            ints.zeros = Codes{zeros.bytes, options_.bits, true, false, 1, groups};
            ints.zero_offset = 0;
        }
        ints.scales = Scales(scales);
        ints.scale_o_stride = groups;
        ints.scale_x_stride = 1;
        ints.group_size = cols / groups;
        ints.group_count = groups;
        MST_ASSIGN(ints.group_of, take_groups(matrix + ".weight_g_idx", cols, groups));
        drop_input_scales(matrix);
        finish(std::move(main), matrix + ".weight", rows, cols,
               options_.bits == 4 ? "INT4" : "INT8", std::make_unique<GroupedDecoder>(ints));
        return Status();
    }

    // The group of every input, where they are not in order.
    Result<std::span<const std::byte>> take_groups(const std::string& name, uint64_t cols,
                                                   uint64_t group_count) {
        if (!parts_.contains(name)) return std::span<const std::byte>();
        MST_ASSIGN(const StoredTensor groups, take(name));
        MST_TRY(expect(groups, "I32", {cols}));
        for (uint64_t i = 0; i < cols; ++i) {
            if (load_word(groups.bytes, i) < group_count) continue;
            return error(Code::kBadFormat, "'%s' names a group beyond the last", name.c_str());
        }
        return groups.bytes;
    }
    // Some producers store the biases that the model does not have.
    Status drop_zero_bias(const std::string& name) {
        if (!parts_.contains(name)) return Status();
        MST_ASSIGN(const StoredTensor bias, take(name));
        if (std::all_of(bias.bytes.begin(), bias.bytes.end(),
                        [](std::byte byte) { return byte == std::byte{0}; })) {
            return Status();
        }
        return error(Code::kUnsupported, "'%s': biases are not supported", name.c_str());
    }
    static uint64_t count_of(const StoredTensor& tensor) {
        const size_t width = std::max<size_t>(element_bytes(tensor.type), 1);
        return tensor.bytes.size() / width;
    }

    static constexpr uint64_t kMaxExtent = 1u << 24;  // products of two fit easily

    const QuantOptions& options_;
    std::map<std::string, StoredTensor> parts_;
    std::vector<StoredTensor> done_;
};

}  // namespace

Result<std::vector<StoredTensor>> merge_quantised(std::vector<StoredTensor> tensors,
                                                  const QuantOptions& options) {
    if (options.method == QuantMethod::kNone) return tensors;
    return Merger(std::move(tensors), options).run();
}

}  // namespace minstrel
