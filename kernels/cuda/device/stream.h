// The stream that a launch goes to.
#pragma once

namespace minstrel::kernels::cuda {

struct Stream {
    // Launches with nothing but a stream do not overlap.
    constexpr Stream(void* stream = nullptr, bool overlap = false)  // NOLINT(google-explicit-*)
        : handle(stream), overlaps(overlap) {}

    void* handle;  // cudaStream_t
    // A kernel may be brought to the multiprocessors while the one before it still runs, and waits
    // there for its end (programmatic dependent launch, from sm_90 on). Every kernel begins with
    // begin_kernel() for that.
    bool overlaps;
};

}  // namespace minstrel::kernels::cuda
