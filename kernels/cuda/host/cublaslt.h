// Products of many rows by NVIDIA's cuBLASLt, where the host chose that: found at run time, never
// linked. One for a back end, made with it; then the engine thread's, within the device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "kernels/cuda/device/stream.h"

namespace minstrel::kernels::cuda {

// Products of as many rows go to cuBLASLt. A guess, until a device has been measured: with fewer,
// making bfloat16 of the weights costs more than faster products save.
inline constexpr uint32_t kCublasLtRows = 256;
inline constexpr size_t kCublasLtWorkspaceBytes = size_t{32} << 20;

struct CublasLtShape {
    uint32_t outputs = 0;
    uint32_t cols = 0;
    uint32_t rows = 0;
    size_t output_stride = 0;

    bool operator==(const CublasLtShape&) const = default;
};

// output[r][o] (+)= sum over k of weights[o][k] * input[r][k], summed in float32. All aligned to
// 256 bytes.
struct CublasLtOperands {
    const void* weights = nullptr;  // bf16 [outputs][cols]
    const void* input = nullptr;    // bf16 [rows][cols]
    float* output = nullptr;        // [rows][output_stride]
    bool accumulate = false;
    void* workspace = nullptr;  // [kCublasLtWorkspaceBytes]
};

class CublasLt {
  public:
    // The library at `path`; by default beside this one, or where the system looks. Null where it
    // cannot be used, and why.
    static std::unique_ptr<CublasLt> open(const char* path, std::string* why);
    virtual ~CublasLt() = default;

    // Whether it has an algorithm for products of this shape, which it then keeps to: each sums in
    // one order, so that a shape has the same bits each time.
    virtual bool takes(const CublasLtShape& shape) = 0;
    // Of a shape that it takes. False where nothing was enqueued; the shape is not taken again.
    virtual bool multiply(const CublasLtShape& shape, const CublasLtOperands& operands,
                          Stream stream) = 0;
    // The first thing that it refused, told once; empty = nothing new.
    virtual std::string take_refusal() = 0;
};

}  // namespace minstrel::kernels::cuda
