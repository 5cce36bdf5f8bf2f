// Host memory of one engine, counted by tag. Owned by the engine, outlives all it hands out; any
// thread. Bulk memory (weights, keys and values, workspaces, event text) goes through here; small
// control objects come from operator new.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory_resource>

namespace minstrel {

// Numbers are those of mst_memory_tag.
enum class MemoryTag : uint32_t { kWeights = 0, kKv = 1, kWorkspace = 2, kFlow = 3 };
inline constexpr size_t kMemoryTagCount = 4;

struct AllocatorHooks {
    void* user_data = nullptr;
    void* (*allocate)(void* user_data, size_t bytes, size_t alignment, MemoryTag tag) = nullptr;
    void (*release)(void* user_data, void* pointer, size_t bytes, MemoryTag tag) = nullptr;
};

class MemoryAccount {
  public:
    // Hooks without functions mean the C library, and large_pages.h for large blocks.
    explicit MemoryAccount(const AllocatorHooks& hooks);
    MemoryAccount(const MemoryAccount&) = delete;
    MemoryAccount& operator=(const MemoryAccount&) = delete;

    // Null on failure. `alignment` is a power of two.
    void* allocate(size_t bytes, size_t alignment, MemoryTag tag);
    void release(void* pointer, size_t bytes, MemoryTag tag);

    uint64_t bytes(MemoryTag tag) const {
        return bytes_[static_cast<size_t>(tag)].load(std::memory_order_relaxed);
    }

  private:
    AllocatorHooks hooks_;
    std::array<std::atomic<uint64_t>, kMemoryTagCount> bytes_{};
};

// The account as seen by standard containers. Failure is std::bad_alloc, as their contract asks;
// the boundary guard and the thread entry points catch it.
class TaggedResource final : public std::pmr::memory_resource {
  public:
    TaggedResource(MemoryAccount& account, MemoryTag tag) : account_(account), tag_(tag) {}

  private:
    void* do_allocate(size_t bytes, size_t alignment) override;
    void do_deallocate(void* pointer, size_t bytes, size_t alignment) override;
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
        return this == &other;
    }

    MemoryAccount& account_;
    MemoryTag tag_;
};

}  // namespace minstrel
