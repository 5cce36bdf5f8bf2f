/* Lesson 2: a game's frame loop.
 *
 * You learn the two rules that keep a game smooth: once per frame call mst_engine_begin_frame with
 * the time that characters may take, and mst_engine_poll, which never blocks; never call
 * mst_engine_wait. Eight characters speak all the time while the loop holds 60 frames a second. The
 * lesson measures what polling costs, from the first frame on, so also while the model is loading,
 * and how well the engine keeps to its budget.
 *
 * Functions: mst_engine_begin_frame, mst_engine_query_frames, mst_engine_poll, user_data of a
 * request.
 *
 * Run: frame_loop samples/tavern/tavern.mst --frames 600 --budget-us 4000
 */
#include "samples/common/sample.h"

#define CHARACTER_COUNT 8
#define EVENT_CAPACITY 32
#define FRAME_NS (1000000000u / 60u)

typedef struct character {
    mst_session session;
    uint32_t answers;
    uint64_t text_bytes;
} character;

/* What the player says. It is copied, so nothing needs to outlive the call. */
static void ask(mst_engine* engine, character* who) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = sample_text("Tell me the news.");
    desc.max_tokens = 48;
    desc.user_data = who; /* comes back in every event, so no table is needed */
    mst_request request;
    CHECK(mst_request_submit(engine, who->session, &desc, &request));
}

static void handle(mst_engine* engine, const mst_event* event) {
    character* who = event->user_data;
    if (event->type == MST_EVENT_TEXT) {
        who->text_bytes += event->text.length; /* a game would append it to a speech bubble */
    } else if (event->type == MST_EVENT_DONE) {
        who->answers += 1;
        ask(engine, who);
    } else if (event->type == MST_EVENT_FAILED || event->type == MST_EVENT_MODEL_FAILED) {
        fprintf(stderr, "failed: %.*s\n", (int)event->text.length, event->text.data);
        exit(1);
    }
}

static int compare_times(const void* left, const void* right) {
    uint64_t a = *(const uint64_t*)left, b = *(const uint64_t*)right;
    return (a > b) - (a < b);
}

static uint64_t percentile(const uint64_t* sorted, uint32_t count, uint32_t percent) {
    return sorted[(uint64_t)count * percent / 100];
}

static void report(uint64_t* poll_ns, uint32_t frames, uint32_t late, const character* all) {
    uint32_t answers = 0;
    uint64_t bytes = 0;
    for (int i = 0; i < CHARACTER_COUNT; ++i) {
        answers += all[i].answers;
        bytes += all[i].text_bytes;
    }
    qsort(poll_ns, frames, sizeof poll_ns[0], compare_times);
    printf("%u frames, %u late, %u answers, %llu bytes of text\n", frames, late, answers,
           (unsigned long long)bytes);
    printf("mst_engine_poll: p50 %.1f us, p99 %.1f us, max %.1f us\n",
           (double)percentile(poll_ns, frames, 50) / 1e3,
           (double)percentile(poll_ns, frames, 99) / 1e3, (double)poll_ns[frames - 1] / 1e3);
}

/* An overrun is at most one quantum: what the engine cannot interrupt. */
static void report_budget(mst_engine* engine, uint64_t* overrun_ns, uint32_t frames) {
    mst_frame_stats stats = MST_FRAME_STATS_INIT;
    CHECK(mst_engine_query_frames(engine, &stats));
    if (stats.frames == 0) return;
    qsort(overrun_ns, frames, sizeof overrun_ns[0], compare_times);
    printf("computing: %.2f ms a frame, beyond the budget: p50 %.0f us, p99 %.0f us, max %.0f us\n",
           (double)stats.spent_ns / 1e6 / (double)stats.frames,
           (double)percentile(overrun_ns, frames, 50) / 1e3,
           (double)percentile(overrun_ns, frames, 99) / 1e3, (double)stats.max_overrun_ns / 1e3);
}

int main(int argc, char** argv) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));

    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));

    character characters[CHARACTER_COUNT] = {{{0}, 0, 0}};
    for (int i = 0; i < CHARACTER_COUNT; ++i) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model;
        desc.system_prompt = sample_text(
            "You are Tomas, the ferryman at the old bridge. You are calm and honest.\n"
            "Rumour: the mill has a new owner.");
        CHECK(mst_session_create(engine, &desc, &characters[i].session));
        ask(engine, &characters[i]);
    }

    const uint32_t frames = sample_number(argc, argv, "--frames", 600);
    mst_frame_desc budget = MST_FRAME_DESC_INIT;
    budget.budget_ns = 1000 * (uint64_t)sample_number(argc, argv, "--budget-us", 4000);
    uint64_t* poll_ns = calloc(frames, sizeof poll_ns[0]);
    uint64_t* overrun_ns = calloc(frames, sizeof overrun_ns[0]);
    if (poll_ns == NULL || overrun_ns == NULL) return 1;
    uint32_t late = 0;
    uint64_t frame_end = sample_now_ns();
    for (uint32_t frame = 0; frame < frames; ++frame) {
        frame_end += FRAME_NS;

        /* From here on the engine may compute, until the budget is used up. */
        CHECK(mst_engine_begin_frame(engine, &budget));

        mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        uint64_t before = sample_now_ns();
        mst_result result = mst_engine_poll(engine, events, EVENT_CAPACITY, &count);
        poll_ns[frame] = sample_now_ns() - before;
        CHECK(result); /* MST_NOT_READY, "nothing new", is no failure */
        for (uint32_t i = 0; i < count; ++i) handle(engine, &events[i]);

        mst_frame_stats stats = MST_FRAME_STATS_INIT;
        CHECK(mst_engine_query_frames(engine, &stats));
        overrun_ns[frame] = stats.last_overrun_ns;

        /* Here the game would move its world and draw it. */
        late += sample_now_ns() > frame_end;
        sample_sleep_until_ns(frame_end);
    }
    report(poll_ns, frames, late, characters);
    report_budget(engine, overrun_ns, frames);
    free(overrun_ns);
    free(poll_ns);
    mst_engine_destroy(engine); /* also ends the answers that are still being given */
    return 0;
}

/* Expected output, with other figures on another machine:
 *
 *   300 frames, 0 late, 232 answers, 9022 bytes of text
 *   mst_engine_poll: p50 4.8 us, p99 19.3 us, max 44.5 us
 *   computing: 3.37 ms a frame, beyond the budget: p50 0 us, p99 230 us, max 2141 us
 */
