/** @file
 * Minstrel: shared words of all headers.
 *
 * Results, text and byte views, version and the hooks that a host may give to an engine.
 * Articles that comments refer to: docs/ownership.md, docs/threads.md, docs/errors.md,
 * docs/events.md, docs/strings.md.
 */
#ifndef MINSTREL_BASE_H
#define MINSTREL_BASE_H

#include <stddef.h>
#include <stdint.h>

/** @def MST_CALL
 *  The calling convention of every function and hook. */
/** @def MST_API
 *  Marks a function that leaves the library. */
#if defined(_WIN32)
#define MST_CALL __cdecl
#if defined(MST_STATIC)
#define MST_API
#elif defined(MST_BUILDING)
#define MST_API __declspec(dllexport)
#else
#define MST_API __declspec(dllimport)
#endif
#else
#define MST_CALL
#if defined(MST_BUILDING)
#define MST_API __attribute__((visibility("default")))
#else
#define MST_API
#endif
#endif

/** @def MST_DEPRECATED
 *  Marks a name that will go: a compiler that meets it says what takes its place. Such names vanish
 *  where MST_DISABLE_DEPRECATED is defined. See docs/abi_policy.md. */
#if defined(__GNUC__)
#define MST_DEPRECATED(instead) __attribute__((deprecated(instead)))
#elif defined(_MSC_VER)
#define MST_DEPRECATED(instead) __declspec(deprecated(instead))
#else
#define MST_DEPRECATED(instead)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** 64-bit little-endian targets only. */
typedef char mst_assert_64_bit[sizeof(void*) == 8 ? 1 : -1];

/** Grows when hosts have to be compiled again. See docs/abi_policy.md. */
#define MST_VERSION_MAJOR 0
/** Grows with what is new; below 1.0 also when hosts have to be compiled again. */
#define MST_VERSION_MINOR 1
/** Grows with what was mended. */
#define MST_VERSION_PATCH 0
/** A version as one number: 10, 10 and 12 bits. */
#define MST_MAKE_VERSION(major, minor, patch) \
    (((uint32_t)(major) << 22) | ((uint32_t)(minor) << 12) | (uint32_t)(patch))
/** The version of these headers. */
#define MST_HEADER_VERSION MST_MAKE_VERSION(MST_VERSION_MAJOR, MST_VERSION_MINOR, MST_VERSION_PATCH)

/** Zero is success, positive is a normal outcome, negative is an error. See docs/errors.md. */
typedef enum mst_result {
    MST_OK = 0,
    MST_NOT_READY = 1,
    MST_TIMEOUT = 2,
    MST_ERROR_INVALID_ARGUMENT = -1,
    MST_ERROR_INVALID_STATE = -2,
    MST_ERROR_STALE_HANDLE = -3,
    MST_ERROR_UNSUPPORTED = -4,
    MST_ERROR_OUT_OF_MEMORY = -5,
    MST_ERROR_OUT_OF_DEVICE_MEMORY = -6,
    MST_ERROR_LIMIT_REACHED = -7,
    MST_ERROR_BUSY = -8,
    MST_ERROR_NOT_FOUND = -9,
    MST_ERROR_IO = -10,
    MST_ERROR_BAD_FORMAT = -11,
    MST_ERROR_BAD_GRAMMAR = -12,
    MST_ERROR_DEVICE_LOST = -13,
    MST_ERROR_INTERNAL = -14,
    MST_ERROR_CANCELLED = -15,
    MST_RESULT_FORCE32 = 0x7FFFFFFF
} mst_result;

/** Whether a result is an error. */
#define MST_FAILED(result) ((result) < 0)

/** UTF-8. Input: {NULL, 0} is absent, length MST_TEXT_CSTR means zero-terminated; text that is not
 *  UTF-8 is an invalid argument, more than 16 MiB in one call reaches a limit. Output: the length
 * is always given, a terminator is not promised. See docs/strings.md. */
typedef struct mst_text {
    const char* data; /* UTF-8 */
    size_t length;    /* in bytes */
} mst_text;

/** Length of a text that ends with zero. */
#define MST_TEXT_CSTR ((size_t)-1)

/** Binary data, same rules as mst_text. */
typedef struct mst_bytes {
    const void* data; /* any bytes */
    size_t length;    /* in bytes */
} mst_bytes;

/** What an allocation is for. */
typedef enum mst_memory_tag {
    MST_MEMORY_WEIGHTS = 0,   /* weights that are not read straight from a mapped file */
    MST_MEMORY_KV = 1,        /* keys and values of all sessions */
    MST_MEMORY_WORKSPACE = 2, /* scratch of the back end */
    MST_MEMORY_FLOW = 3,      /* text of events on their way to the host */
    MST_MEMORY_TAG_FORCE32 = 0x7FFFFFFF
} mst_memory_tag;

/** Room for tags to come in mst_engine_stats. */
#define MST_MEMORY_TAG_CAPACITY 8

/**
 * Allocates `bytes` with `alignment` (a power of two).
 * @returns the memory, or NULL when there is none
 * @threads any
 * @blocks brief
 * @since 0.1
 */
typedef void*(MST_CALL* mst_allocate_fn)(void* user_data, size_t bytes, size_t alignment,
                                         mst_memory_tag tag);

/**
 * Frees what mst_allocate_fn returned; `bytes` is the size asked for then.
 * @threads any
 * @blocks brief
 * @since 0.1
 */
typedef void(MST_CALL* mst_free_fn)(void* user_data, void* pointer, size_t bytes,
                                    mst_memory_tag tag);

/** Host memory of one engine. All or nothing: both functions or neither. May not call the
 *  library; as for all hooks, a call returns MST_ERROR_INVALID_STATE and does nothing. What it
 *  covers: docs/ownership.md. */
typedef struct mst_allocator {
    void* user_data;          /* first argument of both */
    mst_allocate_fn allocate; /* with mst_free_fn, or NULL */
    mst_free_fn free;         /* likewise */
} mst_allocator;

/** Levels of the log, most severe first. */
typedef enum mst_log_level {
    MST_LOG_ERROR = 1,
    MST_LOG_WARNING = 2,
    MST_LOG_INFO = 3,
    MST_LOG_DEBUG = 4,
    MST_LOG_LEVEL_FORCE32 = 0x7FFFFFFF
} mst_log_level;

/**
 * Receives one log line. `message_id` is a stable number, see docs/errors.md; `text` is valid
 * during the call.
 * @threads any
 * @blocks brief
 * @since 0.1
 */
typedef void(MST_CALL* mst_log_fn)(void* user_data, mst_log_level level, uint32_t message_id,
                                   mst_text text);

/** Log of one engine; off when `log` is NULL. May not call the library. */
typedef struct mst_log_sink {
    void* user_data; /* its first argument */
    mst_log_fn log;  /* NULL = no log */
} mst_log_sink;

/**
 * Opens a file for reading. On success stores a handle of the host's choice and the size.
 * @returns MST_OK, MST_ERROR_NOT_FOUND or MST_ERROR_IO
 * @threads any
 * @blocks until the host's storage answers
 * @since 0.1
 */
typedef mst_result(MST_CALL* mst_file_open_fn)(void* user_data, mst_text path, void** out_file,
                                               uint64_t* out_size_bytes);

/**
 * Reads exactly `bytes` bytes at `offset`.
 * @returns MST_OK or MST_ERROR_IO
 * @threads any
 * @blocks until the host's storage answers
 * @since 0.1
 */
typedef mst_result(MST_CALL* mst_file_read_fn)(void* user_data, void* file, uint64_t offset,
                                               void* out_data, size_t bytes);

/**
 * Closes a file.
 * @threads any
 * @blocks brief
 * @since 0.1
 */
typedef void(MST_CALL* mst_file_close_fn)(void* user_data, void* file);

/** File reading of one engine (packed or encrypted archives). All three or none. May not call the
 *  library. */
typedef struct mst_file_io {
    void* user_data;         /* first argument of all three */
    mst_file_open_fn open;   /* with the other two, or NULL */
    mst_file_read_fn read;   /* likewise */
    mst_file_close_fn close; /* likewise */
} mst_file_io;

/**
 * Work that the library hands to a task system; the host calls it once.
 * @threads any
 * @blocks until there is no work left for it
 * @since 0.1
 */
typedef void(MST_CALL* mst_task_fn)(void* context);

/**
 * Has `task(context)` run once, on any thread of the host but this one, now or later; may not wait
 * for it.
 * @returns MST_OK, or an error when it will not be run
 * @threads any
 * @blocks brief
 * @since 0.1
 */
typedef mst_result(MST_CALL* mst_submit_task_fn)(void* user_data, mst_task_fn task, void* context);

/** Experimental: may change in any release. Workers of the host that compute instead of threads of
 *  the engine's own; off when `submit` is NULL. May not call the library. A task takes up to 10 KB
 *  of stack, 30 KB where AMX is used. See docs/threads.md. */
typedef struct mst_task_system {
    void* user_data;           /* its first argument */
    mst_submit_task_fn submit; /* NULL = threads of the engine */
} mst_task_system;

/**
 * Decides whether a model or an adapter may be used, before anything else of its file is looked at.
 *
 * `digest` is the BLAKE2b-512 of a package as it was before it was signed, 64 bytes; `signature` is
 * what `minstrel sign` put into it, empty when it is not signed. Both are empty for files that are
 * no packages, as adapters are. All are valid during the call. See docs/security.md.
 * @returns MST_OK to accept; a negative result refuses the model and becomes that of its event, any
 *          other refuses it with MST_ERROR_BAD_FORMAT
 * @threads any
 * @blocks until the host has decided
 * @since 0.1
 */
typedef mst_result(MST_CALL* mst_signature_check_fn)(void* user_data, mst_text path,
                                                     mst_bytes digest, mst_bytes signature);

/** Signatures of models of one engine; every model is accepted when `check` is NULL. May not call
 *  the library. */
typedef struct mst_signature_check {
    void* user_data;              /* its first argument */
    mst_signature_check_fn check; /* NULL = accept */
} mst_signature_check;

/**
 * Version of the library, as MST_MAKE_VERSION.
 * @returns the version number
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API uint32_t MST_CALL mst_version(void);

/**
 * Lends a line about how the library was built: version, back ends, compiler.
 * @param out_text  receives text that is valid as long as the library is loaded
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API void MST_CALL mst_build_info(mst_text* out_text);

/**
 * Lends the text of the last failure on the calling thread: what went wrong, where, what to do.
 *
 * For people, never to be parsed; at most 512 bytes. Empty when no call has failed yet.
 *
 * @param out_text  receives text that is valid until the next failing call on this thread
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API void MST_CALL mst_last_error(mst_text* out_text);

/**
 * Lends the name of a result code, such as "MST_ERROR_IO".
 * @param result    any value
 * @param out_text  receives text that is valid as long as the library is loaded
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API void MST_CALL mst_result_name(mst_result result, mst_text* out_text);

#ifdef __cplusplus
}
#endif

#endif
