#include "runtime/core/allocator.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "runtime/core/large_pages.h"
#include "tests/unit/core/memory_map.h"

namespace minstrel {
namespace {

TEST(MemoryAccountTest, counts_by_tag) {
    MemoryAccount account({});
    void* kv = account.allocate(100, 64, MemoryTag::kKv);
    void* flow = account.allocate(7, 1, MemoryTag::kFlow);
    ASSERT_NE(kv, nullptr);
    ASSERT_NE(flow, nullptr);
    EXPECT_EQ(account.bytes(MemoryTag::kKv), 100u);
    EXPECT_EQ(account.bytes(MemoryTag::kFlow), 7u);
    EXPECT_EQ(account.bytes(MemoryTag::kWeights), 0u);
    account.release(kv, 100, MemoryTag::kKv);
    account.release(flow, 7, MemoryTag::kFlow);
    EXPECT_EQ(account.bytes(MemoryTag::kKv), 0u);
    EXPECT_EQ(account.bytes(MemoryTag::kFlow), 0u);
}

TEST(MemoryAccountTest, gives_the_alignment_asked_for) {
    MemoryAccount account({});
    for (size_t alignment = 1; alignment <= 8192; alignment *= 2) {
        for (const size_t bytes : {size_t{1}, size_t{63}, size_t{64}, size_t{100}}) {
            void* pointer = account.allocate(bytes, alignment, MemoryTag::kKv);
            ASSERT_NE(pointer, nullptr);
            EXPECT_EQ(reinterpret_cast<uintptr_t>(pointer) % alignment, 0u);
            std::memset(pointer, 0xAB, bytes);
            account.release(pointer, bytes, MemoryTag::kKv);
        }
    }
}

TEST(MemoryAccountTest, what_fills_large_pages_prefers_them) {
    if (!testing::has_large_pages() || !is_large_block(5 << 20)) {
        GTEST_SKIP() << "no large pages on this system, or under a checker of memory";
    }
    MemoryAccount account({});
    constexpr size_t kMiB = size_t{1} << 20;
    auto* large = static_cast<char*>(account.allocate(5 * kMiB, 64, MemoryTag::kWeights));
    ASSERT_NE(large, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(large) % (2 * kMiB), 0u);
    EXPECT_TRUE(testing::prefers_large_pages(large));
    EXPECT_TRUE(testing::prefers_large_pages(large + 4 * kMiB - 1));
    EXPECT_FALSE(testing::prefers_large_pages(large + 4 * kMiB));  // no whole page is left
    std::memset(large, 0xAB, 5 * kMiB);
    account.release(large, 5 * kMiB, MemoryTag::kWeights);
    EXPECT_FALSE(testing::mapping_line(large, "Rss").has_value());
    EXPECT_FALSE(testing::mapping_line(large + 5 * kMiB - 1, "Rss").has_value());
}

TEST(MemoryAccountTest, large_blocks_have_any_size_and_alignment) {
    MemoryAccount account({});
    for (const size_t alignment : {size_t{1}, size_t{64}, size_t{4} << 20}) {
        for (const size_t bytes : {kLargePage, kLargePage + 1, 3 * kLargePage - 1}) {
            auto* block = static_cast<char*>(account.allocate(bytes, alignment, MemoryTag::kKv));
            ASSERT_NE(block, nullptr);
            EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % alignment, 0u);
            block[0] = block[bytes - 1] = 1;
            account.release(block, bytes, MemoryTag::kKv);
        }
    }
    EXPECT_EQ(account.bytes(MemoryTag::kKv), 0u);
}

TEST(MemoryAccountTest, absurd_sizes_are_null_and_not_counted) {
    MemoryAccount account({});
    EXPECT_EQ(account.allocate(SIZE_MAX, 64, MemoryTag::kKv), nullptr);
    EXPECT_EQ(account.allocate(SIZE_MAX - 64, 64, MemoryTag::kKv), nullptr);
    EXPECT_EQ(account.allocate(PTRDIFF_MAX, 64, MemoryTag::kKv), nullptr);
    EXPECT_EQ(account.bytes(MemoryTag::kKv), 0u);
}

TEST(MemoryAccountTest, releasing_null_does_nothing) {
    MemoryAccount account({});
    account.release(nullptr, 100, MemoryTag::kKv);
    EXPECT_EQ(account.bytes(MemoryTag::kKv), 0u);
}

// A host's allocator with a block of its own.
struct Host {
    alignas(64) std::array<char, 1024> memory;
    size_t offset = 0;
    int released = 0;
    MemoryTag tag = MemoryTag::kWeights;

    AllocatorHooks hooks() {
        return {this,
                [](void* user, size_t, size_t, MemoryTag asked) -> void* {
                    auto& host = *static_cast<Host*>(user);
                    host.tag = asked;
                    return host.memory.data() + host.offset;
                },
                [](void* user, void*, size_t, MemoryTag) { ++static_cast<Host*>(user)->released; }};
    }
};

TEST(MemoryAccountTest, uses_the_hooks) {
    Host host;
    MemoryAccount account(host.hooks());
    void* pointer = account.allocate(10, 64, MemoryTag::kWorkspace);
    EXPECT_EQ(pointer, host.memory.data());
    EXPECT_EQ(host.tag, MemoryTag::kWorkspace);
    account.release(pointer, 10, MemoryTag::kWorkspace);
    EXPECT_EQ(host.released, 1);
}

TEST(MemoryAccountTest, misaligned_memory_is_given_back_and_refused) {
    Host host;
    host.offset = 8;
    MemoryAccount account(host.hooks());
    EXPECT_EQ(account.allocate(10, 64, MemoryTag::kKv), nullptr);
    EXPECT_EQ(host.released, 1);
    EXPECT_EQ(account.bytes(MemoryTag::kKv), 0u);
    EXPECT_NE(account.allocate(10, 8, MemoryTag::kKv), nullptr);
}

TEST(MemoryAccountTest, balances_over_threads) {
    MemoryAccount account({});
    std::vector<std::thread> threads;
    for (size_t t = 1; t <= 4; ++t) {
        threads.emplace_back([&account, t] {
            for (int i = 0; i < 1000; ++i) {
                account.release(account.allocate(t, 8, MemoryTag::kFlow), t, MemoryTag::kFlow);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(account.bytes(MemoryTag::kFlow), 0u);
}

TEST(TaggedResourceTest, containers_are_counted_and_failure_is_bad_alloc) {
    MemoryAccount account({});
    TaggedResource resource(account, MemoryTag::kFlow);
    {
        std::pmr::string text(1000, 'a', &resource);
        EXPECT_GE(account.bytes(MemoryTag::kFlow), 1000u);
    }
    EXPECT_EQ(account.bytes(MemoryTag::kFlow), 0u);
    EXPECT_THROW((void)resource.allocate(SIZE_MAX, 8), std::bad_alloc);
    TaggedResource other(account, MemoryTag::kFlow);
    EXPECT_TRUE(resource == resource);
    EXPECT_FALSE(resource == other);
}

}  // namespace
}  // namespace minstrel
