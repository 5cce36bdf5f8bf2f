#include "runtime/model/quantised_linear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "kernels/cpu/weight_rows.h"
#include "runtime/model/element.h"
#include "runtime/model/model.h"
#include "runtime/model/pack.h"
#include "tests/support/mistral_form.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using nlohmann::json;
using testing::RawTensor;
using testing::TempDirectory;
using testing::write_file;

constexpr uint64_t kGroup = 16;

// Codes, zero points and scales of a matrix as functions of the place; the scales are powers of
// two, so that every value is exact in bfloat16.
struct Matrix {
    uint64_t rows, cols;
    uint32_t bits = 4;

    uint32_t code(uint64_t o, uint64_t i) const { return mix(o * 131 + i) % (1u << bits); }
    uint32_t zero(uint64_t o, uint64_t g) const { return mix(o * 17 + g + 7) % (1u << bits); }
    float scale(uint64_t o, uint64_t g) const {
        return std::ldexp(1.0f, -4 - static_cast<int>(mix(o + 3 * g) % 4));
    }
    static uint32_t mix(uint64_t value) {
        value = (value + 1) * 0x9E3779B97F4A7C15u;
        return static_cast<uint32_t>(value >> 40);
    }
};

class Words {
  public:
    explicit Words(uint64_t count) : words_(count, 0) {}
    void add(uint64_t word, uint32_t shift, uint32_t code) { words_[word] |= code << shift; }
    std::string bytes() const {
        return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(uint32_t)};
    }

  private:
    std::vector<uint32_t> words_;
};

template <typename T>
void append(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string stem(const RawTensor& tensor) {
    return tensor.name.substr(0, tensor.name.size() - 7);  // without ".weight"
}

using Parts = std::vector<RawTensor>;

Parts gptq(const RawTensor& tensor, const Matrix& m, bool in_order) {
    const uint64_t per_word = 32 / m.bits, groups = m.cols / kGroup;
    Words codes(m.cols / per_word * m.rows);
    Words zeros(groups * m.rows / per_word);
    std::string scales, group_of;
    for (uint64_t o = 0; o < m.rows; ++o) {
        for (uint64_t i = 0; i < m.cols; ++i) {
            codes.add(i / per_word * m.rows + o, static_cast<uint32_t>(i % per_word) * m.bits,
                      m.code(o, i));
        }
        for (uint64_t g = 0; g < groups; ++g) {
            zeros.add(g * (m.rows / per_word) + o / per_word,
                      static_cast<uint32_t>(o % per_word) * m.bits, m.zero(o, g));
        }
    }
    for (uint64_t g = 0; g < groups; ++g) {
        for (uint64_t o = 0; o < m.rows; ++o) append(scales, bf16_from_float(m.scale(o, g)));
    }
    for (uint64_t i = 0; i < m.cols; ++i) {
        append(group_of, static_cast<int32_t>(in_order ? i / kGroup : i % groups));
    }
    Parts parts = {{stem(tensor) + ".qweight", "I32", {m.cols / per_word, m.rows}, codes.bytes()},
                   {stem(tensor) + ".qzeros", "I32", {groups, m.rows / per_word}, zeros.bytes()},
                   {stem(tensor) + ".scales", "BF16", {groups, m.rows}, scales}};
    if (!in_order) parts.push_back({stem(tensor) + ".g_idx", "I32", {m.cols}, group_of});
    return parts;
}

Parts awq(const RawTensor& tensor, const Matrix& m) {
    constexpr uint64_t kOrder[] = {0, 2, 4, 6, 1, 3, 5, 7};
    const uint64_t words = m.rows / 8, groups = m.cols / kGroup;
    Words codes(m.cols * words);
    Words zeros(groups * words);
    std::string scales;
    for (uint64_t word = 0; word < words; ++word) {
        for (uint32_t k = 0; k < 8; ++k) {
            const uint64_t o = 8 * word + kOrder[k];
            for (uint64_t i = 0; i < m.cols; ++i) codes.add(i * words + word, 4 * k, m.code(o, i));
            for (uint64_t g = 0; g < groups; ++g) zeros.add(g * words + word, 4 * k, m.zero(o, g));
        }
    }
    for (uint64_t g = 0; g < groups; ++g) {
        for (uint64_t o = 0; o < m.rows; ++o) append(scales, bf16_from_float(m.scale(o, g)));
    }
    return {{stem(tensor) + ".qweight", "I32", {m.cols, words}, codes.bytes()},
            {stem(tensor) + ".qzeros", "I32", {groups, words}, zeros.bytes()},
            {stem(tensor) + ".scales", "BF16", {groups, m.rows}, scales}};
}

Parts packed(const RawTensor& tensor, const Matrix& m, bool symmetric) {
    const uint64_t per_word = 32 / m.bits, groups = m.cols / kGroup;
    const uint64_t words = m.cols / per_word;
    Words codes(m.rows * words);
    Words zeros(m.rows / per_word * groups);
    std::string scales, shape;
    for (uint64_t o = 0; o < m.rows; ++o) {
        for (uint64_t i = 0; i < m.cols; ++i) {
            codes.add(o * words + i / per_word, static_cast<uint32_t>(i % per_word) * m.bits,
                      m.code(o, i));
        }
        for (uint64_t g = 0; g < groups; ++g) {
            append(scales, m.scale(o, g));
            zeros.add(o / per_word * groups + g, static_cast<uint32_t>(o % per_word) * m.bits,
                      m.zero(o, g));
        }
    }
    append(shape, m.rows);
    append(shape, m.cols);
    Parts parts = {{stem(tensor) + ".weight_packed", "I32", {m.rows, words}, codes.bytes()},
                   {stem(tensor) + ".weight_scale", "F32", {m.rows, groups}, scales},
                   {stem(tensor) + ".weight_shape", "I64", {2}, shape}};
    if (!symmetric) {
        parts.push_back({stem(tensor) + ".weight_zero_point",
                         "I32",
                         {m.rows / per_word, groups},
                         zeros.bytes()});
    }
    return parts;
}

// Bytes from 0x00 on, without the two that are no numbers.
uint8_t fp8_code(const Matrix& m, uint64_t o, uint64_t i) {
    const auto code = static_cast<uint8_t>(m.code(o, i));
    return (code & 0x7F) == 0x7F ? 0 : code;
}

Parts eight_bits(const RawTensor& tensor, const Matrix& m, const char* dtype,
                 const std::string& scale_name, const std::vector<uint64_t>& scale_shape) {
    std::string codes, scales;
    uint64_t count = 1;
    for (const uint64_t extent : scale_shape) count *= extent;
    const uint64_t cols = scale_shape.size() == 2 ? scale_shape[1] : 1;
    for (uint64_t o = 0; o < m.rows; ++o) {
        for (uint64_t i = 0; i < m.cols; ++i) codes.push_back(static_cast<char>(fp8_code(m, o, i)));
    }
    for (uint64_t n = 0; n < count; ++n) append(scales, m.scale(n / cols, n % cols));
    return {{tensor.name, dtype, {m.rows, m.cols}, codes},
            {stem(tensor) + scale_name, "F32", scale_shape, scales},
            {stem(tensor) + ".input_scale", "F32", {}, std::string("\0\0\x80\x3F", 4)}};
}

using Encode = std::function<Parts(const RawTensor&, const Matrix&)>;
using Value = std::function<float(const Matrix&, uint64_t o, uint64_t i)>;

class QuantisedLinearTest : public ::testing::Test {
  protected:
    // The tiny model with all matrices of its layers replaced.
    Parts encode(const Encode& encoder, uint32_t bits) {
        Parts all;
        for (RawTensor& tensor : testing::tiny_tensors({})) {
            if (tensor.name.find("_proj.") == std::string::npos) {
                all.push_back(std::move(tensor));
                continue;
            }
            for (RawTensor& part : encoder(tensor, {tensor.shape[0], tensor.shape[1], bits})) {
                all.push_back(std::move(part));
            }
        }
        return all;
    }
    void write(const json& quantisation, const Parts& parts) {
        testing::write_tiny_directory(path_);
        json config = json::parse(testing::tiny_config_json({}));
        config["quantization_config"] = quantisation;
        write_file(path_ + "/config.json", config.dump());
        write_file(path_ + "/model.safetensors", testing::make_safetensors(parts));
    }
    Result<std::shared_ptr<const Model>> load(const std::string& path) {
        LoadOptions options;
        options.path = path;
        return Model::load(options);
    }
    static void expect_values(const kernels::TensorView& view, uint32_t bits, const Value& value) {
        const Matrix m = {view.rows, view.cols, bits};
        std::vector<float> row(m.cols);
        for (uint32_t o = 0; o < view.rows; ++o) {
            kernels::read_row(view, o, row.data());
            float largest = 0;
            for (uint64_t i = 0; i < m.cols; ++i) {
                largest = std::max(largest, std::fabs(value(m, o, i)));
            }
            // Half a step of int8 and a little for the scale, where the form has no exact place.
            for (uint64_t i = 0; i < m.cols; ++i) {
                ASSERT_NEAR(row[i], value(m, o, i), 0.6f * largest / 127) << o << ", " << i;
            }
        }
    }
    void expect(const json& quantisation, uint32_t bits, const Encode& encoder,
                const Value& value) {
        write(quantisation, encode(encoder, bits));
        const auto model = load(path_);
        ASSERT_TRUE(model.ok()) << model.status().message();
        expect_values(model.value()->weights().layers[1].wq, bits, value);
        expect_values(model.value()->weights().layers[0].w_down, bits, value);
    }
    void expect_refused(Code code, const char* part_of_text) {
        const auto model = load(path_);
        ASSERT_FALSE(model.ok()) << part_of_text;
        EXPECT_EQ(model.status().code(), code) << model.status().message();
        EXPECT_NE(model.status().message().find(part_of_text), std::string::npos)
            << model.status().message();
    }

    TempDirectory temp_;
    std::string path_ = temp_ / "tiny";
};

TEST_F(QuantisedLinearTest, gptq) {
    for (const uint32_t bits : {4u, 8u}) {
        for (const int offset : {1, 0}) {
            const json config = {{"quant_method", "gptq"},
                                 {"bits", bits},
                                 {"group_size", kGroup},
                                 {"checkpoint_format", offset == 1 ? "gptq" : "gptq_v2"}};
            expect(
                config, bits,
                [](const RawTensor& tensor, const Matrix& m) { return gptq(tensor, m, true); },
                [&](const Matrix& m, uint64_t o, uint64_t i) {
                    const int q = static_cast<int>(m.code(o, i));
                    return static_cast<float>(q - static_cast<int>(m.zero(o, i / kGroup)) -
                                              offset) *
                           m.scale(o, i / kGroup);
                });
        }
    }
}

TEST_F(QuantisedLinearTest, gptq_with_groups_out_of_order) {
    const json config = {
        {"quant_method", "gptq"}, {"bits", 4}, {"group_size", kGroup}, {"desc_act", true}};
    expect(
        config, 4, [](const RawTensor& tensor, const Matrix& m) { return gptq(tensor, m, false); },
        [](const Matrix& m, uint64_t o, uint64_t i) {
            const uint64_t group = i % (m.cols / kGroup);
            const int q = static_cast<int>(m.code(o, i));
            return static_cast<float>(q - static_cast<int>(m.zero(o, group)) - 1) *
                   m.scale(o, group);
        });
}

TEST_F(QuantisedLinearTest, groups_beyond_the_last_are_refused) {
    Parts parts =
        encode([](const RawTensor& tensor, const Matrix& m) { return gptq(tensor, m, false); }, 4);
    for (RawTensor& part : parts) {
        if (part.name.ends_with("v_proj.g_idx")) part.bytes[3] = '\x7f';
    }
    write({{"quant_method", "gptq"}, {"bits", 4}, {"group_size", kGroup}}, parts);
    expect_refused(Code::kBadFormat, "v_proj.g_idx' names a group beyond the last");
}

TEST_F(QuantisedLinearTest, awq_and_its_package) {
    const json config = {
        {"quant_method", "awq"}, {"bits", 4}, {"group_size", kGroup}, {"version", "gemm"}};
    const Value value = [](const Matrix& m, uint64_t o, uint64_t i) {
        const int q = static_cast<int>(m.code(o, i)) - static_cast<int>(m.zero(o, i / kGroup));
        return static_cast<float>(q) * m.scale(o, i / kGroup);
    };
    expect(config, 4, awq, value);
    PackOptions pack;
    pack.source = path_;
    pack.target = temp_ / "tiny.mst";
    pack.type = PackType::kBF16;
    const auto report = pack_model(pack);
    ASSERT_TRUE(report.ok()) << report.status().message();
    const auto packed = load(pack.target);
    ASSERT_TRUE(packed.ok()) << packed.status().message();
    expect_values(packed.value()->weights().layers[1].w_up, 4, value);
}

json compressed(const char* format, uint32_t bits, const json& group_size) {
    return {{"quant_method", "compressed-tensors"},
            {"format", format},
            {"config_groups",
             {{"group_0", {{"weights", {{"num_bits", bits}, {"group_size", group_size}}}}}}}};
}

TEST_F(QuantisedLinearTest, packed_integers_of_compressed_tensors) {
    for (const uint32_t bits : {4u, 8u}) {
        for (const bool symmetric : {true, false}) {
            expect(
                compressed("pack-quantized", bits, kGroup), bits,
                [&](const RawTensor& tensor, const Matrix& m) {
                    return packed(tensor, m, symmetric);
                },
                [&](const Matrix& m, uint64_t o, uint64_t i) {
                    const int zero =
                        symmetric ? 1 << (bits - 1) : static_cast<int>(m.zero(o, i / kGroup));
                    return static_cast<float>(static_cast<int>(m.code(o, i)) - zero) *
                           m.scale(o, i / kGroup);
                });
        }
    }
}

TEST_F(QuantisedLinearTest, bytes_of_compressed_tensors) {
    expect(
        compressed("int-quantized", 8, nullptr), 8,
        [](const RawTensor& tensor, const Matrix& m) {
            return eight_bits(tensor, m, "I8", ".weight_scale", {m.rows, 1});
        },
        [](const Matrix& m, uint64_t o, uint64_t i) {
            return static_cast<float>(static_cast<int8_t>(fp8_code(m, o, i))) * m.scale(o, 0);
        });
}

TEST_F(QuantisedLinearTest, eight_bit_floats) {
    const auto value = [](auto row, auto col) {
        return [=](const Matrix& m, uint64_t o, uint64_t i) {
            return float_from_f8e4m3(fp8_code(m, o, i)) * m.scale(row(o), col(i));
        };
    };
    const auto none = [](uint64_t) { return uint64_t{0}; };
    const auto same = [](uint64_t o) { return o; };
    const auto third = [](uint64_t o) { return o / 12; };  // does not divide the rows
    const auto eighth = [](uint64_t i) { return i / 8; };
    expect(
        {{"quant_method", "fp8"}, {"weight_block_size", nullptr}}, 8,
        [](const RawTensor& tensor, const Matrix& m) {
            return eight_bits(tensor, m, "F8_E4M3", ".weight_scale_inv", {});
        },
        value(none, none));
    expect(
        {{"quant_method", "fp8"}, {"weight_block_size", {12, 8}}}, 8,
        [](const RawTensor& tensor, const Matrix& m) {
            return eight_bits(tensor, m, "F8_E4M3", ".weight_scale_inv",
                              {(m.rows + 11) / 12, m.cols / 8});
        },
        value(third, eighth));
    expect(
        compressed("float-quantized", 8, nullptr), 8,
        [](const RawTensor& tensor, const Matrix& m) {
            return eight_bits(tensor, m, "F8_E4M3", ".weight_scale", {m.rows, 1});
        },
        value(same, none));
}

TEST_F(QuantisedLinearTest, eight_bit_floats_in_mistrals_form) {
    Parts parts = encode(
        [](const RawTensor& tensor, const Matrix& m) {
            Parts three = eight_bits(tensor, m, "F8_E4M3", ".qscale_weight", {1});
            three[2].name = stem(tensor) + ".qscale_act";
            return three;
        },
        8);
    testing::write_mistral_directory(path_, {});
    json params = json::parse(testing::mistral_params_json({}));
    params["quantization"] = {{"qformat_weight", "fp8_e4m3"}, {"qscheme_act", "TENSOR"}};
    write_file(path_ + "/params.json", params.dump());
    write_file(path_ + "/consolidated.safetensors",
               testing::make_safetensors(testing::to_mistral_form(parts, 8)));
    const auto model = load(path_);
    ASSERT_TRUE(model.ok()) << model.status().message();
    for (const auto slot : {&kernels::LayerWeights::wq, &kernels::LayerWeights::wo}) {
        expect_values(model.value()->weights().layers[1].*slot, 8,
                      [](const Matrix& m, uint64_t o, uint64_t i) {
                          return float_from_f8e4m3(fp8_code(m, o, i)) * m.scale(0, 0);
                      });
    }
}

TEST_F(QuantisedLinearTest, parts_that_do_not_fit_are_named) {
    const json config = {{"quant_method", "awq"}, {"bits", 4}, {"group_size", kGroup}};
    const auto refuse = [&](size_t part, const std::function<void(RawTensor&)>& edit, Code code,
                            const char* text) {
        Parts parts = encode(awq, 4);
        const auto first = std::find_if(parts.begin(), parts.end(), [](const RawTensor& tensor) {
            return tensor.name.ends_with(".qweight");
        });
        edit(first[static_cast<std::ptrdiff_t>(part)]);
        write(config, parts);
        expect_refused(code, text);
    };
    refuse(
        1, [](RawTensor& part) { part.name += "x"; }, Code::kBadFormat,
        "q_proj.qzeros' is missing");
    refuse(
        1, [](RawTensor& part) { std::swap(part.shape[0], part.shape[1]); }, Code::kBadFormat,
        "q_proj.qzeros' is I32 [4, 2] and must be I32 [2, 4]");
    refuse(
        2, [](RawTensor& part) { part.dtype = "I16"; }, Code::kBadFormat, "element type I16");
    refuse(
        0, [](RawTensor& part) { part.dtype = "U32"; }, Code::kBadFormat, "must be I32");
    refuse(
        0, [](RawTensor& part) { part.shape = {128}; }, Code::kBadFormat, "no matrix");
    const json odd = {{"quant_method", "awq"}, {"bits", 4}, {"group_size", 24}};
    write(odd, encode(awq, 4));
    expect_refused(Code::kBadFormat, "not whole groups of 24");
    const json eight = {{"quant_method", "fp8"}};
    write(eight, encode(
                     [](const RawTensor& tensor, const Matrix& m) {
                         Parts parts = eight_bits(tensor, m, "F8_E4M3", ".weight_scale", {1});
                         parts.resize(1);
                         return parts;
                     },
                     8));
    expect_refused(Code::kBadFormat, "weight_scale' is missing");
}

TEST_F(QuantisedLinearTest, other_methods_are_refused_by_name) {
    const auto refuse = [&](const json& quantisation, Code code, const char* text) {
        write(quantisation, testing::tiny_tensors({}));
        expect_refused(code, text);
    };
    refuse({{"quant_method", "bitsandbytes"}}, Code::kUnsupported, "'bitsandbytes'");
    refuse(json::object(), Code::kUnsupported, "'unnamed'");
    refuse("awq", Code::kBadFormat, "'quantization_config' must be an object");
    refuse({{"quant_method", "gptq"}, {"bits", 3}}, Code::kUnsupported, "gptq with 3 bits");
    refuse({{"quant_method", "gptq"}, {"checkpoint_format", "marlin"}}, Code::kUnsupported,
           "checkpoint_format");
    refuse({{"quant_method", "gptq"}, {"group_size", 0}}, Code::kBadFormat, "group_size");
    refuse({{"quant_method", "awq"}, {"version", "gemv"}}, Code::kUnsupported, "version");
    refuse({{"quant_method", "fp8"}, {"weight_block_size", {128}}}, Code::kBadFormat,
           "weight_block_size");
    refuse(compressed("nvfp4-pack-quantized", 4, 16), Code::kUnsupported, "nvfp4-pack-quantized");
    refuse({{"quant_method", "compressed-tensors"}, {"format", "pack-quantized"}},
           Code::kUnsupported, "config_groups");
}

}  // namespace
}  // namespace minstrel
