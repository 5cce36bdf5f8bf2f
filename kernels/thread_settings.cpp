#include "kernels/thread_settings.h"

#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>
#endif

namespace minstrel::kernels {

#if defined(__linux__)

namespace {

constexpr int kMaskBits = 64;
constexpr int kLowNice = 10;
constexpr int kLowestNice = 19;

bool keep_to(uint64_t core_mask) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    for (int core = 0; core < kMaskBits; ++core) {
        if ((core_mask >> core & 1) != 0) CPU_SET(core, &cores);
    }
    return sched_setaffinity(0, sizeof cores, &cores) == 0;  // 0 is the calling thread
}

}  // namespace

bool can_keep_to_cores() {
    return true;
}

// Only the system knows what containers leave of the cores, so a thread tries.
uint32_t granted_core_count(uint64_t core_mask) {
    uint32_t count = 0;
    try {
        std::thread([&] {
            cpu_set_t cores;
            if (!keep_to(core_mask) || sched_getaffinity(0, sizeof cores, &cores) != 0) return;
            count = static_cast<uint32_t>(CPU_COUNT(&cores));
        }).join();
    } catch (const std::system_error&) {
        count = 1;  // no thread can be started now; who starts one will say so
    }
    return count;
}

// On Linux a nice value is that of a thread, whatever POSIX says.
void apply(const ThreadSettings& settings) {
    if (settings.core_mask != 0) (void)keep_to(settings.core_mask);
    if (settings.priority == ThreadPriority::kNormal) return;
    const int least = settings.priority == ThreadPriority::kLow ? kLowNice : kLowestNice;
    // A thread of a real-time host inherits that, and nice values would mean nothing.
    const int policy = sched_getscheduler(0);
    if (policy == SCHED_FIFO || policy == SCHED_RR) {
        const sched_param none = {};
        (void)sched_setscheduler(0, SCHED_OTHER, &none);
    }
    const auto thread = static_cast<id_t>(gettid());
    errno = 0;
    const int nice = getpriority(PRIO_PROCESS, thread);
    if (errno == 0) (void)setpriority(PRIO_PROCESS, thread, std::max(nice, least));
}

#else

bool can_keep_to_cores() {
    return false;
}

uint32_t granted_core_count(uint64_t) {
    return 0;
}

void apply(const ThreadSettings&) {}

#endif

}  // namespace minstrel::kernels
