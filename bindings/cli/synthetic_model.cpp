#include "bindings/cli/synthetic_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <utility>

namespace minstrel::cli {
namespace {

struct Shape {
    const char* name;
    uint32_t dim, hidden, layers, heads, kv_heads, head_dim, vocab, context;
    bool tied;
    float theta;
};
constexpr std::array kShapes = {
    Shape{"tavern", 256, 704, 6, 4, 2, 64, 4096, 2048, true, 1e6F},
    Shape{"1b", 2048, 5632, 22, 32, 4, 64, 32768, 4096, false, 1e4F},
    Shape{"mistral-7b", 4096, 14336, 32, 32, 8, 128, 32768, 32768, false, 1e6F},
    Shape{"ministral-3b", 3072, 9216, 26, 32, 8, 128, 131072, 32768, true, 1e6F},
    Shape{"ministral-8b", 4096, 14336, 34, 32, 8, 128, 131072, 32768, false, 1e6F},
};

// Blocks of GGUF. `deviation` is that of the stored numbers.
struct Format {
    const char* name;
    uint32_t type, block, block_bytes, scale_bytes;
    float deviation;
};
constexpr std::array kFormats = {
    Format{"int4", 2, 32, 18, 2, 4.6F},
    Format{"int8", 8, 32, 34, 2, 74.0F},
    Format{"bf16", 30, 1, 2, 0, 1.0F},
};
constexpr uint32_t kF32 = 0;
constexpr uint64_t kAlignment = 32;
constexpr uint32_t kPatternBlocks = 1u << 15;

template <class List>
const auto* find(const List& list, std::string_view name) {
    const auto at = std::find_if(list.begin(), list.end(),
                                 [&](const auto& element) { return element.name == name; });
    return at != list.end() ? &*at : nullptr;
}

template <class List>
std::string names(const List& list) {
    std::string all;
    for (const auto& element : list) {
        if (!all.empty()) all += ", ";
        all += element.name;
    }
    return all;
}

uint16_t half_of(float value) {  // of normal numbers, cut off
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return static_cast<uint16_t>((bits >> 13) - (112u << 10));
}

// Blocks whose numbers keep activations of one size in a matrix of `cols` columns.
std::string make_pattern(const Format& format, uint32_t cols) {
    std::mt19937_64 random(cols * 31 + format.type);
    const float width = 1.0F / std::sqrt(static_cast<float>(cols));
    std::string out(size_t{kPatternBlocks} * format.block_bytes, '\0');
    if (format.block == 1) {
        std::uniform_real_distribution<float> uniform(-1.7F * width, 1.7F * width);
        for (size_t at = 0; at < out.size(); at += 2) {
            const float value = uniform(random);
            std::memcpy(&out[at], reinterpret_cast<const char*>(&value) + 2, 2);
        }
        return out;
    }
    for (char& byte : out) byte = static_cast<char>(random() >> 56);
    const uint16_t scale = half_of(width / format.deviation);
    for (size_t at = 0; at < out.size(); at += format.block_bytes) {
        std::memcpy(&out[at], &scale, sizeof scale);
    }
    return out;
}

// The part of a GGUF file before the tensors' bytes.
class Head {
  public:
    template <class T>
    static std::string raw(T value) {
        return {reinterpret_cast<const char*>(&value), sizeof value};
    }
    static std::string raw_text(std::string_view text) {
        std::string out = raw(uint64_t{text.size()});
        out += text;
        return out;
    }

    void u32(std::string_view key, uint32_t number) { value(key, 4, raw(number)); }
    void f32(std::string_view key, float number) { value(key, 6, raw(number)); }
    void text(std::string_view key, std::string_view text) { value(key, 8, raw_text(text)); }
    void list(std::string_view key, uint32_t type, uint64_t count, const std::string& bytes) {
        value(key, 9, raw(type) + raw(count) + bytes);
    }
    void tensor(std::string_view name, const std::vector<uint64_t>& dims, uint32_t type,
                uint64_t offset) {
        ++tensor_count_;
        tensors_ += raw_text(name);
        tensors_ += raw(static_cast<uint32_t>(dims.size()));
        for (const uint64_t extent : dims) tensors_ += raw(extent);
        tensors_ += raw(type);
        tensors_ += raw(offset);
    }
    std::string bytes() const {
        std::string out = "GGUF";
        out += raw(uint32_t{3});
        out += raw(tensor_count_);
        out += raw(value_count_);
        out += values_;
        out += tensors_;
        out.resize((out.size() + kAlignment - 1) / kAlignment * kAlignment, '\0');
        return out;
    }

  private:
    void value(std::string_view key, uint32_t type, const std::string& bytes) {
        ++value_count_;
        values_ += raw_text(key);
        values_ += raw(type);
        values_ += bytes;
    }

    uint64_t tensor_count_ = 0, value_count_ = 0;
    std::string values_, tensors_;
};

void add_numbers(Head& head, const Shape& shape, const Format& format) {
    head.text("general.architecture", "llama");
    std::string name = "synthetic ";
    name += shape.name;
    name += ' ';
    name += format.name;
    head.text("general.name", name);
    const std::pair<const char*, uint32_t> numbers[] = {{"block_count", shape.layers},
                                                        {"context_length", shape.context},
                                                        {"embedding_length", shape.dim},
                                                        {"feed_forward_length", shape.hidden},
                                                        {"attention.head_count", shape.heads},
                                                        {"attention.head_count_kv", shape.kv_heads},
                                                        {"attention.key_length", shape.head_dim},
                                                        {"attention.value_length", shape.head_dim},
                                                        {"vocab_size", shape.vocab}};
    for (const auto& [key, number] : numbers) head.u32(std::string("llama.") + key, number);
    head.f32("llama.attention.layer_norm_rms_epsilon", 1e-5F);
    head.f32("llama.rope.freq_base", shape.theta);
}

// Control tokens, bytes, the space, and words that no text has: texts are read byte by byte.
void add_vocabulary(Head& head, uint32_t count) {
    constexpr int32_t kNormal = 1, kUnknown = 2, kControl = 3, kByte = 6;
    std::string tokens, scores, types;
    uint32_t added = 0;
    const auto add = [&](const std::string& token, int32_t type) {
        tokens += Head::raw_text(token);
        scores += Head::raw(-static_cast<float>(added++));
        types += Head::raw(type);
    };
    add("<unk>", kUnknown);
    add("<s>", kControl);
    add("</s>", kControl);
    for (int byte = 0; byte < 256; ++byte) {
        constexpr const char* kDigits = "0123456789ABCDEF";
        add(std::string("<0x") + kDigits[byte / 16] + kDigits[byte % 16] + ">", kByte);
    }
    add("\xE2\x96\x81", kNormal);  // U+2581, a space
    while (added < count) add(std::to_string(added).insert(0, 1, 'w'), kNormal);
    head.text("tokenizer.ggml.model", "llama");
    head.list("tokenizer.ggml.tokens", 8, count, tokens);
    head.list("tokenizer.ggml.scores", 6, count, scores);
    head.list("tokenizer.ggml.token_type", 5, count, types);
    head.u32("tokenizer.ggml.bos_token_id", 1);
    head.u32("tokenizer.ggml.eos_token_id", 2);
}

}  // namespace

std::string SyntheticModel::shapes() {
    return names(kShapes);
}

std::string SyntheticModel::formats() {
    return names(kFormats);
}

std::unique_ptr<SyntheticModel> SyntheticModel::make(std::string_view shape_name,
                                                     std::string_view format_name) {
    const Shape* shape = find(kShapes, shape_name);
    const Format* format = find(kFormats, format_name);
    if (shape == nullptr || format == nullptr) return nullptr;
    std::unique_ptr<SyntheticModel> model(new SyntheticModel);
    Head head;
    add_numbers(head, *shape, *format);
    add_vocabulary(head, shape->vocab);
    std::map<uint32_t, const std::string*> patterns;  // by columns
    const auto keep = [&](std::string pattern) {
        return model->patterns_.emplace_back(std::make_unique<std::string>(std::move(pattern)))
            .get();
    };
    const std::string* ones = keep(Head::raw(1.0F));
    uint64_t offset = 0;  // in the tensors' part
    const auto add = [&](const std::string& name, const std::vector<uint64_t>& dims, uint32_t type,
                         uint64_t bytes, const std::string* pattern) {
        head.tensor(name, dims, type, offset);
        model->tensors_.push_back({offset, bytes, pattern});
        offset += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    };
    const auto norm = [&](const std::string& name) {
        add(name, {shape->dim}, kF32, shape->dim * sizeof(float), ones);
    };
    const auto matrix = [&](const std::string& name, uint64_t rows, uint32_t cols) {
        const std::string*& pattern = patterns[cols];
        if (pattern == nullptr) pattern = keep(make_pattern(*format, cols));
        add(name, {cols, rows}, format->type, rows * cols / format->block * format->block_bytes,
            pattern);
    };
    const uint32_t query = shape->heads * shape->head_dim;
    const uint32_t key = shape->kv_heads * shape->head_dim;
    matrix("token_embd.weight", shape->vocab, shape->dim);
    for (uint32_t layer = 0; layer < shape->layers; ++layer) {
        std::string at = "blk.";
        at += std::to_string(layer);
        norm(at + ".attn_norm.weight");
        matrix(at + ".attn_q.weight", query, shape->dim);
        matrix(at + ".attn_k.weight", key, shape->dim);
        matrix(at + ".attn_v.weight", key, shape->dim);
        matrix(at + ".attn_output.weight", shape->dim, query);
        norm(at + ".ffn_norm.weight");
        matrix(at + ".ffn_gate.weight", shape->hidden, shape->dim);
        matrix(at + ".ffn_up.weight", shape->hidden, shape->dim);
        matrix(at + ".ffn_down.weight", shape->dim, shape->hidden);
    }
    norm("output_norm.weight");
    if (!shape->tied) matrix("output.weight", shape->vocab, shape->dim);
    model->head_ = head.bytes();
    for (Tensor& tensor : model->tensors_) tensor.begin += model->head_.size();
    model->size_ = model->head_.size() + offset;
    return model;
}

// What lies between the tensors is never looked at.
void SyntheticModel::read(uint64_t offset, char* out, uint64_t bytes) const {
    const uint64_t end = offset + bytes;
    if (offset < head_.size()) {
        std::memcpy(out, head_.data() + offset, std::min<uint64_t>(bytes, head_.size() - offset));
    }
    const auto behind = [](uint64_t at, const Tensor& tensor) {
        return at < tensor.begin + tensor.bytes;
    };
    auto tensor = std::upper_bound(tensors_.begin(), tensors_.end(), offset, behind);
    for (; tensor != tensors_.end() && tensor->begin < end; ++tensor) {
        const std::string& pattern = *tensor->pattern;
        uint64_t at = std::max(offset, tensor->begin);
        const uint64_t last = std::min(end, tensor->begin + tensor->bytes);
        while (at < last) {
            const uint64_t place = (at - tensor->begin) % pattern.size();
            const uint64_t count = std::min<uint64_t>(last - at, pattern.size() - place);
            std::copy_n(pattern.data() + place, count, out + (at - offset));
            at += count;
        }
    }
}

mst_file_io SyntheticModel::file_io() {
    mst_file_io hook;
    hook.user_data = this;
    hook.open = [](void* user, mst_text, void** out_file, uint64_t* out_size_bytes) {
        *out_file = user;
        *out_size_bytes = static_cast<SyntheticModel*>(user)->size_;
        return MST_OK;
    };
    hook.read = [](void* user, void*, uint64_t offset, void* out_data, size_t bytes) {
        const auto& self = *static_cast<SyntheticModel*>(user);
        if (offset > self.size_ || bytes > self.size_ - offset) return MST_ERROR_IO;
        self.read(offset, static_cast<char*>(out_data), bytes);
        return MST_OK;
    };
    hook.close = [](void*, void*) {};
    return hook;
}

}  // namespace minstrel::cli
