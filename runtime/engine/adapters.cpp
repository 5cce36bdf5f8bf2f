// Adapters in the engine thread: from the command to the sessions that have one.
#include <algorithm>
#include <new>
#include <utility>

#include "runtime/engine/engine_thread.h"

namespace minstrel {

void EngineThread::apply(LoadAdapter& command) {
    const ModelEntry* model = find_model(command.model);
    if (model == nullptr) {  // it was unloaded in the meantime
        shared_.handles.release(command.adapter);
        return;
    }
    AdapterEntry& entry = at_slot(adapters_, command.adapter);
    entry = AdapterEntry{};
    entry.state = std::make_shared<AdapterState>();
    entry.state->id = command.adapter;
    entry.state->model = command.model;
    entry.command = std::move(command);
    if (model->loaded != nullptr || !model->failure.ok()) begin_adapter(entry, *model);
}

// The model is there, or is not going to be.
void EngineThread::begin_adapter(AdapterEntry& entry, const ModelEntry& model) {
    entry.begun = true;
    AdapterOutcome failed;
    failed.adapter = entry.state->id;
    if (!model.failure.ok()) {
        failed.status = model.failure;
    } else if (model.loaded->files == nullptr) {
        failed.status = Status(Code::kUnsupported, "a script has no weights to be adapted");
    } else {
        const uint32_t gpu_layers = model.loaded->info->gpu_layer_count;
        try {
            loader_.start(AdapterJob{entry.command, model.loaded->files, gpu_layers});
            return;
        } catch (const std::bad_alloc&) {
            failed.status = out_of_memory("no memory for loading the adapter");
        }
    }
    finish_adapter(failed);
}

void EngineThread::begin_adapters(const ModelEntry& model) {
    for (AdapterEntry& entry : adapters_) {
        if (entry.state != nullptr && entry.state->model == model.id && !entry.begun) {
            begin_adapter(entry, model);
        }
    }
}

// Sessions that have it keep it.
void EngineThread::apply(UnloadAdapter& command) {
    AdapterEntry* entry = find_adapter(command.adapter);
    if (entry == nullptr) return;
    if (entry->state->settled) {
        end_adapter(*entry);
    } else {
        entry->unloaded = true;  // its slot is free once the loader has let go of it
    }
}

void EngineThread::apply(SetAdapter& command) {
    Session* session = find_session(command.session);
    if (session != nullptr) session->enqueue(known_adapter(command.adapter, command.scale));
}

EngineThread::AdapterEntry* EngineThread::find_adapter(uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= adapters_.size() || adapters_[slot].state == nullptr) return nullptr;
    return adapters_[slot].state->id == id ? &adapters_[slot] : nullptr;
}

// A failed state for one that ended while the command was on its way.
SessionAdapter EngineThread::known_adapter(uint64_t adapter, float scale) {
    if (adapter == 0) return {};
    if (const AdapterEntry* entry = find_adapter(adapter)) return {entry->state, scale};
    auto ended = std::make_shared<AdapterState>();
    ended->id = adapter;
    ended->settled = true;
    ended->status = Status(Code::kStaleHandle, "it has ended");
    return {std::move(ended), scale};
}

void EngineThread::end_adapter(AdapterEntry& entry) {
    shared_.handles.release(entry.state->id);
    entry = AdapterEntry{};
}

void EngineThread::end_adapters(uint64_t model) {
    for (AdapterEntry& entry : adapters_) {
        if (entry.state == nullptr || entry.state->model != model) continue;
        if (entry.begun && !entry.state->settled) loader_.cancel(entry.state->id);
        end_adapter(entry);
    }
}

void EngineThread::finish_adapter(AdapterOutcome& outcome) {
    AdapterEntry* entry = find_adapter(outcome.adapter);
    if (entry == nullptr) return;  // it ended with its model
    AdapterState& state = *entry->state;
    if (outcome.files != nullptr && outcome.status.code() == Code::kDeviceLost) {
        leave_device(outcome.status);
    }
    state.status = std::move(outcome.status);
    // Requests wait for an adapter until it is settled, so that has to come whatever happens.
    try {
        take_adapter(*entry, outcome);
    } catch (const std::bad_alloc&) {
        state.status = out_of_memory("no memory for the adapter");
    }
    state.settled = true;
    if (!state.status.ok()) {
        state.device.reset();
        state.files.reset();  // sessions may have the state for long
    }
    if (entry->unloaded) {
        end_adapter(*entry);
        return;
    }
    if (!state.status.ok()) {
        shared_.log.write(LogLevel::kError, LogId::kAdapterFailed, "%s",
                          state.status.message().c_str());
    }
    publish_adapter(state, outcome.time_ns);
}

void EngineThread::take_adapter(AdapterEntry& entry, AdapterOutcome& outcome) {
    AdapterState& state = *entry.state;
    state.files = std::move(outcome.files);
    state.gpu_layers = outcome.gpu_layers;
    if (state.status.ok()) keep_device_adapter(state, std::move(outcome.device));
    const ModelEntry& model = *find_model(state.model);
    const bool moved =
        model.loaded != nullptr && model.loaded->info->gpu_layer_count != state.gpu_layers;
    if (state.files != nullptr && moved) rehome_adapter(state, *model.loaded);
    if (!state.status.ok()) return;
    std::erase_if(placed_adapters_, [](const auto& known) { return known.expired(); });
    placed_adapters_.push_back(entry.state);
    auto info = std::make_shared<AdapterInfo>();
    info->name = state.files->name();
    info->rank = state.files->rank();
    info->matrix_count = state.files->matrix_count();
    info->parameter_count = state.files->parameter_count();
    info->bytes = state.files->bytes();
    info->device_bytes = state.device->device_bytes();
    shared_.handles.set_adapter_info(state.id, std::move(info));
}

void EngineThread::keep_device_adapter(AdapterState& state,
                                       std::unique_ptr<kernels::DeviceAdapter> device) {
    std::atomic<uint64_t>& counter = shared_.counters.device_bytes;
    const uint64_t bytes = device->device_bytes();
    counter.fetch_add(bytes);
    state.device = std::shared_ptr<const kernels::DeviceAdapter>(
        device.release(), [&counter, bytes](const kernels::DeviceAdapter* gone) {
            delete gone;
            counter.fetch_sub(bytes);
        });
}

// The model has moved to the CPU.
void EngineThread::rehome_adapter(AdapterState& state, const LoadedModel& loaded) {
    std::unique_ptr<kernels::DeviceAdapter> device;
    state.device.reset();
    state.gpu_layers = 0;
    state.status = from_kernel(devices_->second_choice()->create_adapter(
        loaded.files->shape(), state.files->weights(), &device));
    if (state.status.ok()) keep_device_adapter(state, std::move(device));
}

// All that are in use, by sessions alone as well. Those that cannot move end the requests of their
// sessions.
void EngineThread::rehome_adapters(const ModelEntry& entry) {
    std::erase_if(placed_adapters_, [](const auto& state) { return state.expired(); });
    for (const auto& placed : placed_adapters_) {
        const std::shared_ptr<AdapterState> state = placed.lock();
        if (state->model == entry.id) rehome_adapter(*state, *entry.loaded);
    }
    for (const auto& session : sessions_) {
        if (session == nullptr || session->model() != entry.id) continue;
        const AdapterState* state = session->adapter().state.get();
        if (state == nullptr || state->status.ok() || session->active() == nullptr) continue;
        end_active(*session, EventType::kFailed, state->status.with_context("the adapter"));
    }
}

}  // namespace minstrel
