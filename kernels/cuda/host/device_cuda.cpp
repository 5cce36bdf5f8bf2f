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

// What only the driver has, found once.
struct Driver {
    CUresult (*init)(unsigned) = nullptr;
    CUresult (*get_device)(CUdevice*, int) = nullptr;
    CUresult (*retain)(CUcontext*, CUdevice) = nullptr;
    CUresult (*release)(CUdevice) = nullptr;
    CUresult (*push)(CUcontext) = nullptr;
    CUresult (*pop)(CUcontext*) = nullptr;
    CUresult (*current_device)(CUdevice*) = nullptr;

    DeviceError find() {
        DeviceError error = driver_function("cuInit", &init);
        if (error == 0) error = driver_function("cuDeviceGet", &get_device);
        if (error == 0) error = driver_function("cuDevicePrimaryCtxRetain", &retain);
        if (error == 0) error = driver_function("cuDevicePrimaryCtxRelease", &release);
        if (error == 0) error = driver_function("cuCtxPushCurrent", &push);
        if (error == 0) error = driver_function("cuCtxPopCurrent", &pop);
        if (error == 0) error = driver_function("cuCtxGetDevice", &current_device);
        return error == 0 ? static_cast<DeviceError>(init(0)) : error;
    }
};

// A device's context: the host's, or the primary one for as long as this lives. It is pushed and
// popped, so that threads of the host keep what they have.
class Context {
  public:
    Context() = default;
    ~Context() {
        if (is_retained_) (void)driver_.release(device_);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    DeviceError open(uint32_t number, CUcontext of_host) {
        DeviceError error = driver_.find();
        if (error != 0) return error;
        context_ = of_host;
        if (of_host != nullptr) return 0;
        error = static_cast<DeviceError>(driver_.get_device(&device_, static_cast<int>(number)));
        if (error == 0) error = static_cast<DeviceError>(driver_.retain(&context_, device_));
        is_retained_ = error == 0;
        return error;
    }
    DeviceError push() { return static_cast<DeviceError>(driver_.push(context_)); }
    void pop() {
        CUcontext context = nullptr;
        (void)driver_.pop(&context);
    }
    // While it is pushed: the number of its device.
    DeviceError device(uint32_t* out_number) {
        CUdevice wanted = 0, device = 0;
        int count = 0;
        auto error = static_cast<DeviceError>(driver_.current_device(&wanted));
        if (error == 0) error = taken(cudaGetDeviceCount(&count));
        for (int number = 0; number < count && error == 0; ++number) {
            error = static_cast<DeviceError>(driver_.get_device(&device, number));
            if (error != 0 || device != wanted) continue;
            *out_number = static_cast<uint32_t>(number);
            return 0;
        }
        return error != 0 ? error : kErrorInvalidDevice;
    }

  private:
    Driver driver_;
    CUcontext context_ = nullptr;
    CUdevice device_ = 0;
    bool is_retained_ = false;
};

class CudaGraph final : public Graph {
  public:
    explicit CudaGraph(cudaGraphExec_t graph) : graph_(graph) {}
    ~CudaGraph() override { (void)taken(cudaGraphExecDestroy(graph_)); }
    CudaGraph(const CudaGraph&) = delete;
    CudaGraph& operator=(const CudaGraph&) = delete;
    cudaGraphExec_t get() const { return graph_; }

  private:
    cudaGraphExec_t graph_;
};

class CudaDevice final : public Device {
  public:
    explicit CudaDevice(const LibraryOptions& options)
        : stream_(static_cast<cudaStream_t>(options.stream)),
          owns_stream_(options.stream == nullptr) {}

    ~CudaDevice() override {
        if (!is_open_ || enter() != 0) return;
        for (const cudaEvent_t event : marks_) {
            if (event != nullptr) (void)taken(cudaEventDestroy(event));
        }
        if (owns_stream_ && stream_ != nullptr) (void)taken(cudaStreamDestroy(stream_));
        if (recording_ != nullptr) (void)taken(cudaStreamDestroy(recording_));
        leave();
    }
    CudaDevice(const CudaDevice&) = delete;
    CudaDevice& operator=(const CudaDevice&) = delete;

    DeviceError open(const LibraryOptions& options) {
        DeviceError error = context_.open(options.device, static_cast<CUcontext>(options.context));
        if (error == 0) error = enter();
        if (error != 0) return error;
        is_open_ = true;
        int compute_major = 0;
        error = taken(cudaDeviceGetAttribute(&compute_major, cudaDevAttrComputeCapabilityMajor,
                                             static_cast<int>(options.device)));
        overlaps_ = compute_major >= 9;
        if (error == 0) error = make_streams(options.high_priority != 0);
        // A thread that waits sleeps instead of spinning: the processor is the game's.
        for (cudaEvent_t& event : marks_) {
            if (error != 0) break;
            error = taken(
                cudaEventCreateWithFlags(&event, cudaEventDisableTiming | cudaEventBlockingSync));
        }
        leave();
        return error;
    }

    DeviceError enter() override { return context_.push(); }
    void leave() override { context_.pop(); }

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
    void release(void* memory) override {
        (void)taken(cudaDeviceSynchronize());
        (void)taken(cudaFree(memory));
    }
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

    DeviceError record(const std::function<DeviceError(Stream)>& body,
                       std::unique_ptr<Graph>* out_graph) override {
        // Other threads go on allocating meanwhile.
        DeviceError error =
            taken(cudaStreamBeginCapture(recording_, cudaStreamCaptureModeThreadLocal));
        if (error != 0) return error;
        error = body({recording_, overlaps_});
        cudaGraph_t graph = nullptr;
        const DeviceError ended = taken(cudaStreamEndCapture(recording_, &graph));
        if (error == 0) error = ended;
        cudaGraphExec_t executable = nullptr;
        if (error == 0) error = taken(cudaGraphInstantiate(&executable, graph, 0));
        if (graph != nullptr) (void)taken(cudaGraphDestroy(graph));
        if (error == 0) out_graph->reset(new (std::nothrow) CudaGraph(executable));
        return error == 0 && *out_graph == nullptr ? kErrorMemory : error;
    }
    DeviceError launch(Graph& graph) override {
        return taken(cudaGraphLaunch(static_cast<CudaGraph&>(graph).get(), stream_));
    }

  private:
    DeviceError make_streams(bool high_priority) {
        DeviceError error = taken(cudaStreamCreateWithFlags(&recording_, cudaStreamNonBlocking));
        if (error != 0 || !owns_stream_) return error;
        int lowest = 0, highest = 0;
        error = taken(cudaDeviceGetStreamPriorityRange(&lowest, &highest));
        if (error != 0) return error;
        return taken(cudaStreamCreateWithPriority(&stream_, cudaStreamNonBlocking,
                                                  high_priority ? highest : lowest));
    }

    Context context_;
    bool is_open_ = false;
    cudaStream_t stream_;
    bool owns_stream_;
    cudaStream_t recording_ = nullptr;
    bool overlaps_ = false;  // kernels of a graph, see device/stream.h
    cudaEvent_t marks_[2] = {};
};

DeviceError free_bytes_of(uint32_t number, uint64_t* out) {
    Context context;
    DeviceError error = context.open(number, nullptr);
    if (error == 0) error = context.push();
    if (error != 0) return error;
    size_t free_size = 0, total_size = 0;
    error = taken(cudaMemGetInfo(&free_size, &total_size));
    context.pop();
    *out = free_size;
    return error;
}

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

DeviceError describe_device(uint32_t number, bool with_free_bytes, LibraryDevice* out) {
    const int device = static_cast<int>(number);
    cudaDeviceProp properties = {};
    const DeviceError error = taken(cudaGetDeviceProperties(&properties, device));
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
    return with_free_bytes ? free_bytes_of(number, &out->free_bytes) : 0;
}

DeviceError device_of_context(void* of_host, uint32_t* out_number) {
    Context context;
    DeviceError error = context.open(0, static_cast<CUcontext>(of_host));
    if (error == 0) error = context.push();
    if (error != 0) return error;
    error = context.device(out_number);
    context.pop();
    return error;
}

DeviceError open_device(const LibraryOptions& options, std::unique_ptr<Device>* out_device) {
    std::unique_ptr<CudaDevice> device(new (std::nothrow) CudaDevice(options));
    if (device == nullptr) return kErrorMemory;
    const DeviceError error = device->open(options);
    if (error == 0) *out_device = std::move(device);
    return error;
}

}  // namespace minstrel::kernels::cuda
