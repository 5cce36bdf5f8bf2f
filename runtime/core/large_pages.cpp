#include "runtime/core/large_pages.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace minstrel {

void prefer_large_pages([[maybe_unused]] const void* begin, [[maybe_unused]] size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    const size_t whole = bytes / kLargePage * kLargePage;
    if (whole != 0) (void)::madvise(const_cast<void*>(begin), whole, MADV_HUGEPAGE);
#endif
}

}  // namespace minstrel
