#include "tests/integration/reference_model.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "runtime/model/pack.h"
#include "runtime/model/safetensors_reader.h"
#include "tests/support/mistral_form.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

using nlohmann::json;

std::string folder_of(const std::string& name) {
    return MST_TEST_DATA "/reference/" + name;
}

json config_of(const std::string& name) {
    return json::parse(read_file(folder_of(name) + "/config.json"));
}

std::vector<RawTensor> tensors_of(const std::string& name) {
    const std::string bytes = read_file(folder_of(name) + "/model.safetensors");
    const auto stored = read_safetensors(std::as_bytes(std::span(bytes)), "reference");
    std::vector<RawTensor> tensors;
    EXPECT_TRUE(stored.ok()) << stored.status().message();
    if (!stored.ok()) return tensors;
    for (const StoredTensor& tensor : stored.value()) {
        tensors.push_back(
            {tensor.name,
             tensor.type_name,
             tensor.shape,
             {reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()}});
    }
    return tensors;
}

std::string write_hugging_face(const std::string& name, const TempDirectory& temp) {
    for (const char* file : {"config.json", "model.safetensors"}) {
        std::filesystem::create_symlink(folder_of(name) + "/" + file, temp / file);
    }
    write_file(temp / "tokenizer.model", tiny_tokenizer());
    return temp.path();
}

// The experts' matrices as the transformers library has them in memory; other tensors stay.
std::vector<RawTensor> fused_experts(const std::vector<RawTensor>& tensors) {
    std::vector<RawTensor> out;
    std::map<std::string, RawTensor> fused;  // in the order of their parts
    const std::string kind = "block_sparse_moe.experts.";
    for (const RawTensor& tensor : tensors) {
        const size_t at = tensor.name.find(kind);
        if (at == std::string::npos) {
            out.push_back(tensor);
            if (const size_t router = tensor.name.find("block_sparse_moe.gate");
                router != std::string::npos) {
                out.back().name.replace(router, std::string("block_sparse_moe").size(), "mlp");
            }
            continue;
        }
        // N.wK.weight, in the order of N; w1 comes before w3 there.
        const bool is_down = tensor.name.ends_with("w2.weight");
        const std::string name =
            tensor.name.substr(0, at) + "mlp.experts." + (is_down ? "down_proj" : "gate_up_proj");
        RawTensor& whole = fused[name];
        if (whole.name.empty()) whole = {name, tensor.dtype, {0, 0, tensor.shape[1]}, {}};
        if (!tensor.name.ends_with("w3.weight")) ++whole.shape[0];
        whole.shape[1] = tensor.shape[0] * (is_down ? 1 : 2);
        whole.bytes += tensor.bytes;
    }
    for (auto& [name, tensor] : fused) out.push_back(std::move(tensor));
    return out;
}

std::string write_fused(const std::string& name, const TempDirectory& temp) {
    write_hugging_face(name, temp);
    std::filesystem::remove(temp / "model.safetensors");
    write_file(temp / "model.safetensors", make_safetensors(fused_experts(tensors_of(name))));
    return temp.path();
}

// What params.json says of scaled positions. There `alpha` is the slow bound and `beta` the fast
// one.
void add_yarn(const json& rope, json& params) {
    params["yarn"] = {
        {"factor", rope["factor"]},
        {"original_max_position_embeddings", rope["original_max_position_embeddings"]},
        {"beta", rope["beta_fast"]},
        {"alpha", rope["beta_slow"]},
        {"apply_scale", !rope.contains("mscale_all_dim")}};
    if (rope["llama_4_scaling_beta"] != 0) {
        params["llama_4_scaling"] = {
            {"beta", rope["llama_4_scaling_beta"]},
            {"original_max_position_embeddings", rope["original_max_position_embeddings"]}};
    }
}

json mistral_params(const json& config) {
    const json rope = config.value("rope_parameters", json::object());
    json params = {
        {"dim", config["hidden_size"]},
        {"n_layers", config["num_hidden_layers"]},
        {"head_dim", config["head_dim"]},
        {"hidden_dim", config["intermediate_size"]},
        {"n_heads", config["num_attention_heads"]},
        {"n_kv_heads", config["num_key_value_heads"]},
        {"norm_eps", config["rms_norm_eps"]},
        {"vocab_size", config["vocab_size"]},
        {"rope_theta", rope.contains("rope_theta") ? rope["rope_theta"] : config["rope_theta"]},
        {"max_seq_len", config["max_position_embeddings"]},
        {"tied_embeddings", config["tie_word_embeddings"]}};
    if (rope.contains("factor")) add_yarn(rope, params);
    if (config.contains("layer_types")) {
        for (const auto& type : config["layer_types"]) {
            const bool all = type == "full_attention";
            params["sliding_window"].push_back(all ? json() : config["sliding_window"]);
        }
    } else if (!config["sliding_window"].is_null()) {
        params["sliding_window"] = config["sliding_window"];
    }
    if (config.contains("num_local_experts")) {
        params["moe"] = {{"num_experts", config["num_local_experts"]},
                         {"num_experts_per_tok", config["num_experts_per_tok"]}};
    }
    return params;
}

std::string write_mistral(const std::string& name, const TempDirectory& temp) {
    const json config = config_of(name);
    const auto tensors = to_mistral_form(tensors_of(name), config["head_dim"]);
    write_file(temp / "params.json", mistral_params(config).dump());
    write_file(temp / "consolidated.safetensors", make_safetensors(tensors));
    write_file(temp / "tokenizer.model", tiny_tokenizer());
    return temp.path();
}

// See tests/data/reference/make_gguf.py.
std::string write_gguf(const std::string& name, const TempDirectory& temp) {
    const std::string forms = MST_TEST_DATA "/gguf/forms/";
    std::map<std::string, RawTensor> weights;
    for (RawTensor& tensor : tensors_of(name)) weights[tensor.name] = std::move(tensor);
    const json table = json::parse(read_file(forms + "tensors.json"))[name];
    std::string file = read_file(forms + name + ".head");
    file.resize(table["size"]);
    for (const json& tensor : table["tensors"]) {
        size_t offset = tensor["offset"];
        for (const std::string source : tensor["sources"]) {
            const RawTensor& weight = weights.at(source);
            const uint64_t heads = tensor["heads"];
            const std::string bytes = heads == 0 ? weight.bytes
                                                 : interleaved_rows(weight.bytes, weight.shape[0],
                                                                    weight.shape[0] / heads);
            file.replace(offset, bytes.size(), bytes);
            offset += bytes.size();
        }
    }
    EXPECT_EQ(file.size(), table["size"].get<size_t>());
    write_file(temp / "model.gguf", file);
    return temp / "model.gguf";
}

std::string write_package(const std::string& name, const TempDirectory& temp) {
    PackOptions pack;
    pack.source = write_hugging_face(name, temp);
    pack.target = temp / "model.mst";
    pack.type = PackType::kF32;
    const auto report = pack_model(pack);
    EXPECT_TRUE(report.ok()) << report.status().message();
    return pack.target;
}

std::string write_form(const std::string& name, const TempDirectory& temp, FileForm form) {
    switch (form) {
        case FileForm::kHuggingFace:
            return write_hugging_face(name, temp);
        case FileForm::kMistral:
            return write_mistral(name, temp);
        case FileForm::kGguf:
            return write_gguf(name, temp);
        case FileForm::kPackage:
            return write_package(name, temp);
        case FileForm::kFused:
            return write_fused(name, temp);
    }
    return {};
}

}  // namespace

const char* form_name(FileForm form) {
    switch (form) {
        case FileForm::kHuggingFace:
            return "hugging_face";
        case FileForm::kMistral:
            return "mistral";
        case FileForm::kGguf:
            return "gguf";
        case FileForm::kPackage:
            return "package";
        case FileForm::kFused:
            return "fused";
    }
    return "";
}

std::shared_ptr<const Model> load_reference(const std::string& name, const TempDirectory& temp,
                                            FileForm form) {
    LoadOptions options;
    options.path = write_form(name, temp, form);
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

}  // namespace minstrel::testing
