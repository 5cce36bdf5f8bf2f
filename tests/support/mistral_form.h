// The tiny model as Mistral would publish it: other names, the rows of the rotated matrices with
// neighbours that turn together. Pure functions but for the one that writes a directory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/tiny_model.h"

namespace minstrel::testing {

// The rows of a matrix, each head's separately, in the order in which neighbours turn together: row
// 2i of a head comes from row i, row 2i + 1 from the one half a head further.
std::string interleaved_rows(const std::string& bytes, uint64_t rows, uint64_t head_dim);

// The name of a tensor of Hugging Face's form.
std::string mistral_name(std::string name);

// `tensors` in Hugging Face's form, in any element type.
std::vector<RawTensor> to_mistral_form(std::vector<RawTensor> tensors, uint32_t head_dim);

std::vector<RawTensor> mistral_tensors(const TinyModelOptions& options);
std::string mistral_params_json(const TinyModelOptions& options);
void write_mistral_directory(const std::string& path, const TinyModelOptions& options);

}  // namespace minstrel::testing
