#include "minstrel/request.h"

#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/prompt.h"
#include "capi/src/structs.h"
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

Result<SubmitRequest> read_request(const mst_request_desc* source, void** out_user_data) {
    mst_request_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_flags(desc.flags, 0, "flags"));
    SubmitRequest command;
    TextReader texts;
    MST_ASSIGN(command.messages, read_turn(desc, &texts));
    MST_ASSIGN(command.stops, read_stops(desc, &texts));
    if (desc.sampling != nullptr) {
        MST_ASSIGN(command.sampling, read_sampling(desc.sampling));
    }
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

mst_result mst_request_cancel(mst_engine* engine, mst_request request) {
    return guarded("mst_request_cancel", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->cancel(request.id));
        return MST_OK;
    });
}
