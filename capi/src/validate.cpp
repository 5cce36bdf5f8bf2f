#include "capi/src/validate.h"

#include "runtime/core/utf8.h"

namespace minstrel::capi {

std::string describe(const Field& field) {
    if (field.list == nullptr) return field.name;
    std::string text = std::string(field.list) + "[" + std::to_string(field.index) + "]";
    return field.name == nullptr ? text : text + "." + field.name;
}

std::string shorten(std::string_view text) {
    if (text.size() <= kQuotedBytes) return std::string(text);
    const std::string_view start = text.substr(0, kQuotedBytes);
    return std::string(start.substr(0, complete_utf8_prefix(start))) + "...";
}

Result<std::string_view> TextReader::read(const mst_text& text, const Field& field) {
    if (text.data == nullptr) {
        if (text.length == 0) return std::string_view();
        return error(Code::kInvalidArgument, "%s is NULL but its length is not 0",
                     describe(field).c_str());
    }
    size_t length = text.length;
    if (length == MST_TEXT_CSTR) length = strnlen(text.data, left_ + 1);
    if (length > left_) {
        return error(Code::kLimitReached, "%s is too long; one call may carry %zu bytes of text",
                     describe(field).c_str(), kMaxTextBytes);
    }
    const std::string_view view(text.data, length);
    const size_t bad = find_invalid_utf8(view);
    if (bad != std::string_view::npos) {
        return error(Code::kInvalidArgument,
                     "%s is not UTF-8 at byte %zu; convert the text to UTF-8",
                     describe(field).c_str(), bad);
    }
    left_ -= length;
    return view;
}

Result<std::vector<std::string>> read_texts(const mst_text* list, uint32_t count, uint32_t maximum,
                                            const char* name, TextReader* texts) {
    MST_TRY(check_maximum(count, maximum, name));
    if (count != 0) MST_TRY(require(list, name));
    std::vector<std::string> read;
    read.reserve(count);
    for (uint32_t index = 0; index < count; ++index) {
        MST_ASSIGN(const std::string_view text, texts->read(list[index], {nullptr, name, index}));
        read.emplace_back(text);
    }
    return read;
}

Result<std::string> read_path(const mst_text& text, const Field& field) {
    TextReader reader;
    MST_ASSIGN(const std::string_view path, reader.read(text, field));
    if (path.empty()) {
        return error(Code::kInvalidArgument, "%s is empty; name a file or a directory",
                     describe(field).c_str());
    }
    if (path.size() > kMaxPathBytes) {
        return error(Code::kInvalidArgument, "%s has %zu bytes, at most %zu are allowed",
                     describe(field).c_str(), path.size(), kMaxPathBytes);
    }
    if (path.find('\0') != std::string_view::npos) {
        return error(Code::kInvalidArgument, "%s contains a zero byte", describe(field).c_str());
    }
    return std::string(path);
}

Status check_enum(uint32_t value, uint32_t lowest, uint32_t highest, const Field& field) {
    if (value >= lowest && value <= highest) return {};
    return error(Code::kInvalidArgument, "%s is %u, which this library does not know",
                 describe(field).c_str(), value);
}

Status check_flags(uint64_t flags, uint64_t known, const char* name) {
    const uint64_t unknown = flags & ~known;
    if (unknown == 0) return {};
    return error(Code::kUnsupported, "%s has bits 0x%llx, which this library does not know", name,
                 static_cast<unsigned long long>(unknown));
}

Status check_reserved(uint32_t value, const Field& field) {
    if (value == 0) return {};
    return error(Code::kInvalidArgument, "%s is %u, must be 0", describe(field).c_str(), value);
}

Status check_maximum(uint32_t value, uint32_t maximum, const char* name) {
    if (value <= maximum) return {};
    return error(Code::kInvalidArgument, "%s is %u, must be at most %u", name, value, maximum);
}

Status check_range(float value, float lowest, float highest, const char* name) {
    if (value >= lowest && value <= highest) return {};
    return error(Code::kInvalidArgument, "%s is %g, must be %g to %g", name,
                 static_cast<double>(value), static_cast<double>(lowest),
                 static_cast<double>(highest));
}

}  // namespace minstrel::capi
