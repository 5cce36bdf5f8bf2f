// Events as the engine thread words them.
#include "runtime/core/clock.h"
#include "runtime/engine/engine_thread.h"

namespace minstrel {

void EngineThread::publish_text(const Session& session, const Request& request,
                                std::string_view text) {
    Notice notice;
    notice.type = EventType::kText;
    notice.subject = request.id();
    notice.session = session.id();
    notice.text = text;
    notice.values[0] = request.generated_tokens();
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

void EngineThread::update_info(const Session& session) {
    shared_.handles.set_session_info(session.id(), session.info());
}

}  // namespace minstrel
