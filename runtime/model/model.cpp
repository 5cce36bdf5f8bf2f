#include "runtime/model/model.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/model/gguf_model.h"
#include "runtime/model/model_files.h"
#include "runtime/model/package.h"
#include "runtime/model/package_signature.h"
#include "runtime/model/tensor_binder.h"

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

uint64_t bytes_of(const TensorView& view) {
    return kernels::matrix_bytes(view.type, view.rows, view.cols);
}

// Only packages carry signatures; of other files the host is told that there is none.
Status check_signature(const LoadOptions& options, const std::string& path,
                       std::span<const std::byte> file, Progress& progress) {
    const SignatureCheck* hook = options.signature_check;
    if (hook == nullptr) return Status();
    if (!looks_like_package(file)) return ask_host(*hook, path, {}, {});
    MST_ASSIGN(const PackageSignature read, read_package_signature(file, progress));
    return ask_host(*hook, path, read.digest, read.signature);
}

}  // namespace

Result<std::shared_ptr<const Model>> Model::load(const LoadOptions& options) {
    std::shared_ptr<Model> model(new Model());
    Progress progress(options.progress, options.cancel);
    MST_TRY(progress.advance(0));
    const FileViewOptions view = view_options(options, &progress);
    const bool in_memory = options.memory.data() != nullptr;
    if (!in_memory && is_model_directory(options.path, options.files)) {
        const Status status = check_signature(options, options.path, {}, progress);
        if (!status.ok()) return status.with_context(options.path);
        MST_ASSIGN(ModelFiles files, open_model_directory(options.path, view));
        MST_TRY(model->load_files(std::move(files), options, progress));
    } else {
        FileView file = FileView::borrow("memory", options.memory);
        if (!in_memory) {
            MST_ASSIGN(file, FileView::open(options.path, view));
        }
        MST_TRY(model->load_file(std::move(file), options, progress));
    }
    model->count_bytes();
    return std::shared_ptr<const Model>(std::move(model));
}

Status Model::load_file(FileView file, const LoadOptions& options, Progress& progress) {
    const Status status = check_signature(options, file.path(), file.bytes(), progress);
    if (!status.ok()) return status.with_context(file.path());
    if (looks_like_package(file.bytes())) {
        return load_package(std::move(file), options, progress);
    }
    if (!looks_like_gguf(file.bytes())) return not_a_model(file);
    MST_ASSIGN(ModelFiles files, open_gguf(std::move(file), view_options(options, &progress)));
    return load_files(std::move(files), options, progress);
}

Status Model::load_files(ModelFiles files, const LoadOptions& options, Progress& progress) {
    config_ = std::move(files.config);
    chat_format_ = files.chat_format;
    chat_template_ = files.chat_template;
    description_.name = std::move(files.name);
    description_.licence = std::move(files.licence);
    const auto needs_files =
        bind_tensors(files.tensors, files.naming, files.weights, options, progress);
    if (!needs_files.ok()) return needs_files.status().with_context(options.path);
    tokenizer_ = files.tokenizer.bytes();
    const std::string& path = files.tokenizer.path();
    tokenizer_place_ = files.naming == TensorNaming::kGguf ? "tokenizer.ggml.tokens"
                                                           : path.substr(path.rfind('/') + 1);
    for (const FileView& file : files.weights) bytes_.files += file.bytes().size();
    // The vocabulary of a GGUF file is part of it.
    if (files.naming != TensorNaming::kGguf) bytes_.files += tokenizer_.size();
    if (needs_files.value()) files_ = std::move(files.weights);
    files_.push_back(std::move(files.tokenizer));
    return Status();
}

Status Model::load_package(FileView file, const LoadOptions& options, Progress& progress) {
    PackageOptions package_options;
    package_options.skip_checksums = options.skip_checksums || options.describe_only;
    package_options.progress = &progress;
    auto read = Package::read(file.bytes(), package_options);
    if (!read.ok()) return read.status().with_context(file.path());
    Package package = read.take();
    config_ = std::move(package.config);
    chat_format_ = package.chat_format;
    description_ = {std::move(package.model_name), std::move(package.licence),
                    std::move(package.creator), true};
    tokenizer_ = package.tokenizer;
    tokenizer_place_ = "the vocabulary";
    token_order_ = package.token_order;
    prefixes_ = std::move(package.prefixes);
    const auto bound =
        bind_tensors(package.tensors, TensorNaming::kHuggingFace, {&file, 1}, options, progress);
    if (!bound.ok()) return bound.status().with_context(file.path());
    bytes_.files = file.bytes().size();
    files_.push_back(std::move(file));
    return Status();
}

Result<bool> Model::bind_tensors(const TensorTable& table, TensorNaming naming,
                                 std::span<const FileView> files, const LoadOptions& options,
                                 Progress& progress) {
    MST_ASSIGN(const std::vector<TensorSource> sources, match_roles(table, config_, naming));
    TensorBinder binder(sources, files, to_allocator(options.allocator), progress);
    make_slots();
    for (const TensorSource& source : sources) {
        if (options.describe_only) {
            slot_of(source.role) = binder.describe(source, &bytes_.owned);
            continue;
        }
        MST_ASSIGN(const TensorView view, binder.bind(source));
        slot_of(source.role) = view;
        MST_TRY(progress.advance(0));
    }
    converted_ = binder.take_converted();
    rounding_ = binder.rounding().relative();
    if (config_.tied_embeddings) weights_.lm_head = weights_.token_embedding;
    weights_.layers = layers_;
    shape_ = config_.shape();
    return binder.needs_files();
}

void Model::make_slots() {
    const size_t count = config_.expert_count;
    layers_.resize(config_.layer_count);
    experts_.resize(layers_.size() * count);
    for (size_t layer = 0; layer < layers_.size(); ++layer) {
        layers_[layer].experts = std::span(experts_).subspan(layer * count, count);
    }
}

const TensorView& Model::slot_of(const TensorRole& role) const {
    if (role.expert_slot != nullptr) {
        return experts_[size_t{role.layer} * config_.expert_count + role.expert].*role.expert_slot;
    }
    return role.layer_slot != nullptr ? layers_[role.layer].*role.layer_slot
                                      : weights_.*role.model_slot;
}

TensorView& Model::slot_of(const TensorRole& role) {
    return const_cast<TensorView&>(std::as_const(*this).slot_of(role));
}

void Model::forget_layers(uint32_t first) const {
    for (const TensorRole& role : tensor_roles(config_)) {
        const TensorView& view = slot_of(role);
        const bool is_input = role.model_slot != nullptr &&
                              view.data == weights_.token_embedding.data;  // tied ones included
        const bool is_below = role.model_slot == nullptr && role.layer < first;
        if (is_below || (is_input && first > 0)) continue;
        const std::span bytes(static_cast<const std::byte*>(view.data), bytes_of(view));
        for (const FileView& file : files_) file.forget(bytes);
    }
}

void Model::count_bytes() {
    for (const FileView& file : files_) {
        if (file.is_mapped()) bytes_.mapped += file.bytes().size();
        bytes_.owned += file.owned_bytes();
    }
    for (const Buffer& buffer : converted_) bytes_.owned += buffer.size();
    for (const TensorRole& role : tensor_roles(config_)) {
        bytes_.weights += bytes_of(slot_of(role));
    }
}

}  // namespace minstrel
