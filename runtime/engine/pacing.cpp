// When a step may go on: between its quanta the engine thread obeys urgent commands and keeps to
// the frames of the host.
#include <algorithm>

#include "runtime/core/clock.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {

void EngineThread::apply(BeginFrame& command) {
    if (command.unlimited) {
        frame_.lift();
        return;
    }
    frame_.begin(command.time_ns, command.budget_ns, command.max_pause_ns);
    const FrameBudget::Report& report = frame_.report();
    Counters& counters = shared_.counters;
    const auto set = [](auto& counter, uint64_t value) {
        counter.store(value, std::memory_order_relaxed);
    };
    set(counters.frames, report.frames);
    set(counters.frame_spent_ns, report.spent_ns);
    set(counters.last_frame_spent_ns, report.last_spent_ns);
    set(counters.last_frame_overrun_ns, report.last_overrun_ns);
    set(counters.max_frame_overrun_ns, report.max_overrun_ns);
    set(counters.frames_overrun, report.frames_overrun);
    set(counters.quanta_after_pause, report.quanta_after_pause);
}

void EngineThread::apply(SetThreadCount& command) {
    devices_->set_thread_count(command.count);
    shared_.counters.thread_count.store(devices_->thread_count(), std::memory_order_relaxed);
}

// Rows that the present quantum computes.
uint32_t EngineThread::quantum_rows(const LoadedModel& loaded) const {
    return part_ == QuantumCosts::Part::kHead ? loaded.batch.logit_row_count()
                                              : loaded.batch.row_count();
}

bool EngineThread::may_begin_quantum(const LoadedModel& loaded) {
    return frame_.allows(monotonic_ns(), loaded.costs.expected(part_, quantum_rows(loaded)));
}

// The device computes a quantum of this part from now on.
void EngineThread::begin_quantum(QuantumCosts::Part part) {
    part_ = part;
    quantum_begin_ns_ = monotonic_ns();
}

void EngineThread::end_quantum(LoadedModel& loaded) {
    const uint64_t now_ns = monotonic_ns();
    loaded.costs.learn(part_, quantum_rows(loaded), now_ns - quantum_begin_ns_);
    if (part_ != QuantumCosts::Part::kStep) {  // frames have no such quanta
        shared_.counters.quantum_ns.store(loaded.costs.expected(part_, quantum_rows(loaded)),
                                          std::memory_order_relaxed);
    }
    frame_.note(quantum_begin_ns_, now_ns);
}

// A GPU that is asked between quanta stands idle while the processor hears of each. Where no frame
// has to be kept, a step of a few rows is over before anybody would miss an answer.
bool EngineThread::runs_through(const LoadedModel& loaded) const {
    constexpr uint32_t kFewRows = 32;
    return !frame_.limited() && loaded.info->gpu_layer_count == loaded.info->layer_count &&
           loaded.info->layer_count != 0 && loaded.batch.row_count() <= kFewRows;
}

// What comes behind so many layers.
static QuantumCosts::Part part_behind(const ModelInfo& info, uint32_t layers_done) {
    if (layers_done == info.layer_count) return QuantumCosts::Part::kHead;
    const uint32_t lower_layers = info.layer_count - info.gpu_layer_count;
    const bool upper = lower_layers != 0 && layers_done >= lower_layers;
    return upper ? QuantumCosts::Part::kUpperLayer : QuantumCosts::Part::kLayer;
}

// The gate of a step, kernels/batch_view.h.
bool EngineThread::may_go_on(void* self, uint32_t layers_done) {
    auto& thread = *static_cast<EngineThread*>(self);
    LoadedModel& loaded = *thread.models_[thread.last_model_].loaded;
    thread.end_quantum(loaded);
    thread.part_ = part_behind(*loaded.info, layers_done);
    if (thread.shared_.commands.urgent().load(std::memory_order_relaxed)) return false;
    if (!thread.may_begin_quantum(loaded)) return false;
    thread.begin_quantum(thread.part_);
    return true;
}

// Rests between two quanta of a step and obeys commands. False when nobody waits for the step any
// more, or its model is gone.
bool EngineThread::rest(LoadedModel& loaded) {
    const uint64_t model = models_[last_model_].id;
    while (true) {
        if (shared_.commands.closed()) return false;
        const bool now = may_begin_quantum(loaded);
        shared_.commands.take(commands_,
                              now ? 0 : std::min(frame_.next_chance_ns(), next_deadline_ns()));
        next_command_ = 0;
        work_once();
        expire_all();
        const ModelEntry* entry = find_model(model);
        if (entry == nullptr || entry->loaded.get() != &loaded) return false;
        const auto items = loaded.batch.items();
        const auto dropped = [](const BatchBuilder::Item& i) { return i.session == nullptr; };
        if (std::all_of(items.begin(), items.end(), dropped)) {
            loaded.batch.end_step();
            return false;
        }
        if (now) return true;
    }
}

}  // namespace minstrel
