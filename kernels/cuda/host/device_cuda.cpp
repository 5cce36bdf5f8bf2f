// The device of host/device.h by the CUDA runtime, which is linked statically; what only the driver
// has comes through the runtime too, so that the library loads where there is no driver.
#include <cuda.h>
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "kernels/cuda/host/device.h"

namespace minstrel::kernels::cuda {
namespace {

static_assert(kErrorMemory == cudaErrorMemoryAllocation);
static_assert(kErrorOldDriver == cudaErrorInsufficientDriver);
static_assert(kErrorNoDevice == cudaErrorNoDevice);
static_assert(kErrorInvalidDevice == cudaErrorInvalidDevice);

// Failures that are no part of the context's state must not be found by the next call.
DeviceError taken(cudaError_t error) {
    if (error != cudaSuccess) (void)cudaGetLastError();
    return error;
}

template <class Function>
DeviceError driver_function(const char* name, Function* out) {
    void* entry = nullptr;
    cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
    const cudaError_t error =
        cudaGetDriverEntryPointByVersion(name, &entry, 12000, cudaEnableDefault, &found);
    if (error != cudaSuccess) return taken(error);
    if (found != cudaDriverEntryPointSuccess) return cudaErrorSymbolNotFound;
    static_assert(sizeof entry == sizeof *out);
    std::memcpy(out, &entry, sizeof entry);
    return 0;
}

class CudaGraph final : public Graph {
  public:
    explicit CudaGraph(cudaGraphExec_t graph) : graph_(graph) {}
    ~CudaGraph() override { (void)cudaGraphExecDestroy(graph_); }
    CudaGraph(const CudaGraph&) = delete;
    CudaGraph& operator=(const CudaGraph&) = delete;
    cudaGraphExec_t get() const { return graph_; }

  private:
    cudaGraphExec_t graph_;
};

class CudaDevice final : public Device {
  public:
    explicit CudaDevice(const LibraryOptions& options)
        : number_(static_cast<int>(options.device)),
          context_(static_cast<CUcontext>(options.context)),
          stream_(static_cast<cudaStream_t>(options.stream)),
          owns_stream_(options.stream == nullptr) {}

    ~CudaDevice() override {
        if (enter() != 0) return;
        for (const cudaEvent_t event : marks_) {
            if (event != nullptr) (void)cudaEventDestroy(event);
        }
        if (owns_stream_ && stream_ != nullptr) (void)cudaStreamDestroy(stream_);
        leave();
    }
    CudaDevice(const CudaDevice&) = delete;
    CudaDevice& operator=(const CudaDevice&) = delete;

    DeviceError open(bool high_priority) {
        if (context_ != nullptr) {
            DeviceError error = driver_function("cuCtxPushCurrent", &push_);
            if (error == 0) error = driver_function("cuCtxPopCurrent", &pop_);
            if (error != 0) return error;
        }
        DeviceError error = enter();
        if (error != 0) return error;
        error = make_stream(high_priority);
        // A thread that waits sleeps instead of spinning: the processor is the game's.
        for (cudaEvent_t& event : marks_) {
            if (error != 0) break;
            error = taken(
                cudaEventCreateWithFlags(&event, cudaEventDisableTiming | cudaEventBlockingSync));
        }
        leave();
        return error;
    }

    DeviceError enter() override {
        return context_ != nullptr ? static_cast<DeviceError>(push_(context_))
                                   : taken(cudaSetDevice(number_));
    }
    void leave() override {
        CUcontext context = nullptr;
        if (context_ != nullptr) (void)pop_(&context);
    }

    DeviceError memory_info(uint64_t* free_bytes, uint64_t* total_bytes) override {
        size_t free_size = 0, total_size = 0;
        const DeviceError error = taken(cudaMemGetInfo(&free_size, &total_size));
        *free_bytes = free_size;
        *total_bytes = total_size;
        return error;
    }
    DeviceError allocate(size_t bytes, void** out) override {
        return taken(cudaMalloc(out, bytes));
    }
    void release(void* memory) override { (void)taken(cudaFree(memory)); }
    DeviceError allocate_pinned(size_t bytes, void** out) override {
        return taken(cudaHostAlloc(out, bytes, cudaHostAllocPortable));
    }
    void release_pinned(void* memory) override { (void)taken(cudaFreeHost(memory)); }

    Stream stream() const override { return stream_; }
    DeviceError begin_launches() override { return 0; }

    DeviceError copy_in(void* device, const void* host, size_t bytes) override {
        return taken(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream_));
    }
    DeviceError copy_out(void* host, const void* device, size_t bytes) override {
        return taken(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream_));
    }
    DeviceError fill_zero(void* device, size_t bytes) override {
        return taken(cudaMemsetAsync(device, 0, bytes, stream_));
    }
    DeviceError mark(uint32_t slot) override {
        return taken(cudaEventRecord(marks_[slot], stream_));
    }
    DeviceError wait(uint32_t slot) override { return taken(cudaEventSynchronize(marks_[slot])); }

    DeviceError record(const std::function<DeviceError()>& body,
                       std::unique_ptr<Graph>* out_graph) override {
        // Other threads go on allocating meanwhile.
        DeviceError error =
            taken(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal));
        if (error != 0) return error;
        error = body();
        cudaGraph_t graph = nullptr;
        const DeviceError ended = taken(cudaStreamEndCapture(stream_, &graph));
        if (error == 0) error = ended;
        cudaGraphExec_t executable = nullptr;
        if (error == 0) error = taken(cudaGraphInstantiate(&executable, graph, 0));
        if (graph != nullptr) (void)cudaGraphDestroy(graph);
        if (error == 0) out_graph->reset(new (std::nothrow) CudaGraph(executable));
        return error == 0 && *out_graph == nullptr ? kErrorMemory : error;
    }
    DeviceError launch(Graph& graph) override {
        return taken(cudaGraphLaunch(static_cast<CudaGraph&>(graph).get(), stream_));
    }

  private:
    DeviceError make_stream(bool high_priority) {
        if (!owns_stream_) return 0;
        int lowest = 0, highest = 0;
        const DeviceError error = taken(cudaDeviceGetStreamPriorityRange(&lowest, &highest));
        if (error != 0) return error;
        return taken(cudaStreamCreateWithPriority(&stream_, cudaStreamNonBlocking,
                                                  high_priority ? highest : lowest));
    }

    int number_;
    CUcontext context_;
    cudaStream_t stream_;
    bool owns_stream_;
    cudaEvent_t marks_[2] = {};
    CUresult (*push_)(CUcontext) = nullptr;
    CUresult (*pop_)(CUcontext*) = nullptr;
};

}  // namespace

DeviceError query_driver(LibraryDriver* out) {
    int driver = 0, runtime = 0, count = 0;
    (void)taken(cudaRuntimeGetVersion(&runtime));
    (void)taken(cudaDriverGetVersion(&driver));
    out->driver_version = driver;
    out->runtime_version = runtime;
    const DeviceError error = taken(cudaGetDeviceCount(&count));
    out->device_count = static_cast<uint32_t>(error == 0 ? count : 0);
    return error;
}

DeviceError describe_device(uint32_t number, LibraryDevice* out) {
    const int device = static_cast<int>(number);
    cudaDeviceProp properties = {};
    DeviceError error = taken(cudaGetDeviceProperties(&properties, device));
    if (error != 0) return error;
    out->compute_major = static_cast<uint32_t>(properties.major);
    out->compute_minor = static_cast<uint32_t>(properties.minor);
    out->multiprocessors = static_cast<uint32_t>(properties.multiProcessorCount);
    out->total_bytes = properties.totalGlobalMem;
    const size_t length = std::min(std::strlen(properties.name), kDeviceNameBytes - 1);
    std::memcpy(out->name, properties.name, length);
    out->name[length] = 0;
    int clock_khz = 0, bus_bits = 0;
    (void)taken(cudaDeviceGetAttribute(&clock_khz, cudaDevAttrMemoryClockRate, device));
    (void)taken(cudaDeviceGetAttribute(&bus_bits, cudaDevAttrGlobalMemoryBusWidth, device));
    // Both edges of the clock carry data.
    out->bytes_per_second = uint64_t{2000} * static_cast<uint64_t>(std::max(clock_khz, 0)) *
                            static_cast<uint64_t>(std::max(bus_bits, 0) / 8);
    out->free_bytes = 0;
    int previous = 0;
    if (taken(cudaGetDevice(&previous)) != 0) return 0;
    size_t free_size = 0, total_size = 0;
    error = taken(cudaSetDevice(device));
    if (error == 0) error = taken(cudaMemGetInfo(&free_size, &total_size));
    (void)taken(cudaSetDevice(previous));
    out->free_bytes = free_size;
    return error;
}

DeviceError open_device(const LibraryOptions& options, std::unique_ptr<Device>* out_device) {
    std::unique_ptr<CudaDevice> device(new (std::nothrow) CudaDevice(options));
    if (device == nullptr) return kErrorMemory;
    const DeviceError error = device->open(options.high_priority != 0);
    if (error == 0) *out_device = std::move(device);
    return error;
}

}  // namespace minstrel::kernels::cuda
