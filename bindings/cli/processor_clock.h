// The time that a thread was running, so that a busy machine does not blur what is measured.
#pragma once

#include <time.h>

namespace minstrel::cli {

// Of this thread, in microseconds since some moment. Reading it takes a part of a microsecond.
inline double processor_microseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

}  // namespace minstrel::cli
