#include "runtime/text/chat_output.h"

#include <algorithm>

#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

Status bad_call(size_t block, const char* what) {
    return error(Code::kBadFormat, "call block %zu of the output: %s", block, what);
}

bool is_taken(const std::vector<ToolCall>& calls, std::string_view id) {
    return std::any_of(calls.begin(), calls.end(),
                       [id](const ToolCall& call) { return call.id == id; });
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

// v3: a block is one JSON list.
Status read_block(const Tokenizer& tokenizer, std::span<const int32_t> ids, size_t block,
                  const CallIdSource& new_id, std::vector<ToolCall>& calls) {
    MST_ASSIGN(const std::string text, tokenizer.decode(ids));
    Result<PromptJson> list = parse_prompt_json(text);
    if (!list.ok()) return bad_call(block, list.status().message().c_str());
    if (!list.value().is(PromptJson::Kind::kArray)) return bad_call(block, "it is no JSON list");
    for (const PromptJson& entry : list.value().items) {
        MST_ASSIGN(ToolCall call, read_call(entry, block));
        // An id must be able to come back in tool_call_id, so it has to be well-formed and unique.
        if (!is_call_id(call.id) || is_taken(calls, call.id)) call.id = new_id();
        calls.push_back(std::move(call));
    }
    return {};
}

}  // namespace

Result<std::vector<ToolCall>> parse_tool_calls(const Tokenizer& tokenizer, ChatVersion version,
                                               std::span<const int32_t> ids,
                                               const CallIdSource& new_id) {
    if (version != ChatVersion::kV3) {
        return error(Code::kUnsupported, "template v%d cannot be read", static_cast<int>(version));
    }
    const int32_t marker = tokenizer.vocabulary().special(Special::kToolCalls);
    std::vector<ToolCall> calls;
    auto begin = std::find(ids.begin(), ids.end(), marker);
    begin = begin == ids.end() ? ids.begin() : begin + 1;
    for (size_t block = 0;; ++block) {
        const auto end = std::find(begin, ids.end(), marker);
        MST_TRY(read_block(tokenizer, {begin, end}, block, new_id, calls));
        if (end == ids.end()) return calls;
        begin = end + 1;
    }
}

Result<ChatOutput> read_chat_output(const Tokenizer& tokenizer, ChatVersion version,
                                    std::span<const int32_t> ids, const CallIdSource& new_id) {
    const int32_t marker = tokenizer.vocabulary().special(Special::kToolCalls);
    const auto first = std::find(ids.begin(), ids.end(), marker);
    ChatOutput output;
    MST_ASSIGN(output.text, tokenizer.decode({ids.begin(), first}));
    if (first == ids.end()) return output;
    MST_ASSIGN(output.calls, parse_tool_calls(tokenizer, version, {first, ids.end()}, new_id));
    return output;
}

}  // namespace minstrel
