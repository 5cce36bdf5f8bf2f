// An allocator that counts what is alive, and fails when a test wants it to. One thread.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "kernels/backend.h"

namespace minstrel::testing {

struct CountingMemory {
    std::set<void*> live;
    size_t live_bytes = 0;
    size_t requests = 0;
    size_t failing = SIZE_MAX;  // this request, counted from zero

    kernels::DeviceAllocator allocator() {
        kernels::DeviceAllocator hooks;
        hooks.user = this;
        hooks.allocate = [](void* user, size_t bytes, size_t alignment) -> void* {
            auto* self = static_cast<CountingMemory*>(user);
            if (self->requests++ == self->failing) return nullptr;
            void* pointer =
                std::aligned_alloc(alignment, (bytes + alignment - 1) & ~(alignment - 1));
            self->live.insert(pointer);
            self->live_bytes += bytes;
            return pointer;
        };
        hooks.release = [](void* user, void* pointer, size_t bytes) {
            auto* self = static_cast<CountingMemory*>(user);
            EXPECT_EQ(self->live.erase(pointer), 1u);
            self->live_bytes -= bytes;
            std::free(pointer);
        };
        return hooks;
    }
};

}  // namespace minstrel::testing
