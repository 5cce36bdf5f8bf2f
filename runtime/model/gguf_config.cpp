#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/model/gguf_model.h"

namespace minstrel {
namespace {

// Keys below that of the architecture: "llama.block_count".
class Keys {
  public:
    Keys(const GgufMetadata& metadata, std::string_view architecture)
        : metadata_(metadata), prefix_(architecture) {
        prefix_ += '.';
    }

    Result<std::optional<uint32_t>> u32(const char* name) const { return metadata_.u32(key(name)); }
    Result<std::optional<bool>> boolean(const char* name) const {
        return metadata_.boolean(key(name));
    }
    Result<std::optional<float>> f32(const char* name) const { return metadata_.f32(key(name)); }
    Result<std::optional<std::string_view>> text(const char* name) const {
        return metadata_.text(key(name));
    }

    Result<uint32_t> required(const char* name) const {
        MST_ASSIGN(const std::optional<uint32_t> value, u32(name));
        if (value.has_value()) return *value;
        return error(Code::kBadFormat, "'%s' is missing", key(name).c_str());
    }

    // A number, or a list with one for each layer.
    Result<std::optional<uint32_t>> of_layers(const char* name) const {
        const GgufValue* value = metadata_.find(key(name));
        if (value == nullptr || !value->is_array) return u32(name);
        MST_ASSIGN(const std::vector<int32_t> list, metadata_.ints(key(name)));
        for (const int32_t element : list) {
            if (element == list.front() && element >= 0) continue;
            return error(Code::kUnsupported,
                         "'%s' differs from layer to layer, which is not supported",
                         key(name).c_str());
        }
        if (list.empty()) return error(Code::kBadFormat, "'%s' is empty", key(name).c_str());
        return std::optional(static_cast<uint32_t>(list.front()));
    }

    Status unsupported(const char* name, float value) const {
        return error(Code::kUnsupported, "'%s' is %g, which this version does not compute",
                     key(name).c_str(), static_cast<double>(value));
    }

    std::string key(const char* name) const {
        std::string whole = prefix_;
        whole += name;
        return whole;
    }

  private:
    const GgufMetadata& metadata_;
    std::string prefix_;
};

Result<std::string_view> read_architecture(const GgufMetadata& metadata) {
    constexpr const char* kKey = "general.architecture";
    MST_ASSIGN(const std::optional<std::string_view> name, metadata.text(kKey));
    if (!name.has_value()) return error(Code::kBadFormat, "'%s' is missing", kKey);
    if (*name == "llama" || *name == "mistral" || *name == "mistral3") return *name;
    return error(Code::kUnsupported,
                 "'%s' is '%.*s', which is not supported; this version supports 'llama', "
                 "'mistral' and 'mistral3'",
                 kKey, static_cast<int>(std::min<size_t>(name->size(), 100)), name->data());
}

Status read_dimensions(const Keys& keys, const GgufMetadata& metadata, ModelConfig* config) {
    MST_ASSIGN(config->layer_count, keys.required("block_count"));
    MST_ASSIGN(config->max_positions, keys.required("context_length"));
    MST_ASSIGN(config->dim, keys.required("embedding_length"));
    MST_ASSIGN(const auto hidden, keys.of_layers("feed_forward_length"));
    MST_ASSIGN(const auto heads, keys.of_layers("attention.head_count"));
    MST_ASSIGN(const auto kv_heads, keys.of_layers("attention.head_count_kv"));
    if (!hidden.has_value() || !heads.has_value() || *heads == 0) {
        return error(
            Code::kBadFormat, "'%s' is missing or zero",
            keys.key(hidden.has_value() ? "attention.head_count" : "feed_forward_length").c_str());
    }
    config->hidden_dim = *hidden;
    config->head_count = *heads;
    config->kv_head_count = kv_heads.value_or(*heads);
    MST_ASSIGN(const auto width, keys.u32("attention.key_length"));
    config->head_dim = width.value_or(config->dim / *heads);
    MST_ASSIGN(const auto vocabulary, keys.u32("vocab_size"));
    const GgufValue* tokens = metadata.find("tokenizer.ggml.tokens");
    const uint64_t token_count = tokens != nullptr ? tokens->count : 0;
    config->vocab_size =
        vocabulary.value_or(static_cast<uint32_t>(std::min<uint64_t>(token_count, UINT32_MAX)));
    MST_ASSIGN(const auto epsilon, keys.f32("attention.layer_norm_rms_epsilon"));
    if (!epsilon.has_value()) {
        return error(Code::kBadFormat, "'%s' is missing",
                     keys.key("attention.layer_norm_rms_epsilon").c_str());
    }
    config->norm_eps = *epsilon;
    MST_ASSIGN(const auto window, keys.u32("attention.sliding_window"));
    config->sliding_window = window.value_or(0);
    return Status();
}

// Widths that may be given several times and have to be the same here.
Status check_widths(const Keys& keys, const ModelConfig& config) {
    for (const char* name : {"attention.value_length", "rope.dimension_count"}) {
        MST_ASSIGN(const auto width, keys.u32(name));
        if (!width.has_value() || *width == config.head_dim) continue;
        return error(Code::kUnsupported,
                     "'%s' is %u and the head width %u; only equal ones are supported",
                     keys.key(name).c_str(), *width, config.head_dim);
    }
    return Status();
}

Status read_yarn(const Keys& keys, ModelConfig* config) {
    MST_ASSIGN(const auto factor, keys.f32("rope.scaling.factor"));
    if (!factor.has_value()) {
        return error(Code::kBadFormat, "'%s' is missing", keys.key("rope.scaling.factor").c_str());
    }
    MST_ASSIGN(const auto original, keys.u32("rope.scaling.original_context_length"));
    MST_ASSIGN(const auto fast, keys.f32("rope.scaling.yarn_beta_fast"));
    MST_ASSIGN(const auto slow, keys.f32("rope.scaling.yarn_beta_slow"));
    MST_ASSIGN(const auto strength, keys.f32("rope.scaling.yarn_log_multiplier"));
    kernels::RopeScaling& scaling = config->rope_scaling;
    scaling.factor = *factor;
    scaling.original_positions = original.value_or(config->max_positions);
    scaling.beta_fast = fast.value_or(32);
    scaling.beta_slow = slow.value_or(1);
    scaling.magnitude = rope_magnitude(*factor, 1);
    // Zero stands for absent.
    if (strength.value_or(0) != 0) scaling.magnitude /= rope_magnitude(*factor, *strength);
    return Status();
}

Status read_rope_scaling(const Keys& keys, ModelConfig* config) {
    MST_ASSIGN(const auto type, keys.text("rope.scaling.type"));
    MST_ASSIGN(const auto factor, keys.f32("rope.scaling.factor"));
    if (type == "yarn") {
        MST_TRY(read_yarn(keys, config));
    } else if (type.has_value() && *type != "none" && *type != "linear") {
        return error(Code::kUnsupported, "'%s' is '%.*s'; this version supports 'none' and 'yarn'",
                     keys.key("rope.scaling.type").c_str(),
                     static_cast<int>(std::min<size_t>(type->size(), 100)), type->data());
    } else if (type != "none" && factor.value_or(1) != 1 && *factor != 0) {
        return keys.unsupported("rope.scaling.factor", *factor);
    }
    for (const char* name : {"rope.scaling.attn_factor", "rope.scaling.yarn_attn_factor",
                             "rope.scaling.yarn_ext_factor"}) {
        MST_ASSIGN(const auto value, keys.f32(name));
        if (value.value_or(1) != 1) return keys.unsupported(name, *value);
    }
    return Status();
}

Status read_query_scaling(const Keys& keys, ModelConfig* config) {
    MST_ASSIGN(const auto beta, keys.f32("attention.temperature_scale"));
    if (beta.value_or(0) == 0) return Status();
    MST_ASSIGN(const auto length, keys.u32("attention.temperature_length"));
    MST_ASSIGN(const auto original, keys.u32("rope.scaling.original_context_length"));
    config->query_scaling.beta = *beta;
    config->query_scaling.positions = length.value_or(original.value_or(config->max_positions));
    return Status();
}

// Numbers that describe mixtures of another kind, and the one value that says that they do not.
Status check_expert_kind(const Keys& keys) {
    constexpr std::pair<const char*, uint32_t> kKeys[] = {{"expert_shared_count", 0},
                                                          {"leading_dense_block_count", 0},
                                                          {"expert_group_count", 1},
                                                          {"expert_gating_func", 1}};
    for (const auto& [name, plain] : kKeys) {
        MST_ASSIGN(const auto value, keys.u32(name));
        if (value.value_or(plain) == plain || *value == 0) continue;
        return keys.unsupported(name, static_cast<float>(*value));
    }
    MST_ASSIGN(const auto scale, keys.f32("expert_weights_scale"));
    if (scale.value_or(1) != 1 && *scale != 0) {
        return keys.unsupported("expert_weights_scale", *scale);
    }
    MST_ASSIGN(const auto is_normalised, keys.boolean("expert_weights_norm"));
    return is_normalised.value_or(true) ? Status() : keys.unsupported("expert_weights_norm", 0);
}

Status read_experts(const Keys& keys, ModelConfig* config) {
    MST_ASSIGN(const auto count, keys.u32("expert_count"));
    if (count.value_or(0) == 0) return Status();
    MST_ASSIGN(const auto used, keys.u32("expert_used_count"));
    config->expert_count = *count;
    config->experts_per_token = used.value_or(0);
    MST_ASSIGN(const auto width, keys.u32("expert_feed_forward_length"));
    if (width.value_or(config->hidden_dim) != config->hidden_dim) {
        return keys.unsupported("expert_feed_forward_length", static_cast<float>(*width));
    }
    return check_expert_kind(keys);
}

Status read_features(const Keys& keys, ModelConfig* config) {
    MST_TRY(check_widths(keys, *config));
    MST_TRY(read_rope_scaling(keys, config));
    MST_TRY(read_query_scaling(keys, config));
    return read_experts(keys, config);
}

Status read_special_ids(const GgufMetadata& metadata, ModelConfig* config) {
    MST_ASSIGN(const auto begin, metadata.u32("tokenizer.ggml.bos_token_id"));
    MST_ASSIGN(const auto end, metadata.u32("tokenizer.ggml.eos_token_id"));
    MST_ASSIGN(const auto end_of_turn, metadata.u32("tokenizer.ggml.eot_token_id"));
    config->bos_id = begin.value_or(1);
    config->eos_ids = {end.value_or(2)};
    if (end_of_turn.has_value() && *end_of_turn != config->eos_ids.front()) {
        config->eos_ids.push_back(*end_of_turn);
    }
    return Status();
}

}  // namespace

Result<ModelConfig> read_gguf_config(const GgufMetadata& metadata) {
    MST_ASSIGN(const std::string_view architecture, read_architecture(metadata));
    const Keys keys(metadata, architecture);
    ModelConfig config;
    MST_TRY(read_dimensions(keys, metadata, &config));
    MST_TRY(read_features(keys, &config));
    MST_ASSIGN(const auto base, keys.f32("rope.freq_base"));
    config.rope_theta = base.value_or(10000.0f);
    MST_TRY(read_special_ids(metadata, &config));
    if (const Status status = check_config(config); !status.ok()) {
        std::string keys_of_it = "'";
        keys_of_it += architecture;
        keys_of_it += ".*'";
        return status.with_context(keys_of_it);
    }
    return config;
}

}  // namespace minstrel
