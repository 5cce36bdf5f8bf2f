// The Hugging Face form of ModelConfig.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/model/hf_rope.h"
#include "runtime/model/json_fields.h"
#include "runtime/model/model_config.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

using nlohmann::json;

constexpr const char* kFile = "config.json";

Status require_text(const JsonFields& fields, const char* key, std::string_view wanted) {
    std::string text(wanted);
    MST_TRY(fields.read(key, &text));
    if (text == wanted) return Status();
    return error(Code::kUnsupported, "%s: %s '%.100s' is not supported; this version supports '%s'",
                 kFile, key, text.c_str(), std::string(wanted).c_str());
}

// What a kind of model means where its file is silent.
struct Family {
    const char* architecture;
    const char* model_type;
    uint32_t vocab_size = 32000;
    uint32_t layer_count = 32;
    uint32_t head_dim = 0;  // 0 = the width divided by the heads
    uint32_t max_positions = 131072;
    float norm_eps = 1e-6f;
    uint32_t window = 4096;
    float rope_theta = 1e4f;
    kernels::RopeScaling rope_scaling = {};
    kernels::QueryScaling query_scaling = {};
};

constexpr Family kFamilies[] = {
    {.architecture = "MistralForCausalLM", .model_type = "mistral"},
    {.architecture = "MinistralForCausalLM", .model_type = "ministral"},
    {.architecture = "Ministral3ForCausalLM",
     .model_type = "ministral3",
     .vocab_size = 131072,
     .layer_count = 34,
     .head_dim = 128,
     .max_positions = 262144,
     .norm_eps = 1e-5f,
     .window = 0,
     .rope_theta = 1e6f,
     .rope_scaling = {.factor = 16, .original_positions = 16384},
     .query_scaling = {.beta = 0.1f, .positions = 16384}},
    {.architecture = "MixtralForCausalLM",
     .model_type = "mixtral",
     .norm_eps = 1e-5f,
     .window = 0,
     .rope_theta = 1e6f},
};
constexpr std::string_view kWithImages = "Mistral3ForConditionalGeneration";

Result<std::string> read_architecture(const JsonFields& root) {
    const json* names = root.find("architectures");
    if (names == nullptr || !names->is_array() || names->size() != 1 ||
        !names->front().is_string()) {
        return root.wrong_type("architectures", "a list with one name");
    }
    return names->front().get<std::string>();
}

// The part that describes the text model: the object itself, or a member of it where the model also
// reads images, which are left out here.
Result<const json*> find_text_config(const json& object, std::string_view architecture) {
    if (architecture != kWithImages) return &object;
    const JsonFields root(object, kFile);
    const json* text = root.find("text_config");
    if (text == nullptr || !text->is_object()) return root.wrong_type("text_config", "an object");
    return text;
}

// By the name of the architecture, or by the type of the text model where there are images too.
Result<const Family*> find_family(const JsonFields& root, const std::string& architecture) {
    const bool with_images = architecture == kWithImages;
    std::string type = with_images ? "mistral" : "";
    MST_TRY(root.read("model_type", &type));
    for (const Family& family : kFamilies) {
        if (!with_images && architecture != family.architecture) continue;
        if (type.empty() || type == family.model_type) return &family;
        if (with_images) continue;
        return error(Code::kUnsupported,
                     "%s: model_type '%.100s' does not belong to '%s', '%s' does", kFile,
                     type.c_str(), family.architecture, family.model_type);
    }
    return error(Code::kUnsupported,
                 "%s: the architecture '%.100s' with model_type '%.100s' is not supported; this "
                 "version supports 'MistralForCausalLM', 'MinistralForCausalLM', "
                 "'Ministral3ForCausalLM', 'MixtralForCausalLM' and the text model of "
                 "'Mistral3ForConditionalGeneration'",
                 kFile, architecture.c_str(), type.c_str());
}

// What a file may ask for beyond the plain decoder, and this library does not compute.
Status check_features(const JsonFields& root) {
    MST_TRY(require_text(root, "hidden_act", "silu"));
    for (const char* key : {"attention_bias", "mlp_bias"}) {
        bool biased = false;
        MST_TRY(root.read(key, &biased));
        if (biased) return error(Code::kUnsupported, "%s: '%s' is not supported", kFile, key);
    }
    return Status();
}

// Layers of both kinds take turns; only the family that was made for that looks at the list where
// all are of one kind.
Status read_layer_types(const JsonFields& root, const Family& family, ModelConfig* config) {
    constexpr const char* kKey = "layer_types";
    const json* kinds = root.find(kKey);
    if (kinds == nullptr) return Status();
    if (!kinds->is_array()) return root.wrong_type(kKey, "a list");
    std::vector<uint32_t> windows;
    for (const json& kind : *kinds) {
        if (kind != "full_attention" && kind != "sliding_attention") {
            return root.unsupported(kKey,
                                    "only 'full_attention' and 'sliding_attention' are known");
        }
        windows.push_back(kind == "full_attention" ? 0 : config->sliding_window);
    }
    const bool differ = std::any_of(kinds->begin(), kinds->end(),
                                    [&](const json& kind) { return kind != kinds->front(); });
    const bool decides = differ || std::string_view(family.model_type) == "ministral";
    if (!decides) return Status();
    if (windows.size() != config->layer_count) return root.wrong_type(kKey, "one for each layer");
    if (differ && config->sliding_window == 0) {
        return root.wrong_type("sliding_window", "a number where 'layer_types' has windows");
    }
    config->set_windows(std::move(windows));
    return Status();
}

Status read_window(const JsonFields& root, const Family& family, ModelConfig* config) {
    constexpr const char* kKey = "sliding_window";
    // A missing key is not the same as null.
    config->sliding_window = root.is_null(kKey) ? 0 : family.window;
    MST_TRY(root.read(kKey, &config->sliding_window));
    if (root.has(kKey) && config->sliding_window == 0) {
        return root.wrong_type(kKey, "null or at least 1");
    }
    return read_layer_types(root, family, config);
}

Status read_experts(const JsonFields& root, const Family& family, ModelConfig* config) {
    if (std::string_view(family.model_type) != "mixtral") return Status();
    config->expert_count = 8;
    config->experts_per_token = 2;
    MST_TRY(root.read("num_local_experts", &config->expert_count));
    MST_TRY(root.read("num_experts_per_tok", &config->experts_per_token));
    if (config->expert_count == 0) return root.wrong_type("num_local_experts", "at least 1");
    return Status();
}

// A number or a list of numbers.
Status read_eos(const JsonFields& fields, std::vector<uint32_t>* out) {
    constexpr const char* kKey = "eos_token_id";
    const json* value = fields.find(kKey);
    if (value == nullptr) return Status();
    const json list = value->is_array() ? *value : json::array({*value});
    out->clear();
    for (const json& element : list) {
        uint32_t id = 0;
        if (!to_u32(element, &id)) {
            return fields.wrong_type(kKey, "a whole number from 0 to 4294967295, or several");
        }
        out->push_back(id);
    }
    return Status();
}

// What is absent has the default of the architecture.
Status read_dimensions(const JsonFields& root, const Family& family, ModelConfig* config) {
    config->vocab_size = family.vocab_size;
    config->dim = 4096;
    config->hidden_dim = 14336;
    config->layer_count = family.layer_count;
    config->head_count = 32;
    config->kv_head_count = 8;
    config->max_positions = family.max_positions;
    config->norm_eps = family.norm_eps;
    MST_TRY(root.read("vocab_size", &config->vocab_size));
    MST_TRY(root.read("hidden_size", &config->dim));
    MST_TRY(root.read("intermediate_size", &config->hidden_dim));
    MST_TRY(root.read("num_hidden_layers", &config->layer_count));
    MST_TRY(root.read("num_attention_heads", &config->head_count));
    MST_TRY(root.read("num_key_value_heads", &config->kv_head_count));
    MST_TRY(root.read("max_position_embeddings", &config->max_positions));
    if (config->head_count == 0) return root.wrong_type("num_attention_heads", "at least 1");
    config->head_dim = family.head_dim != 0 ? family.head_dim : config->dim / config->head_count;
    MST_TRY(root.read("head_dim", &config->head_dim));
    MST_TRY(root.read("rms_norm_eps", &config->norm_eps));
    MST_TRY(root.read("tie_word_embeddings", &config->tied_embeddings));
    return root.read("bos_token_id", &config->bos_id);
}

}  // namespace

Result<ModelConfig> parse_hf_config(std::string_view config_json,
                                    std::string_view generation_json) {
    MST_ASSIGN(const json object, parse_strict_json(config_json, kFile));
    if (!object.is_object()) return error(Code::kBadFormat, "%s: must be an object", kFile);
    MST_ASSIGN(const std::string architecture, read_architecture(JsonFields(object, kFile)));
    MST_ASSIGN(const json* text, find_text_config(object, architecture));
    const JsonFields root(*text, kFile);
    MST_ASSIGN(const Family* family, find_family(root, architecture));
    MST_TRY(check_features(root));
    ModelConfig config;
    MST_TRY(read_dimensions(root, *family, &config));
    config.rope_theta = family->rope_theta;
    if (!root.has("rope_parameters") && !root.has("rope_scaling")) {
        config.rope_scaling = family->rope_scaling;
        config.query_scaling = family->query_scaling;
    }
    MST_TRY(read_hf_rope(root, &config));
    MST_TRY(read_window(root, *family, &config));
    MST_TRY(read_experts(root, *family, &config));
    config.eos_ids = {2};
    MST_TRY(read_eos(root, &config.eos_ids));
    if (!generation_json.empty()) {
        constexpr const char* kGenerationFile = "generation_config.json";
        MST_ASSIGN(const json generation, parse_strict_json(generation_json, kGenerationFile));
        if (generation.is_object()) {
            MST_TRY(read_eos(JsonFields(generation, kGenerationFile), &config.eos_ids));
        }
    }
    if (Status status = check_config(config); !status.ok()) return status.with_context(kFile);
    return config;
}

}  // namespace minstrel
