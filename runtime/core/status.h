// Status and Result<T>: how every room reports failure. No exceptions are thrown by our code.
// Codes mirror mst_result one to one (asserted in capi), so nothing is lost on the way up.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace minstrel {

enum class Code : int32_t {
    kOk = 0,
    kInvalidArgument = -1,
    kInvalidState = -2,
    kStaleHandle = -3,
    kUnsupported = -4,
    kOutOfMemory = -5,
    kOutOfDeviceMemory = -6,
    kLimitReached = -7,
    kBusy = -8,
    kNotFound = -9,
    kIo = -10,
    kBadFormat = -11,
    kBadGrammar = -12,
    kDeviceLost = -13,
    kInternal = -14,
    kCancelled = -15,
};

class [[nodiscard]] Status {
  public:
    Status() = default;
    Status(Code code, std::string message) : code_(code), message_(std::move(message)) {
        assert(code != Code::kOk);
    }

    bool ok() const { return code_ == Code::kOk; }
    Code code() const { return code_; }
    const std::string& message() const { return message_; }

    // Context is added when crossing a room: "loading layer 12: file ends early".
    Status with_context(std::string_view context) const;

  private:
    Code code_ = Code::kOk;
    std::string message_;
};

// For what catches std::bad_alloc: where there is not even memory for the text, a shorter one is
// told.
Status out_of_memory(const char* message) noexcept;

// printf-style, because the text is for people and the compiler checks the arguments.
[[gnu::format(printf, 2, 3)]] Status error(Code code, const char* format, ...);

template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : value_(std::move(value)) {}         // NOLINT(google-explicit-constructor)
    Result(Status status) : status_(std::move(status)) {  // NOLINT(google-explicit-constructor)
        assert(!status_.ok());
    }

    bool ok() const { return value_.has_value(); }
    const Status& status() const { return status_; }
    T& value() {
        assert(value_.has_value());
        return *value_;
    }
    const T& value() const {
        assert(value_.has_value());
        return *value_;
    }
    T take() {
        assert(value_.has_value());
        return std::move(*value_);
    }

  private:
    std::optional<T> value_;
    Status status_;
};

}  // namespace minstrel

#define MST_CONCAT_INNER(a, b) a##b
#define MST_CONCAT(a, b) MST_CONCAT_INNER(a, b)

// Returns the failed Status of `expression` (a Status) to the caller.
#define MST_TRY(expression)                                                                    \
    do {                                                                                       \
        if (::minstrel::Status mst_status = (expression); !mst_status.ok()) return mst_status; \
    } while (false)

// MST_ASSIGN(auto x, f()): x takes the value of the Result, or its Status is returned.
#define MST_ASSIGN(target, expression) \
    MST_ASSIGN_INNER(MST_CONCAT(mst_result_, __LINE__), target, expression)
#define MST_ASSIGN_INNER(name, target, expression) \
    auto name = (expression);                      \
    if (!name.ok()) return name.status();          \
    target = name.take()
