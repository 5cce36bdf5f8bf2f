// A device of host memory: kernels run under the emulator as they are launched, a graph keeps what
// would enqueue it. Whatever is copied is late, as on a real device: it arrives with the next mark
// that is waited for or the next work that is launched, so that a buffer changed too early shows.
#include "tests/support/cuda/emulated_device.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

#include "kernels/cuda/device/simt_emulator.h"
#include "kernels/cuda/host/device.h"

namespace minstrel::kernels::cuda {
namespace {

using testing::EmulatedSetting;

constexpr uint64_t kPlenty = uint64_t{4} << 30;
constexpr DeviceError kFault = 700;      // cudaErrorIllegalAddress
constexpr DeviceError kNoContext = 201;  // CUDA_ERROR_INVALID_CONTEXT

std::array<std::atomic<uint64_t>, 12>& settings() {
    static std::array<std::atomic<uint64_t>, 12> values;
    return values;
}
std::atomic<uint64_t>& setting(EmulatedSetting name) {
    return settings()[static_cast<size_t>(name)];
}

// A fault that was set off stays, whatever is called.
std::atomic<bool>& faulty() {
    static std::atomic<bool> value;
    return value;
}

DeviceError passed_work() {
    std::atomic<uint64_t>& left = setting(EmulatedSetting::kFaultAfter);
    if (left.load() != 0 && left.fetch_sub(1) == 1) faulty().store(true);
    return faulty().load() ? kFault : 0;
}

class EmulatedGraph final : public Graph {
  public:
    explicit EmulatedGraph(std::function<DeviceError(Stream)> work) : body(std::move(work)) {}
    std::function<DeviceError(Stream)> body;
};

class EmulatedDevice final : public Device {
  public:
    DeviceError enter() override { return faulty().load() ? kFault : 0; }
    void leave() override {}

    DeviceError memory_info(uint64_t* free_bytes, uint64_t* total_bytes) override {
        *free_bytes = setting(EmulatedSetting::kFreeBytes).load();
        *total_bytes = kPlenty;
        return 0;
    }
    DeviceError allocate(size_t bytes, void** out) override {
        *out = ::operator new(bytes, std::align_val_t(256), std::nothrow);
        if (*out == nullptr) return kErrorMemory;
        std::memset(*out, 0xFF, bytes);  // no numbers
        ++setting(EmulatedSetting::kAllocations);
        ++setting(EmulatedSetting::kLiveAllocations);
        return 0;
    }
    void release(void* memory) override {
        --setting(EmulatedSetting::kLiveAllocations);
        ::operator delete(memory, std::align_val_t(256));
    }
    DeviceError allocate_pinned(size_t bytes, void** out) override {
        *out = ::operator new(bytes, std::align_val_t(256), std::nothrow);
        if (*out != nullptr) ++setting(EmulatedSetting::kPinnedAllocations);
        return *out != nullptr ? 0 : kErrorMemory;
    }
    void release_pinned(void* memory) override {
        --setting(EmulatedSetting::kPinnedAllocations);
        ::operator delete(memory, std::align_val_t(256));
    }

    Stream stream() const override { return nullptr; }
    DeviceError begin_launches() override {
        arrive();
        return passed_work();
    }

    DeviceError copy_in(void* device, const void* host, size_t bytes) override {
        late_.push_back({device, host, bytes});
        return 0;
    }
    DeviceError copy_out(void* host, const void* device, size_t bytes) override {
        arrive();
        std::memcpy(host, device, bytes);
        return 0;
    }
    DeviceError fill_zero(void* device, size_t bytes) override {
        arrive();
        std::memset(device, 0, bytes);
        return 0;
    }
    DeviceError mark(uint32_t) override { return passed_work(); }
    DeviceError wait(uint32_t) override {
        arrive();
        return faulty().load() ? kFault : 0;
    }

    DeviceError record(const std::function<DeviceError(Stream)>& body,
                       std::unique_ptr<Graph>* out_graph) override {
        if (setting(EmulatedSetting::kNoGraphs).load() != 0) return kErrorMemory;
        *out_graph = std::make_unique<EmulatedGraph>(body);
        return 0;
    }
    DeviceError launch(Graph& graph) override {
        const DeviceError error = begin_launches();
        return error != 0 ? error : static_cast<EmulatedGraph&>(graph).body(nullptr);
    }

  private:
    struct Copy {
        void* device;
        const void* host;
        size_t bytes;
    };
    void arrive() {
        for (const Copy& copy : late_) std::memcpy(copy.device, copy.host, copy.bytes);
        late_.clear();
    }

    std::vector<Copy> late_;
};

}  // namespace

DeviceError query_driver(LibraryDriver* out) {
    out->runtime_version = 13000;
    out->driver_version = static_cast<int32_t>(setting(EmulatedSetting::kDriverVersion).load());
    if (out->driver_version < 12000) return kErrorOldDriver;
    out->device_count = static_cast<uint32_t>(setting(EmulatedSetting::kDeviceCount).load());
    return out->device_count == 0 ? kErrorNoDevice : 0;
}

DeviceError describe_device(uint32_t number, bool with_free_bytes, LibraryDevice* out) {
    if (number >= setting(EmulatedSetting::kDeviceCount).load()) return kErrorInvalidDevice;
    out->compute_major = static_cast<uint32_t>(setting(EmulatedSetting::kComputeMajor).load());
    out->compute_minor = 0;
    out->multiprocessors = 8;
    out->total_bytes = kPlenty + number;  // the last is the best
    out->free_bytes = with_free_bytes ? setting(EmulatedSetting::kFreeBytes).load() : 0;
    out->bytes_per_second = 0;
    const char name[] = "emulated device 0";
    std::memcpy(out->name, name, sizeof name);
    out->name[sizeof name - 2] = static_cast<char>('1' + number);
    return 0;
}

DeviceError device_of_context(void*, uint32_t* out_number) {
    const uint64_t number = setting(EmulatedSetting::kContextDevice).load();
    if (number == 0) return kNoContext;
    *out_number = static_cast<uint32_t>(number - 1);
    return 0;
}

DeviceError open_device(const LibraryOptions&, std::unique_ptr<Device>* out_device) {
    if (faulty().load()) return kFault;
    *out_device = std::make_unique<EmulatedDevice>();
    return 0;
}

}  // namespace minstrel::kernels::cuda

#define MST_EXPORT extern "C" __attribute__((visibility("default")))

using minstrel::testing::EmulatedSetting;

MST_EXPORT void mst_emulated_reset() {
    using minstrel::kernels::cuda::setting;
    setting(EmulatedSetting::kDriverVersion) = 13000;
    setting(EmulatedSetting::kDeviceCount) = 1;
    setting(EmulatedSetting::kFreeBytes) = minstrel::kernels::cuda::kPlenty;
    setting(EmulatedSetting::kFaultAfter) = 0;
    setting(EmulatedSetting::kAllocations) = 0;
    setting(EmulatedSetting::kContextDevice) = 0;
    setting(EmulatedSetting::kComputeMajor) = 9;
    minstrel::kernels::cuda::faulty() = false;
}

// As if the test had begun with it.
[[maybe_unused]] static const bool kBegun = (mst_emulated_reset(), true);

MST_EXPORT void mst_emulated_set(EmulatedSetting name, uint64_t value) {
    minstrel::kernels::cuda::setting(name) = value;
}

MST_EXPORT uint64_t mst_emulated_get(EmulatedSetting name) {
    if (name == EmulatedSetting::kLaunches) return minstrel::kernels::cuda::emulator_launches();
    return minstrel::kernels::cuda::setting(name);
}
