#include "runtime/core/log.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "runtime/core/printable.h"

namespace minstrel {

void Log::write(LogLevel level, LogId id, const char* format, ...) const {
    if (sink_.log == nullptr) return;
    char raw[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    const size_t written = std::min<size_t>(static_cast<size_t>(length), sizeof raw - 1);
    char text[sizeof raw];
    sink_.log(sink_.user_data, level, id,
              {text, copy_printable({raw, written}, text, sizeof text)});
}

}  // namespace minstrel
