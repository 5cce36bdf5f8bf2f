/* Minstrel: events, the only way in which the library speaks to the host. See docs/events.md. */
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
    MST_EVENT_TYPE_FORCE32 = 0x7FFFFFFF
} mst_event_type;

/** Why an answer is complete. */
typedef enum mst_finish {
    MST_FINISH_END = 1,        /* the model ended its turn */
    MST_FINISH_MAX_TOKENS = 2, /* max_tokens of the request */
    MST_FINISH_STOP = 3,       /* a stop string */
    MST_FINISH_CONTEXT = 4,    /* the session's context is full */
    MST_FINISH_TOOL_CALLS = 5, /* the model called functions */
    MST_FINISH_FORCE32 = 0x7FFFFFFF
} mst_finish;

/** One event (frozen, 128 bytes). */
typedef struct mst_event {
    mst_event_type type;
    mst_result result;   /* MST_OK unless the event reports a failure */
    mst_session session; /* null for events of a model */
    mst_request request; /* null for events of a model */
    uint64_t sequence;   /* grows by one over the whole engine, in order of delivery */
    uint64_t time_ns;    /* monotonic clock at which it happened */
    mst_text text;       /* valid until the next mst_engine_poll or mst_engine_wait */
    mst_text payload;    /* likewise */
    uint64_t values[4];
    void* user_data; /* of the request, session or model */
    uint64_t reserved[2];
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
