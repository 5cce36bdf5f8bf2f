// Personas that a package holds as read, on an (emulated) GPU.
#include <gtest/gtest.h>

#include "tests/integration/prefix_fixture.h"
#include "tests/unit/cuda_host/emulated_library.h"

namespace minstrel::testing {
namespace {

// Pages that the CPU made when the persona was packed, taken by a GPU, by one that has a layer of
// the model only, and by the CPU again when the GPU is lost.
TEST_F(PrefixTest, characters_on_a_gpu_read_less_too) {
    const PrefixReport report = put_in({persona_of("Marta"), persona_of("Borin")});
    EmulatedLibrary library(MST_EMULATED_LIBRARY);
    mst_cuda_desc cuda = MST_CUDA_DESC_INIT;
    const std::string path = MST_EMULATED_LIBRARY;
    cuda.library_path = to_text(path);
    mst_engine_desc engine = small_engine();
    engine.cuda = &cuda;
    engine.backend = MST_BACKEND_CPU;
    const std::vector<std::string> two(cast_.begin(), cast_.begin() + 2);
    const auto wanted = Inn(plain_, engine, 0).evening(two);
    engine.backend = MST_BACKEND_AUTO;
    for (const uint32_t layers : {0u, 1u}) {
        Inn warm(warm_, engine, layers);
        ASSERT_TRUE(warm.is_ready());
        EXPECT_EQ(warm.info().prefix_count, 2u);
        EXPECT_EQ(warm.info().gpu_layer_count, layers == 0 ? 2u : 1u);
        EXPECT_EQ(warm.evening(two), wanted) << layers;
        EXPECT_GE(warm.stats().reused_tokens, report.token_count);
        library.set(EmulatedSetting::kFaultAfter, 3);
        const uint64_t before = warm.stats().reused_tokens;
        const std::vector<std::string> again = warm.evening(two);  // new characters
        EXPECT_EQ(again, wanted) << layers;
        EXPECT_EQ(warm.stats().cuda_state, MST_CUDA_LOST);
        EXPECT_GE(warm.stats().reused_tokens, before + report.token_count / 2);
        library.reset();
    }
}

}  // namespace
}  // namespace minstrel::testing
