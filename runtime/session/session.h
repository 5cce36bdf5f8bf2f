// Session: one conversation - persona, turns, what waits to be answered, and the tokens whose keys
// and values are held. Owned and used by the engine thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/flow/info.h"
#include "runtime/session/kv_pages.h"
#include "runtime/session/request.h"
#include "runtime/session/session_adapter.h"
#include "runtime/text/chat_encoder.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// What a session needs of its model; lives as long as the model is loaded.
struct SessionModel {
    const Tokenizer* tokenizer = nullptr;
    ChatVersion chat_version = ChatVersion::kV3;
    std::vector<uint32_t> eos_ids;
    uint32_t context_tokens = 0;
    std::span<const SharedPrefix> prefixes = {};
};

class Session {
  public:
    Session(CreateSession command, SessionAdapter adapter)
        : spec_(std::move(command)), adapter_(std::move(adapter)) {}

    uint64_t id() const { return spec_.session; }
    uint64_t model() const { return spec_.model; }
    Priority priority() const { return spec_.priority; }
    // Ids of the toolsets of the session and of the request that start_next() would take up; 0 =
    // none.
    uint64_t toolset() const { return spec_.tools ? spec_.tools->toolset : 0; }
    uint64_t next_toolset() const;
    uint32_t context_tokens() const { return context_tokens_; }
    ChatVersion chat_version() const { return model_.chat_version; }

    // That the next request, or the active one, has.
    const SessionAdapter& adapter() const { return adapter_; }

    // What reached the session in order. Requests are taken up by start_next(), the rest takes
    // effect when the requests before it have ended.
    void enqueue(SubmitRequest command) { inbox_.emplace_back(std::move(command)); }
    void enqueue(ResetSession command);
    void enqueue(SetSystemPrompt command);
    void enqueue(SessionAdapter change);
    // The request that start_next() would take up, 0 when there is none in the inbox.
    uint64_t next_request() const;
    const SubmitRequest* next_command() const;

    // Called once, when the model is there.
    void attach(const SessionModel& model);
    bool attached() const { return encoder_ != nullptr; }

    // A request that left the inbox without being answered.
    struct Refusal {
        uint64_t request = 0;
        Status status;
    };
    // What became of the history when a prompt was made.
    struct PromptNews {
        uint32_t trimmed = 0;  // messages forgotten
        uint32_t reused = 0;   // tokens whose keys and values were there
    };
    // Takes the next request from the inbox; it becomes active or, when its prompt cannot be made,
    // is returned. `toolset` is that of next_toolset().
    std::optional<Refusal> start_next(KvPages& pages, std::shared_ptr<const Toolset> toolset,
                                      PromptNews* out_news);
    // Takes the next request out of the inbox unanswered.
    Refusal refuse_next(Status status);
    // Makes the prompt of the active request's next round.
    Status begin_round(KvPages& pages, PromptNews* out_news);

    Request* active() { return active_.get(); }
    const Request* active() const { return active_.get(); }
    // The active request has its answer: the conversation grows by it.
    void complete(Finish finish);
    // The active request is given up: the conversation stays as it was.
    void abandon();
    // Takes a waiting request out; false when it is not here.
    bool remove_waiting(uint64_t request);
    // Gives a waiting request other live terminals; false when it is not here.
    bool replace_live(uint64_t request, std::vector<LiveEntry> live);
    // Takes all requests out of the inbox and returns their ids, the active one first; abandon()
    // has to follow. What else is in the inbox takes effect then.
    std::vector<uint64_t> end();

    SessionInfo info() const;
    // The conversation with what the active request has added so far: a JSON list of messages.
    std::string history_json() const;

    // Notes a call; false when there were `per_minute` of them in the last minute.
    bool take_call(uint64_t now_ns, uint32_t per_minute);

    KvSequence kv;
    uint64_t last_served = 0;  // number of the service, 0 = none yet
    uint64_t arrival = 0;      // number of the active request

  private:
    using Entry = std::variant<SubmitRequest, ResetSession, SetSystemPrompt, SessionAdapter>;

    SubmitRequest take_command();
    void settle();
    Status offer_tools(Request& request, std::shared_ptr<const Toolset> toolset,
                       const std::optional<ToolRules>& own) const;
    Status begin(Request& request, KvPages& pages, PromptNews* out_news);
    Result<ChatPrompt> make_prompt(const Request& request, uint32_t* out_trimmed);
    Result<ChatPrompt> make_gap_prompt(const Request& request) const;
    Result<ChatPrompt> encode(const Request& request, size_t first_message);
    size_t next_turn(size_t message) const;
    size_t droppable_end(const Request& request) const;

    void forget_other_adapters(KvPages& pages);

    CreateSession spec_;
    SessionAdapter adapter_;
    // With which adapter the keys and values were computed, 0 = none.
    uint64_t kv_adapter_ = 0;
    float kv_scale_ = 1;
    SessionModel model_;
    uint32_t context_tokens_ = 0;
    std::deque<Entry> inbox_;
    std::unique_ptr<Request> active_;
    std::unique_ptr<ChatEncoder> encoder_;
    uint64_t request_count_ = 0;
    uint32_t dropped_messages_ = 0;
    std::deque<uint64_t> call_times_;  // of the last minute, oldest first
};

}  // namespace minstrel
