#include "runtime/model/tensor_roles.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace minstrel {
namespace {

using kernels::ExpertWeights;
using kernels::LayerWeights;
using kernels::ModelWeights;
using kernels::TensorView;

// By TensorNaming.
using Names = std::array<const char*, 3>;

constexpr Names kLayerPrefix = {"model.layers.", "layers.", "blk."};
constexpr Names kEmbedding = {"model.embed_tokens.weight", "tok_embeddings.weight",
                              "token_embd.weight"};
constexpr Names kFinalNorm = {"model.norm.weight", "norm.weight", "output_norm.weight"};
constexpr Names kOutput = {"lm_head.weight", "output.weight", "output.weight"};
constexpr Names kAttentionNorm = {"input_layernorm.weight", "attention_norm.weight",
                                  "attn_norm.weight"};
constexpr Names kQuery = {"self_attn.q_proj.weight", "attention.wq.weight", "attn_q.weight"};
constexpr Names kKey = {"self_attn.k_proj.weight", "attention.wk.weight", "attn_k.weight"};
constexpr Names kValue = {"self_attn.v_proj.weight", "attention.wv.weight", "attn_v.weight"};
constexpr Names kAttentionOutput = {"self_attn.o_proj.weight", "attention.wo.weight",
                                    "attn_output.weight"};
constexpr Names kFeedForwardNorm = {"post_attention_layernorm.weight", "ffn_norm.weight",
                                    "ffn_norm.weight"};
constexpr Names kGate = {"mlp.gate_proj.weight", "feed_forward.w1.weight", "ffn_gate.weight"};
constexpr Names kUp = {"mlp.up_proj.weight", "feed_forward.w3.weight", "ffn_up.weight"};
constexpr Names kDown = {"mlp.down_proj.weight", "feed_forward.w2.weight", "ffn_down.weight"};

constexpr Names kRouter = {"block_sparse_moe.gate.weight", "feed_forward.gate.weight",
                           "ffn_gate_inp.weight"};
// The number of the expert comes between.
constexpr Names kExpertPrefix = {"block_sparse_moe.experts.", "feed_forward.experts.", "ffn_"};
constexpr Names kExpertGate = {".w1.weight", ".w1.weight", "gate."};
constexpr Names kExpertUp = {".w3.weight", ".w3.weight", "up."};
constexpr Names kExpertDown = {".w2.weight", ".w2.weight", "down."};

class RoleList {
  public:
    explicit RoleList(TensorNaming naming) : naming_(static_cast<size_t>(naming)) {}

    void add_layer(uint32_t layer, const Names& names, TensorView LayerWeights::*slot,
                   uint32_t rows, uint32_t cols, uint32_t head = 0) {
        TensorRole role = make(spell_layer(0, layer) + names[0],
                               spell_layer(naming_, layer) + names[naming_], rows, cols);
        role.layer_slot = slot;
        role.layer = layer;
        // Only Hugging Face brings the rows into the order of half rotation.
        if (naming_ != 0) role.interleaved_head = head;
        roles_.push_back(std::move(role));
    }
    void add_router(uint32_t layer, uint32_t rows, uint32_t cols) {
        add_layer(layer, kRouter, &LayerWeights::router, rows, cols);
        roles_.back().is_float32 = true;
    }
    void add_expert(uint32_t layer, uint32_t expert, const Names& names,
                    TensorView ExpertWeights::*slot, uint32_t rows, uint32_t cols) {
        TensorRole role = make(spell_expert(0, layer, expert, names),
                               spell_expert(naming_, layer, expert, names), rows, cols);
        role.expert_slot = slot;
        role.layer = layer;
        role.expert = expert;
        roles_.push_back(std::move(role));
    }
    void add_model(const Names& names, TensorView ModelWeights::*slot, uint32_t rows,
                   uint32_t cols) {
        TensorRole role = make(names[0], names[naming_], rows, cols);
        role.model_slot = slot;
        roles_.push_back(std::move(role));
    }
    std::vector<TensorRole> take() { return std::move(roles_); }

  private:
    static std::string spell_layer(size_t naming, uint32_t layer) {
        std::string name = kLayerPrefix[naming];
        name += std::to_string(layer);
        name += '.';
        return name;
    }
    static std::string spell_expert(size_t naming, uint32_t layer, uint32_t expert,
                                    const Names& names) {
        const bool is_gguf = naming == static_cast<size_t>(TensorNaming::kGguf);
        std::string name = spell_layer(naming, layer);
        name += kExpertPrefix[naming];
        if (is_gguf) name += names[naming];
        name += std::to_string(expert);
        name += is_gguf ? ".weight" : names[naming];
        return name;
    }
    // Zero rows stand for a vector.
    static TensorRole make(std::string name, std::string stored_name, uint32_t rows,
                           uint32_t cols) {
        TensorRole role;
        role.name = std::move(name);
        role.stored_name = std::move(stored_name);
        role.is_vector = rows == 0;
        role.is_float32 = role.is_vector;
        role.rows = std::max(rows, 1u);
        role.cols = cols;
        return role;
    }

    size_t naming_;
    std::vector<TensorRole> roles_;
};

std::vector<uint64_t> wanted_shape(const TensorRole& role) {
    if (role.is_vector) return {role.cols};
    return {role.rows, role.cols};
}

bool changes_nothing(std::string_view name, bool tied_embeddings) {
    const bool is_output = name == kOutput[0] || name == kOutput[1];
    return (tied_embeddings && is_output) || name.ends_with(".rotary_emb.inv_freq");
}

void add_feed_forward(RoleList& list, uint32_t layer, const ModelConfig& config) {
    const uint32_t dim = config.dim, hidden = config.hidden_dim;
    if (config.expert_count == 0) {
        list.add_layer(layer, kGate, &LayerWeights::w_gate, hidden, dim);
        list.add_layer(layer, kUp, &LayerWeights::w_up, hidden, dim);
        list.add_layer(layer, kDown, &LayerWeights::w_down, dim, hidden);
        return;
    }
    list.add_router(layer, config.expert_count, dim);
    for (uint32_t n = 0; n < config.expert_count; ++n) {
        list.add_expert(layer, n, kExpertGate, &ExpertWeights::w_gate, hidden, dim);
        list.add_expert(layer, n, kExpertUp, &ExpertWeights::w_up, hidden, dim);
        list.add_expert(layer, n, kExpertDown, &ExpertWeights::w_down, dim, hidden);
    }
}

}  // namespace

std::vector<TensorRole> tensor_roles(const ModelConfig& config, TensorNaming naming) {
    const uint32_t dim = config.dim;
    const uint32_t head = config.head_dim;
    const uint32_t query = config.head_count * head;
    const uint32_t key = config.kv_head_count * head;
    RoleList list(naming);
    list.add_model(kEmbedding, &ModelWeights::token_embedding, config.vocab_size, dim);
    for (uint32_t n = 0; n < config.layer_count; ++n) {
        list.add_layer(n, kAttentionNorm, &LayerWeights::attn_norm, 0, dim);
        list.add_layer(n, kQuery, &LayerWeights::wq, query, dim, head);
        list.add_layer(n, kKey, &LayerWeights::wk, key, dim, head);
        list.add_layer(n, kValue, &LayerWeights::wv, key, dim);
        list.add_layer(n, kAttentionOutput, &LayerWeights::wo, dim, query);
        list.add_layer(n, kFeedForwardNorm, &LayerWeights::ffn_norm, 0, dim);
        add_feed_forward(list, n, config);
    }
    list.add_model(kFinalNorm, &ModelWeights::final_norm, 0, dim);
    if (!config.tied_embeddings) {
        list.add_model(kOutput, &ModelWeights::lm_head, config.vocab_size, dim);
    }
    return list.take();
}

Result<const StoredTensor*> find_role(const TensorTable& table, const TensorRole& role) {
    const StoredTensor* tensor = table.find(role.stored_name);
    if (tensor == nullptr) {
        return error(Code::kBadFormat, "the tensor '%s' is missing", role.stored_name.c_str());
    }
    const std::vector<uint64_t> wanted = wanted_shape(role);
    if (tensor->shape != wanted) {
        return error(Code::kBadFormat,
                     "the tensor '%s' has the shape %s; the configuration asks for %s",
                     role.stored_name.c_str(), shape_text(tensor->shape).c_str(),
                     shape_text(wanted).c_str());
    }
    return tensor;
}

Status check_no_strangers(const TensorTable& table, const std::vector<TensorRole>& roles,
                          bool tied_embeddings) {
    std::set<std::string_view> known;
    for (const TensorRole& role : roles) known.insert(role.stored_name);
    for (const StoredTensor& tensor : table.tensors()) {
        if (known.contains(tensor.name) || changes_nothing(tensor.name, tied_embeddings)) continue;
        return error(Code::kBadFormat, "the tensor '%.200s' has no place in this architecture",
                     tensor.name.c_str());
    }
    return Status();
}

}  // namespace minstrel
