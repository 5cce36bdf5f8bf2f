/** @file
 * Minstrel: sessions. One conversation with one character: persona, history, habits.
 */
#ifndef MINSTREL_SESSION_H
#define MINSTREL_SESSION_H

#include "minstrel/model.h"
#include "minstrel/tools.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who speaks in a message. */
typedef enum mst_role {
    MST_ROLE_USER = 1,
    MST_ROLE_ASSISTANT = 2,
    MST_ROLE_TOOL = 3,
    MST_ROLE_FORCE32 = 0x7FFFFFFF
} mst_role;

/** One message of a conversation (frozen). An assistant message has text or tool_calls, and with
 *  models of chat format v7 and later it may have both. A field that is not of its role must be
 *  absent. */
typedef struct mst_message {
    mst_role role;         /* who speaks */
    uint32_t reserved0;    /* must be 0 */
    mst_text text;         /* what was said; for a tool its result, JSON or text */
    mst_text tool_calls;   /* assistant: JSON list of {"name", "arguments", "id"} */
    mst_text tool_call_id; /* tool: id of the call that this answers, 9 letters or digits */
} mst_message;

/** How the next token is chosen. Zero switches each filter off; temperature 0 is greedy. */
typedef struct mst_sampling_desc {
    uint32_t struct_size;     /* set by MST_SAMPLING_DESC_INIT */
    float temperature;        /* 0 to 10 */
    uint32_t top_k;           /* keep the k likeliest */
    float top_p;              /* keep the likeliest whose probabilities sum to p; 0 to 1 */
    float min_p;              /* keep those above min_p times the likeliest; 0 to 1 */
    float repetition_penalty; /* > 1 weakens tokens said lately in this answer; 0, 1 = off; <= 10 */
    float presence_penalty;   /* -10 to 10, subtracted once for a token said lately */
    float frequency_penalty;  /* -10 to 10, subtracted for each time it was said lately */
    uint32_t penalty_tokens;  /* how far back "lately" reaches; 0 = 64; at most 4,096 */
    uint32_t reserved0;       /* must be 0 */
} mst_sampling_desc;

/** Every default of mst_sampling_desc. */
#define MST_SAMPLING_DESC_INIT \
    { (uint32_t)sizeof(mst_sampling_desc), 0.0f, 0u, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0u, 0u }

/** Who goes first when there is more work than fits into a step. */
typedef enum mst_priority {
    MST_PRIORITY_NORMAL = 0,
    MST_PRIORITY_LOW = 1,  /* ambient chatter */
    MST_PRIORITY_HIGH = 2, /* the line that the player waits for */
    MST_PRIORITY_FORCE32 = 0x7FFFFFFF
} mst_priority;

/** Bits of mst_session_desc.flags; none so far. */
typedef uint64_t mst_session_flags;

/** Persona and habits of a character. */
typedef struct mst_session_desc {
    uint32_t struct_size;       /* set by MST_SESSION_DESC_INIT */
    mst_priority priority;      /* 0 = normal */
    mst_session_flags flags;    /* must be 0 */
    mst_model model;            /* required; may still be loading */
    mst_text system_prompt;     /* the persona; copied; never dropped when the context overflows */
    mst_text tools_json;        /* JSON list of function declarations for the prompt alone; copied.
                                   Calls end the answer, MST_FINISH_TOOL_CALLS, and nothing checks
                                   them */
    const mst_message* history; /* earlier turns; copied; NULL = none */
    uint32_t history_count;     /* at most 4,096 */
    uint32_t context_tokens;    /* 0 = the model's limit here */
    const mst_sampling_desc* sampling; /* for requests without their own; copied; NULL = greedy */
    uint64_t seed;               /* 0 = derived from the engine's seed and the order of creation */
    void* user_data;             /* returned in every event of this session */
    const mst_tools_desc* tools; /* functions that the character may call; copied; NULL = none. Not
                                    together with tools_json */
    mst_text reasoning_effort;   /* for models with that setting (chat format v15): "high", "none";
                                    copied; empty = the model's default */
    mst_adapter adapter;         /* of the model; may still be loading; null = none */
    float adapter_scale;         /* as in mst_session_set_adapter; 0 = 1 */
    uint32_t reserved0;          /* must be 0 */
} mst_session_desc;

/** Every default of mst_session_desc. */
#define MST_SESSION_DESC_INIT                                                                      \
    {                                                                                              \
        (uint32_t)sizeof(mst_session_desc), MST_PRIORITY_NORMAL, 0u, {0u}, {NULL, 0u}, {NULL, 0u}, \
            NULL, 0u, 0u, NULL, 0u, NULL, NULL, {NULL, 0u}, {0u}, 0.0f, 0u                         \
    }

/** The state of a session when its newest step was over. */
typedef struct mst_session_info {
    uint32_t struct_size;      /* set by MST_SESSION_INFO_INIT */
    uint32_t message_count;    /* turns remembered, without the persona */
    uint32_t context_tokens;   /* the limit */
    uint32_t used_tokens;      /* held in keys and values */
    uint32_t pending_requests; /* accepted and not finished */
    uint32_t dropped_messages; /* forgotten so far because the context overflowed */
} mst_session_info;

/** A mst_session_info that waits to be filled. */
#define MST_SESSION_INFO_INIT \
    { (uint32_t)sizeof(mst_session_info), 0u, 0u, 0u, 0u, 0u }

/**
 * Creates a session and returns its id at once.
 *
 * @param engine       the engine
 * @param desc         persona and habits, from MST_SESSION_DESC_INIT
 * @param out_session  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE (model),
 *          MST_ERROR_LIMIT_REACHED (max_sessions, length of the text), MST_ERROR_UNSUPPORTED (the
 *          model is only described)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_create(mst_engine* engine, const mst_session_desc* desc,
                                               mst_session* out_session);

/**
 * Ends a session. Its requests finish as cancelled.
 *
 * @param engine   the engine
 * @param session  the session; stale afterwards
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_destroy(mst_engine* engine, mst_session session);

/**
 * Forgets the conversation, keeps the persona. Takes its turn behind requests already submitted.
 *
 * @param engine   the engine
 * @param session  the session
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE, MST_ERROR_LIMIT_REACHED
 *          (too many calls wait for the engine)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_reset(mst_engine* engine, mst_session session);

/**
 * Replaces the persona from the next request on; the conversation stays.
 *
 * @param engine         the engine
 * @param session        the session
 * @param system_prompt  copied; empty = none
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE, MST_ERROR_LIMIT_REACHED
 *          (length of the text, too many calls wait for the engine)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_set_system_prompt(mst_engine* engine, mst_session session,
                                                          mst_text system_prompt);

/**
 * Gives a session another adapter, or another share of one, from the next request on. What it has
 * read so far is read anew then, so this is for a change of mood, not for every line.
 *
 * @param engine   the engine
 * @param session  the session
 * @param adapter  of the session's model; may still be loading; null = none
 * @param scale    how strongly it changes the model, -16 to 16; 0 = 1, as it was trained
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE, MST_ERROR_LIMIT_REACHED
 *          (too many calls wait for the engine)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_set_adapter(mst_engine* engine, mst_session session,
                                                    mst_adapter adapter, float scale);

/**
 * Asks for the conversation as it stands: who said and did what. It arrives as MST_EVENT_HISTORY.
 *
 * @param engine   the engine
 * @param session  the session
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE, MST_ERROR_LIMIT_REACHED (too
 *          many calls wait for the engine)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_history(mst_engine* engine, mst_session session);

/**
 * Fills counters of a session.
 *
 * @param engine    the engine
 * @param session   the session
 * @param out_info  from MST_SESSION_INFO_INIT
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_session_query(mst_engine* engine, mst_session session,
                                              mst_session_info* out_info);

#ifdef __cplusplus
}
#endif

#endif
