// A libcublasLt of host memory, as far as NVIDIA's documentation describes the functions that are
// used: matrices by columns, the attributes that exist with the sizes that they have, statuses of
// what is wrong. What it does not know it does not support. Where the host allows sums to be cut,
// it cuts them otherwise each time.
#include "tests/support/cuda/cublaslt_standin.h"

#include <cublasLt.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstring>

using minstrel::testing::StandinSetting;

namespace {

constexpr size_t kWorkspaceUsed = 4096;  // of each product
constexpr uint64_t kAlgorithm = 0x5741'4E44;

std::array<std::atomic<uint64_t>, 9>& settings() {
    static std::array<std::atomic<uint64_t>, 9> values;
    return values;
}
std::atomic<uint64_t>& setting(StandinSetting name) {
    return settings()[static_cast<size_t>(name)];
}
cublasStatus_t status_of(StandinSetting name) {
    return static_cast<cublasStatus_t>(setting(name).load());
}

struct Operation {
    cublasComputeType_t compute;
    cudaDataType_t scale;
    cublasOperation_t transa = CUBLAS_OP_N;
    cublasOperation_t transb = CUBLAS_OP_N;
};
struct Matrix {
    cudaDataType type;
    uint64_t rows, cols;
    int64_t ld;
};
struct Preference {
    uint64_t workspace_bytes = 0;
    uint32_t reductions = CUBLASLT_REDUCTION_SCHEME_MASK;
};

// Handles point to what is not public.
template <class T, class Handle>
T& of(Handle handle) {
    return *reinterpret_cast<T*>(handle);
}
template <class T, class Handle>
cublasStatus_t give_out(Handle* out, T value) {
    *out = reinterpret_cast<Handle>(new T(value));
    ++setting(StandinSetting::kLiveObjects);
    return CUBLAS_STATUS_SUCCESS;
}
template <class T, class Handle>
cublasStatus_t take_back(Handle handle) {
    delete reinterpret_cast<T*>(handle);
    --setting(StandinSetting::kLiveObjects);
    return CUBLAS_STATUS_SUCCESS;
}

template <class T>
cublasStatus_t read_attribute(const void* buffer, size_t bytes, T* out) {
    if (buffer == nullptr || bytes != sizeof(T)) return CUBLAS_STATUS_INVALID_VALUE;
    std::memcpy(out, buffer, sizeof(T));
    return CUBLAS_STATUS_SUCCESS;
}

// A stored matrix or its transpose.
struct Operand {
    const uint16_t* data;
    const Matrix& matrix;
    bool transposed;

    uint64_t rows() const { return transposed ? matrix.cols : matrix.rows; }
    uint64_t cols() const { return transposed ? matrix.rows : matrix.cols; }
    float at(uint64_t row, uint64_t col) const {
        const uint64_t r = transposed ? col : row, c = transposed ? row : col;
        return std::bit_cast<float>(uint32_t{data[r + c * static_cast<uint64_t>(matrix.ld)]} << 16);
    }
};

// op(A) [m, k], op(B) [k, n], C and D [m, n] of one layout, in bfloat16 and float32.
cublasStatus_t check(const Operation& operation, const Operand& a, const Operand& b,
                     const Matrix& c, const Matrix& d) {
    for (const Matrix* matrix : {&a.matrix, &b.matrix, &c, &d}) {
        if (matrix->ld < static_cast<int64_t>(matrix->rows)) return CUBLAS_STATUS_INVALID_VALUE;
    }
    if (a.cols() != b.rows() || d.rows != a.rows() || d.cols != b.cols() || c.rows != d.rows ||
        c.cols != d.cols || c.ld != d.ld) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    const bool known = operation.compute == CUBLAS_COMPUTE_32F && operation.scale == CUDA_R_32F &&
                       a.matrix.type == CUDA_R_16BF && b.matrix.type == CUDA_R_16BF &&
                       c.type == CUDA_R_32F && d.type == CUDA_R_32F;
    return known ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_SUPPORTED;
}

Operand operand(const void* data, cublasLtMatrixLayout_t layout, cublasOperation_t operation) {
    return {static_cast<const uint16_t*>(data), of<Matrix>(layout), operation != CUBLAS_OP_N};
}

bool is_aligned(const void* pointer) {
    return reinterpret_cast<uintptr_t>(pointer) % 256 == 0;
}

}  // namespace

#define MST_EXPORT extern "C" __attribute__((visibility("default")))

MST_EXPORT void mst_standin_reset() {
    const uint64_t live = setting(StandinSetting::kLiveObjects).load();
    for (auto& value : settings()) value = 0;
    setting(StandinSetting::kVersion) = 130000;
    setting(StandinSetting::kLiveObjects) = live;
}
[[maybe_unused]] static const bool kBegun = (mst_standin_reset(), true);

MST_EXPORT void mst_standin_set(StandinSetting name, uint64_t value) {
    setting(name) = value;
}
MST_EXPORT uint64_t mst_standin_get(StandinSetting name) {
    return setting(name);
}

MST_EXPORT size_t cublasLtGetVersion() {
    return setting(StandinSetting::kVersion);
}

MST_EXPORT cublasStatus_t cublasLtCreate(cublasLtHandle_t* out) {
    const cublasStatus_t status = status_of(StandinSetting::kCreateStatus);
    return status != CUBLAS_STATUS_SUCCESS ? status : give_out(out, uint64_t{1});
}
MST_EXPORT cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
    return take_back<uint64_t>(handle);
}

MST_EXPORT cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* out,
                                                   cublasComputeType_t compute,
                                                   cudaDataType_t scale) {
    return give_out(out, Operation{compute, scale});
}
MST_EXPORT cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t operation) {
    return take_back<Operation>(operation);
}
MST_EXPORT cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t operation,
                                                         cublasLtMatmulDescAttributes_t attribute,
                                                         const void* buffer, size_t bytes) {
    switch (attribute) {
        case CUBLASLT_MATMUL_DESC_TRANSA:
            return read_attribute(buffer, bytes, &of<Operation>(operation).transa);
        case CUBLASLT_MATMUL_DESC_TRANSB:
            return read_attribute(buffer, bytes, &of<Operation>(operation).transb);
        default:
            return CUBLAS_STATUS_NOT_SUPPORTED;
    }
}

MST_EXPORT cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* out, cudaDataType type,
                                                     uint64_t rows, uint64_t cols, int64_t ld) {
    return give_out(out, Matrix{type, rows, cols, ld});
}
MST_EXPORT cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
    return take_back<Matrix>(layout);
}

MST_EXPORT cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* out) {
    return give_out(out, Preference{});
}
MST_EXPORT cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
    return take_back<Preference>(preference);
}
MST_EXPORT cublasStatus_t cublasLtMatmulPreferenceSetAttribute(
    cublasLtMatmulPreference_t preference, cublasLtMatmulPreferenceAttributes_t attribute,
    const void* buffer, size_t bytes) {
    switch (attribute) {
        case CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES:
            return read_attribute(buffer, bytes, &of<Preference>(preference).workspace_bytes);
        case CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK:
            return read_attribute(buffer, bytes, &of<Preference>(preference).reductions);
        default:
            return CUBLAS_STATUS_NOT_SUPPORTED;
    }
}

MST_EXPORT cublasStatus_t cublasLtMatmulAlgoGetHeuristic(
    cublasLtHandle_t, cublasLtMatmulDesc_t operation, cublasLtMatrixLayout_t a,
    cublasLtMatrixLayout_t b, cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
    cublasLtMatmulPreference_t preference, int requested, cublasLtMatmulHeuristicResult_t results[],
    int* out_count) {
    ++setting(StandinSetting::kHeuristics);
    *out_count = 0;
    if (requested <= 0) return CUBLAS_STATUS_INVALID_VALUE;
    const cublasStatus_t wanted = status_of(StandinSetting::kHeuristicStatus);
    if (wanted != CUBLAS_STATUS_SUCCESS) return wanted;
    const Operation& op = of<Operation>(operation);
    const cublasStatus_t status =
        check(op, operand(nullptr, a, op.transa), operand(nullptr, b, op.transb), of<Matrix>(c),
              of<Matrix>(d));
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    if (of<Matrix>(d).rows == setting(StandinSetting::kRefusedOutputs).load()) {
        return CUBLAS_STATUS_SUCCESS;  // and none of them
    }
    const Preference& limits = of<Preference>(preference);
    if (limits.workspace_bytes < kWorkspaceUsed) return CUBLAS_STATUS_NOT_SUPPORTED;
    results[0] = {};
    results[0].algo.data[0] = kAlgorithm;
    results[0].algo.data[1] = limits.reductions;
    results[0].workspaceSize = kWorkspaceUsed;
    results[0].state = CUBLAS_STATUS_SUCCESS;
    *out_count = 1;
    return CUBLAS_STATUS_SUCCESS;
}

MST_EXPORT cublasStatus_t cublasLtMatmul(cublasLtHandle_t, cublasLtMatmulDesc_t operation,
                                         const void* alpha, const void* a_data,
                                         cublasLtMatrixLayout_t a_layout, const void* b_data,
                                         cublasLtMatrixLayout_t b_layout, const void* beta,
                                         const void* c_data, cublasLtMatrixLayout_t c_layout,
                                         void* d_data, cublasLtMatrixLayout_t d_layout,
                                         const cublasLtMatmulAlgo_t* algorithm, void* workspace,
                                         size_t workspace_bytes, cudaStream_t) {
    const cublasStatus_t wanted = status_of(StandinSetting::kMatmulStatus);
    if (wanted != CUBLAS_STATUS_SUCCESS) return wanted;
    const Operation& op = of<Operation>(operation);
    const Operand a = operand(a_data, a_layout, op.transa),
                  b = operand(b_data, b_layout, op.transb);
    const Matrix &c = of<Matrix>(c_layout), &d = of<Matrix>(d_layout);
    const cublasStatus_t status = check(op, a, b, c, d);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
    // Unless a preference says otherwise, an algorithm wants what the whole library likes best.
    for (const void* pointer : {a_data, b_data, c_data, static_cast<const void*>(d_data),
                                static_cast<const void*>(workspace)}) {
        if (!is_aligned(pointer)) return CUBLAS_STATUS_INVALID_VALUE;
    }
    if (algorithm == nullptr || algorithm->data[0] != kAlgorithm || workspace == nullptr ||
        workspace_bytes < kWorkspaceUsed) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    const uint64_t number = setting(StandinSetting::kMatmuls).fetch_add(1);
    std::memset(workspace, 0xFF, kWorkspaceUsed);
    std::memset(static_cast<std::byte*>(workspace) + workspace_bytes - kWorkspaceUsed, 0xFF,
                kWorkspaceUsed);
    const bool in_place = c_data == d_data;
    const float by = *static_cast<const float*>(alpha), before = *static_cast<const float*>(beta);
    const uint64_t depth = a.cols();
    // Where a sum begins changes its last bits.
    const uint64_t begin = algorithm->data[1] != 0 ? number * 7 % depth : 0;
    auto* out = static_cast<float*>(d_data);
    const auto* old = in_place ? out : static_cast<const float*>(c_data);
    for (uint64_t col = 0; col < d.cols; ++col) {
        for (uint64_t row = 0; row < d.rows; ++row) {
            float sum = 0;
            for (uint64_t i = 0; i < depth; ++i) {
                const uint64_t k = (begin + i) % depth;
                sum += a.at(row, k) * b.at(k, col);
            }
            const uint64_t at = row + col * static_cast<uint64_t>(d.ld);
            // Nothing of C is read for a beta of 0.
            out[at] = by * sum + (before != 0 ? before * old[at] : 0.0f);
        }
    }
    return CUBLAS_STATUS_SUCCESS;
}
