// A low-rank adapter in memory, immutable and shared: factors in float32 for the matrices that it
// changes. Made on a loading thread, then used by any thread; the last owner frees it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/adapter.h"
#include "kernels/backend.h"
#include "runtime/core/buffer.h"
#include "runtime/core/file_source.h"
#include "runtime/core/progress.h"
#include "runtime/core/signature_check.h"
#include "runtime/core/status.h"
#include "runtime/model/model.h"

namespace minstrel {

struct AdapterMatrix;

struct AdapterLoadOptions {
    // A directory of PEFT or of mistral-finetune, the .safetensors file in it, or a GGUF file.
    std::string path;
    bool read_instead_of_map = false;                 // as in LoadOptions, while it is loaded
    const FileHooks* files = nullptr;                 // null = the operating system
    const SignatureCheck* signature_check = nullptr;  // asked first, as about an unsigned model
    const std::atomic<bool>* cancel = nullptr;
    kernels::DeviceAllocator allocator;  // of the factors and of private copies
};

class Adapter {
  public:
    // `model` is the one that it was made for; its dimensions are compared. Neither the model nor
    // the files are needed afterwards.
    static Result<std::shared_ptr<const Adapter>> load(const AdapterLoadOptions& options,
                                                       const Model& model);

    // As many layers as the model has. They borrow this.
    kernels::AdapterWeights weights() const { return {layers_}; }
    // Of the directory or the file, or the one that a GGUF file gives.
    const std::string& name() const { return name_; }
    uint32_t rank() const { return rank_; }                  // the largest
    uint32_t matrix_count() const { return matrix_count_; }  // that it changes
    uint64_t parameter_count() const { return parameter_count_; }
    uint64_t bytes() const { return factors_.size(); }  // from the allocator

  private:
    Adapter() = default;

    Status copy_factors(std::span<const AdapterMatrix> matrices, const Allocator& allocator,
                        Progress& progress);

    std::string name_;
    std::vector<kernels::LayerAdapter> layers_;
    Buffer factors_;  // what the layers borrow
    uint32_t rank_ = 0;
    uint32_t matrix_count_ = 0;
    uint64_t parameter_count_ = 0;
};

}  // namespace minstrel
