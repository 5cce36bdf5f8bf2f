/** @file
 * Minstrel: models. Loaded in the background, shared by any number of sessions.
 */
#ifndef MINSTREL_MODEL_H
#define MINSTREL_MODEL_H

#include "minstrel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Bits of mst_model_desc.flags. */
typedef uint64_t mst_model_flags;
/** Read the file into private memory instead of mapping it. For hosts that do not trust the
 *  file's other writers: truncating a mapped file ends a process. Implied by a file hook. */
#define MST_MODEL_READ_BIT ((mst_model_flags)1)
/** Only describe the model: what mst_model_query tells, without looking at its weights. Sessions of
 *  it are refused. The files are mapped; a file hook or MST_MODEL_READ_BIT reads them whole, and so
 *  does a signature check. Blocks that turn out not to fit four bits when they are loaded take more
 *  than own_bytes says. */
#define MST_MODEL_DESCRIBE_BIT ((mst_model_flags)2)

/** How keys and values of what sessions have read are kept. */
typedef enum mst_kv_type {
    MST_KV_DEFAULT = 0, /* as exact as the weights: float32 for float32 weights, else half */
    MST_KV_F32 = 1,
    MST_KV_F16 = 2,
    MST_KV_BF16 = 3,
    MST_KV_INT8 =
        4, /* about half the memory of F16; wants heads of 16, 32, 48 ... 512 dimensions */
    MST_KV_TYPE_FORCE32 = 0x7FFFFFFF
} mst_kv_type;

/** For mst_model_desc.max_gpu_layers: the whole model on the CPU. */
#define MST_NO_GPU_LAYERS ((uint32_t)0xFFFFFFFF)

/** Room in arrays that are indexed by mst_kv_type. */
#define MST_KV_TYPE_CAPACITY 8

/** What to load, and the room for its conversations. */
typedef struct mst_model_desc {
    uint32_t struct_size;    /* set by MST_MODEL_DESC_INIT */
    uint32_t context_tokens; /* longest conversation of a session; 0 = the model's own limit */
    mst_model_flags flags;   /* 0 = none */
    mst_text path;           /* required: a package (*.mst), GGUF file or directory; copied */
    uint64_t kv_bytes;       /* memory for keys and values of all sessions, personas that the file
                                holds as read not included; 0 = 16 full contexts, at most 1 GiB */
    void* user_data;         /* returned in the events of this model */
    mst_text chat_format;    /* form of the prompts, as in mst_model_info; copied; empty = as the
                                file says. See docs/chat-formats.md */
    mst_kv_type kv_type;     /* 0 = as exact as the weights */
    uint32_t reserved0;      /* must be 0 */
    uint32_t max_gpu_layers; /* so many of its last layers on the GPU at most, the others on the
                                CPU; 0 = as many as fit, MST_NO_GPU_LAYERS = none. Engines with
                                MST_BACKEND_CUDA have none on the CPU; see docs/gpu.md */
    uint32_t reserved1;      /* must be 0 */
} mst_model_desc;

/** Every default of mst_model_desc. */
#define MST_MODEL_DESC_INIT                                                         \
    {                                                                               \
        (uint32_t)sizeof(mst_model_desc), 0u, 0u, {NULL, 0u}, 0u, NULL, {NULL, 0u}, \
            MST_KV_DEFAULT, 0u, 0u, 0u                                              \
    }

/**
 * How the chat template in a model's files goes with the chat format in use. A template is never
 * run: published ones are told by their digest, others looked at. See docs/chat-formats.md.
 */
typedef enum mst_chat_template {
    MST_CHAT_TEMPLATE_NONE = 0,    /* there is none; packages have none */
    MST_CHAT_TEMPLATE_MATCHES = 1, /* a published one, of this chat format */
    MST_CHAT_TEMPLATE_UNKNOWN = 2, /* not a published one; it has Mistral's marks */
    MST_CHAT_TEMPLATE_DIFFERS = 3, /* a published one, of another chat format */
    MST_CHAT_TEMPLATE_FOREIGN = 4, /* none of Mistral's marks: the model was trained on another form
                                      of conversation, and may answer badly */
    MST_CHAT_TEMPLATE_FORCE32 = 0x7FFFFFFF
} mst_chat_template;

/** What a loaded model is, or one that is only described. Text is valid until the model is
 * unloaded. */
typedef struct mst_model_info {
    uint32_t struct_size;        /* set by MST_MODEL_INFO_INIT */
    uint32_t context_tokens;     /* longest conversation of a session here */
    mst_text name;               /* as the file states it */
    mst_text architecture;       /* "MistralForCausalLM", "MixtralForCausalLM" with experts */
    mst_text weight_format;      /* "int4", "int8", "bf16", "f32" */
    mst_text chat_format;        /* "v1", "v2", "v3", "v3-tekken", "v7", "v7-tekken", "v11", "v13",
                                    "v15"; see docs/chat-formats.md */
    mst_text licence;            /* as the file states it; may be empty */
    uint64_t parameter_count;    /* weights, norms included */
    uint64_t file_bytes;         /* of all its files */
    uint64_t weight_bytes;       /* as the back end is given them */
    uint64_t kv_bytes_per_token; /* with the kv_type that was chosen */
    uint32_t layer_count;        /* each attention and feed-forward network */
    uint32_t dim;                /* of the vector that goes through the layers */
    uint32_t hidden_dim;         /* inside a feed-forward network */
    uint32_t head_count;         /* of queries */
    uint32_t kv_head_count;      /* of keys and values */
    uint32_t head_dim;           /* of each of these */
    uint32_t vocab_size;         /* tokens */
    uint32_t sliding_window;     /* 0 = none */
    float rope_theta;            /* base of the rotation of positions */
    uint32_t reserved0;          /* 0 */
    uint32_t windowed_layer_count; /* layers with a sliding window; the others see everything */
    uint32_t expert_count;         /* feed-forward networks of a layer; 0 = one for all tokens */
    uint32_t experts_per_token;    /* 0 = no experts */
    uint32_t rope_original_tokens; /* context before YaRN stretched it; 0 = no YaRN */
    float rope_factor;             /* of YaRN; 0 = none */
    float query_scale;             /* growth of queries with their position; 0 = none */
    uint32_t kv_page_tokens;       /* sessions take memory for keys and values in pages */
    uint32_t reserved1;            /* 0 */
    uint64_t kv_page_bytes[MST_KV_TYPE_CAPACITY]; /* by mst_kv_type, whichever was chosen; 0 = the
                                                     model cannot have it */
    uint64_t mapped_bytes;    /* of its files, shared with other processes while it is loaded */
    uint64_t own_bytes;       /* of weights in memory of their own, on the host or the device */
    uint64_t workspace_bytes; /* for computing; keys and values come on top, see kv_page_bytes */
    mst_chat_template chat_template; /* whether the file's agrees with chat_format */
    uint32_t prefix_count; /* personas that the file holds as read, in the form of pages in use */
    uint64_t prefix_bytes; /* of their pages, which all sessions share */
    uint32_t gpu_layer_count; /* of its layers so many, the last ones, are on the GPU */
    uint32_t reserved2;       /* 0 */
} mst_model_info;

/** A mst_model_info that waits to be filled. */
#define MST_MODEL_INFO_INIT                                                                       \
    {                                                                                             \
        (uint32_t)sizeof(mst_model_info), 0u, {NULL, 0u}, {NULL, 0u}, {NULL, 0u}, {NULL, 0u},     \
            {NULL, 0u}, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0.0f, 0u, 0u, 0u, 0u, 0u, \
            0.0f, 0.0f, 0u, 0u, {0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u}, 0u, 0u, 0u,                     \
            MST_CHAT_TEMPLATE_NONE, 0u, 0u, 0u, 0u                                                \
    }

/**
 * Starts loading a model and returns its id at once.
 *
 * MST_EVENT_MODEL_PROGRESS events follow, then one MST_EVENT_MODEL_READY or MST_EVENT_MODEL_FAILED;
 * once poll or wait has given out the latter the id is stale. Sessions may be created and requests
 * submitted before that: requests wait for the model, and fail when it does. A file given by path
 * is mapped, see MST_MODEL_READ_BIT. Which files can be loaded is told in docs/model-files.md. A
 * chat_format whose control tokens the model's vocabulary lacks makes the load fail.
 *
 * @param engine     the engine
 * @param desc       what to load, from MST_MODEL_DESC_INIT
 * @param out_model  receives the id; null on failure
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT (chat_format: the text lists the names),
 *          MST_ERROR_LIMIT_REACHED (16 models)
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
 * Fills what is known of a model that is loaded or described.
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
