// What a configuration says about quantised weights.
#include <string>

#include "runtime/model/json_fields.h"
#include "runtime/model/quantised_linear.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

using nlohmann::json;

Status check_bits(const QuantOptions& options, const char* file, const char* method) {
    if (options.bits == 4 || options.bits == 8) return Status();
    return error(Code::kUnsupported, "%s: %s with %u bits is not supported; 4 and 8 are", file,
                 method, options.bits);
}

// -1 and null stand for a whole row.
Status read_group_size(const JsonFields& fields, const char* key, uint32_t* out) {
    const json* value = fields.find(key);
    *out = 0;
    if (value == nullptr || *value == -1) return Status();
    if (to_u32(*value, out) && *out > 0) return Status();
    return fields.wrong_type(key, "-1 or a number above 0");
}

Status read_block(const JsonFields& fields, const char* key, QuantOptions* out) {
    const json* value = fields.find(key);
    if (value == nullptr) return Status();
    if (value->is_array() && value->size() == 2 && to_u32((*value)[0], &out->block_rows) &&
        to_u32((*value)[1], &out->block_cols) && out->block_rows > 0 && out->block_cols > 0) {
        return Status();
    }
    return fields.wrong_type(key, "a list of two numbers above 0");
}

Result<QuantOptions> read_gptq(const JsonFields& fields) {
    QuantOptions options{
        .method = QuantMethod::kGptq, .bits = 4, .group_size = 0, .zero_offset = 1};
    MST_TRY(fields.read("bits", &options.bits));
    MST_TRY(check_bits(options, fields.file(), "gptq"));
    MST_TRY(read_group_size(fields, "group_size", &options.group_size));
    std::string format = "gptq";
    MST_TRY(fields.read("checkpoint_format", &format));
    if (format == "gptq_v2") options.zero_offset = 0;
    if (format != "gptq" && format != "gptq_v2") {
        return fields.unsupported("checkpoint_format", "only 'gptq' and 'gptq_v2' are supported");
    }
    return options;
}

Result<QuantOptions> read_awq(const JsonFields& fields) {
    QuantOptions options{.method = QuantMethod::kAwq, .bits = 4};
    MST_TRY(fields.read("w_bit", &options.bits));
    MST_TRY(fields.read("bits", &options.bits));
    if (options.bits != 4) return fields.unsupported("bits", "awq has 4");
    const char* key = fields.has("q_group_size") ? "q_group_size" : "group_size";
    MST_TRY(read_group_size(fields, key, &options.group_size));
    std::string version = "gemm";
    MST_TRY(fields.read("version", &version));
    if (version != "gemm" && version != "GEMM") {
        return fields.unsupported("version", "only 'gemm' is supported");
    }
    return options;
}

// The weights of the one group of layers.
Result<const json*> one_group(const JsonFields& fields) {
    const json* groups = fields.find("config_groups");
    if (groups == nullptr || !groups->is_object() || groups->size() != 1) {
        return fields.unsupported("config_groups", "only one group of layers is supported");
    }
    const json& group = *groups->begin();
    const auto weights = group.is_object() ? group.find("weights") : group.end();
    if (!group.is_object() || weights == group.end() || !weights->is_object()) {
        return fields.wrong_type("config_groups", "an object with 'weights' in its group");
    }
    return &*weights;
}

Result<QuantOptions> read_compressed(const JsonFields& fields) {
    std::string format;
    MST_TRY(fields.read("format", &format));
    MST_ASSIGN(const json* weights, one_group(fields));
    const JsonFields group(*weights, fields.file());
    QuantOptions options;
    MST_TRY(group.read("num_bits", &options.bits));
    MST_TRY(read_group_size(group, "group_size", &options.group_size));
    if (format == "float-quantized") {
        options.method = QuantMethod::kFp8;
        MST_TRY(read_block(group, "block_structure", &options));
    } else if (format == "pack-quantized") {
        options.method = QuantMethod::kPackedInts;
        MST_TRY(check_bits(options, fields.file(), "pack-quantized"));
    } else if (format == "int-quantized" || format == "naive-quantized") {
        options.method = QuantMethod::kInt8;
    } else {
        return error(Code::kUnsupported,
                     "%s: the format '%.100s' of compressed-tensors is not "
                     "supported",
                     fields.file(), format.c_str());
    }
    return options;
}

Result<QuantOptions> read_method(const json& object, const char* file) {
    const JsonFields fields(object, file);
    std::string method = "unnamed";
    MST_TRY(fields.read("quant_method", &method));
    if (method == "gptq") return read_gptq(fields);
    if (method == "awq") return read_awq(fields);
    if (method == "compressed-tensors") return read_compressed(fields);
    if (method == "fp8") {
        QuantOptions options{.method = QuantMethod::kFp8, .bits = 8};
        MST_TRY(read_block(fields, "weight_block_size", &options));
        return options;
    }
    return error(Code::kUnsupported,
                 "%s: weights quantised by the method '%.100s' are not supported; use the "
                 "bfloat16, float16 or float32 release of the model",
                 file, method.c_str());
}

// Mistral's own: the scale of a tensor beside it.
Result<QuantOptions> read_own(const json& object, const char* file) {
    std::string format = "unnamed";
    MST_TRY(JsonFields(object, file).read("qformat_weight", &format));
    if (format == "fp8_e4m3") return QuantOptions{.method = QuantMethod::kFp8, .bits = 8};
    return error(Code::kUnsupported, "%s: weights in the format '%.100s' are not supported", file,
                 format.c_str());
}

}  // namespace

Result<QuantOptions> parse_quantisation(std::string_view json_text, const char* file) {
    MST_ASSIGN(const json root, parse_strict_json(json_text, file));
    if (!root.is_object()) return error(Code::kBadFormat, "%s: must be an object", file);
    const JsonFields fields(root, file);
    for (const char* key : {"quantization_config", "quantization"}) {
        const json* object = fields.find(key);
        if (object == nullptr) continue;
        if (!object->is_object()) return fields.wrong_type(key, "an object");
        return std::string_view(key) == "quantization" ? read_own(*object, file)
                                                       : read_method(*object, file);
    }
    return QuantOptions();
}

}  // namespace minstrel
