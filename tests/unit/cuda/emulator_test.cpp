// The emulator finds what it promises to find, and its collectives do what the instruction set
// says: each check has a kernel that breaks it.
#include <gtest/gtest.h>

#include <array>

#include "kernels/cuda/device/simt.h"
#include "tests/unit/cuda/device_buffer.h"

namespace minstrel::kernels::cuda {
namespace {

void write_then_read(float* out, bool barrier) {
    begin_kernel();
    MST_SHARED(float, values, 64);
    const uint32_t thread = thread_index();
    values[thread] = static_cast<float>(thread);
    if (barrier) sync_block();
    out[thread] = values[thread & ~1u];
}

void warp_neighbours(float* out, bool barrier) {
    begin_kernel();
    MST_SHARED(float, values, 32);
    values[thread_index()] = static_cast<float>(thread_index());
    if (barrier) sync_warp();
    out[thread_index()] = values[thread_index() & ~1u];
}

void read_twice_then_write(float* out, bool barrier) {
    begin_kernel();
    MST_SHARED(float, value, 1);
    if (thread_index() == 0) value[0] = 1.0f;
    sync_block();
    out[thread_index()] = value[0];
    if (barrier) sync_block();
    if (thread_index() == 63) value[0] = 2.0f;
}

void read_unwritten(float* out, bool /*unused*/) {
    begin_kernel();
    MST_SHARED(float, values, 8);
    out[thread_index()] = values[3];
}

void index_beyond(float* /*out*/, bool /*unused*/) {
    begin_kernel();
    MST_SHARED(float, values, 8);
    if (thread_index() == 5) values[8] = 0.0f;
}

void barrier_of_half(float* /*out*/, bool whole) {
    begin_kernel();
    if (whole || thread_index() < 32) sync_block();
}

void shuffle_of_some(float* out, bool whole) {
    begin_kernel();
    if (whole || lane_index() != 7) out[thread_index()] = shuffle_xor(1.0f, 1);
}

void different_collectives(float* out, bool same) {
    begin_kernel();
    if (same || lane_index() < 16) {
        out[thread_index()] = shuffle_xor(1.0f, 1);
    } else {
        out[thread_index()] = static_cast<float>(ballot(true));
    }
}

void count_all(float* out, bool atomic) {
    begin_kernel();
    MST_SHARED(uint32_t, count, 1);
    if (thread_index() == 0) count[0] = 0u;
    sync_block();
    if (atomic) {
        atomic_add(count, 0, 1);
    } else {
        count[0] = count[0] + 1;
    }
    sync_block();
    out[thread_index()] = static_cast<float>(static_cast<uint32_t>(count[0]));
}

void load_misaligned(float* out, bool aligned) {
    begin_kernel();
    const auto* bytes = reinterpret_cast<const char*>(out);
    (void)load<Words2>(bytes + (aligned ? 8 : 4));
}

void too_much_shared(float* /*out*/, bool /*unused*/) {
    begin_kernel();
    MST_SHARED(float, values, 12289);
    values[0] = 1.0f;
}

void copy_then_read(float* out, bool await) {
    begin_kernel();
    MST_SHARED(float, values, 64);
    if (thread_index() == 0) copy_async<16>(values, 4, out);
    commit_copies();
    if (await) await_copies<0>();
    sync_block();
    if (thread_index() == 9) out[9] = values[5];
}

void begin_not_at_all(float* out, bool right) {
    if (right) begin_kernel();
    out[thread_index()] = 1.0f;
}

void begin_late(float* out, bool right) {
    if (right) begin_kernel();
    sync_block();
    if (!right) begin_kernel();
    out[thread_index()] = 1.0f;
}

using Kernel = void (*)(float*, bool);

std::string finding_of(Kernel kernel, bool right) {
    DeviceBuffer<float> out(64);
    const int32_t error = launch(kernel, {2}, 64, nullptr, out.data(), right);
    EXPECT_EQ(error != 0, !emulator_finding().empty());
    return emulator_finding();
}

TEST(Emulator, finds_each_fault_and_nothing_in_its_repair) {
    const struct {
        Kernel kernel;
        const char* finding;
        bool repairable;
    } cases[] = {
        {write_then_read, "without a barrier after another thread wrote", true},
        {read_twice_then_write, "without a barrier after another thread read", true},
        {read_unwritten, "read before it is written", false},
        {index_beyond, "out of bounds", false},
        {barrier_of_half, "a barrier that not all threads reach", true},
        {shuffle_of_some, "not all lanes reach", true},
        {different_collectives, "different collectives", true},
        {count_all, "without a barrier", true},
        {load_misaligned, "unaligned", true},
        {copy_then_read, "read before it is written", true},
        {too_much_shared, "48 KiB", false},
        {begin_not_at_all, "does not begin with begin_kernel", true},
        {begin_late, "not the beginning", true},
    };
    for (const auto& c : cases) {
        EXPECT_NE(finding_of(c.kernel, false).find(c.finding), std::string::npos)
            << c.finding << ": " << emulator_finding();
        if (!c.repairable) continue;
        EXPECT_EQ(finding_of(c.kernel, true), "") << c.finding;
    }
}

TEST(Emulator, a_warp_orders_its_lanes_with_its_own_barrier) {
    DeviceBuffer<float> out(32);
    EXPECT_NE(launch(warp_neighbours, {1}, 32, nullptr, out.data(), false), 0);
    EXPECT_LAUNCHED(launch(warp_neighbours, {1}, 32, nullptr, out.data(), true));
    for (uint32_t i = 0; i < 32; ++i) EXPECT_EQ(out[i], static_cast<float>(i & ~1u));
}

TEST(Emulator, goes_on_after_a_finding) {
    EXPECT_NE(finding_of(read_unwritten, false), "");
    EXPECT_EQ(finding_of(write_then_read, true), "");
}

void bytes_product(const int8_t* a, const int8_t* b, int32_t* c) {  // 16 x 32 by 32 x 8
    begin_kernel();
    const size_t g = lane_index() / 4, t = lane_index() % 4;
    int32_t sums[4] = {1, 1, 1, 1};
    uint32_t left[4], right[2];
    for (size_t i = 0; i < 4; ++i) {
        std::memcpy(&left[i], a + (g + i % 2 * 8) * 32 + 4 * t + i / 2 * 16, 4);
    }
    for (size_t i = 0; i < 2; ++i) {
        for (size_t j = 0; j < 4; ++j) {
            const auto byte = static_cast<uint8_t>(b[(4 * t + j + 16 * i) * 8 + g]);
            right[i] = (j == 0 ? 0 : right[i]) | uint32_t{byte} << 8 * j;
        }
    }
    mma_int8(sums, left, right);
    for (size_t i = 0; i < 4; ++i) c[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = sums[i];
}

TEST(Emulator, multiplies_fragments_as_matrices) {
    std::mt19937 random(5);
    std::vector<int8_t> a_values(512), b_values(256);
    for (int8_t& value : a_values) value = static_cast<int8_t>(random());
    for (int8_t& value : b_values) value = static_cast<int8_t>(random());
    const DeviceBuffer<int8_t> a(a_values), b(b_values);
    DeviceBuffer<int32_t> c(size_t{128});
    EXPECT_LAUNCHED(launch(bytes_product, {1}, 32, nullptr, a.data(), b.data(), c.data()));
    for (size_t row = 0; row < 16; ++row) {
        for (size_t col = 0; col < 8; ++col) {
            int32_t sum = 1;
            for (size_t k = 0; k < 32; ++k) sum += a[row * 32 + k] * b[k * 8 + col];
            EXPECT_EQ(c[row * 8 + col], sum);
        }
    }
}

void halves_product(const float* a, const float* b, float* c, bool bf16) {  // 16 x 16 by 16 x 8
    begin_kernel();
    const size_t g = lane_index() / 4, t = lane_index() % 4;
    const auto pair = [&](float low, float high) {
        return bf16 ? bf16s_of_floats(low, high) : halves_of_floats(low, high);
    };
    float sums[4] = {};
    uint32_t left[4], right[2];
    for (size_t i = 0; i < 4; ++i) {
        const float* source = a + (g + i % 2 * 8) * 16 + 2 * t + i / 2 * 8;
        left[i] = pair(source[0], source[1]);
    }
    for (size_t i = 0; i < 2; ++i) {
        const float* source = b + (2 * t + 8 * i) * 8 + g;
        right[i] = pair(source[0], source[8]);
    }
    bf16 ? mma_bf16(sums, left, right) : mma_half(sums, left, right);
    for (size_t i = 0; i < 4; ++i) c[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = sums[i];
}

TEST(Emulator, multiplies_fragments_of_halves) {
    for (const bool bf16 : {false, true}) {
        std::mt19937 random(6);
        std::vector<float> a_values(256), b_values(128);
        for (float& value : a_values) value = static_cast<float>(random() % 64) - 32;
        for (float& value : b_values) value = static_cast<float>(random() % 64) - 32;
        const DeviceBuffer<float> a(a_values), b(b_values);
        DeviceBuffer<float> c(128);
        EXPECT_LAUNCHED(
            launch(halves_product, {1}, 32, nullptr, a.data(), b.data(), c.data(), bf16));
        for (size_t row = 0; row < 16; ++row) {
            for (size_t col = 0; col < 8; ++col) {
                float sum = 0;
                for (size_t k = 0; k < 16; ++k) sum += a[row * 16 + k] * b[k * 8 + col];
                EXPECT_EQ(c[row * 8 + col], sum);
            }
        }
    }
}

}  // namespace
}  // namespace minstrel::kernels::cuda
