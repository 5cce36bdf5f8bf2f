#include "runtime/engine/engine_thread.h"

#include <new>
#include <utility>
#include <variant>

namespace minstrel {
namespace {

template <typename T>
T& at_slot(std::vector<T>& items, uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= items.size()) items.resize(slot + 1);
    return items[slot];
}

}  // namespace

EngineThread::EngineThread(Shared shared, std::unique_ptr<kernels::Backend> backend,
                           TagLink& weights, const FileHooks* files, const StepLimits& limits)
    : shared_(shared),
      limits_(limits),
      backend_(std::move(backend)),
      loader_(*backend_, weights, files, LoadLimits{limits.max_rows, limits.max_rows},
              [this] { shared_.commands.nudge(); }),
      thread_([this] { run(); }) {}

EngineThread::~EngineThread() {
    shared_.commands.close();
    thread_.join();
}

void EngineThread::run() {
    bool busy = false;
    while (!shared_.commands.closed()) {
        // Commands behind one that ran out of memory are still to be done.
        if (next_command_ == commands_.size()) {
            shared_.commands.take(commands_, !busy);
            next_command_ = 0;
        }
        // Our code does not throw; the one exception left is memory that cannot be had.
        try {
            work_once();
            busy = step();
        } catch (const std::bad_alloc&) {
            fail_everything(Code::kOutOfMemory, "no memory left in the engine thread");
            busy = true;
        }
    }
}

void EngineThread::work_once() {
    while (next_command_ < commands_.size()) {
        Command& command = commands_[next_command_++];
        std::visit([this](auto& value) { apply(value); }, command);
    }
    take_loads();
}

Session* EngineThread::find_session(uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= sessions_.size() || sessions_[slot] == nullptr) return nullptr;
    return sessions_[slot]->id() == id ? sessions_[slot].get() : nullptr;
}

EngineThread::ModelEntry* EngineThread::find_model(uint64_t id) {
    const size_t slot = slot_of(id);
    if (slot >= models_.size() || models_[slot].id != id) return nullptr;
    return &models_[slot];
}

void EngineThread::apply(LoadModel& command) {
    at_slot(models_, command.model).id = command.model;
    loader_.start(std::move(command));
}

void EngineThread::apply(UnloadModel& command) {
    ModelEntry* entry = find_model(command.model);
    if (entry == nullptr) return;
    if (entry->loaded == nullptr) {
        loader_.cancel(command.model);
        publish_model(EventType::kModelFailed, command.model,
                      Status(Code::kCancelled, "unloaded while it was loading"), 0);
    }
    shared_.log.write(LogLevel::kInfo, LogId::kModelUnloaded, "model unloaded");
    end_model(*entry, Code::kCancelled, "the model was unloaded");
}

void EngineThread::apply(CreateSession& command) {
    const uint64_t id = command.session;
    ModelEntry* model = find_model(command.model);
    auto session = std::make_unique<Session>(std::move(command));
    if (model == nullptr) {  // it failed to load in the meantime
        shared_.handles.release(id);
        return;
    }
    if (model->loaded != nullptr) session->attach(model->loaded->for_sessions);
    update_info(*session);
    at_slot(sessions_, id) = std::move(session);
}

void EngineThread::apply(DestroySession& command) {
    Session* session = find_session(command.session);
    if (session != nullptr) end_session(*session, Code::kCancelled, "the session was destroyed");
}

void EngineThread::apply(ResetSession& command) {
    if (Session* session = find_session(command.session)) session->enqueue(command);
}

void EngineThread::apply(SetSystemPrompt& command) {
    if (Session* session = find_session(command.session)) session->enqueue(std::move(command));
}

void EngineThread::apply(SubmitRequest& command) {
    const uint64_t request = command.request;
    const uint64_t session_id = command.session;
    submitting_ = request;
    Session* session = find_session(session_id);
    if (session == nullptr) {
        publish_end(session_id, request, EventType::kCancelled,
                    Status(Code::kCancelled, "the session has ended"));
        submitting_ = 0;
        return;
    }
    at_slot(session_of_request_, request) = session_id;
    session->enqueue(std::move(command));
    submitting_ = 0;
    shared_.counters.waiting_requests.fetch_add(1, std::memory_order_relaxed);
    update_info(*session);
}

void EngineThread::apply(CancelRequest& command) {
    const size_t slot = slot_of(command.request);
    if (slot >= session_of_request_.size()) return;
    Session* session = find_session(session_of_request_[slot]);
    if (session == nullptr) return;
    Request* active = session->active();
    const Status why(Code::kCancelled, "cancelled by the host");
    if (active != nullptr && active->id() == command.request) {
        end_active(*session, EventType::kCancelled, why);
    } else if (session->remove_waiting(command.request)) {
        shared_.counters.waiting_requests.fetch_sub(1, std::memory_order_relaxed);
        update_info(*session);
        publish_end(session->id(), command.request, EventType::kCancelled, why);
    }
}

// The host may query the session as soon as it has the event, so its information goes first.
void EngineThread::end_active(Session& session, EventType type, const Status& status) {
    const uint64_t request = session.active()->id();
    const uint64_t generated = session.active()->generated_tokens();
    session.abandon();
    update_info(session);
    publish_end(session.id(), request, type, status, generated);
}

void EngineThread::take_loads() {
    Loader::News news = loader_.take_news();
    if (news.progress && find_model(news.progress->model) != nullptr) {
        publish_model(EventType::kModelProgress, news.progress->model, Status(),
                      news.progress->done_bytes, news.progress->total_bytes);
    }
    for (LoadOutcome& outcome : news.outcomes) finish_load(outcome);
}

void EngineThread::finish_load(LoadOutcome& outcome) {
    ModelEntry* entry = find_model(outcome.model);
    if (entry == nullptr) return;  // unloaded meanwhile, which was reported
    if (!outcome.status.ok()) {
        shared_.log.write(LogLevel::kError, LogId::kModelFailed, "%s",
                          outcome.status.message().c_str());
        // The id is stale before the host hears of it; the host may have retired it already.
        (void)shared_.handles.retire(outcome.model, Kind::kModel);
        publish_model(EventType::kModelFailed, outcome.model, outcome.status, 0);
        end_model(*entry, outcome.status.code(), "the model could not be loaded");
        return;
    }
    entry->loaded = std::move(outcome.loaded);
    const ModelInfo& info = *entry->loaded->info;
    shared_.handles.set_model_info(outcome.model, entry->loaded->info);
    Counters::add(shared_.counters.mapped_bytes, entry->loaded->files->bytes().mapped);
    Counters::add(shared_.counters.kv_pages_total, entry->loaded->pages.total());
    for (const auto& session : sessions_) {
        if (session == nullptr || session->model() != outcome.model) continue;
        session->attach(entry->loaded->for_sessions);
        update_info(*session);
    }
    shared_.log.write(LogLevel::kInfo, LogId::kModelLoaded,
                      "model '%s' ready: %llu parameters, context %u tokens, %llu ms",
                      info.name.c_str(), static_cast<unsigned long long>(info.parameter_count),
                      info.context_tokens,
                      static_cast<unsigned long long>(outcome.time_ns / 1'000'000));
    publish_model(EventType::kModelReady, outcome.model, Status(), outcome.time_ns);
}

void EngineThread::end_session(Session& session, Code reason, const char* text) {
    const uint64_t id = session.id();
    const EventType type = reason == Code::kCancelled ? EventType::kCancelled : EventType::kFailed;
    const bool was_active = session.active() != nullptr;
    const uint64_t generated = was_active ? session.active()->generated_tokens() : 0;
    const std::vector<uint64_t> requests = session.end();
    for (const uint64_t request : requests) {
        const bool active = was_active && request == requests.front();
        publish_end(id, request, type, Status(reason, text), active ? generated : 0);
        if (!active) shared_.counters.waiting_requests.fetch_sub(1, std::memory_order_relaxed);
    }
    ModelEntry* model = find_model(session.model());
    if (model != nullptr && model->loaded != nullptr) session.kv.clear(model->loaded->pages);
    sessions_[slot_of(id)].reset();
    shared_.handles.release(id);
}

void EngineThread::end_model(ModelEntry& entry, Code reason, const char* text) {
    const uint64_t id = entry.id;
    for (size_t slot = 0; slot < sessions_.size(); ++slot) {
        Session* session = sessions_[slot].get();
        if (session != nullptr && session->model() == id) end_session(*session, reason, text);
    }
    if (entry.loaded != nullptr) {
        Counters& counters = shared_.counters;
        counters.mapped_bytes.fetch_sub(entry.loaded->files->bytes().mapped);
        counters.kv_pages_total.fetch_sub(entry.loaded->pages.total());
    }
    entry.loaded.reset();
    entry.id = 0;
    shared_.handles.release(id);
}

// Memory ran out somewhere between two events. Which requests were touched is not known, so all
// end; sessions, conversations and the engine live on.
void EngineThread::fail_everything(Code reason, const char* text) {
    const Status status(reason, text);
    if (submitting_ != 0) {
        publish_end(0, std::exchange(submitting_, 0), EventType::kFailed, status);
    }
    for (const auto& session : sessions_) {
        if (session == nullptr) continue;
        const std::vector<uint64_t> requests = session->end();
        session->abandon();
        update_info(*session);
        for (const uint64_t request : requests) {
            publish_end(session->id(), request, EventType::kFailed, status);
        }
    }
    shared_.counters.waiting_requests.store(0, std::memory_order_relaxed);
    shared_.log.write(LogLevel::kError, LogId::kStepFailed, "%s", text);
}

}  // namespace minstrel
