/* Minstrel: models. Loaded in the background, shared by any number of sessions. */
#ifndef MINSTREL_MODEL_H
#define MINSTREL_MODEL_H

#include "minstrel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t mst_model_flags;
/** Read the file into private memory instead of mapping it. For hosts that do not trust the
 *  file's other writers: truncating a mapped file ends a process. Implied by a file hook. */
#define MST_MODEL_READ_BIT ((mst_model_flags)1)

typedef struct mst_model_desc {
    uint32_t struct_size;    /* set by MST_MODEL_DESC_INIT */
    uint32_t context_tokens; /* longest conversation of a session; 0 = the model's own limit */
    mst_model_flags flags;   /* 0 = none */
    mst_text path;           /* required: a package (*.mst) or a Hugging Face directory; copied */
    uint64_t kv_bytes;       /* memory for keys and values of all sessions; 0 = 16 full contexts,
                                at most 1 GiB */
    void* user_data;         /* returned in the events of this model */
} mst_model_desc;

#define MST_MODEL_DESC_INIT \
    { (uint32_t)sizeof(mst_model_desc), 0u, 0u, {NULL, 0u}, 0u, NULL }

/** What a loaded model is. Text is valid until the model is unloaded. */
typedef struct mst_model_info {
    uint32_t struct_size;    /* set by MST_MODEL_INFO_INIT */
    uint32_t context_tokens; /* longest conversation of a session here */
    mst_text name;           /* as the file states it */
    mst_text architecture;   /* "MistralForCausalLM" */
    mst_text weight_format;  /* "int8", "bf16", "f32" */
    mst_text chat_format;    /* "v3" */
    mst_text licence;        /* as the file states it; may be empty */
    uint64_t parameter_count;
    uint64_t file_bytes;
    uint64_t weight_bytes; /* in the file */
    uint64_t kv_bytes_per_token;
    uint32_t layer_count;
    uint32_t dim;
    uint32_t hidden_dim;
    uint32_t head_count;
    uint32_t kv_head_count;
    uint32_t head_dim;
    uint32_t vocab_size;
    uint32_t sliding_window; /* 0 = none */
    float rope_theta;
    uint32_t reserved0;
} mst_model_info;

#define MST_MODEL_INFO_INIT                                                                   \
    {                                                                                         \
        (uint32_t)sizeof(mst_model_info), 0u, {NULL, 0u}, {NULL, 0u}, {NULL, 0u}, {NULL, 0u}, \
            {NULL, 0u}, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0.0f, 0u              \
    }

/**
 * Starts loading a model and returns its id at once.
 *
 * MST_EVENT_MODEL_PROGRESS events follow, then one MST_EVENT_MODEL_READY or MST_EVENT_MODEL_FAILED
 * (after which the id is stale). Sessions may be created and requests submitted before the model
 * is ready; they wait for it. A file given by path is mapped, see MST_MODEL_READ_BIT.
 *
 * @param engine     the engine
 * @param desc       what to load, from MST_MODEL_DESC_INIT
 * @param out_model  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_LIMIT_REACHED (16 models)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_model_load(mst_engine* engine, const mst_model_desc* desc,
                                           mst_model* out_model);

/**
 * Unloads a model, also while it is loading. Its sessions end; their requests finish as cancelled.
 *
 * @param engine  the engine
 * @param model   the model; stale afterwards
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_model_unload(mst_engine* engine, mst_model model);

/**
 * Fills what is known of a loaded model.
 *
 * @param engine    the engine
 * @param model     the model
 * @param out_info  from MST_MODEL_INFO_INIT
 * @returns MST_OK, MST_NOT_READY while it loads, MST_ERROR_INVALID_ARGUMENT,
 *          MST_ERROR_STALE_HANDLE
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_model_query(mst_engine* engine, mst_model model,
                                            mst_model_info* out_info);

#ifdef __cplusplus
}
#endif

#endif
