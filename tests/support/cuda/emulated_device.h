// What tests may do to a library of the emulated device; exported by it beside the table.
#pragma once

#include <cstdint>

namespace minstrel::testing {

// Everything as it was: one device of plenty of memory, no faults.
inline constexpr char kEmulatedReset[] = "mst_emulated_reset";

enum class EmulatedSetting : uint32_t {
    kDriverVersion = 1,  // 0 = there is none
    kDeviceCount = 2,
    kFreeBytes = 3,
    kFaultAfter = 4,         // the device fails for good behind as many graphs and marks; 0 = never
    kAllocations = 5,        // blocks of device memory; to be read
    kPinnedAllocations = 6,  // those that live; to be read
    kLiveAllocations = 7,    // likewise, of the device
    kComputeMajor = 8,
    kNoGraphs = 9,        // recording fails
    kLaunches = 10,       // of this thread; to be read
    kContextDevice = 11,  // number from 1 of the device of whatever context; 0 = it is none
};
inline constexpr char kEmulatedSet[] = "mst_emulated_set";
inline constexpr char kEmulatedGet[] = "mst_emulated_get";

}  // namespace minstrel::testing
