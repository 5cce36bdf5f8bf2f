/* Lesson 5: answers that are actions.
 *
 * You learn to hold an answer to a JSON Schema: whatever the model would like to say, what arrives
 * is an object with exactly these members and values, ready for a parser; and that this costs next
 * to nothing. What the character says is shown while it is written, without a look at half an
 * object: it is a field, which comes in events of its own.
 *
 * Functions: mst_grammar_create, mst_grammar_test, mst_request_desc.grammar and .fields.
 *
 * Run: json_schema samples/tavern/tavern.mst [--answers 1000]
 */
#include "samples/common/sample.h"

#define ANSWER_CAPACITY 4096
#define EVENT_CAPACITY 32
#define SHOWN 3

/* The length is bounded, so an answer always fits into max_tokens and is never cut off. */
static const char* const kSchema =
    "{"
    "  \"type\": \"object\","
    "  \"properties\": {"
    "    \"speech\": {\"type\": \"string\", \"minLength\": 1, \"maxLength\": 120},"
    "    \"mood\": {\"enum\": [\"calm\", \"happy\", \"angry\", \"afraid\", \"sad\"]},"
    "    \"action\": {\"enum\": [\"none\", \"sell\", \"greet\", \"refuse\", \"leave\"]}"
    "  },"
    "  \"required\": [\"speech\", \"mood\", \"action\"],"
    "  \"additionalProperties\": false"
    "}";

/* The grammar makes sure; a model that is told what is wanted also finds the better words. */
static const char* const kRequest =
    " Answer as JSON: {\"speech\": string, \"mood\": "
    "\"calm\"|\"happy\"|\"angry\"|\"afraid\"|\"sad\","
    " \"action\": \"none\"|\"sell\"|\"greet\"|\"refuse\"|\"leave\"}";

static const char* const kQuestions[] = {
    "Good evening!",        "What do you sell?", "How much is the ale?",
    "I'll take the bread.", "You are a thief!",  "Where is the smithy?",
};

typedef struct answer {
    char text[ANSWER_CAPACITY];
    size_t length;
    size_t said; /* bytes of the speech so far */
    uint32_t tokens;
} answer;

/* Asks, waits for the whole answer and returns how many seconds that took. */
static double ask(mst_engine* engine, mst_session session, uint32_t number, mst_grammar grammar,
                  int shown, answer* out) {
    uint64_t start = sample_now_ns();
    char text[512];
    const char* question = kQuestions[number % (sizeof kQuestions / sizeof kQuestions[0])];
    snprintf(text, sizeof text, "%s%s", question, kRequest);
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = sample_text(text);
    desc.seed = number + 1;
    desc.max_tokens = 1024;
    desc.grammar = grammar; /* null: free text */
    mst_text field = sample_text("/speech");
    desc.fields = &field;
    desc.field_count = grammar.id != 0;
    mst_request request;
    CHECK(mst_request_submit(engine, session, &desc, &request));
    out->length = 0;
    out->said = 0;
    for (;;) {
        mst_event events[EVENT_CAPACITY];
        uint32_t count = 0;
        CHECK(mst_engine_wait(engine, UINT64_MAX, events, EVENT_CAPACITY, &count));
        for (uint32_t i = 0; i < count; ++i) {
            const mst_event* event = &events[i];
            if (event->type == MST_EVENT_TEXT) {
                size_t room = ANSWER_CAPACITY - out->length;
                size_t length = event->text.length < room ? event->text.length : room;
                memcpy(out->text + out->length, event->text.data, length);
                out->length += length;
            } else if (event->type == MST_EVENT_FIELD && shown) {
                if (out->said == 0) printf("Marta: ");
                out->said += event->text.length;
                printf("%.*s%s", (int)event->text.length, event->text.data,
                       event->values[2] != 0 ? "\n" : "");
                fflush(stdout);
            } else if (event->type == MST_EVENT_DONE) {
                out->tokens = (uint32_t)event->values[0];
                CHECK(mst_session_reset(engine, session)); /* the next one knows nothing of it */
                return (double)(sample_now_ns() - start) / 1e9;
            } else if (event->type == MST_EVENT_FAILED || event->type == MST_EVENT_MODEL_FAILED ||
                       event->type == MST_EVENT_GRAMMAR_FAILED) {
                fprintf(stderr, "failed: %.*s\n", (int)event->text.length, event->text.data);
                exit(1);
            }
        }
    }
}

static int is_valid(mst_engine* engine, mst_grammar grammar, const answer* said) {
    mst_text text = {said->text, said->length};
    mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
    CHECK(mst_grammar_test(engine, grammar, text, &match));
    return match.complete != 0;
}

int main(int argc, char** argv) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    mst_engine* engine = NULL;
    CHECK(mst_engine_create(&engine_desc, &engine));
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = sample_model_path(argc, argv);
    mst_model model;
    CHECK(mst_model_load(engine, &model_desc, &model));

    mst_grammar_desc grammar_desc = MST_GRAMMAR_DESC_INIT;
    grammar_desc.text = sample_text(kSchema);
    grammar_desc.max_gap =
        1; /* as most models have learnt to write JSON: one space here and there */
    mst_grammar grammar;
    CHECK(mst_grammar_create(engine, &grammar_desc, &grammar));

    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = 0.8f;
    mst_session_desc session_desc = MST_SESSION_DESC_INIT;
    session_desc.model = model;
    session_desc.sampling = &sampling;
    session_desc.system_prompt = sample_text(
        "You are Marta, the innkeeper at the Gilded Goose. You are cheerful and talkative.\n"
        "You sell: ale for 3 coins, brown bread for 2 coins.\n"
        "Directions: the smithy is past the bridge.");
    mst_session session;
    CHECK(mst_session_create(engine, &session_desc, &session));

    const uint32_t count = sample_number(argc, argv, "--answers", 40);
    static answer said;
    ask(engine, session, 0, grammar, 0, &said); /* waits for model and grammar; not measured */
    const mst_grammar none = {0};
    uint32_t valid = 0, held_tokens = 0, free_tokens = 0;
    double held_seconds = 0.0, free_seconds = 0.0;
    for (uint32_t i = 0; i < 2 * count; ++i) {
        /* Each question with and without the grammar, in changing order: the second finds the
         * prompt read. */
        uint32_t number = i / 2;
        if (i % 2 == number % 2) {
            held_seconds += ask(engine, session, number, grammar, number < SHOWN, &said);
            held_tokens += said.tokens;
            valid += (uint32_t)is_valid(engine, grammar, &said);
            if (number < SHOWN) printf("%.*s\n", (int)said.length, said.text);
        } else {
            free_seconds += ask(engine, session, number, none, 0, &said);
            free_tokens += said.tokens;
        }
    }

    printf("%u of %u answers are valid\n", valid, count);
    printf("%.0f tokens/s in the grammar, %.0f tokens/s without\n", held_tokens / held_seconds,
           free_tokens / free_seconds);
    mst_engine_destroy(engine);
    return valid == count ? 0 : 1;
}

/* Expected output, with other words and figures elsewhere:
 *
 *   Marta: Well met, traveller!
 *   {"speech": "Well met, traveller!", "mood": "happy", "action": "greet"}
 *   Marta: With 2 coins for the brown bread.
 *   {"speech": "With 2 coins for the brown bread.", "mood": "calm", "action": "greet" }
 *   Marta: The brown bread will cost you 2 coins.
 *   {"speech": "The brown bread will cost you 2 coins.", "mood": "calm", "action": "refuse"}
 *   40 of 40 answers are valid
 *   5744 tokens/s in the grammar, 6498 tokens/s without
 */
