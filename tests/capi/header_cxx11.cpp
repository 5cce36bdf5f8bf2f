// The public headers as a C++11 host with strict warnings sees them.
#include "minstrel/minstrel.h"

static_assert(sizeof(mst_event) == 128, "frozen");
static_assert(sizeof(mst_message) == 56, "frozen");
static_assert(sizeof(mst_text) == 16, "frozen");
static_assert(sizeof(mst_bytes) == 16, "frozen");

int main() {
    mst_engine_desc engine = MST_ENGINE_DESC_INIT;
    mst_engine_stats stats = MST_ENGINE_STATS_INIT;
    mst_model_desc model = MST_MODEL_DESC_INIT;
    mst_model_info model_info = MST_MODEL_INFO_INIT;
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    mst_session_desc session = MST_SESSION_DESC_INIT;
    mst_session_info session_info = MST_SESSION_INFO_INIT;
    mst_request_desc request = MST_REQUEST_DESC_INIT;
    const bool sizes =
        engine.struct_size == sizeof engine && stats.struct_size == sizeof stats &&
        model.struct_size == sizeof model && model_info.struct_size == sizeof model_info &&
        sampling.struct_size == sizeof sampling && session.struct_size == sizeof session &&
        session_info.struct_size == sizeof session_info && request.struct_size == sizeof request;
    mst_engine* none = nullptr;
    mst_engine_destroy(none);
    return sizes && mst_engine_create(nullptr, &none) == MST_ERROR_INVALID_ARGUMENT ? 0 : 1;
}
