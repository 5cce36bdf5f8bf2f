#include "runtime/core/log.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "runtime/core/utf8.h"

namespace minstrel {

void Log::write(LogLevel level, LogId id, const char* format, ...) const {
    if (sink_.log == nullptr) return;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    std::string_view view(text, std::min<size_t>(static_cast<size_t>(length), sizeof text - 1));
    sink_.log(sink_.user_data, level, id, view.substr(0, complete_utf8_prefix(view)));
}

}  // namespace minstrel
