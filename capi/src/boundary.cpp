#include "capi/src/boundary.h"

#include <cstdint>

#include "capi/src/limits.h"
#include "runtime/core/printable.h"

namespace minstrel::capi {
namespace {

struct ThreadState {
    char text[kLastErrorBytes];
    size_t length;
    uint32_t hooks_running;
};

// One of the exceptions listed in docs/architecture.md: the text is lent per thread.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
constinit thread_local ThreadState thread_state = {};

// Adds as many whole code points as fit.
void append(std::string_view text) noexcept {
    ThreadState& state = thread_state;
    state.length +=
        copy_printable(text, state.text + state.length, sizeof state.text - state.length);
}

}  // namespace

mst_result fail(const char* function, mst_result code, std::string_view text) noexcept {
    thread_state.length = 0;
    append(function);
    append(": ");
    append(text);
    return code;
}

std::string_view last_error() noexcept {
    return {thread_state.text, thread_state.length};
}

HookScope::HookScope() noexcept {
    ++thread_state.hooks_running;
}

HookScope::~HookScope() {
    --thread_state.hooks_running;
}

bool inside_hook() noexcept {
    return thread_state.hooks_running != 0;
}

}  // namespace minstrel::capi
