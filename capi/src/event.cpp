#include "minstrel/event.h"

#include <algorithm>
#include <array>
#include <span>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/limits.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

mst_event to_event(const Event& from) {
    mst_event to = {};
    to.type = static_cast<mst_event_type>(from.type);
    to.result = to_result(from.result);
    to.session.id = from.session;
    to.request.id = from.request;
    to.sequence = from.sequence;
    to.time_ns = from.time_ns;
    to.text = mst_text{from.text.data(), from.text.size()};
    to.payload = mst_text{from.payload.data(), from.payload.size()};
    std::copy(std::begin(from.values), std::end(from.values), std::begin(to.values));
    to.user_data = from.user_data;
    return to;
}

Result<mst_result> to_outcome(PollOutcome outcome) {
    switch (outcome) {
        case PollOutcome::kEvents:
            return MST_OK;
        case PollOutcome::kNone:
            return MST_NOT_READY;
        case PollOutcome::kTimeout:
            return MST_TIMEOUT;
        case PollOutcome::kBusy:
            return error(Code::kBusy, "another thread is in mst_engine_poll or mst_engine_wait");
    }
    return error(Code::kInternal, "unknown outcome %d", static_cast<int>(outcome));
}

// `take` fills a span of events and a count: poll or wait of the engine.
template <typename Take>
Result<mst_result> deliver(mst_engine* engine, mst_event* out_events, uint32_t capacity,
                           uint32_t* out_count, Take&& take) {
    MST_TRY(require(out_count, "out_count"));
    *out_count = 0;
    MST_TRY(check_engine(engine));
    MST_TRY(require(out_events, "out_events"));
    if (capacity == 0) {
        return error(Code::kInvalidArgument, "capacity is 0, must be at least 1");
    }
    std::array<Event, kMaxEventsPerCall> events;
    uint32_t count = 0;
    const std::span<Event> room(events.data(), std::min(capacity, kMaxEventsPerCall));
    const PollOutcome outcome = take(*engine->engine, room, &count);
    std::transform(events.begin(), events.begin() + count, out_events, to_event);
    *out_count = count;
    return to_outcome(outcome);
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_engine_poll(mst_engine* engine, mst_event* out_events, uint32_t capacity,
                           uint32_t* out_count) {
    return guarded("mst_engine_poll", [&] {
        return deliver(engine, out_events, capacity, out_count,
                       [](Engine& runtime, std::span<Event> room, uint32_t* count) {
                           return runtime.poll(room, count);
                       });
    });
}

mst_result mst_engine_wait(mst_engine* engine, uint64_t timeout_ns, mst_event* out_events,
                           uint32_t capacity, uint32_t* out_count) {
    return guarded("mst_engine_wait", [&] {
        return deliver(engine, out_events, capacity, out_count,
                       [=](Engine& runtime, std::span<Event> room, uint32_t* count) {
                           return runtime.wait(timeout_ns, room, count);
                       });
    });
}

mst_result mst_engine_wake(mst_engine* engine) {
    return guarded("mst_engine_wake", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        engine->engine->wake();
        return MST_OK;
    });
}
