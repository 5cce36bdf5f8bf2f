#include "capi/src/hooks.h"

#include <cstring>
#include <memory>
#include <new>

#include "capi/src/boundary.h"

namespace minstrel::capi {
namespace {

constexpr size_t kProbeBytes = 256;
constexpr size_t kProbeAlignment = 64;

// An open file of the host and its size, which the host tells when it opens the file.
struct HostFile {
    void* file = nullptr;
    uint64_t size_bytes = 0;
};

HostHooks& host(void* user) {
    return *static_cast<HostHooks*>(user);
}

void* call_allocate(void* user, size_t bytes, size_t alignment, MemoryTag tag) {
    const mst_allocator& hook = host(user).allocator;
    const HookScope scope;
    try {
        return hook.allocate(hook.user_data, bytes, alignment, static_cast<mst_memory_tag>(tag));
    } catch (...) {
        return nullptr;
    }
}

void call_free(void* user, void* pointer, size_t bytes, MemoryTag tag) {
    const mst_allocator& hook = host(user).allocator;
    const HookScope scope;
    try {
        hook.free(hook.user_data, pointer, bytes, static_cast<mst_memory_tag>(tag));
    } catch (...) {  // nobody could do anything about it
    }
}

void call_log(void* user, LogLevel level, LogId id, std::string_view text) {
    const mst_log_sink& hook = host(user).log_sink;
    const HookScope scope;
    try {
        hook.log(hook.user_data, static_cast<mst_log_level>(level), static_cast<uint32_t>(id),
                 mst_text{text.data(), text.size()});
    } catch (...) {  // a lost line
    }
}

// Hosts may return what they like; the runtime is told "not found" or "input and output".
int32_t file_code(mst_result result) {
    if (result == MST_OK) return 0;
    const Code code = result == MST_ERROR_NOT_FOUND ? Code::kNotFound : Code::kIo;
    return static_cast<int32_t>(code);
}

int32_t call_open(void* user, const char* path, void** out_file) {
    const mst_file_io& hook = host(user).file_io;
    std::unique_ptr<HostFile> file(new (std::nothrow) HostFile);
    if (file == nullptr) return static_cast<int32_t>(Code::kOutOfMemory);
    const HookScope scope;
    try {
        const mst_result result = hook.open(hook.user_data, mst_text{path, std::strlen(path)},
                                            &file->file, &file->size_bytes);
        if (result != MST_OK) return file_code(result);
    } catch (...) {
        return static_cast<int32_t>(Code::kIo);
    }
    *out_file = file.release();
    return 0;
}

int32_t call_read(void* user, void* file, uint64_t offset, void* out, uint64_t bytes) {
    const mst_file_io& hook = host(user).file_io;
    const HookScope scope;
    try {
        return file_code(hook.read(hook.user_data, static_cast<HostFile*>(file)->file, offset, out,
                                   static_cast<size_t>(bytes)));
    } catch (...) {
        return static_cast<int32_t>(Code::kIo);
    }
}

int32_t call_size(void*, void* file, uint64_t* out_bytes) {
    *out_bytes = static_cast<HostFile*>(file)->size_bytes;
    return 0;
}

void call_close(void* user, void* file) {
    const mst_file_io& hook = host(user).file_io;
    const std::unique_ptr<HostFile> owned(static_cast<HostFile*>(file));
    const HookScope scope;
    try {
        hook.close(hook.user_data, owned->file);
    } catch (...) {  // it is closed as far as the library is concerned
    }
}

mst_bytes lend(std::span<const std::byte> bytes) {
    return mst_bytes{bytes.data(), bytes.size()};
}

int32_t call_check(void* user, const char* path, std::span<const std::byte> digest,
                   std::span<const std::byte> signature) {
    const mst_signature_check& hook = host(user).signature_check;
    const HookScope scope;
    try {
        const mst_result result = hook.check(hook.user_data, mst_text{path, std::strlen(path)},
                                             lend(digest), lend(signature));
        if (result == MST_OK) return 0;
        const bool known = result < 0 && result >= MST_ERROR_INTERNAL;
        return known ? static_cast<int32_t>(result) : static_cast<int32_t>(Code::kBadFormat);
    } catch (...) {
        return static_cast<int32_t>(Code::kBadFormat);
    }
}

bool call_submit(void* user, void (*task)(void* context), void* context) {
    const mst_task_system& hook = host(user).task_system;
    const HookScope scope;
    try {
        return hook.submit(hook.user_data, task, context) == MST_OK;
    } catch (...) {
        return false;
    }
}

// A misaligned block would crash vector code much later; one try at create finds it.
Status probe_allocator(HostHooks* hooks) {
    void* pointer = call_allocate(hooks, kProbeBytes, kProbeAlignment, MemoryTag::kFlow);
    if (pointer == nullptr) {
        return error(Code::kOutOfMemory, "the allocator returned NULL for %zu bytes", kProbeBytes);
    }
    const bool aligned = reinterpret_cast<uintptr_t>(pointer) % kProbeAlignment == 0;
    call_free(hooks, pointer, kProbeBytes, MemoryTag::kFlow);
    if (aligned) return {};
    return error(Code::kInvalidArgument, "the allocator ignores the alignment of %zu bytes",
                 kProbeAlignment);
}

}  // namespace

Status read_hooks(const mst_engine_desc& desc, HostHooks* out) {
    if (desc.allocator != nullptr) out->allocator = *desc.allocator;
    if (desc.log_sink != nullptr) out->log_sink = *desc.log_sink;
    if (desc.file_io != nullptr) out->file_io = *desc.file_io;
    if (desc.signature_check != nullptr) out->signature_check = *desc.signature_check;
    if (desc.task_system != nullptr) out->task_system = *desc.task_system;
    const mst_allocator& allocator = out->allocator;
    if ((allocator.allocate == nullptr) != (allocator.free == nullptr)) {
        return error(Code::kInvalidArgument,
                     "allocator has only one of allocate and free; give both or neither");
    }
    const mst_file_io& files = out->file_io;
    const int given = (files.open != nullptr) + (files.read != nullptr) + (files.close != nullptr);
    if (given != 0 && given != 3) {
        return error(Code::kInvalidArgument,
                     "file_io has only some of open, read and close; give all three or none");
    }
    if (allocator.allocate != nullptr) MST_TRY(probe_allocator(out));
    return {};
}

AllocatorHooks allocator_hooks(HostHooks* hooks) {
    if (hooks->allocator.allocate == nullptr) return {};
    return {hooks, call_allocate, call_free};
}

LogSink log_sink(HostHooks* hooks) {
    if (hooks->log_sink.log == nullptr) return {};
    return {hooks, call_log};
}

TaskHooks task_hooks(HostHooks* hooks) {
    if (hooks->task_system.submit == nullptr) return {};
    return {hooks, call_submit};
}

FileHooks file_hooks(HostHooks* hooks) {
    if (hooks->file_io.open == nullptr) return {};
    return {hooks, call_open, call_read, call_size, call_close};
}

SignatureCheck signature_check(HostHooks* hooks) {
    if (hooks->signature_check.check == nullptr) return {};
    return {hooks, call_check};
}

}  // namespace minstrel::capi
