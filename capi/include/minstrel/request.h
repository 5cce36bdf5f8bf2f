/* Minstrel: requests. One answer of one session, from submit to its terminal event. */
#ifndef MINSTREL_REQUEST_H
#define MINSTREL_REQUEST_H

#include "minstrel/session.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t mst_request_flags;

typedef struct mst_request_desc {
    uint32_t struct_size;        /* set by MST_REQUEST_DESC_INIT */
    uint32_t max_tokens;         /* longest answer; 0 = 512 */
    mst_request_flags flags;     /* must be 0 */
    mst_text text;               /* what the player says; copied. Or absent, and: */
    const mst_message* messages; /* new messages, the last of the user or a tool; copied */
    uint32_t message_count;      /* at most 1,024 */
    uint32_t stop_count;         /* at most 16 */
    const mst_text* stops;       /* strings that end the answer and do not appear in it; copied,
                                    each 1 to 64 bytes */
    const mst_sampling_desc* sampling; /* copied; NULL = the session's */
    uint64_t seed;                     /* 0 = derived from the session's seed and the number of the
                                          request in its session */
    void* user_data; /* returned in the events of this request; NULL = the session's */
} mst_request_desc;

#define MST_REQUEST_DESC_INIT \
    { (uint32_t)sizeof(mst_request_desc), 0u, 0u, {NULL, 0u}, NULL, 0u, 0u, NULL, NULL, 0u, NULL }

/**
 * Queues a prompt for generation and returns its request id.
 *
 * The descriptor and all text in it are copied. Progress arrives as events, see docs/events.md.
 * The conversation grows when the request is done: by the new messages and the answer. After
 * MST_EVENT_FAILED and MST_EVENT_CANCELLED it is as before.
 *
 * @param engine       the engine
 * @param session      session to continue; its earlier requests finish first
 * @param desc         what to answer, from MST_REQUEST_DESC_INIT
 * @param out_request  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE, MST_ERROR_LIMIT_REACHED
 *          (max_requests, length of the text)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_request_submit(mst_engine* engine, mst_session session,
                                               const mst_request_desc* desc,
                                               mst_request* out_request);

/**
 * Asks a request to end. Answered by its terminal event, which may also say that it was done
 * already. May be called again, in every state.
 *
 * @param engine   the engine
 * @param request  the request
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE (its terminal event was
 *          delivered)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_request_cancel(mst_engine* engine, mst_request request);

#ifdef __cplusplus
}
#endif

#endif
