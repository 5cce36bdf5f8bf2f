#include "runtime/model/model_config.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/rope.h"

namespace minstrel {
namespace {

constexpr uint32_t kMaxVocab = 1u << 20;
constexpr uint32_t kMaxDim = 1u << 16;
constexpr uint32_t kMaxHiddenDim = 1u << 18;
constexpr uint32_t kMaxLayers = 1024;
constexpr uint32_t kMaxHeads = 1024;
constexpr uint32_t kMaxHeadDim = 1024;
constexpr uint32_t kMaxPositions = 1u << 24;
constexpr uint32_t kMaxExperts = 256;
constexpr uint64_t kMaxExpertsOfAllLayers = 1u << 14;
constexpr size_t kMaxEosIds = 16;

Status check_range(const char* name, uint32_t value, uint32_t largest) {
    if (value >= 1 && value <= largest) return Status();
    return error(Code::kBadFormat, "%s is %u; it must be 1 to %u", name, value, largest);
}

Status check_special_ids(const ModelConfig& config) {
    if (config.bos_id >= config.vocab_size) {
        return error(Code::kBadFormat, "the begin token %u is outside the vocabulary of %u",
                     config.bos_id, config.vocab_size);
    }
    if (config.eos_ids.empty() || config.eos_ids.size() > kMaxEosIds) {
        return error(Code::kBadFormat, "%zu end tokens; there must be 1 to %zu",
                     config.eos_ids.size(), kMaxEosIds);
    }
    for (const uint32_t id : config.eos_ids) {
        if (id >= config.vocab_size) {
            return error(Code::kBadFormat, "the end token %u is outside the vocabulary of %u", id,
                         config.vocab_size);
        }
    }
    return Status();
}

Status check_windows(const ModelConfig& config) {
    if (config.sliding_window > kMaxPositions) {
        return error(Code::kBadFormat, "the sliding window %u is larger than %u",
                     config.sliding_window, kMaxPositions);
    }
    const std::vector<uint32_t>& windows = config.layer_windows;
    if (windows.empty()) return Status();
    if (windows.size() != config.layer_count) {
        return error(Code::kBadFormat, "%zu sliding windows for %u layers", windows.size(),
                     config.layer_count);
    }
    if (*std::max_element(windows.begin(), windows.end()) == config.sliding_window) return Status();
    return error(Code::kBadFormat, "the sliding window %u is not the widest of the layers",
                 config.sliding_window);
}

Status check_experts(const ModelConfig& config) {
    if (config.expert_count == 0 && config.experts_per_token == 0) return Status();
    MST_TRY(check_range("the number of experts", config.expert_count, kMaxExperts));
    MST_TRY(check_range("the number of experts for a token", config.experts_per_token,
                        config.expert_count));
    const uint64_t total = uint64_t{config.expert_count} * config.layer_count;
    if (total <= kMaxExpertsOfAllLayers) return Status();
    return error(Code::kLimitReached, "%u experts in %u layers; at most %u in all are accepted",
                 config.expert_count, config.layer_count,
                 static_cast<uint32_t>(kMaxExpertsOfAllLayers));
}

Status check_rope(const ModelConfig& config) {
    if (!(config.rope_theta > 1 && config.rope_theta <= 1e12f)) {
        return error(Code::kBadFormat, "the rotary base %g is not between 1 and 1e12",
                     static_cast<double>(config.rope_theta));
    }
    const char* problem = kernels::rope_problem(config.shape());
    return problem == nullptr ? Status() : error(Code::kBadFormat, "%s", problem);
}

}  // namespace

kernels::ModelShape ModelConfig::shape() const {
    kernels::ModelShape shape;
    shape.layer_count = layer_count;
    shape.dim = dim;
    shape.hidden_dim = hidden_dim;
    shape.head_count = head_count;
    shape.kv_head_count = kv_head_count;
    shape.head_dim = head_dim;
    shape.vocab_size = vocab_size;
    shape.norm_eps = norm_eps;
    shape.rope_theta = rope_theta;
    shape.sliding_window = sliding_window;
    shape.layer_windows = layer_windows;
    shape.expert_count = expert_count;
    shape.experts_per_token = experts_per_token;
    shape.rope_scaling = rope_scaling;
    shape.query_scaling = query_scaling;
    return shape;
}

void ModelConfig::set_windows(std::vector<uint32_t> windows) {
    const auto [least, widest] = std::minmax_element(windows.begin(), windows.end());
    const bool differ = !windows.empty() && *least != *widest;
    sliding_window = windows.empty() ? 0 : *widest;
    layer_windows = differ ? std::move(windows) : std::vector<uint32_t>();
}

bool ModelConfig::is_extended() const {
    return !layer_windows.empty() || expert_count != 0 || rope_scaling.factor != 0 ||
           query_scaling.beta != 0;
}

uint64_t ModelConfig::parameter_count() const {
    const uint64_t width = dim;
    const uint64_t attention = width * head_dim * 2 * (uint64_t{head_count} + kv_head_count);
    const uint64_t network = 3 * width * hidden_dim;
    const uint64_t feed_forward = expert_count == 0 ? network : expert_count * (network + width);
    const uint64_t layer = attention + feed_forward + 2 * width;
    const uint64_t tables = (tied_embeddings ? 1 : 2) * width * vocab_size;
    return layer * layer_count + tables + width;
}

uint32_t ModelConfig::windowed_layer_count() const {
    if (layer_windows.empty()) return sliding_window == 0 ? 0 : layer_count;
    const auto full = std::count(layer_windows.begin(), layer_windows.end(), 0u);
    return layer_count - static_cast<uint32_t>(full);
}

float rope_magnitude(float factor, float strength) {
    return factor <= 1 ? 1.0f : static_cast<float>(1 + 0.1 * strength * std::log(double{factor}));
}

Status check_config(const ModelConfig& config) {
    MST_TRY(check_range("the vocabulary size", config.vocab_size, kMaxVocab));
    MST_TRY(check_range("the width", config.dim, kMaxDim));
    MST_TRY(check_range("the feed-forward width", config.hidden_dim, kMaxHiddenDim));
    MST_TRY(check_range("the number of layers", config.layer_count, kMaxLayers));
    MST_TRY(check_range("the number of heads", config.head_count, kMaxHeads));
    MST_TRY(check_range("the number of key/value heads", config.kv_head_count, kMaxHeads));
    MST_TRY(check_range("the head width", config.head_dim, kMaxHeadDim));
    MST_TRY(check_range("the number of positions", config.max_positions, kMaxPositions));
    if (config.head_count % config.kv_head_count != 0) {
        return error(Code::kBadFormat, "%u heads cannot be shared out among %u key/value heads",
                     config.head_count, config.kv_head_count);
    }
    if (config.head_dim % 2 != 0) {
        return error(Code::kBadFormat, "the head width %u is odd; rotation needs pairs",
                     config.head_dim);
    }
    if (!(config.norm_eps > 0 && config.norm_eps < 1)) {
        return error(Code::kBadFormat, "the norm epsilon %g is not between 0 and 1",
                     static_cast<double>(config.norm_eps));
    }
    MST_TRY(check_rope(config));
    MST_TRY(check_windows(config));
    MST_TRY(check_experts(config));
    return check_special_ids(config);
}

}  // namespace minstrel
