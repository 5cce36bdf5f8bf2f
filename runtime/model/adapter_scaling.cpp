#include "runtime/model/adapter_scaling.h"

#include <algorithm>
#include <cmath>

#include "kernels/adapter.h"
#include "runtime/model/json_fields.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

constexpr size_t kMaxPatterns = 4096;  // each is looked at for each matrix

using nlohmann::json;

constexpr const char* kPeftFile = "adapter_config.json";
constexpr const char* kMistralFile = "params.json";
// What mistral-inference takes where nothing is said.
constexpr float kMistralFactor = 2;

Status check_rank(const JsonFields& fields, const char* key, float rank) {
    if (rank >= 1 && rank <= kernels::kMaxAdapterRank) return Status();
    return error(Code::kLimitReached, "%s: '%s' is %.0f; ranks of 1 to %u are computed",
                 fields.file(), key, static_cast<double>(rank), kernels::kMaxAdapterRank);
}

Status read_finite(const JsonFields& fields, const char* key, float* out) {
    MST_TRY(fields.read(key, out));
    return std::isfinite(*out) ? Status() : fields.wrong_type(key, "a finite number");
}

// Initial values that leave the model as it is. After others the adapter belongs to matrices that
// were changed with it, until it is saved in a converted form.
Status check_start(const JsonFields& fields) {
    constexpr const char* kKey = "init_lora_weights";
    const json* start = fields.find(kKey);
    if (start == nullptr || start->is_boolean()) return Status();
    for (const char* plain : {"gaussian", "eva", "mica", "orthogonal"}) {
        if (*start == plain) return Status();
    }
    return fields.unsupported(
        kKey,
        "this start changes the model's own matrices too; save the adapter as a plain one "
        "(save_pretrained with path_initial_model_for_weight_conversion)");
}

// What an adapter may have besides factors.
Status check_plain(const JsonFields& fields) {
    std::string type = "LORA";
    MST_TRY(fields.read("peft_type", &type));
    if (type != "LORA") {
        return error(Code::kUnsupported,
                     "%s: peft_type '%.100s' is not supported; this version supports 'LORA'",
                     kPeftFile, type.c_str());
    }
    std::string bias = "none";
    MST_TRY(fields.read("bias", &bias));
    if (bias != "none") return fields.unsupported("bias", "adapters with biases are not computed");
    for (const char* key : {"fan_in_fan_out", "use_dora", "use_qalora", "lora_bias"}) {
        bool value = false;
        MST_TRY(fields.read(key, &value));
        if (value) return fields.unsupported(key, "only false is supported");
    }
    for (const char* key : {"modules_to_save", "layer_replication", "alora_invocation_tokens",
                            "trainable_token_indices", "arrow_config", "kasa_config",
                            "monteclora_config", "use_bdlora"}) {
        const json* value = fields.find(key);
        if (value == nullptr || value->empty() || *value == false) continue;
        return fields.unsupported(key, "only null is supported");
    }
    return check_start(fields);
}

bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

// Keys are regular expressions to PEFT. Names, also with their dots escaped or tied to the ends,
// are all that is read here: of another one nobody knows what it costs.
bool to_name(std::string_view key, ModulePattern* out) {
    out->is_whole = key.starts_with('^');
    if (out->is_whole) key.remove_prefix(1);
    if (key.ends_with('$')) key.remove_suffix(1);
    for (size_t i = 0; i < key.size(); ++i) {
        if (key[i] == '\\' && i + 1 < key.size() && key[i + 1] == '.') ++i;
        if (!is_of_name(key[i])) return false;
        out->name += key[i];
    }
    return !out->name.empty();
}

Status read_patterns(const JsonFields& fields, const char* key, std::vector<ModulePattern>* out) {
    const json* object = fields.find(key);
    if (object == nullptr) return Status();
    if (!object->is_object()) return fields.wrong_type(key, "an object");
    if (object->size() > kMaxPatterns) {
        return error(Code::kUnsupported, "%s: '%s' has %zu keys, more than %zu", fields.file(), key,
                     object->size(), kMaxPatterns);
    }
    for (const auto& [name, value] : object->items()) {
        ModulePattern pattern;
        if (!to_name(name, &pattern)) {
            return error(Code::kUnsupported,
                         "%s: '%s' has the key '%.200s', which is no plain name of a module",
                         fields.file(), key, name.c_str());
        }
        if (!value.is_number()) return fields.wrong_type(key, "an object of numbers");
        pattern.value = static_cast<float>(value.get<double>());
        if (!std::isfinite(pattern.value)) {
            return fields.wrong_type(key, "an object of finite numbers");
        }
        out->push_back(std::move(pattern));
    }
    return Status();
}

bool matches(const ModulePattern& pattern, std::string_view module) {
    if (pattern.is_whole || module.size() <= pattern.name.size()) return module == pattern.name;
    return module.ends_with(pattern.name) && module[module.size() - pattern.name.size() - 1] == '.';
}

// PEFT takes the first of the file; here they may only say the same.
Result<float> find_value(const std::vector<ModulePattern>& patterns, std::string_view module,
                         float otherwise) {
    const ModulePattern* found = nullptr;
    for (const ModulePattern& pattern : patterns) {
        if (!matches(pattern, module)) continue;
        if (found != nullptr && found->value != pattern.value) {
            return error(Code::kUnsupported,
                         "%s: the names '%.200s' and '%.200s' give '%.*s' different values",
                         kPeftFile, found->name.c_str(), pattern.name.c_str(),
                         static_cast<int>(std::min<size_t>(module.size(), 200)), module.data());
        }
        found = &pattern;
    }
    return found != nullptr ? found->value : otherwise;
}

Result<json> parse_object(std::string_view text, const char* file) {
    MST_ASSIGN(json root, parse_strict_json(text, file));
    if (!root.is_object()) return error(Code::kBadFormat, "%s: must be an object", file);
    return root;
}

}  // namespace

Result<float> AdapterScaling::of(std::string_view module, uint32_t tensor_rank) const {
    MST_ASSIGN(const float stated, find_value(ranks, module, static_cast<float>(rank)));
    if (stated != 0 && stated != static_cast<float>(tensor_rank)) {
        return error(Code::kBadFormat, "'%.*s' has tensors of rank %u; the settings say %g",
                     static_cast<int>(std::min<size_t>(module.size(), 200)), module.data(),
                     tensor_rank, static_cast<double>(stated));
    }
    if (!alpha.has_value()) return factor;
    MST_ASSIGN(const float strength, find_value(alphas, module, *alpha));
    const double divisor = by_root ? std::sqrt(tensor_rank) : tensor_rank;
    return static_cast<float>(strength / divisor);
}

Result<AdapterScaling> parse_peft_config(std::string_view json_text) {
    MST_ASSIGN(const json root, parse_object(json_text, kPeftFile));
    const JsonFields fields(root, kPeftFile);
    MST_TRY(check_plain(fields));
    AdapterScaling scaling;
    for (const char* key : {"r", "lora_alpha"}) {
        if (!fields.has(key)) return fields.missing(key);
    }
    MST_TRY(fields.read("r", &scaling.rank));
    MST_TRY(check_rank(fields, "r", static_cast<float>(scaling.rank)));
    MST_TRY(read_finite(fields, "lora_alpha", &scaling.alpha.emplace()));
    MST_TRY(fields.read("use_rslora", &scaling.by_root));
    MST_TRY(read_patterns(fields, "rank_pattern", &scaling.ranks));
    MST_TRY(read_patterns(fields, "alpha_pattern", &scaling.alphas));
    for (const ModulePattern& pattern : scaling.ranks) {
        MST_TRY(check_rank(fields, "rank_pattern", pattern.value));
    }
    return scaling;
}

Result<AdapterScaling> parse_mistral_lora(std::string_view json_text) {
    AdapterScaling scaling;
    scaling.factor = kMistralFactor;
    if (json_text.empty()) return scaling;
    MST_ASSIGN(const json root, parse_object(json_text, kMistralFile));
    const JsonFields fields(root, kMistralFile);
    const json* lora = fields.find("lora");
    if (lora == nullptr) return scaling;
    if (!lora->is_object()) return fields.wrong_type("lora", "an object");
    const JsonFields inner(*lora, kMistralFile);
    MST_TRY(inner.read("rank", &scaling.rank));
    MST_TRY(read_finite(inner, "scaling", &scaling.factor));
    return scaling;
}

}  // namespace minstrel
