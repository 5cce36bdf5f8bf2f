/** @file
 * Minstrel: requests. One answer of one session, from submit to its terminal event.
 */
#ifndef MINSTREL_REQUEST_H
#define MINSTREL_REQUEST_H

#include "minstrel/grammar.h"
#include "minstrel/session.h"
#include "minstrel/tools.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Bits of mst_request_desc.flags. */
typedef uint64_t mst_request_flags;
/** Samples every token. Without it those that the grammar leaves no choice about are put in
 * together, cut into tokens as the tokenizer cuts text, and where it leaves a few texts, such as
 * the values of an enumeration, one is chosen by the likelihood of the whole text. See
 * docs/grammar.md. */
#define MST_REQUEST_SAMPLE_EVERY_TOKEN_BIT ((mst_request_flags)1)
/** When max_tokens or the context is nearly used up, the grammar is led to a near end, so that the
 * answer is whole: MST_FINISH_CLOSED. See docs/grammar.md. */
#define MST_REQUEST_CLOSE_IN_TIME_BIT ((mst_request_flags)2)
/** Fills a gap: `text` stands before the answer and `suffix` behind it, source text for instance.
 * Nothing else is in the prompt, neither persona nor conversation nor functions, and the
 * conversation does not grow. For models that have learnt it, such as Codestral. The vocabularies
 * of many others have the tokens that it needs as well; where they are missing the request fails
 * with MST_ERROR_UNSUPPORTED. */
#define MST_REQUEST_FILL_IN_BIT ((mst_request_flags)4)

/** What to answer, and how. */
typedef struct mst_request_desc {
    uint32_t struct_size;        /* set by MST_REQUEST_DESC_INIT */
    uint32_t max_tokens;         /* longest answer, calls of functions included; 0 = 512 */
    mst_request_flags flags;     /* 0 = none */
    mst_text text;               /* what the player says; copied. Or absent, and: */
    const mst_message* messages; /* new messages, the last of the user or a tool; copied */
    uint32_t message_count;      /* at most 1,024 */
    uint32_t stop_count;         /* at most 16 */
    const mst_text* stops;       /* strings that end the answer and do not appear in it; copied,
                                    each 1 to 64 bytes */
    const mst_sampling_desc* sampling; /* copied; NULL = the session's */
    uint64_t seed;                     /* 0 = derived from the session's seed and the number of the
                                          request in its session */
    void* user_data;     /* returned in the events of this request; NULL = the session's */
    mst_grammar grammar; /* what the answer must be in; null = free text. The answer ends when the
                            grammar leaves nothing to add, or where the model ends it when it may.
                            Calls of functions are not part of it: they may come before */
    const mst_tools_desc* tools; /* functions that may be called; copied; NULL = the session's */
    uint64_t max_time_ns;        /* from the submit, waiting for results included; 0 = no limit */
    const mst_live_values* live; /* what live strings and rules of the grammar are now; copied. A
                                    grammar with live strings needs values for all of them */
    const mst_text* fields;      /* parts of the answer that come as MST_EVENT_FIELD: JSON pointers
                                    ("/speech"), rules or tags of the grammar ("place"), pointers
                                    into these ("act/door"); copied, each 1 to 256 bytes */
    uint32_t live_count;         /* at most 64 */
    uint32_t field_count;        /* at most 16; they need a grammar */
    mst_text suffix;             /* copied; may be empty; only with MST_REQUEST_FILL_IN_BIT */
} mst_request_desc;

/** Every default of mst_request_desc. */
#define MST_REQUEST_DESC_INIT                                                                 \
    {                                                                                         \
        (uint32_t)sizeof(mst_request_desc), 0u, 0u, {NULL, 0u}, NULL, 0u, 0u, NULL, NULL, 0u, \
            NULL, {0u}, NULL, 0u, NULL, NULL, 0u, 0u, {                                       \
            NULL, 0u                                                                          \
        }                                                                                     \
    }

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
 * Replaces the live values of a request that has been submitted, between two of its tokens: a door
 * was shut. All of them are replaced, and copied. One MST_EVENT_LIVE says whether they hold for
 * what follows, unless the request ends first; they do not when what was said already needs the old
 * ones, and not where rules are fields of the request and its answer has begun.
 *
 * @param engine      the engine
 * @param request     the request
 * @param live        the new values; copied
 * @param live_count  at most 64
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE (its terminal event was
 *          delivered), MST_ERROR_LIMIT_REACHED (length of the text, commands that wait)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_request_set_live(mst_engine* engine, mst_request request,
                                                 const mst_live_values* live, uint32_t live_count);

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
