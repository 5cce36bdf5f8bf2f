#include "samples/tavern/evaluation/replies.h"

#include <array>
#include <map>
#include <memory>
#include <string_view>

#include "minstrel/minstrel.h"
#include "samples/tavern/evaluation/answer_form.h"
#include "samples/tavern/evaluation/offers.h"
#include "samples/tavern/sampling.h"

namespace tavern {
namespace {

constexpr size_t kSessions = 16;
constexpr uint32_t kMaxTokens = 160;
constexpr uint32_t kEventCapacity = 64;

mst_text view(std::string_view text) {
    return {text.data(), text.size()};
}
std::string copy(mst_text text) {
    return text.length == 0 ? std::string() : std::string(text.data, text.length);
}

std::string last_error() {
    mst_text text;
    mst_last_error(&text);
    return copy(text);
}

mst_message message_of(const Line& line) {
    mst_message message = {};
    message.role = line.role == "assistant" ? MST_ROLE_ASSISTANT
                   : line.role == "tool"    ? MST_ROLE_TOOL
                                            : MST_ROLE_USER;
    message.text = view(line.text);
    message.tool_calls = view(line.tool_calls);
    message.tool_call_id = view(line.tool_call_id);
    return message;
}

struct EngineDeleter {
    void operator()(mst_engine* engine) const { mst_engine_destroy(engine); }
};

class Asker {
  public:
    Asker(const std::vector<Situation>& situations, const ReplySettings& settings)
        : situations_(situations), settings_(settings), replies_(situations.size()) {}

    bool run(const std::function<void(size_t done)>& on_progress, std::string& error) {
        if (!open()) return fail(error);
        while (done_ < situations_.size()) {
            while (asked_ < situations_.size() && asked_ - done_ < kSessions) {
                if (!ask(asked_++)) return fail(error);
            }
            std::array<mst_event, kEventCapacity> events;
            uint32_t count = 0;
            if (MST_FAILED(mst_engine_wait(engine_.get(), UINT64_MAX, events.data(), kEventCapacity,
                                           &count))) {
                return fail(error);
            }
            for (uint32_t i = 0; i < count; ++i) {
                if (events[i].type == MST_EVENT_MODEL_FAILED ||
                    events[i].type == MST_EVENT_TOOLSET_FAILED ||
                    events[i].type == MST_EVENT_GRAMMAR_FAILED) {
                    error = copy(events[i].text);
                    return false;
                }
                take(events[i]);
            }
            on_progress(done_);
        }
        return true;
    }

    std::vector<Reply> take_replies() { return std::move(replies_); }

  private:
    static bool fail(std::string& error) {
        error = last_error();
        return false;
    }

    bool open() {
        mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
        engine_desc.thread_count = settings_.threads;
        mst_engine* engine = nullptr;
        if (MST_FAILED(mst_engine_create(&engine_desc, &engine))) return false;
        engine_.reset(engine);
        mst_model_desc model_desc = MST_MODEL_DESC_INIT;
        model_desc.path = view(settings_.model_path);
        return !MST_FAILED(mst_model_load(engine, &model_desc, &model_));
    }

    // All lines but the last are the session's history.
    bool ask(size_t index) {
        const Situation& situation = situations_[index];
        std::vector<mst_message> messages;
        for (const Line& line : situation.lines) messages.push_back(message_of(line));
        const mst_sampling_desc sampling = sampling_at(settings_.temperature);
        mst_session_desc session_desc = MST_SESSION_DESC_INIT;
        session_desc.model = model_;
        session_desc.system_prompt = view(situation.persona);
        mst_tools_desc tools = MST_TOOLS_DESC_INIT;
        if (!situation.tools.empty()) {
            if (!make_toolset(situation, &tools.toolset)) return false;
            session_desc.tools = &tools;
        }
        session_desc.history = messages.data();
        session_desc.history_count = static_cast<uint32_t>(messages.size() - 1);
        session_desc.sampling = &sampling;
        session_desc.seed = settings_.seed + index;
        session_desc.user_data = &replies_[index];
        mst_session session;
        if (MST_FAILED(mst_session_create(engine_.get(), &session_desc, &session))) return false;
        mst_grammar grammar = {0};
        const std::string form = settings_.formed ? answer_form(situation) : std::string();
        if (!form.empty() && !make_grammar(form, &grammar)) return false;
        given_[session.id] = {tools.toolset, grammar};
        mst_request_desc request_desc = MST_REQUEST_DESC_INIT;
        request_desc.messages = &messages.back();
        request_desc.message_count = 1;
        request_desc.max_tokens = kMaxTokens;
        request_desc.grammar = grammar;
        mst_request request;
        return !MST_FAILED(mst_request_submit(engine_.get(), session, &request_desc, &request));
    }

    bool make_toolset(const Situation& situation, mst_toolset* out_toolset) {
        const std::vector<Offer> offers = read_offers(situation, settings_);
        std::vector<mst_tool> tools;
        for (const Offer& offer : offers) {
            mst_tool& tool = tools.emplace_back();
            tool.name = view(offer.name);
            tool.description = view(offer.description);
            tool.parameters = view(offer.parameters);
            tool.declaration = view(offer.declaration);
        }
        mst_toolset_desc desc = MST_TOOLSET_DESC_INIT;
        desc.tools = tools.data();
        desc.tool_count = static_cast<uint32_t>(tools.size());
        return !MST_FAILED(mst_toolset_create(engine_.get(), &desc, out_toolset));
    }

    bool make_grammar(const std::string& schema, mst_grammar* out_grammar) {
        mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
        desc.text = view(schema);
        desc.flags = MST_GRAMMAR_ANY_ORDER_BIT;
        desc.max_gap = 1;  // as the model has learnt to write it
        return !MST_FAILED(mst_grammar_create(engine_.get(), &desc, out_grammar));
    }

    // What is called is the reply: nothing is done, so nothing comes back.
    void take_call(const mst_event& event, Reply& reply) {
        reply.calls.push_back({copy(event.text), copy(event.payload)});
        (void)mst_request_cancel(engine_.get(), event.request);
    }

    void take(const mst_event& event) {
        if (event.request.id == 0) return;
        Reply& reply = *static_cast<Reply*>(event.user_data);
        if (event.type == MST_EVENT_TEXT) reply.text += copy(event.text);
        if (event.type == MST_EVENT_TOOL_CALL) take_call(event, reply);
        const bool ended = event.type == MST_EVENT_DONE || event.type == MST_EVENT_FAILED ||
                           event.type == MST_EVENT_CANCELLED;
        if (!ended) return;
        if (event.type != MST_EVENT_DONE && reply.calls.empty()) {
            reply.failure = "failed: " + copy(event.text);
        }
        reply.cut_off = event.type == MST_EVENT_DONE && (event.values[1] == MST_FINISH_MAX_TOKENS ||
                                                         event.values[1] == MST_FINISH_CONTEXT);
        (void)mst_session_destroy(engine_.get(), event.session);
        (void)mst_toolset_destroy(engine_.get(), given_[event.session.id].toolset);
        (void)mst_grammar_destroy(engine_.get(), given_[event.session.id].grammar);
        given_.erase(event.session.id);
        ++done_;
    }

    const std::vector<Situation>& situations_;
    ReplySettings settings_;
    std::vector<Reply> replies_;
    std::unique_ptr<mst_engine, EngineDeleter> engine_;
    mst_model model_ = {0};
    struct Given {
        mst_toolset toolset = {0};
        mst_grammar grammar = {0};
    };
    std::map<uint64_t, Given> given_;  // by session
    size_t asked_ = 0;
    size_t done_ = 0;
};

}  // namespace

std::vector<Reply> get_replies(const std::vector<Situation>& situations,
                               const ReplySettings& settings,
                               const std::function<void(size_t done)>& on_progress,
                               std::string& error) {
    Asker asker(situations, settings);
    if (!asker.run(on_progress, error)) return {};
    return asker.take_replies();
}

}  // namespace tavern
