// Checks of what hosts pass: pointers, text, ranges, enums, flags. Cheap enough for every call.
// Everything here is stateless or lives on the caller's stack.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "capi/src/limits.h"
#include "minstrel/base.h"
#include "runtime/core/status.h"

namespace minstrel::capi {

// Where in the arguments something is wrong: "name", or "list[index].name".
struct Field {
    const char* name = nullptr;
    const char* list = nullptr;
    uint32_t index = 0;
};
std::string describe(const Field& field);

// Reads the text of one call; all of it together may have kMaxTextBytes. Views are lent by the
// caller of the library.
class TextReader {
  public:
    // An empty view for absent text. Refuses NULL with a length and invalid UTF-8.
    Result<std::string_view> read(const mst_text& text, const Field& field);

  private:
    size_t left_ = kMaxTextBytes;
};

// An array of texts, at most `maximum`; `name` is that of the array.
Result<std::vector<std::string>> read_texts(const mst_text* list, uint32_t count, uint32_t maximum,
                                            const char* name, TextReader* texts);

Result<std::string> read_path(const mst_text& text, const Field& field);

// The start of `text`, fit for an error text.
std::string shorten(std::string_view text);

inline Status require(const void* pointer, const char* name) {
    if (pointer != nullptr) return {};
    return error(Code::kInvalidArgument, "%s is NULL", name);
}

// The number in an enum field, whatever the host wrote there.
template <typename Enum>
uint32_t enum_bits(const Enum& value) {
    static_assert(sizeof(Enum) == sizeof(uint32_t));
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

Status check_enum(uint32_t value, uint32_t lowest, uint32_t highest, const Field& field);
Status check_flags(uint64_t flags, uint64_t known, const char* name);
Status check_reserved(uint32_t value, const Field& field);
Status check_maximum(uint32_t value, uint32_t maximum, const char* name);
// Refuses NaN too.
Status check_range(float value, float lowest, float highest, const char* name);

}  // namespace minstrel::capi
