#include "capi/src/prompt.h"

#include <algorithm>

#include "capi/src/structs.h"

namespace minstrel::capi {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Status check_tool_call_id(std::string_view id, const Field& field) {
    if (id.size() == kToolCallIdBytes && std::all_of(id.begin(), id.end(), is_letter_or_digit)) {
        return {};
    }
    return error(Code::kInvalidArgument, "%s is \"%s\", must be %zu letters or digits",
                 describe(field).c_str(), shorten(id).c_str(), kToolCallIdBytes);
}

// Fields that do not belong to a role must be empty: a filled one shows a mistake of the host.
Status check_fields(const Message& message, bool has_text, const char* list, uint32_t index) {
    const std::string where = describe({nullptr, list, index});
    if (message.role != Role::kAssistant && !message.tool_calls.empty()) {
        return error(Code::kInvalidArgument,
                     "%s has tool_calls, which only an assistant message may have", where.c_str());
    }
    if (message.role != Role::kTool && !message.tool_call_id.empty()) {
        return error(Code::kInvalidArgument,
                     "%s has a tool_call_id, which only a tool message may have", where.c_str());
    }
    if (message.role == Role::kTool) {
        return check_tool_call_id(message.tool_call_id, {"tool_call_id", list, index});
    }
    if (message.role == Role::kUser && !has_text) {
        return error(Code::kInvalidArgument, "%s is a user message without text", where.c_str());
    }
    if (message.role == Role::kAssistant) {
        if (!has_text && message.tool_calls.empty()) {
            return error(Code::kInvalidArgument, "%s has neither text nor tool_calls",
                         where.c_str());
        }
    }
    return {};
}

Result<Message> read_message(const mst_message& source, const char* list, uint32_t index,
                             TextReader* texts) {
    const uint32_t role = enum_bits(source.role);
    MST_TRY(check_enum(role, MST_ROLE_USER, MST_ROLE_TOOL, {"role", list, index}));
    MST_TRY(check_reserved(source.reserved0, {"reserved0", list, index}));
    Message message;
    message.role = static_cast<Role>(role);
    MST_ASSIGN(message.text, texts->read(source.text, {"text", list, index}));
    MST_ASSIGN(message.tool_calls, texts->read(source.tool_calls, {"tool_calls", list, index}));
    MST_ASSIGN(message.tool_call_id,
               texts->read(source.tool_call_id, {"tool_call_id", list, index}));
    MST_TRY(check_fields(message, source.text.data != nullptr, list, index));
    return message;
}

}  // namespace

Result<std::vector<Message>> read_messages(const mst_message* messages, uint32_t count,
                                           const char* list, TextReader* texts) {
    if (count != 0) MST_TRY(require(messages, list));
    std::vector<Message> result;
    result.reserve(count);
    for (uint32_t index = 0; index < count; ++index) {
        MST_ASSIGN(Message message, read_message(messages[index], list, index, texts));
        result.push_back(std::move(message));
    }
    return result;
}

Result<SamplingParameters> read_sampling(const mst_sampling_desc* source) {
    mst_sampling_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_reserved(desc.reserved0, {"sampling.reserved0"}));
    MST_TRY(check_range(desc.temperature, 0, 10, "sampling.temperature"));
    MST_TRY(check_range(desc.top_p, 0, 1, "sampling.top_p"));
    MST_TRY(check_range(desc.min_p, 0, 1, "sampling.min_p"));
    MST_TRY(check_range(desc.repetition_penalty, 0, 10, "sampling.repetition_penalty"));
    MST_TRY(check_range(desc.presence_penalty, -10, 10, "sampling.presence_penalty"));
    MST_TRY(check_range(desc.frequency_penalty, -10, 10, "sampling.frequency_penalty"));
    MST_TRY(check_maximum(desc.penalty_tokens, kMaxPenaltyTokens, "sampling.penalty_tokens"));
    SamplingParameters result;
    result.temperature = desc.temperature;
    result.top_k = desc.top_k;
    result.top_p = desc.top_p;
    result.min_p = desc.min_p;
    result.repetition_penalty = desc.repetition_penalty;
    result.presence_penalty = desc.presence_penalty;
    result.frequency_penalty = desc.frequency_penalty;
    result.penalty_tokens = desc.penalty_tokens == 0 ? kDefaultPenaltyTokens : desc.penalty_tokens;
    return result;
}

}  // namespace minstrel::capi
