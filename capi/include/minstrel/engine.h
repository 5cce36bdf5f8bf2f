/* Minstrel: the engine, owner of everything else.
 *
 * One engine has one engine thread and one back end. Two engines in a process know nothing of each
 * other. Everything inside an engine is named by 64-bit ids; stale ids are detected.
 */
#ifndef MINSTREL_ENGINE_H
#define MINSTREL_ENGINE_H

#include "minstrel/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mst_engine mst_engine;

/** Ids. Zero is the null id. Safe to copy, to compare and to keep after the object is gone. */
typedef struct mst_model {
    uint64_t id;
} mst_model;
typedef struct mst_session {
    uint64_t id;
} mst_session;
typedef struct mst_request {
    uint64_t id;
} mst_request;

/** Where the model's arithmetic runs. */
typedef enum mst_backend {
    MST_BACKEND_AUTO = 0, /* the best one that this machine and this build have */
    MST_BACKEND_CPU = 1,
    MST_BACKEND_CUDA = 2,
    MST_BACKEND_FORCE32 = 0x7FFFFFFF
} mst_backend;

/** Highest instruction set that the CPU back end may use. */
typedef enum mst_cpu_level {
    MST_CPU_BEST = 0,
    MST_CPU_SCALAR = 1,
    MST_CPU_AVX2 = 2,
    MST_CPU_AVX512 = 3,
    MST_CPU_LEVEL_FORCE32 = 0x7FFFFFFF
} mst_cpu_level;

typedef uint64_t mst_engine_flags;
/** Adds checks that cost a system call: each call tells an engine that came through a fork, whose
 *  threads do not exist in the child, from a working one (MST_ERROR_INVALID_STATE). */
#define MST_ENGINE_VALIDATION_BIT ((mst_engine_flags)1)

typedef struct mst_engine_desc {
    uint32_t struct_size;           /* set by MST_ENGINE_DESC_INIT */
    uint32_t header_version;        /* set by MST_ENGINE_DESC_INIT */
    mst_engine_flags flags;         /* 0 = none */
    mst_backend backend;            /* 0 = the best available */
    mst_cpu_level max_cpu_level;    /* 0 = the best available */
    uint32_t thread_count;          /* threads that compute on the CPU; 0 = physical cores, at most
                                       8; at most 256 */
    uint32_t max_sessions;          /* 0 = 64; at most 65,536 */
    uint32_t max_requests;          /* accepted and not yet reported; 0 = 256; at most 65,536 */
    uint32_t max_batch_rows;        /* tokens in one step; 0 = 128; 1 to 4,096 */
    uint32_t prefill_chunk_tokens;  /* prompt tokens of one session in one step; 0 = 64; at most
                                       4,096 */
    uint32_t reserved0;             /* must be 0 */
    uint64_t seed;                  /* from which sessions without a seed derive theirs */
    const mst_allocator* allocator; /* copied; NULL = the C library's */
    const mst_log_sink* log_sink;   /* copied; NULL = no log */
    const mst_file_io* file_io;     /* copied; NULL = the operating system's files */
} mst_engine_desc;

#define MST_ENGINE_DESC_INIT                                                                       \
    {                                                                                              \
        (uint32_t)sizeof(mst_engine_desc), MST_HEADER_VERSION, 0u, MST_BACKEND_AUTO, MST_CPU_BEST, \
            0u, 0u, 0u, 0u, 0u, 0u, 0u, NULL, NULL, NULL                                           \
    }

/** Counters since the engine was created, and the present state. */
typedef struct mst_engine_stats {
    uint32_t struct_size; /* set by MST_ENGINE_STATS_INIT */
    uint32_t live_models;
    uint32_t live_sessions;
    uint32_t live_requests;    /* accepted, terminal event not yet delivered */
    uint32_t waiting_requests; /* of these, not yet started */
    uint32_t last_batch_rows;  /* rows of the newest step */
    uint64_t step_count;
    uint64_t prompt_tokens; /* evaluated, without those reused from earlier turns */
    uint64_t reused_tokens; /* prompt tokens whose keys and values were still there */
    uint64_t generated_tokens;
    uint64_t step_time_ns; /* time spent in all steps */
    uint64_t max_step_time_ns;
    uint64_t memory_bytes[MST_MEMORY_TAG_CAPACITY]; /* now, by mst_memory_tag */
    uint64_t mapped_bytes;                          /* weights read from mapped files */
    uint64_t kv_pages_used;
    uint64_t kv_pages_total;
} mst_engine_stats;

#define MST_ENGINE_STATS_INIT                                                           \
    {                                                                                   \
        (uint32_t)sizeof(mst_engine_stats), 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, \
            {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u}, 0u, 0u, 0u                                \
    }

/**
 * Creates an engine and starts its thread.
 *
 * @param desc        limits and hooks, from MST_ENGINE_DESC_INIT; NULL is an error
 * @param out_engine  receives the engine, to be released by mst_engine_destroy; NULL on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_UNSUPPORTED (header of another version,
 *          back end not available), MST_ERROR_OUT_OF_MEMORY
 * @threads exclusive
 * @blocks brief
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_create(const mst_engine_desc* desc, mst_engine** out_engine);

/**
 * Cancels everything, joins the engine's threads and frees it. Delivers no further events. Does
 * nothing inside a hook and in a process that inherited the engine through a fork.
 *
 * @param engine  the engine; NULL does nothing
 * @threads exclusive
 * @blocks until the running step is over
 * @since 0.1
 */
MST_API void MST_CALL mst_engine_destroy(mst_engine* engine);

/**
 * Fills counters and memory figures.
 *
 * @param engine     the engine
 * @param out_stats  from MST_ENGINE_STATS_INIT
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_query_stats(mst_engine* engine, mst_engine_stats* out_stats);

/**
 * Lends the name of the device that computes, such as "cpu: avx512-vnni, 2 threads".
 *
 * @param engine    the engine
 * @param out_text  receives text that is valid until mst_engine_destroy
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_get_device(mst_engine* engine, mst_text* out_text);

#ifdef __cplusplus
}
#endif

#endif
