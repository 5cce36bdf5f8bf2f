#include "samples/tavern/conversation.h"

#include <array>

namespace tavern {
namespace {

constexpr uint32_t kEventCapacity = 32;
constexpr uint64_t kPatienceNs = 50'000'000;  // between two looks at `stop`
constexpr uint32_t kMaxAnswerTokens = 160;

mst_text view(std::string_view text) {
    return {text.data(), text.size()};
}
std::string_view view(mst_text text) {
    return {text.data, text.length};
}

std::string last_error() {
    mst_text text;
    mst_last_error(&text);
    return std::string(view(text));
}

}  // namespace

std::unique_ptr<Voices> Voices::open(const VoiceSettings& settings,
                                     const std::function<void(int percent)>& on_progress,
                                     std::string& error) {
    std::unique_ptr<Voices> voices(new Voices(settings));
    if (!voices->load(on_progress, error)) return nullptr;
    return voices;
}

bool Voices::load(const std::function<void(int percent)>& on_progress, std::string& error) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    engine_desc.thread_count = settings_.threads;
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = view(settings_.model_path);
    if (MST_FAILED(mst_engine_create(&engine_desc, &engine_)) ||
        MST_FAILED(mst_model_load(engine_, &model_desc, &model_))) {
        error = last_error();
        return false;
    }
    while (true) {
        std::array<mst_event, kEventCapacity> events;
        uint32_t count = 0;
        if (MST_FAILED(
                mst_engine_wait(engine_, UINT64_MAX, events.data(), kEventCapacity, &count))) {
            error = last_error();
            return false;
        }
        for (uint32_t i = 0; i < count; ++i) {
            const mst_event& event = events[i];
            if (event.type == MST_EVENT_MODEL_READY) return true;
            if (event.type == MST_EVENT_MODEL_FAILED) {
                error = view(event.text);
                return false;
            }
            if (event.type == MST_EVENT_MODEL_PROGRESS && event.values[2] != 0) {
                on_progress(static_cast<int>(100 * event.values[1] / event.values[2]));
            }
        }
    }
}

Conversation::Conversation(Voices& voices, std::string_view persona, uint64_t number)
    : voices_(voices) {
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = voices.settings_.temperature;
    sampling.top_p = 0.95F;
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = voices.model_;
    desc.system_prompt = view(persona);
    desc.sampling = &sampling;
    desc.seed = voices.settings_.seed * 1000 + number + 1;
    desc.priority = MST_PRIORITY_HIGH;  // the player is waiting for this line
    if (MST_FAILED(mst_session_create(voices.engine_, &desc, &session_))) failure_ = last_error();
}

Conversation::~Conversation() {
    (void)mst_session_destroy(voices_.engine_, session_);
}

void Conversation::forget() {
    (void)mst_session_reset(voices_.engine_, session_);
}

Conversation::End Conversation::ask(std::string_view text, const std::function<bool()>& stop,
                                    const std::function<void(std::string_view)>& on_text,
                                    std::string& error) {
    error = failure_;
    if (!error.empty()) return End::kFailed;
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = view(text);
    desc.max_tokens = kMaxAnswerTokens;
    mst_request request;
    if (MST_FAILED(mst_request_submit(voices_.engine_, session_, &desc, &request))) {
        error = last_error();
        return End::kFailed;
    }
    return follow(request, stop, on_text, error);
}

Conversation::End Conversation::follow(mst_request request, const std::function<bool()>& stop,
                                       const std::function<void(std::string_view)>& on_text,
                                       std::string& error) {
    bool asked_to_stop = false;
    while (true) {
        if (!asked_to_stop && stop()) {
            asked_to_stop = true;
            // Answered by the terminal event, whichever it will be.
            (void)mst_request_cancel(voices_.engine_, request);
        }
        std::array<mst_event, kEventCapacity> events;
        uint32_t count = 0;
        if (MST_FAILED(mst_engine_wait(voices_.engine_, kPatienceNs, events.data(), kEventCapacity,
                                       &count))) {
            error = last_error();
            return End::kFailed;
        }
        for (uint32_t i = 0; i < count; ++i) {
            const mst_event& event = events[i];
            if (event.request.id != request.id) continue;
            if (event.type == MST_EVENT_TEXT) on_text(view(event.text));
            if (event.type == MST_EVENT_DONE) return End::kComplete;
            if (event.type == MST_EVENT_CANCELLED) return End::kStopped;
            if (event.type == MST_EVENT_FAILED) {
                error = view(event.text);
                return End::kFailed;
            }
        }
    }
}

}  // namespace tavern
