// One device with its memory, stream and graphs: all that the host code wants of CUDA. device_cuda
// is the real one; tests have one of host memory. Used by one thread at a time, between enter() and
// leave() of that thread, which finds its own context current again afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/library.h"

namespace minstrel::kernels::cuda {

using DeviceError = int32_t;  // cudaError_t; 0 is success

inline constexpr DeviceError kErrorMemory = 2;      // cudaErrorMemoryAllocation
inline constexpr DeviceError kErrorOldDriver = 35;  // cudaErrorInsufficientDriver
inline constexpr DeviceError kErrorNoDevice = 100;  // cudaErrorNoDevice
inline constexpr DeviceError kErrorInvalidDevice = 101;

// Launches that were recorded once and run as one.
class Graph {
  public:
    virtual ~Graph() = default;
};

class Device {
  public:
    virtual ~Device() = default;

    // Makes the device the calling thread's, and undoes it.
    virtual DeviceError enter() = 0;
    virtual void leave() = 0;

    virtual DeviceError memory_info(uint64_t* free_bytes, uint64_t* total_bytes) = 0;
    // Aligned to 256 bytes.
    virtual DeviceError allocate(size_t bytes, void** out) = 0;
    // When nothing that is under way on the device can use it any more.
    virtual void release(void* memory) = 0;
    // Of the host, and at hand for the device.
    virtual DeviceError allocate_pinned(size_t bytes, void** out) = 0;
    virtual void release_pinned(void* memory) = 0;

    virtual Stream stream() const = 0;
    // Before what is launched on the stream by hand.
    virtual DeviceError begin_launches() = 0;

    // In order with the stream. Host memory is pinned and unchanged until wait().
    virtual DeviceError copy_in(void* device, const void* host, size_t bytes) = 0;
    virtual DeviceError copy_out(void* host, const void* device, size_t bytes) = 0;
    virtual DeviceError fill_zero(void* device, size_t bytes) = 0;
    // Marks a place in the stream, and waits until the device has passed it. Slots are 0 and 1.
    virtual DeviceError mark(uint32_t slot) = 0;
    virtual DeviceError wait(uint32_t slot) = 0;

    // What `body` enqueues on the stream that it is given is kept, not run. That stream is the
    // device's own, so that nothing of the host's is recorded. Fails without harm to the device.
    virtual DeviceError record(const std::function<DeviceError(Stream)>& body,
                               std::unique_ptr<Graph>* out_graph) = 0;
    virtual DeviceError launch(Graph& graph) = 0;
};

// What is there. The first error is that of the driver; `out` is filled as far as known.
DeviceError query_driver(LibraryDriver* out);
// Free memory is looked at on request alone: it takes a context, which takes memory.
DeviceError describe_device(uint32_t number, bool with_free_bytes, LibraryDevice* out);
// Of a CUcontext of the host.
DeviceError device_of_context(void* context, uint32_t* out_number);
DeviceError open_device(const LibraryOptions& options, std::unique_ptr<Device>* out_device);

// Within a call: the device is the thread's own.
class InDevice {
  public:
    explicit InDevice(Device& device) : device_(device), error_(device.enter()) {}
    ~InDevice() {
        if (error_ == 0) device_.leave();
    }
    InDevice(const InDevice&) = delete;
    InDevice& operator=(const InDevice&) = delete;
    DeviceError error() const { return error_; }

  private:
    Device& device_;
    DeviceError error_;
};

}  // namespace minstrel::kernels::cuda
