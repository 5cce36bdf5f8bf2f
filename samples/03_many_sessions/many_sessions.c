/* Lesson 3: many characters at once.
 *
 * You learn that sessions are computed together, in one batch, which is far quicker than one after
 * the other; and that batching changes nothing in what they say: with the same seed a character
 * gives the same answer alone and in company, byte for byte.
 *
 * Functions: seed and sampling of a session, mst_session_destroy, values of MST_EVENT_DONE.
 *
 * Run: many_sessions samples/tavern/tavern.mst
 */
#include "samples/common/sample.h"

#define CHARACTER_COUNT 16
#define EVENT_CAPACITY 32
#define ANSWER_CAPACITY 2048

typedef struct answer {
    char text[ANSWER_CAPACITY];
    size_t length;
    uint32_t tokens;
} answer;

static mst_session meet(mst_engine* engine, mst_model model, uint32_t number) {
    char persona[160];
    snprintf(persona, sizeof persona,
             "You are guard number %u, the guard at the north gate. You are brave and curt.\n"
             "Rumour: %u wolves were seen in the hills.",
             number, number + 2);
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = 0.9f;
    sampling.top_p = 0.95f;
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model;
    desc.system_prompt = sample_text(persona);
    desc.sampling = &sampling;
    desc.seed = 1000 + number; /* answers depend on this, on the words, and on nothing else */
    mst_session session;
    CHECK(mst_session_create(engine, &desc, &session));
    return session;
}

/* Takes events until `count` answers are complete. */
static void collect(mst_engine* engine, uint32_t count) {
    while (count > 0) {
        mst_event events[EVENT_CAPACITY];
        uint32_t taken = 0;
        CHECK(mst_engine_wait(engine, UINT64_MAX, events, EVENT_CAPACITY, &taken));
        for (uint32_t i = 0; i < taken; ++i) {
            const mst_event* event = &events[i];
            answer* into = event->user_data;
            if (event->type == MST_EVENT_TEXT) {
                size_t room = ANSWER_CAPACITY - into->length;
                size_t length = event->text.length < room ? event->text.length : room;
                memcpy(into->text + into->length, event->text.data, length);
                into->length += length;
            } else if (event->type == MST_EVENT_DONE) {
                into->tokens = (uint32_t)event->values[0];
                count -= 1;
            } else if (event->type == MST_EVENT_FAILED || event->type == MST_EVENT_MODEL_FAILED) {
                fprintf(stderr, "failed: %.*s\n", (int)event->text.length, event->text.data);
                exit(1);
            }
        }
    }
}

/* Asks characters first .. first + count - 1, all at once; returns tokens per second. */
static double ask(mst_engine* engine, mst_model model, uint32_t first, uint32_t count,
                  answer* answers) {
    mst_session sessions[CHARACTER_COUNT];
    uint64_t start = sample_now_ns();
    for (uint32_t i = 0; i < count; ++i) {
        sessions[i] = meet(engine, model, first + i);
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = sample_text("Did you see anything strange tonight?");
        desc.max_tokens = 64;
        desc.user_data = &answers[first + i];
        mst_request request;
        CHECK(mst_request_submit(engine, sessions[i], &desc, &request));
    }
    collect(engine, count);
    double seconds = (double)(sample_now_ns() - start) / 1e9;
    uint32_t tokens = 0;
    for (uint32_t i = 0; i < count; ++i) {
        tokens += answers[first + i].tokens;
        CHECK(mst_session_destroy(engine, sessions[i]));
    }
    return tokens / seconds;
}

int main(int argc, char** argv) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));

    static answer alone[CHARACTER_COUNT], together[CHARACTER_COUNT];
    ask(engine, model, 0, 1, alone); /* waits for the model, so that loading is not measured */
    memset(alone, 0, sizeof alone);
    double alone_rate = 0.0;
    for (uint32_t i = 0; i < CHARACTER_COUNT; ++i) {
        alone_rate += ask(engine, model, i, 1, alone) / CHARACTER_COUNT;
    }
    double together_rate = ask(engine, model, 0, CHARACTER_COUNT, together);

    uint32_t equal = 0;
    for (int i = 0; i < CHARACTER_COUNT; ++i) {
        equal += alone[i].length == together[i].length &&
                 memcmp(alone[i].text, together[i].text, alone[i].length) == 0;
    }
    printf("alone:    %.0f tokens/s\n", alone_rate);
    printf("together: %.0f tokens/s in all, %.1f times as many\n", together_rate,
           together_rate / alone_rate);
    printf("%u of %d answers are the same\n", equal, CHARACTER_COUNT);
    mst_engine_destroy(engine);
    return equal == CHARACTER_COUNT ? 0 : 1;
}

/* Expected output, with other figures on another machine:
 *
 *   alone:    723 tokens/s
 *   together: 2108 tokens/s in all, 2.9 times as many
 *   16 of 16 answers are the same
 */
