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
    expect(engine.struct_size == sizeof engine, "MST_ENGINE_DESC_INIT");
    expect(engine.header_version == mst_version(), "header and library are of one version");
    expect(stats.struct_size == sizeof stats, "MST_ENGINE_STATS_INIT");
    expect(model.struct_size == sizeof model, "MST_MODEL_DESC_INIT");
    expect(model_info.struct_size == sizeof model_info, "MST_MODEL_INFO_INIT");
    expect(sampling.struct_size == sizeof sampling, "MST_SAMPLING_DESC_INIT");
    expect(session.struct_size == sizeof session, "MST_SESSION_DESC_INIT");
    expect(session_info.struct_size == sizeof session_info, "MST_SESSION_INFO_INIT");
    expect(request.struct_size == sizeof request, "MST_REQUEST_DESC_INIT");
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
    check_text();
    return failures == 0 ? 0 : 1;
}
