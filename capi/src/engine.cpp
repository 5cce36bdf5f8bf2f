#include "minstrel/engine.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

#include "capi/src/boundary.h"
#include "capi/src/device.h"
#include "capi/src/engine_object.h"
#include "capi/src/structs.h"
#include "capi/src/validate.h"
#include "kernels/amx_permission.h"

namespace minstrel::capi {
namespace {

// The field after struct_size in every release, so it can be read before the size is judged: a
// caller of another version should be told that and not about sizes.
Status check_header_version(const mst_engine_desc* desc) {
    MST_TRY(require(desc, "desc"));
    const size_t reach = offsetof(mst_engine_desc, header_version) + sizeof desc->header_version;
    if (desc->struct_size < reach) return {};  // told off for its size next
    const uint32_t version = desc->header_version;
    const uint32_t major = version >> 22;
    const uint32_t minor = version >> 12 & 0x3FF;
    const bool same_minor = MST_VERSION_MAJOR > 0 || minor == MST_VERSION_MINOR;
    if (major == MST_VERSION_MAJOR && same_minor) return {};
    return error(Code::kUnsupported,
                 "the host was compiled with headers of version %u.%u.%u, the library is %d.%d.%d; "
                 "compile with its headers and start from MST_ENGINE_DESC_INIT",
                 major, minor, version & 0xFFF, MST_VERSION_MAJOR, MST_VERSION_MINOR,
                 MST_VERSION_PATCH);
}

uint32_t or_default(uint32_t value, uint32_t fallback) {
    return value == 0 ? fallback : value;
}

Status read_limits(const mst_engine_desc& desc, EngineOptions* out) {
    MST_TRY(check_flags(desc.flags, MST_ENGINE_VALIDATION_BIT, "flags"));
    MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
    MST_TRY(check_reserved(desc.reserved1, {"reserved1"}));
    const uint32_t priority = enum_bits(desc.thread_priority);
    MST_TRY(check_enum(priority, MST_THREAD_PRIORITY_NORMAL, MST_THREAD_PRIORITY_LOWEST,
                       {"thread_priority"}));
    const uint32_t backend = enum_bits(desc.backend);
    MST_TRY(check_enum(backend, MST_BACKEND_AUTO, MST_BACKEND_SCRIPTED, {"backend"}));
    const uint32_t level = enum_bits(desc.max_cpu_level);
    MST_TRY(check_enum(level, MST_CPU_BEST, MST_CPU_AMX, {"max_cpu_level"}));
    MST_TRY(check_maximum(desc.thread_count, kMaxThreads, "thread_count"));
    MST_TRY(check_maximum(desc.max_sessions, kMaxSessions, "max_sessions"));
    MST_TRY(check_maximum(desc.max_requests, kMaxRequests, "max_requests"));
    MST_TRY(check_maximum(desc.max_batch_rows, kMaxBatchRows, "max_batch_rows"));
    MST_TRY(check_maximum(desc.prefill_chunk_tokens, kMaxBatchRows, "prefill_chunk_tokens"));
    out->backend = static_cast<BackendKind>(backend);
    out->max_cpu_level = level;
    out->thread_count = desc.thread_count;
    out->threads = {desc.core_mask, static_cast<kernels::ThreadPriority>(priority)};
    out->max_sessions = or_default(desc.max_sessions, kDefaultSessions);
    out->max_requests = or_default(desc.max_requests, kDefaultRequests);
    out->max_batch_rows = or_default(desc.max_batch_rows, kDefaultBatchRows);
    out->prefill_chunk_tokens = or_default(desc.prefill_chunk_tokens, kDefaultPrefillChunk);
    out->seed = desc.seed;
    return {};
}

Result<mst_result> create_engine(const mst_engine_desc* source, mst_engine** out_engine) {
    MST_TRY(require(out_engine, "out_engine"));
    *out_engine = nullptr;
    MST_TRY(check_header_version(source));
    mst_engine_desc desc;
    MST_TRY(read_struct(source, &desc));
    EngineOptions options;
    MST_TRY(read_limits(desc, &options));
    auto object = std::make_unique<mst_engine>();
    MST_TRY(read_cuda_choice(desc.cuda, &options.cuda));
    MST_TRY(read_hooks(desc, &object->hooks));
    options.allocator = allocator_hooks(&object->hooks);
    options.log_sink = log_sink(&object->hooks);
    options.file_hooks = file_hooks(&object->hooks);
    options.signature_check = signature_check(&object->hooks);
    options.task_hooks = task_hooks(&object->hooks);
    object->validation = (desc.flags & MST_ENGINE_VALIDATION_BIT) != 0;
    object->process = process_id();
    MST_ASSIGN(object->engine, Engine::make(options));
    *out_engine = object.release();
    return MST_OK;
}

void fill(const EngineStats& from, mst_engine_stats* to) {
    to->live_models = from.live_models;
    to->live_sessions = from.live_sessions;
    to->live_requests = from.live_requests;
    to->waiting_requests = from.waiting_requests;
    to->last_batch_rows = from.last_batch_rows;
    to->step_count = from.step_count;
    to->prompt_tokens = from.prompt_tokens;
    to->reused_tokens = from.reused_tokens;
    to->generated_tokens = from.generated_tokens;
    to->step_time_ns = from.step_time_ns;
    to->max_step_time_ns = from.max_step_time_ns;
    static_assert(kMemoryTagCount <= MST_MEMORY_TAG_CAPACITY);
    for (size_t tag = 0; tag < kMemoryTagCount; ++tag) {
        to->memory_bytes[tag] = from.memory_bytes[tag];
    }
    to->mapped_bytes = from.mapped_bytes;
    to->kv_pages_used = from.kv_pages_used;
    to->kv_pages_total = from.kv_pages_total;
    to->forced_tokens = from.forced_tokens;
    to->thread_count = from.thread_count;
    to->max_thread_count = from.max_thread_count;
    to->backend = static_cast<mst_backend>(from.backend);
    to->cuda_state = static_cast<mst_cuda_state>(from.cuda_state);
    to->device_bytes = from.device_bytes;
}

}  // namespace

long process_id() {
#if defined(__unix__) || defined(__APPLE__)
    return static_cast<long>(getpid());
#else
    return 0;
#endif
}

Status check_engine(const mst_engine* engine) {
    MST_TRY(require(engine, "engine"));
    if (engine->validation && engine->process != process_id()) {
        return error(Code::kInvalidState,
                     "the engine belongs to another process; its threads did not survive the fork");
    }
    return {};
}

}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_amx_allow(void) {
    return guarded("mst_amx_allow", []() -> Result<mst_result> {
        if (kernels::allow_amx()) return MST_OK;
        return error(Code::kUnsupported,
                     "this processor or system has no AMX, or the system refuses it to this "
                     "process; engines go on without it");
    });
}

mst_result mst_engine_create(const mst_engine_desc* desc, mst_engine** out_engine) {
    return guarded("mst_engine_create", [&] { return create_engine(desc, out_engine); });
}

void mst_engine_destroy(mst_engine* engine) {
    (void)guarded("mst_engine_destroy", [&]() -> Result<mst_result> {
        if (engine == nullptr) return MST_OK;
        if (engine->process != process_id()) {
            return error(Code::kInvalidState,
                         "the engine belongs to another process; it is left as it is");
        }
        delete engine;
        return MST_OK;
    });
}

mst_result mst_engine_query_stats(mst_engine* engine, mst_engine_stats* out_stats) {
    return guarded("mst_engine_query_stats", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_output(out_stats));
        mst_engine_stats stats = MST_ENGINE_STATS_INIT;
        fill(engine->engine->stats(), &stats);
        write_struct(stats, out_stats);
        return MST_OK;
    });
}

mst_result mst_engine_set_thread_count(mst_engine* engine, uint32_t thread_count) {
    return guarded("mst_engine_set_thread_count", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->set_thread_count(thread_count));
        return MST_OK;
    });
}

mst_result mst_engine_get_device(mst_engine* engine, mst_text* out_text) {
    return guarded("mst_engine_get_device", [&]() -> Result<mst_result> {
        MST_TRY(require(out_text, "out_text"));
        *out_text = mst_text{nullptr, 0};
        MST_TRY(check_engine(engine));
        const std::string& device = engine->engine->device();
        *out_text = mst_text{device.data(), device.size()};
        return MST_OK;
    });
}
