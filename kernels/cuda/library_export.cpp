// The one function of libminstrel_cuda. Every entry of the table stops what is thrown: memory that
// cannot be had is the only thing that is.
#include <new>
#include <span>
#include <string>
#include <utility>

#include "kernels/cuda/host/cuda_adapter.h"
#include "kernels/cuda/host/cuda_model.h"
#include "kernels/cuda/host/device.h"
#include "kernels/cuda/library.h"
#include "kernels/cuda_backend.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kLeastCompute = 75;  // 10 * major + minor

LibraryStatus to_library(const KernelStatus& status) {
    return {static_cast<int32_t>(status.code), status.native, status.what};
}

LibraryStatus problem(CudaProblem code, int32_t native, const char* what) {
    return {static_cast<int32_t>(code), native, what};
}

template <class Body>
LibraryStatus guarded(const Body& body) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return {static_cast<int32_t>(KernelCode::kOutOfMemory), 0, "host memory"};
    }
}

// The same numbers mean other things to models and to devices.
template <class Body>
LibraryStatus guarded_device(const Body& body) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return problem(CudaProblem::kFailed, 0, "no host memory");
    }
}

LibraryStatus device_status(DeviceError error, const char* what) {
    if (error == 0) return {};
    if (error == kErrorMemory) return problem(CudaProblem::kOutOfMemory, error, what);
    return problem(CudaProblem::kFailed, error, what);
}

LibraryStatus query_driver_entry(LibraryDriver* out) {
    return guarded_device([&]() -> LibraryStatus {
        *out = {};
        const DeviceError error = query_driver(out);
        if (out->driver_version == 0) {
            return problem(CudaProblem::kDriverMissing, error, "no driver");
        }
        // Minor versions of one major version get along.
        if (error == kErrorOldDriver || out->driver_version / 1000 < out->runtime_version / 1000) {
            return problem(CudaProblem::kDriverTooOld, error, "the driver is too old");
        }
        if (error == kErrorNoDevice || (error == 0 && out->device_count == 0)) {
            return problem(CudaProblem::kNoDevice, error, "the driver sees none");
        }
        return device_status(error, "counting devices");
    });
}

LibraryStatus describe_device_entry(uint32_t device, uint32_t with_free_bytes, LibraryDevice* out) {
    return guarded_device([&]() -> LibraryStatus {
        const uint32_t size = out->struct_size;
        if (size < sizeof(LibraryDevice)) return problem(CudaProblem::kFailed, 0, "a short struct");
        const DeviceError error = describe_device(device, with_free_bytes != 0, out);
        out->struct_size = size;
        if (error != 0) return device_status(error, "describing a device");
        if (out->compute_major * 10 + out->compute_minor < kLeastCompute) {
            return problem(CudaProblem::kNoDevice, 0,
                           "it is too old; compute capability 7.5 is the least");
        }
        return {};
    });
}

LibraryStatus context_device_entry(void* context, uint32_t* out_device) {
    return guarded_device([&] {
        return device_status(device_of_context(context, out_device),
                             "asking for the device of the host's context");
    });
}

// What cannot be had is left out, and told.
DeviceError open_cublaslt(DeviceAccount& account) {
    const InDevice inside(*account.opened);
    if (inside.error() != 0) return inside.error();
    std::string why;
    account.cublaslt = CublasLt::open(account.options.cublaslt_path, &why);
    account.options.cublaslt_path = nullptr;  // the caller's
    if (account.cublaslt != nullptr) return 0;
    account.why_no_cublaslt = "cuBLASLt was chosen and cannot be used: " + why;
    account.why_no_cublaslt += "; our own kernels read long prompts";
    return 0;
}

LibraryStatus create_backend(const LibraryOptions* options, void** out_backend) {
    return guarded_device([&]() -> LibraryStatus {
        if (options->struct_size < sizeof(LibraryOptions)) {
            return problem(CudaProblem::kFailed, 0, "a short struct");
        }
        auto account = std::make_unique<DeviceAccount>();
        account->options = *options;
        account->device.struct_size = sizeof(LibraryDevice);
        LibraryStatus status = describe_device_entry(options->device, 0, &account->device);
        if (status.code != 0) return status;
        // A first look: whether the context and stream that were given can be used.
        DeviceError error = open_device(*options, &account->opened);
        if (error == 0) error = InDevice(*account->opened).error();
        if (error == 0 && options->with_cublaslt != 0) error = open_cublaslt(*account);
        if (error != 0) return device_status(error, "opening the device");
        *out_backend = account.release();
        return {};
    });
}

void destroy_backend(void* backend) {
    delete static_cast<DeviceAccount*>(backend);
}

LibraryStatus free_bytes(void* backend, uint64_t* out_bytes) {
    return guarded([&]() -> LibraryStatus {
        auto& account = *static_cast<DeviceAccount*>(backend);
        const InDevice inside(*account.opened);
        if (inside.error() != 0) {
            return to_library(to_status(inside.error(), "entering the device"));
        }
        const DeviceError error = account.free_bytes(*account.opened, out_bytes);
        return to_library(to_status(error, "asking for memory"));
    });
}

LibraryStatus estimate(void* backend, const LibraryModel* model, const LibraryLimits* limits,
                       LibraryMemory* out) {
    return guarded([&]() -> LibraryStatus {
        if (KernelStatus status = validate(*model, *limits); !status.ok())
            return to_library(status);
        const bool with_cublaslt = static_cast<DeviceAccount*>(backend)->cublaslt != nullptr;
        const ModelSizes sizes = sizes_of(*model, *limits, with_cublaslt);
        *out = plan_layout(*model, sizes).memory;
        return {};
    });
}

LibraryStatus create_model(void* backend, const LibraryModel* model, const LibraryLimits* limits,
                           void** out_model) {
    return guarded([&]() -> LibraryStatus {
        std::unique_ptr<CudaModel> made;
        const KernelStatus status =
            CudaModel::make(*static_cast<DeviceAccount*>(backend), *model, *limits, &made);
        *out_model = made.release();
        return to_library(status);
    });
}

void destroy_model(void* model) {
    delete static_cast<CudaModel*>(model);
}

LibraryStatus run(void* model, const LibraryBatch* batch) {
    return guarded([&] { return to_library(static_cast<CudaModel*>(model)->run(*batch)); });
}

LibraryStatus resume(void* model) {
    return guarded([&] { return to_library(static_cast<CudaModel*>(model)->resume()); });
}

LibraryStatus sample(void* model, const LibrarySampleRow* rows, uint32_t row_count,
                     int32_t* out_tokens) {
    return guarded([&] {
        return to_library(static_cast<CudaModel*>(model)->sample({rows, row_count}, out_tokens));
    });
}

LibraryStatus logits(void* model, uint32_t first, uint32_t count, const float** out_logits) {
    return guarded([&] {
        std::span<const float> values;
        const KernelStatus status = static_cast<CudaModel*>(model)->logits(first, count, &values);
        *out_logits = values.data();
        return to_library(status);
    });
}

LibraryStatus read_page(void* model, uint32_t page, void* out, uint64_t bytes) {
    return guarded([&] {
        return to_library(static_cast<CudaModel*>(model)->read_page(
            page, {static_cast<std::byte*>(out), static_cast<size_t>(bytes)}));
    });
}

LibraryStatus write_page(void* model, uint32_t page, const void* data, uint64_t bytes) {
    return guarded([&] {
        return to_library(static_cast<CudaModel*>(model)->write_page(
            page, {static_cast<const std::byte*>(data), static_cast<size_t>(bytes)}));
    });
}

void memory(void* model, LibraryMemory* out) {
    *out = static_cast<CudaModel*>(model)->memory();
}

void counters(void* model, LibraryCounters* out) {
    *out = static_cast<CudaModel*>(model)->counters();
}

// A handle is a pointer to the table, which sequences name.
CudaAdapter* to_adapter(void* adapter) {
    return static_cast<CudaAdapter*>(static_cast<AdapterTable*>(adapter));
}

LibraryStatus create_adapter(void* backend, const LibraryAdapter* adapter, void** out_adapter) {
    return guarded([&]() -> LibraryStatus {
        std::unique_ptr<CudaAdapter> made;
        const KernelStatus status =
            CudaAdapter::make(*static_cast<DeviceAccount*>(backend), *adapter, &made);
        *out_adapter = static_cast<AdapterTable*>(made.release());
        return to_library(status);
    });
}

void destroy_adapter(void* adapter) {
    delete to_adapter(adapter);
}

uint64_t adapter_bytes(void* adapter) {
    return to_adapter(adapter)->bytes();
}

uint32_t take_notice(void* backend, char* out, uint32_t capacity) {
    auto& account = *static_cast<DeviceAccount*>(backend);
    std::string text = std::exchange(account.why_no_cublaslt, {});
    if (account.cublaslt != nullptr) text = account.cublaslt->take_refusal();
    return static_cast<uint32_t>(text.copy(out, capacity));
}

constexpr LibraryTable kTable = {sizeof(LibraryTable),
                                 kLibraryVersion,
                                 MST_RELEASE,
                                 query_driver_entry,
                                 describe_device_entry,
                                 context_device_entry,
                                 create_backend,
                                 destroy_backend,
                                 free_bytes,
                                 estimate,
                                 create_model,
                                 destroy_model,
                                 run,
                                 resume,
                                 sample,
                                 logits,
                                 read_page,
                                 write_page,
                                 memory,
                                 counters,
                                 create_adapter,
                                 destroy_adapter,
                                 adapter_bytes,
                                 take_notice};

}  // namespace
}  // namespace minstrel::kernels::cuda

extern "C" __attribute__((visibility("default"))) const minstrel::kernels::cuda::LibraryTable*
mst_cuda_library();

const minstrel::kernels::cuda::LibraryTable* mst_cuda_library() {
    return &minstrel::kernels::cuda::kTable;
}
