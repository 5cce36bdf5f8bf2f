// A seeded model of a few thousand weights, for tests that need a whole one: its words are noise,
// but always the same noise. Everything is written below a directory that the test owns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/model/pack.h"

namespace minstrel::testing {

enum class TinyType { kF32, kF16, kBF16 };

struct TinyModelOptions {
    uint32_t vocab_size = 512;  // as the committed vocabulary has
    uint32_t dim = 32;
    uint32_t hidden_dim = 64;
    uint32_t layer_count = 2;
    uint32_t head_count = 4;
    uint32_t kv_head_count = 2;
    uint32_t head_dim = 8;
    uint32_t max_positions = 512;
    double rope_theta = 10000;
    uint32_t sliding_window = 0;  // 0 = null
    bool tied = true;
    TinyType type = TinyType::kBF16;
    uint64_t seed = 1;
    // The vocabulary's file and what is in it; nothing = the committed one.
    std::string tokenizer_name = "tokenizer.model";
    std::string tokenizer = {};
};

// One tensor of a safetensors file, as little-endian bytes.
struct RawTensor {
    std::string name;
    std::string dtype;
    std::vector<uint64_t> shape;
    std::string bytes;
};

// A well-formed file of these tensors, in this order.
std::string make_safetensors(const std::vector<RawTensor>& tensors);

std::vector<RawTensor> tiny_tensors(const TinyModelOptions& options);
std::string tiny_config_json(const TinyModelOptions& options);

// tests/data/tiny_tokenizer.model
std::string tiny_tokenizer();

// Writes config.json, model.safetensors and the vocabulary into `path`, which is created.
void write_tiny_directory(const std::string& path, const TinyModelOptions& options = {});

// Writes a package; the directory that it is made from goes to `path` + ".source". Empty on
// success, else what went wrong.
std::string write_tiny_package(const std::string& path, const TinyModelOptions& options = {},
                               PackType type = PackType::kInt8);

}  // namespace minstrel::testing
