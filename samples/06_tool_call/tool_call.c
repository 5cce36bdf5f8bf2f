/* Lesson 6: characters that do things.
 *
 * You learn to declare functions of your game, to receive the calls of a character on your own
 * thread, to answer them, and to say anew with each request which values there are: the doors in
 * sight now. A call that arrives names an allowed function and has valid arguments; whether it may
 * happen is for the game to say.
 *
 * Functions: mst_toolset_create, mst_session_desc.tools, mst_request_desc.tools, mst_tool_reply.
 *
 * Run: tool_call samples/tavern/tavern.mst
 */
#include "samples/common/sample.h"

#define EVENT_CAPACITY 32

static const char* const kLines[] = {"I'll take an ale.", "Can you open the cellar door for me?",
                                     "Thank you!"};

/* The world of this game. */
typedef struct world {
    int purse;
    int ales;
    int cellar_is_open;
} world;

/* Does what is asked, if it can be done, and writes the result. Runs on the game's thread. */
static void act(world* w, const mst_event* call, char* result, size_t capacity) {
    const int is_sale = call->text.length == strlen("sell_item") &&
                        memcmp(call->text.data, "sell_item", call->text.length) == 0;
    if (!is_sale) {
        w->cellar_is_open = 1;
        snprintf(result, capacity, "{\"ok\": true}");
    } else if (w->ales == 0 || w->purse < 3) {
        snprintf(result, capacity, "{\"ok\": false, \"error\": \"%s\"}",
                 w->ales == 0 ? "out of stock" : "not enough coins");
    } else {
        --w->ales;
        w->purse -= 3;
        snprintf(result, capacity, "{\"ok\": true, \"coins_left\": %d}", w->purse);
    }
}

static mst_toolset make_toolset(mst_engine* engine) {
    mst_tool tools[2] = {{{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0}};
    tools[0].name = sample_text("sell_item");
    tools[0].description = sample_text("Sell goods to the player.");
    tools[0].parameters = sample_text(
        "{\"type\": \"object\", \"properties\": {"
        "\"item\": {\"type\": \"string\", \"live\": \"wares\"},"
        "\"count\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 9},"
        "\"price\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 999}},"
        "\"required\": [\"item\", \"count\", \"price\"], \"additionalProperties\": false}");
    tools[1].name = sample_text("open_door");
    tools[1].description = sample_text("Open a door.");
    tools[1].parameters = sample_text(
        "{\"type\": \"object\", \"properties\": {"
        "\"door\": {\"type\": \"string\", \"live\": \"doors\"}},"
        "\"required\": [\"door\"], \"additionalProperties\": false}");
    mst_toolset_desc desc = MST_TOOLSET_DESC_INIT;
    desc.tools = tools;
    desc.tool_count = 2;
    mst_toolset toolset;
    CHECK(mst_toolset_create(engine, &desc, &toolset));
    return toolset;
}

/* One line of the player and all that comes of it. */
static void talk(mst_engine* engine, mst_session session, world* w, const char* line) {
    const mst_text wares[] = {sample_text("ale")};
    const mst_text doors[] = {sample_text("cellar door"), sample_text("front door")};
    const mst_live_values live[] = {{sample_text("wares"), wares, 1, 0},
                                    {sample_text("doors"), doors, 2, 0}};
    mst_tools_desc tools = MST_TOOLS_DESC_INIT; /* toolset null: that of the session */
    tools.live = live;
    tools.live_count = 2;
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = sample_text(line);
    desc.tools = &tools;
    desc.max_tokens = 200;
    mst_request request;
    CHECK(mst_request_submit(engine, session, &desc, &request));
    printf("You: %s\nMarta: ", line);
    for (int over = 0; !over;) { /* a game polls once per frame instead */
        mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        CHECK(mst_engine_wait(engine, UINT64_MAX, events, EVENT_CAPACITY, &count));
        for (uint32_t i = 0; i < count; ++i) {
            const mst_event* event = &events[i];
            if (event->type == MST_EVENT_TEXT) {
                printf("%.*s", (int)event->text.length, event->text.data);
            } else if (event->type == MST_EVENT_TOOL_CALL) {
                char result[128];
                act(w, event, result, sizeof result);
                printf("[%.*s %.*s -> %s] ", (int)event->text.length, event->text.data,
                       (int)event->payload.length, event->payload.data, result);
                mst_call call = {event->values[0]};
                mst_tool_reply_desc reply = MST_TOOL_REPLY_DESC_INIT;
                reply.text = sample_text(result);
                CHECK(mst_tool_reply(engine, call, &reply)); /* now, or many frames later */
            } else if (event->type == MST_EVENT_FAILED || event->type == MST_EVENT_MODEL_FAILED ||
                       event->type == MST_EVENT_TOOLSET_FAILED) {
                fprintf(stderr, "failed: %.*s\n", (int)event->text.length, event->text.data);
                exit(1);
            }
            over |= event->type == MST_EVENT_DONE;
        }
    }
    printf("\n");
}

int main(int argc, char** argv) {
    world w = {12, 4, 0};
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));

    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    tools.toolset = make_toolset(engine); /* sessions wait until it is compiled */
    tools.max_rounds = 1;                 /* one round of calls, then she has to answer */
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model;
    session_desc.tools = &tools;
    session_desc.system_prompt = sample_text(
        "You are Marta, the innkeeper at the Gilded Goose. You are cheerful and talkative.\n"
        "You sell: ale for 3 coins.\n"
        "The player has 12 coins.");
    mst_session session;
    CHECK(mst_session_create(engine, &session_desc, &session));

    for (size_t i = 0; i < sizeof kLines / sizeof kLines[0]; ++i)
        talk(engine, session, &w, kLines[i]);
    printf("%d coins left, %d ales left, the cellar is %s\n", w.purse, w.ales,
           w.cellar_is_open ? "open" : "shut");
    mst_engine_destroy(engine);
    return 0;
}
