// Session: one conversation - persona, turns, what waits to be answered, and the tokens whose keys
// and values are held. Owned and used by the engine thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/flow/info.h"
#include "runtime/session/kv_pages.h"
#include "runtime/session/request.h"
#include "runtime/text/chat_encoder.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// What a session needs of its model; lives as long as the model is loaded.
struct SessionModel {
    const Tokenizer* tokenizer = nullptr;
    std::vector<uint32_t> eos_ids;
    uint32_t context_tokens = 0;
};

class Session {
  public:
    explicit Session(CreateSession command) : spec_(std::move(command)) {}

    uint64_t id() const { return spec_.session; }
    uint64_t model() const { return spec_.model; }
    Priority priority() const { return spec_.priority; }
    bool has_tools() const { return !spec_.tools_json.empty(); }
    uint32_t context_tokens() const { return context_tokens_; }

    // What reached the session in order; taken up by start_next().
    void enqueue(SubmitRequest command) { inbox_.emplace_back(std::move(command)); }
    void enqueue(ResetSession command) { inbox_.emplace_back(command); }
    void enqueue(SetSystemPrompt command) { inbox_.emplace_back(std::move(command)); }
    bool has_waiting() const { return !inbox_.empty(); }

    // Called once, when the model is there.
    void attach(const SessionModel& model);
    bool attached() const { return encoder_ != nullptr; }

    // A request that left the inbox without being answered.
    struct Refusal {
        uint64_t request = 0;
        Status status;
    };
    // Takes entries from the inbox until a request is active or the inbox is empty. Requests whose
    // prompt cannot be made are returned. `out_trimmed` is set to the messages forgotten, if any.
    std::vector<Refusal> start_next(KvPages& pages, uint32_t* out_trimmed, uint32_t* out_reused);

    Request* active() { return active_.get(); }
    // The active request has its answer: the conversation grows by it.
    void complete(Finish finish);
    // The active request is given up: the conversation stays as it was.
    void abandon() { active_.reset(); }
    // Takes a waiting request out; false when it is not here.
    bool remove_waiting(uint64_t request);
    // Empties the inbox and returns the ids of all requests, the active one first.
    std::vector<uint64_t> end();

    SessionInfo info() const;

    KvSequence kv;
    uint64_t last_served = 0;  // number of the service, 0 = none yet
    uint64_t arrival = 0;      // number of the active request

  private:
    using Entry = std::variant<SubmitRequest, ResetSession, SetSystemPrompt>;

    Result<ChatPrompt> make_prompt(const Request& request, uint32_t* out_trimmed);
    Result<ChatPrompt> encode(const Request& request, size_t first_message);
    size_t next_turn(size_t message) const;
    size_t droppable_end(const Request& request) const;

    CreateSession spec_;
    SessionModel model_;
    uint32_t context_tokens_ = 0;
    std::deque<Entry> inbox_;
    std::unique_ptr<Request> active_;
    std::unique_ptr<ChatEncoder> encoder_;
    uint64_t request_count_ = 0;
    uint32_t dropped_messages_ = 0;
};

}  // namespace minstrel
