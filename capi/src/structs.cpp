#include "capi/src/structs.h"

#include <algorithm>
#include <cstring>

#include "capi/src/limits.h"

namespace minstrel::capi {
namespace {

// struct_size is the first field of every such struct.
uint32_t stated_size(const void* object) {
    uint32_t size = 0;
    std::memcpy(&size, object, sizeof size);
    return size;
}

}  // namespace

Status check_sized(const StructRule& rule, const void* object) {
    if (object == nullptr) {
        return error(Code::kInvalidArgument, "%s is NULL", rule.name);
    }
    const uint32_t size = stated_size(object);
    if (size < rule.first_size_bytes || size > kMaxStructBytes) {
        return error(Code::kInvalidArgument,
                     "struct_size of %s is %u, must be %u or more; start from %s", rule.name, size,
                     rule.first_size_bytes, rule.init);
    }
    return {};
}

Status read_sized(const StructRule& rule, const void* source, void* out, uint32_t today_bytes) {
    MST_TRY(check_sized(rule, source));
    const uint32_t size = stated_size(source);
    const auto* bytes = static_cast<const unsigned char*>(source);
    for (uint32_t at = today_bytes; at < size; ++at) {
        if (bytes[at] != 0) {
            return error(Code::kUnsupported,
                         "%s uses a field at byte %u that this library does not know; "
                         "use a newer library or leave the field 0",
                         rule.name, at);
        }
    }
    std::memset(out, 0, today_bytes);
    std::memcpy(out, source, std::min(size, today_bytes));
    return {};
}

void write_sized(const void* source, void* out, uint32_t today_bytes) {
    const uint32_t size = stated_size(out);
    const uint32_t known = std::min(size, today_bytes);
    auto* bytes = static_cast<unsigned char*>(out);
    const auto* from = static_cast<const unsigned char*>(source);
    std::memcpy(bytes + sizeof size, from + sizeof size, known - sizeof size);
    std::memset(bytes + known, 0, size - known);
}

}  // namespace minstrel::capi
