/* What grammars cost many sessions at once: each answers under a schema, all in the same steps.
 *
 * Run: bench_constrained MODEL [--sessions 16] [--answers 20] [--schemas 16] [--free 1] [--sampled
 * 1]
 * --schemas: how many different ones the sessions have, so that each is met for the first time
 * --free 1: the same without grammars; --sampled 1: every token is sampled
 */
#include "samples/common/sample.h"

#define MAX_SESSIONS 64
#define EVENT_CAPACITY 128

typedef struct speaker {
    mst_session session;
    mst_grammar grammar;
    uint32_t answers;
    uint64_t tokens;
} speaker;

static const char* const kSchema =
    "{\"type\": \"object\", \"properties\": {"
    "\"speech\": {\"type\": \"string\", \"minLength\": 1, \"maxLength\": %u},"
    "\"mood\": {\"enum\": [\"calm\", \"happy\", \"angry\", \"afraid\", \"sad\"]},"
    "\"action\": {\"enum\": [\"none\", \"sell\", \"greet\", \"refuse\", \"leave\"]},"
    "\"coins\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\": %u}},"
    "\"required\": [\"speech\", \"mood\", \"action\", \"coins\"], \"additionalProperties\": false}";

static uint64_t request_flags;

static void ask(mst_engine* engine, speaker* who, int is_free) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = sample_text("What do you sell? Answer as JSON.");
    desc.flags = request_flags;
    desc.max_tokens = 200;
    desc.seed = who->answers + 1;
    desc.user_data = who;
    if (!is_free) desc.grammar = who->grammar;
    mst_request request;
    CHECK(mst_request_submit(engine, who->session, &desc, &request));
}

static mst_grammar make_grammar(mst_engine* engine, uint32_t number) {
    char text[1024];
    snprintf(text, sizeof text, kSchema, 60 + number, 50 + number);
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    desc.text = sample_text(text);
    desc.max_gap = 1;
    mst_grammar grammar;
    CHECK(mst_grammar_create(engine, &desc, &grammar));
    return grammar;
}

/* Takes events until every speaker has given its answers. */
static void run(mst_engine* engine, uint32_t sessions, uint32_t answers, int is_free) {
    uint32_t busy = sessions;
    while (busy > 0) {
        mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        CHECK(mst_engine_wait(engine, UINT64_MAX, events, EVENT_CAPACITY, &count));
        for (uint32_t i = 0; i < count; ++i) {
            if (events[i].type == MST_EVENT_FAILED || events[i].type == MST_EVENT_MODEL_FAILED) {
                fprintf(stderr, "failed: %.*s\n", (int)events[i].text.length, events[i].text.data);
                exit(1);
            }
            if (events[i].type != MST_EVENT_DONE) continue;
            speaker* who = (speaker*)events[i].user_data;
            who->tokens += events[i].values[0];
            CHECK(mst_session_reset(engine, who->session));
            if (++who->answers < answers) {
                ask(engine, who, is_free);
            } else {
                --busy;
            }
        }
    }
}

int main(int argc, char** argv) {
    const uint32_t wanted = sample_number(argc, argv, "--sessions", 16);
    const uint32_t sessions = wanted < MAX_SESSIONS ? wanted : MAX_SESSIONS;
    const uint32_t answers = sample_number(argc, argv, "--answers", 20);
    const uint32_t schemas = sample_number(argc, argv, "--schemas", 16);
    const int is_free = sample_number(argc, argv, "--free", 0) != 0;
    if (sample_number(argc, argv, "--sampled", 0) != 0) {
        request_flags = MST_REQUEST_SAMPLE_EVERY_TOKEN_BIT;
    }
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    engine_desc.max_batch_rows = 64;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));

    static speaker speakers[MAX_SESSIONS];
    mst_grammar grammars[MAX_SESSIONS];
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = 0.8f;
    for (uint32_t i = 0; i < sessions; ++i) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model;
        desc.sampling = &sampling;
        CHECK(mst_session_create(engine, &desc, &speakers[i].session));
        if (i < schemas) grammars[i] = make_grammar(engine, i);
        speakers[i].grammar = grammars[schemas == 0 ? 0 : i % schemas];
        ask(engine, &speakers[i], is_free);
    }
    run(engine, sessions, 1, is_free); /* loading and compiling, too */
    mst_engine_stats before = MST_ENGINE_STATS_INIT, after = MST_ENGINE_STATS_INIT;
    CHECK(mst_engine_query_stats(engine, &before));
    const uint64_t start = sample_now_ns();
    for (uint32_t i = 0; i < sessions; ++i) ask(engine, &speakers[i], is_free);
    run(engine, sessions, answers + 1, is_free);
    const double seconds = (double)(sample_now_ns() - start) / 1e9;
    CHECK(mst_engine_query_stats(engine, &after));
    const uint64_t tokens = after.generated_tokens - before.generated_tokens;
    printf(
        "%u sessions: %.0f tokens/s, %.1f answers/s, %.1f %% of the tokens forced, %.1f us a "
        "step\n",
        sessions, (double)tokens / seconds, sessions * answers / seconds,
        100.0 * (double)(after.forced_tokens - before.forced_tokens) / (double)tokens,
        (double)(after.step_time_ns - before.step_time_ns) / 1e3 /
            (double)(after.step_count - before.step_count));
    mst_engine_destroy(engine);
    return 0;
}
