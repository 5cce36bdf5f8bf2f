/* The public headers as a C99 host with strict warnings sees them: every macro, every function,
 * and a program that links. */
#include <stdio.h>

#include "minstrel/minstrel.h"

typedef char assert_make_version[MST_MAKE_VERSION(1, 2, 3) == 0x402003 ? 1 : -1];
typedef char assert_failed[(MST_FAILED(MST_ERROR_IO) && !MST_FAILED(MST_TIMEOUT)) ? 1 : -1];

static int failures = 0;

static void expect(int condition, const char* what) {
    if (!condition) {
        fprintf(stderr, "header_c99: %s\n", what);
        ++failures;
    }
}

static void check_init_macros(void) {
    const mst_engine_desc engine = MST_ENGINE_DESC_INIT;
    const mst_engine_stats stats = MST_ENGINE_STATS_INIT;
    const mst_model_desc model = MST_MODEL_DESC_INIT;
    const mst_model_info model_info = MST_MODEL_INFO_INIT;
    const mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    const mst_session_desc session = MST_SESSION_DESC_INIT;
    const mst_session_info session_info = MST_SESSION_INFO_INIT;
    const mst_request_desc request = MST_REQUEST_DESC_INIT;
    const mst_cuda_desc cuda = MST_CUDA_DESC_INIT;
    const mst_device_info device = MST_DEVICE_INFO_INIT;
    const mst_frame_desc frame = MST_FRAME_DESC_INIT;
    const mst_frame_stats frames = MST_FRAME_STATS_INIT;
    const mst_grammar_desc grammar = MST_GRAMMAR_DESC_INIT;
    const mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
    const mst_adapter_desc adapter = MST_ADAPTER_DESC_INIT;
    const mst_adapter_info adapter_info = MST_ADAPTER_INFO_INIT;
    const mst_toolset_desc toolset = MST_TOOLSET_DESC_INIT;
    const mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    const mst_tool_reply_desc reply = MST_TOOL_REPLY_DESC_INIT;
    expect(engine.struct_size == sizeof engine, "MST_ENGINE_DESC_INIT");
    expect(engine.header_version == mst_version(), "header and library are of one version");
    expect(stats.struct_size == sizeof stats, "MST_ENGINE_STATS_INIT");
    expect(model.struct_size == sizeof model, "MST_MODEL_DESC_INIT");
    expect(model_info.struct_size == sizeof model_info, "MST_MODEL_INFO_INIT");
    expect(sampling.struct_size == sizeof sampling, "MST_SAMPLING_DESC_INIT");
    expect(session.struct_size == sizeof session, "MST_SESSION_DESC_INIT");
    expect(session_info.struct_size == sizeof session_info, "MST_SESSION_INFO_INIT");
    expect(request.struct_size == sizeof request, "MST_REQUEST_DESC_INIT");
    expect(cuda.struct_size == sizeof cuda, "MST_CUDA_DESC_INIT");
    expect(device.struct_size == sizeof device, "MST_DEVICE_INFO_INIT");
    expect(frame.struct_size == sizeof frame, "MST_FRAME_DESC_INIT");
    expect(frames.struct_size == sizeof frames, "MST_FRAME_STATS_INIT");
    expect(grammar.struct_size == sizeof grammar, "MST_GRAMMAR_DESC_INIT");
    expect(match.struct_size == sizeof match, "MST_GRAMMAR_MATCH_INIT");
    expect(adapter.struct_size == sizeof adapter, "MST_ADAPTER_DESC_INIT");
    expect(adapter_info.struct_size == sizeof adapter_info, "MST_ADAPTER_INFO_INIT");
    expect(toolset.struct_size == sizeof toolset, "MST_TOOLSET_DESC_INIT");
    expect(tools.struct_size == sizeof tools, "MST_TOOLS_DESC_INIT");
    expect(reply.struct_size == sizeof reply, "MST_TOOL_REPLY_DESC_INIT");
}

/* Their addresses: every function is exported and has the type that the header says. */
static void check_functions(void) {
    mst_result (*create)(const mst_engine_desc*, mst_engine**) = mst_engine_create;
    void (*destroy)(mst_engine*) = mst_engine_destroy;
    mst_result (*stats)(mst_engine*, mst_engine_stats*) = mst_engine_query_stats;
    mst_result (*device)(mst_engine*, mst_text*) = mst_engine_get_device;
    mst_result (*load)(mst_engine*, const mst_model_desc*, mst_model*) = mst_model_load;
    mst_result (*unload)(mst_engine*, mst_model) = mst_model_unload;
    mst_result (*query)(mst_engine*, mst_model, mst_model_info*) = mst_model_query;
    mst_result (*session)(mst_engine*, const mst_session_desc*, mst_session*) = mst_session_create;
    mst_result (*end)(mst_engine*, mst_session) = mst_session_destroy;
    mst_result (*reset)(mst_engine*, mst_session) = mst_session_reset;
    mst_result (*persona)(mst_engine*, mst_session, mst_text) = mst_session_set_system_prompt;
    mst_result (*state)(mst_engine*, mst_session, mst_session_info*) = mst_session_query;
    mst_result (*submit)(mst_engine*, mst_session, const mst_request_desc*, mst_request*) =
        mst_request_submit;
    mst_result (*cancel)(mst_engine*, mst_request) = mst_request_cancel;
    mst_result (*poll)(mst_engine*, mst_event*, uint32_t, uint32_t*) = mst_engine_poll;
    mst_result (*wait)(mst_engine*, uint64_t, mst_event*, uint32_t, uint32_t*) = mst_engine_wait;
    mst_result (*wake)(mst_engine*) = mst_engine_wake;
    expect(create && destroy && stats && device, "functions of engine.h");
    expect(load && unload && query, "functions of model.h");
    expect(session && end && reset && persona && state, "functions of session.h");
    expect(submit && cancel, "functions of request.h");
    expect(poll && wait && wake, "functions of event.h");
}

static void check_further_functions(void) {
    mst_result (*device)(const mst_cuda_desc*, uint32_t, mst_device_info*) = mst_device_query;
    mst_result (*threads)(mst_engine*, uint32_t) = mst_engine_set_thread_count;
    mst_result (*begin)(mst_engine*, const mst_frame_desc*) = mst_engine_begin_frame;
    mst_result (*frames)(mst_engine*, mst_frame_stats*) = mst_engine_query_frames;
    mst_result (*grammar)(mst_engine*, const mst_grammar_desc*, mst_grammar*) = mst_grammar_create;
    mst_result (*drop)(mst_engine*, mst_grammar) = mst_grammar_destroy;
    mst_result (*test)(mst_engine*, mst_grammar, mst_text, mst_grammar_match*) = mst_grammar_test;
    mst_result (*live)(mst_engine*, mst_request, const mst_live_values*, uint32_t) =
        mst_request_set_live;
    mst_result (*history)(mst_engine*, mst_session) = mst_session_history;
    mst_result (*confirm)(mst_engine*, mst_call, uint32_t) = mst_tool_confirm;
    mst_result (*reply)(mst_engine*, mst_call, const mst_tool_reply_desc*) = mst_tool_reply;
    mst_result (*toolset)(mst_engine*, const mst_toolset_desc*, mst_toolset*) = mst_toolset_create;
    mst_result (*give_up)(mst_engine*, mst_toolset) = mst_toolset_destroy;
    mst_result (*adapter)(mst_engine*, const mst_adapter_desc*, mst_adapter*) = mst_adapter_load;
    mst_result (*part)(mst_engine*, mst_adapter) = mst_adapter_unload;
    mst_result (*about)(mst_engine*, mst_adapter, mst_adapter_info*) = mst_adapter_query;
    mst_result (*change)(mst_engine*, mst_session, mst_adapter, float) = mst_session_set_adapter;
    expect(adapter && part && about && change, "functions of adapter.h and of adapted sessions");
    expect(device && threads, "further functions of engine.h");
    expect(begin && frames, "functions of frame.h");
    expect(grammar && drop && test, "functions of grammar.h");
    expect(live && history, "further functions of request.h and session.h");
    expect(confirm && reply && toolset && give_up, "functions of tools.h");
}

static void check_text(void) {
    mst_text text = {NULL, 0};
    mst_build_info(&text);
    expect(text.data != NULL && text.length != 0, "mst_build_info");
    mst_result_name(MST_ERROR_IO, &text);
    expect(text.length == 12, "mst_result_name");
    mst_last_error(&text);
    expect(text.length == 0, "mst_last_error is empty before the first failure");
}

int main(void) {
    check_init_macros();
    check_functions();
    check_further_functions();
    check_text();
    return failures == 0 ? 0 : 1;
}
