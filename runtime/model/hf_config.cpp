// The Hugging Face form of ModelConfig.
#include <cmath>
#include <string>

#include "runtime/model/model_config.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

using nlohmann::json;

constexpr const char* kFile = "config.json";

const json* find(const json& object, const char* key) {
    const auto place = object.find(key);
    return place == object.end() || place->is_null() ? nullptr : &*place;
}

Status wrong_type(const char* key, const char* wanted) {
    return error(Code::kBadFormat, "%s: '%s' must be %s", kFile, key, wanted);
}

Result<uint32_t> unsigned_number(const json& value, const char* key) {
    if (!value.is_number_unsigned() || value.get<uint64_t>() > UINT32_MAX) {
        return wrong_type(key, "a whole number from 0 to 4294967295");
    }
    return static_cast<uint32_t>(value.get<uint64_t>());
}

// Absent and null mean the default of the architecture.
Status read_u32(const json& object, const char* key, uint32_t absent, uint32_t* out) {
    const json* value = find(object, key);
    if (value == nullptr) {
        *out = absent;
        return Status();
    }
    MST_ASSIGN(*out, unsigned_number(*value, key));
    return Status();
}

Status read_float(const json& object, const char* key, float absent, float* out) {
    const json* value = find(object, key);
    if (value == nullptr) {
        *out = absent;
        return Status();
    }
    if (!value->is_number()) return wrong_type(key, "a number");
    *out = static_cast<float>(value->get<double>());
    return Status();
}

Status read_bool(const json& object, const char* key, bool absent, bool* out) {
    const json* value = find(object, key);
    if (value != nullptr && !value->is_boolean()) return wrong_type(key, "true or false");
    *out = value == nullptr ? absent : value->get<bool>();
    return Status();
}

Status require_text(const json& object, const char* key, std::string_view wanted) {
    const json* value = find(object, key);
    if (value == nullptr) return Status();
    if (!value->is_string()) return wrong_type(key, "a string");
    const auto& text = value->get_ref<const std::string&>();
    if (text == wanted) return Status();
    return error(Code::kUnsupported, "%s: %s '%.100s' is not supported; this version supports '%s'",
                 kFile, key, text.c_str(), std::string(wanted).c_str());
}

Status check_architecture(const json& root) {
    const json* names = find(root, "architectures");
    if (names == nullptr || !names->is_array() || names->size() != 1 ||
        !names->front().is_string()) {
        return wrong_type("architectures", "a list with one name");
    }
    const auto& name = names->front().get_ref<const std::string&>();
    if (name != "MistralForCausalLM") {
        return error(Code::kUnsupported,
                     "%s: the architecture '%.100s' is not supported; this version supports "
                     "'MistralForCausalLM'",
                     kFile, name.c_str());
    }
    return require_text(root, "model_type", "mistral");
}

// What a file may ask for beyond the plain decoder, and this library does not compute.
Status check_features(const json& root) {
    MST_TRY(require_text(root, "hidden_act", "silu"));
    if (const json* quantised = find(root, "quantization_config"); quantised != nullptr) {
        const json* method = quantised->is_object() ? find(*quantised, "quant_method") : nullptr;
        const std::string name =
            method != nullptr && method->is_string() ? method->get<std::string>() : "unnamed";
        return error(Code::kUnsupported,
                     "%s: weights quantised by the method '%.100s' are not supported; use the "
                     "bfloat16, float16 or float32 release of the model",
                     kFile, name.c_str());
    }
    for (const char* key : {"attention_bias", "mlp_bias"}) {
        bool biased = false;
        MST_TRY(read_bool(root, key, false, &biased));
        if (biased) return error(Code::kUnsupported, "%s: '%s' is not supported", kFile, key);
    }
    if (const json* kinds = find(root, "layer_types"); kinds != nullptr) {
        if (!kinds->is_array()) return wrong_type("layer_types", "a list");
        for (const json& kind : *kinds) {
            if (kind != kinds->front()) {
                return error(Code::kUnsupported,
                             "%s: layers of different kinds ('layer_types') are not supported",
                             kFile);
            }
        }
    }
    return Status();
}

Status check_rope_kind(const json& object, const char* where) {
    for (const char* key : {"rope_type", "type"}) {
        const json* kind = find(object, key);
        if (kind == nullptr) continue;
        if (!kind->is_string()) return wrong_type(key, "a string");
        if (*kind != "default") {
            return error(Code::kUnsupported,
                         "%s: the rotary scaling '%.100s' in '%s' is not supported; this version "
                         "supports 'default'",
                         kFile, kind->get_ref<const std::string&>().c_str(), where);
        }
    }
    return Status();
}

// Newer writers keep everything in rope_parameters, which then takes precedence.
Status read_rope(const json& root, float* out_theta) {
    constexpr float kDefaultTheta = 10000.0f;
    for (const char* key : {"rope_parameters", "rope_scaling"}) {
        const json* object = find(root, key);
        if (object == nullptr) continue;
        if (!object->is_object()) return wrong_type(key, "an object");
        MST_TRY(check_rope_kind(*object, key));
    }
    MST_TRY(read_float(root, "rope_theta", kDefaultTheta, out_theta));
    if (const json* parameters = find(root, "rope_parameters"); parameters != nullptr) {
        MST_TRY(read_float(*parameters, "rope_theta", *out_theta, out_theta));
    }
    return Status();
}

Status read_window(const json& root, uint32_t* out_window) {
    constexpr uint32_t kAbsent = 4096;  // a missing key is not the same as null
    const auto place = root.find("sliding_window");
    if (place == root.end()) {
        *out_window = kAbsent;
        return Status();
    }
    *out_window = 0;
    if (place->is_null()) return Status();
    MST_ASSIGN(*out_window, unsigned_number(*place, "sliding_window"));
    if (*out_window == 0) return wrong_type("sliding_window", "null or at least 1");
    return Status();
}

Status read_eos(const json& object, std::vector<uint32_t>* out) {
    const json* value = find(object, "eos_token_id");
    if (value == nullptr) return Status();
    out->clear();
    if (!value->is_array()) {
        MST_ASSIGN(const uint32_t id, unsigned_number(*value, "eos_token_id"));
        out->push_back(id);
        return Status();
    }
    for (const json& element : *value) {
        MST_ASSIGN(const uint32_t id, unsigned_number(element, "eos_token_id"));
        out->push_back(id);
    }
    return Status();
}

Status read_dimensions(const json& root, ModelConfig* config) {
    MST_TRY(read_u32(root, "vocab_size", 32000, &config->vocab_size));
    MST_TRY(read_u32(root, "hidden_size", 4096, &config->dim));
    MST_TRY(read_u32(root, "intermediate_size", 14336, &config->hidden_dim));
    MST_TRY(read_u32(root, "num_hidden_layers", 32, &config->layer_count));
    MST_TRY(read_u32(root, "num_attention_heads", 32, &config->head_count));
    MST_TRY(read_u32(root, "num_key_value_heads", 8, &config->kv_head_count));
    MST_TRY(read_u32(root, "max_position_embeddings", 131072, &config->max_positions));
    if (config->head_count == 0) return wrong_type("num_attention_heads", "at least 1");
    MST_TRY(read_u32(root, "head_dim", config->dim / config->head_count, &config->head_dim));
    MST_TRY(read_float(root, "rms_norm_eps", 1e-6f, &config->norm_eps));
    MST_TRY(read_bool(root, "tie_word_embeddings", false, &config->tied_embeddings));
    return read_u32(root, "bos_token_id", 1, &config->bos_id);
}

}  // namespace

Result<ModelConfig> parse_hf_config(std::string_view config_json,
                                    std::string_view generation_json) {
    MST_ASSIGN(const json root, parse_strict_json(config_json, kFile));
    if (!root.is_object()) return error(Code::kBadFormat, "%s: must be an object", kFile);
    MST_TRY(check_architecture(root));
    MST_TRY(check_features(root));
    ModelConfig config;
    MST_TRY(read_dimensions(root, &config));
    MST_TRY(read_rope(root, &config.rope_theta));
    MST_TRY(read_window(root, &config.sliding_window));
    config.eos_ids = {2};
    MST_TRY(read_eos(root, &config.eos_ids));
    if (!generation_json.empty()) {
        MST_ASSIGN(const json generation,
                   parse_strict_json(generation_json, "generation_config.json"));
        if (generation.is_object()) MST_TRY(read_eos(generation, &config.eos_ids));
    }
    if (Status status = check_config(config); !status.ok()) return status.with_context(kFile);
    return config;
}

}  // namespace minstrel
