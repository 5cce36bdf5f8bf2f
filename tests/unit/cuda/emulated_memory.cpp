// Device memory that is host memory of the exact size, so that the address sanitizer finds what
// lies beyond.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <new>

#include "kernels/cuda/device/simt.h"
#include "tests/unit/cuda/device_memory.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr std::align_val_t kAlignment{64};

void copy(void* target, const void* source, size_t bytes) {
    if (bytes != 0) std::memcpy(target, source, bytes);
}

// At the end, for every_kernel.cmake.
class KernelCount : public ::testing::Environment {
    void TearDown() override {
        std::printf("%llu kernels were launched\n",
                    static_cast<unsigned long long>(emulator_kernels()));
    }
};
[[maybe_unused]] const ::testing::Environment* const kCount =
    ::testing::AddGlobalTestEnvironment(new KernelCount);

}  // namespace

void* allocate_on_device(size_t bytes) {
    return ::operator new(bytes, kAlignment);
}

void free_on_device(void* data) {
    ::operator delete(data, kAlignment);
}

void copy_to_device(void* target, const void* source, size_t bytes) {
    copy(target, source, bytes);
}

void copy_from_device(void* target, const void* source, size_t bytes) {
    copy(target, source, bytes);
}

LaunchError await_launch(LaunchError launched) {
    return launched;
}

std::string device_finding() {
    return emulator_finding();
}

}  // namespace minstrel::kernels::cuda
