// Toolsets and calls in the engine thread: from the command to the toolset of a request, from what
// a model wrote to the host and back.
#include <algorithm>
#include <string>
#include <utility>

#include "runtime/core/clock.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {
namespace {

Refusal refusal_of(CallFault fault) {
    switch (fault) {
        case CallFault::kUnknownFunction:
            return Refusal::kUnknownFunction;
        case CallFault::kNotAllowed:
            return Refusal::kNotAllowed;
        case CallFault::kBadArguments:
            return Refusal::kBadArguments;
        case CallFault::kTooManyCalls:
            return Refusal::kTooManyCalls;
    }
    return Refusal::kMalformed;
}

void start_clock(const ToolRules& rules, uint64_t now_ns, TurnCall& call) {
    const bool forever =
        rules.reply_timeout_ns == 0 || rules.reply_timeout_ns > UINT64_MAX - now_ns;
    call.deadline_ns = forever ? 0 : now_ns + rules.reply_timeout_ns;
}

}  // namespace

void EngineThread::apply(CreateToolset& command) {
    const uint64_t id = command.toolset;
    auto state = std::make_shared<ToolsetState>();
    state->id = id;
    at_slot(toolsets_, id) = std::move(state);
    start_compiling(id, std::move(command));
}

void EngineThread::apply(DestroyToolset& command) {
    const size_t slot = slot_of(command.toolset);
    if (slot >= toolsets_.size() || toolsets_[slot] == nullptr) return;
    toolsets_[slot]->destroyed = true;
    // Requests that have not begun fail; its slot is free once the compiler has let go of it.
    if (toolsets_[slot]->compiled) end_toolset(slot);
}

void EngineThread::end_toolset(size_t slot) {
    ToolsetState& state = *toolsets_[slot];
    if (state.status.ok()) state.status = Status(Code::kStaleHandle, "it was destroyed");
    shared_.handles.release(state.id);
    toolsets_[slot].reset();
}

void EngineThread::take_toolset(CompileOutcome& outcome) {
    const size_t slot = slot_of(outcome.id);
    ToolsetState& state = *toolsets_[slot];
    state.toolset = std::move(outcome.toolset);
    state.status = std::move(outcome.status);
    state.compiled = true;
    if (state.destroyed) {
        end_toolset(slot);
    } else {
        publish_toolset(outcome.id, state.status, outcome.time_ns);
    }
}

// Null for no toolset; a failed state for one that ended while the command was on its way.
std::shared_ptr<EngineThread::ToolsetState> EngineThread::known_toolset(uint64_t toolset) const {
    if (toolset == 0) return nullptr;
    const size_t slot = slot_of(toolset);
    if (slot < toolsets_.size() && toolsets_[slot] != nullptr && toolsets_[slot]->id == toolset) {
        return toolsets_[slot];
    }
    auto ended = std::make_shared<ToolsetState>();
    ended->compiled = true;
    ended->status = Status(Code::kStaleHandle, "it has ended");
    return ended;
}

// The toolset of the request that is next in a session; null when it has none.
const EngineThread::ToolsetState* EngineThread::toolset_of(const Session& session) const {
    const uint64_t request = session.next_request();
    const ToolsetState* own = toolset_of_request_[slot_of(request)].get();
    return own != nullptr ? own : toolset_of_session_[slot_of(session.id())].get();
}

// The model has called functions: what may happen goes to the host, the rest is refused.
void EngineThread::begin_calls(Session& session) {
    Request& request = *session.active();
    ToolTurn& tools = *request.tools();
    auto written = request.read_calls();
    if (!written.ok()) {
        redo_calls(session, written.status());
        return;
    }
    const CallRules rules = tools.grammar_rules(session.chat_version());
    const std::vector<CheckedCall> checked = check_calls(*tools.toolset(), rules, written.value());
    tools.begin_round(written.take());
    for (size_t i = 0; i < checked.size(); ++i) {
        TurnCall& call = tools.calls()[i];
        if (checked[i].fault) {
            refuse(session, call, refusal_of(*checked[i].fault), checked[i].why);
        } else {
            hand_over(session, call, tools.toolset()->function(checked[i].function));
        }
    }
    update_info(session);
    go_on_if_answered(session);
}

// The answer came to its end before the call did.
void EngineThread::report_cut_call(const Session& session) {
    publish_refusal(session, TurnCall(), Refusal::kMalformed, "the answer ended inside of a call");
}

// Once more from where the calls began, in their grammar this time.
void EngineThread::redo_calls(Session& session, const Status& why) {
    Request& request = *session.active();
    publish_refusal(session, TurnCall(), Refusal::kMalformed, why.message());
    request.tools()->hold_to_grammar();
    request.take_back_calls();
    LoadedModel& loaded = *find_model(session.model())->loaded;
    const auto last = static_cast<uint32_t>(request.tokens().size()) - 1;
    session.kv.keep_common_prefix(request.tokens(), last, loaded.pages);
    const Status status = constrain_calls(request, session.model(), loaded);
    if (!status.ok()) end_active(session, EventType::kFailed, status);
}

// A valid call on its way to the host.
void EngineThread::hand_over(Session& session, TurnCall& call, const ToolFunction& function) {
    const Request& request = *session.active();
    const ToolRules& rules = request.tools()->rules();
    if (call.arguments.size() > rules.max_argument_bytes) {
        refuse(session, call, Refusal::kTooLarge, "the arguments are too long");
        return;
    }
    const uint64_t now_ns = monotonic_ns();
    if (!session.take_call(now_ns, rules.max_calls_per_minute)) {
        refuse(session, call, Refusal::kRate, "too many calls in the last minute");
        return;
    }
    const auto id = shared_.handles.acquire(Kind::kCall, 0, nullptr);
    if (!id.ok()) {
        refuse(session, call, Refusal::kRate, "too many calls are open in this engine");
        return;
    }
    call.id = id.value();
    at_slot(session_of_call_, call.id) = session.id();
    call.state =
        function.needs_confirmation ? TurnCall::State::kToConfirm : TurnCall::State::kWaiting;
    start_clock(rules, now_ns, call);
    publish_call(session, call);
}

// The host does not see this call, or sees it no more; the model is told in place of a result.
void EngineThread::refuse(const Session& session, TurnCall& call, Refusal reason,
                          std::string_view why) {
    publish_refusal(session, call, reason, why);
    call.result = error_result(why);
    call.state = TurnCall::State::kAnswered;
    forget_call(call);
}

void EngineThread::forget_call(TurnCall& call) {
    if (call.id == 0) return;
    session_of_call_[slot_of(call.id)] = 0;
    shared_.handles.release(call.id);
    call.id = 0;
}

void EngineThread::release_calls(Request& request) {
    if (!request.is_waiting()) return;
    for (TurnCall& call : request.tools()->calls()) forget_call(call);
}

void EngineThread::go_on_if_answered(Session& session) {
    Request& request = *session.active();
    if (!request.tools()->all_answered()) return;
    publish_round(session);
    request.end_round();
    begin_round(session);
}

void EngineThread::begin_round(Session& session) {
    Session::PromptNews news;
    const Status status = session.begin_round(find_model(session.model())->loaded->pages, &news);
    if (!status.ok()) {
        end_active(session, EventType::kFailed, status);
        return;
    }
    take_prompt_news(session, news);
    update_info(session);
}

// The open call with this handle; nulls when it has ended.
std::pair<Session*, TurnCall*> EngineThread::find_call(uint64_t call) {
    const size_t slot = slot_of(call);
    if (slot >= session_of_call_.size() || session_of_call_[slot] == 0) return {};
    Session* session = find_session(session_of_call_[slot]);
    if (session == nullptr || session->active() == nullptr || !session->active()->is_waiting()) {
        return {};
    }
    TurnCall* found = session->active()->tools()->find(call);
    return found == nullptr ? std::pair<Session*, TurnCall*>() : std::pair(session, found);
}

void EngineThread::apply(ConfirmCall& command) {
    const auto [session, call] = find_call(command.call);
    if (call == nullptr || call->state != TurnCall::State::kToConfirm) return;
    if (!command.allowed) {
        refuse(*session, *call, Refusal::kDenied, "it was not allowed");
        go_on_if_answered(*session);
        return;
    }
    call->state = TurnCall::State::kWaiting;
    start_clock(session->active()->tools()->rules(), monotonic_ns(), *call);
    publish_call(*session, *call);
}

void EngineThread::apply(ReplyToCall& command) {
    const auto [session, call] = find_call(command.call);
    if (call == nullptr) {  // its request ended while the reply was on its way
        shared_.handles.release(command.call);
        return;
    }
    if (command.text.size() > session->active()->tools()->rules().max_reply_bytes) {
        refuse(*session, *call, Refusal::kTooLarge, "the result is too long");
    } else {
        call->result = command.is_error ? error_result(command.text) : std::move(command.text);
        call->state = TurnCall::State::kAnswered;
        forget_call(*call);
    }
    go_on_if_answered(*session);
}

void EngineThread::expire_all() {
    const uint64_t now_ns = monotonic_ns();
    for (const auto& session : sessions_) {
        if (session != nullptr && session->active() != nullptr) expire(*session, now_ns);
    }
}

// Ends what has waited or lasted too long.
void EngineThread::expire(Session& session, uint64_t now_ns) {
    Request& request = *session.active();
    if (request.end_ns() != 0 && now_ns >= request.end_ns()) {
        TokenOutcome outcome;
        leave_batch(session);
        const Status status = request.finish_now(Finish::kTime, outcome);
        publish_outcome(session, request, outcome);
        if (status.ok()) {
            end_answer(session, Finish::kTime);
        } else {
            end_active(session, EventType::kFailed, status);
        }
        return;
    }
    if (!request.is_waiting()) return;
    bool any = false;
    for (TurnCall& call : request.tools()->calls()) {
        const bool late = call.state != TurnCall::State::kAnswered && call.deadline_ns != 0 &&
                          now_ns >= call.deadline_ns;
        // Where the host was first its reply is on the way.
        if (!late || !shared_.handles.retire(call.id, Kind::kCall).ok()) continue;
        refuse(session, call, Refusal::kTimeout, "there was no result in time");
        any = true;
    }
    if (any) go_on_if_answered(session);
}

// When expire_all() has something to do next.
uint64_t EngineThread::next_deadline_ns() const {
    uint64_t next = CommandQueue::kForever;
    for (const auto& session : sessions_) {
        if (session == nullptr || session->active() == nullptr) continue;
        const Request& request = *session->active();
        if (request.end_ns() != 0) next = std::min(next, request.end_ns());
        if (!request.is_waiting()) continue;
        for (const TurnCall& call : request.tools()->calls()) {
            if (call.state != TurnCall::State::kAnswered && call.deadline_ns != 0) {
                next = std::min(next, call.deadline_ns);
            }
        }
    }
    return next;
}

}  // namespace minstrel
