/** @file
 * Minstrel: adapters. Small changes of a model that sessions have or do not have, so that each
 * character has a voice of its own on one model. See docs/adapters.md.
 */
#ifndef MINSTREL_ADAPTER_H
#define MINSTREL_ADAPTER_H

#include "minstrel/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Bits of mst_adapter_desc.flags. */
typedef uint64_t mst_adapter_flags;
/** As MST_MODEL_READ_BIT, while the adapter is loaded. */
#define MST_ADAPTER_READ_BIT ((mst_adapter_flags)1)

/** What to load, and for which model. */
typedef struct mst_adapter_desc {
    uint32_t struct_size;    /* set by MST_ADAPTER_DESC_INIT */
    uint32_t reserved0;      /* must be 0 */
    mst_adapter_flags flags; /* 0 = none */
    mst_model model;         /* required; may still be loading */
    mst_text path; /* required: a directory of PEFT or of mistral-finetune, the .safetensors file in
                      it, or a GGUF file; copied */
    void* user_data; /* returned in the events of this adapter */
} mst_adapter_desc;

/** Every default of mst_adapter_desc. */
#define MST_ADAPTER_DESC_INIT \
    { (uint32_t)sizeof(mst_adapter_desc), 0u, 0u, {0u}, {NULL, 0u}, NULL }

/** What a loaded adapter is. Text is valid until the adapter or its model is unloaded. */
typedef struct mst_adapter_info {
    uint32_t struct_size;     /* set by MST_ADAPTER_INFO_INIT */
    uint32_t rank;            /* of its matrices, the largest */
    mst_text name;            /* of its directory or file, or as a GGUF file states it */
    uint64_t parameter_count; /* weights */
    uint64_t bytes;           /* that it takes in memory of the host, under MST_MEMORY_WEIGHTS */
    uint64_t device_bytes;    /* that it took on the GPU when it was loaded */
    uint32_t matrix_count;    /* matrices of the model that it changes */
    uint32_t reserved0;       /* 0 */
} mst_adapter_info;

/** A mst_adapter_info that waits to be filled. */
#define MST_ADAPTER_INFO_INIT \
    { (uint32_t)sizeof(mst_adapter_info), 0u, {NULL, 0u}, 0u, 0u, 0u, 0u, 0u }

/**
 * Starts loading an adapter and returns its id at once.
 *
 * One MST_EVENT_ADAPTER_READY or MST_EVENT_ADAPTER_FAILED follows, when the model is there, unless
 * the adapter or the model is unloaded first; once poll or wait has given out the latter the id is
 * stale. Sessions may be given the adapter before that: their requests wait for it, and fail when
 * it does. Any number of sessions may have it, each with a scale of its own, and those with
 * different adapters, or none, are computed together. It ends with its model. Which files can be
 * loaded is told in docs/model-files.md.
 *
 * @param engine       the engine
 * @param desc         what to load, from MST_ADAPTER_DESC_INIT
 * @param out_adapter  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE (model),
 *          MST_ERROR_LIMIT_REACHED (256 adapters), MST_ERROR_UNSUPPORTED (the model is only
 *          described)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_adapter_load(mst_engine* engine, const mst_adapter_desc* desc,
                                             mst_adapter* out_adapter);

/**
 * Gives an adapter up. Sessions that have it keep it, and its memory is theirs until then.
 *
 * @param engine   the engine
 * @param adapter  the adapter; stale afterwards
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_adapter_unload(mst_engine* engine, mst_adapter adapter);

/**
 * Fills what is known of an adapter that is loaded.
 *
 * @param engine    the engine
 * @param adapter   the adapter
 * @param out_info  from MST_ADAPTER_INFO_INIT
 * @returns MST_OK, MST_NOT_READY (it is loading), MST_ERROR_INVALID_ARGUMENT,
 *          MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_adapter_query(mst_engine* engine, mst_adapter adapter,
                                              mst_adapter_info* out_info);

#ifdef __cplusplus
}
#endif

#endif
