// What this GPU can do at best, as one line of JSON: the ceilings that figures are held against.
// Memory by copies within the device, arithmetic by warps that do nothing but multiply with
// mma.sync (newer instructions of the newest cards reach more). Needs a device.
#include <cuda_runtime_api.h>

#include <cstdio>

namespace {

constexpr size_t kBytes = size_t{1} << 30;
constexpr int kRounds = 20;

bool ok(cudaError_t error, const char* what) {
    if (error == cudaSuccess) return true;
    std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(error));
    return false;
}

// Bytes a second, read and written, of copies within the device; the best of all rounds.
double copy_rate() {
    void *from = nullptr, *to = nullptr;
    cudaEvent_t begin = nullptr, end = nullptr;
    double best = 0;
    if (!ok(cudaMalloc(&from, kBytes), "allocating") ||
        !ok(cudaMalloc(&to, kBytes), "allocating") || !ok(cudaEventCreate(&begin), "an event") ||
        !ok(cudaEventCreate(&end), "an event") || !ok(cudaMemset(from, 1, kBytes), "filling")) {
        return 0;
    }
    for (int round = 0; round < kRounds; ++round) {
        float milliseconds = 0;
        if (!ok(cudaEventRecord(begin), "marking") ||
            !ok(cudaMemcpyAsync(to, from, kBytes, cudaMemcpyDeviceToDevice), "copying") ||
            !ok(cudaEventRecord(end), "marking") || !ok(cudaEventSynchronize(end), "waiting") ||
            !ok(cudaEventElapsedTime(&milliseconds, begin, end), "timing")) {
            return 0;
        }
        const double rate = 2.0 * kBytes / (milliseconds / 1e3);
        if (rate > best) best = rate;
    }
    (void)cudaFree(from);
    (void)cudaFree(to);
    return best;
}

constexpr int kProducts = 4096;   // of each accumulator
constexpr int kAccumulators = 8;  // independent, so that no instruction waits for its own result
constexpr int kThreads = 256;
constexpr int kBlocksPerProcessor = 4;

// c += a b for 16 x 8 x 16 of bfloat16, and 16 x 8 x 32 of int8; before sm_80 there are no such
// instructions, and main() does not ask.
__device__ void multiply(float (&c)[4], unsigned a, unsigned b) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%4,%4,%4}, "
        "{%5,%5}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a), "r"(b));
#endif
}
__device__ void multiply(int (&c)[4], unsigned a, unsigned b) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
        "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%4,%4,%4}, "
        "{%5,%5}, {%0,%1,%2,%3};"
        : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])
        : "r"(a), "r"(b));
#endif
}

template <class Accumulator>
__global__ void multiply_all(unsigned values, float* out) {
    Accumulator c[kAccumulators][4] = {};
    const unsigned a = values + threadIdx.x, b = values;
    for (int round = 0; round < kProducts; ++round) {
#pragma unroll
        for (int i = 0; i < kAccumulators; ++i) multiply(c[i], a, b);
    }
    Accumulator sum = 0;
    for (int i = 0; i < kAccumulators; ++i) sum += c[i][0] + c[i][1] + c[i][2] + c[i][3];
    out[blockIdx.x * blockDim.x + threadIdx.x] = static_cast<float>(sum);
}

// Operations a second, a multiplication and an addition counted as two; the best of all rounds.
double multiply_rate(void (*kernel)(unsigned, float*), unsigned values,
                     double operations_per_product) {
    int device = 0, processors = 0;
    if (!ok(cudaGetDevice(&device), "the device") ||
        !ok(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device),
            "counting multiprocessors")) {
        return 0;
    }
    const int blocks = processors * kBlocksPerProcessor;
    void* out = nullptr;
    cudaEvent_t begin = nullptr, end = nullptr;
    double best = 0;
    if (!ok(cudaMalloc(&out, sizeof(float) * blocks * kThreads), "allocating") ||
        !ok(cudaEventCreate(&begin), "an event") || !ok(cudaEventCreate(&end), "an event")) {
        return 0;
    }
    for (int round = 0; round < kRounds; ++round) {
        float milliseconds = 0;
        if (!ok(cudaEventRecord(begin), "marking")) return 0;
        kernel<<<blocks, kThreads>>>(values, static_cast<float*>(out));
        if (!ok(cudaGetLastError(), "multiplying") || !ok(cudaEventRecord(end), "marking") ||
            !ok(cudaEventSynchronize(end), "waiting") ||
            !ok(cudaEventElapsedTime(&milliseconds, begin, end), "timing")) {
            return 0;
        }
        const double products = double{kProducts} * kAccumulators * blocks * (kThreads / 32);
        const double rate = products * operations_per_product / (milliseconds / 1e3);
        if (rate > best) best = rate;
    }
    (void)cudaFree(out);
    return best;
}

void print_rate(const char* name, double rate) {
    if (rate > 0) {
        std::printf("\"%s\": %.0f, ", name, rate);
    } else {
        std::printf("\"%s\": null, ", name);
    }
}

}  // namespace

int main() {
    int driver = 0, runtime = 0, major = 0;
    if (!ok(cudaDriverGetVersion(&driver), "asking for the driver") ||
        !ok(cudaRuntimeGetVersion(&runtime), "asking for the runtime") ||
        !ok(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0),
            "asking for the compute capability")) {
        return 1;
    }
    const double rate = copy_rate();
    if (rate == 0) return 1;
    double bf16 = 0, int8 = 0;
    if (major >= 8) {
        bf16 = multiply_rate(multiply_all<float>, 0x3F803F80u, 2.0 * 16 * 8 * 16);
        int8 = multiply_rate(multiply_all<int>, 0x01020304u, 2.0 * 16 * 8 * 32);
        if (bf16 == 0 || int8 == 0) return 1;
    }
    std::putchar('{');
    print_rate("copy_bytes_per_s", rate);
    print_rate("mma_bf16_operations_per_s", bf16);
    print_rate("mma_int8_operations_per_s", int8);
    std::printf("\"driver\": %d, \"runtime\": %d}\n", driver, runtime);
    return 0;
}
