// What queries report: written by the engine thread, copied out to hosts through the handle table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace minstrel {

struct SessionInfo {
    uint32_t message_count = 0;
    uint32_t context_tokens = 0;
    uint32_t used_tokens = 0;
    uint32_t pending_requests = 0;
    uint32_t dropped_messages = 0;
};

// How the chat template of a model's files goes with the chat format in use; the numbers are those
// of mst_chat_template.
enum class TemplateMatch : uint32_t {
    kNone = 0,
    kMatches = 1,
    kUnknown = 2,
    kDiffers = 3,
    kForeign = 4
};

// Immutable once published; strings live until the model is unloaded.
struct ModelInfo {
    std::string name;
    std::string architecture;
    std::string weight_format;
    std::string chat_format;
    std::string licence;
    uint64_t parameter_count = 0;
    uint64_t file_bytes = 0;
    uint64_t weight_bytes = 0;
    uint64_t kv_bytes_per_token = 0;
    uint32_t context_tokens = 0;
    uint32_t layer_count = 0;
    uint32_t dim = 0;
    uint32_t hidden_dim = 0;
    uint32_t head_count = 0;
    uint32_t kv_head_count = 0;
    uint32_t head_dim = 0;
    uint32_t vocab_size = 0;
    uint32_t sliding_window = 0;
    float rope_theta = 0;
    uint32_t windowed_layer_count = 0;
    uint32_t expert_count = 0;
    uint32_t experts_per_token = 0;
    uint32_t rope_original_tokens = 0;
    float rope_factor = 0;
    float query_scale = 0;
    uint32_t kv_page_tokens = 0;
    static constexpr size_t kKvTypes = 5;
    using BytesByKvType = std::array<uint64_t, kKvTypes>;  // 0 = not to be had
    BytesByKvType kv_page_bytes{};
    TemplateMatch chat_template = TemplateMatch::kNone;
    uint64_t mapped_bytes = 0;
    uint64_t own_bytes = 0;
    uint64_t workspace_bytes = 0;
    uint32_t prefix_count = 0;
    uint64_t prefix_bytes = 0;
    uint32_t gpu_layer_count = 0;
    // What hosts were told before the model moved: they may still hold its texts.
    std::shared_ptr<const ModelInfo> earlier;
};

// Immutable once published; strings live until the adapter is unloaded.
struct AdapterInfo {
    std::string name;
    uint32_t rank = 0;  // the largest
    uint32_t matrix_count = 0;
    uint64_t parameter_count = 0;
    uint64_t bytes = 0;         // in memory of the host
    uint64_t device_bytes = 0;  // on the GPU, when it was loaded
};

}  // namespace minstrel
