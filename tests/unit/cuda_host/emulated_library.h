// The library of the emulated device, in which a test can set off faults.
#pragma once

#include "tests/support/cuda/emulated_device.h"
#include "tests/unit/cuda_host/settable_library.h"

namespace minstrel::testing {

class EmulatedLibrary : public SettableLibrary<EmulatedSetting> {
  public:
    explicit EmulatedLibrary(const char* path)
        : SettableLibrary(path, {kEmulatedReset, kEmulatedSet, kEmulatedGet}) {}
};

}  // namespace minstrel::testing
