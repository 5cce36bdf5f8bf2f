// Which cores the engine's threads keep to and how nice they are, as the system tells it.
#include <gtest/gtest.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <thread>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

std::set<pid_t> threads_of_this_process() {
    std::set<pid_t> threads;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
        threads.insert(std::atoi(entry.path().filename().c_str()));
    }
    return threads;
}

// 0 when the thread has ended.
uint64_t mask_of(pid_t thread) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (sched_getaffinity(thread, sizeof cores, &cores) != 0) return 0;
    uint64_t mask = 0;
    for (int core = 0; core < 64; ++core) {
        if (CPU_ISSET(core, &cores)) mask |= uint64_t{1} << core;
    }
    return mask;
}

// Whether a thread of this process may run on that core, whatever this thread's own are.
bool has_core(int core) {
    bool has = false;
    std::thread([&] {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET(core, &cores);
        has = sched_setaffinity(0, sizeof cores, &cores) == 0;
    }).join();
    return has;
}

int nice_of(pid_t thread) {
    return getpriority(PRIO_PROCESS, static_cast<id_t>(thread));
}

// Those that an engine has started. They change themselves, so not at once.
struct Observed {
    explicit Observed(const mst_engine_desc& desc) {
        // A sanitizer starts a thread of its own beside the first of a process: let it come before.
        std::thread([] {}).join();
        const std::set<pid_t> before = threads_of_this_process();
        engine = make_engine(desc);
        for (const pid_t thread : threads_of_this_process()) {
            if (before.count(thread) == 0) threads.insert(thread);
        }
    }
    template <class Condition>
    bool all(const Condition& condition) const {
        return wait_without_polling([&] {
            for (const pid_t thread : threads) {
                if (!condition(thread)) return false;
            }
            return true;
        });
    }

    EnginePointer engine;
    std::set<pid_t> threads;
};

TEST(ThreadSettingsTest, threads_make_way) {
    const int own = nice_of(gettid());
    for (const mst_thread_priority priority :
         {MST_THREAD_PRIORITY_LOW, MST_THREAD_PRIORITY_LOWEST}) {
        mst_engine_desc desc = small_engine();
        desc.thread_count = 3;
        desc.thread_priority = priority;
        const Observed observed(desc);
        EXPECT_GE(observed.threads.size(), 3u);  // two workers, the engine, and those that prepare
        const int expected = std::max(own, priority == MST_THREAD_PRIORITY_LOW ? 10 : 19);
        EXPECT_TRUE(observed.all([&](pid_t thread) { return nice_of(thread) == expected; }));
        EXPECT_EQ(nice_of(gettid()), own);
    }
}

TEST(ThreadSettingsTest, threads_keep_to_their_cores) {
    const uint64_t own = mask_of(gettid());
    if (own == 0) GTEST_SKIP() << "none of the first 64 cores is this process's";
    const uint64_t first = own & ~(own - 1);
    mst_engine_desc desc = small_engine();
    desc.thread_count = 0;
    desc.core_mask = first | uint64_t{1} << 63;  // what is not there does not matter
    const Observed observed(desc);
    ASSERT_FALSE(observed.threads.empty());
    EXPECT_TRUE(
        observed.all([&](pid_t thread) { return (mask_of(thread) & ~desc.core_mask) == 0; }));
    EXPECT_EQ(mask_of(gettid()), own);
    EXPECT_EQ(stats_of(observed.engine.get()).thread_count, has_core(63) ? 2u : 1u);
}

TEST(ThreadSettingsTest, what_cannot_be_had_is_refused) {
    mst_engine* engine = nullptr;
    mst_engine_desc desc = small_engine();
    if (!has_core(63)) {
        desc.core_mask = uint64_t{1} << 63;
        EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
        EXPECT_NE(last_error().find("core_mask"), std::string::npos) << last_error();
    }
    desc = small_engine();
    desc.thread_priority = static_cast<mst_thread_priority>(3);
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("thread_priority"), std::string::npos) << last_error();
}

}  // namespace
}  // namespace minstrel::testing
#endif
