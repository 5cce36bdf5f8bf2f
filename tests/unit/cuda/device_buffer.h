// What a kernel sees as device memory: of the exact size, so that checkers find what lies beyond,
// and poisoned, so that nothing passes by what was not written. The host has a copy, which it reads
// anew after each launch.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "tests/gpu/recorded_error.h"
#include "tests/unit/cuda/device_memory.h"

namespace minstrel::kernels::cuda {

using gpu::recorded;

// Launches that have ended.
inline uint64_t launch_count = 0;

inline LaunchError finish(LaunchError launched) {
    ++launch_count;
    return await_launch(launched);
}
#define EXPECT_LAUNCHED(expression) EXPECT_EQ(finish(expression), 0) << device_finding()

template <class T>
class DeviceBuffer {
  public:
    explicit DeviceBuffer(size_t count)
        : data_(static_cast<T*>(allocate_on_device(count * sizeof(T)))), copy_(count) {
        if (count == 0) return;
        std::memset(static_cast<void*>(copy_.data()), 0xFF, count * sizeof(T));  // NaN in floats
        write(copy_);
    }
    DeviceBuffer(std::span<const T> values) : DeviceBuffer(values.size()) { write(values); }
    DeviceBuffer(const std::vector<T>& values) : DeviceBuffer(std::span<const T>(values)) {}
    DeviceBuffer(const DeviceBuffer&) = delete;
    DeviceBuffer& operator=(const DeviceBuffer&) = delete;
    DeviceBuffer(DeviceBuffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          copy_(std::move(other.copy_)),
          copied_at_(other.copied_at_) {}
    DeviceBuffer& operator=(DeviceBuffer&&) = delete;
    ~DeviceBuffer() { free_on_device(data_); }

    // For kernels only.
    T* data() { return data_; }
    const T* data() const { return data_; }

    size_t size() const { return copy_.size(); }
    const T& operator[](size_t i) const { return span()[i]; }
    std::span<const T> span() const {
        if (copied_at_ != launch_count) {
            copy_from_device(copy_.data(), data_, copy_.size() * sizeof(T));
            copied_at_ = launch_count;
        }
        return copy_;
    }
    // As many as there are.
    void write(std::span<const T> values) {
        ASSERT_EQ(values.size(), copy_.size());
        copy_to_device(data_, values.data(), values.size_bytes());
        if (values.data() != copy_.data()) copy_.assign(values.begin(), values.end());
        copied_at_ = launch_count;
    }

  private:
    T* data_;
    mutable std::vector<T> copy_;
    mutable uint64_t copied_at_ = launch_count;
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
          groups(cols / kScaleGroup),
          values(size_t{groups} * stride * kScaleGroup),
          scales(size_t{groups} * stride),
          squares(size_t{groups} * rows) {}
    Int8Rows rows() { return {values.data(), scales.data(), stride}; }
    // As a norm writes them.
    Int8Rows normed(float eps) {
        return {values.data(), scales.data(), stride, squares.data(), eps};
    }

    uint32_t stride;
    uint32_t groups;
    DeviceBuffer<int8_t> values;
    DeviceBuffer<float> scales;
    DeviceBuffer<float> squares;
};

inline bool same_row(const Int8Buffer& a, const Int8Buffer& b, uint32_t row) {
    for (uint32_t group = 0; group < a.groups; ++group) {
        const size_t at = size_t{group} * a.stride + row, other = size_t{group} * b.stride + row;
        const auto values = a.values.span().subspan(at * kScaleGroup, kScaleGroup);
        if (a.scales[at] != b.scales[other] ||
            !std::equal(values.begin(), values.end(),
                        b.values.span().begin() + ptrdiff_t(other * kScaleGroup))) {
            return false;
        }
    }
    return true;
}

}  // namespace minstrel::kernels::cuda
