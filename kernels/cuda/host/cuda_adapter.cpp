#include "kernels/cuda/host/cuda_adapter.h"

#include <algorithm>
#include <span>
#include <vector>

#include "kernels/cuda/host/model_layout.h"
#include "kernels/cuda/host/weight_upload.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint64_t kAlignment = 64;
constexpr size_t kBufferBytes = size_t{4} << 20;
constexpr uint32_t kRanksTogether = 16;  // a cache line of a row of B

struct MatrixSize {
    uint32_t rows;
    uint32_t cols;
};

MatrixSize size_of(const LibraryShape& s, Adapted matrix) {
    const uint32_t query = s.head_count * s.head_dim, key = s.kv_head_count * s.head_dim;
    switch (matrix) {
        case Adapted::kQuery:
            return {query, s.dim};
        case Adapted::kKey:
        case Adapted::kValue:
            return {key, s.dim};
        case Adapted::kOutput:
            return {s.dim, query};
        case Adapted::kGate:
        case Adapted::kUp:
            return {s.hidden_dim, s.dim};
        case Adapted::kDown:
            return {s.dim, s.hidden_dim};
    }
    return {};
}

// Where A and B of each changed matrix lie, and how long the block is.
struct Places {
    std::vector<uint64_t> a, b;  // [layer_count * kAdaptedCount]
    uint64_t bytes = 0;
};

Places plan(const LibraryAdapter& adapter) {
    const uint32_t count = adapter.layer_count * kAdaptedCount;
    Places places;
    const auto add = [&](uint64_t bytes) {
        const uint64_t offset = places.bytes;
        places.bytes += (bytes + kAlignment - 1) / kAlignment * kAlignment;
        return offset;
    };
    (void)add(sizeof(AdapterMatrix) * uint64_t{count});
    for (uint32_t i = 0; i < count; ++i) {
        const MatrixSize size = size_of(adapter.shape, static_cast<Adapted>(i % kAdaptedCount));
        const uint64_t rank = adapter.matrices[i].rank;
        places.a.push_back(add(sizeof(float) * rank * size.cols));
        places.b.push_back(add(sizeof(float) * rank * size.rows));
    }
    return places;
}

// B[rows][rank] by rank, some at a time.
DeviceError upload_transposed(StagedCopy& copy, const LowRank& matrix, uint32_t rows,
                              std::byte* target) {
    std::vector<float> lines(size_t{std::min(kRanksTogether, matrix.rank)} * rows);
    for (uint32_t first = 0; first < matrix.rank; first += kRanksTogether) {
        const uint32_t count = std::min(kRanksTogether, matrix.rank - first);
        for (uint32_t row = 0; row < rows; ++row) {
            const float* const line = matrix.b + size_t{row} * matrix.rank + first;
            for (uint32_t k = 0; k < count; ++k) lines[size_t{k} * rows + row] = line[k];
        }
        const std::span<const float> made = std::span(lines).first(size_t{count} * rows);
        const size_t offset = sizeof(float) * first * rows;
        const DeviceError error = copy.write(target + offset, std::as_bytes(made));
        if (error != 0) return error;
    }
    return 0;
}

DeviceError upload(Device& device, const LibraryAdapter& adapter, const Places& places,
                   std::byte* block) {
    std::vector<AdapterMatrix> table(places.a.size());
    for (size_t i = 0; i < table.size(); ++i) {
        if (adapter.matrices[i].rank == 0) continue;
        table[i] = {reinterpret_cast<const float*>(block + places.a[i]),
                    reinterpret_cast<const float*>(block + places.b[i]), adapter.matrices[i].rank};
    }
    StagedCopy copy(device);
    DeviceError error =
        copy.open(static_cast<size_t>(std::min<uint64_t>(kBufferBytes, places.bytes)));
    if (error == 0) error = copy.write(block, std::as_bytes(std::span(table)));
    for (size_t i = 0; i < table.size() && error == 0; ++i) {
        const LowRank& matrix = adapter.matrices[i];
        if (matrix.rank == 0) continue;
        const MatrixSize size = size_of(adapter.shape, static_cast<Adapted>(i % kAdaptedCount));
        const std::span<const float> a(matrix.a, size_t{matrix.rank} * size.cols);
        error = copy.write(block + places.a[i], std::as_bytes(a));
        if (error == 0) error = upload_transposed(copy, matrix, size.rows, block + places.b[i]);
    }
    return error == 0 ? copy.finish() : error;
}

}  // namespace

const char* adapter_problem(const LibraryAdapter& adapter) {
    const LibraryShape& shape = adapter.shape;
    if (const char* problem = shape_problem(shape)) return problem;
    if (adapter.layer_count != shape.layer_count) {
        return "an adapter has as many layers as its model";
    }
    for (uint32_t i = 0; i < adapter.layer_count * kAdaptedCount; ++i) {
        const LowRank& matrix = adapter.matrices[i];
        const auto which = static_cast<Adapted>(i % kAdaptedCount);
        if (matrix.rank == 0) continue;
        if (matrix.rank > kMaxAdapterRank) return "ranks of an adapter are at most 256";
        if (matrix.a == nullptr || matrix.b == nullptr) return "a factor of an adapter has no data";
        if (shape.expert_count != 0 && which >= Adapted::kGate) {
            return "adapters do not change the feed-forward networks of a mixture of experts";
        }
        if (size_of(shape, which).cols % 4 != 0) {
            return "the CUDA back end has columns of matrices in multiples of 4";
        }
    }
    return nullptr;
}

KernelStatus CudaAdapter::make(DeviceAccount& account, const LibraryAdapter& adapter,
                               std::unique_ptr<CudaAdapter>* out_adapter) {
    if (const char* problem = adapter_problem(adapter)) {
        return {KernelCode::kUnsupported, 0, problem};
    }
    std::unique_ptr<CudaAdapter> made(new CudaAdapter(account));
    if (DeviceError error = open_device(account.options, &made->device_); error != 0) {
        return to_status(error, "opening the device");
    }
    const InDevice inside(*made->device_);
    if (inside.error() != 0) return to_status(inside.error(), "entering the device");
    if (KernelStatus status = made->load(adapter); !status.ok()) return status;
    *out_adapter = std::move(made);
    return {};
}

KernelStatus CudaAdapter::load(const LibraryAdapter& adapter) {
    const Places places = plan(adapter);
    if (KernelStatus status = account_.allocate(*device_, places.bytes, &block_); !status.ok()) {
        return status;
    }
    bytes_ = places.bytes;
    shape = adapter.shape;
    matrices = reinterpret_cast<const AdapterMatrix*>(block_);
    for (size_t i = 0; i < places.a.size(); ++i) {
        const uint32_t rank = adapter.matrices[i].rank;
        max_rank = std::max(max_rank, rank);
        if (rank != 0) adapted |= bit_of(static_cast<Adapted>(i % kAdaptedCount));
    }
    return to_status(upload(*device_, adapter, places, block_), "copying an adapter");
}

CudaAdapter::~CudaAdapter() {
    if (block_ == nullptr) return;
    const InDevice inside(*device_);
    account_.release(*device_, block_, bytes_);
}

}  // namespace minstrel::kernels::cuda
