// One step, top to bottom: start turns, plan, build, run, fill masks, sample, advance, publish.
#include <algorithm>
#include <tuple>
#include <utility>

#include "runtime/core/clock.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {

bool EngineThread::step() {
    LoadedModel* loaded = next_model_with_work();
    if (loaded == nullptr) {
        frame_.forget_waiting();
        return false;
    }
    part_ = QuantumCosts::Part::kLayer;
    if (!may_begin_quantum(*loaded)) return false;
    const uint64_t begin_ns = monotonic_ns();
    const uint64_t model = models_[last_model_].id;

    start_turns(model, *loaded);
    plan(model, *loaded);
    build(*loaded);
    BatchBuilder& batch = loaded->batch;
    if (batch.row_count() == 0) return true;

    Status status;
    if (!compute(*loaded, status)) return true;
    if (status.ok()) fill_masks(*loaded);
    if (status.ok() && !batch.sample_rows().empty()) {
        loaded->chosen.resize(batch.sample_rows().size());
        status = from_kernel(loaded->device->sample(batch.sample_rows(), loaded->chosen));
    }
    if (status.ok()) status = read_choice_logits(*loaded);
    if (!status.ok()) {
        // Elsewhere the requests go on as if nothing had been computed.
        const bool moved = status.code() == Code::kDeviceLost && leave_device(status);
        if (!moved) fail_batch(*loaded, status);
        return true;
    }
    end_quantum(*loaded);
    pass_on_notice();
    batch.end_step();
    const uint64_t advance_ns = monotonic_ns();
    advance(*loaded);
    // Choices take their time as well; the frame shall know.
    if (loaded->logit_range.count != 0) frame_.note(advance_ns, monotonic_ns());
    count_step(*loaded, begin_ns);
    return true;
}

void EngineThread::pass_on_notice() {
    const std::string notice = devices_->take_notice();
    if (notice.empty()) return;
    shared_.log.write(LogLevel::kWarning, LogId::kCublasLtNotUsed, "%s", notice.c_str());
}

Status EngineThread::read_choice_logits(LoadedModel& loaded) {
    loaded.logit_range = loaded.batch.choice_logits();
    const auto [first, count] = loaded.logit_range;
    if (count == 0) return {};
    return from_kernel(loaded.device->read_logits(first, count, &loaded.logits));
}

// Runs the forward pass, quantum by quantum. False when nobody waits for the step any more, or its
// model is gone.
bool EngineThread::compute(LoadedModel& loaded, Status& status) {
    const bool at_once = runs_through(loaded);
    begin_quantum(at_once ? QuantumCosts::Part::kStep : QuantumCosts::Part::kLayer);
    const kernels::StepGate gate =
        at_once ? kernels::StepGate{} : kernels::StepGate{this, may_go_on};
    kernels::KernelStatus done = loaded.device->run(loaded.batch.view(gate));
    while (done.code == kernels::KernelCode::kStopped) {
        if (!rest(loaded)) return false;
        begin_quantum(part_);
        done = loaded.device->resume();
    }
    status = from_kernel(done);
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
                   (session->active() != nullptr ? !session->active()->is_waiting()
                                                 : can_start(*session));
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
            !can_start(*session)) {
            continue;
        }
        Session::PromptNews news;
        const uint32_t waiting_before = session->info().pending_requests;
        const auto refusal = start_next(*session, loaded, &news);
        update_info(*session);
        if (refusal) {
            publish_end(session->id(), refusal->request, EventType::kFailed, refusal->status);
        }
        const uint32_t started = session->active() != nullptr ? 1 : 0;
        const uint32_t left = session->info().pending_requests - started;
        shared_.counters.waiting_requests.fetch_sub(waiting_before - left,
                                                    std::memory_order_relaxed);
        if (started != 0) {
            session->arrival = ++arrivals_;
            session->last_served = 0;
            take_prompt_news(*session, news);
            const Status status = constrain(*session->active(), model, loaded);
            if (!status.ok()) end_active(*session, EventType::kFailed, status);
        }
    }
}

std::optional<Session::Refusal> EngineThread::start_next(Session& session, LoadedModel& loaded,
                                                         Session::PromptNews* out_news) {
    const AdapterState* adapter = session.adapter().state.get();
    if (adapter != nullptr && !adapter->status.ok()) {
        return session.refuse_next(adapter->status.with_context("the adapter of the session"));
    }
    const ToolsetState* toolset = toolset_of(session);
    if (toolset == nullptr) return session.start_next(loaded.pages, nullptr, out_news);
    if (!toolset->status.ok()) {
        return session.refuse_next(toolset->status.with_context("the toolset"));
    }
    return session.start_next(loaded.pages, toolset->toolset, out_news);
}

void EngineThread::take_prompt_news(const Session& session, const Session::PromptNews& news) {
    if (news.trimmed > 0) publish_trimmed(session, session.active()->id(), news.trimmed);
    Counters::add(shared_.counters.reused_tokens, news.reused);
}

void EngineThread::plan(uint64_t model, LoadedModel& loaded) {
    active_.clear();
    resting_.clear();
    for (size_t slot = 0; slot < sessions_.size(); ++slot) {
        Session* session = sessions_[slot].get();
        if (session == nullptr || session->model() != model) continue;
        const auto index = static_cast<uint32_t>(slot);
        if (session->active() == nullptr || session->active()->is_waiting()) {
            const uint32_t own = session->kv.page_count() - session->kv.shared_page_count();
            resting_.push_back(RestingView{index, own, session->last_served});
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
        view.shared_pages = session->kv.shared_page_count();
        view.decoding = view.pending_tokens == 1 && request.round_tokens() > 0;
        active_.push_back(view);
    }
    // A layer shall take a part of the frame only.
    const uint32_t rows = frame_.limited()
                              ? loaded.costs.rows_within(frame_.budget_ns() / 2, limits_.max_rows)
                              : limits_.max_rows;
    const ScheduleLimits limits{rows, std::min(rows, limits_.prefill_chunk_tokens),
                                loaded.pages.free_count()};
    scheduler_.plan(active_, resting_, limits, plan_);
}

// What the next token of a request may be.
std::span<const uint32_t> EngineThread::choose_mask(Request& request, LoadedModel& loaded) {
    const bool first = request.round_tokens() == 0;
    if (first && request.tools() != nullptr && request.tools()->must_call()) {
        return loaded.masks.calls_only;
    }
    if (request.in_thinking()) return loaded.masks.thinking;
    if (request.is_constrained()) return request.constraint_mask();
    if (request.in_calls()) return loaded.masks.in_calls;
    if (request.may_think()) {
        return request.may_begin_calls() ? loaded.masks.first_with_calls : loaded.masks.first;
    }
    return request.may_begin_calls() ? loaded.masks.with_calls : loaded.masks.plain;
}

// Sessions with the same adapter stand side by side in a step, where they share its factors.
void EngineThread::gather_adapters() {
    const auto adapter_of = [&](const PlannedRows& planned) {
        const AdapterState* adapter = sessions_[planned.session]->adapter().state.get();
        return adapter != nullptr ? adapter->id : 0;
    };
    std::vector<PlannedRows>& rows = plan_.rows;
    if (std::all_of(rows.begin(), rows.end(), [&](const auto& r) { return adapter_of(r) == 0; })) {
        return;
    }
    std::sort(rows.begin(), rows.end(), [&](const PlannedRows& a, const PlannedRows& b) {
        const float scale_a = sessions_[a.session]->adapter().scale;
        const float scale_b = sessions_[b.session]->adapter().scale;
        return std::tuple(adapter_of(a), scale_a, a.session) <
               std::tuple(adapter_of(b), scale_b, b.session);
    });
}

void EngineThread::build(LoadedModel& loaded) {
    for (const uint32_t slot : plan_.drop_pages) {
        sessions_[slot]->kv.give_back(loaded.pages);
        shared_.log.write(LogLevel::kDebug, LogId::kPagesTaken,
                          "keys and values of a session dropped to make room");
    }
    loaded.batch.clear();
    gather_adapters();
    for (const PlannedRows& planned : plan_.rows) {
        Session& session = *sessions_[planned.session];
        Request& request = *session.active();
        const bool reaches_newest =
            session.kv.length() + planned.row_count == request.tokens().size();
        // Scripts have no logits.
        if (reaches_newest && loaded.backend != BackendKind::kScripted) {
            request.look_for_choice(session.context_tokens());
        }
        const std::span<const uint32_t> mask = choose_mask(request, loaded);
        loaded.batch.add(session, planned.row_count, mask, loaded.pages);
        session.last_served = ++services_;
    }
}

// Sampling is the first to look at the masks, so a device that only enqueues its work computes
// meanwhile. Only of rows that are sampled: not while a prompt is being read.
void EngineThread::fill_masks(LoadedModel& loaded) {
    for (const BatchBuilder::Item& item : loaded.batch.items()) {
        if (item.session == nullptr || item.sample_index < 0) continue;
        Request& request = *item.session->active();
        if (!request.is_constrained()) continue;
        const Status status = request.fill_mask(item.session->context_tokens());
        if (!status.ok()) end_active(*item.session, EventType::kFailed, status);
    }
}

void EngineThread::advance(LoadedModel& loaded) {
    for (const BatchBuilder::Item& item : loaded.batch.items()) {
        if (item.session == nullptr) continue;
        Session& session = *item.session;
        const Request& request = *session.active();
        const uint32_t start = session.kv.length();
        const uint32_t prompt_left =
            request.prompt_tokens() > start ? request.prompt_tokens() - start : 0;
        Counters::add(shared_.counters.prompt_tokens, std::min(prompt_left, item.row_count));
        session.kv.append(request.tokens().subspan(start, item.row_count));
        if (item.sample_index >= 0) {
            advance_session(loaded, session, loaded.chosen[static_cast<size_t>(item.sample_index)]);
        } else if (item.logit_count != 0) {
            advance_choice(loaded, item);
        }
        update_info(session);
    }
}

// Between texts that are weighed as wholes. What was evaluated on the way to one that is not
// followed is forgotten.
void EngineThread::advance_choice(LoadedModel& loaded, const BatchBuilder::Item& item) {
    Session& session = *item.session;
    Request& request = *session.active();
    const size_t size = loaded.logits.size() / loaded.logit_range.count;
    const uint32_t first = item.first_logits - loaded.logit_range.first;
    Status status;
    bool goes_on = true;
    for (uint32_t i = 0; i < item.logit_count && goes_on; ++i) {
        const auto weighed = request.weigh(loaded.logits.subspan((first + i) * size, size));
        status = weighed.status();
        goes_on = weighed.ok() && weighed.value();
    }
    const uint32_t before = request.generated_tokens();
    TokenOutcome outcome;
    const bool chosen = status.ok() && request.has_chosen();
    if (chosen) {
        const auto forced = request.take_choice(session.context_tokens(), outcome);
        status = forced.status();
        if (forced.ok()) Counters::add(shared_.counters.forced_tokens, forced.value());
    }
    const auto last = static_cast<uint32_t>(request.tokens().size()) - 1;
    session.kv.keep_common_prefix(request.tokens(), last, loaded.pages);
    if (chosen) {
        finish_advance(loaded, session, std::move(status), before, outcome);
    } else if (!status.ok()) {
        end_active(session, EventType::kFailed, status);
    }
}

void EngineThread::advance_session(LoadedModel& loaded, Session& session, int32_t token) {
    Request& request = *session.active();
    if (token < 0) {
        end_active(session, EventType::kFailed,
                   Status(Code::kInvalidState,
                          request.is_constrained()
                              ? "no token of the vocabulary goes on in the grammar, or the model "
                                "computed no usable probability"
                              : "the model computed no usable probability (NaN or infinite "
                                "weights?)"));
        return;
    }
    const uint32_t before = request.generated_tokens();
    TokenOutcome outcome;
    Status status = request.accept(token, session.context_tokens(), outcome);
    finish_advance(loaded, session, std::move(status), before, outcome);
}

// What follows when tokens have been accepted, or could not be. `before`: how many there were.
void EngineThread::finish_advance(LoadedModel& loaded, Session& session, Status status,
                                  uint32_t before, TokenOutcome& outcome) {
    Request& request = *session.active();
    if (request.first_token_ns == 0) request.first_token_ns = monotonic_ns();
    // An ending in place of the token has several.
    Counters::add(shared_.counters.generated_tokens,
                  std::max(request.generated_tokens() - before, 1u));
    if (status.ok() && !outcome.finish && request.wants_call_grammar()) {
        status = constrain_calls(request, session.model(), loaded);
    }
    if (status.ok() && !outcome.finish) status = take_forced(session, request, outcome);
    publish_outcome(session, request, outcome);
    if (!status.ok()) {
        end_active(session, EventType::kFailed, status);
    } else if (outcome.finish == Finish::kToolCalls && request.tools() != nullptr) {
        begin_calls(session);
    } else if (outcome.finish) {
        end_answer(session, *outcome.finish);
    }
}

// What must follow is part of the next step already, as a prompt would be.
Status EngineThread::take_forced(const Session& session, Request& request, TokenOutcome& outcome) {
    MST_ASSIGN(const uint32_t count, request.take_forced(session.context_tokens(), outcome));
    Counters::add(shared_.counters.generated_tokens, count);
    Counters::add(shared_.counters.forced_tokens, count);
    return {};
}

void EngineThread::end_answer(Session& session, Finish finish) {
    if (session.active()->is_inside_call(finish)) report_cut_call(session);
    EventQueue::Entry done = prepare_done(session, *session.active(), finish);
    release_calls(*session.active());
    grammar_of_request_[slot_of(session.active()->id())].reset();
    session.complete(finish);
    update_info(session);
    shared_.events.publish(std::move(done));
}

// The back end could not run the step. Its requests end; what is held of the sessions' keys and
// values is unsure, so it goes.
void EngineThread::fail_batch(LoadedModel& loaded, const Status& status) {
    for (const BatchBuilder::Item& item : loaded.batch.items()) {
        if (item.session == nullptr) continue;
        Session& session = *item.session;
        session.kv.clear(loaded.pages);
        end_active(session, EventType::kFailed, status);
    }
    loaded.batch.end_step();
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
