// Writes GGUF files for tests, right ones and wrong ones. Values; one thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace minstrel::testing {

class GgufBuilder {
  public:
    template <typename T>
    static std::string raw(T value) {
        return {reinterpret_cast<const char*>(&value), sizeof value};
    }
    static std::string raw_text(std::string_view text) {
        return raw(uint64_t{text.size()}) + std::string(text);
    }

    // A value of any type; `bytes` are written as they are.
    void value(std::string_view key, uint32_t type, std::string_view bytes) {
        values_.push_back({std::string(key), raw_text(key) + raw(type) + std::string(bytes)});
    }
    void u32(std::string_view key, uint32_t number) { value(key, 4, raw(number)); }
    void f32(std::string_view key, float number) { value(key, 6, raw(number)); }
    void boolean(std::string_view key, bool truth) {
        value(key, 7, truth ? "\1" : std::string(1, 0));
    }
    void text(std::string_view key, std::string_view text) { value(key, 8, raw_text(text)); }
    void list(std::string_view key, uint32_t type, uint64_t count, std::string_view bytes) {
        value(key, 9, raw(type) + raw(count) + std::string(bytes));
    }
    void remove(std::string_view key) {
        std::erase_if(values_, [&](const Value& value) { return value.key == key; });
    }

    // `dims` as in the file, the row length first.
    void tensor(std::string_view name, const std::vector<uint64_t>& dims, uint32_t type,
                std::string bytes) {
        tensors_.push_back({std::string(name), dims, type, std::move(bytes)});
    }

    struct Tensor {
        std::string name;
        std::vector<uint64_t> dims;
        uint32_t type = 0;
        std::string bytes;
        uint64_t shift = 0;  // added to the right offset
    };
    std::vector<Tensor>& tensors() { return tensors_; }

    std::string build(uint32_t alignment = 32) const {
        std::string head = "GGUF";
        head += raw(uint32_t{3}) + raw(uint64_t{tensors_.size()}) + raw(uint64_t{values_.size()});
        for (const Value& value : values_) head += value.bytes;
        std::string data;
        for (const Tensor& tensor : tensors_) {
            head += raw_text(tensor.name) + raw(static_cast<uint32_t>(tensor.dims.size()));
            for (const uint64_t extent : tensor.dims) head += raw(extent);
            head += raw(tensor.type) + raw(uint64_t{data.size() + tensor.shift});
            data += tensor.bytes;
            data.resize((data.size() + alignment - 1) / alignment * alignment, '\0');
        }
        head.resize((head.size() + alignment - 1) / alignment * alignment, '\0');
        return head + data;
    }

  private:
    struct Value {
        std::string key;
        std::string bytes;
    };
    std::vector<Value> values_;
    std::vector<Tensor> tensors_;
};

// A model of one layer with eight tokens, its matrices in Q8_0.
inline GgufBuilder smallest_gguf() {
    GgufBuilder file;
    file.text("general.architecture", "llama");
    for (const auto& [key, number] : {std::pair{"block_count", 1u},
                                      {"context_length", 64u},
                                      {"embedding_length", 32u},
                                      {"feed_forward_length", 32u},
                                      {"attention.head_count", 2u},
                                      {"attention.head_count_kv", 1u}}) {
        file.u32(std::string("llama.") + key, number);
    }
    file.f32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    std::string tokens;
    std::string scores;
    std::string types;
    for (uint32_t id = 0; id < 8; ++id) {
        tokens += GgufBuilder::raw_text("t" + std::to_string(id));
        scores += GgufBuilder::raw(0.0f);
        types += GgufBuilder::raw(int32_t{1});
    }
    file.text("tokenizer.ggml.model", "llama");
    file.list("tokenizer.ggml.tokens", 8, 8, tokens);
    file.list("tokenizer.ggml.scores", 6, 8, scores);
    file.list("tokenizer.ggml.token_type", 5, 8, types);
    const auto norm = [&](const char* name) {
        file.tensor(name, {32}, 0, std::string(32 * sizeof(float), '\0'));
    };
    const auto matrix = [&](const char* name, uint64_t rows) {
        file.tensor(name, {32, rows}, 8, std::string(rows * 34, '\1'));
    };
    matrix("token_embd.weight", 8);
    norm("output_norm.weight");
    norm("blk.0.attn_norm.weight");
    norm("blk.0.ffn_norm.weight");
    matrix("blk.0.attn_q.weight", 32);
    matrix("blk.0.attn_k.weight", 16);
    matrix("blk.0.attn_v.weight", 16);
    matrix("blk.0.attn_output.weight", 32);
    for (const char* name :
         {"blk.0.ffn_gate.weight", "blk.0.ffn_up.weight", "blk.0.ffn_down.weight"}) {
        matrix(name, 32);
    }
    return file;
}

}  // namespace minstrel::testing
