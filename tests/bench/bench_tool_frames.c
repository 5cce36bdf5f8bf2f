/* What function calling costs a frame: 32 characters of a scripted model call a function, the game
 * answers each after a number of frames of its own, and every mst_engine_poll is timed.
 *
 * Run: bench_tool_frames SCRIPT [--frames 1200] [--most-us N] [--most-frames N]
 * SCRIPT is tool_frames.json. The exit code is 1 when p99 of the polls is above --most-us, or an
 * answer came more than --most-frames after its result: a character that waited for the result of
 * another would be up to 30 frames late.
 */
#include "samples/common/sample.h"

#define CHARACTERS 32
#define EVENT_CAPACITY 128
#define FRAME_NS 4000000u
#define MAX_DELAY 30

typedef struct character {
    mst_session session;
    mst_call call;
    uint32_t due_frame;
    uint32_t answers;
    uint32_t slowest; /* frames from the reply to the end of the answer */
    uint32_t reply_frame;
    int waiting;
} character;

static int ascending(const void* a, const void* b) {
    const uint64_t left = *(const uint64_t*)a, right = *(const uint64_t*)b;
    return left < right ? -1 : left > right;
}

static void ask(mst_engine* engine, character* who) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = sample_text("go");
    desc.user_data = who;
    mst_request request;
    CHECK(mst_request_submit(engine, who->session, &desc, &request));
}

static void take(mst_engine* engine, const mst_event* event, uint32_t frame, uint32_t* random) {
    character* who = (character*)event->user_data;
    if (event->type == MST_EVENT_TOOL_CALL) {
        *random = *random * 1664525u + 1013904223u;
        who->call.id = event->values[0];
        who->due_frame = frame + 1 + (*random >> 16) % MAX_DELAY;
        who->waiting = 1;
    } else if (event->type == MST_EVENT_DONE) {
        const uint32_t frames = frame - who->reply_frame;
        if (frames > who->slowest) who->slowest = frames;
        ++who->answers;
        CHECK(mst_session_reset(engine, who->session));
        ask(engine, who);
    } else if (event->type == MST_EVENT_FAILED || event->type == MST_EVENT_MODEL_FAILED ||
               event->type == MST_EVENT_TOOLSET_FAILED) {
        fprintf(stderr, "failed: %.*s\n", (int)event->text.length, event->text.data);
        exit(1);
    }
}

static void reply_to_due(mst_engine* engine, character* characters, uint32_t frame) {
    for (uint32_t i = 0; i < CHARACTERS; ++i) {
        character* who = &characters[i];
        if (!who->waiting || who->due_frame > frame) continue;
        mst_tool_reply_desc desc = MST_TOOL_REPLY_DESC_INIT;
        desc.text = sample_text("seen");
        CHECK(mst_tool_reply(engine, who->call, &desc));
        who->waiting = 0;
        who->reply_frame = frame;
    }
}

int main(int argc, char** argv) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    engine_desc.backend = MST_BACKEND_SCRIPTED;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));
    mst_tool tool;
    memset(&tool, 0, sizeof tool);
    tool.name = sample_text("look");
    mst_toolset_desc toolset_desc = MST_TOOLSET_DESC_INIT;
    toolset_desc.tools = &tool;
    toolset_desc.tool_count = 1;
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    CHECK(mst_toolset_create(engine, &toolset_desc, &tools.toolset));

    static character characters[CHARACTERS];
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model;
    session_desc.tools = &tools;
    for (uint32_t i = 0; i < CHARACTERS; ++i) {
        CHECK(mst_session_create(engine, &session_desc, &characters[i].session));
        ask(engine, &characters[i]);
    }
    const uint32_t frames = sample_number(argc, argv, "--frames", 1200);
    uint64_t* times = (uint64_t*)malloc(frames * sizeof *times);
    if (times == NULL) return 1;
    uint32_t random = 7;
    uint64_t next = sample_now_ns();
    for (uint32_t frame = 0; frame < frames; ++frame) {
        static mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        const uint64_t begin = sample_now_ns();
        CHECK(mst_engine_poll(engine, events, EVENT_CAPACITY, &count));
        times[frame] = sample_now_ns() - begin;
        for (uint32_t i = 0; i < count; ++i) take(engine, &events[i], frame, &random);
        reply_to_due(engine, characters, frame);
        next += FRAME_NS;
        sample_sleep_until_ns(next);
    }
    uint32_t answers = 0, slowest = 0;
    for (uint32_t i = 0; i < CHARACTERS; ++i) {
        answers += characters[i].answers;
        if (characters[i].slowest > slowest) slowest = characters[i].slowest;
    }
    qsort(times, frames, sizeof *times, ascending);
    printf("%u characters, results after 1 to %d frames: %u answers in %u frames\n", CHARACTERS,
           MAX_DELAY, answers, frames);
    printf("from a result to the end of its answer: %u frames at most\n", slowest);
    printf("mst_engine_poll: p50 %.1f us, p99 %.1f us, max %.1f us\n",
           (double)times[frames / 2] / 1e3, (double)times[frames * 99 / 100] / 1e3,
           (double)times[frames - 1] / 1e3);
    const int holds =
        times[frames * 99 / 100] <= sample_number(argc, argv, "--most-us", 1000000) * 1000ull &&
        slowest <= sample_number(argc, argv, "--most-frames", 1000000) && answers >= CHARACTERS;
    free(times);
    mst_engine_destroy(engine);
    return holds ? 0 : 1;
}
