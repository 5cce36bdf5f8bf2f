#include "minstrel/request.h"

#include <optional>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/prompt.h"
#include "capi/src/structs.h"
#include "capi/src/tools.h"
#include "capi/src/validate.h"
#include "runtime/core/clock.h"

namespace minstrel::capi {
namespace {

// The new messages: `messages`, or `text` as one message of the user.
Result<std::vector<Message>> read_turn(const mst_request_desc& desc, TextReader* texts) {
    MST_TRY(check_maximum(desc.message_count, kMaxMessages, "message_count"));
    MST_ASSIGN(const std::string_view text, texts->read(desc.text, {"text"}));
    if (desc.message_count == 0) {
        if (desc.text.data == nullptr) {
            return error(Code::kInvalidArgument, "there is neither text nor a message to answer");
        }
        Message message;
        message.text = text;
        return std::vector<Message>(1, message);
    }
    if (desc.text.data != nullptr) {
        return error(Code::kInvalidArgument, "there are both text and messages; give one of them");
    }
    MST_ASSIGN(std::vector<Message> messages,
               read_messages(desc.messages, desc.message_count, "messages", texts));
    if (messages.back().role == Role::kAssistant) {
        return error(Code::kInvalidArgument,
                     "messages[%u] is the last and of the assistant; the last must be of the user "
                     "or a tool",
                     desc.message_count - 1);
    }
    return messages;
}

// What stands behind a gap; nothing where none is to be filled.
Result<std::optional<std::string>> read_suffix(const mst_request_desc& desc, TextReader* texts) {
    MST_ASSIGN(const std::string_view suffix, texts->read(desc.suffix, {"suffix"}));
    if ((desc.flags & MST_REQUEST_FILL_IN_BIT) == 0) {
        if (desc.suffix.data == nullptr) return std::optional<std::string>();
        return error(Code::kInvalidArgument, "there is a suffix without MST_REQUEST_FILL_IN_BIT");
    }
    if (desc.message_count != 0 || desc.tools != nullptr) {
        return error(Code::kInvalidArgument,
                     "%s with MST_REQUEST_FILL_IN_BIT; a gap has a text and a suffix only",
                     desc.message_count != 0 ? "messages" : "tools");
    }
    return std::optional<std::string>(suffix);
}

Result<std::vector<std::string>> read_stops(const mst_request_desc& desc, TextReader* texts) {
    MST_TRY(check_maximum(desc.stop_count, kMaxStops, "stop_count"));
    if (desc.stop_count != 0) MST_TRY(require(desc.stops, "stops"));
    std::vector<std::string> stops;
    for (uint32_t index = 0; index < desc.stop_count; ++index) {
        const Field field = {nullptr, "stops", index};
        MST_ASSIGN(const std::string_view stop, texts->read(desc.stops[index], field));
        if (stop.empty() || stop.size() > kMaxStopBytes) {
            return error(Code::kInvalidArgument, "%s has %zu bytes, must have 1 to %zu",
                         describe(field).c_str(), stop.size(), kMaxStopBytes);
        }
        stops.emplace_back(stop);
    }
    return stops;
}

Result<std::vector<std::string>> read_fields(const mst_request_desc& desc, TextReader* texts) {
    MST_ASSIGN(std::vector<std::string> fields,
               read_texts(desc.fields, desc.field_count, kMaxFields, "fields", texts));
    for (uint32_t index = 0; index < fields.size(); ++index) {
        const Field field = {nullptr, "fields", index};
        if (fields[index].empty() || fields[index].size() > kMaxFieldBytes) {
            return error(Code::kInvalidArgument, "%s has %zu bytes, must have 1 to %zu",
                         describe(field).c_str(), fields[index].size(), kMaxFieldBytes);
        }
    }
    return fields;
}

// What only a grammar gives a meaning.
Status read_grammar_parts(const mst_request_desc& desc, TextReader* texts, SubmitRequest* command) {
    command->grammar = desc.grammar.id;
    command->close_in_time = (desc.flags & MST_REQUEST_CLOSE_IN_TIME_BIT) != 0;
    MST_ASSIGN(command->live, read_live(desc.live, desc.live_count, texts));
    MST_ASSIGN(command->fields, read_fields(desc, texts));
    if (desc.grammar.id == 0 && (desc.live_count != 0 || desc.field_count != 0)) {
        return error(Code::kInvalidArgument, "%s without a grammar",
                     desc.live_count != 0 ? "live" : "fields");
    }
    return {};
}

Result<SubmitRequest> read_request(const mst_request_desc* source, void** out_user_data) {
    mst_request_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_flags(desc.flags,
                        MST_REQUEST_SAMPLE_EVERY_TOKEN_BIT | MST_REQUEST_CLOSE_IN_TIME_BIT |
                            MST_REQUEST_FILL_IN_BIT,
                        "flags"));
    SubmitRequest command;
    TextReader texts;
    MST_ASSIGN(command.messages, read_turn(desc, &texts));
    MST_ASSIGN(command.suffix, read_suffix(desc, &texts));
    MST_ASSIGN(command.stops, read_stops(desc, &texts));
    if (desc.sampling != nullptr) {
        MST_ASSIGN(command.sampling, read_sampling(desc.sampling));
    }
    MST_ASSIGN(command.tools, read_tools(desc.tools, false, &texts));
    MST_TRY(read_grammar_parts(desc, &texts, &command));
    command.max_time_ns = desc.max_time_ns;
    command.sample_every_token = (desc.flags & MST_REQUEST_SAMPLE_EVERY_TOKEN_BIT) != 0;
    command.max_tokens = desc.max_tokens == 0 ? kDefaultMaxTokens : desc.max_tokens;
    command.seed = desc.seed;
    command.time_ns = monotonic_ns();
    *out_user_data = desc.user_data;
    return command;
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_request_submit(mst_engine* engine, mst_session session, const mst_request_desc* desc,
                              mst_request* out_request) {
    return guarded("mst_request_submit", [&]() -> Result<mst_result> {
        MST_TRY(require(out_request, "out_request"));
        out_request->id = 0;
        MST_TRY(check_engine(engine));
        void* user_data = nullptr;
        MST_ASSIGN(SubmitRequest command, read_request(desc, &user_data));
        command.session = session.id;
        MST_ASSIGN(out_request->id, engine->engine->submit(std::move(command), user_data));
        return MST_OK;
    });
}

mst_result mst_request_set_live(mst_engine* engine, mst_request request,
                                const mst_live_values* live, uint32_t live_count) {
    return guarded("mst_request_set_live", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        SetLive command;
        command.request = request.id;
        TextReader texts;
        MST_ASSIGN(command.live, read_live(live, live_count, &texts));
        MST_TRY(engine->engine->set_live(std::move(command)));
        return MST_OK;
    });
}

mst_result mst_request_cancel(mst_engine* engine, mst_request request) {
    return guarded("mst_request_cancel", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->cancel(request.id));
        return MST_OK;
    });
}
