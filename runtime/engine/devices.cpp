#include "runtime/engine/devices.h"

#include <utility>

#include "runtime/scripted/scripted_device.h"

namespace minstrel {
namespace {

std::string describe(const kernels::BackendInfo& info) {
    std::string text = std::string(info.name) + ": ";
    text += info.device;
    if (info.thread_count != 0) text += ", " + std::to_string(info.thread_count) + " threads";
    return text;
}

}  // namespace

Status from_kernel(const kernels::KernelStatus& status) {
    switch (status.code) {
        case kernels::KernelCode::kOk:
            return Status();
        case kernels::KernelCode::kOutOfMemory:
            return error(Code::kOutOfDeviceMemory,
                         "the back end has no memory: %s; lower kv_bytes or max_batch_rows",
                         status.what);
        case kernels::KernelCode::kUnsupported:
            return error(Code::kUnsupported, "the back end cannot run this: %s", status.what);
        case kernels::KernelCode::kDeviceLost:
            return error(Code::kDeviceLost, "the device is lost: %s (%d)", status.what,
                         status.native);
        case kernels::KernelCode::kStopped:
            break;  // not a result: the engine resumes the step or forgets it
    }
    return error(Code::kInternal, "unknown state of the back end");
}

Result<std::unique_ptr<Devices>> Devices::make(BackendKind kind, const kernels::CpuOptions& cpu,
                                               const kernels::CudaOptions& cuda) {
    std::unique_ptr<Devices> devices(new Devices(kind, cpu));
    if (kind == BackendKind::kScripted) {
        devices->main_ = create_scripted_backend();
    } else if (kind != BackendKind::kCpu) {
        MST_TRY(devices->open_cuda(kind == BackendKind::kCuda, cuda));
    }
    if (devices->main_ == nullptr) MST_TRY(devices->open_cpu());
    devices->description_ = describe(devices->main_->info());
    return devices;
}

// What is not required and not there is left for the CPU to do.
Status Devices::open_cuda(bool required, const kernels::CudaOptions& options) {
    kernels::CudaFinding finding = kernels::create_cuda_backend(options, &main_);
    if (finding.ok()) {
        kind_ = BackendKind::kCuda;
        may_fall_back_ = !required;
        cuda_state_ = static_cast<uint32_t>(CudaState::kInUse);
        return {};
    }
    cuda_state_ = static_cast<uint32_t>(finding.problem);
    cuda_text_ = std::move(finding.text);
    if (!required) return {};
    std::string text = "MST_BACKEND_CUDA cannot be used: " + cuda_text_;
    text += "; or choose MST_BACKEND_AUTO, which then computes on the CPU";
    const bool memory = finding.problem == kernels::CudaProblem::kOutOfMemory;
    return Status(memory ? Code::kOutOfDeviceMemory : Code::kUnsupported, std::move(text));
}

Status Devices::open_cpu() {
    kind_ = BackendKind::kCpu;
    return from_kernel(kernels::create_cpu_backend(cpu_options_, &main_));
}

kernels::Backend& Devices::first_choice() {
    kernels::Backend* cpu = lost_.load() ? second_choice() : nullptr;
    return cpu != nullptr ? *cpu : *main_;
}

kernels::Backend* Devices::second_choice() {
    if (!may_fall_back_) return nullptr;
    const std::lock_guard lock(mutex_);
    if (cpu_ == nullptr) {
        if (!kernels::create_cpu_backend(cpu_options_, &cpu_).ok()) return nullptr;
        if (thread_count_ != 0) cpu_->set_thread_count(thread_count_);
    }
    return cpu_.get();
}

void Devices::set_thread_count(uint32_t count) {
    const std::lock_guard lock(mutex_);
    thread_count_ = count;
    main_->set_thread_count(count);
    if (cpu_ != nullptr) cpu_->set_thread_count(count);
}

uint32_t Devices::max_thread_count() const {
    const uint32_t own = main_->info().max_thread_count;
    return own == 0 && may_fall_back_ ? kernels::planned_thread_count(cpu_options_) : own;
}

uint32_t Devices::thread_count() {
    const std::lock_guard lock(mutex_);
    if (!may_fall_back_) return main_->info().thread_count;
    if (cpu_ != nullptr) return cpu_->info().thread_count;
    return thread_count_ != 0 ? thread_count_ : kernels::planned_thread_count(cpu_options_);
}

void Devices::lose() {
    if (may_fall_back_) lost_ = true;
    cuda_state_ = static_cast<uint32_t>(CudaState::kLost);
}

}  // namespace minstrel
