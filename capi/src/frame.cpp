#include "minstrel/frame.h"

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/structs.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

constexpr uint64_t kDefaultMaxPauseNs = 250'000'000;

Result<mst_result> begin_frame(mst_engine* engine, const mst_frame_desc* source) {
    MST_TRY(check_engine(engine));
    BeginFrame command;
    command.unlimited = source == nullptr;
    if (source != nullptr) {
        mst_frame_desc desc;
        MST_TRY(read_struct(source, &desc));
        MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
        command.budget_ns = desc.budget_ns;
        command.max_pause_ns = desc.max_pause_ns == 0 ? kDefaultMaxPauseNs : desc.max_pause_ns;
    }
    MST_TRY(engine->engine->begin_frame(command));
    return MST_OK;
}

void fill(const FrameStats& from, mst_frame_stats* to) {
    to->frames = from.frames;
    to->spent_ns = from.spent_ns;
    to->last_spent_ns = from.last_spent_ns;
    to->last_overrun_ns = from.last_overrun_ns;
    to->max_overrun_ns = from.max_overrun_ns;
    to->overrun_frames = from.frames_overrun;
    to->pause_quanta = from.quanta_after_pause;
    to->next_quantum_ns = from.quantum_ns;
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_engine_begin_frame(mst_engine* engine, const mst_frame_desc* desc) {
    return guarded("mst_engine_begin_frame", [&] { return begin_frame(engine, desc); });
}

mst_result mst_engine_query_frames(mst_engine* engine, mst_frame_stats* out_stats) {
    return guarded("mst_engine_query_frames", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_output(out_stats));
        mst_frame_stats stats = MST_FRAME_STATS_INIT;
        fill(engine->engine->frame_stats(), &stats);
        write_struct(stats, out_stats);
        return MST_OK;
    });
}
