#include "capi/src/tools.h"

#include <string>
#include <utility>
#include <vector>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/structs.h"

namespace minstrel::capi {
namespace {

uint32_t or_default(uint32_t value, uint32_t standard) {
    return value == 0 ? standard : value;
}

Status check_limits(const mst_tools_desc& desc) {
    MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
    MST_TRY(check_maximum(desc.max_calls, kMaxCalls, "max_calls"));
    MST_TRY(check_maximum(desc.max_rounds, kMaxRounds, "max_rounds"));
    MST_TRY(check_maximum(desc.max_argument_bytes, kMaxArgumentBytes, "max_argument_bytes"));
    return check_maximum(desc.max_reply_bytes, kMaxReplyBytes, "max_reply_bytes");
}

Result<std::vector<Tool>> read_functions(const mst_toolset_desc& desc) {
    if (desc.tool_count == 0) return error(Code::kInvalidArgument, "tool_count is 0");
    MST_TRY(check_maximum(desc.tool_count, kMaxTools, "tool_count"));
    MST_TRY(require(desc.tools, "tools"));
    TextReader texts;
    std::vector<Tool> tools;
    tools.reserve(desc.tool_count);
    for (uint32_t index = 0; index < desc.tool_count; ++index) {
        const mst_tool& source = desc.tools[index];
        Tool tool;
        MST_ASSIGN(tool.name, texts.read(source.name, {"name", "tools", index}));
        MST_ASSIGN(tool.description,
                   texts.read(source.description, {"description", "tools", index}));
        MST_ASSIGN(tool.parameters, texts.read(source.parameters, {"parameters", "tools", index}));
        MST_ASSIGN(tool.declaration,
                   texts.read(source.declaration, {"declaration", "tools", index}));
        MST_TRY(check_flags(source.flags, MST_TOOL_CONFIRM_BIT, "tools.flags"));
        if (source.reserved0 != 0) {
            return error(Code::kInvalidArgument, "tools[%u].reserved0 is not 0", index);
        }
        tool.needs_confirmation = (source.flags & MST_TOOL_CONFIRM_BIT) != 0;
        tools.push_back(std::move(tool));
    }
    return tools;
}

}  // namespace

Result<std::vector<LiveEntry>> read_live(const mst_live_values* live, uint32_t count,
                                         TextReader* texts) {
    MST_TRY(check_maximum(count, kMaxLive, "live_count"));
    if (count != 0) MST_TRY(require(live, "live"));
    std::vector<LiveEntry> read;
    for (uint32_t index = 0; index < count; ++index) {
        const mst_live_values& source = live[index];
        MST_TRY(check_reserved(source.reserved0, {"reserved0", "live", index}));
        LiveEntry entry;
        MST_ASSIGN(entry.name, texts->read(source.name, {"name", "live", index}));
        MST_ASSIGN(entry.values, read_texts(source.values, source.value_count, kMaxLiveValues,
                                            "live.values", texts));
        read.push_back(std::move(entry));
    }
    return read;
}

Result<std::optional<ToolRules>> read_tools(const mst_tools_desc* source, bool needs_toolset,
                                            TextReader* texts) {
    if (source == nullptr) return std::optional<ToolRules>();
    mst_tools_desc desc;
    MST_TRY(read_struct(source, &desc));
    const uint32_t choice = enum_bits(desc.choice);
    MST_TRY(check_enum(choice, MST_TOOL_CHOICE_AUTO, MST_TOOL_CHOICE_FUNCTION, {"choice"}));
    MST_TRY(check_flags(desc.flags, MST_TOOLS_UNCONSTRAINED_BIT, "flags"));
    MST_TRY(check_limits(desc));
    if (needs_toolset && desc.toolset.id == 0) {
        return error(Code::kInvalidArgument, "tools.toolset is null; pass the id of a toolset");
    }
    ToolRules rules;
    rules.toolset = desc.toolset.id;
    rules.choice = static_cast<ToolChoice>(choice);
    rules.unconstrained = (desc.flags & MST_TOOLS_UNCONSTRAINED_BIT) != 0;
    rules.all_allowed = desc.allowed == nullptr;
    MST_ASSIGN(rules.allowed,
               read_texts(desc.allowed, desc.allowed_count, kMaxTools, "allowed", texts));
    MST_ASSIGN(rules.live, read_live(desc.live, desc.live_count, texts));
    MST_ASSIGN(rules.function, texts->read(desc.function, {"function"}));
    if ((rules.choice == ToolChoice::kFunction) == rules.function.empty()) {
        return error(Code::kInvalidArgument, rules.function.empty()
                                                 ? "function is absent; name the one to call"
                                                 : "function is only for "
                                                   "MST_TOOL_CHOICE_FUNCTION");
    }
    rules.max_calls = or_default(desc.max_calls, kDefaultCalls);
    rules.max_rounds = or_default(desc.max_rounds, kDefaultRounds);
    rules.max_argument_bytes = or_default(desc.max_argument_bytes, kDefaultArgumentBytes);
    rules.max_reply_bytes = or_default(desc.max_reply_bytes, kDefaultReplyBytes);
    rules.max_calls_per_minute = desc.max_calls_per_minute;
    rules.reply_timeout_ns = desc.reply_timeout_ns;
    return std::optional<ToolRules>(std::move(rules));
}

}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_toolset_create(mst_engine* engine, const mst_toolset_desc* desc,
                              mst_toolset* out_toolset) {
    return guarded("mst_toolset_create", [&]() -> Result<mst_result> {
        MST_TRY(require(out_toolset, "out_toolset"));
        out_toolset->id = 0;
        MST_TRY(check_engine(engine));
        mst_toolset_desc copy;
        MST_TRY(read_struct(desc, &copy));
        MST_TRY(check_flags(copy.flags, 0, "flags"));
        CreateToolset command;
        MST_ASSIGN(command.tools, read_functions(copy));
        MST_ASSIGN(out_toolset->id,
                   engine->engine->create_toolset(std::move(command), copy.user_data));
        return MST_OK;
    });
}

mst_result mst_toolset_destroy(mst_engine* engine, mst_toolset toolset) {
    return guarded("mst_toolset_destroy", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->destroy_toolset(toolset.id));
        return MST_OK;
    });
}

mst_result mst_tool_confirm(mst_engine* engine, mst_call call, uint32_t allowed) {
    return guarded("mst_tool_confirm", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_maximum(allowed, 1, "allowed"));
        MST_TRY(engine->engine->confirm_call(ConfirmCall{call.id, allowed != 0}));
        return MST_OK;
    });
}

mst_result mst_tool_reply(mst_engine* engine, mst_call call, const mst_tool_reply_desc* desc) {
    return guarded("mst_tool_reply", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        mst_tool_reply_desc copy;
        MST_TRY(read_struct(desc, &copy));
        MST_TRY(check_reserved(copy.reserved0, {"reserved0"}));
        MST_TRY(check_flags(copy.flags, MST_TOOL_REPLY_ERROR_BIT, "flags"));
        ReplyToCall command;
        command.call = call.id;
        TextReader texts;
        MST_ASSIGN(command.text, texts.read(copy.text, {"text"}));
        command.is_error = (copy.flags & MST_TOOL_REPLY_ERROR_BIT) != 0;
        MST_TRY(engine->engine->reply_to_call(std::move(command)));
        return MST_OK;
    });
}
