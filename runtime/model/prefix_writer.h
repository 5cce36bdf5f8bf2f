// Lets the model of a package read what conversations often begin with, and puts the keys and
// values into the package. Used by tools; runs on the calling thread and those that compute.
// Memory: the model, and the pages of all prefixes.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "runtime/core/progress.h"
#include "runtime/core/status.h"

namespace minstrel {

struct PrefixOptions {
    std::string source;  // a package
    std::string target;  // replaced when the new one is complete; may be the source
    // Instead of those that the package has; none takes them out. What fills no page of
    // kPageTokens at the end of one is left out.
    std::vector<std::vector<int32_t>> prefixes;
    kernels::KvType kv_type = kernels::KvType::kDefault;
    Progress::Report progress;  // in tokens
    const std::atomic<bool>* cancel = nullptr;
};

struct PrefixReport {
    uint64_t token_count = 0;  // in whole pages
    uint64_t page_bytes = 0;   // of all of them
    uint64_t file_bytes = 0;
};

// A signature does not fit what it becomes, and is left out.
Result<PrefixReport> write_prefixes(const PrefixOptions& options);

}  // namespace minstrel
