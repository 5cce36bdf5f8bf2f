// When a GPU is lost: its models go on elsewhere, and so do the conversations, whose tokens are
// known and are read again.
#include <algorithm>
#include <utility>

#include "runtime/engine/engine_thread.h"
#include "runtime/engine/prefix_pages.h"

namespace minstrel {

// All models of the device, with the request that met the loss as any other. False where there is
// no other device: what uses the model then fails, now and later.
bool EngineThread::leave_device(const Status& why) {
    if (devices_->cuda_state() != static_cast<uint32_t>(CudaState::kLost)) {
        shared_.log.write(LogLevel::kError, LogId::kDeviceLost, "%s", why.message().c_str());
    }
    devices_->lose();
    shared_.counters.cuda_state.store(devices_->cuda_state(), std::memory_order_relaxed);
    if (devices_->second_choice() == nullptr) return false;
    for (ModelEntry& entry : models_) {
        if (entry.loaded != nullptr && entry.loaded->backend == BackendKind::kCuda) {
            rehome(entry, why);
        }
    }
    shared_.counters.backend.store(static_cast<uint32_t>(devices_->kind()),
                                   std::memory_order_relaxed);
    return true;
}

// Sessions refer to what the model's file holds as read: it is written to the same pages of the new
// device, or forgotten where that one has other numbers in its pages.
static Status rehome_prefixes(LoadedModel& loaded, kernels::DeviceModel& device) {
    if (device.page_layout().type == loaded.device->page_layout().type) {
        const uint32_t first = loaded.pages.total();
        return place_prefixes(*loaded.files, device, first, loaded.limits.kv_page_count - first)
            .status();
    }
    for (SharedPrefix& prefix : loaded.prefixes) prefix.tokens.clear();
    return {};
}

void EngineThread::rehome(ModelEntry& entry, const Status& why) {
    LoadedModel& loaded = *entry.loaded;
    std::unique_ptr<kernels::DeviceModel> device;
    Status status = from_kernel(devices_->second_choice()->create_model(
        loaded.files->shape(), loaded.files->weights(), loaded.limits, &device));
    if (status.ok()) status = rehome_prefixes(loaded, *device);
    for (const auto& session : sessions_) {
        if (session == nullptr || session->model() != entry.id) continue;
        session->kv.clear(loaded.pages);
        if (!status.ok()) end_requests(*session, EventType::kFailed, status);
        update_info(*session);
    }
    loaded.batch.clear();
    if (!status.ok()) {
        entry.failure = status.with_context("the model could not go on on the CPU");
        publish_moved(entry.id, status, BackendKind::kCuda);
        return;
    }
    rehome_adapters(entry);
    shared_.counters.device_bytes.fetch_sub(loaded.device_bytes());
    loaded.device = std::move(device);
    loaded.backend = BackendKind::kCpu;
    loaded.costs = {};
    describe_rehomed(entry);
    publish_moved(entry.id, why, BackendKind::kCpu);
}

// What hosts are told of the model from now on; what they were told before stays readable.
void EngineThread::describe_rehomed(ModelEntry& entry) {
    LoadedModel& loaded = *entry.loaded;
    const kernels::DeviceMemory memory = loaded.device->memory();
    auto info = std::make_shared<ModelInfo>(*loaded.info);
    info->earlier = loaded.info;
    info->gpu_layer_count = 0;
    info->kv_page_bytes = page_bytes_on(*devices_->second_choice(), *loaded.files, loaded.limits);
    const uint64_t page_bytes = info->kv_page_bytes[static_cast<size_t>(loaded.limits.kv_type)];
    info->kv_bytes_per_token = page_bytes / kernels::kPageTokens;
    const auto kept = [](const SharedPrefix& prefix) { return !prefix.tokens.empty(); };
    info->prefix_count =
        static_cast<uint32_t>(std::count_if(loaded.prefixes.begin(), loaded.prefixes.end(), kept));
    const uint32_t prefix_pages = loaded.limits.kv_page_count - loaded.pages.total();
    info->prefix_bytes = info->prefix_count != 0 ? prefix_pages * page_bytes : 0;
    info->own_bytes = loaded.files->bytes().owned + memory.weight_bytes;
    info->workspace_bytes = memory.workspace_bytes;
    loaded.info = info;
    shared_.handles.set_model_info(entry.id, std::move(info));
}

// Also of models that were placed elsewhere from the start, and of those that are on the GPU with
// their last layers alone.
void EngineThread::publish_moved(uint64_t model, const Status& why, BackendKind backend,
                                 uint32_t gpu_layers) {
    publish_model(EventType::kModelMoved, model, why, static_cast<uint64_t>(backend), gpu_layers);
}

}  // namespace minstrel
