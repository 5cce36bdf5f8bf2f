// What bench_kernels.cpp needs of a device: memory and a clock. A GPU's, or with
// MST_EMULATED_DEVICE those of the emulator, whose times say nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include "kernels/cuda/device/launch.h"

#if !defined(MST_EMULATED_DEVICE)
#include <cuda_runtime_api.h>
#endif

namespace minstrel::gpu {

#if defined(MST_EMULATED_DEVICE)

inline void check(int /*error*/) {}
inline void* allocate(size_t bytes) {
    void* memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
inline void release(void* memory) {
    std::free(memory);
}
inline void fill(void* memory, int byte, size_t bytes) {
    std::memset(memory, byte, bytes);
}
inline void copy_in(void* device, const void* host, size_t bytes) {
    std::memcpy(device, host, bytes);
}

class Timer {
  public:
    void begin() { begin_ = std::chrono::steady_clock::now(); }
    double seconds() {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

  private:
    std::chrono::steady_clock::time_point begin_;
};

#else

inline void check(int error) {
    if (error == 0) return;
    throw std::runtime_error(cudaGetErrorString(static_cast<cudaError_t>(error)));
}
inline void* allocate(size_t bytes) {
    void* memory = nullptr;
    check(cudaMalloc(&memory, bytes));
    return memory;
}
inline void release(void* memory) {
    (void)cudaFree(memory);
}
inline void fill(void* memory, int byte, size_t bytes) {
    check(cudaMemset(memory, byte, bytes));
}
inline void copy_in(void* device, const void* host, size_t bytes) {
    check(cudaMemcpy(device, host, bytes, cudaMemcpyHostToDevice));
}

// Between two places in the default stream.
class Timer {
  public:
    Timer() {
        check(cudaEventCreate(&begin_));
        check(cudaEventCreate(&end_));
    }
    ~Timer() {
        (void)cudaEventDestroy(begin_);
        (void)cudaEventDestroy(end_);
    }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    void begin() { check(cudaEventRecord(begin_)); }
    double seconds() {
        float milliseconds = 0;
        check(cudaEventRecord(end_));
        check(cudaEventSynchronize(end_));
        check(cudaEventElapsedTime(&milliseconds, begin_, end_));
        return milliseconds / 1e3;
    }

  private:
    cudaEvent_t begin_ = nullptr;
    cudaEvent_t end_ = nullptr;
};

#endif

// Bytes on the device, all of one value until written.
class Block {
  public:
    explicit Block(size_t bytes, int byte = 0) : memory_(allocate(bytes)) {
        fill(memory_, byte, bytes);
    }
    ~Block() { release(memory_); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    template <class T>
    T* at(size_t offset = 0) {
        return reinterpret_cast<T*>(static_cast<std::byte*>(memory_) + offset);
    }

  private:
    void* memory_;
};

}  // namespace minstrel::gpu
