// What libminstrel_cuda and the core say to each other: one function by name, which gives a table
// of functions. Plain structs and numbers only, so that the two may come from different compilers;
// they must come from the same release, which `version` makes sure of.
//
// Each backend and model is used as kernels/backend.h says: models by the engine thread, backends
// by the loading thread as well; adapters as kernels/adapter.h says. Nothing throws. Texts are
// static.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/adapter.h"
#include "kernels/tensor.h"

namespace minstrel::kernels::cuda {

// Of everything in this header and of what it includes; grows with each change.
inline constexpr uint32_t kLibraryVersion = 6;
inline constexpr char kLibraryFunction[] = "mst_cuda_library";
inline constexpr size_t kDeviceNameBytes = 64;

static_assert(std::is_standard_layout_v<TensorView> && sizeof(TensorView) == 24);
static_assert(std::is_standard_layout_v<RopeScaling> && sizeof(RopeScaling) == 20);
static_assert(std::is_standard_layout_v<QueryScaling> && sizeof(QueryScaling) == 8);
static_assert(std::is_standard_layout_v<LowRank> && sizeof(LowRank) == 24);

// Numbers of KernelCode for models, of CudaProblem for devices; see kernels/cuda_backend.h.
struct LibraryStatus {
    int32_t code = 0;
    int32_t native = 0;     // cudaError_t
    const char* what = "";  // what was being done, or which rule is broken
};

struct LibraryDriver {
    int32_t driver_version = 0;   // as CUDA counts: 13000 is 13.0; 0 = no driver
    int32_t runtime_version = 0;  // that the library was built with
    uint32_t device_count = 0;
};

struct LibraryDevice {
    uint32_t struct_size = 0;
    uint32_t compute_major = 0;
    uint32_t compute_minor = 0;
    uint32_t multiprocessors = 0;
    uint64_t total_bytes = 0;
    uint64_t free_bytes = 0;
    uint64_t bytes_per_second = 0;  // of its memory, by its clocks; 0 = unknown
    char name[kDeviceNameBytes] = {};
};

struct LibraryOptions {
    uint32_t struct_size = 0;
    uint32_t device = 0;         // number of the device, from 0; that of the context
    uint64_t memory_bytes = 0;   // for all models of the backend; 0 = what is free
    void* context = nullptr;     // CUcontext of the host; null = the device's primary one
    void* stream = nullptr;      // CUstream of the host in that context; null = an own one
    uint32_t high_priority = 0;  // of an own stream
    uint32_t without_graphs = 0;
    uint32_t max_segment_us = 0;          // 0 = 500
    uint32_t with_cublaslt = 0;           // for steps of many rows
    const char* cublaslt_path = nullptr;  // null = beside the library, or where the system looks
};

struct LibraryShape {
    uint32_t layer_count;
    uint32_t dim;
    uint32_t hidden_dim;
    uint32_t head_count;
    uint32_t kv_head_count;
    uint32_t head_dim;
    uint32_t vocab_size;
    uint32_t sliding_window;
    uint32_t expert_count;
    uint32_t experts_per_token;
    float norm_eps;
    float rope_theta;
    RopeScaling rope_scaling;
    QueryScaling query_scaling;
};

// In this order: token embedding, final norm, output matrix; for each layer attention norm, q, k,
// v, o, feed-forward norm, then gate, up, down, or the router and these three of each expert.
// Without an embedding (no rows) these are the last layers of a model, see ModelWeights.
struct LibraryModel {
    LibraryShape shape;
    const uint32_t* layer_windows;  // [layer_count], or null
    const TensorView* tensors;
    uint64_t tensor_count;
};

// For models of this shape.
struct LibraryAdapter {
    LibraryShape shape;
    const LowRank* matrices;  // [layer_count][kAdaptedCount]
    uint32_t layer_count;
};

struct LibraryLimits {
    uint32_t max_rows;
    uint32_t max_logit_rows;
    uint32_t max_positions;
    uint32_t kv_page_count;
    uint32_t kv_type;  // numbers of KvType
};

struct LibraryMemory {
    uint64_t weight_bytes;
    uint64_t kv_bytes;
    uint64_t workspace_bytes;
    uint64_t pinned_bytes;  // of the host
};

// Since the model was made.
struct LibraryCounters {
    uint64_t steps;
    uint64_t segments;        // handed to the device
    uint64_t graph_launches;  // of these, as graphs
    uint64_t graphs_made;
    uint64_t device_allocations;  // by the backend, all its models together
    uint64_t uploaded_bytes;      // of steps, not the weights
};

struct LibrarySequence {
    uint32_t first_row;
    uint32_t row_count;
    uint32_t start_position;
    uint32_t page_count;
    const uint32_t* pages;
    const void* adapter = nullptr;  // of create_adapter; null = the model as it is
    float adapter_scale = 1;
};

struct LibraryBatch {
    const int32_t* tokens;
    const float* residual;  // [rows][dim] of a model without an embedding
    const LibrarySequence* sequences;
    const uint32_t* logit_rows;
    uint32_t row_count;
    uint32_t sequence_count;
    uint32_t logit_row_count;
    void* gate_user;
    int32_t (*may_go_on)(void* user, uint32_t layers_done);  // null = run to the end
};

struct LibrarySampleRow {
    uint32_t logit_index;
    float temperature;
    uint32_t top_k;
    float top_p;
    float min_p;
    float repetition_penalty;
    float presence_penalty;
    float frequency_penalty;
    const int32_t* penalty_tokens;
    const uint32_t* mask;  // [ceil(V / 32)], or null
    uint32_t penalty_count;
    uint32_t position;
    uint64_t seed;
    uint64_t stream;
};

struct LibraryTable {
    uint32_t struct_size;
    uint32_t version;
    const char* release;  // of the project

    // The driver's state; kNone, kDriverMissing, kDriverTooOld, kNoDevice or kFailed.
    LibraryStatus (*query_driver)(LibraryDriver* out);
    // `free_bytes` is 0 unless it is asked for: it takes a context on that device.
    LibraryStatus (*describe_device)(uint32_t device, uint32_t with_free_bytes, LibraryDevice* out);

    // The device of a CUcontext of the host.
    LibraryStatus (*context_device)(void* context, uint32_t* out_device);

    LibraryStatus (*create_backend)(const LibraryOptions* options, void** out_backend);
    void (*destroy_backend)(void* backend);
    // Memory that models may still take.
    LibraryStatus (*free_bytes)(void* backend, uint64_t* out_bytes);
    LibraryStatus (*estimate)(void* backend, const LibraryModel* model, const LibraryLimits* limits,
                              LibraryMemory* out);
    // Weights are copied before it returns.
    LibraryStatus (*create_model)(void* backend, const LibraryModel* model,
                                  const LibraryLimits* limits, void** out_model);
    void (*destroy_model)(void* model);
    LibraryStatus (*run)(void* model, const LibraryBatch* batch);
    LibraryStatus (*resume)(void* model);
    LibraryStatus (*sample)(void* model, const LibrarySampleRow* rows, uint32_t row_count,
                            int32_t* out_tokens);
    // `count` logit rows of the last step from `first` on, in host memory that is good until the
    // next call or run; waits for the device.
    LibraryStatus (*logits)(void* model, uint32_t first, uint32_t count, const float** out_logits);
    // A page of keys and values in the form that files have (kernels/kv_page.h), `bytes` of them;
    // waits for the device.
    LibraryStatus (*read_page)(void* model, uint32_t page, void* out, uint64_t bytes);
    LibraryStatus (*write_page)(void* model, uint32_t page, const void* data, uint64_t bytes);
    void (*memory)(void* model, LibraryMemory* out);
    void (*counters)(void* model, LibraryCounters* out);
    // The factors are copied before it returns.
    LibraryStatus (*create_adapter)(void* backend, const LibraryAdapter* adapter,
                                    void** out_adapter);
    void (*destroy_adapter)(void* adapter);
    uint64_t (*adapter_bytes)(void* adapter);
    // What hosts should hear of the backend, each thing once: a text of at most `capacity` bytes,
    // whose length is returned; 0 = nothing new.
    uint32_t (*take_notice)(void* backend, char* out, uint32_t capacity);
};
using LibraryFunction = const LibraryTable* (*)();

}  // namespace minstrel::kernels::cuda
