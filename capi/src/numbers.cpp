// The runtime does not know the C headers, so its numbers are held against theirs here. Nothing
// but assertions.
#include "minstrel/minstrel.h"
#include "runtime/core/allocator.h"
#include "runtime/core/log.h"
#include "runtime/core/status.h"
#include "runtime/engine/engine.h"
#include "runtime/flow/command.h"
#include "runtime/flow/event.h"

namespace minstrel {
namespace {

template <typename A, typename B>
constexpr bool same(A ours, B theirs) {
    return static_cast<int64_t>(ours) == static_cast<int64_t>(theirs);
}

static_assert(same(Code::kOk, MST_OK));
static_assert(same(Code::kInvalidArgument, MST_ERROR_INVALID_ARGUMENT));
static_assert(same(Code::kInvalidState, MST_ERROR_INVALID_STATE));
static_assert(same(Code::kStaleHandle, MST_ERROR_STALE_HANDLE));
static_assert(same(Code::kUnsupported, MST_ERROR_UNSUPPORTED));
static_assert(same(Code::kOutOfMemory, MST_ERROR_OUT_OF_MEMORY));
static_assert(same(Code::kOutOfDeviceMemory, MST_ERROR_OUT_OF_DEVICE_MEMORY));
static_assert(same(Code::kLimitReached, MST_ERROR_LIMIT_REACHED));
static_assert(same(Code::kBusy, MST_ERROR_BUSY));
static_assert(same(Code::kNotFound, MST_ERROR_NOT_FOUND));
static_assert(same(Code::kIo, MST_ERROR_IO));
static_assert(same(Code::kBadFormat, MST_ERROR_BAD_FORMAT));
static_assert(same(Code::kBadGrammar, MST_ERROR_BAD_GRAMMAR));
static_assert(same(Code::kDeviceLost, MST_ERROR_DEVICE_LOST));
static_assert(same(Code::kInternal, MST_ERROR_INTERNAL));
static_assert(same(Code::kCancelled, MST_ERROR_CANCELLED));

static_assert(same(EventType::kModelProgress, MST_EVENT_MODEL_PROGRESS));
static_assert(same(EventType::kModelReady, MST_EVENT_MODEL_READY));
static_assert(same(EventType::kModelFailed, MST_EVENT_MODEL_FAILED));
static_assert(same(EventType::kText, MST_EVENT_TEXT));
static_assert(same(EventType::kContextTrimmed, MST_EVENT_CONTEXT_TRIMMED));
static_assert(same(EventType::kDone, MST_EVENT_DONE));
static_assert(same(EventType::kFailed, MST_EVENT_FAILED));
static_assert(same(EventType::kCancelled, MST_EVENT_CANCELLED));

static_assert(same(Finish::kEnd, MST_FINISH_END));
static_assert(same(Finish::kMaxTokens, MST_FINISH_MAX_TOKENS));
static_assert(same(Finish::kStop, MST_FINISH_STOP));
static_assert(same(Finish::kContext, MST_FINISH_CONTEXT));
static_assert(same(Finish::kToolCalls, MST_FINISH_TOOL_CALLS));

static_assert(same(Role::kUser, MST_ROLE_USER));
static_assert(same(Role::kAssistant, MST_ROLE_ASSISTANT));
static_assert(same(Role::kTool, MST_ROLE_TOOL));

static_assert(same(Priority::kNormal, MST_PRIORITY_NORMAL));
static_assert(same(Priority::kLow, MST_PRIORITY_LOW));
static_assert(same(Priority::kHigh, MST_PRIORITY_HIGH));

static_assert(same(BackendKind::kAuto, MST_BACKEND_AUTO));
static_assert(same(BackendKind::kCpu, MST_BACKEND_CPU));
static_assert(same(BackendKind::kCuda, MST_BACKEND_CUDA));

static_assert(same(MemoryTag::kWeights, MST_MEMORY_WEIGHTS));
static_assert(same(MemoryTag::kKv, MST_MEMORY_KV));
static_assert(same(MemoryTag::kWorkspace, MST_MEMORY_WORKSPACE));
static_assert(same(MemoryTag::kFlow, MST_MEMORY_FLOW));

static_assert(same(LogLevel::kError, MST_LOG_ERROR));
static_assert(same(LogLevel::kWarning, MST_LOG_WARNING));
static_assert(same(LogLevel::kInfo, MST_LOG_INFO));
static_assert(same(LogLevel::kDebug, MST_LOG_DEBUG));

}  // namespace
}  // namespace minstrel
