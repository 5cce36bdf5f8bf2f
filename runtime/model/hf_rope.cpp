#include "runtime/model/hf_rope.h"

#include <string>

namespace minstrel {
namespace {

using nlohmann::json;

Result<std::string> read_kind(const JsonFields& fields) {
    std::string kind, old_kind;
    MST_TRY(fields.read("rope_type", &kind));
    MST_TRY(fields.read("type", &old_kind));
    if (kind.empty()) kind = old_kind;
    if (!old_kind.empty() && kind != old_kind) {
        return fields.wrong_type("rope_type", "the same as 'type'");
    }
    if (kind.empty() || kind == "default" || kind == "yarn") return kind;
    return error(Code::kUnsupported,
                 "%s: the rotary scaling '%.100s' is not supported; this version supports "
                 "'default' and 'yarn'",
                 fields.file(), kind.c_str());
}

// What may be there and changes the computation.
Status check_features(const JsonFields& fields, const json& object) {
    for (const auto& [key, value] : object.items()) {
        if (value.is_object()) {
            return fields.unsupported(key.c_str(), "rotary positions of single kinds of layers");
        }
    }
    float share = 1;
    MST_TRY(fields.read("partial_rotary_factor", &share));
    if (share != 1) return fields.unsupported("partial_rotary_factor", "heads turn as a whole");
    bool truncates = true;
    MST_TRY(fields.read("truncate", &truncates));
    if (!truncates) return fields.unsupported("truncate", "only whole pairs are supported");
    return Status();
}

// Zero stands for absent, as in the reference.
Status read_magnitude(const JsonFields& fields, kernels::RopeScaling* scaling) {
    if (fields.has("attention_factor")) return fields.read("attention_factor", &scaling->magnitude);
    float mscale = 0, mscale_all_dim = 0;
    MST_TRY(fields.read("mscale", &mscale));
    MST_TRY(fields.read("mscale_all_dim", &mscale_all_dim));
    scaling->magnitude = rope_magnitude(scaling->factor, 1);
    if (mscale == 0 || mscale_all_dim == 0) return Status();
    scaling->magnitude =
        rope_magnitude(scaling->factor, mscale) / rope_magnitude(scaling->factor, mscale_all_dim);
    return Status();
}

Status read_yarn(const JsonFields& fields, kernels::RopeScaling* scaling) {
    for (const char* key : {"factor", "original_max_position_embeddings"}) {
        if (!fields.has(key)) return fields.missing(key);
    }
    MST_TRY(fields.read("factor", &scaling->factor));
    if (!(scaling->factor >= 1)) return fields.wrong_type("factor", "at least 1");
    MST_TRY(fields.read("original_max_position_embeddings", &scaling->original_positions));
    MST_TRY(fields.read("beta_fast", &scaling->beta_fast));
    MST_TRY(fields.read("beta_slow", &scaling->beta_slow));
    return read_magnitude(fields, scaling);
}

Status read_object(const JsonFields& root, const char* key, ModelConfig* config) {
    const json& object = *root.find(key);
    if (!object.is_object()) return root.wrong_type(key, "an object");
    const JsonFields fields(object, root.file());
    MST_ASSIGN(const std::string kind, read_kind(fields));
    MST_TRY(check_features(fields, object));
    MST_TRY(fields.read("rope_theta", &config->rope_theta));
    if (kind == "yarn") MST_TRY(read_yarn(fields, &config->rope_scaling));
    kernels::QueryScaling& query = config->query_scaling;
    MST_TRY(fields.read("llama_4_scaling_beta", &query.beta));
    if (query.beta == 0) return Status();
    return fields.read("original_max_position_embeddings", &query.positions);
}

}  // namespace

// Newer writers keep everything in rope_parameters, which then takes precedence.
Status read_hf_rope(const JsonFields& root, ModelConfig* config) {
    MST_TRY(root.read("rope_theta", &config->rope_theta));
    const bool is_new = root.has("rope_parameters");
    if (!is_new && !root.has("rope_scaling")) return Status();
    return read_object(root, is_new ? "rope_parameters" : "rope_scaling", config);
}

}  // namespace minstrel
