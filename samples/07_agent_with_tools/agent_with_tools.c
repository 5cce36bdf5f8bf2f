/* Lesson 7: agents that look, act and then answer.
 *
 * You learn to let a character go through several rounds of calls before it answers, with a budget
 * of rounds, tokens and time; to answer calls many frames later while the game goes on; to ask the
 * player before a delicate call happens; and to read afterwards who said and did what.
 *
 * Functions: mst_tools_desc.max_rounds, mst_request_desc.max_time_ns, mst_tool_confirm,
 *            mst_session_history.
 *
 * Run: agent_with_tools samples/tavern/tavern.mst [--frames-to-answer 20]
 */
#include "samples/common/sample.h"

#define EVENT_CAPACITY 32
#define MAX_OPEN 8
#define FRAME_NS 16666667u

static const char* const kOrders[] = {"Do you have any ale in stock?",
                                      "I'd like to buy an ale, please."};

/* Calls whose result takes some frames: the keeper walks to the cellar first. */
typedef struct open_call {
    mst_call call;
    uint32_t due_frame;
    int is_sale;
} open_call;

typedef struct game {
    mst_engine* engine;
    open_call open[MAX_OPEN];
    uint32_t open_count;
    uint32_t frame;
    uint32_t frames_to_answer;
    int stock;
    int over;
} game;

static void reply(game* g, const open_call* call) {
    char result[64];
    if (call->is_sale && g->stock > 0) {
        --g->stock;
        snprintf(result, sizeof result, "{\"ok\": true}");
    } else if (call->is_sale) {
        snprintf(result, sizeof result, "{\"ok\": false, \"error\": \"out of stock\"}");
    } else {
        snprintf(result, sizeof result, "{\"count\": %d}", g->stock);
    }
    mst_tool_reply_desc desc = MST_TOOL_REPLY_DESC_INIT;
    desc.text = sample_text(result);
    printf("  frame %u: result %s\n", g->frame, result);
    CHECK(mst_tool_reply(g->engine, call->call, &desc));
}

static void take(game* g, const mst_event* event) {
    const int length = (int)event->text.length;
    mst_call call = {event->values[0]};
    switch (event->type) {
        case MST_EVENT_TOOL_CONFIRM: /* a game shows a question to the player here */
            printf("  frame %u: may %.*s happen? Yes.\n", g->frame, length, event->text.data);
            CHECK(mst_tool_confirm(g->engine, call, 1));
            break;
        case MST_EVENT_TOOL_CALL:
            printf("  frame %u: %.*s %.*s\n", g->frame, length, event->text.data,
                   (int)event->payload.length, event->payload.data);
            if (g->open_count < MAX_OPEN) {
                open_call* entry = &g->open[g->open_count++];
                entry->call = call;
                entry->due_frame = g->frame + g->frames_to_answer;
                entry->is_sale = length == 9; /* sell_item, not check_stock */
            }
            break;
        case MST_EVENT_TOOL_ROUND:
            printf("  round %d is over, %d tokens so far\n", (int)event->values[0],
                   (int)event->values[2]);
            break;
        case MST_EVENT_TEXT:
            printf("  Marta: %.*s\n", length, event->text.data);
            break;
        case MST_EVENT_TOOL_REFUSED:
            printf("  refused: %.*s\n", (int)event->payload.length, event->payload.data);
            break;
        case MST_EVENT_HISTORY:
            printf("%.*s\n", (int)event->payload.length, event->payload.data);
            g->over = 1;
            break;
        case MST_EVENT_DONE:
            g->over = 1;
            break;
        case MST_EVENT_FAILED:
        case MST_EVENT_MODEL_FAILED:
        case MST_EVENT_TOOLSET_FAILED:
            fprintf(stderr, "failed: %.*s\n", length, event->text.data);
            exit(1);
        default:
            break;
    }
}

/* Frames until the answer, or the transcript, is there. */
static void run(game* g) {
    uint64_t next = sample_now_ns();
    for (g->over = 0; !g->over; ++g->frame) {
        mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        CHECK(mst_engine_poll(g->engine, events, EVENT_CAPACITY, &count));
        for (uint32_t i = 0; i < count; ++i) take(g, &events[i]);
        for (uint32_t i = 0; i < g->open_count;) {
            if (g->open[i].due_frame > g->frame) {
                ++i;
                continue;
            }
            reply(g, &g->open[i]);
            g->open[i] = g->open[--g->open_count];
        }
        next += FRAME_NS;
        sample_sleep_until_ns(next);
    }
}

static mst_toolset make_toolset(mst_engine* engine) {
    mst_tool tools[2] = {{{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0}};
    tools[0].name = sample_text("check_stock");
    tools[0].description = sample_text("Look how many are left.");
    tools[0].parameters = sample_text(
        "{\"type\": \"object\", \"properties\": {\"item\": {\"enum\": [\"ale\"]}},"
        "\"required\": [\"item\"], \"additionalProperties\": false}");
    tools[1].name = sample_text("sell_item");
    tools[1].description = sample_text("Sell goods to the player.");
    tools[1].parameters = sample_text(
        "{\"type\": \"object\", \"properties\": {\"item\": {\"enum\": [\"ale\"]},"
        "\"count\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 9},"
        "\"price\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 999}},"
        "\"required\": [\"item\", \"count\", \"price\"], \"additionalProperties\": false}");
    tools[1].flags = MST_TOOL_CONFIRM_BIT; /* coins change hands: the player is asked */
    mst_toolset_desc desc = MST_TOOLSET_DESC_INIT;
    desc.tools = tools;
    desc.tool_count = 2;
    mst_toolset toolset;
    CHECK(mst_toolset_create(engine, &desc, &toolset));
    return toolset;
}

int main(int argc, char** argv) {
    game g;
    memset(&g, 0, sizeof g);
    g.stock = 4;
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    CHECK(mst_engine_create(&engine_desc, &g.engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    g.frames_to_answer = sample_number(argc, argv, "--frames-to-answer", 20);
    mst_model model;
    CHECK(mst_model_load(g.engine, &model_desc, &model));

    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    tools.toolset = make_toolset(g.engine);
    tools.max_rounds = 3;
    tools.max_calls = 2;
    tools.reply_timeout_ns = 10000000000u; /* a game that forgets a call is not waited for */
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model;
    session_desc.tools = &tools;
    session_desc.system_prompt = sample_text(
        "You are Marta, the innkeeper at the Gilded Goose. You are cheerful and talkative.\n"
        "You sell: ale for 3 coins.\n"
        "The player has 12 coins.");
    mst_session session;
    CHECK(mst_session_create(g.engine, &session_desc, &session));

    for (size_t i = 0; i < sizeof kOrders / sizeof kOrders[0]; ++i) {
        printf("You: %s\n", kOrders[i]);
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = sample_text(kOrders[i]);
        desc.max_tokens = 300;           /* of all rounds together */
        desc.max_time_ns = 30000000000u; /* likewise, waiting included */
        mst_request request;
        CHECK(mst_request_submit(g.engine, session, &desc, &request));
        run(&g);
    }
    CHECK(mst_session_history(g.engine, session));
    run(&g);
    mst_engine_destroy(g.engine);
    return 0;
}
