#include "samples/tavern/conversation.h"

#include <array>
#include <vector>

#include "samples/tavern/functions.h"
#include "samples/tavern/sampling.h"

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
    if (!make_toolset(error)) return false;
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
            if (event.type == MST_EVENT_MODEL_FAILED || event.type == MST_EVENT_TOOLSET_FAILED) {
                error = view(event.text);
                return false;
            }
            if (event.type == MST_EVENT_MODEL_PROGRESS && event.values[2] != 0) {
                on_progress(static_cast<int>(100 * event.values[1] / event.values[2]));
            }
        }
    }
}

// The schemas hold the character to the values of the moment; the declarations, which it reads, are
// those that it has learnt from.
bool Voices::make_toolset(std::string& error) {
    std::vector<mst_tool> tools;
    for (const Function& function : kFunctions) {
        mst_tool& tool = tools.emplace_back();
        tool.name = view(function.name);
        tool.description = view(function.description);
        tool.parameters = view(function.parameters);
        tool.declaration = view(function.declaration);
    }
    mst_toolset_desc desc = MST_TOOLSET_DESC_INIT;
    desc.tools = tools.data();
    desc.tool_count = static_cast<uint32_t>(tools.size());
    if (!MST_FAILED(mst_toolset_create(engine_, &desc, &toolset_))) return true;
    error = last_error();
    return false;
}

Conversation::Conversation(Voices& voices, uint64_t number) : voices_(voices) {
    const mst_sampling_desc sampling = sampling_at(voices.settings_.temperature);
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    tools.toolset = voices.toolset_;
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = voices.model_;
    desc.tools = &tools;
    desc.sampling = &sampling;
    desc.context_tokens = voices.settings_.context_tokens;
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

Conversation::End Conversation::ask(const Question& question, const Listener& listener,
                                    std::string& error) {
    error = failure_;
    if (!error.empty()) return End::kFailed;
    mst_request request;
    if (MST_FAILED(
            mst_session_set_system_prompt(voices_.engine_, session_, view(question.persona))) ||
        MST_FAILED(submit(question, &request))) {
        error = last_error();
        return End::kFailed;
    }
    return follow(request, listener, error);
}

mst_result Conversation::submit(const Question& question, mst_request* out_request) {
    std::vector<mst_text> allowed;
    for (const std::string& name : question.functions) allowed.push_back(view(name));
    std::vector<std::vector<mst_text>> values(question.choices.size());
    std::vector<mst_live_values> live;
    for (size_t i = 0; i < values.size(); ++i) {
        const Choices& choices = question.choices[i];
        for (const std::string& value : choices.values) values[i].push_back(view(value));
        live.push_back(
            {view(choices.name), values[i].data(), static_cast<uint32_t>(values[i].size()), 0});
    }
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;  // the toolset is the session's
    tools.allowed = allowed.data();
    tools.allowed_count = static_cast<uint32_t>(allowed.size());
    tools.live = live.data();
    tools.live_count = static_cast<uint32_t>(live.size());
    tools.choice = allowed.empty() ? MST_TOOL_CHOICE_NONE : MST_TOOL_CHOICE_AUTO;
    tools.max_calls = 1;
    tools.max_rounds = 1;
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = view(question.text);
    desc.tools = &tools;
    desc.max_tokens = kMaxAnswerTokens;
    return mst_request_submit(voices_.engine_, session_, &desc, out_request);
}

Conversation::End Conversation::follow(mst_request request, const Listener& listener,
                                       std::string& error) {
    bool asked_to_stop = false;
    while (true) {
        if (!asked_to_stop && listener.stop()) {
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
            if (event.type == MST_EVENT_TEXT) listener.on_text(view(event.text));
            if (event.type == MST_EVENT_TOOL_CALL) answer_call(event, listener);
            if (event.type == MST_EVENT_DONE) return End::kComplete;
            if (event.type == MST_EVENT_CANCELLED) return End::kStopped;
            if (event.type == MST_EVENT_FAILED) {
                error = view(event.text);
                return End::kFailed;
            }
        }
    }
}

void Conversation::answer_call(const mst_event& event, const Listener& listener) {
    const std::string result = listener.on_call(view(event.text), view(event.payload));
    mst_tool_reply_desc reply = MST_TOOL_REPLY_DESC_INIT;
    reply.text = view(result);
    // Stale when the request has been cancelled in the meantime; its terminal event follows.
    (void)mst_tool_reply(voices_.engine_, mst_call{event.values[0]}, &reply);
}

}  // namespace tavern
