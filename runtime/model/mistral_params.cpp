// The form of ModelConfig that Mistral publishes.
#include <algorithm>
#include <initializer_list>
#include <utility>

#include "runtime/model/json_fields.h"
#include "runtime/model/mistral_directory.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

using nlohmann::json;

constexpr const char* kFile = "params.json";
constexpr uint32_t kDefaultPositions = 128000;
constexpr uint32_t kMaxPattern = 1024;  // windows, as many as layers are allowed

Status read_required(const JsonFields& fields, const char* key, uint32_t* out) {
    if (!fields.has(key)) return fields.missing(key);
    return fields.read(key, out);
}

Status read_dimensions(const JsonFields& fields, ModelConfig* config) {
    MST_TRY(read_required(fields, "vocab_size", &config->vocab_size));
    MST_TRY(read_required(fields, "dim", &config->dim));
    MST_TRY(read_required(fields, "hidden_dim", &config->hidden_dim));
    MST_TRY(read_required(fields, "n_layers", &config->layer_count));
    MST_TRY(read_required(fields, "n_heads", &config->head_count));
    MST_TRY(read_required(fields, "n_kv_heads", &config->kv_head_count));
    MST_TRY(read_required(fields, "head_dim", &config->head_dim));
    if (!fields.has("norm_eps")) return fields.missing("norm_eps");
    MST_TRY(fields.read("norm_eps", &config->norm_eps));
    config->max_positions = kDefaultPositions;
    MST_TRY(fields.read("max_position_embeddings", &config->max_positions));
    MST_TRY(fields.read("max_seq_len", &config->max_positions));
    return fields.read("tied_embeddings", &config->tied_embeddings);
}

// The window of one layer; null = none.
bool to_window(const json& value, uint32_t* out) {
    *out = 0;
    return value.is_null() || (to_u32(value, out) && *out > 0);
}

// A number for all layers, or a list that repeats over them.
Status read_window(const JsonFields& fields, ModelConfig* config) {
    const bool underlined = fields.has("_sliding_window");
    if (underlined && fields.has("sliding_window")) {
        return error(Code::kBadFormat, "%s: both 'sliding_window' and '_sliding_window'", kFile);
    }
    const char* key = underlined ? "_sliding_window" : "sliding_window";
    const json* value = fields.find(key);
    if (value == nullptr) return Status();
    std::vector<uint32_t> pattern;
    const json list = value->is_array() ? *value : json::array({*value});
    for (const json& element : list) {
        uint32_t window = 0;
        if (pattern.size() < kMaxPattern && to_window(element, &window)) {
            pattern.push_back(window);
            continue;
        }
        return fields.wrong_type(key, "null, a number above 0 or a list of these");
    }
    if (pattern.empty() || config->layer_count % pattern.size() != 0) {
        return fields.wrong_type(key, "as long as a whole part of the layers");
    }
    std::vector<uint32_t> windows;
    for (uint32_t layer = 0; layer < std::min(config->layer_count, kMaxPattern); ++layer) {
        windows.push_back(pattern[layer % pattern.size()]);
    }
    config->set_windows(std::move(windows));
    return Status();
}

// Refuses every key that is not listed: a mixture of another kind has more.
Status check_only(const JsonFields& root, const char* key, const json& object,
                  std::initializer_list<std::string_view> known) {
    if (!object.is_object()) return root.wrong_type(key, "an object");
    for (const auto& [name, value] : object.items()) {
        if (value.is_null() || std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string what = key;
        what += ".";
        what += name.substr(0, 100);
        return root.unsupported(what.c_str(), "this version does not know it");
    }
    return Status();
}

Status read_experts(const JsonFields& root, ModelConfig* config) {
    const json* object = root.find("moe");
    if (object == nullptr) return Status();
    MST_TRY(check_only(root, "moe", *object, {"num_experts", "num_experts_per_tok"}));
    const JsonFields fields(*object, kFile);
    MST_TRY(read_required(fields, "num_experts", &config->expert_count));
    MST_TRY(read_required(fields, "num_experts_per_tok", &config->experts_per_token));
    return config->expert_count > 0 ? Status() : fields.wrong_type("num_experts", "at least 1");
}

Status read_yarn(const JsonFields& root, ModelConfig* config) {
    const json* object = root.find("yarn");
    if (object == nullptr) return Status();
    MST_TRY(
        check_only(root, "yarn", *object,
                   {"factor", "original_max_position_embeddings", "alpha", "beta", "apply_scale"}));
    const JsonFields fields(*object, kFile);
    for (const char* key : {"factor", "apply_scale"}) {
        if (!fields.has(key)) return fields.missing(key);
    }
    kernels::RopeScaling& scaling = config->rope_scaling;
    MST_TRY(fields.read("factor", &scaling.factor));
    if (!(scaling.factor >= 1)) return fields.wrong_type("factor", "at least 1");
    MST_TRY(read_required(fields, "original_max_position_embeddings", &scaling.original_positions));
    MST_TRY(fields.read("beta", &scaling.beta_fast));
    MST_TRY(fields.read("alpha", &scaling.beta_slow));
    bool applies_scale = false;
    MST_TRY(fields.read("apply_scale", &applies_scale));
    scaling.magnitude = applies_scale ? rope_magnitude(scaling.factor, 1) : 1.0f;
    return Status();
}

Status read_query_scaling(const JsonFields& root, ModelConfig* config) {
    const json* object = root.find("llama_4_scaling");
    if (object == nullptr) return Status();
    MST_TRY(
        check_only(root, "llama_4_scaling", *object, {"beta", "original_max_position_embeddings"}));
    const JsonFields fields(*object, kFile);
    if (!fields.has("beta")) return fields.missing("beta");
    MST_TRY(fields.read("beta", &config->query_scaling.beta));
    return read_required(fields, "original_max_position_embeddings",
                         &config->query_scaling.positions);
}

// Mistral's own programs and the converters of others differ in what an absent base means, except
// for the first model, which had no other.
Status read_rope(const JsonFields& fields, ModelConfig* config) {
    config->rope_theta = 10000.0f;
    const bool is_first = config->sliding_window == 4096 && config->vocab_size == 32000;
    if (!fields.has("rope_theta") && !is_first) return fields.missing("rope_theta");
    return fields.read("rope_theta", &config->rope_theta);
}

Status check_features(const JsonFields& fields) {
    std::string kind = "transformer";
    MST_TRY(fields.read("model_type", &kind));
    if (kind != "transformer") {
        return fields.unsupported("model_type", "only 'transformer' is supported");
    }
    bool biased = false;
    MST_TRY(fields.read("use_biases", &biased));
    if (biased) return fields.unsupported("use_biases", "biases are not supported");
    for (const char* key : {"q_lora_rank", "kv_lora_rank"}) {
        if (fields.has(key)) return fields.unsupported(key, "latent attention is not supported");
    }
    return Status();
}

}  // namespace

Result<ModelConfig> parse_mistral_params(std::string_view json_text) {
    MST_ASSIGN(const json root, parse_strict_json(json_text, kFile));
    if (!root.is_object()) return error(Code::kBadFormat, "%s: must be an object", kFile);
    const JsonFields fields(root, kFile);
    MST_TRY(check_features(fields));
    ModelConfig config;
    MST_TRY(read_dimensions(fields, &config));
    MST_TRY(read_window(fields, &config));
    MST_TRY(read_rope(fields, &config));
    MST_TRY(read_yarn(fields, &config));
    MST_TRY(read_query_scaling(fields, &config));
    MST_TRY(read_experts(fields, &config));
    config.eos_ids = {2};
    if (Status status = check_config(config); !status.ok()) return status.with_context(kFile);
    return config;
}

}  // namespace minstrel
