// A model in memory, immutable and shared: configuration, weights where the kernels can read them,
// vocabulary. Made on a loading thread, then used by any thread; the last owner frees it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "kernels/tensor.h"
#include "runtime/core/file_view.h"
#include "runtime/core/progress.h"
#include "runtime/core/signature_check.h"
#include "runtime/core/status.h"
#include "runtime/model/chat_format_id.h"
#include "runtime/model/chat_template.h"
#include "runtime/model/model_config.h"
#include "runtime/model/model_files.h"
#include "runtime/model/stored_prefix.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

struct LoadOptions {
    std::string path;  // a package, a GGUF file, or a directory of Hugging Face or Mistral
    // Instead of a path: a whole package or GGUF file that stays alive and unchanged as long as the
    // model.
    std::span<const std::byte> memory;
    // A mapping starts at once and shares pages between processes, but another process that
    // shortens the file ends this one; a private copy is safe from that.
    bool read_instead_of_map = false;
    bool skip_checksums = false;  // of a package's tensors and vocabulary
    // Everything but weights: their views have the types, sizes and addresses of the files, and may
    // not be read. bytes() is what a whole load would take.
    bool describe_only = false;
    const FileHooks* files = nullptr;                 // null = the operating system
    const SignatureCheck* signature_check = nullptr;  // null = every model is accepted
    Progress::Report progress;                        // called on the loading thread
    const std::atomic<bool>* cancel = nullptr;
    kernels::DeviceAllocator allocator;  // of private copies and converted tensors
};

struct ModelDescription {
    std::string name;
    std::string licence;  // full text, or empty when the files carry none
    std::string creator;  // program that made the package; empty for other files
    bool is_package = false;
};

struct ModelBytes {
    uint64_t weights = 0;  // as the kernels read them
    uint64_t mapped = 0;   // of the files, shared with other processes
    uint64_t owned = 0;    // from the allocator
    uint64_t files = 0;    // what the files hold, vocabulary included
};

class Model {
  public:
    static Result<std::shared_ptr<const Model>> load(const LoadOptions& options);

    const ModelConfig& config() const { return config_; }
    const kernels::ModelShape& shape() const { return shape_; }
    // Norm vectors are always float32.
    const kernels::ModelWeights& weights() const { return weights_; }
    std::span<const std::byte> tokenizer() const { return tokenizer_; }
    // Where it stands, for messages: a file of the directory or a part of the file.
    const std::string& tokenizer_place() const { return tokenizer_place_; }
    // As in Package.
    std::span<const std::byte> token_order() const { return token_order_; }
    ChatFormatId chat_format() const { return chat_format_; }
    // Packages have none: whoever made one has decided.
    const ChatTemplate& chat_template() const { return chat_template_; }
    const ModelDescription& description() const { return description_; }
    // Of a package that was given some.
    std::span<const StoredPrefix> prefixes() const { return prefixes_; }
    // What it cost to bring quantised weights into the kernels' forms, relative; 0 = nothing.
    double rounding() const { return rounding_; }
    const ModelBytes& bytes() const { return bytes_; }

    // Hints that the layers from `first` on and what is behind them will hardly be read again, and
    // nothing at all if `first` is 0: a device has copies. What was mapped leaves this process's
    // memory and comes back when it is read; what was converted stays.
    void forget_layers(uint32_t first) const;

  private:
    Model() = default;

    Status load_file(FileView file, const LoadOptions& options, Progress& progress);
    Status load_files(ModelFiles files, const LoadOptions& options, Progress& progress);
    Status load_package(FileView file, const LoadOptions& options, Progress& progress);
    // Whether the weights refer to the files of `table`.
    Result<bool> bind_tensors(const TensorTable& table, TensorNaming naming,
                              std::span<const FileView> files, const LoadOptions& options,
                              Progress& progress);
    void make_slots();
    const kernels::TensorView& slot_of(const TensorRole& role) const;
    kernels::TensorView& slot_of(const TensorRole& role);
    void count_bytes();

    ModelConfig config_;
    kernels::ModelShape shape_;
    kernels::ModelWeights weights_;
    std::vector<kernels::LayerWeights> layers_;
    std::vector<kernels::ExpertWeights> experts_;  // of all layers
    std::vector<FileView> files_;                  // what the views below borrow
    std::vector<Buffer> converted_;                // tensors that could not be borrowed
    std::span<const std::byte> tokenizer_;
    std::string tokenizer_place_;
    std::span<const std::byte> token_order_;
    std::vector<StoredPrefix> prefixes_;
    ChatFormatId chat_format_ = ChatFormatId::kByVocabulary;
    ChatTemplate chat_template_;
    ModelDescription description_;
    ModelBytes bytes_;
    double rounding_ = 0;
};

}  // namespace minstrel
