#include "runtime/model/adapter.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "runtime/core/progress.h"
#include "runtime/model/adapter_files.h"
#include "runtime/model/adapter_tensors.h"
#include "runtime/model/package_signature.h"

namespace minstrel {
namespace {

constexpr uint64_t kAlignedFloats = Buffer::kAlignment / sizeof(float);

uint64_t aligned(uint64_t count) {
    return (count + kAlignedFloats - 1) / kAlignedFloats * kAlignedFloats;
}

// Rows of a factor, each multiplied. The product counts: B may overflow by its scale alone.
Status copy_factor(const TensorSource& source, float scale, float* out) {
    const size_t cols = source.role.cols;
    for (uint32_t row = 0; row < source.role.rows; ++row) {
        const std::span<float> values(out + row * cols, cols);
        read_row(source, row, values);
        for (float& value : values) value *= scale;
        if (std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) continue;
        return error(Code::kBadFormat,
                     "the tensor '%.200s' holds a value that is not finite, or not once it is "
                     "multiplied by the adapter's scale of %g",
                     source.tensor->name.c_str(), static_cast<double>(scale));
    }
    return Status();
}

}  // namespace

Result<std::shared_ptr<const Adapter>> Adapter::load(const AdapterLoadOptions& options,
                                                     const Model& model) {
    Progress progress({}, options.cancel);
    MST_TRY(progress.advance(0));
    if (options.signature_check != nullptr) {
        MST_TRY(
            ask_host(*options.signature_check, options.path, {}, {}).with_context(options.path));
    }
    const Allocator allocator{options.allocator.user, options.allocator.allocate,
                              options.allocator.release};
    FileViewOptions view;
    view.hooks = options.files;
    view.read_instead_of_map = options.read_instead_of_map;
    view.allocator = allocator;
    view.progress = &progress;
    MST_ASSIGN(AdapterFiles files, open_adapter_files(options.path, view));
    const auto matrices = match_adapter(files, model.config());
    if (!matrices.ok()) return matrices.status().with_context(files.file.path());
    std::shared_ptr<Adapter> adapter(new Adapter());
    adapter->layers_.resize(model.config().layer_count);
    const Status status = adapter->copy_factors(matrices.value(), allocator, progress);
    if (!status.ok()) return status.with_context(files.file.path());
    adapter->name_ = std::move(files.name);
    return std::shared_ptr<const Adapter>(std::move(adapter));
}

Status Adapter::copy_factors(std::span<const AdapterMatrix> matrices, const Allocator& allocator,
                             Progress& progress) {
    // No more than the model's dimensions and the largest rank allow: 64 bits hold it.
    uint64_t count = 0;
    for (const AdapterMatrix& matrix : matrices) {
        count += aligned(matrix.a_size()) + aligned(matrix.b_size());
    }
    MST_ASSIGN(factors_, Buffer::make(allocator, count * sizeof(float), "an adapter"));
    float* next = reinterpret_cast<float*>(factors_.data());
    for (const AdapterMatrix& matrix : matrices) {
        MST_TRY(progress.advance(0));
        float* a = std::exchange(next, next + aligned(matrix.a_size()));
        float* b = std::exchange(next, next + aligned(matrix.b_size()));
        MST_TRY(copy_factor(matrix.a, 1, a));
        MST_TRY(copy_factor(matrix.b, matrix.scale, b));
        layers_[matrix.layer][matrix.matrix] = {a, b, matrix.rank()};
        rank_ = std::max(rank_, matrix.rank());
        parameter_count_ += matrix.a_size() + matrix.b_size();
    }
    matrix_count_ = static_cast<uint32_t>(matrices.size());
    return Status();
}

}  // namespace minstrel
