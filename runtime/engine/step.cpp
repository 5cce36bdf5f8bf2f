// One step, top to bottom: start turns, plan, build, run, sample, advance, publish.
#include <algorithm>
#include <utility>

#include "runtime/core/clock.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {

bool EngineThread::step() {
    LoadedModel* loaded = next_model_with_work();
    if (loaded == nullptr) return false;
    const uint64_t begin_ns = monotonic_ns();
    const uint64_t model = models_[last_model_].id;

    start_turns(model, *loaded);
    plan(model, *loaded);
    build(*loaded);
    if (plan_.rows.empty()) return true;

    BatchBuilder& batch = loaded->batch;
    Status status = from_kernel(loaded->device->run(batch.view()));
    if (status.ok() && !batch.sample_rows().empty()) {
        loaded->chosen.resize(batch.sample_rows().size());
        status = from_kernel(loaded->device->sample(batch.sample_rows(), loaded->chosen));
    }
    if (!status.ok()) {
        fail_batch(*loaded, status);
        return true;
    }
    advance(*loaded);
    count_step(*loaded, begin_ns);
    return true;
}

// The next loaded model, in turn, that has an active or a waiting request.
LoadedModel* EngineThread::next_model_with_work() {
    for (size_t i = 1; i <= models_.size(); ++i) {
        const size_t slot = (last_model_ + i) % models_.size();
        const ModelEntry& entry = models_[slot];
        if (entry.loaded == nullptr) continue;
        const bool has_work = std::any_of(sessions_.begin(), sessions_.end(), [&](auto& session) {
            return session != nullptr && session->model() == entry.id &&
                   (session->active() != nullptr || session->has_waiting());
        });
        if (!has_work) continue;
        last_model_ = slot;
        return entry.loaded.get();
    }
    return nullptr;
}

void EngineThread::start_turns(uint64_t model, LoadedModel& loaded) {
    for (const auto& session : sessions_) {
        if (session == nullptr || session->model() != model || session->active() != nullptr ||
            !session->has_waiting()) {
            continue;
        }
        uint32_t trimmed = 0;
        uint32_t reused = 0;
        const uint32_t waiting_before = session->info().pending_requests;
        const auto refusals = session->start_next(loaded.pages, &trimmed, &reused);
        update_info(*session);
        for (const Session::Refusal& refusal : refusals) {
            publish_end(session->id(), refusal.request, EventType::kFailed, refusal.status);
        }
        const uint32_t started = session->active() != nullptr ? 1 : 0;
        const uint32_t left = session->info().pending_requests - started;
        shared_.counters.waiting_requests.fetch_sub(waiting_before - left,
                                                    std::memory_order_relaxed);
        if (started != 0) {
            session->arrival = ++arrivals_;
            session->last_served = 0;
            if (trimmed > 0) publish_trimmed(*session, session->active()->id(), trimmed);
            Counters::add(shared_.counters.reused_tokens, reused);
        }
    }
}

void EngineThread::plan(uint64_t model, LoadedModel& loaded) {
    active_.clear();
    resting_.clear();
    for (size_t slot = 0; slot < sessions_.size(); ++slot) {
        Session* session = sessions_[slot].get();
        if (session == nullptr || session->model() != model) continue;
        const auto index = static_cast<uint32_t>(slot);
        if (session->active() == nullptr) {
            resting_.push_back(RestingView{index, session->kv.page_count(), session->last_served});
            continue;
        }
        const Request& request = *session->active();
        ActiveView view;
        view.session = index;
        view.priority = session->priority();
        view.arrival = session->arrival;
        view.last_served = session->last_served;
        view.length = session->kv.length();
        view.pending_tokens = static_cast<uint32_t>(request.tokens().size()) - view.length;
        view.page_count = session->kv.page_count();
        view.decoding = view.pending_tokens == 1 && request.generated_tokens() > 0;
        active_.push_back(view);
    }
    const ScheduleLimits limits{limits_.max_rows, limits_.prefill_chunk_tokens,
                                loaded.pages.free_count()};
    scheduler_.plan(active_, resting_, limits, plan_);
}

void EngineThread::build(LoadedModel& loaded) {
    for (const uint32_t slot : plan_.drop_pages) {
        sessions_[slot]->kv.clear(loaded.pages);
        shared_.log.write(LogLevel::kDebug, LogId::kPagesTaken,
                          "keys and values of a session dropped to make room");
    }
    loaded.batch.clear();
    for (const PlannedRows& planned : plan_.rows) {
        Session& session = *sessions_[planned.session];
        const auto& mask = session.has_tools() ? loaded.mask_with_calls : loaded.mask_plain;
        loaded.batch.add(session, planned.row_count, mask, loaded.pages);
        session.last_served = ++services_;
    }
}

void EngineThread::advance(LoadedModel& loaded) {
    for (const BatchBuilder::Item& item : loaded.batch.items()) {
        Session& session = *item.session;
        const Request& request = *session.active();
        const uint32_t start = session.kv.length();
        const uint32_t prompt_left =
            request.prompt_tokens() > start ? request.prompt_tokens() - start : 0;
        Counters::add(shared_.counters.prompt_tokens, std::min(prompt_left, item.row_count));
        session.kv.append(request.tokens().subspan(start, item.row_count));
        if (item.sample_index >= 0) {
            advance_session(session, loaded.chosen[static_cast<size_t>(item.sample_index)]);
        }
        update_info(session);
    }
}

void EngineThread::advance_session(Session& session, int32_t token) {
    Request& request = *session.active();
    if (token < 0) {
        end_active(session, EventType::kFailed,
                   Status(Code::kInvalidState,
                          "the model computed no usable probability (NaN or infinite weights?)"));
        return;
    }
    if (request.first_token_ns == 0) request.first_token_ns = monotonic_ns();
    Counters::add(shared_.counters.generated_tokens, 1);
    TokenOutcome outcome;
    const Status status = request.accept(token, session.context_tokens(), outcome);
    if (!outcome.text.empty()) publish_text(session, request, outcome.text);
    if (!status.ok()) {
        end_active(session, EventType::kFailed, status);
    } else if (outcome.finish) {
        EventQueue::Entry done = prepare_done(session, request, *outcome.finish);
        session.complete(*outcome.finish);
        update_info(session);
        shared_.events.publish(std::move(done));
    }
}

// The back end could not run the step. Its requests end; what is held of the sessions' keys and
// values is unsure, so it goes.
void EngineThread::fail_batch(LoadedModel& loaded, const Status& status) {
    for (const BatchBuilder::Item& item : loaded.batch.items()) {
        Session& session = *item.session;
        session.kv.clear(loaded.pages);
        end_active(session, EventType::kFailed, status);
    }
    shared_.log.write(LogLevel::kError, LogId::kStepFailed, "%s", status.message().c_str());
}

void EngineThread::count_step(const LoadedModel& loaded, uint64_t begin_ns) {
    Counters& counters = shared_.counters;
    const uint64_t time_ns = monotonic_ns() - begin_ns;
    Counters::add(counters.step_count, 1);
    Counters::add(counters.step_time_ns, time_ns);
    if (time_ns > counters.max_step_time_ns.load(std::memory_order_relaxed)) {
        counters.max_step_time_ns.store(time_ns, std::memory_order_relaxed);
    }
    counters.last_batch_rows.store(loaded.batch.row_count(), std::memory_order_relaxed);
    uint64_t pages_used = 0;
    for (const ModelEntry& entry : models_) {
        if (entry.loaded == nullptr) continue;
        pages_used += entry.loaded->pages.total() - entry.loaded->pages.free_count();
    }
    counters.kv_pages_used.store(pages_used, std::memory_order_relaxed);
}

}  // namespace minstrel
