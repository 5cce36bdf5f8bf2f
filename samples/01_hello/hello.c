/* Lesson 1: one question, one answer.
 *
 * You learn the five steps of every host: create an engine, load a model, create a session, submit
 * a request, take events until the terminal one. Nothing here waits but mst_engine_wait: loading
 * and generating happen on the engine's thread.
 *
 * Functions: mst_engine_create, mst_model_load, mst_session_create, mst_request_submit,
 * mst_engine_wait, mst_engine_destroy.
 *
 * Run: hello samples/tavern/tavern.mst
 */
#include "samples/common/sample.h"

#define EVENT_CAPACITY 16

/* Writes one event for people; returns 1 when the request is over. */
static int show(const mst_event* event) {
    switch (event->type) {
        case MST_EVENT_MODEL_PROGRESS:
            if (event->values[2] == 0) return 0;
            fprintf(stderr, "loading %3u %%\n",
                    (unsigned)(100 * event->values[1] / event->values[2]));
            return 0;
        case MST_EVENT_MODEL_READY:
            fprintf(stderr, "ready after %.0f ms\n", (double)event->values[1] / 1e6);
            return 0;
        case MST_EVENT_TEXT: /* a piece of the answer; pieces hold whole characters only */
            printf("%.*s", (int)event->text.length, event->text.data);
            fflush(stdout);
            return 0;
        case MST_EVENT_DONE:
            printf("\n(%u tokens, the first after %.0f ms)\n", (unsigned)event->values[0],
                   (double)event->values[2] / 1e6);
            return 1;
        case MST_EVENT_MODEL_FAILED:
        case MST_EVENT_FAILED:
            fprintf(stderr, "failed: %.*s\n", (int)event->text.length, event->text.data);
            exit(1);
        default: /* later versions may send other events */
            return 0;
    }
}

int main(int argc, char** argv) {
    /* 1. The engine. Descriptors start from their INIT macro; zero means "the default". */
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));

    /* 2. The model. The call returns at once; progress arrives as events. */
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));

    /* 3. The session: one character with one conversation. It may wait for the model. */
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model;
    session_desc.system_prompt = sample_text(
        "You are Marta, the innkeeper at the Silver Fox. You are cheerful and talkative.\n"
        "You sell: ale for 2 coins, a bowl of stew for 4 coins.");
    mst_session session;
    CHECK(mst_session_create(engine, &session_desc, &session));

    /* 4. The request. From here on exactly one terminal event is certain. */
    const char* question = "Good evening. What do you sell?";
    mst_request_desc request_desc = MST_REQUEST_DESC_INIT;
    request_desc.text = sample_text(question);
    request_desc.max_tokens = 64;
    mst_request request;
    CHECK(mst_request_submit(engine, session, &request_desc, &request));

    /* 5. Events. Text in them is valid until the next wait. */
    printf("You: %s\nMarta: ", question);
    for (int over = 0; !over;) {
        mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        CHECK(mst_engine_wait(engine, UINT64_MAX, events, EVENT_CAPACITY, &count));
        for (uint32_t i = 0; i < count; ++i) over |= show(&events[i]);
    }

    mst_engine_destroy(engine); /* takes the model and the session with it */
    return 0;
}

/* Expected output; the answer depends on the model, the figures on the machine:
 *
 *   You: Good evening. What do you sell?
 *   Marta: ...
 *   (6 tokens, the first after 44 ms)
 */
