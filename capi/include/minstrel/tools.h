/** @file
 * Minstrel: function calling. What characters may do, and what came of it. See docs/tools.md.
 */
#ifndef MINSTREL_TOOLS_H
#define MINSTREL_TOOLS_H

#include "minstrel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Bits of mst_tool.flags. */
typedef uint64_t mst_tool_flags;
/** A call of this function is asked about first: MST_EVENT_TOOL_CONFIRM, see mst_tool_confirm. */
#define MST_TOOL_CONFIRM_BIT ((mst_tool_flags)1)

/** One function that a model may call (frozen). */
typedef struct mst_tool {
    mst_text name;        /* 1 to 64 of A-Z a-z 0-9 _ -; distinct in its toolset */
    mst_text description; /* what it does, for the model; may be absent */
    mst_text parameters;  /* JSON Schema of an object; absent = no parameters. A string with the
                             keyword "live": NAME takes its values from mst_live_values */
    mst_text declaration; /* what the model reads in place of the parameters: JSON; absent = the
                             parameters, live ones with their values */
    mst_tool_flags flags; /* 0 = none */
    uint64_t reserved0;   /* must be 0 */
} mst_tool;

/** Functions that are compiled together. */
typedef struct mst_toolset_desc {
    uint32_t struct_size;  /* set by MST_TOOLSET_DESC_INIT */
    uint32_t tool_count;   /* 1 to 256 */
    const mst_tool* tools; /* copied */
    uint64_t flags;        /* must be 0 */
    void* user_data;       /* returned in the events of this toolset */
} mst_toolset_desc;

/** Every default of mst_toolset_desc. */
#define MST_TOOLSET_DESC_INIT \
    { (uint32_t)sizeof(mst_toolset_desc), 0u, NULL, 0u, NULL }

/** Whether the model calls functions. */
typedef enum mst_tool_choice {
    MST_TOOL_CHOICE_AUTO = 0,     /* as it thinks fit */
    MST_TOOL_CHOICE_NONE = 1,     /* it knows of none */
    MST_TOOL_CHOICE_ANY = 2,      /* it begins with a call */
    MST_TOOL_CHOICE_FUNCTION = 3, /* it begins with a call of `function` */
    MST_TOOL_CHOICE_FORCE32 = 0x7FFFFFFF
} mst_tool_choice;

/** Values that a "live" parameter may take now: the doors in sight (frozen). */
typedef struct mst_live_values {
    mst_text name;          /* as the schema has it */
    const mst_text* values; /* copied */
    uint32_t value_count;   /* 0: functions that need one cannot be called */
    uint32_t reserved0;     /* must be 0 */
} mst_live_values;

/** Bits of mst_tools_desc.flags. */
typedef uint64_t mst_tools_flags;
/** Calls are not held to their grammar while they are written, only checked when they are complete.
 *  What is wrong is reported by MST_EVENT_TOOL_REFUSED and told to the model. */
#define MST_TOOLS_UNCONSTRAINED_BIT ((mst_tools_flags)1)

/** What the characters of a session, or one request, may call, and how often. */
typedef struct mst_tools_desc {
    uint32_t struct_size;          /* set by MST_TOOLS_DESC_INIT */
    mst_tool_choice choice;        /* 0 = auto */
    mst_tools_flags flags;         /* 0 = none */
    mst_toolset toolset;           /* may still be compiling; of a request: null = the session's */
    const mst_text* allowed;       /* names of the functions allowed; copied; NULL = all. A request
                                      is allowed what it names and its session allows */
    uint32_t allowed_count;        /* at most 256 */
    uint32_t live_count;           /* at most 64 */
    const mst_live_values* live;   /* copied */
    mst_text function;             /* of MST_TOOL_CHOICE_FUNCTION; copied */
    uint32_t max_calls;            /* in one round, at most 64; 0 = 8 */
    uint32_t max_rounds;           /* rounds of calls before the model has to answer; 0 = 4 */
    uint32_t max_argument_bytes;   /* of one call; 0 = 16,384 */
    uint32_t max_reply_bytes;      /* of one result; 0 = 65,536 */
    uint32_t max_calls_per_minute; /* of the session; 0 = no limit */
    uint32_t reserved0;            /* must be 0 */
    uint64_t reply_timeout_ns;     /* longest wait for one result; 0 = no limit */
} mst_tools_desc;

/** Every default of mst_tools_desc. */
#define MST_TOOLS_DESC_INIT                                                                   \
    {                                                                                         \
        (uint32_t)sizeof(mst_tools_desc), MST_TOOL_CHOICE_AUTO, 0u, {0u}, NULL, 0u, 0u, NULL, \
            {NULL, 0u}, 0u, 0u, 0u, 0u, 0u, 0u, 0u                                            \
    }

/** Why a call does not reach the game. */
typedef enum mst_refusal {
    MST_REFUSAL_MALFORMED = 1,        /* what the model wrote is no call, or ended in one */
    MST_REFUSAL_UNKNOWN_FUNCTION = 2, /* no function of the toolset */
    MST_REFUSAL_NOT_ALLOWED = 3,      /* not of those allowed here */
    MST_REFUSAL_BAD_ARGUMENTS = 4,    /* not as the parameters' schema has them */
    MST_REFUSAL_TOO_LARGE = 5,        /* max_argument_bytes */
    MST_REFUSAL_TOO_MANY_CALLS = 6,   /* max_calls */
    MST_REFUSAL_RATE = 7,             /* max_calls_per_minute, or too many calls open */
    MST_REFUSAL_DENIED = 8,           /* mst_tool_confirm said no */
    MST_REFUSAL_TIMEOUT = 9,          /* reply_timeout_ns; the call had reached the game */
    MST_REFUSAL_FORCE32 = 0x7FFFFFFF
} mst_refusal;

/** Bits of mst_tool_reply_desc.flags. */
typedef uint64_t mst_tool_reply_flags;
/** The text says what went wrong. */
#define MST_TOOL_REPLY_ERROR_BIT ((mst_tool_reply_flags)1)

/** What came of a call. */
typedef struct mst_tool_reply_desc {
    uint32_t struct_size;       /* set by MST_TOOL_REPLY_DESC_INIT */
    uint32_t reserved0;         /* must be 0 */
    mst_tool_reply_flags flags; /* 0 = none */
    mst_text text;              /* JSON or plain text; copied. Never read as control tokens */
} mst_tool_reply_desc;

/** Every default of mst_tool_reply_desc. */
#define MST_TOOL_REPLY_DESC_INIT                         \
    {                                                    \
        (uint32_t)sizeof(mst_tool_reply_desc), 0u, 0u, { \
            NULL, 0u                                     \
        }                                                \
    }

/**
 * Starts compiling a toolset and returns its id at once.
 *
 * One MST_EVENT_TOOLSET_READY or MST_EVENT_TOOLSET_FAILED follows; once poll or wait has given out
 * the latter the id is stale.
 * Sessions and requests may name the toolset before that; they wait for it. A toolset does not
 * change and may be used by any number of sessions, on any model.
 *
 * @param engine       the engine
 * @param desc         the functions, from MST_TOOLSET_DESC_INIT
 * @param out_toolset  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_LIMIT_REACHED (256 toolsets, length of the
 *          text)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_toolset_create(mst_engine* engine, const mst_toolset_desc* desc,
                                               mst_toolset* out_toolset);

/**
 * Gives a toolset up. Requests that have begun keep it until they end; those that have not, fail.
 *
 * @param engine   the engine
 * @param toolset  the toolset; stale afterwards
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_toolset_destroy(mst_engine* engine, mst_toolset toolset);

/**
 * Answers MST_EVENT_TOOL_CONFIRM. Allowed, the call follows as MST_EVENT_TOOL_CALL; otherwise it is
 * refused and the model is told.
 *
 * @param engine   the engine
 * @param call     values[0] of the event
 * @param allowed  0 = no, 1 = yes
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE (the call has ended),
 *          MST_ERROR_LIMIT_REACHED (too many calls wait for the engine)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_tool_confirm(mst_engine* engine, mst_call call, uint32_t allowed);

/**
 * Gives the result of a call. When all calls of the round have theirs, the model goes on in the
 * same request. Results may come in any order and many frames later.
 *
 * @param engine  the engine
 * @param call    values[0] of MST_EVENT_TOOL_CALL; stale afterwards
 * @param desc    the result, from MST_TOOL_REPLY_DESC_INIT
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE (answered, timed out, or its
 *          request has ended), MST_ERROR_LIMIT_REACHED (length of the text)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_tool_reply(mst_engine* engine, mst_call call,
                                           const mst_tool_reply_desc* desc);

#ifdef __cplusplus
}
#endif

#endif
