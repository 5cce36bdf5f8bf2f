#include "runtime/model/json_fields.h"

namespace minstrel {

using nlohmann::json;

const json* JsonFields::find(const char* key) const {
    const auto place = object_.find(key);
    return place == object_.end() || place->is_null() ? nullptr : &*place;
}

Status JsonFields::read(const char* key, uint32_t* out) const {
    const json* value = find(key);
    if (value == nullptr || to_u32(*value, out)) return Status();
    return wrong_type(key, "a whole number from 0 to 4294967295");
}

Status JsonFields::read(const char* key, float* out) const {
    const json* value = find(key);
    if (value == nullptr) return Status();
    if (!value->is_number()) return wrong_type(key, "a number");
    *out = static_cast<float>(value->get<double>());
    return Status();
}

Status JsonFields::read(const char* key, bool* out) const {
    const json* value = find(key);
    if (value == nullptr) return Status();
    if (!value->is_boolean()) return wrong_type(key, "true or false");
    *out = value->get<bool>();
    return Status();
}

Status JsonFields::read(const char* key, std::string* out) const {
    const json* value = find(key);
    if (value == nullptr) return Status();
    if (!value->is_string()) return wrong_type(key, "a string");
    *out = value->get<std::string>();
    return Status();
}

Status JsonFields::wrong_type(const char* key, const char* wanted) const {
    return error(Code::kBadFormat, "%s: '%s' must be %s", file_, key, wanted);
}

Status JsonFields::missing(const char* key) const {
    return error(Code::kBadFormat, "%s: '%s' is missing", file_, key);
}

Status JsonFields::unsupported(const char* key, const char* why) const {
    return error(Code::kUnsupported, "%s: '%s': %s", file_, key, why);
}

bool to_u32(const json& value, uint32_t* out) {
    if (!value.is_number_unsigned() || value.get<uint64_t>() > UINT32_MAX) return false;
    *out = static_cast<uint32_t>(value.get<uint64_t>());
    return true;
}

}  // namespace minstrel
