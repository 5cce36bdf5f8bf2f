// What is told where there is no memory left. A program of its own, because it takes the heap away.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "runtime/core/status.h"

namespace {

thread_local bool is_starved = false;

void* allocate(size_t bytes) {
    void* const memory = is_starved ? nullptr : std::malloc(bytes);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

}  // namespace

void* operator new(size_t bytes) {
    return allocate(bytes);
}
void* operator new[](size_t bytes) {
    return allocate(bytes);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, size_t) noexcept {
    std::free(memory);
}

namespace minstrel {
namespace {

constexpr char kText[] = "no memory for something with a long name";

TEST(NoMemoryTest, its_text_gives_way_to_a_shorter_one) {
    EXPECT_EQ(out_of_memory(kText).message(), kText);
    is_starved = true;
    const Status status = out_of_memory(kText);
    is_starved = false;
    EXPECT_EQ(status.code(), Code::kOutOfMemory);
    EXPECT_EQ(status.message(), "out of memory");
}

}  // namespace
}  // namespace minstrel
