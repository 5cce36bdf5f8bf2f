#include "minstrel/base.h"

#include <string_view>

#include "capi/src/boundary.h"

#define MST_STRING_INNER(x) #x
#define MST_STRING(x) MST_STRING_INNER(x)

namespace {

constexpr std::string_view kBuildInfo =
    "minstrel " MST_STRING(MST_VERSION_MAJOR) "." MST_STRING(MST_VERSION_MINOR) "." MST_STRING(
        MST_VERSION_PATCH) "; back ends: " MST_BACKENDS "; compiler: " MST_COMPILER;

std::string_view name_of(mst_result result) {
    switch (result) {
#define MST_NAME(value) \
    case value:         \
        return #value
        MST_NAME(MST_OK);
        MST_NAME(MST_NOT_READY);
        MST_NAME(MST_TIMEOUT);
        MST_NAME(MST_ERROR_INVALID_ARGUMENT);
        MST_NAME(MST_ERROR_INVALID_STATE);
        MST_NAME(MST_ERROR_STALE_HANDLE);
        MST_NAME(MST_ERROR_UNSUPPORTED);
        MST_NAME(MST_ERROR_OUT_OF_MEMORY);
        MST_NAME(MST_ERROR_OUT_OF_DEVICE_MEMORY);
        MST_NAME(MST_ERROR_LIMIT_REACHED);
        MST_NAME(MST_ERROR_BUSY);
        MST_NAME(MST_ERROR_NOT_FOUND);
        MST_NAME(MST_ERROR_IO);
        MST_NAME(MST_ERROR_BAD_FORMAT);
        MST_NAME(MST_ERROR_BAD_GRAMMAR);
        MST_NAME(MST_ERROR_DEVICE_LOST);
        MST_NAME(MST_ERROR_INTERNAL);
        MST_NAME(MST_ERROR_CANCELLED);
#undef MST_NAME
        case MST_RESULT_FORCE32:
            break;
    }
    return "unknown result";
}

void lend(std::string_view text, mst_text* out_text) {
    if (out_text != nullptr) *out_text = mst_text{text.data(), text.size()};
}

}  // namespace

uint32_t mst_version(void) {
    return MST_HEADER_VERSION;
}

void mst_build_info(mst_text* out_text) {
    lend(kBuildInfo, out_text);
}

void mst_last_error(mst_text* out_text) {
    lend(minstrel::capi::last_error(), out_text);
}

void mst_result_name(mst_result result, mst_text* out_text) {
    lend(name_of(result), out_text);
}
