// The runtime does not know the C headers, so its numbers are held against theirs here. Nothing
// but assertions.
#include "minstrel/minstrel.h"
#include "runtime/core/allocator.h"
#include "runtime/core/log.h"
#include "runtime/core/status.h"
#include "runtime/engine/engine.h"
#include "runtime/flow/command.h"
#include "runtime/flow/event.h"
#include "runtime/flow/info.h"

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

static_assert(same(TemplateMatch::kNone, MST_CHAT_TEMPLATE_NONE));
static_assert(same(TemplateMatch::kMatches, MST_CHAT_TEMPLATE_MATCHES));
static_assert(same(TemplateMatch::kUnknown, MST_CHAT_TEMPLATE_UNKNOWN));
static_assert(same(TemplateMatch::kDiffers, MST_CHAT_TEMPLATE_DIFFERS));
static_assert(same(TemplateMatch::kForeign, MST_CHAT_TEMPLATE_FOREIGN));

static_assert(same(kernels::ThreadPriority::kNormal, MST_THREAD_PRIORITY_NORMAL));
static_assert(same(kernels::ThreadPriority::kLow, MST_THREAD_PRIORITY_LOW));
static_assert(same(kernels::ThreadPriority::kLowest, MST_THREAD_PRIORITY_LOWEST));

static_assert(same(EventType::kModelProgress, MST_EVENT_MODEL_PROGRESS));
static_assert(same(EventType::kModelReady, MST_EVENT_MODEL_READY));
static_assert(same(EventType::kModelFailed, MST_EVENT_MODEL_FAILED));
static_assert(same(EventType::kText, MST_EVENT_TEXT));
static_assert(same(EventType::kContextTrimmed, MST_EVENT_CONTEXT_TRIMMED));
static_assert(same(EventType::kDone, MST_EVENT_DONE));
static_assert(same(EventType::kFailed, MST_EVENT_FAILED));
static_assert(same(EventType::kCancelled, MST_EVENT_CANCELLED));
static_assert(same(EventType::kGrammarReady, MST_EVENT_GRAMMAR_READY));
static_assert(same(EventType::kGrammarFailed, MST_EVENT_GRAMMAR_FAILED));
static_assert(same(EventType::kToolsetReady, MST_EVENT_TOOLSET_READY));
static_assert(same(EventType::kToolsetFailed, MST_EVENT_TOOLSET_FAILED));
static_assert(same(EventType::kToolCall, MST_EVENT_TOOL_CALL));
static_assert(same(EventType::kToolConfirm, MST_EVENT_TOOL_CONFIRM));
static_assert(same(EventType::kToolRefused, MST_EVENT_TOOL_REFUSED));
static_assert(same(EventType::kToolRound, MST_EVENT_TOOL_ROUND));
static_assert(same(EventType::kHistory, MST_EVENT_HISTORY));
static_assert(same(EventType::kThinking, MST_EVENT_THINKING));
static_assert(same(EventType::kField, MST_EVENT_FIELD));
static_assert(same(EventType::kLive, MST_EVENT_LIVE));
static_assert(same(EventType::kModelMoved, MST_EVENT_MODEL_MOVED));
static_assert(same(EventType::kAdapterReady, MST_EVENT_ADAPTER_READY));
static_assert(same(EventType::kAdapterFailed, MST_EVENT_ADAPTER_FAILED));

static_assert(same(GrammarKind::kJsonSchema, MST_GRAMMAR_JSON_SCHEMA));
static_assert(same(GrammarKind::kGbnf, MST_GRAMMAR_GBNF));
static_assert(same(GrammarKind::kRegex, MST_GRAMMAR_REGEX));
static_assert(same(GrammarKind::kChoices, MST_GRAMMAR_CHOICES));
static_assert(same(GrammarKind::kLark, MST_GRAMMAR_LARK));
static_assert(same(GrammarKind::kTags, MST_GRAMMAR_TAGS));

static_assert(same(Finish::kEnd, MST_FINISH_END));
static_assert(same(Finish::kMaxTokens, MST_FINISH_MAX_TOKENS));
static_assert(same(Finish::kStop, MST_FINISH_STOP));
static_assert(same(Finish::kContext, MST_FINISH_CONTEXT));
static_assert(same(Finish::kToolCalls, MST_FINISH_TOOL_CALLS));
static_assert(same(Finish::kTime, MST_FINISH_TIME));
static_assert(same(Finish::kClosed, MST_FINISH_CLOSED));

static_assert(same(ToolChoice::kAuto, MST_TOOL_CHOICE_AUTO));
static_assert(same(ToolChoice::kNone, MST_TOOL_CHOICE_NONE));
static_assert(same(ToolChoice::kAny, MST_TOOL_CHOICE_ANY));
static_assert(same(ToolChoice::kFunction, MST_TOOL_CHOICE_FUNCTION));

static_assert(same(Refusal::kMalformed, MST_REFUSAL_MALFORMED));
static_assert(same(Refusal::kUnknownFunction, MST_REFUSAL_UNKNOWN_FUNCTION));
static_assert(same(Refusal::kNotAllowed, MST_REFUSAL_NOT_ALLOWED));
static_assert(same(Refusal::kBadArguments, MST_REFUSAL_BAD_ARGUMENTS));
static_assert(same(Refusal::kTooLarge, MST_REFUSAL_TOO_LARGE));
static_assert(same(Refusal::kTooManyCalls, MST_REFUSAL_TOO_MANY_CALLS));
static_assert(same(Refusal::kRate, MST_REFUSAL_RATE));
static_assert(same(Refusal::kDenied, MST_REFUSAL_DENIED));
static_assert(same(Refusal::kTimeout, MST_REFUSAL_TIMEOUT));

static_assert(same(Role::kUser, MST_ROLE_USER));
static_assert(same(Role::kAssistant, MST_ROLE_ASSISTANT));
static_assert(same(Role::kTool, MST_ROLE_TOOL));

static_assert(same(Priority::kNormal, MST_PRIORITY_NORMAL));
static_assert(same(Priority::kLow, MST_PRIORITY_LOW));
static_assert(same(Priority::kHigh, MST_PRIORITY_HIGH));

static_assert(same(BackendKind::kAuto, MST_BACKEND_AUTO));
static_assert(same(BackendKind::kCpu, MST_BACKEND_CPU));
static_assert(same(BackendKind::kCuda, MST_BACKEND_CUDA));
static_assert(same(BackendKind::kScripted, MST_BACKEND_SCRIPTED));

static_assert(same(CudaState::kNotAsked, MST_CUDA_NOT_ASKED));
static_assert(same(CudaState::kInUse, MST_CUDA_IN_USE));
static_assert(same(CudaState::kLost, MST_CUDA_LOST));
static_assert(same(kernels::CudaProblem::kLibraryMissing, MST_CUDA_LIBRARY_MISSING));
static_assert(same(kernels::CudaProblem::kLibraryUnusable, MST_CUDA_LIBRARY_UNUSABLE));
static_assert(same(kernels::CudaProblem::kDriverMissing, MST_CUDA_DRIVER_MISSING));
static_assert(same(kernels::CudaProblem::kDriverTooOld, MST_CUDA_DRIVER_TOO_OLD));
static_assert(same(kernels::CudaProblem::kNoDevice, MST_CUDA_NO_DEVICE));
static_assert(same(kernels::CudaProblem::kOutOfMemory, MST_CUDA_OUT_OF_MEMORY));
static_assert(same(kernels::CudaProblem::kFailed, MST_CUDA_FAILED));

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
