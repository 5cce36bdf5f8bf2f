#include "runtime/model/model.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/model/element.h"
#include "runtime/model/hf_directory.h"
#include "runtime/model/package.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::TensorView;

Allocator to_allocator(const kernels::DeviceAllocator& source) {
    return Allocator{source.user, source.allocate, source.release};
}

FileViewOptions view_options(const LoadOptions& options, Progress* progress) {
    FileViewOptions view;
    view.hooks = options.files;
    view.read_instead_of_map = options.read_instead_of_map;
    view.allocator = to_allocator(options.allocator);
    view.progress = progress;
    return view;
}

bool starts_with(std::span<const std::byte> file, const char* text) {
    const size_t length = std::strlen(text);
    return file.size() >= length && std::memcmp(file.data(), text, length) == 0;
}

Status not_a_package(const FileView& file) {
    const char* path = file.path().c_str();
    if (starts_with(file.bytes(), "GGUF")) {
        return error(Code::kUnsupported,
                     "'%s' is a GGUF file, which this version does not read; "
                     "pack the original model directory instead",
                     path);
    }
    if (file.path().ends_with(".safetensors") || file.path().ends_with(".json")) {
        return error(Code::kBadFormat, "'%s' is one part of a model; give its directory", path);
    }
    return error(Code::kBadFormat, "'%s' is not a model package (it does not begin with 'MSTPKG')",
                 path);
}

// A file name that cannot be opened may still be the directory of hooks, which know no directories.
bool is_hf_directory(const LoadOptions& options) {
    if (options.files == nullptr) return is_directory(options.path);
    if (FileSource::open(options.path, options.files).ok()) return false;
    return FileSource::open(options.path + "/config.json", options.files).ok();
}

bool is_aligned(const StoredTensor& tensor) {
    // Bytes with scales: their count is a multiple of 32, so the scales are aligned as the start
    // is.
    const size_t alignment = tensor.type == StoredType::kBF16 ? alignof(uint16_t) : alignof(float);
    return reinterpret_cast<uintptr_t>(tensor.bytes.data()) % alignment == 0;
}

// Element type and place; `data` holds the tensor's bytes.
TensorView view_of(const StoredTensor& tensor, const std::byte* data) {
    TensorView view;
    view.data = data;
    if (tensor.type == StoredType::kBF16) view.type = ElementType::kBF16;
    if (tensor.type == StoredType::kI8G32) {
        view.type = ElementType::kI8G32;
        view.scales = reinterpret_cast<const float*>(data + tensor.shape[0] * tensor.shape[1]);
    }
    return view;
}

uint64_t bytes_of(const TensorView& view) {
    const uint64_t count = uint64_t{view.rows} * view.cols;
    switch (view.type) {
        case ElementType::kF32:
            return count * 4;
        case ElementType::kBF16:
            return count * 2;
        case ElementType::kI8G32:
            return count + count / kernels::kI8Group * sizeof(float);
    }
    return 0;
}

}  // namespace

Result<std::shared_ptr<const Model>> Model::load(const LoadOptions& options) {
    std::shared_ptr<Model> model(new Model());
    Progress progress(options.progress, options.cancel);
    MST_TRY(progress.advance(0));
    if (options.memory.data() != nullptr) {
        FileView file = FileView::borrow("memory", options.memory);
        MST_TRY(model->load_package(std::move(file), options, progress));
    } else if (is_hf_directory(options)) {
        MST_TRY(model->load_directory(options, progress));
    } else {
        MST_ASSIGN(FileView file, FileView::open(options.path, view_options(options, &progress)));
        MST_TRY(model->load_package(std::move(file), options, progress));
    }
    model->count_bytes();
    return std::shared_ptr<const Model>(std::move(model));
}

Status Model::load_directory(const LoadOptions& options, Progress& progress) {
    MST_ASSIGN(HfDirectory directory,
               HfDirectory::open(options.path, view_options(options, &progress)));
    config_ = directory.config();
    chat_format_ = directory.chat_format();
    description_.name = directory.name();
    description_.licence = directory.licence();
    Status status = bind_tensors(directory.tensors(), to_allocator(options.allocator), progress);
    if (!status.ok()) return status.with_context(options.path);
    tokenizer_ = directory.tokenizer();
    files_ = directory.take_weight_files();
    files_.push_back(directory.take_tokenizer());
    return Status();
}

Status Model::load_package(FileView file, const LoadOptions& options, Progress& progress) {
    if (!looks_like_package(file.bytes())) return not_a_package(file);
    PackageOptions package_options;
    package_options.skip_checksums = options.skip_checksums;
    package_options.progress = &progress;
    auto read = Package::read(file.bytes(), package_options);
    if (!read.ok()) return read.status().with_context(file.path());
    Package package = read.take();
    config_ = std::move(package.config);
    chat_format_ = package.chat_format;
    description_ = {std::move(package.model_name), std::move(package.licence),
                    std::move(package.creator), true};
    tokenizer_ = package.tokenizer;
    Status status = bind_tensors(package.tensors, to_allocator(options.allocator), progress);
    if (!status.ok()) return status.with_context(file.path());
    files_.push_back(std::move(file));
    return Status();
}

Status Model::bind_tensors(const TensorTable& table, const Allocator& allocator,
                           Progress& progress) {
    const std::vector<TensorRole> roles = tensor_roles(config_);
    MST_TRY(check_no_strangers(table, roles, config_.tied_embeddings));
    layers_.resize(config_.layer_count);
    for (const TensorRole& role : roles) {
        MST_ASSIGN(const StoredTensor* tensor, find_role(table, role));
        MST_ASSIGN(TensorView view, bind(*tensor, role.is_vector, allocator));
        view.rows = role.rows;
        view.cols = role.cols;
        if (role.layer_slot != nullptr) {
            layers_[role.layer].*role.layer_slot = view;
        } else {
            weights_.*role.model_slot = view;
        }
        MST_TRY(progress.advance(0));
    }
    if (config_.tied_embeddings) weights_.lm_head = weights_.token_embedding;
    weights_.layers = layers_;
    shape_ = config_.shape();
    return Status();
}

// Borrows the file's bytes where the kernels can read them as they lie, else makes a copy.
Result<TensorView> Model::bind(const StoredTensor& tensor, bool is_vector,
                               const Allocator& allocator) {
    const bool grouped = tensor.type == StoredType::kI8G32 && !is_vector;
    if (!grouped && element_bytes(tensor.type) == 0) {
        return error(Code::kUnsupported,
                     "the tensor '%s' has the element type %s; this version "
                     "reads F32, BF16 or F16 there",
                     tensor.name.c_str(), tensor.type_name.c_str());
    }
    if (tensor.type == StoredType::kF16 || (is_vector && tensor.type == StoredType::kBF16)) {
        const size_t count = tensor.bytes.size() / element_bytes(tensor.type);
        MST_ASSIGN(Buffer wide,
                   Buffer::make(allocator, count * sizeof(float), tensor.name.c_str()));
        auto* values = reinterpret_cast<float*>(wide.data());
        convert_to_float(tensor.type, tensor.bytes, {values, count});
        converted_.push_back(std::move(wide));
        TensorView view;
        view.data = values;
        return view;
    }
    if (is_aligned(tensor)) return view_of(tensor, tensor.bytes.data());
    MST_ASSIGN(Buffer copy, Buffer::make(allocator, tensor.bytes.size(), tensor.name.c_str()));
    std::copy(tensor.bytes.begin(), tensor.bytes.end(), copy.data());
    const TensorView view = view_of(tensor, copy.data());
    converted_.push_back(std::move(copy));
    return view;
}

void Model::count_bytes() {
    for (const FileView& file : files_) {
        if (file.is_mapped()) bytes_.mapped += file.bytes().size();
        bytes_.owned += file.owned_bytes();
    }
    for (const Buffer& buffer : converted_) bytes_.owned += buffer.size();
    for (const TensorRole& role : tensor_roles(config_)) {
        bytes_.weights += bytes_of(role.layer_slot != nullptr ? layers_[role.layer].*role.layer_slot
                                                              : weights_.*role.model_slot);
    }
}

}  // namespace minstrel
