// Events as the engine thread words them.
#include "runtime/core/clock.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {

// What a token led to, in the order in which the model wrote it: a token can end a thought or a
// text, and nothing of the other kind is ready then.
void EngineThread::publish_outcome(const Session& session, const Request& request,
                                   const TokenOutcome& outcome) {
    if (!outcome.text.empty()) publish_text(session, request, EventType::kText, outcome.text);
    for (const FieldPiece& piece : outcome.fields) publish_field(session, request, piece);
    if (outcome.thinking.empty()) return;
    publish_text(session, request, EventType::kThinking, outcome.thinking);
}

void EngineThread::publish_text(const Session& session, const Request& request, EventType type,
                                std::string_view text) {
    Notice notice;
    notice.type = type;
    notice.subject = request.id();
    notice.session = session.id();
    notice.text = text;
    notice.values[0] = request.generated_tokens();
    notice.user_data = shared_.handles.user_data(request.id());
    shared_.events.publish(notice);
}

void EngineThread::publish_live(const Session& session, uint64_t request, const Status& status) {
    Notice notice;
    notice.type = EventType::kLive;
    notice.subject = request;
    notice.session = session.id();
    notice.payload = status.message();
    notice.values[0] = status.ok() ? 1 : 0;
    notice.user_data = shared_.handles.user_data(request);
    shared_.events.publish(notice);
}

void EngineThread::publish_field(const Session& session, const Request& request,
                                 const FieldPiece& piece) {
    Notice notice;
    notice.type = EventType::kField;
    notice.subject = request.id();
    notice.session = session.id();
    notice.text = piece.text;
    notice.payload = request.field_names()[piece.field];
    notice.values[0] = piece.field;
    notice.values[1] = piece.occurrence;
    notice.values[2] = piece.ended ? 1 : 0;
    notice.values[3] = request.generated_tokens();
    notice.user_data = shared_.handles.user_data(request.id());
    shared_.events.publish(notice);
}

EventQueue::Entry EngineThread::prepare_done(const Session& session, const Request& request,
                                             Finish finish) {
    Notice notice;
    notice.type = EventType::kDone;
    notice.subject = request.id();
    notice.session = session.id();
    notice.payload = request.tool_calls();
    notice.values[0] = request.generated_tokens();
    notice.values[1] = static_cast<uint64_t>(finish);
    notice.values[2] =
        request.first_token_ns == 0 ? 0 : request.first_token_ns - request.submit_ns();
    notice.values[3] = request.prompt_tokens();
    notice.user_data = shared_.handles.user_data(request.id());
    return shared_.events.prepare(notice);
}

void EngineThread::publish_trimmed(const Session& session, uint64_t request, uint32_t dropped) {
    const SessionInfo info = session.info();
    Notice notice;
    notice.type = EventType::kContextTrimmed;
    notice.subject = request;
    notice.session = session.id();
    notice.values[0] = dropped;
    notice.values[1] = info.message_count;
    notice.user_data = shared_.handles.user_data(request);
    shared_.events.publish(notice);
    shared_.log.write(LogLevel::kInfo, LogId::kContextTrimmed,
                      "context full: %u messages forgotten, %u left", dropped, info.message_count);
}

void EngineThread::publish_end(uint64_t session, uint64_t request, EventType type,
                               const Status& status, uint64_t generated) {
    Notice notice;
    notice.type = type;
    notice.result = status.code();
    notice.subject = request;
    notice.session = session;
    notice.text = status.message();
    notice.values[0] = generated;
    notice.user_data = shared_.handles.user_data(request);
    shared_.events.publish(notice);
    if (slot_of(request) < grammar_of_request_.size()) {
        grammar_of_request_[slot_of(request)].reset();
    }
    if (slot_of(request) < toolset_of_request_.size()) {
        toolset_of_request_[slot_of(request)].reset();
    }
    if (type == EventType::kFailed) {
        shared_.log.write(LogLevel::kWarning, LogId::kRequestFailed, "%s",
                          status.message().c_str());
    }
}

void EngineThread::publish_model(EventType type, uint64_t model, const Status& status,
                                 uint64_t value1, uint64_t value2) {
    Notice notice;
    notice.type = type;
    notice.result = status.code();
    notice.subject = model;
    notice.text = status.message();
    notice.values[0] = model;
    notice.values[1] = value1;
    notice.values[2] = value2;
    notice.user_data = shared_.handles.user_data(model);
    shared_.events.publish(notice);
}

void EngineThread::publish_adapter(const AdapterState& state, uint64_t time_ns) {
    Notice notice;
    notice.type = state.status.ok() ? EventType::kAdapterReady : EventType::kAdapterFailed;
    notice.result = state.status.code();
    notice.subject = state.id;
    notice.text = state.status.message();
    notice.values[0] = state.id;
    notice.values[1] = state.status.ok() ? time_ns : 0;
    notice.values[2] = state.model;
    notice.user_data = shared_.handles.user_data(state.id);
    shared_.events.publish(notice);
}

void EngineThread::publish_grammar(uint64_t grammar, const Status& status,
                                   std::string_view unenforced, uint64_t time_ns) {
    Notice notice;
    notice.type = status.ok() ? EventType::kGrammarReady : EventType::kGrammarFailed;
    notice.result = status.code();
    notice.subject = grammar;
    notice.text = status.message();
    notice.payload = unenforced;
    notice.values[0] = grammar;
    notice.values[1] = time_ns;
    notice.user_data = shared_.handles.user_data(grammar);
    shared_.events.publish(notice);
}

void EngineThread::publish_toolset(uint64_t toolset, const Status& status, uint64_t time_ns) {
    Notice notice;
    notice.type = status.ok() ? EventType::kToolsetReady : EventType::kToolsetFailed;
    notice.result = status.code();
    notice.subject = toolset;
    notice.text = status.message();
    notice.values[0] = toolset;
    notice.values[1] = time_ns;
    notice.user_data = shared_.handles.user_data(toolset);
    shared_.events.publish(notice);
}

void EngineThread::publish_call(const Session& session, const TurnCall& call) {
    const Request& request = *session.active();
    const std::vector<TurnCall>& calls = request.tools()->calls();
    Notice notice;
    notice.type =
        call.state == TurnCall::State::kToConfirm ? EventType::kToolConfirm : EventType::kToolCall;
    notice.subject = request.id();
    notice.session = session.id();
    notice.text = call.name;
    notice.payload = call.arguments;
    notice.values[0] = call.id;
    notice.values[1] = static_cast<uint64_t>(&call - calls.data());
    notice.values[2] = calls.size();
    notice.values[3] = request.tools()->round();
    notice.user_data = shared_.handles.user_data(request.id());
    shared_.events.publish(notice);
}

void EngineThread::publish_refusal(const Session& session, const TurnCall& call, Refusal reason,
                                   std::string_view why) {
    const Request& request = *session.active();
    Notice notice;
    notice.type = EventType::kToolRefused;
    notice.subject = request.id();
    notice.session = session.id();
    notice.text = call.name;
    notice.payload = why;
    notice.values[0] = static_cast<uint64_t>(reason);
    notice.values[1] = call.id;
    notice.user_data = shared_.handles.user_data(request.id());
    shared_.events.publish(notice);
}

void EngineThread::publish_round(const Session& session) {
    const Request& request = *session.active();
    Notice notice;
    notice.type = EventType::kToolRound;
    notice.subject = request.id();
    notice.session = session.id();
    notice.values[0] = request.tools()->round();
    notice.values[1] = request.tools()->call_count();
    notice.values[2] = request.generated_tokens();
    notice.user_data = shared_.handles.user_data(request.id());
    shared_.events.publish(notice);
}

void EngineThread::update_info(const Session& session) {
    shared_.handles.set_session_info(session.id(), session.info());
}

}  // namespace minstrel
