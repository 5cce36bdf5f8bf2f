#include "kernels/amx_permission.h"

#include <cstdint>

#include "kernels/cpu/cpu_features.h"

#if MST_CPU_AMX
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace minstrel::kernels {

#if MST_CPU_AMX

// Linux, Documentation/arch/x86/xstate.rst
constexpr int kGetPermission = 0x1022, kRequestPermission = 0x1023;
constexpr unsigned long kTileData = 18;

bool amx_is_allowed() {
    uint64_t permitted = 0;
    return cpu_features().amx_int8 && syscall(SYS_arch_prctl, kGetPermission, &permitted) == 0 &&
           (permitted >> kTileData & 1) != 0;
}

bool allow_amx() {
    return cpu_features().amx_int8 && syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

#else

bool amx_is_allowed() {
    return false;
}

bool allow_amx() {
    return false;
}

#endif

}  // namespace minstrel::kernels
