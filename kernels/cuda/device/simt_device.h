// The device's side of simt.h; included from there only.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdint>
#include <type_traits>

#include "kernels/cuda/device/simt.h"

#define MST_KERNEL(threads) static __global__ void __launch_bounds__(threads, 1)
#define MST_DEVICE static __device__ __forceinline__
// The same for blocks of which some should share a multiprocessor.
#define MST_KERNEL_SHARING(threads, blocks) \
    static __global__ void __launch_bounds__(threads, blocks)
#define MST_UNROLL _Pragma("unroll")
#define MST_PRAGMA(text) _Pragma(#text)
#define MST_UNROLL_BY(count) MST_PRAGMA(unroll count)
// An array of a block; `name[i]` reads and writes.
#define MST_SHARED(type, name, count) __shared__ __align__(16) type name[count]

namespace minstrel::kernels::cuda {

MST_DEVICE uint32_t thread_index() {
    return threadIdx.x;
}
MST_DEVICE uint32_t lane_index() {
    return threadIdx.x % kWarp;
}
MST_DEVICE uint32_t warp_index() {
    return threadIdx.x / kWarp;
}
MST_DEVICE Grid block_index() {
    return {blockIdx.x, blockIdx.y, blockIdx.z};
}

// First in every kernel, before it reads anything that a kernel wrote: waits for the one before it,
// where the two overlap, and lets the next one come to the multiprocessors once all blocks of this
// one are there.
MST_DEVICE void begin_kernel() {
#if __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.wait;" ::: "memory");
    asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
#endif
}

MST_DEVICE void sync_block() {
    __syncthreads();
}
MST_DEVICE void sync_warp() {
    __syncwarp();
}

template <class T>
MST_DEVICE T shuffle(T value, uint32_t lane) {
    return __shfl_sync(0xFFFFFFFFu, value, static_cast<int>(lane));
}
template <class T>
MST_DEVICE T shuffle_xor(T value, uint32_t bits) {
    return __shfl_xor_sync(0xFFFFFFFFu, value, static_cast<int>(bits));
}
MST_DEVICE uint32_t ballot(bool vote) {
    return __ballot_sync(0xFFFFFFFFu, vote);
}

// Of an array in shared or in global memory.
MST_DEVICE void atomic_add(uint32_t* array, uint32_t index, uint32_t value) {
    atomicAdd(array + index, value);
}
// What was there before; global memory.
MST_DEVICE uint32_t atomic_exchange(uint32_t* array, uint32_t index, uint32_t value) {
    return atomicExch(array + index, value);
}

template <class T>
MST_DEVICE T load(const void* source) {
    return *static_cast<const T*>(source);
}
template <class T>
MST_DEVICE void store(void* target, const T& value) {
    *static_cast<T*>(target) = value;
}
// What is read once and should not push other things out of the cache.
template <class T>
MST_DEVICE T load_once(const void* source) {
    if constexpr (sizeof(T) == 16) {
        const uint4 v = __ldcs(static_cast<const uint4*>(source));
        return {v.x, v.y, v.z, v.w};
    } else if constexpr (sizeof(T) == 8) {
        const uint2 v = __ldcs(static_cast<const uint2*>(source));
        return {v.x, v.y};
    } else {
        return __ldcs(static_cast<const T*>(source));
    }
}

// Copies 4 or 16 bytes to shared memory without waiting for them, where the device can.
template <uint32_t kBytes, class T>
MST_DEVICE void copy_async(T* shared, uint32_t index, const void* source) {
    static_assert(kBytes == 4 || kBytes == 16);
#if __CUDA_ARCH__ >= 800
    const auto target = static_cast<uint32_t>(__cvta_generic_to_shared(shared + index));
    if constexpr (kBytes == 16) {
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(target), "l"(source)
                     : "memory");
    } else {
        asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(target), "l"(source)
                     : "memory");
    }
#else
    using Bytes = std::conditional_t<kBytes == 16, Words4, uint32_t>;
    *reinterpret_cast<Bytes*>(shared + index) = *static_cast<const Bytes*>(source);
#endif
}
// Ends a group of copies of this thread.
MST_DEVICE void commit_copies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}
// Until at most `kLeft` groups of this thread are under way; others see the copies after a barrier.
template <uint32_t kLeft>
MST_DEVICE void await_copies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_group %0;" ::"n"(kLeft) : "memory");
#endif
}

MST_DEVICE float float_of_bits(uint32_t bits) {
    return __uint_as_float(bits);
}
MST_DEVICE uint32_t bits_of_float(float value) {
    return __float_as_uint(value);
}
MST_DEVICE float float_of_half(uint16_t bits) {
    return __half2float(__ushort_as_half(bits));
}
MST_DEVICE uint16_t half_of_float(float value) {
    return __half_as_ushort(__float2half_rn(value));
}
// Two halves of a word, the low one first.
MST_DEVICE uint32_t halves_of_floats(float low, float high) {
    const __half2 pair = __floats2half2_rn(low, high);
    return *reinterpret_cast<const uint32_t*>(&pair);
}
// The lower or upper two signed bytes of a word, by the halves 1024 + (byte + 128).
MST_DEVICE uint32_t halves_of_bytes(uint32_t word, uint32_t upper) {
    const uint32_t raised = __byte_perm(word ^ 0x80808080u, 0x64646464u, upper ? 0x4342 : 0x4140);
    const __half2 offset = __halves2half2(__ushort_as_half(0x6480), __ushort_as_half(0x6480));
    const __half2 pair = __hsub2(*reinterpret_cast<const __half2*>(&raised), offset);
    return *reinterpret_cast<const uint32_t*>(&pair);
}
MST_DEVICE uint32_t bf16s_of_floats(float low, float high) {
    const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *reinterpret_cast<const uint32_t*>(&pair);
}

// To the nearest, ties to even.
MST_DEVICE int32_t round_to_int(float value) {
    return __float2int_rn(value);
}
MST_DEVICE uint32_t first_bit(uint32_t bits) {
    return static_cast<uint32_t>(__ffs(bits)) - 1;
}
MST_DEVICE uint32_t bit_count(uint32_t bits) {
    return static_cast<uint32_t>(__popc(bits));
}

// c += a b for 16 x 32 by 32 x 8 signed bytes. With g = lane / 4 and t = lane % 4 the words are
// a = rows g, g + 8, g, g + 8 with columns 4t (first two) and 16 + 4t; b = column g of rows 4t and
// 16 + 4t; c = rows g, g, g + 8, g + 8 with columns 2t, 2t + 1, 2t, 2t + 1.
MST_DEVICE void mma_int8(int32_t (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 "
        "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    for (int half = 0; half < 2; ++half) {
        for (int rows = 0; rows < 2; ++rows) {
            asm("mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1}, {%2}, {%3}, {%0,%1};"
                : "+r"(c[2 * rows]), "+r"(c[2 * rows + 1])
                : "r"(a[2 * half + rows]), "r"(b[half]));
        }
    }
#endif
}

// c += a b for 16 x 16 by 16 x 8 halves. a = rows g, g + 8, g, g + 8 with columns 2t (first two)
// and 8 + 2t; b = column g of rows 2t and 8 + 2t; c as above.
MST_DEVICE void mma_half(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
        "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    for (int half = 0; half < 2; ++half) {
        asm("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 "
            "{%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};"
            : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
            : "r"(a[2 * half]), "r"(a[2 * half + 1]), "r"(b[half]));
    }
#endif
}

// The same for bfloat16. Before sm_80 there is no such instruction; lanes then fetch each other's
// words.
MST_DEVICE void mma_bf16(float (&c)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
        "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    const uint32_t first = lane_index() & ~3u, column = lane_index() % 4 * 8;
    MST_UNROLL_BY(1)  // several at once take more registers than kernels have left
    for (uint32_t t = 0; t < 4; ++t) {
        for (int half = 0; half < 2; ++half) {
            const uint32_t top = shuffle(a[2 * half], first + t);
            const uint32_t low = shuffle(a[2 * half + 1], first + t);
            const uint32_t left = shuffle(b[half], column + t);
            const uint32_t right = shuffle(b[half], column + 4 + t);
            const uint32_t rows[4] = {top, top, low, low};
            const uint32_t columns[4] = {left, right, left, right};
            for (int i = 0; i < 4; ++i) {
                c[i] = fmaf(float_of_bits(rows[i] << 16), float_of_bits(columns[i] << 16), c[i]);
                c[i] = fmaf(float_of_bits(rows[i] & 0xFFFF0000u),
                            float_of_bits(columns[i] & 0xFFFF0000u), c[i]);
            }
        }
    }
#endif
}

template <class... Parameters, class... Arguments>
int32_t launch(void (*kernel)(Parameters...), Grid grid, uint32_t threads, Stream stream,
               const Arguments&... arguments) {
    if (grid.x == 0 || grid.y == 0 || grid.z == 0) return 0;
    cudaLaunchAttribute overlap = {};
    overlap.id = cudaLaunchAttributeProgrammaticStreamSerialization;
    overlap.val.programmaticStreamSerializationAllowed = 1;
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(grid.x, grid.y, grid.z);
    config.blockDim = dim3(threads);
    config.stream = static_cast<cudaStream_t>(stream.handle);
    config.attrs = &overlap;
    config.numAttrs = stream.overlaps ? 1 : 0;
    const cudaError_t error = cudaLaunchKernelEx(&config, kernel, Parameters(arguments)...);
    if (error != cudaSuccess) (void)cudaGetLastError();
    return static_cast<int32_t>(error);
}

}  // namespace minstrel::kernels::cuda
