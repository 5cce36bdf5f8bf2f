// A file system in memory behind the host's file hooks, as an archive would be. One thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>

#include "runtime/core/file_source.h"

namespace minstrel::testing {

struct Archive {
    std::map<std::string, std::string> files;
    int open_count = 0;
    int32_t read_result = 0;

    FileHooks hooks() {
        FileHooks hooks;
        hooks.user = this;
        hooks.open = [](void* user, const char* path, void** out) -> int32_t {
            auto* self = static_cast<Archive*>(user);
            const auto place = self->files.find(path);
            if (place == self->files.end()) return static_cast<int32_t>(Code::kNotFound);
            ++self->open_count;
            *out = &place->second;
            return 0;
        };
        hooks.size = [](void*, void* file, uint64_t* out) -> int32_t {
            *out = static_cast<std::string*>(file)->size();
            return 0;
        };
        hooks.read = [](void* user, void* file, uint64_t offset, void* out, uint64_t bytes) {
            std::memcpy(out, static_cast<std::string*>(file)->data() + offset, bytes);
            return static_cast<Archive*>(user)->read_result;
        };
        hooks.close = [](void* user, void*) { --static_cast<Archive*>(user)->open_count; };
        return hooks;
    }
};

}  // namespace minstrel::testing
