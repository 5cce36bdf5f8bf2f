/** @file
 * Minstrel: grammars. What an answer must look like, to the letter. See docs/grammar.md.
 */
#ifndef MINSTREL_GRAMMAR_H
#define MINSTREL_GRAMMAR_H

#include "minstrel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a grammar is written. */
typedef enum mst_grammar_kind {
    MST_GRAMMAR_JSON_SCHEMA = 1, /* drafts 2020-12, 2019-09 and 7; see docs/grammar.md */
    MST_GRAMMAR_GBNF = 2,        /* rules as llama.cpp writes them; the start is `root` */
    MST_GRAMMAR_REGEX = 3,       /* ECMA-262; describes the whole answer */
    MST_GRAMMAR_CHOICES = 4,     /* one of `choices` */
    MST_GRAMMAR_LARK = 5,        /* rules as Lark and llguidance write them; the start is `start` */
    MST_GRAMMAR_TAGS = 6,        /* free text, and `tags` in it */
    MST_GRAMMAR_KIND_FORCE32 = 0x7FFFFFFF
} mst_grammar_kind;

/** Bits of mst_grammar_desc.flags. */
typedef uint64_t mst_grammar_flags;
/** Members of objects may come in any order; otherwise as the schema declares them. */
#define MST_GRAMMAR_ANY_ORDER_BIT ((mst_grammar_flags)1)
/** `format` is an annotation, as the newer drafts have it; otherwise it is enforced. */
#define MST_GRAMMAR_FORMAT_ANNOTATION_BIT ((mst_grammar_flags)2)

/** A stretch of an answer that is held to a grammar, in text that is not (frozen). */
typedef struct mst_grammar_tag {
    mst_text name;         /* for mst_request_desc.fields: the content; may be absent. At most 64 of
                              A-Z a-z 0-9 _ - */
    mst_text begin;        /* the text that begins the tag, 1 to 64 bytes. None may stand in another
                              one */
    mst_text end;          /* what follows the content, at most 64 bytes; may be absent */
    mst_text text;         /* the grammar of the content */
    mst_grammar_kind kind; /* of the content: JSON schema, GBNF, regex or Lark */
    uint32_t reserved0;    /* must be 0 */
} mst_grammar_tag;

/** What a grammar is. */
typedef struct mst_grammar_desc {
    uint32_t struct_size;        /* set by MST_GRAMMAR_DESC_INIT */
    mst_grammar_kind kind;       /* required */
    mst_grammar_flags flags;     /* of JSON Schema; 0 = none */
    mst_text text;               /* the schema, rules or expression; copied */
    const mst_text* choices;     /* of MST_GRAMMAR_CHOICES; copied */
    uint32_t choice_count;       /* at most 65,536 */
    uint32_t max_gap;            /* white space allowed between two tokens of JSON; at most 8,
                                    0 = compact */
    const mst_text* unenforced;  /* keywords of a schema that may stay unenforced where they cannot
                                    be enforced; otherwise they are refused; copied */
    uint32_t unenforced_count;   /* at most 64 */
    uint32_t reserved0;          /* must be 0 */
    void* user_data;             /* returned in the events of this grammar */
    const mst_grammar_tag* tags; /* of MST_GRAMMAR_TAGS; copied */
    uint32_t tag_count;          /* at most 64 */
    uint32_t reserved1;          /* must be 0 */
} mst_grammar_desc;

/** Every default of mst_grammar_desc. */
#define MST_GRAMMAR_DESC_INIT                                                                      \
    {                                                                                              \
        (uint32_t)sizeof(mst_grammar_desc), MST_GRAMMAR_JSON_SCHEMA, 0u, {NULL, 0u}, NULL, 0u, 0u, \
            NULL, 0u, 0u, NULL, NULL, 0u, 0u                                                       \
    }

/** How far a text is in a grammar. */
typedef struct mst_grammar_match {
    uint32_t struct_size;    /* set by MST_GRAMMAR_MATCH_INIT */
    uint32_t complete;       /* 1: the whole text matches */
    uint64_t accepted_bytes; /* of the text, from its start */
} mst_grammar_match;

/** A mst_grammar_match that waits to be filled. */
#define MST_GRAMMAR_MATCH_INIT \
    { (uint32_t)sizeof(mst_grammar_match), 0u, 0u }

/**
 * Starts compiling a grammar and returns its id at once.
 *
 * One MST_EVENT_GRAMMAR_READY or MST_EVENT_GRAMMAR_FAILED follows; once poll or wait has given out
 * the latter the id is stale.
 * Requests may name the grammar before that; they wait for it. A grammar may be used by any number
 * of requests, on any model.
 *
 * @param engine       the engine
 * @param desc         what to compile, from MST_GRAMMAR_DESC_INIT
 * @param out_grammar  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_LIMIT_REACHED (1,024 grammars, length of
 *          the text)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_grammar_create(mst_engine* engine, const mst_grammar_desc* desc,
                                               mst_grammar* out_grammar);

/**
 * Gives a grammar up. Requests that were submitted with it keep it until they end.
 *
 * @param engine   the engine
 * @param grammar  the grammar; stale afterwards
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_grammar_destroy(mst_engine* engine, mst_grammar grammar);

/**
 * Tells whether a text is in a grammar, and if not, where it leaves it. Strings with "live" may be
 * any string.
 *
 * @param engine     the engine
 * @param grammar    the grammar
 * @param text       the text to test
 * @param out_match  from MST_GRAMMAR_MATCH_INIT
 * @returns MST_OK, MST_NOT_READY while it compiles, MST_ERROR_INVALID_ARGUMENT,
 *          MST_ERROR_STALE_HANDLE, MST_ERROR_LIMIT_REACHED (work)
 * @threads any
 * @blocks brief
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_grammar_test(mst_engine* engine, mst_grammar grammar, mst_text text,
                                             mst_grammar_match* out_match);

#ifdef __cplusplus
}
#endif

#endif
