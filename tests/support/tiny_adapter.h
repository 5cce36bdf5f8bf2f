// A seeded low-rank adapter of the tiny model, in each of the forms that are read. All its values
// are multiples of 1/64 that every element type holds exactly. Pure functions but for the one that
// writes a directory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/gguf_builder.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {

struct TinyAdapterOptions {
    uint32_t rank = 4;
    uint32_t alpha = 8;
    uint32_t largest = 32;  // of the multiples; the larger, the more the adapter changes
    uint64_t seed = 1;
};

// Two factors for each matrix of the model, in float32, with the names that PEFT writes.
std::vector<RawTensor> tiny_adapter_tensors(const TinyModelOptions& model,
                                            const TinyAdapterOptions& options = {});
std::string tiny_adapter_config(const TinyAdapterOptions& options = {});

// Writes adapter_config.json and adapter_model.safetensors into `path`, which is created.
void write_tiny_adapter(const std::string& path, const TinyModelOptions& model = {},
                        const TinyAdapterOptions& options = {});

// The same tensors in another element type, or as mistral-finetune saves them.
std::vector<RawTensor> with_type(std::vector<RawTensor> tensors, TinyType type);
std::vector<RawTensor> to_mistral_adapter(std::vector<RawTensor> tensors, uint32_t head_dim);

// As llama.cpp converts them: F32, F16 or BF16.
GgufBuilder to_gguf_adapter(const std::vector<RawTensor>& tensors, uint32_t head_dim, float alpha);

// Of a tensor in float32.
std::vector<float> floats_of(const RawTensor& tensor);
std::string raw_floats(const std::vector<float>& values);

}  // namespace minstrel::testing
