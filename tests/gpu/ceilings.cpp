// What this GPU's memory can do at best, as one line of JSON: the ceiling that figures are held
// against. Needs a device.
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

}  // namespace

int main() {
    int driver = 0, runtime = 0;
    if (!ok(cudaDriverGetVersion(&driver), "asking for the driver") ||
        !ok(cudaRuntimeGetVersion(&runtime), "asking for the runtime")) {
        return 1;
    }
    const double rate = copy_rate();
    if (rate == 0) return 1;
    std::printf("{\"copy_bytes_per_s\": %.0f, \"driver\": %d, \"runtime\": %d}\n", rate, driver,
                runtime);
    return 0;
}
