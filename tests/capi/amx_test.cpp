// AMX is used where the host allowed it, and not before.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/capi/engine_fixture.h"

#if defined(__linux__) && defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace minstrel::testing {
namespace {

// What the system says of tiles, not the library: arch_prctl(ARCH_GET_XCOMP_SUPP). Every processor
// that has them multiplies int8.
bool has_amx() {
#if defined(__linux__) && defined(__x86_64__)
    uint64_t supported = 0;
    return syscall(SYS_arch_prctl, 0x1021, &supported) == 0 && (supported >> 18 & 1) != 0;
#else
    return false;
#endif
}

std::string device_with(mst_cpu_level most) {
    mst_engine_desc desc = small_engine();
    desc.max_cpu_level = most;
    const EnginePointer engine = make_engine(desc);
    mst_text text;
    EXPECT_EQ(mst_engine_get_device(engine.get(), &text), MST_OK);
    return to_string(text);
}

bool names_amx(const std::string& device) {
    return device.find("amx") != std::string::npos;
}

TEST(AmxTest, is_used_once_the_host_allowed_it) {
    EXPECT_FALSE(names_amx(device_with(MST_CPU_BEST)));
    EXPECT_FALSE(names_amx(device_with(MST_CPU_AMX)));
    const mst_result result = mst_amx_allow();
    if (!has_amx()) {
        EXPECT_EQ(result, MST_ERROR_UNSUPPORTED);
        EXPECT_NE(last_error().find("AMX"), std::string::npos);
        EXPECT_FALSE(names_amx(device_with(MST_CPU_AMX)));
        return;
    }
    ASSERT_EQ(result, MST_OK);
    EXPECT_EQ(mst_amx_allow(), MST_OK);
    EXPECT_TRUE(names_amx(device_with(MST_CPU_BEST)));
    EXPECT_TRUE(names_amx(device_with(MST_CPU_AMX)));
    EXPECT_FALSE(names_amx(device_with(MST_CPU_AVX512_BF16)));
}

}  // namespace
}  // namespace minstrel::testing
