// A Backend whose work is done by the table of libminstrel_cuda.
#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "kernels/cuda/library.h"
#include "kernels/cuda/library_loader.h"
#include "kernels/cuda_backend.h"

namespace minstrel::kernels {
namespace cuda {
namespace {

KernelStatus to_kernel(const LibraryStatus& status) {
    return {static_cast<KernelCode>(status.code), status.native, status.what};
}

LibraryShape to_library(const ModelShape& shape) {
    LibraryShape out = {};
    out.layer_count = shape.layer_count;
    out.dim = shape.dim;
    out.hidden_dim = shape.hidden_dim;
    out.head_count = shape.head_count;
    out.kv_head_count = shape.kv_head_count;
    out.head_dim = shape.head_dim;
    out.vocab_size = shape.vocab_size;
    out.sliding_window = shape.sliding_window;
    out.expert_count = shape.expert_count;
    out.experts_per_token = shape.experts_per_token;
    out.norm_eps = shape.norm_eps;
    out.rope_theta = shape.rope_theta;
    out.rope_scaling = shape.rope_scaling;
    out.query_scaling = shape.query_scaling;
    return out;
}

std::vector<TensorView> list_tensors(const ModelWeights& weights) {
    std::vector<TensorView> tensors = {weights.token_embedding, weights.final_norm,
                                       weights.lm_head};
    const auto add = [&](std::initializer_list<TensorView> more) {
        tensors.insert(tensors.end(), more);
    };
    for (const LayerWeights& l : weights.layers) {
        add({l.attn_norm, l.wq, l.wk, l.wv, l.wo, l.ffn_norm});
        if (l.experts.empty()) {
            add({l.w_gate, l.w_up, l.w_down});
        } else {
            add({l.router});
            for (const ExpertWeights& expert : l.experts) {
                add({expert.w_gate, expert.w_up, expert.w_down});
            }
        }
    }
    return tensors;
}

// A model as the library reads it; borrows from `shape`, and the weights' bytes.
class ModelDescription {
  public:
    ModelDescription(const ModelShape& shape, const ModelWeights& weights)
        : tensors_(list_tensors(weights)) {
        model_.shape = to_library(shape);
        model_.layer_windows = shape.layer_windows.empty() ? nullptr : shape.layer_windows.data();
        model_.tensors = tensors_.data();
        model_.tensor_count = tensors_.size();
    }
    const LibraryModel* get() const { return &model_; }

  private:
    std::vector<TensorView> tensors_;
    LibraryModel model_ = {};
};

LibraryLimits to_library(const DeviceLimits& limits) {
    return {limits.max_rows, limits.max_logit_rows, limits.max_positions, limits.kv_page_count,
            static_cast<uint32_t>(limits.kv_type)};
}

DeviceMemory to_device_memory(const LibraryMemory& memory) {
    DeviceMemory out;
    out.weight_bytes = memory.weight_bytes;
    out.kv_bytes = memory.kv_bytes;
    out.workspace_bytes = memory.workspace_bytes;
    out.device_bytes = out.weight_bytes + out.kv_bytes + out.workspace_bytes;
    return out;
}

// Files have 8-bit pages of some heads only.
KvType page_type_of(const ModelShape& shape, KvType wanted) {
    if (wanted != KvType::kInt8) return KvType::kF16;
    return has_int8_pages(shape.head_dim) ? KvType::kInt8 : KvType::kDefault;
}

KvPageLayout page_layout_of(const ModelShape& shape, KvType wanted) {
    const KvType type = page_type_of(shape, wanted);
    if (type == KvType::kDefault) return {};
    return {type, shape.layer_count, shape.kv_head_count, shape.head_dim};
}

class CudaDeviceAdapter final : public DeviceAdapter {
  public:
    CudaDeviceAdapter(const LibraryTable& table, void* adapter)
        : table_(table), adapter_(adapter) {}
    ~CudaDeviceAdapter() override { table_.destroy_adapter(adapter_); }
    CudaDeviceAdapter(const CudaDeviceAdapter&) = delete;
    CudaDeviceAdapter& operator=(const CudaDeviceAdapter&) = delete;

    uint64_t device_bytes() const override { return table_.adapter_bytes(adapter_); }
    const void* get() const { return adapter_; }

  private:
    const LibraryTable& table_;
    void* adapter_;
};

LibrarySequence to_library(const SequenceView& sequence) {
    const auto* adapter = static_cast<const CudaDeviceAdapter*>(sequence.adapter);
    return {sequence.first_row,      sequence.row_count,
            sequence.start_position, static_cast<uint32_t>(sequence.pages.size()),
            sequence.pages.data(),   adapter != nullptr ? adapter->get() : nullptr,
            sequence.adapter_scale};
}

class CudaDeviceModel final : public DeviceModel {
  public:
    CudaDeviceModel(const LibraryTable& table, void* model, const ModelShape& shape,
                    const DeviceLimits& limits)
        : table_(table),
          model_(model),
          vocab_size_(shape.vocab_size),
          page_layout_(page_layout_of(shape, limits.kv_type)) {
        sequences_.reserve(limits.max_rows);
        rows_.reserve(limits.max_logit_rows);
    }
    ~CudaDeviceModel() override { table_.destroy_model(model_); }
    CudaDeviceModel(const CudaDeviceModel&) = delete;
    CudaDeviceModel& operator=(const CudaDeviceModel&) = delete;

    KernelStatus run(const BatchView& batch) override {
        sequences_.clear();
        for (const SequenceView& s : batch.sequences) sequences_.push_back(to_library(s));
        gate_ = batch.gate;
        batch_ = {};
        batch_.tokens = batch.tokens.data();
        batch_.residual = batch.residual.data();
        batch_.sequences = sequences_.data();
        batch_.logit_rows = batch.logit_rows.data();
        batch_.row_count = static_cast<uint32_t>(batch.tokens.size());
        batch_.sequence_count = static_cast<uint32_t>(sequences_.size());
        batch_.logit_row_count = static_cast<uint32_t>(batch.logit_rows.size());
        batch_.gate_user = this;
        batch_.may_go_on = gate_.may_go_on != nullptr ? may_go_on : nullptr;
        return to_kernel(table_.run(model_, &batch_));
    }

    KernelStatus resume() override { return to_kernel(table_.resume(model_)); }

    KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) override {
        rows_.clear();
        for (const SampleRow& r : rows) {
            rows_.push_back({r.logit_index, r.temperature, r.top_k, r.top_p, r.min_p,
                             r.repetition_penalty, r.presence_penalty, r.frequency_penalty,
                             r.penalty_tokens.data(), r.mask.empty() ? nullptr : r.mask.data(),
                             static_cast<uint32_t>(r.penalty_tokens.size()), r.position, r.seed,
                             r.stream});
        }
        return to_kernel(table_.sample(model_, rows_.data(), static_cast<uint32_t>(rows_.size()),
                                       out_tokens.data()));
    }

    KernelStatus read_logits(uint32_t first, uint32_t count,
                             std::span<const float>* out_logits) const override {
        const float* values = nullptr;
        const KernelStatus status = to_kernel(table_.logits(model_, first, count, &values));
        if (status.ok()) *out_logits = {values, size_t{count} * vocab_size_};
        return status;
    }

    std::span<const float> logits() const override {
        std::span<const float> values;
        return read_logits(0, batch_.logit_row_count, &values).ok() ? values
                                                                    : std::span<const float>();
    }

    KvPageLayout page_layout() const override { return page_layout_; }
    KernelStatus read_page(uint32_t page, std::span<std::byte> bytes) const override {
        return to_kernel(table_.read_page(model_, page, bytes.data(), bytes.size()));
    }
    KernelStatus write_page(uint32_t page, std::span<const std::byte> bytes) override {
        return to_kernel(table_.write_page(model_, page, bytes.data(), bytes.size()));
    }

    DeviceMemory memory() const override {
        LibraryMemory memory = {};
        table_.memory(model_, &memory);
        return to_device_memory(memory);
    }
    DeviceCounters counters() const override {
        LibraryCounters counted = {};
        table_.counters(model_, &counted);
        return {counted.steps,       counted.segments,           counted.graph_launches,
                counted.graphs_made, counted.device_allocations, counted.uploaded_bytes};
    }

  private:
    static int32_t may_go_on(void* self, uint32_t layers_done) {
        const StepGate& gate = static_cast<CudaDeviceModel*>(self)->gate_;
        return gate.may_go_on(gate.user, layers_done) ? 1 : 0;
    }

    const LibraryTable& table_;
    void* model_;
    uint32_t vocab_size_;
    KvPageLayout page_layout_;
    LibraryBatch batch_ = {};  // of the step
    StepGate gate_;
    std::vector<LibrarySequence> sequences_;
    std::vector<LibrarySampleRow> rows_;
};

class CudaBackend final : public Backend {
  public:
    CudaBackend(const LibraryTable& table, void* backend, std::string device)
        : table_(table), backend_(backend), device_(std::move(device)) {}
    ~CudaBackend() override { table_.destroy_backend(backend_); }
    CudaBackend(const CudaBackend&) = delete;
    CudaBackend& operator=(const CudaBackend&) = delete;

    BackendInfo info() const override { return {"cuda", device_.c_str(), 0}; }

    std::string take_notice() override {
        char text[512];
        return {text, table_.take_notice(backend_, text, sizeof text)};
    }

    KvType page_type(const ModelShape& shape, const ModelWeights& /*weights*/,
                     KvType wanted) const override {
        return page_type_of(shape, wanted);
    }

    uint64_t free_device_bytes() const override {
        uint64_t bytes = 0;
        return table_.free_bytes(backend_, &bytes).code == 0 ? bytes : 0;
    }

    DeviceMemory estimate(const ModelShape& shape, const ModelWeights& weights,
                          const DeviceLimits& limits) const override {
        const ModelDescription model(shape, weights);
        const LibraryLimits library_limits = to_library(limits);
        LibraryMemory memory = {};
        if (table_.estimate(backend_, model.get(), &library_limits, &memory).code != 0) return {};
        return to_device_memory(memory);
    }

    KernelStatus create_model(const ModelShape& shape, const ModelWeights& weights,
                              const DeviceLimits& limits,
                              std::unique_ptr<DeviceModel>* out_model) override {
        const ModelDescription model(shape, weights);
        const LibraryLimits library_limits = to_library(limits);
        void* made = nullptr;
        const LibraryStatus status =
            table_.create_model(backend_, model.get(), &library_limits, &made);
        if (status.code != 0) return to_kernel(status);
        out_model->reset(new (std::nothrow) CudaDeviceModel(table_, made, shape, limits));
        if (*out_model == nullptr) {
            table_.destroy_model(made);
            return {KernelCode::kOutOfMemory, 0, "creating a model on the device"};
        }
        return {};
    }

    KernelStatus create_adapter(const ModelShape& shape, const AdapterWeights& weights,
                                std::unique_ptr<DeviceAdapter>* out_adapter) override {
        std::vector<LowRank> matrices;
        for (const LayerAdapter& layer : weights.layers) {
            matrices.insert(matrices.end(), layer.matrices.begin(), layer.matrices.end());
        }
        const LibraryAdapter adapter = {to_library(shape), matrices.data(),
                                        static_cast<uint32_t>(weights.layers.size())};
        void* made = nullptr;
        const LibraryStatus status = table_.create_adapter(backend_, &adapter, &made);
        if (status.code != 0) return to_kernel(status);
        out_adapter->reset(new (std::nothrow) CudaDeviceAdapter(table_, made));
        if (*out_adapter == nullptr) {
            table_.destroy_adapter(made);
            return {KernelCode::kOutOfMemory, 0, "creating an adapter on the device"};
        }
        return {};
    }

  private:
    const LibraryTable& table_;
    void* backend_;
    std::string device_;
};

// The library with a driver and at least one device behind it.
CudaFinding open_driver(const std::string& path, const LibraryTable** out_table,
                        LibraryDriver* out_driver) {
    CudaFinding finding = open_library(path, out_table);
    if (!finding.ok()) return finding;
    return explain((*out_table)->query_driver(out_driver), *out_driver);
}

CudaFinding describe(const LibraryTable& table, const LibraryDriver& driver, uint32_t number,
                     bool with_free_bytes, LibraryDevice* out) {
    out->struct_size = sizeof(LibraryDevice);
    if (number > driver.device_count) {
        std::string text = "there is no NVIDIA device " + std::to_string(number);
        text += "; this machine has " + std::to_string(driver.device_count);
        return {CudaProblem::kNoDevice, std::move(text)};
    }
    return explain(table.describe_device(number - 1, with_free_bytes ? 1 : 0, out), driver);
}

// The number of the device with the most memory.
uint32_t largest_device(const LibraryTable& table, const LibraryDriver& driver) {
    uint32_t best = 1;
    uint64_t most = 0;
    for (uint32_t number = 1; number <= driver.device_count; ++number) {
        LibraryDevice device;
        if (!describe(table, driver, number, false, &device).ok() || device.total_bytes <= most)
            continue;
        most = device.total_bytes;
        best = number;
    }
    return best;
}

// The device that the host has a context on, that it names, or the one that suits best.
CudaFinding choose_device(const LibraryTable& table, const LibraryDriver& driver,
                          const CudaOptions& options, uint32_t* out_number) {
    *out_number = options.device;
    if (options.context != nullptr) {
        uint32_t device = 0;
        CudaFinding finding = explain(table.context_device(options.context, &device), driver);
        *out_number = device + 1;
        return finding;
    }
    if (options.device == 0) *out_number = largest_device(table, driver);
    return {};
}

}  // namespace
}  // namespace cuda

CudaFinding create_cuda_backend(const CudaOptions& options, std::unique_ptr<Backend>* out_backend) {
    const cuda::LibraryTable* table = nullptr;
    cuda::LibraryDriver driver;
    CudaFinding finding = cuda::open_driver(options.library_path, &table, &driver);
    if (!finding.ok()) return finding;
    uint32_t number = 0;
    finding = cuda::choose_device(*table, driver, options, &number);
    if (!finding.ok()) return finding;
    cuda::LibraryDevice device;
    finding = cuda::describe(*table, driver, number, false, &device);
    if (!finding.ok()) return finding;
    cuda::LibraryOptions library_options;
    library_options.struct_size = sizeof library_options;
    library_options.device = number - 1;
    library_options.memory_bytes = options.memory_bytes;
    library_options.context = options.context;
    library_options.stream = options.stream;
    library_options.high_priority = options.high_priority ? 1 : 0;
    library_options.without_graphs = options.without_graphs ? 1 : 0;
    library_options.with_cublaslt = options.with_cublaslt ? 1 : 0;
    library_options.cublaslt_path =
        options.cublaslt_path.empty() ? nullptr : options.cublaslt_path.c_str();
    void* backend = nullptr;
    finding = cuda::explain(table->create_backend(&library_options, &backend), driver);
    if (!finding.ok()) return finding;
    out_backend->reset(new (std::nothrow) cuda::CudaBackend(*table, backend, device.name));
    if (*out_backend == nullptr) {
        table->destroy_backend(backend);
        return {CudaProblem::kOutOfMemory, "no memory for the CUDA back end"};
    }
    return {};
}

CudaFinding describe_cuda_device(const std::string& library_path, uint32_t number,
                                 CudaDevice* out_device) {
    const cuda::LibraryTable* table = nullptr;
    cuda::LibraryDriver driver;
    CudaFinding finding = cuda::open_driver(library_path, &table, &driver);
    if (!finding.ok()) return finding;
    cuda::LibraryDevice device;
    finding = cuda::describe(*table, driver, number, true, &device);
    if (!finding.ok()) return finding;
    *out_device = {
        device.name,        device.compute_major, device.compute_minor,   device.multiprocessors,
        device.total_bytes, device.free_bytes,    device.bytes_per_second};
    return {};
}

}  // namespace minstrel::kernels
