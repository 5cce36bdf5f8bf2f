// The guard around every entry point: no exception leaves the library, each failure leaves a text
// behind. The state behind it is the only thread-local of the library and needs no owner.
#pragma once

#include <new>
#include <string_view>
#include <utility>

#include "minstrel/base.h"
#include "runtime/core/status.h"

namespace minstrel::capi {

// Stores "function: text" as the last error of this thread, made printable and cut to
// kLastErrorBytes, and returns `code`.
mst_result fail(const char* function, mst_result code, std::string_view text) noexcept;
std::string_view last_error() noexcept;

inline mst_result to_result(Code code) {
    return static_cast<mst_result>(static_cast<int32_t>(code));
}

// Lives while the host's code runs inside one of its hooks. Calls of the library from there are
// refused: they could wait for the very thread that they are on.
class HookScope {
  public:
    HookScope() noexcept;
    ~HookScope();
    HookScope(const HookScope&) = delete;
    HookScope& operator=(const HookScope&) = delete;
};
bool inside_hook() noexcept;

// Runs `body`, which returns Result<mst_result>: a normal outcome or what went wrong.
template <typename Body>
mst_result guarded(const char* function, Body&& body) noexcept {
    if (inside_hook()) {
        return fail(function, MST_ERROR_INVALID_STATE,
                    "called from inside a hook; hooks may not call the library");
    }
    try {
        const Result<mst_result> outcome = std::forward<Body>(body)();
        if (outcome.ok()) return outcome.value();
        return fail(function, to_result(outcome.status().code()), outcome.status().message());
    } catch (const std::bad_alloc&) {
        return fail(function, MST_ERROR_OUT_OF_MEMORY, "out of memory; nothing was started");
    } catch (...) {
        return fail(function, MST_ERROR_INTERNAL, "unexpected exception; please report it");
    }
}

}  // namespace minstrel::capi
