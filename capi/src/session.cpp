#include "minstrel/session.h"

#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/prompt.h"
#include "capi/src/structs.h"
#include "capi/src/tools.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

Result<float> read_scale(float scale, const char* name) {
    MST_TRY(check_range(scale, -kMaxAdapterScale, kMaxAdapterScale, name));
    return scale != 0 ? scale : 1.0f;
}

Result<CreateSession> read_session(const mst_session_desc* source, void** out_user_data) {
    mst_session_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_flags(desc.flags, 0, "flags"));
    const uint32_t priority = enum_bits(desc.priority);
    MST_TRY(check_enum(priority, MST_PRIORITY_NORMAL, MST_PRIORITY_HIGH, {"priority"}));
    MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
    MST_TRY(check_maximum(desc.history_count, kMaxHistoryMessages, "history_count"));
    CreateSession command;
    command.model = desc.model.id;
    command.priority = static_cast<Priority>(priority);
    TextReader texts;
    MST_ASSIGN(command.system_prompt, texts.read(desc.system_prompt, {"system_prompt"}));
    MST_ASSIGN(command.tools_json, texts.read(desc.tools_json, {"tools_json"}));
    MST_ASSIGN(command.history, read_messages(desc.history, desc.history_count, "history", &texts));
    if (desc.sampling != nullptr) {
        MST_ASSIGN(command.sampling, read_sampling(desc.sampling));
    }
    MST_ASSIGN(command.tools, read_tools(desc.tools, true, &texts));
    if (command.tools && !command.tools_json.empty()) {
        return error(Code::kInvalidArgument,
                     "there are both tools and tools_json; give one of them");
    }
    MST_ASSIGN(command.reasoning_effort, texts.read(desc.reasoning_effort, {"reasoning_effort"}));
    command.adapter = desc.adapter.id;
    MST_ASSIGN(command.adapter_scale, read_scale(desc.adapter_scale, "adapter_scale"));
    command.context_tokens = desc.context_tokens;
    command.seed = desc.seed;
    *out_user_data = desc.user_data;
    return command;
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_session_create(mst_engine* engine, const mst_session_desc* desc,
                              mst_session* out_session) {
    return guarded("mst_session_create", [&]() -> Result<mst_result> {
        MST_TRY(require(out_session, "out_session"));
        out_session->id = 0;
        MST_TRY(check_engine(engine));
        void* user_data = nullptr;
        MST_ASSIGN(CreateSession command, read_session(desc, &user_data));
        MST_ASSIGN(out_session->id, engine->engine->create_session(std::move(command), user_data));
        return MST_OK;
    });
}

mst_result mst_session_destroy(mst_engine* engine, mst_session session) {
    return guarded("mst_session_destroy", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->destroy_session(session.id));
        return MST_OK;
    });
}

mst_result mst_session_reset(mst_engine* engine, mst_session session) {
    return guarded("mst_session_reset", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->reset_session(session.id));
        return MST_OK;
    });
}

mst_result mst_session_set_system_prompt(mst_engine* engine, mst_session session,
                                         mst_text system_prompt) {
    return guarded("mst_session_set_system_prompt", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        SetSystemPrompt command;
        command.session = session.id;
        TextReader texts;
        MST_ASSIGN(command.text, texts.read(system_prompt, {"system_prompt"}));
        MST_TRY(engine->engine->set_system_prompt(std::move(command)));
        return MST_OK;
    });
}

mst_result mst_session_set_adapter(mst_engine* engine, mst_session session, mst_adapter adapter,
                                   float scale) {
    return guarded("mst_session_set_adapter", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        SetAdapter command;
        command.session = session.id;
        command.adapter = adapter.id;
        MST_ASSIGN(command.scale, read_scale(scale, "scale"));
        MST_TRY(engine->engine->set_adapter(command));
        return MST_OK;
    });
}

mst_result mst_session_history(mst_engine* engine, mst_session session) {
    return guarded("mst_session_history", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->report_history(session.id));
        return MST_OK;
    });
}

mst_result mst_session_query(mst_engine* engine, mst_session session, mst_session_info* out_info) {
    return guarded("mst_session_query", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_output(out_info));
        mst_session_info info = MST_SESSION_INFO_INIT;
        write_struct(info, out_info);
        SessionInfo known;
        MST_TRY(engine->engine->session_info(session.id, &known));
        info.message_count = known.message_count;
        info.context_tokens = known.context_tokens;
        info.used_tokens = known.used_tokens;
        info.pending_requests = known.pending_requests;
        info.dropped_messages = known.dropped_messages;
        write_struct(info, out_info);
        return MST_OK;
    });
}
