// The log of one engine: off without a sink. Owned by the engine; any thread. Nothing above DEBUG
// is logged per token. Message ids are stable and listed in log_ids.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace minstrel {

enum class LogLevel : uint32_t { kError = 1, kWarning = 2, kInfo = 3, kDebug = 4 };

enum class LogId : uint32_t {
#define MST_LOG_ID(name, number, meaning) name = (number),
#include "runtime/core/log_ids.def"
#undef MST_LOG_ID
};

struct LogSink {
    void* user_data = nullptr;
    void (*log)(void* user_data, LogLevel level, LogId id, std::string_view text) = nullptr;
};

class Log {
  public:
    explicit Log(const LogSink& sink) : sink_(sink) {}

    [[gnu::format(printf, 4, 5)]] void write(LogLevel level, LogId id, const char* format,
                                             ...) const;

  private:
    LogSink sink_;
};

}  // namespace minstrel
