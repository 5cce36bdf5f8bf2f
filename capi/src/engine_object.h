// What the host's mst_engine* points to. Made by mst_engine_create, freed by mst_engine_destroy.
#pragma once

#include <memory>

#include "capi/src/hooks.h"
#include "minstrel/engine.h"
#include "runtime/core/status.h"
#include "runtime/engine/engine.h"

struct mst_engine {
    minstrel::capi::HostHooks hooks;  // outlives `engine`, which calls them to its end
    bool validation = false;
    long process = 0;  // that created it: threads do not survive a fork
    std::unique_ptr<minstrel::Engine> engine;
};

namespace minstrel::capi {

long process_id();

// Refuses NULL and, with MST_ENGINE_VALIDATION_BIT, engines inherited through a fork.
Status check_engine(const mst_engine* engine);

}  // namespace minstrel::capi
