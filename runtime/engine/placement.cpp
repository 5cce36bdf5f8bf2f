#include "runtime/engine/placement.h"

#include <algorithm>
#include <cinttypes>
#include <utility>

#include "kernels/split_backend.h"
#include "runtime/engine/prefix_pages.h"

namespace minstrel {
namespace {

constexpr uint64_t kDefaultContexts = 16;
constexpr uint64_t kDefaultKvBytes = uint64_t{1} << 30;

// Whether a model that a GPU refused for this reason may be on the CPU instead.
bool goes_elsewhere(Code code) {
    return code == Code::kOutOfDeviceMemory || code == Code::kUnsupported ||
           code == Code::kDeviceLost;
}

}  // namespace

Result<KvPlan> plan_kv(const LoadModel& command, uint32_t model_limit, uint64_t page_bytes) {
    if (command.context_tokens > model_limit) {
        return error(Code::kInvalidArgument,
                     "context_tokens is %u and the model's own limit %u; ask for no more than that",
                     command.context_tokens, model_limit);
    }
    KvPlan plan;
    plan.context_tokens = command.context_tokens != 0 ? command.context_tokens : model_limit;
    const uint64_t one_context = pages_for(plan.context_tokens);
    uint64_t pages = command.kv_bytes / page_bytes;
    if (command.kv_bytes == 0) {
        pages = std::min(kDefaultContexts * one_context,
                         std::max<uint64_t>(kDefaultKvBytes / page_bytes, 1));
        if (command.context_tokens != 0) pages = std::max(pages, one_context);
    }
    if (pages < one_context && command.context_tokens == 0 && pages > 0) {
        plan.context_tokens = static_cast<uint32_t>(pages * kernels::kPageTokens);
    } else if (pages < one_context) {
        return error(Code::kLimitReached,
                     "kv_bytes holds %" PRIu64 " tokens and one session may have %u; give %" PRIu64
                     " bytes at least, or lower context_tokens",
                     pages * kernels::kPageTokens, plan.context_tokens, one_context * page_bytes);
    }
    plan.page_count = static_cast<uint32_t>(std::min<uint64_t>(pages, uint64_t{1} << 24));
    return plan;
}

ModelInfo::BytesByKvType page_bytes_on(const kernels::Backend& backend, const Model& files,
                                       kernels::DeviceLimits limits) {
    limits.max_positions = 1;
    limits.kv_page_count = 1;
    ModelInfo::BytesByKvType bytes{};
    for (size_t type = 0; type < bytes.size(); ++type) {
        limits.kv_type = static_cast<kernels::KvType>(type);
        bytes[type] = backend.estimate(files.shape(), files.weights(), limits).kv_bytes;
    }
    return bytes;
}

// Everything but the model on the device.
Result<Placed> Placement::plan_on(const kernels::Backend& backend, const LoadModel& command,
                                  const Model& files) const {
    kernels::DeviceLimits limits;
    limits.max_rows = limits_.max_rows;
    limits.max_logit_rows = limits_.max_logit_rows;
    limits.max_positions = 1;
    limits.kv_page_count = 1;
    Placed placed;
    placed.page_bytes = page_bytes_on(backend, files, limits);
    limits.kv_type = static_cast<kernels::KvType>(command.kv_type);
    const uint64_t page_bytes = placed.page_bytes[command.kv_type];
    if (page_bytes != 0) {  // else it is not to be had, and create_model says why
        MST_ASSIGN(const KvPlan kv, plan_kv(command, files.config().max_positions, page_bytes));
        limits.max_positions = kv.context_tokens;
        limits.kv_page_count = kv.page_count;
    }
    if (page_bytes != 0) {
        const kernels::KvType type =
            backend.page_type(files.shape(), files.weights(), limits.kv_type);
        MST_ASSIGN(const PrefixCount prefixes, count_prefixes(files, type));
        placed.prefix_count = prefixes.prefixes;
        placed.prefix_pages = prefixes.pages;
    }
    limits.kv_page_count += placed.prefix_pages;
    placed.memory = backend.estimate(files.shape(), files.weights(), limits);
    placed.limits = limits;
    return placed;
}

Result<Placed> Placement::place_on(kernels::Backend& backend, const LoadModel& command,
                                   const Model& files) const {
    MST_ASSIGN(Placed placed, plan_on(backend, command, files));
    MST_TRY(from_kernel(
        backend.create_model(files.shape(), files.weights(), placed.limits, &placed.device)));
    return placed;
}

// Calls `use` with what has the last `gpu_layers` of a model on the GPU and the others on the CPU.
template <class Use>
auto Placement::with_parts(uint32_t gpu_layers, const Model& files, const Use& use) const
    -> decltype(use(std::declval<kernels::Backend&>())) {
    const uint32_t layers = files.shape().layer_count;
    if (gpu_layers == layers) return use(devices_.first_choice());
    kernels::Backend* cpu = devices_.second_choice();
    if (cpu == nullptr) return error(Code::kOutOfMemory, "no memory for the CPU's back end");
    if (gpu_layers == 0) return use(*cpu);
    kernels::SplitBackend split(*cpu, devices_.first_choice(), gpu_layers);
    return use(split);
}

Result<Placed> Placement::plan_with(uint32_t gpu_layers, const LoadModel& command,
                                    const Model& files) const {
    MST_ASSIGN(Placed placed, with_parts(gpu_layers, files, [&](const kernels::Backend& backend) {
                   return plan_on(backend, command, files);
               }));
    placed.gpu_layers = gpu_layers;
    placed.backend = gpu_layers != 0 ? BackendKind::kCuda : BackendKind::kCpu;
    return placed;
}

// How many layers of a model the GPU shall have: all of them unless the host wants fewer.
Result<uint32_t> Placement::wanted_gpu_layers(const LoadModel& command, const Model& files) const {
    const uint32_t layers = files.shape().layer_count, most = command.max_gpu_layers;
    const uint32_t wanted = most == LoadModel::kNoGpuLayers ? 0
                            : most == 0                     ? layers
                                                            : std::min(most, layers);
    if (wanted == layers || devices_.has_second_choice()) return wanted;
    return error(Code::kUnsupported,
                 "max_gpu_layers wants the CPU as well, which an engine has with MST_BACKEND_AUTO");
}

// The most layers, at most `wanted`, for which the GPU has room; `wanted` where it cannot have such
// a model at all, or has it alone, so that making it says why.
Result<uint32_t> Placement::layers_that_fit(uint32_t wanted, const LoadModel& command,
                                            const Model& files) const {
    if (!devices_.has_second_choice()) return wanted;
    const uint64_t room = devices_.first_choice().free_device_bytes();
    for (uint32_t layers = wanted; layers > 0; --layers) {
        MST_ASSIGN(const Placed planned, plan_with(layers, command, files));
        if (planned.memory.kv_bytes == 0) return wanted;
        if (planned.memory.device_bytes <= room) return layers;
    }
    return 0;
}

// Where models go first, or as much of it as fits or is wanted; where none of it can be there, on
// the CPU. `reason` says why it is not all where it was meant to be.
Result<Placed> Placement::place(const LoadModel& command, const Model& files,
                                Status& reason) const {
    const BackendKind kind = devices_.kind();
    if (kind != BackendKind::kCuda) {
        MST_ASSIGN(Placed placed, place_on(devices_.first_choice(), command, files));
        placed.backend = kind;
        return placed;
    }
    MST_ASSIGN(const uint32_t wanted, wanted_gpu_layers(command, files));
    MST_ASSIGN(uint32_t layers, layers_that_fit(wanted, command, files));
    while (true) {
        if (layers < wanted && reason.ok()) {
            reason = error(Code::kOutOfDeviceMemory, "the GPU has room for %u of %u layers", layers,
                           wanted);
        }
        auto placed = with_parts(layers, files, [&](kernels::Backend& backend) {
            return place_on(backend, command, files);
        });
        if (placed.ok()) {
            Placed made = placed.take();
            made.backend = layers != 0 ? BackendKind::kCuda : BackendKind::kCpu;
            made.gpu_layers = layers;
            if (layers != 0) files.forget_layers(files.shape().layer_count - layers);
            return made;
        }
        const Code code = placed.status().code();
        if (layers == 0 || !devices_.has_second_choice() || !goes_elsewhere(code)) return placed;
        if (reason.ok() || code != Code::kOutOfDeviceMemory) reason = placed.status();
        // Others were quicker to take the room, or the GPU cannot have it.
        layers = code == Code::kOutOfDeviceMemory ? layers - 1 : 0;
    }
}

// Where it would go if it were loaded now.
Result<Placed> Placement::plan(const LoadModel& command, const Model& files) const {
    if (devices_.kind() != BackendKind::kCuda) {
        return plan_on(devices_.first_choice(), command, files);
    }
    MST_ASSIGN(const uint32_t wanted, wanted_gpu_layers(command, files));
    MST_ASSIGN(const uint32_t layers, layers_that_fit(wanted, command, files));
    MST_ASSIGN(Placed placed, plan_with(layers, command, files));
    const bool possible = placed.page_bytes[command.kv_type] != 0;
    if (possible || layers == 0 || !devices_.has_second_choice()) return placed;
    return plan_with(0, command, files);
}

// Where its model is, whose last `gpu_layers` are on the GPU.
Status Placement::place_adapter(const Model& files, const Adapter& adapter, uint32_t gpu_layers,
                                std::unique_ptr<kernels::DeviceAdapter>* out_adapter) const {
    const auto place = [&](kernels::Backend& backend) {
        return from_kernel(backend.create_adapter(files.shape(), adapter.weights(), out_adapter));
    };
    if (devices_.kind() != BackendKind::kCuda) return place(devices_.first_choice());
    return with_parts(gpu_layers, files, place);
}

}  // namespace minstrel
