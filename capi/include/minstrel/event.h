/** @file
 * Minstrel: events, the only way in which the library speaks to the host. See docs/events.md.
 */
#ifndef MINSTREL_EVENT_H
#define MINSTREL_EVENT_H

#include "minstrel/request.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What happened. `values` not named here are 0. Hosts must tolerate unknown types. */
typedef enum mst_event_type {
    /* values[0] = model id, values[1] = bytes done, values[2] = bytes in all. Merged. */
    MST_EVENT_MODEL_PROGRESS = 1,
    /* values[0] = model id, values[1] = load time in ns */
    MST_EVENT_MODEL_READY = 2,
    /* values[0] = model id; result and text say why */
    MST_EVENT_MODEL_FAILED = 3,
    /* text = new text of the answer, merged when the host polls rarely; whole code points only.
       values[0] = tokens of the answer so far */
    MST_EVENT_TEXT = 4,
    /* The context overflowed and the oldest turns were forgotten. values[0] = messages dropped,
       values[1] = messages left */
    MST_EVENT_CONTEXT_TRIMMED = 5,
    /* Terminal: the answer is complete. values[0] = tokens generated, values[1] = mst_finish,
       values[2] = time to the first token in ns, values[3] = prompt tokens. For
       MST_FINISH_TOOL_CALLS payload = the JSON list of calls as the model wrote it */
    MST_EVENT_DONE = 6,
    /* Terminal: result and text say why */
    MST_EVENT_FAILED = 7,
    /* Terminal: mst_request_cancel, or the end of its session or model. values[0] as in DONE */
    MST_EVENT_CANCELLED = 8,
    /* values[0] = grammar id, values[1] = time to compile in ns; payload = JSON list of the
       keywords of a schema that are not enforced, with their places; empty when all are */
    MST_EVENT_GRAMMAR_READY = 9,
    /* values[0] = grammar id; result and text say why and where */
    MST_EVENT_GRAMMAR_FAILED = 10,
    /* values[0] = toolset id, values[1] = time to compile in ns */
    MST_EVENT_TOOLSET_READY = 11,
    /* values[0] = toolset id; result and text say why and where */
    MST_EVENT_TOOLSET_FAILED = 12,
    /* The character calls a function and waits for mst_tool_reply. text = name, payload =
       arguments, a JSON object that keeps to the schema; values[0] = mst_call id, values[1] = its
       number in the round, from 0, values[2] = calls in the round, values[3] = number of the round,
       from 1 */
    MST_EVENT_TOOL_CALL = 13,
    /* As MST_EVENT_TOOL_CALL, but nothing may happen yet: answer with mst_tool_confirm */
    MST_EVENT_TOOL_CONFIRM = 14,
    /* A call that the game does not see, or, for a time-out, sees no more. The model is told.
       text = name, if there is one, payload = why, values[0] = mst_refusal, values[1] = mst_call id
       or 0 */
    MST_EVENT_TOOL_REFUSED = 15,
    /* All results of a round are in and the model goes on. values[0] = number of the round,
       values[1] = calls so far, values[2] = tokens generated so far */
    MST_EVENT_TOOL_ROUND = 16,
    /* Answer to mst_session_history, merged. payload = JSON list of messages: "role" of system,
       user, assistant or tool, "content", "tool_calls", "tool_call_id" */
    MST_EVENT_HISTORY = 17,
    /* text = what the model thinks before it speaks, merged when the host polls rarely; whole code
       points only. It is no part of the answer and not kept in the conversation. values[0] = tokens
       of the answer so far. Only from models that were trained to think */
    MST_EVENT_THINKING = 18,
    /* text = new text of a part of the answer, see mst_request_desc.fields, merged when the host
       polls rarely; whole code points only. A string at a JSON pointer comes decoded, all else as
       it stands in the answer, whose MST_EVENT_TEXT has it too. payload = the field as requested,
       values[0] = its number, values[1] = how often it was complete before, values[2] = 1: it is
       complete now, values[3] = tokens of the answer so far */
    MST_EVENT_FIELD = 19,
    /* Answer to mst_request_set_live, merged. values[0] = 1: the values hold for what follows;
       0: the request keeps those that it had, and payload = why */
    MST_EVENT_LIVE = 20,
    /* The model runs on another back end than the one that models of this engine go to, or from now
       on. values[0] = model id, values[1] = mst_backend, values[2] = its last layers that are on
       the GPU nevertheless; result and text say why: MST_ERROR_DEVICE_LOST (its requests go on,
       from what was said so far), MST_ERROR_OUT_OF_DEVICE_MEMORY or MST_ERROR_UNSUPPORTED (it is
       loaded, elsewhere). With MST_BACKEND_CUDA as values[1] there is no other and its requests
       fail */
    MST_EVENT_MODEL_MOVED = 21,
    /* values[0] = adapter id, values[1] = load time in ns, values[2] = model id */
    MST_EVENT_ADAPTER_READY = 22,
    /* values[0] = adapter id, values[2] = model id; result and text say why */
    MST_EVENT_ADAPTER_FAILED = 23,
    MST_EVENT_TYPE_FORCE32 = 0x7FFFFFFF
} mst_event_type;

/** Why an answer is complete. */
typedef enum mst_finish {
    MST_FINISH_END = 1,        /* the model ended its turn */
    MST_FINISH_MAX_TOKENS = 2, /* max_tokens of the request */
    MST_FINISH_STOP = 3,       /* a stop string */
    MST_FINISH_CONTEXT = 4,    /* the session's context is full */
    MST_FINISH_TOOL_CALLS = 5, /* the model called functions of a session with tools_json */
    MST_FINISH_TIME = 6,       /* max_time_ns of the request */
    MST_FINISH_CLOSED = 7,     /* MST_REQUEST_CLOSE_IN_TIME_BIT: short of tokens, but whole */
    MST_FINISH_FORCE32 = 0x7FFFFFFF
} mst_finish;

/** One event (frozen, 128 bytes). */
typedef struct mst_event {
    mst_event_type type;  /* says what the other fields mean */
    mst_result result;    /* MST_OK unless the event reports a failure */
    mst_session session;  /* null for events of a model, adapter, grammar or toolset */
    mst_request request;  /* likewise */
    uint64_t sequence;    /* grows by one over the whole engine, in order of delivery */
    uint64_t time_ns;     /* monotonic clock at which it happened */
    mst_text text;        /* valid until the next mst_engine_poll or mst_engine_wait */
    mst_text payload;     /* likewise */
    uint64_t values[4];   /* as mst_event_type says */
    void* user_data;      /* of the request, session, model, adapter, grammar or toolset */
    uint64_t reserved[2]; /* 0 */
} mst_event;

/**
 * Takes events that are there, at most 128 in one call. MST_NOT_READY says that none is left.
 *
 * @param engine      the engine
 * @param out_events  array of `capacity` events; text in them is valid until the next poll or wait
 * @param capacity    size of the array, at least 1
 * @param out_count   receives the number of events written
 * @returns MST_OK, MST_NOT_READY (none), MST_ERROR_INVALID_ARGUMENT, MST_ERROR_BUSY (another
 *          thread is in poll or wait)
 * @threads pump
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_poll(mst_engine* engine, mst_event* out_events,
                                            uint32_t capacity, uint32_t* out_count);

/**
 * As mst_engine_poll, but waits for the first event. Takes what is there by then.
 *
 * @param engine      the engine
 * @param timeout_ns  longest wait; UINT64_MAX = no limit
 * @param out_events  array of `capacity` events; text in them is valid until the next poll or wait
 * @param capacity    size of the array, at least 1
 * @param out_count   receives the number of events written
 * @returns MST_OK, MST_TIMEOUT, MST_NOT_READY (mst_engine_wake), MST_ERROR_INVALID_ARGUMENT,
 *          MST_ERROR_BUSY
 * @threads pump
 * @blocks until an event, the time limit or mst_engine_wake
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_wait(mst_engine* engine, uint64_t timeout_ns,
                                            mst_event* out_events, uint32_t capacity,
                                            uint32_t* out_count);

/**
 * Releases the thread that is in mst_engine_wait, or the next one that enters it.
 *
 * @param engine  the engine
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_wake(mst_engine* engine);

#ifdef __cplusplus
}
#endif

#endif
