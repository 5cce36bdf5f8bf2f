#include "runtime/model/tensor_roles.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace minstrel {
namespace {

using kernels::LayerWeights;
using kernels::ModelWeights;
using kernels::TensorView;

class RoleList {
  public:
    void add_layer(const std::string& prefix, uint32_t layer, const char* name,
                   TensorView LayerWeights::*slot, uint32_t rows, uint32_t cols) {
        TensorRole role = make(prefix + name, rows, cols);
        role.layer_slot = slot;
        role.layer = layer;
        roles_.push_back(std::move(role));
    }
    void add_model(const char* name, TensorView ModelWeights::*slot, uint32_t rows, uint32_t cols) {
        TensorRole role = make(name, rows, cols);
        role.model_slot = slot;
        roles_.push_back(std::move(role));
    }
    std::vector<TensorRole> take() { return std::move(roles_); }

  private:
    // Zero rows stand for a vector.
    static TensorRole make(std::string name, uint32_t rows, uint32_t cols) {
        TensorRole role;
        role.name = std::move(name);
        role.is_vector = rows == 0;
        role.rows = std::max(rows, 1u);
        role.cols = cols;
        return role;
    }

    std::vector<TensorRole> roles_;
};

std::vector<uint64_t> wanted_shape(const TensorRole& role) {
    if (role.is_vector) return {role.cols};
    return {role.rows, role.cols};
}

bool changes_nothing(std::string_view name, bool tied_embeddings) {
    return (tied_embeddings && name == "lm_head.weight") || name.ends_with(".rotary_emb.inv_freq");
}

}  // namespace

std::vector<TensorRole> tensor_roles(const ModelConfig& config) {
    const uint32_t dim = config.dim;
    const uint32_t hidden = config.hidden_dim;
    const uint32_t query = config.head_count * config.head_dim;
    const uint32_t key = config.kv_head_count * config.head_dim;
    RoleList list;
    list.add_model("model.embed_tokens.weight", &ModelWeights::token_embedding, config.vocab_size,
                   dim);
    for (uint32_t n = 0; n < config.layer_count; ++n) {
        const std::string at = "model.layers." + std::to_string(n) + ".";
        list.add_layer(at, n, "input_layernorm.weight", &LayerWeights::attn_norm, 0, dim);
        list.add_layer(at, n, "self_attn.q_proj.weight", &LayerWeights::wq, query, dim);
        list.add_layer(at, n, "self_attn.k_proj.weight", &LayerWeights::wk, key, dim);
        list.add_layer(at, n, "self_attn.v_proj.weight", &LayerWeights::wv, key, dim);
        list.add_layer(at, n, "self_attn.o_proj.weight", &LayerWeights::wo, dim, query);
        list.add_layer(at, n, "post_attention_layernorm.weight", &LayerWeights::ffn_norm, 0, dim);
        list.add_layer(at, n, "mlp.gate_proj.weight", &LayerWeights::w_gate, hidden, dim);
        list.add_layer(at, n, "mlp.up_proj.weight", &LayerWeights::w_up, hidden, dim);
        list.add_layer(at, n, "mlp.down_proj.weight", &LayerWeights::w_down, dim, hidden);
    }
    list.add_model("model.norm.weight", &ModelWeights::final_norm, 0, dim);
    if (!config.tied_embeddings) {
        list.add_model("lm_head.weight", &ModelWeights::lm_head, config.vocab_size, dim);
    }
    return list.take();
}

Result<const StoredTensor*> find_role(const TensorTable& table, const TensorRole& role) {
    const StoredTensor* tensor = table.find(role.name);
    if (tensor == nullptr) {
        return error(Code::kBadFormat, "the tensor '%s' is missing", role.name.c_str());
    }
    const std::vector<uint64_t> wanted = wanted_shape(role);
    if (tensor->shape != wanted) {
        return error(
            Code::kBadFormat, "the tensor '%s' has the shape %s; the configuration asks for %s",
            role.name.c_str(), shape_text(tensor->shape).c_str(), shape_text(wanted).c_str());
    }
    return tensor;
}

Status check_no_strangers(const TensorTable& table, const std::vector<TensorRole>& roles,
                          bool tied_embeddings) {
    std::set<std::string_view> known;
    for (const TensorRole& role : roles) known.insert(role.name);
    for (const StoredTensor& tensor : table.tensors()) {
        if (known.contains(tensor.name) || changes_nothing(tensor.name, tied_embeddings)) continue;
        return error(Code::kBadFormat, "the tensor '%.200s' has no place in this architecture",
                     tensor.name.c_str());
    }
    return Status();
}

}  // namespace minstrel
