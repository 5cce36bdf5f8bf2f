#include "runtime/text/chat_output.h"

#include <algorithm>
#include <unordered_set>

#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

Status bad_call(size_t block, const char* what) {
    return error(Code::kBadFormat, "call block %zu of the output: %s", block, what);
}

Result<ToolCall> read_call(const PromptJson& entry, size_t block) {
    using Kind = PromptJson::Kind;
    if (!entry.is(Kind::kObject)) return bad_call(block, "an entry is no object");
    const PromptJson* name = entry.find("name");
    const PromptJson* arguments = entry.find("arguments");
    const PromptJson* id = entry.find("id");
    if (name == nullptr || !name->is(Kind::kString)) return bad_call(block, "a name is missing");
    if (arguments == nullptr || !arguments->is(Kind::kObject)) {
        return bad_call(block, "\"arguments\" is missing or no object");
    }
    ToolCall call{name->text, write_prompt_json(*arguments), {}};
    if (id != nullptr && id->is(Kind::kString)) call.id = id->text;
    return call;
}

class CallReader {
  public:
    CallReader(const Tokenizer& tokenizer, const ChatRules& rules, const CallIdSource& new_id)
        : tokenizer_(tokenizer), rules_(rules), new_id_(new_id) {}

    // What stands behind one [TOOL_CALLS].
    Status read(std::span<const int32_t> ids) {
        MST_TRY(rules_.marks_calls() ? read_marked(ids) : read_list(ids));
        ++block_;
        return {};
    }

    std::vector<ToolCall> take() { return std::move(calls_); }

  private:
    int32_t special(Special token) const { return tokenizer_.vocabulary().special(token); }

    // One JSON list.
    Status read_list(std::span<const int32_t> ids) {
        MST_ASSIGN(const std::string text, tokenizer_.decode(ids));
        Result<PromptJson> list = parse_prompt_json(text);
        if (!list.ok()) return bad_call(block_, list.status().message().c_str());
        if (!list.value().is(PromptJson::Kind::kArray)) {
            return bad_call(block_, "it is no JSON list");
        }
        for (const PromptJson& entry : list.value().items) {
            MST_ASSIGN(ToolCall call, read_call(entry, block_));
            add(std::move(call));
        }
        return {};
    }

    // name [CALL_ID] id [ARGS] arguments; the id and its marker may be absent.
    Status read_marked(std::span<const int32_t> ids) {
        const int32_t marker = special(Special::kArguments);
        const auto arguments = std::find(ids.begin(), ids.end(), marker);
        if (arguments == ids.end()) return bad_call(block_, "[ARGS] is missing");
        if (std::find(arguments + 1, ids.end(), marker) != ids.end()) {
            return bad_call(block_, "a second [ARGS]");
        }
        const auto id = std::find(ids.begin(), arguments, special(Special::kCallId));
        ToolCall call;
        MST_ASSIGN(call.name, tokenizer_.decode({ids.begin(), id}));
        if (id != arguments) {
            MST_ASSIGN(call.id, tokenizer_.decode({id + 1, arguments}));
        }
        MST_ASSIGN(const std::string text, tokenizer_.decode({arguments + 1, ids.end()}));
        Result<PromptJson> value = parse_prompt_json(text);
        if (!value.ok()) return bad_call(block_, value.status().message().c_str());
        if (!value.value().is(PromptJson::Kind::kObject)) {
            return bad_call(block_, "the arguments are no JSON object");
        }
        call.arguments = write_prompt_json(value.value());
        add(std::move(call));
        return {};
    }

    // An id must be able to come back in tool_call_id, so it has to be well-formed and unique.
    void add(ToolCall call) {
        if (!is_call_id(call.id) || ids_.contains(call.id)) call.id = new_id_();
        ids_.insert(call.id);
        calls_.push_back(std::move(call));
    }

    const Tokenizer& tokenizer_;
    const ChatRules& rules_;
    const CallIdSource& new_id_;
    std::vector<ToolCall> calls_;
    std::unordered_set<std::string> ids_;
    size_t block_ = 0;
};

Status add_chunk(const Tokenizer& tokenizer, std::span<const int32_t> ids, bool is_thinking,
                 bool is_closed, ChatOutput& output) {
    ChatChunk chunk;
    MST_ASSIGN(chunk.text, tokenizer.decode(ids));
    chunk.is_thinking = is_thinking;
    chunk.is_closed = is_closed;
    if (!is_thinking) output.text += chunk.text;
    if (is_thinking || !chunk.text.empty()) output.chunks.push_back(std::move(chunk));
    return {};
}

// Text, with thinking between [THINK] and [/THINK] where the template has it.
Status read_content(const Tokenizer& tokenizer, const ChatRules& rules,
                    std::span<const int32_t> ids, ChatOutput& output) {
    const int32_t open = tokenizer.vocabulary().special(Special::kThink);
    const int32_t close = tokenizer.vocabulary().special(Special::kEndThink);
    bool is_thinking = false;
    size_t begin = 0;
    for (size_t i = 0; i < ids.size() && rules.has_thinking; ++i) {
        if (ids[i] < 0 || (ids[i] != open && ids[i] != close)) continue;
        if ((ids[i] == open) == is_thinking) {
            return error(Code::kBadFormat, "token %zu of the output: %s", i,
                         is_thinking ? "[THINK] inside of thinking" : "[/THINK] without [THINK]");
        }
        MST_TRY(add_chunk(tokenizer, ids.subspan(begin, i - begin), is_thinking, true, output));
        is_thinking = !is_thinking;
        begin = i + 1;
    }
    return add_chunk(tokenizer, ids.subspan(begin), is_thinking, !is_thinking, output);
}

}  // namespace

Result<std::vector<ToolCall>> parse_tool_calls(const Tokenizer& tokenizer, ChatVersion version,
                                               std::span<const int32_t> ids,
                                               const CallIdSource& new_id) {
    const ChatRules& rules = chat_rules(version);
    if (rules.calls == CallForm::kNone) {
        return error(Code::kUnsupported, "template v%d has no function calls",
                     static_cast<int>(version));
    }
    const int32_t marker = tokenizer.vocabulary().special(Special::kToolCalls);
    CallReader reader(tokenizer, rules, new_id);
    auto begin = std::find(ids.begin(), ids.end(), marker);
    begin = begin == ids.end() ? ids.begin() : begin + 1;
    while (true) {
        const auto end = std::find(begin, ids.end(), marker);
        MST_TRY(reader.read({begin, end}));
        if (end == ids.end()) return reader.take();
        begin = end + 1;
    }
}

Result<ChatOutput> read_chat_output(const Tokenizer& tokenizer, ChatVersion version,
                                    std::span<const int32_t> ids, const CallIdSource& new_id) {
    const int32_t marker = tokenizer.vocabulary().special(Special::kToolCalls);
    const auto first = std::find(ids.begin(), ids.end(), marker);
    ChatOutput output;
    MST_TRY(read_content(tokenizer, chat_rules(version), {ids.begin(), first}, output));
    if (first == ids.end()) return output;
    MST_ASSIGN(output.calls, parse_tool_calls(tokenizer, version, {first, ids.end()}, new_id));
    return output;
}

}  // namespace minstrel
