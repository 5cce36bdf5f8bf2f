// The tests of tests/unit/cuda on a GPU: its memory, the end of a launch, and what is skipped where
// there is no GPU.
#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <new>

#include "tests/unit/cuda/device_memory.h"

namespace minstrel::kernels::cuda {
namespace {

cudaError_t last_error = cudaSuccess;

bool succeeds(cudaError_t error) {
    if (error != cudaSuccess) last_error = error;
    return error == cudaSuccess;
}

void copy(void* target, const void* source, size_t bytes, cudaMemcpyKind kind) {
    EXPECT_TRUE(bytes == 0 || succeeds(cudaMemcpy(target, source, bytes, kind)))
        << device_finding();
}

}  // namespace

void* allocate_on_device(size_t bytes) {
    void* data = nullptr;
    if (!succeeds(cudaMalloc(&data, bytes))) {
        ADD_FAILURE() << device_finding();  // of an earlier launch, where one went wrong
        throw std::bad_alloc();
    }
    return data;
}

void free_on_device(void* data) {
    succeeds(cudaFree(data));
}

void copy_to_device(void* target, const void* source, size_t bytes) {
    copy(target, source, bytes, cudaMemcpyHostToDevice);
}

void copy_from_device(void* target, const void* source, size_t bytes) {
    copy(target, source, bytes, cudaMemcpyDeviceToHost);
}

LaunchError await_launch(LaunchError launched) {
    if (launched == 0) launched = static_cast<LaunchError>(cudaDeviceSynchronize());
    succeeds(static_cast<cudaError_t>(launched));
    return launched;
}

std::string device_finding() {
    return cudaGetErrorString(last_error);
}

namespace {

// Each test is skipped by itself: one that a skipped set-up keeps from running would pass for one
// that ran.
class SkipsWithoutDevice final : public ::testing::EmptyTestEventListener {
    void OnTestStart(const ::testing::TestInfo& /*test*/) override {
        int count = 0;
        const cudaError_t error = cudaGetDeviceCount(&count);
        if (error != cudaSuccess) GTEST_SKIP() << "no GPU: " << cudaGetErrorString(error);
    }
};

}  // namespace
}  // namespace minstrel::kernels::cuda

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    ::testing::UnitTest::GetInstance()->listeners().Append(
        new minstrel::kernels::cuda::SkipsWithoutDevice);
    return RUN_ALL_TESTS();
}
