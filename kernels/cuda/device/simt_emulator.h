// The CPU's side of simt.h; included from there only. Every thread of a block is a fiber; lanes
// run to their next collective, which happens when all 32 have reached it. The emulator finds
// barriers that not all threads reach, lanes of a warp that meet at different collectives, shared
// elements out of bounds, read before written, or used by two threads without a barrier between,
// and vector loads of unaligned addresses. A finding ends the launch. Global memory is ordinary
// memory: the address sanitizer watches it. Blocks run one after the other on the calling thread.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "kernels/cuda/device/simt.h"
#include "kernels/half.h"

#define MST_KERNEL(threads) static void
#define MST_DEVICE [[maybe_unused]] static inline
#define MST_KERNEL_SHARING(threads, blocks) static void
#define MST_UNROLL
#define MST_UNROLL_BY(count)
#define MST_SHARED(type, name, count) SharedArray<type, count> name

namespace minstrel::kernels::cuda {

// Where a call is written. Clang 14 has no std::source_location.
struct Site {
    const char* file = "";
    uint32_t line = 0;

    static constexpr Site current(const char* file = __builtin_FILE(),
                                  uint32_t line = __builtin_LINE()) {
        return {file, line};
    }
};

// What went wrong in the last launch of this thread, with file and line; empty when nothing did.
const std::string& emulator_finding();
// Launches by this thread, and of how many different kernels.
uint64_t emulator_launches();
uint64_t emulator_kernels();

namespace emulator {

// Words that a lane hands to a collective and gets back.
struct Exchange {
    uint32_t words[16];
};
// Works on the exchanges of all 32 lanes.
using Collective = void (*)(Exchange* lanes);

void collective(Collective operation, Exchange& own, const Site& site);
void block_barrier(const Site& site);
// Ends the fiber, and with it the launch.
[[noreturn]] void fail(const char* what, const Site& site);

struct Place {
    uint32_t thread;
    Grid block;
};
Place place();

// Who touched an element of a shared array last.
struct Touch {
    // Instead of a thread: none, atomic or of several warps, several lanes of the warp behind it.
    static constexpr uint32_t kNobody = UINT32_MAX, kAtomic = UINT32_MAX - 1;
    static constexpr uint32_t kWarpMark = 1u << 30;
    uint32_t writer = kNobody;
    uint32_t writer_barriers = 0;
    uint32_t writer_warp_syncs = 0;
    uint32_t reader = kNobody;
    uint32_t reader_barriers = 0;
    uint32_t reader_warp_syncs = 0;
    bool written = false;
};

struct SharedBlock {
    std::byte* data;
    Touch* touches;
};
// The next shared array that this thread declares; the same memory for all threads of the block.
SharedBlock declare_shared(size_t element_bytes, size_t count);

// A copy to shared memory that happens when its group is awaited.
struct PendingCopy {
    std::byte* target;
    Touch* touches;
    uint32_t elements;
    const void* source;
    uint32_t bytes;
    Site site;
};
void add_copy(const PendingCopy& copy);
void commit_copies();
void await_copies(uint32_t left);

enum class Access { kRead, kWrite, kAtomic };
void touch(Touch& element, Access access, const Site& site);

// `kernel` stands for the one that the body calls.
void run(const void* kernel, Grid grid, uint32_t threads, void (*body)(void* context),
         void* context);

}  // namespace emulator

template <class T, size_t kCount>
class SharedArray {
  public:
    class Element {
      public:
        Element(T* value, emulator::Touch* touch, const Site& site)
            : value_(value), touch_(touch), site_(site) {}
        // Elements read and write as those of an array do.
        operator T() const {  // NOLINT(google-explicit-constructor)
            emulator::touch(*touch_, emulator::Access::kRead, site_);
            return *value_;
        }
        Element& operator=(const T& value) {
            emulator::touch(*touch_, emulator::Access::kWrite, site_);
            *value_ = value;
            return *this;
        }
        Element& operator=(const Element& other) {  // NOLINT(bugprone-unhandled-self-assignment)
            return *this = static_cast<T>(other);
        }

      private:
        T* value_;
        emulator::Touch* touch_;
        Site site_;
    };

    // An index that knows where it was written.
    struct Index {
        template <class I>
        Index(I index, const Site& place = Site::current())  // NOLINT(google-explicit-constructor)
            : value(static_cast<size_t>(index)), site(place) {}
        size_t value;
        Site site;
    };

    SharedArray() : block_(emulator::declare_shared(sizeof(T), kCount)) {}
    SharedArray(const SharedArray&) = delete;
    SharedArray& operator=(const SharedArray&) = delete;

    Element operator[](Index index) const {
        if (index.value >= kCount) emulator::fail("shared array out of bounds", index.site);
        return {reinterpret_cast<T*>(block_.data) + index.value, block_.touches + index.value,
                index.site};
    }
    void add(Index index, T value) const {
        if (index.value >= kCount) emulator::fail("shared array out of bounds", index.site);
        emulator::touch(block_.touches[index.value], emulator::Access::kAtomic, index.site);
        reinterpret_cast<T*>(block_.data)[index.value] += value;
    }

    // What a copy to the elements from `index` on will need.
    emulator::PendingCopy copy_to(Index index, const void* source, uint32_t bytes) const {
        const auto elements = static_cast<uint32_t>(bytes / sizeof(T));
        if (index.value + elements > kCount) {
            emulator::fail("shared array out of bounds", index.site);
        }
        std::byte* target = block_.data + index.value * sizeof(T);
        if ((reinterpret_cast<uintptr_t>(target) | reinterpret_cast<uintptr_t>(source)) % bytes) {
            emulator::fail("copy of an unaligned address", index.site);
        }
        return {target, block_.touches + index.value, elements, source, bytes, index.site};
    }

  private:
    emulator::SharedBlock block_;
};

MST_DEVICE uint32_t thread_index() {
    return emulator::place().thread;
}
MST_DEVICE uint32_t lane_index() {
    return thread_index() % kWarp;
}
MST_DEVICE uint32_t warp_index() {
    return thread_index() / kWarp;
}
MST_DEVICE Grid block_index() {
    return emulator::place().block;
}

// Kernels run one after the other here; that each begins so is checked.
void begin_kernel(const Site& site = Site::current());

MST_DEVICE void sync_block(const Site& site = Site::current()) {
    emulator::block_barrier(site);
}
void sync_warp(const Site& site = Site::current());

template <class T>
T shuffle(T value, uint32_t lane, const Site& site = Site::current()) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    emulator::Exchange own = {};
    std::memcpy(own.words, &value, sizeof value);
    own.words[2] = lane % kWarp;
    emulator::collective(
        [](emulator::Exchange* lanes) {
            for (uint32_t i = 0; i < kWarp; ++i) {
                const uint32_t from = lanes[i].words[2];
                lanes[i].words[4] = lanes[from].words[0];
                lanes[i].words[5] = lanes[from].words[1];
            }
        },
        own, site);
    std::memcpy(&value, own.words + 4, sizeof value);
    return value;
}
template <class T>
T shuffle_xor(T value, uint32_t bits, const Site& site = Site::current()) {
    return shuffle(value, lane_index() ^ bits, site);
}
uint32_t ballot(bool vote, const Site& site = Site::current());

template <class Shared>
void atomic_add(Shared& shared, uint32_t index, uint32_t value,
                const Site& site = Site::current()) {
    shared.add({index, site}, value);
}
// Of global memory, where threads never run at the same time.
MST_DEVICE void atomic_add(uint32_t* array, uint32_t index, uint32_t value) {
    array[index] += value;
}
MST_DEVICE uint32_t atomic_exchange(uint32_t* array, uint32_t index, uint32_t value) {
    return std::exchange(array[index], value);
}

template <class T>
T load(const void* source, const Site& site = Site::current()) {
    if (reinterpret_cast<uintptr_t>(source) % alignof(T) != 0) {
        emulator::fail("load of an unaligned address", site);
    }
    T value;
    std::memcpy(&value, source, sizeof value);
    return value;
}
template <class T>
void store(void* target, const T& value, const Site& site = Site::current()) {
    if (reinterpret_cast<uintptr_t>(target) % alignof(T) != 0) {
        emulator::fail("store to an unaligned address", site);
    }
    std::memcpy(target, &value, sizeof value);
}
template <class T>
T load_once(const void* source, const Site& site = Site::current()) {
    return load<T>(source, site);
}

template <uint32_t kBytes, class Shared>
void copy_async(const Shared& shared, uint32_t index, const void* source,
                const Site& site = Site::current()) {
    emulator::add_copy(shared.copy_to({index, site}, source, kBytes));
}
MST_DEVICE void commit_copies() {
    emulator::commit_copies();
}
template <uint32_t kLeft>
void await_copies() {
    emulator::await_copies(kLeft);
}

MST_DEVICE float float_of_bits(uint32_t bits) {
    return std::bit_cast<float>(bits);
}
MST_DEVICE uint32_t bits_of_float(float value) {
    return std::bit_cast<uint32_t>(value);
}
MST_DEVICE float float_of_half(uint16_t bits) {
    return float_from_f16(bits);
}
MST_DEVICE uint16_t half_of_float(float value) {
    return f16_from_float(value);
}
MST_DEVICE uint32_t halves_of_floats(float low, float high) {
    return f16_from_float(low) | uint32_t{f16_from_float(high)} << 16;
}
MST_DEVICE uint32_t halves_of_bytes(uint32_t word, uint32_t upper) {
    const uint32_t pair = word >> (upper != 0 ? 16 : 0);
    return halves_of_floats(static_cast<int8_t>(pair), static_cast<int8_t>(pair >> 8));
}
MST_DEVICE uint32_t bf16s_of_floats(float low, float high) {
    return bf16_from_float(low) | uint32_t{bf16_from_float(high)} << 16;
}
// As the device does: what does not fit is clamped, NaN is 0.
MST_DEVICE int32_t round_to_int(float value) {
    if (std::isnan(value)) return 0;
    if (value >= 2147483648.0f) return INT32_MAX;
    if (value < -2147483648.0f) return INT32_MIN;
    return static_cast<int32_t>(std::nearbyint(value));
}
MST_DEVICE uint32_t first_bit(uint32_t bits) {
    return static_cast<uint32_t>(std::countr_zero(bits));
}
MST_DEVICE uint32_t bit_count(uint32_t bits) {
    return static_cast<uint32_t>(std::popcount(bits));
}
using std::fmaf;

void mma_int8(int32_t (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2],
              const Site& site = Site::current());
void mma_half(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2],
              const Site& site = Site::current());
void mma_bf16(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2],
              const Site& site = Site::current());

template <class... Parameters, class... Arguments>
int32_t launch(void (*kernel)(Parameters...), Grid grid, uint32_t threads, Stream /*stream*/,
               const Arguments&... arguments) {
    auto body = [&] { kernel(arguments...); };
    emulator::run(
        reinterpret_cast<const void*>(kernel), grid, threads,
        [](void* context) { (*static_cast<decltype(body)*>(context))(); }, &body);
    return emulator_finding().empty() ? 0 : kLaunchFailure;
}

}  // namespace minstrel::kernels::cuda
