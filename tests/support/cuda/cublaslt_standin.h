// What tests may do to the library that stands in for cuBLASLt; exported by it beside the functions
// of NVIDIA's.
#pragma once

#include <cstdint>

namespace minstrel::testing {

enum class StandinSetting : uint32_t {
    kVersion = 1,
    kCreateStatus = 2,     // what cublasLtCreate says, a cublasStatus_t
    kHeuristicStatus = 3,  // likewise cublasLtMatmulAlgoGetHeuristic
    kMatmulStatus = 4,     // likewise cublasLtMatmul
    kRefusedOutputs = 5,   // shapes of as many outputs have no algorithm; 0 = all have
    kHeuristics = 6,       // that were asked for; to be read
    kMatmuls = 7,          // likewise, that were made
    kLiveObjects = 8,      // handles, descriptors, layouts, preferences; to be read
};
// Everything as it was, but for kLiveObjects.
inline constexpr char kStandinReset[] = "mst_standin_reset";
inline constexpr char kStandinSet[] = "mst_standin_set";
inline constexpr char kStandinGet[] = "mst_standin_get";

}  // namespace minstrel::testing
