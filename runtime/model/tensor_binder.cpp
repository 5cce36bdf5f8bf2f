#include "runtime/model/tensor_binder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/model/element.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::TensorView;

// Whether the kernels read such a tensor as the file holds it.
bool is_readable(const TensorSource& source) {
    const StoredType type = source.tensor->type;
    if (!is_plain(source)) return false;
    if (type == StoredType::kF32) return true;
    return !source.role.is_float32 &&
           (type == StoredType::kBF16 || type == StoredType::kInt8 || type == StoredType::kInt4);
}

// Quantised matrices stay quantised: bfloat16 would take two to four times their memory.
bool becomes_tiles(const TensorSource& source) {
    return source.tensor->type == StoredType::kDecoded && !source.role.is_float32 &&
           source.role.cols % kernels::kScaleGroup == 0;
}

bool is_aligned(const StoredTensor& tensor) {
    const size_t alignment = tensor.type == StoredType::kF32 ? alignof(float) : alignof(uint16_t);
    return reinterpret_cast<uintptr_t>(tensor.bytes.data()) % alignment == 0;
}

// Element type and place; `data` holds the tensor's bytes.
TensorView view_of(const StoredTensor& tensor, const std::byte* data) {
    TensorView view;
    view.data = data;
    if (tensor.type == StoredType::kBF16) view.type = ElementType::kBF16;
    if (tensor.type == StoredType::kInt8) view.type = ElementType::kInt8;
    if (tensor.type == StoredType::kInt4) view.type = ElementType::kInt4;
    return view;
}

bool becomes_bf16(const TensorSource& source) {
    const StoredType type = source.tensor->type;
    return !source.role.is_float32 && (type == StoredType::kBF16 || type == StoredType::kDecoded);
}

void convert_row(const TensorSource& source, uint64_t row, bool narrow, std::span<float> values,
                 std::byte* out) {
    if (narrow && source.tensor->type == StoredType::kBF16) {
        const auto bytes = stored_row(source, row);
        std::memcpy(out, bytes.data(), bytes.size());
        return;
    }
    read_row(source, row, values);
    if (!narrow) {
        std::memcpy(out, values.data(), values.size_bytes());
        return;
    }
    for (const float value : values) {
        const uint16_t bits = bf16_from_float(value);
        std::memcpy(out, &bits, sizeof bits);
        out += sizeof bits;
    }
}

}  // namespace

TensorBinder::TensorBinder(std::span<const TensorSource> sources, std::span<const FileView> files,
                           const Allocator& allocator, Progress& progress)
    : files_(files), allocator_(allocator), progress_(progress) {
    uint64_t to_convert = 0;
    for (const TensorSource& source : sources) {
        lends_ |= is_readable(source) && !source.role.is_float32;
    }
    for (const TensorSource& source : sources) {
        if (!lends_ || !is_readable(source)) to_convert += source.tensor->bytes.size();
    }
    progress_.expect(to_convert);
}

Result<TensorView> TensorBinder::bind(const TensorSource& source) {
    auto bound = becomes_tiles(source)             ? bind_tiles(source)
                 : !lends_ || !is_readable(source) ? convert(source)
                 : is_aligned(*source.tensor) ? view_of(*source.tensor, source.tensor->bytes.data())
                                              : copy(*source.tensor);
    if (!bound.ok()) return bound;
    bound.value().rows = source.role.rows;
    bound.value().cols = source.role.cols;
    return bound;
}

TensorView TensorBinder::describe(const TensorSource& source, uint64_t* own_bytes) const {
    const StoredTensor& tensor = *source.tensor;
    TensorView view = view_of(tensor, tensor.bytes.data());
    bool is_own = true;
    if (becomes_tiles(source)) {
        view.type = tensor.decoder->tile_type();
    } else if (!lends_ || !is_readable(source)) {
        view.type = becomes_bf16(source) ? ElementType::kBF16 : ElementType::kF32;
    } else {
        is_own = !is_aligned(tensor);
    }
    view.rows = source.role.rows;
    view.cols = source.role.cols;
    if (is_own) *own_bytes += kernels::matrix_bytes(view.type, view.rows, view.cols);
    return view;
}

Result<TensorView> TensorBinder::copy(const StoredTensor& tensor) {
    MST_ASSIGN(Buffer copy, Buffer::make(allocator_, tensor.bytes.size(), tensor.name.c_str()));
    std::copy(tensor.bytes.begin(), tensor.bytes.end(), copy.data());
    const TensorView view = view_of(tensor, copy.data());
    converted_.push_back(std::move(copy));
    return view;
}

Result<TensorView> TensorBinder::bind_tiles(const TensorSource& source) {
    const ElementType type = source.tensor->decoder->tile_type();
    RoundingError rounding;
    auto bound = make_tiles(source, type, rounding);
    if (bound.ok() && type == ElementType::kInt4 && rounding.error > 0) {
        converted_.pop_back();  // four bits were promised to be exact; eight come close
        rounding = {};
        bound = make_tiles(source, ElementType::kInt8, rounding);
    }
    rounding_.add(rounding);
    return bound;
}

Result<TensorView> TensorBinder::make_tiles(const TensorSource& source, ElementType type,
                                            RoundingError& rounding) {
    TileMaker maker(source, type);
    const uint64_t count = maker.band_count(), band_size = maker.band_bytes();
    MST_ASSIGN(Buffer out,
               Buffer::make(allocator_, count * band_size, source.tensor->name.c_str()));
    const uint64_t bytes = source.tensor->bytes.size();
    uint64_t told = 0;
    for (uint32_t i = 0; i < count; ++i) {
        MST_TRY(maker.make_band(i, {out.data() + i * band_size, band_size}));
        const uint64_t done = bytes * (i + 1) / count;
        if (done - told < Progress::kStepBytes && done < bytes) continue;
        MST_TRY(advance(*source.tensor, done - std::exchange(told, done)));
    }
    rounding.add(maker.rounding());
    TensorView view;
    view.data = out.data();
    view.type = type;
    converted_.push_back(std::move(out));
    return view;
}

Status TensorBinder::advance(const StoredTensor& tensor, uint64_t bytes) {
    for (const FileView& file : files_) file.forget(tensor.bytes);
    return progress_.advance(bytes);
}

Result<TensorView> TensorBinder::convert(const TensorSource& source) {
    const bool narrow = becomes_bf16(source);
    const size_t stride = source.role.cols * (narrow ? sizeof(uint16_t) : sizeof(float));
    MST_ASSIGN(Buffer out,
               Buffer::make(allocator_, source.role.rows * stride, source.tensor->name.c_str()));
    const size_t source_stride = source.tensor->bytes.size() / source.role.rows;
    std::vector<float> values(source.role.cols);
    uint64_t pending = 0;
    for (uint32_t row = 0; row < source.role.rows; ++row) {
        convert_row(source, row, narrow, values, out.data() + row * stride);
        pending += source_stride;
        if (pending < Progress::kStepBytes && row + 1 < source.role.rows) continue;
        MST_TRY(advance(*source.tensor, std::exchange(pending, 0)));
    }
    TensorView view;
    view.data = out.data();
    view.type = narrow ? ElementType::kBF16 : ElementType::kF32;
    converted_.push_back(std::move(out));
    return view;
}

}  // namespace minstrel
