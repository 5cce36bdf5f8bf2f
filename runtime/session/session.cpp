#include "runtime/session/session.h"

#include <algorithm>
#include <utility>

#include "runtime/core/rng.h"

namespace minstrel {
namespace {

ChatRole chat_role(Role role) {
    switch (role) {
        case Role::kUser:
            return ChatRole::kUser;
        case Role::kAssistant:
            return ChatRole::kAssistant;
        case Role::kTool:
            return ChatRole::kTool;
    }
    return ChatRole::kUser;
}

ChatMessage chat_message(const Message& message) {
    return ChatMessage{chat_role(message.role), message.text, message.tool_calls,
                       message.tool_call_id, false};
}

// An answer needs room. This much of the context is kept free for it when turns can be dropped.
uint32_t answer_room(uint32_t max_tokens, uint32_t context_tokens) {
    return std::min(max_tokens, context_tokens / 4);
}

}  // namespace

void Session::attach(const SessionModel& model) {
    model_ = model;
    const uint32_t wanted = spec_.context_tokens;
    context_tokens_ = wanted == 0 ? model.context_tokens : std::min(wanted, model.context_tokens);
    encoder_ = std::make_unique<ChatEncoder>(*model.tokenizer);
}

// Index of the first message of the turn behind the one at `message`: turns begin with what the
// user says.
size_t Session::next_turn(size_t message) const {
    const auto& history = spec_.history;
    do {
        ++message;
    } while (message < history.size() && history[message].role != Role::kUser);
    return std::min(message, history.size());
}

// Messages before this one may be forgotten: a tool's result needs the turn of its call.
size_t Session::droppable_end(const Request& request) const {
    const auto& history = spec_.history;
    if (request.messages().front().role != Role::kTool) return history.size();
    const auto last_user = std::find_if(history.rbegin(), history.rend(),
                                        [](const Message& m) { return m.role == Role::kUser; });
    return last_user == history.rend() ? 0 : static_cast<size_t>(history.rend() - last_user) - 1;
}

Result<ChatPrompt> Session::encode(const Request& request, size_t first_message) {
    std::vector<ChatMessage> messages;
    if (!spec_.system_prompt.empty()) {
        messages.push_back(ChatMessage{ChatRole::kSystem, spec_.system_prompt, "", "", false});
    }
    for (size_t i = first_message; i < spec_.history.size(); ++i) {
        messages.push_back(chat_message(spec_.history[i]));
    }
    for (const Message& message : request.messages()) messages.push_back(chat_message(message));
    return encoder_->encode(messages, spec_.tools_json, ChatOptions{});
}

// Makes the prompt; forgets the oldest turns while it leaves too little room for the answer. When
// some must go, a quarter more goes with them, so that the next turns need not drop again.
Result<ChatPrompt> Session::make_prompt(const Request& request, uint32_t* out_trimmed) {
    const uint32_t room = answer_room(request.max_tokens(), context_tokens_);
    MST_ASSIGN(ChatPrompt prompt, encode(request, 0));
    size_t first = 0;
    uint32_t limit = context_tokens_ - room;
    const size_t end = droppable_end(request);
    while (prompt.ids.size() > limit && first < end) {
        limit = (context_tokens_ - room) / 4 * 3;
        first = std::min(next_turn(first), end);
        MST_ASSIGN(prompt, encode(request, first));
    }
    if (prompt.ids.size() >= context_tokens_) {
        return error(Code::kLimitReached,
                     "the prompt has %zu tokens and the context %u; shorten the persona or the "
                     "message, or raise context_tokens",
                     prompt.ids.size(), context_tokens_);
    }
    spec_.history.erase(spec_.history.begin(), spec_.history.begin() + static_cast<long>(first));
    dropped_messages_ += static_cast<uint32_t>(first);
    *out_trimmed = static_cast<uint32_t>(first);
    return prompt;
}

std::vector<Session::Refusal> Session::start_next(KvPages& pages, uint32_t* out_trimmed,
                                                  uint32_t* out_reused) {
    std::vector<Refusal> refusals;
    while (active_ == nullptr && !inbox_.empty()) {
        Entry entry = std::move(inbox_.front());
        inbox_.pop_front();
        if (std::holds_alternative<ResetSession>(entry)) {
            spec_.history.clear();
            continue;
        }
        if (auto* change = std::get_if<SetSystemPrompt>(&entry)) {
            spec_.system_prompt = std::move(change->text);
            continue;
        }
        auto& command = std::get<SubmitRequest>(entry);
        ++request_count_;
        if (command.seed == 0) command.seed = derive_seed(spec_.seed, request_count_);
        if (!command.sampling) command.sampling = spec_.sampling;
        auto request =
            std::make_unique<Request>(std::move(command), *model_.tokenizer, model_.eos_ids);
        auto prompt = make_prompt(*request, out_trimmed);
        if (!prompt.ok()) {
            refusals.push_back(Refusal{request->id(), prompt.status()});
            continue;
        }
        request->begin(prompt.take());
        // The last prompt token is evaluated anew in any case, for its logits.
        *out_reused = kv.keep_common_prefix(request->tokens(), request->prompt_tokens() - 1, pages);
        active_ = std::move(request);
    }
    return refusals;
}

void Session::complete(Finish finish) {
    Message answer;
    answer.role = Role::kAssistant;
    if (finish == Finish::kToolCalls) {
        answer.tool_calls = active_->tool_calls();
    } else {
        answer.text = active_->take_answer();
    }
    for (const Message& message : active_->messages()) spec_.history.push_back(message);
    // An empty answer cannot stand in a prompt; the next user message then follows this one.
    if (!answer.text.empty() || !answer.tool_calls.empty()) {
        spec_.history.push_back(std::move(answer));
    }
    active_.reset();
}

bool Session::remove_waiting(uint64_t request) {
    return std::erase_if(inbox_, [request](const Entry& entry) {
               const auto* waiting = std::get_if<SubmitRequest>(&entry);
               return waiting != nullptr && waiting->request == request;
           }) > 0;
}

std::vector<uint64_t> Session::end() {
    std::vector<uint64_t> requests;
    if (active_ != nullptr) requests.push_back(active_->id());
    for (const Entry& entry : inbox_) {
        if (const auto* waiting = std::get_if<SubmitRequest>(&entry)) {
            requests.push_back(waiting->request);
        }
    }
    inbox_.clear();
    return requests;
}

SessionInfo Session::info() const {
    SessionInfo info;
    info.message_count = static_cast<uint32_t>(spec_.history.size());
    info.context_tokens = context_tokens_;
    info.used_tokens = kv.length();
    info.pending_requests =
        static_cast<uint32_t>(std::count_if(inbox_.begin(), inbox_.end(), [](const Entry& entry) {
            return std::holds_alternative<SubmitRequest>(entry);
        }));
    info.pending_requests += active_ != nullptr ? 1 : 0;
    info.dropped_messages = dropped_messages_;
    return info;
}

}  // namespace minstrel
