#include <algorithm>
#include <cinttypes>
#include <cstring>
#include <limits>

#include "runtime/model/gguf_reader.h"

namespace minstrel {
namespace {

Status wrong_type(std::string_view key, const char* wanted) {
    return error(Code::kBadFormat, "'%.*s' must be %s", static_cast<int>(key.size()), key.data(),
                 wanted);
}

// Longer lists are no part of any model, and would take memory out of proportion to the file.
constexpr uint64_t kMaxListElements = 1u << 20;

Status check_list(const GgufValue& value) {
    if (value.count <= kMaxListElements) return Status();
    return error(
        Code::kLimitReached, "'%.*s' has %" PRIu64 " elements; at most %" PRIu64 " are accepted",
        static_cast<int>(value.key.size()), value.key.data(), value.count, kMaxListElements);
}

template <typename T>
T load(std::string_view bytes) {
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

// False where the type is no integer or the value is negative.
bool read_unsigned(const GgufValue& value, uint64_t* out) {
    int64_t number = 0;
    switch (value.type) {
        case GgufType::kU8:
            number = load<uint8_t>(value.payload);
            break;
        case GgufType::kI8:
            // NOLINTNEXTLINE(bugprone-signed-char-misuse): it is a number, no letter
            number = load<int8_t>(value.payload);
            break;
        case GgufType::kU16:
            number = load<uint16_t>(value.payload);
            break;
        case GgufType::kI16:
            number = load<int16_t>(value.payload);
            break;
        case GgufType::kU32:
            number = load<uint32_t>(value.payload);
            break;
        case GgufType::kI32:
            number = load<int32_t>(value.payload);
            break;
        case GgufType::kU64:
        case GgufType::kI64:
            number = load<int64_t>(value.payload);
            break;
        default:
            return false;
    }
    *out = static_cast<uint64_t>(number);
    return number >= 0;
}

}  // namespace

Result<GgufMetadata> GgufMetadata::make(std::vector<GgufValue> values) {
    std::sort(values.begin(), values.end(),
              [](const GgufValue& a, const GgufValue& b) { return a.key < b.key; });
    const auto twin =
        std::adjacent_find(values.begin(), values.end(),
                           [](const GgufValue& a, const GgufValue& b) { return a.key == b.key; });
    if (twin != values.end()) {
        return error(Code::kBadFormat, "the key '%.*s' occurs twice",
                     static_cast<int>(twin->key.size()), twin->key.data());
    }
    GgufMetadata metadata;
    metadata.values_ = std::move(values);
    return metadata;
}

const GgufValue* GgufMetadata::find(std::string_view key) const {
    const auto below = [](const GgufValue& value, std::string_view wanted) {
        return value.key < wanted;
    };
    const auto place = std::lower_bound(values_.begin(), values_.end(), key, below);
    return place != values_.end() && place->key == key ? &*place : nullptr;
}

Result<std::optional<uint32_t>> GgufMetadata::u32(std::string_view key) const {
    const GgufValue* value = find(key);
    if (value == nullptr) return std::optional<uint32_t>();
    uint64_t number = 0;
    if (value->is_array || !read_unsigned(*value, &number) ||
        number > std::numeric_limits<uint32_t>::max()) {
        return wrong_type(key, "a whole number from 0 to 4294967295");
    }
    return std::optional(static_cast<uint32_t>(number));
}

Result<std::optional<float>> GgufMetadata::f32(std::string_view key) const {
    const GgufValue* value = find(key);
    if (value == nullptr) return std::optional<float>();
    if (!value->is_array && value->type == GgufType::kF32) {
        return std::optional(load<float>(value->payload));
    }
    if (!value->is_array && value->type == GgufType::kF64) {
        return std::optional(static_cast<float>(load<double>(value->payload)));
    }
    return wrong_type(key, "a floating-point number");
}

Result<std::optional<bool>> GgufMetadata::boolean(std::string_view key) const {
    const GgufValue* value = find(key);
    if (value == nullptr) return std::optional<bool>();
    if (value->is_array || value->type != GgufType::kBool) return wrong_type(key, "true or false");
    return std::optional(value->payload.front() != 0);
}

Result<std::optional<std::string_view>> GgufMetadata::text(std::string_view key) const {
    const GgufValue* value = find(key);
    if (value == nullptr) return std::optional<std::string_view>();
    if (value->is_array || value->type != GgufType::kString) return wrong_type(key, "a string");
    return std::optional(value->payload.substr(sizeof(uint64_t)));
}

Result<std::vector<std::string_view>> GgufMetadata::texts(std::string_view key) const {
    std::vector<std::string_view> out;
    const GgufValue* value = find(key);
    if (value == nullptr) return out;
    if (!value->is_array || value->type != GgufType::kString) {
        return wrong_type(key, "a list of strings");
    }
    MST_TRY(check_list(*value));
    std::string_view rest = value->payload;
    out.reserve(static_cast<size_t>(value->count));
    while (!rest.empty()) {
        const auto length = static_cast<size_t>(load<uint64_t>(rest));
        out.push_back(rest.substr(sizeof(uint64_t), length));
        rest.remove_prefix(sizeof(uint64_t) + length);
    }
    return out;
}

Result<std::vector<float>> GgufMetadata::floats(std::string_view key) const {
    const GgufValue* value = find(key);
    if (value == nullptr) return std::vector<float>();
    if (!value->is_array || value->type != GgufType::kF32) {
        return wrong_type(key, "a list of 32-bit floating-point numbers");
    }
    MST_TRY(check_list(*value));
    std::vector<float> out(static_cast<size_t>(value->count));
    if (!out.empty()) std::memcpy(out.data(), value->payload.data(), value->payload.size());
    return out;
}

Result<std::vector<int32_t>> GgufMetadata::ints(std::string_view key) const {
    const GgufValue* value = find(key);
    if (value == nullptr) return std::vector<int32_t>();
    if (!value->is_array || (value->type != GgufType::kI32 && value->type != GgufType::kU32)) {
        return wrong_type(key, "a list of 32-bit whole numbers");
    }
    MST_TRY(check_list(*value));
    std::vector<int32_t> out(static_cast<size_t>(value->count));
    if (!out.empty()) std::memcpy(out.data(), value->payload.data(), value->payload.size());
    return out;
}

}  // namespace minstrel
