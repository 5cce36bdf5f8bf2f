// The host's hooks as the runtime calls them. HostHooks is part of the engine object and outlives
// the engine behind it; the runtime's hook structs point at it. Called from any thread. Nothing
// that a hook throws gets past these functions.
#pragma once

#include "minstrel/engine.h"
#include "runtime/core/allocator.h"
#include "runtime/core/file_source.h"
#include "runtime/core/log.h"
#include "runtime/core/signature_check.h"
#include "runtime/core/status.h"
#include "runtime/core/task_hooks.h"

namespace minstrel::capi {

struct HostHooks {
    mst_allocator allocator = {};
    mst_log_sink log_sink = {};
    mst_file_io file_io = {};
    mst_signature_check signature_check = {};
    mst_task_system task_system = {};
};

// Copies the hooks and checks that each is complete; tries the allocator once.
Status read_hooks(const mst_engine_desc& desc, HostHooks* out);

// Empty where the host gave none. `hooks` must not move afterwards.
AllocatorHooks allocator_hooks(HostHooks* hooks);
LogSink log_sink(HostHooks* hooks);
FileHooks file_hooks(HostHooks* hooks);
SignatureCheck signature_check(HostHooks* hooks);
TaskHooks task_hooks(HostHooks* hooks);

}  // namespace minstrel::capi
