/** @file
 * Minstrel: the engine, owner of everything else.
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

/** The engine: an opaque object, made by mst_engine_create. */
typedef struct mst_engine mst_engine;

/* Ids are safe to copy, to compare and to keep after the object is gone. */

/** Id of a model. */
typedef struct mst_model {
    uint64_t id; /* 0 = null */
} mst_model;
/** Id of a session. */
typedef struct mst_session {
    uint64_t id; /* 0 = null */
} mst_session;
/** Id of a request. */
typedef struct mst_request {
    uint64_t id; /* 0 = null */
} mst_request;
/** Id of an adapter. */
typedef struct mst_adapter {
    uint64_t id; /* 0 = null */
} mst_adapter;
/** Id of a grammar. */
typedef struct mst_grammar {
    uint64_t id; /* 0 = null */
} mst_grammar;
/** Id of a toolset. */
typedef struct mst_toolset {
    uint64_t id; /* 0 = null */
} mst_toolset;
/** Id of a call of a function. */
typedef struct mst_call {
    uint64_t id; /* 0 = null */
} mst_call;

/** Where the model's arithmetic runs. */
typedef enum mst_backend {
    MST_BACKEND_AUTO = 0, /* the best one that this machine and this build have */
    MST_BACKEND_CPU = 1,
    MST_BACKEND_CUDA = 2,
    MST_BACKEND_SCRIPTED = 3, /* no model: plays scripts, for tests of games; see
                                 docs/testing-your-game.md */
    MST_BACKEND_FORCE32 = 0x7FFFFFFF
} mst_backend;

/** Highest instruction set that the CPU back end may use. */
typedef enum mst_cpu_level {
    MST_CPU_BEST = 0,
    MST_CPU_SCALAR = 1,
    MST_CPU_AVX2 = 2,
    MST_CPU_AVX512 = 3,
    MST_CPU_AVX_VNNI = 4,    /* between the two before */
    MST_CPU_NEON = 5,        /* every 64-bit ARM processor */
    MST_CPU_NEON_DOT = 6,    /* with the dot product of ARMv8.2 */
    MST_CPU_AVX512_BF16 = 7, /* MST_CPU_AVX512 with products of bfloat16 */
    MST_CPU_AMX = 8,         /* besides, tiles of AMX, where the process may use them: see
                                mst_amx_allow */
    MST_CPU_LEVEL_FORCE32 = 0x7FFFFFFF
} mst_cpu_level;

/** What became of the GPU. */
typedef enum mst_cuda_state {
    MST_CUDA_NOT_ASKED = 0, /* the engine was told to use another back end */
    MST_CUDA_IN_USE = 1,
    MST_CUDA_LOST = 2,             /* it failed while the engine ran */
    MST_CUDA_LIBRARY_MISSING = 3,  /* no libminstrel_cuda beside the library or at its path */
    MST_CUDA_LIBRARY_UNUSABLE = 4, /* of another release, or it cannot be opened */
    MST_CUDA_DRIVER_MISSING = 5,
    MST_CUDA_DRIVER_TOO_OLD = 6,
    MST_CUDA_NO_DEVICE = 7, /* none, not the one that was named, or below capability 7.5 */
    MST_CUDA_OUT_OF_MEMORY = 8,
    MST_CUDA_FAILED = 9, /* the driver refused; the log says with which number */
    MST_CUDA_STATE_FORCE32 = 0x7FFFFFFF
} mst_cuda_state;

/** Bits of mst_cuda_desc.flags. */
typedef uint64_t mst_cuda_flags;
/** The stream's priority is the highest instead of the lowest: for servers. */
#define MST_CUDA_HIGH_PRIORITY_BIT ((mst_cuda_flags)1)
/** Every step is enqueued kernel by kernel: for debuggers. */
#define MST_CUDA_WITHOUT_GRAPHS_BIT ((mst_cuda_flags)2)
/** Steps of 256 rows and more multiply by NVIDIA's cuBLASLt, where that is installed; else log
 * message 105 says why not. What a prompt is answered then depends, in the last bits, on how it is
 * cut into steps. Without larger max_batch_rows and prefill_chunk_tokens no step has as many rows.
 * See docs/gpu.md. */
#define MST_CUDA_CUBLASLT_BIT ((mst_cuda_flags)4)

/** How an engine uses a GPU. */
typedef struct mst_cuda_desc {
    uint32_t struct_size;  /* set by MST_CUDA_DESC_INIT */
    uint32_t device;       /* its number from 1, see mst_device_query; 0 = the one with the most
                              memory; with a context of the host's, that context's */
    mst_cuda_flags flags;  /* 0 = none */
    uint64_t memory_bytes; /* for all models with their pages and workspaces; 0 = what is free */
    mst_text library_path; /* of libminstrel_cuda; copied; empty = beside this library */
    void* context;         /* CUcontext of the host, which must outlive the engine; NULL = the
                              device's primary one */
    void* stream;          /* CUstream in that context, likewise; NULL = an own one a model */
} mst_cuda_desc;

/** Every default of mst_cuda_desc. */
#define MST_CUDA_DESC_INIT \
    { (uint32_t)sizeof(mst_cuda_desc), 0u, 0u, 0u, {NULL, 0u}, NULL, NULL }

/** Bytes of mst_device_info.name. */
#define MST_DEVICE_NAME_BYTES 64

/** A GPU. */
typedef struct mst_device_info {
    uint32_t struct_size;             /* set by MST_DEVICE_INFO_INIT */
    uint32_t compute_major;           /* of its compute capability */
    uint32_t compute_minor;           /* likewise */
    uint32_t multiprocessors;         /* that compute side by side */
    uint64_t total_bytes;             /* of its memory */
    uint64_t free_bytes;              /* now */
    uint64_t bytes_per_second;        /* of its memory, by its clocks; 0 = unknown */
    char name[MST_DEVICE_NAME_BYTES]; /* UTF-8, ends with zero */
} mst_device_info;

/** A mst_device_info that waits to be filled. */
#define MST_DEVICE_INFO_INIT                                         \
    {                                                                \
        (uint32_t)sizeof(mst_device_info), 0u, 0u, 0u, 0u, 0u, 0u, { \
            0                                                        \
        }                                                            \
    }

/** Bits of mst_engine_desc.flags. */
typedef uint64_t mst_engine_flags;
/** Adds checks that cost a system call: each call tells an engine that came through a fork, whose
 *  threads do not exist in the child, from a working one (MST_ERROR_INVALID_STATE). */
#define MST_ENGINE_VALIDATION_BIT ((mst_engine_flags)1)

/** Whom the engine's threads make way for when cores are short. Threads of the host stay as they
 *  are. */
typedef enum mst_thread_priority {
    MST_THREAD_PRIORITY_NORMAL = 0, /* nobody: they are like the thread that creates the engine */
    MST_THREAD_PRIORITY_LOW = 1,    /* the game: at least nice 10 on Linux */
    MST_THREAD_PRIORITY_LOWEST = 2, /* everybody: nice 19 */
    MST_THREAD_PRIORITY_FORCE32 = 0x7FFFFFFF
} mst_thread_priority;

/** Limits and hooks of an engine. */
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
    const mst_allocator* allocator; /* copied; NULL = the C library's, and the system's for
                                       blocks of 2 MiB and more */
    const mst_log_sink* log_sink;   /* copied; NULL = no log */
    const mst_file_io* file_io;     /* copied; NULL = the operating system's files */
    const mst_signature_check* signature_check; /* copied; NULL = every model is accepted */
    const mst_task_system* task_system;         /* copied; NULL = own threads; experimental */
    const mst_cuda_desc* cuda;                  /* copied; NULL = all of it by default */
    mst_thread_priority thread_priority; /* of the engine's threads; 0 = as the creating thread's */
    uint32_t reserved1;                  /* must be 0 */
    uint64_t core_mask; /* cores that the engine's threads keep to, bit n is core n; 0 = wherever
                           the system puts them. Linux. See docs/threads.md */
} mst_engine_desc;

/** Every default of mst_engine_desc. */
#define MST_ENGINE_DESC_INIT                                                                       \
    {                                                                                              \
        (uint32_t)sizeof(mst_engine_desc), MST_HEADER_VERSION, 0u, MST_BACKEND_AUTO, MST_CPU_BEST, \
            0u, 0u, 0u, 0u, 0u, 0u, 0u, NULL, NULL, NULL, NULL, NULL, NULL,                        \
            MST_THREAD_PRIORITY_NORMAL, 0u, 0u                                                     \
    }

/** Counters since the engine was created, and the present state. */
typedef struct mst_engine_stats {
    uint32_t struct_size;      /* set by MST_ENGINE_STATS_INIT */
    uint32_t live_models;      /* loading ones included */
    uint32_t live_sessions;    /* not yet destroyed */
    uint32_t live_requests;    /* accepted, terminal event not yet delivered */
    uint32_t waiting_requests; /* of these, not yet started */
    uint32_t last_batch_rows;  /* rows of the newest step */
    uint64_t step_count;       /* forward passes */
    uint64_t prompt_tokens;    /* evaluated, without those reused from earlier turns */
    uint64_t reused_tokens;    /* prompt tokens whose keys and values were still there */
    uint64_t generated_tokens; /* of all answers */
    uint64_t step_time_ns;     /* time spent in all steps */
    uint64_t max_step_time_ns; /* of the longest step */
    uint64_t memory_bytes[MST_MEMORY_TAG_CAPACITY]; /* now, by mst_memory_tag */
    uint64_t mapped_bytes;                          /* weights read from mapped files */
    uint64_t kv_pages_used;                         /* of keys and values, all models together */
    uint64_t kv_pages_total;                        /* likewise */
    uint64_t forced_tokens;    /* of generated_tokens, those that a grammar left no choice about */
    uint32_t thread_count;     /* threads that compute on the CPU, the engine thread included */
    uint32_t max_thread_count; /* what mst_engine_set_thread_count may ask for */
    mst_backend backend;       /* where models go that are loaded now */
    mst_cuda_state cuda_state; /* what became of the GPU */
    uint64_t device_bytes;     /* memory of the GPU that models and adapters have */
} mst_engine_stats;

/** A mst_engine_stats that waits to be filled. */
#define MST_ENGINE_STATS_INIT                                                           \
    {                                                                                   \
        (uint32_t)sizeof(mst_engine_stats), 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, \
            {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u}, 0u, 0u, 0u, 0u, 0u, 0u, MST_BACKEND_AUTO, \
            MST_CUDA_NOT_ASKED, 0u                                                      \
    }

/**
 * Lets this process use AMX, the matrix instructions of newer Xeon processors, which read long
 * prompts and answer many sessions faster. Engines created afterwards use them, unless their
 * max_cpu_level forbids it; answers are the same. A call of its own since it changes the process
 * and its children until they end: Linux saves eight kilobytes more of a thread that computes, a
 * task system's included, when a signal interrupts it, and refuses alternative signal stacks
 * without room for that.
 *
 * @returns MST_OK, also when they were allowed before; MST_ERROR_UNSUPPORTED (no such processor,
 *          another system than Linux, or the system refuses, as for an alternative signal stack
 *          that is too small)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_amx_allow(void);

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
 * Changes how many threads compute on the CPU, from the next layer of a running step on. Answers
 * are the same words with any number. Threads that are not used sleep.
 *
 * @param engine        the engine
 * @param thread_count  the engine thread included; at most as many as the engine was created with,
 *                      mst_engine_stats.max_thread_count; 0 = all of them
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_LIMIT_REACHED (more than there are, or
 *          calls wait for an engine that is busy with a layer)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_set_thread_count(mst_engine* engine, uint32_t thread_count);

/**
 * Lends the name of the device that computes, such as "cpu: avx512-vnni, 2 threads", with the
 * threads that the engine was created with.
 *
 * @param engine    the engine
 * @param out_text  receives text that is valid until mst_engine_destroy
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_get_device(mst_engine* engine, mst_text* out_text);

/**
 * Describes a GPU that engines could use. Opens the CUDA library, and a context on the device for a
 * moment; needs no engine.
 *
 * @param desc      where the library is, from MST_CUDA_DESC_INIT; the rest of it is not looked at;
 *                  NULL = beside this library
 * @param number    of the device, from 1 on
 * @param out_info  from MST_DEVICE_INFO_INIT
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_NOT_FOUND (no device of this number, or
 *          too old a one), MST_ERROR_UNSUPPORTED (no library, no driver; mst_last_error says which
 *          and what to do), MST_ERROR_OUT_OF_DEVICE_MEMORY
 * @threads any
 * @blocks brief
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_device_query(const mst_cuda_desc* desc, uint32_t number,
                                             mst_device_info* out_info);

#ifdef __cplusplus
}
#endif

#endif
