#include "runtime/model/prefix_writer.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "runtime/core/file_view.h"
#include "runtime/model/model.h"
#include "runtime/model/package.h"
#include "runtime/model/package_format.h"
#include "runtime/model/package_writer.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {
namespace {

using kernels::kPageTokens;

constexpr uint32_t kChunk = 64;  // rows of a step

struct Read {
    StoredPrefix prefix;
    std::vector<std::byte> pages;  // what it borrows
};

Result<std::vector<std::vector<int32_t>>> whole_pages(const PrefixOptions& options,
                                                      const ModelConfig& config) {
    std::vector<std::vector<int32_t>> whole;
    size_t total = 0;
    for (std::vector<int32_t> tokens : options.prefixes) {
        tokens.resize(tokens.size() / kPageTokens * kPageTokens);
        if (tokens.empty() || tokens.size() > config.max_positions) {
            return error(Code::kInvalidArgument,
                         "prefix %zu fills %zu pages of %u tokens; it must fill one, and the "
                         "model reads at most %u tokens",
                         whole.size() + 1, tokens.size() / kPageTokens, kPageTokens,
                         config.max_positions);
        }
        for (const int32_t token : tokens) {
            if (token >= 0 && static_cast<uint32_t>(token) < config.vocab_size) continue;
            return error(Code::kBadFormat, "the vocabulary has tokens that the matrices lack");
        }
        total += tokens.size();
        whole.push_back(std::move(tokens));
    }
    if (whole.size() <= package::kMaxPrefixes && total <= package::kMaxPrefixTokens) return whole;
    return error(Code::kLimitReached, "%zu prefixes of %zu tokens; at most %zu of %zu are accepted",
                 whole.size(), total, package::kMaxPrefixes, package::kMaxPrefixTokens);
}

Status from_kernel(const kernels::KernelStatus& status) {
    if (status.ok()) return Status();
    return error(Code::kUnsupported, "the CPU cannot run it: %s", status.what);
}

// A model on the CPU that reads one prefix after the other.
class Reader {
  public:
    Reader(const Model& model, Progress& progress) : model_(model), progress_(progress) {}

    Status open(uint32_t most_tokens, kernels::KvType kv_type) {
        MST_TRY(from_kernel(kernels::create_cpu_backend({}, &backend_)));
        const kernels::DeviceLimits limits{.max_rows = kChunk,
                                           .max_logit_rows = 1,
                                           .max_positions = most_tokens,
                                           .kv_page_count = most_tokens / kPageTokens,
                                           .kv_type = kv_type};
        pages_.resize(limits.kv_page_count);
        std::iota(pages_.begin(), pages_.end(), 0u);
        return from_kernel(
            backend_->create_model(model_.shape(), model_.weights(), limits, &device_));
    }

    Result<Read> read(std::vector<int32_t> tokens) {
        for (size_t begin = 0; begin < tokens.size(); begin += kChunk) {
            const size_t count = std::min<size_t>(kChunk, tokens.size() - begin);
            const kernels::SequenceView sequence{0, static_cast<uint32_t>(count),
                                                 static_cast<uint32_t>(begin), pages_};
            kernels::BatchView batch;
            batch.tokens = std::span(tokens).subspan(begin, count);
            batch.sequences = {&sequence, 1};
            MST_TRY(from_kernel(device_->run(batch)));
            MST_TRY(progress_.advance(count));
        }
        const kernels::KvPageLayout layout = device_->page_layout();
        const size_t bytes = layout.page_bytes();
        Read read;
        read.prefix.kv_type = layout.type;
        read.pages.resize(tokens.size() / kPageTokens * bytes);
        for (uint32_t page = 0; page < tokens.size() / kPageTokens; ++page) {
            MST_TRY(from_kernel(
                device_->read_page(page, std::span(read.pages).subspan(page * bytes, bytes))));
        }
        read.prefix.tokens = std::move(tokens);
        return read;
    }

  private:
    const Model& model_;
    Progress& progress_;
    std::unique_ptr<kernels::Backend> backend_;
    std::unique_ptr<kernels::DeviceModel> device_;
    std::vector<uint32_t> pages_;
};

Result<std::vector<Read>> read_all(const Model& model, const PrefixOptions& options,
                                   Progress& progress) {
    MST_ASSIGN(const auto prefixes, whole_pages(options, model.config()));
    std::vector<Read> all;
    if (prefixes.empty()) return all;
    size_t most = 0;
    for (const auto& tokens : prefixes) {
        progress.expect(tokens.size());
        most = std::max(most, tokens.size());
    }
    Reader reader(model, progress);
    MST_TRY(reader.open(static_cast<uint32_t>(most), options.kv_type));
    for (const auto& tokens : prefixes) {
        MST_ASSIGN(Read read, reader.read(tokens));
        all.push_back(std::move(read));
    }
    return all;
}

Status copy_tensors(const Package& package, PackageWriter& writer) {
    for (const TensorRole& role : tensor_roles(package.config)) {
        const StoredTensor* tensor = package.tensors.find(role.name);
        if (tensor == nullptr) return error(Code::kInternal, "'%s' is gone", role.name.c_str());
        MST_TRY(
            writer.begin_tensor(tensor->name, tensor->type, tensor->shape, tensor->bytes.size()));
        MST_TRY(writer.append(tensor->bytes));
        MST_TRY(writer.end_tensor({}));
    }
    return Status();
}

}  // namespace

Result<PrefixReport> write_prefixes(const PrefixOptions& options) {
    Progress progress(options.progress, options.cancel);
    MST_ASSIGN(const FileView file, FileView::open(options.source, {}));
    if (!looks_like_package(file.bytes())) {
        return error(Code::kInvalidArgument, "'%s' is no package; make one with minstrel pack",
                     options.source.c_str());
    }
    LoadOptions load;
    load.memory = file.bytes();
    const auto loaded = Model::load(load);
    if (!loaded.ok()) return loaded.status().with_context(options.source);
    const std::shared_ptr<const Model>& model = loaded.value();
    MST_ASSIGN(const std::vector<Read> all, read_all(*model, options, progress));
    PackageOptions verified;  // by the load, of the same bytes
    verified.skip_checksums = true;
    MST_ASSIGN(Package package, Package::read(file.bytes(), verified));
    package.prefixes.clear();
    PrefixReport report;
    for (const Read& read : all) {
        package.prefixes.push_back(read.prefix);
        package.prefixes.back().pages = read.pages;
        report.token_count += read.prefix.tokens.size();
        report.page_bytes += read.pages.size();
    }
    MST_ASSIGN(PackageWriter writer, PackageWriter::make(options.target, ""));
    MST_TRY(copy_tensors(package, writer));
    MST_TRY(writer.finish(package));
    report.file_bytes = writer.file_bytes();
    return report;
}

}  // namespace minstrel
