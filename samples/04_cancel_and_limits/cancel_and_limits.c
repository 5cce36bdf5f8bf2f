/* Lesson 4: when things do not go to plan.
 *
 * You learn that a request can be cancelled at any time and is always answered by one terminal
 * event; that limits are met at the call, never later; that ids of things that are gone are
 * detected; and where to read what went wrong.
 *
 * Functions: mst_request_cancel, mst_session_destroy, mst_last_error, mst_result_name.
 *
 * Run: cancel_and_limits samples/tavern/tavern.mst
 */
#include "samples/common/sample.h"

#define MAX_REQUESTS 4

/* Takes one event; text in it is valid until the next call. */
static mst_event next_event(mst_engine* engine) {
    mst_event event;
    uint32_t count = 0;
    while (count == 0) CHECK(mst_engine_wait(engine, UINT64_MAX, &event, 1, &count));
    if (event.type == MST_EVENT_FAILED || event.type == MST_EVENT_MODEL_FAILED) {
        fprintf(stderr, "failed: %.*s\n", (int)event.text.length, event.text.data);
        exit(1);
    }
    return event;
}

/* A cancel may lose the race against completion: then the terminal event says DONE. */
static void show_end(mst_engine* engine, const char* when) {
    mst_event event = next_event(engine);
    while (event.type != MST_EVENT_CANCELLED && event.type != MST_EVENT_DONE) {
        event = next_event(engine);
    }
    printf("%s: %s after %u tokens\n", when,
           event.type == MST_EVENT_CANCELLED ? "cancelled" : "done", (unsigned)event.values[0]);
}

/* Calls that fail on purpose: shows the code and the text that mst_last_error lends. */
static void expect(mst_result result, mst_result expected, const char* what) {
    mst_text name, text;
    mst_result_name(result, &name);
    mst_last_error(&text);
    printf("%s: %.*s\n  \"%.*s\"\n", what, (int)name.length, name.data, (int)text.length,
           text.data);
    if (result != expected) exit(1);
}

static mst_result submit(mst_engine* engine, mst_session session, const char* text,
                         mst_request* out_request) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = sample_text(text);
    desc.max_tokens = 1000;
    return mst_request_submit(engine, session, &desc, out_request);
}

static void cancel_twice(mst_engine* engine, mst_session session) {
    /* A long prompt takes a while to be read; the answer has not begun when we cancel it. */
    static char story[1000];
    while (strlen(story) + 32 < sizeof story) strcat(story, "The road goes on and on. ");
    mst_request request;
    CHECK(submit(engine, session, story, &request));
    CHECK(mst_request_cancel(engine, request));
    CHECK(mst_request_cancel(engine, request)); /* once more does no harm */
    show_end(engine, "cancel while reading");

    CHECK(submit(engine, session, "Tell me a story.", &request));
    while (next_event(engine).type != MST_EVENT_TEXT) {
    }
    CHECK(mst_request_cancel(engine, request));
    show_end(engine, "cancel while speaking");

    /* The terminal event was delivered: now the id is stale. */
    expect(mst_request_cancel(engine, request), MST_ERROR_STALE_HANDLE, "cancel too late");
}

static void meet_the_limit(mst_engine* engine, mst_session session) {
    mst_request requests[MAX_REQUESTS], one_more;
    for (int i = 0; i < MAX_REQUESTS; ++i) CHECK(submit(engine, session, "Hello.", &requests[i]));
    expect(submit(engine, session, "Hello?", &one_more), MST_ERROR_LIMIT_REACHED, "one too many");

    /* Each terminal event frees a place. */
    for (int i = 0; i < MAX_REQUESTS; ++i) CHECK(mst_request_cancel(engine, requests[i]));
    for (int i = 0; i < MAX_REQUESTS; ++i) show_end(engine, "make room");
    CHECK(submit(engine, session, "Hello?", &one_more));
    CHECK(mst_request_cancel(engine, one_more));
    show_end(engine, "room again");
}

int main(int argc, char** argv) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    engine_desc.max_requests = MAX_REQUESTS;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));
    /* So hot that words come at random: such an answer is long enough to be cut short. */
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = 10.0f;
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model;
    session_desc.sampling = &sampling;
    mst_session session;
    CHECK(mst_session_create(engine, &session_desc, &session));

    cancel_twice(engine, session);
    meet_the_limit(engine, session);

    mst_request request;
    mst_session nobody = {0};
    expect(submit(engine, nobody, "Anyone?", &request), MST_ERROR_INVALID_ARGUMENT, "null session");
    CHECK(mst_session_destroy(engine, session));
    expect(submit(engine, session, "Still there?", &request), MST_ERROR_STALE_HANDLE,
           "session is gone");
    mst_engine_destroy(engine);
    return 0;
}

/* Expected output; the number of tokens varies, the texts are for people and may change:
 *
 *   cancel while reading: cancelled after 0 tokens
 *   cancel while speaking: cancelled after 25 tokens
 *   cancel too late: MST_ERROR_STALE_HANDLE
 *     "..."
 *   one too many: MST_ERROR_LIMIT_REACHED
 *     "..."
 *   make room: cancelled after 0 tokens
 *   ...
 *   room again: cancelled after 0 tokens
 *   null session: MST_ERROR_INVALID_ARGUMENT
 *     "..."
 *   session is gone: MST_ERROR_STALE_HANDLE
 *     "..."
 */
