#include "runtime/core/status.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <new>

#include "runtime/core/printable.h"

namespace minstrel {

Status Status::with_context(std::string_view context) const {
    if (ok()) return *this;
    std::string message(context);
    message += ": ";
    message += message_;
    return Status(code_, std::move(message));
}

Status out_of_memory(const char* message) noexcept {
    try {
        return Status(Code::kOutOfMemory, message);
    } catch (const std::bad_alloc&) {
        return Status(Code::kOutOfMemory, "out of memory");  // strings hold that in themselves
    }
}

Status error(Code code, const char* format, ...) {
    char raw[512];  // the limit of mst_last_error
    va_list arguments;
    va_start(arguments, format);
    const int written = std::vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    // Arguments may quote a hostile file or host; what reaches people is clean from here on.
    const size_t length = written < 0 ? 0 : std::min<size_t>(written, sizeof raw - 1);
    char text[sizeof raw];
    return Status(code, std::string(text, copy_printable({raw, length}, text, sizeof text)));
}

}  // namespace minstrel
