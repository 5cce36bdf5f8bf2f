// What a kernel sees as device memory: aligned like it, of the exact size, so that the address
// sanitizer finds what lies beyond, and poisoned, so that nothing passes by what was not written.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <random>
#include <span>
#include <vector>

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/simt.h"

namespace minstrel::kernels::cuda {

template <class T>
class DeviceBuffer {
  public:
    explicit DeviceBuffer(size_t count)
        : data_(static_cast<T*>(::operator new(count * sizeof(T), kAlignment))), count_(count) {
        std::memset(static_cast<void*>(data_), 0xFF, count * sizeof(T));  // NaN in floats
    }
    DeviceBuffer(std::span<const T> values) : DeviceBuffer(values.size()) {
        std::copy(values.begin(), values.end(), data_);
    }
    DeviceBuffer(const std::vector<T>& values) : DeviceBuffer(std::span<const T>(values)) {}
    DeviceBuffer(const DeviceBuffer&) = delete;
    DeviceBuffer& operator=(const DeviceBuffer&) = delete;
    DeviceBuffer(DeviceBuffer&& other) noexcept : data_(other.data_), count_(other.count_) {
        other.data_ = nullptr;
    }
    DeviceBuffer& operator=(DeviceBuffer&&) = delete;
    ~DeviceBuffer() { ::operator delete(data_, kAlignment); }

    T* data() { return data_; }
    const T* data() const { return data_; }
    size_t size() const { return count_; }
    T& operator[](size_t i) { return data_[i]; }
    const T& operator[](size_t i) const { return data_[i]; }
    std::span<const T> span() const { return {data_, count_}; }

  private:
    static constexpr std::align_val_t kAlignment{64};

    T* data_;
    size_t count_;
};

inline std::vector<float> random_floats(size_t count, uint32_t seed, float deviation = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, deviation);
    std::vector<float> values(count);
    for (float& value : values) value = normal(random);
    return values;
}

// ||a - b|| / ||b||; not a number where a value is none.
inline double relative_error(std::span<const float> a, std::span<const float> b) {
    EXPECT_EQ(a.size(), b.size());
    double error = 0, norm = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        error += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
        norm += double{b[i]} * b[i];
    }
    return std::sqrt(error / norm);
}

// Quantised activations for `rows` rows, with the padding that the kernels ask for.
struct Int8Buffer {
    Int8Buffer(uint32_t rows, uint32_t cols)
        : stride((rows + 7) / 8 * 8),
          values(size_t{cols} / kScaleGroup * stride * kScaleGroup),
          scales(size_t{cols} / kScaleGroup * stride) {}
    Int8Rows rows() { return {values.data(), scales.data(), stride}; }

    uint32_t stride;
    DeviceBuffer<int8_t> values;
    DeviceBuffer<float> scales;
};

#define EXPECT_LAUNCHED(expression) EXPECT_EQ((expression), 0) << emulator_finding()

}  // namespace minstrel::kernels::cuda
