#include "runtime/core/status.h"

#include <cstdarg>
#include <cstdio>

namespace minstrel {

Status Status::with_context(std::string_view context) const {
    if (ok()) return *this;
    std::string message(context);
    message += ": ";
    message += message_;
    return Status(code_, std::move(message));
}

Status error(Code code, const char* format, ...) {
    char text[512];  // the limit of mst_last_error
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return Status(code, text);
}

}  // namespace minstrel
