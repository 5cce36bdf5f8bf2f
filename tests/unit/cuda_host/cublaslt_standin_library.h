// The library that stands in for cuBLASLt; what is made of it has to be gone when a test ends.
#pragma once

#include "tests/support/cuda/cublaslt_standin.h"
#include "tests/unit/cuda_host/settable_library.h"

namespace minstrel::testing {

class StandinLibrary : public SettableLibrary<StandinSetting> {
  public:
    explicit StandinLibrary(const char* path)
        : SettableLibrary(path, {kStandinReset, kStandinSet, kStandinGet}) {}
    ~StandinLibrary() { EXPECT_EQ(get(StandinSetting::kLiveObjects), 0u); }
};

}  // namespace minstrel::testing
