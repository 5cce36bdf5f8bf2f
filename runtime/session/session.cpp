#include "runtime/session/session.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "runtime/core/rng.h"
#include "runtime/text/chat_rules.h"

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
    ChatMessage result{chat_role(message.role), message.text, message.tool_calls,
                       message.tool_call_id, false};
    result.tool_name = message.tool_name;
    if (message.thinking.empty()) return result;
    result.chunks.push_back({message.thinking, true, true});
    result.chunks.push_back({std::move(result.text)});
    result.text.clear();
    return result;
}

nlohmann::ordered_json to_json(const Message& message) {
    static constexpr const char* kNames[] = {"", "user", "assistant", "tool"};
    nlohmann::ordered_json json = {{"role", kNames[static_cast<size_t>(message.role)]}};
    if (!message.text.empty() || message.tool_calls.empty()) json["content"] = message.text;
    if (!message.tool_calls.empty()) {
        json["tool_calls"] = nlohmann::ordered_json::parse(message.tool_calls, nullptr, false);
        if (json["tool_calls"].is_discarded()) json["tool_calls"] = message.tool_calls;
    }
    if (!message.tool_call_id.empty()) json["tool_call_id"] = message.tool_call_id;
    return json;
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
    ChatOptions options;
    options.version = model_.chat_version;
    options.reasoning_effort = spec_.reasoning_effort;
    const ToolTurn* tools = request.tools();
    return encoder_->encode(messages, tools != nullptr ? tools->declarations() : spec_.tools_json,
                            options);
}

// No conversation: what stands before and behind the gap.
Result<ChatPrompt> Session::make_gap_prompt(const Request& request) const {
    const std::string& prefix = request.messages().front().text;
    ChatPrompt prompt;
    MST_ASSIGN(prompt.ids, encode_fill_in(*model_.tokenizer, prefix, *request.suffix()));
    prompt.continues_text = !prefix.empty();
    if (prompt.ids.size() >= context_tokens_) {
        return error(Code::kLimitReached,
                     "text and suffix have %zu tokens and the context %u; shorten them, or raise "
                     "context_tokens",
                     prompt.ids.size(), context_tokens_);
    }
    return prompt;
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

const SubmitRequest* Session::next_command() const {
    for (const Entry& entry : inbox_) {
        if (const auto* waiting = std::get_if<SubmitRequest>(&entry)) return waiting;
    }
    return nullptr;
}

uint64_t Session::next_request() const {
    const SubmitRequest* command = next_command();
    return command == nullptr ? 0 : command->request;
}

uint64_t Session::next_toolset() const {
    const SubmitRequest* command = next_command();
    if (command == nullptr) return 0;
    const bool own = command->tools && command->tools->toolset != 0;
    return own ? command->tools->toolset : toolset();
}

void Session::enqueue(ResetSession command) {
    inbox_.emplace_back(command);
    settle();
}

void Session::enqueue(SetSystemPrompt command) {
    inbox_.emplace_back(std::move(command));
    settle();
}

void Session::enqueue(SessionAdapter change) {
    inbox_.emplace_back(std::move(change));
    settle();
}

// Does what stands before the next request, unless one is being answered.
void Session::settle() {
    while (active_ == nullptr && !inbox_.empty()) {
        Entry& entry = inbox_.front();
        if (std::holds_alternative<SubmitRequest>(entry)) return;
        if (auto* change = std::get_if<SetSystemPrompt>(&entry)) {
            spec_.system_prompt = std::move(change->text);
        } else if (auto* adapter = std::get_if<SessionAdapter>(&entry)) {
            adapter_ = std::move(*adapter);
        } else {
            spec_.history.clear();
        }
        inbox_.pop_front();
    }
}

// settle() has left a request in front.
SubmitRequest Session::take_command() {
    auto command = std::move(std::get<SubmitRequest>(inbox_.front()));
    inbox_.pop_front();
    return command;
}

Session::Refusal Session::refuse_next(Status status) {
    const uint64_t request = take_command().request;
    settle();
    return Refusal{request, std::move(status)};
}

void Session::abandon() {
    active_.reset();
    settle();
}

std::optional<Session::Refusal> Session::start_next(KvPages& pages,
                                                    std::shared_ptr<const Toolset> toolset,
                                                    PromptNews* out_news) {
    SubmitRequest command = take_command();
    ++request_count_;
    if (command.seed == 0) command.seed = derive_seed(spec_.seed, request_count_);
    if (!command.sampling) command.sampling = spec_.sampling;
    const std::optional<ToolRules> own = std::move(command.tools);
    auto request = std::make_unique<Request>(std::move(command), *model_.tokenizer,
                                             model_.chat_version, model_.eos_ids);
    Status status;
    if (!request->suffix()) status = offer_tools(*request, std::move(toolset), own);
    if (status.ok()) status = begin(*request, pages, out_news);
    if (!status.ok()) {
        settle();
        return Refusal{request->id(), std::move(status)};
    }
    active_ = std::move(request);
    return std::nullopt;
}

Status Session::offer_tools(Request& request, std::shared_ptr<const Toolset> toolset,
                            const std::optional<ToolRules>& own) const {
    const bool has_calls = chat_rules(model_.chat_version).calls != CallForm::kNone;
    if (!has_calls && (toolset != nullptr || !spec_.tools_json.empty())) {
        return error(Code::kUnsupported, "chat version v%d of this model has no function calls",
                     static_cast<int>(model_.chat_version));
    }
    if (!spec_.tools_json.empty()) request.offer_raw();
    if (toolset == nullptr) {
        if (!own) return {};
        return error(Code::kInvalidArgument,
                     "the request has tools without a toolset, and its session has none either");
    }
    MST_ASSIGN(ToolTurn tools, ToolTurn::make(std::move(toolset), own ? &*own : nullptr,
                                              spec_.tools ? &*spec_.tools : nullptr));
    request.offer(std::move(tools));
    return {};
}

// What was read with another adapter, or with another share of it, has to be read again.
void Session::forget_other_adapters(KvPages& pages) {
    const uint64_t id = adapter_.state != nullptr ? adapter_.state->id : 0;
    if (id == kv_adapter_ && (id == 0 || adapter_.scale == kv_scale_)) return;
    kv.clear(pages);
    kv_adapter_ = id;
    kv_scale_ = adapter_.scale;
}

Status Session::begin(Request& request, KvPages& pages, PromptNews* out_news) {
    MST_ASSIGN(ChatPrompt prompt, request.suffix() ? make_gap_prompt(request)
                                                   : make_prompt(request, &out_news->trimmed));
    MST_TRY(request.begin(std::move(prompt)));
    // The last prompt token is evaluated anew in any case, for its logits.
    const uint32_t limit = request.prompt_tokens() - 1;
    forget_other_adapters(pages);
    out_news->reused = kv.keep_common_prefix(request.tokens(), limit, pages);
    if (adapter_.state != nullptr) return {};  // the prefixes are those of the model as it is
    out_news->reused = kv.share(model_.prefixes, request.tokens(), limit, pages);
    return {};
}

Status Session::begin_round(KvPages& pages, PromptNews* out_news) {
    return begin(*active_, pages, out_news);
}

void Session::complete(Finish finish) {
    if (active_->suffix()) return abandon();
    Message answer;
    answer.role = Role::kAssistant;
    const bool has_calls = finish == Finish::kToolCalls;
    if (has_calls) answer.tool_calls = active_->tool_calls();
    if (!has_calls || chat_rules(model_.chat_version).allows_text_and_calls) {
        answer.text = active_->take_answer();
    }
    for (Message message : active_->messages()) {
        message.thinking.clear();  // of no use to later answers, and long
        spec_.history.push_back(std::move(message));
    }
    // An empty answer cannot stand in a prompt; the next user message then follows this one.
    if (!answer.text.empty() || !answer.tool_calls.empty()) {
        spec_.history.push_back(std::move(answer));
    }
    active_.reset();
    settle();
}

bool Session::remove_waiting(uint64_t request) {
    const bool removed = std::erase_if(inbox_, [request](const Entry& entry) {
                             const auto* waiting = std::get_if<SubmitRequest>(&entry);
                             return waiting != nullptr && waiting->request == request;
                         }) > 0;
    settle();
    return removed;
}

bool Session::replace_live(uint64_t request, std::vector<LiveEntry> live) {
    for (Entry& entry : inbox_) {
        auto* waiting = std::get_if<SubmitRequest>(&entry);
        if (waiting == nullptr || waiting->request != request) continue;
        waiting->live = std::move(live);
        return true;
    }
    return false;
}

bool Session::take_call(uint64_t now_ns, uint32_t per_minute) {
    constexpr uint64_t kMinute = 60'000'000'000;
    if (per_minute == 0) return true;
    while (!call_times_.empty() && now_ns - call_times_.front() >= kMinute) call_times_.pop_front();
    if (call_times_.size() >= per_minute) return false;
    call_times_.push_back(now_ns);
    return true;
}

std::string Session::history_json() const {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    if (!spec_.system_prompt.empty()) {
        list.push_back({{"role", "system"}, {"content", spec_.system_prompt}});
    }
    for (const Message& message : spec_.history) list.push_back(to_json(message));
    if (active_ != nullptr && !active_->suffix()) {
        for (const Message& message : active_->messages()) list.push_back(to_json(message));
    }
    return list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::vector<uint64_t> Session::end() {
    std::vector<uint64_t> requests;
    if (active_ != nullptr) requests.push_back(active_->id());
    std::erase_if(inbox_, [&](const Entry& entry) {
        const auto* waiting = std::get_if<SubmitRequest>(&entry);
        if (waiting != nullptr) requests.push_back(waiting->request);
        return waiting != nullptr;
    });
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
