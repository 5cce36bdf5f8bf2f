// The tavern's model on a GPU, on the CPU and in two parts, as a game has it. Skips where there is
// no device. MINSTREL_TAVERN_MODEL names the model where it is not where it was built.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"
#include "tests/gpu/gpu_library.h"

namespace minstrel::testing {
namespace {

constexpr const char* kLines[] = {"Good evening.",
                                  "What do you sell?",
                                  "Two mugs of ale, please!",
                                  "How much is the bread?",
                                  "Who was here last night?",
                                  "Have you seen a stranger with a scar?",
                                  "Where does the old road lead?",
                                  "I have only three coins.",
                                  "Tell me of the fire.",
                                  "Farewell, my friend."};

std::string tavern_model() {
    const char* given = std::getenv("MINSTREL_TAVERN_MODEL");
    return given != nullptr ? given : MST_TAVERN_MODEL;
}

size_t line_count() {
    return std::min<size_t>(MST_GPU_LINES, std::size(kLines));
}

// An emulated device takes a second for a word.
uint32_t answer_tokens() {
    return line_count() == std::size(kLines) ? 40 : 3;
}

class GpuEngineTest : public ::testing::Test {
  protected:
    struct Evening {
        std::vector<std::string> answers;
        mst_engine_stats stats;
        mst_model_info info;
    };

    void SetUp() override {
        mst_cuda_desc cuda = cuda_desc();
        mst_device_info device = MST_DEVICE_INFO_INIT;
        if (mst_device_query(&cuda, 1, &device) != MST_OK) GTEST_SKIP() << last_error();
    }

    mst_cuda_desc cuda_desc() const {
        mst_cuda_desc desc = MST_CUDA_DESC_INIT;
        desc.library_path = to_text(library_);
        return desc;
    }

    // One session a line, all at the same time, greedy.
    Evening spend_evening(mst_backend backend, uint32_t max_gpu_layers) {
        const mst_cuda_desc cuda = cuda_desc();
        mst_engine_desc desc = MST_ENGINE_DESC_INIT;
        desc.backend = backend;
        desc.cuda = &cuda;
        const EnginePointer engine = make_engine(desc);
        Evening evening = {};
        if (engine == nullptr) {
            ADD_FAILURE() << last_error();
            return evening;
        }
        Pump pump(engine.get());
        mst_model_desc model_desc = MST_MODEL_DESC_INIT;
        model_desc.path = to_text(model_);
        model_desc.max_gpu_layers = max_gpu_layers;
        model_desc.kv_bytes = uint64_t{64} << 20;
        mst_model model = {0};
        EXPECT_EQ(mst_model_load(engine.get(), &model_desc, &model), MST_OK) << last_error();
        EXPECT_TRUE(pump.run_until_ready(model));
        std::vector<mst_request> requests;
        for (size_t i = 0; i < line_count(); ++i) {
            Prompt prompt(kLines[i], answer_tokens());
            prompt.sampling.temperature = 0;
            requests.push_back(submit(engine.get(), make_session(engine.get(), model), prompt));
        }
        for (const mst_request request : requests) {
            EXPECT_TRUE(pump.run_until_terminal(request));
            EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE)
                << pump.terminal(request)->text;
            evening.answers.push_back(pump.answer(request));
        }
        evening.stats = stats_of(engine.get());
        evening.info = MST_MODEL_INFO_INIT;
        EXPECT_EQ(mst_model_query(engine.get(), model, &evening.info), MST_OK);
        return evening;
    }

    const std::string library_ = gpu_library();
    const std::string model_ = tavern_model();
};

// Sums differ in their last bits, so where two words are as likely the other one may come; that is
// rare, and more of it is a mistake.
void expect_same_words(const std::vector<std::string>& wanted,
                       const std::vector<std::string>& got) {
    ASSERT_EQ(wanted.size(), got.size());
    size_t same = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == got[i]) {
            ++same;
        } else {
            std::cout << "CPU: " << wanted[i] << "\nGPU: " << got[i] << '\n';
        }
    }
    const size_t spare = line_count() == std::size(kLines) ? 1 : 0;
    EXPECT_GE(same + spare, wanted.size());
}

TEST_F(GpuEngineTest, the_tavern_says_on_the_gpu_what_it_says_on_the_cpu) {
    const Evening cpu = spend_evening(MST_BACKEND_CPU, 0);
    const Evening gpu = spend_evening(MST_BACKEND_CUDA, 0);
    expect_same_words(cpu.answers, gpu.answers);
    EXPECT_EQ(gpu.stats.cuda_state, MST_CUDA_IN_USE);
    EXPECT_EQ(gpu.info.gpu_layer_count, gpu.info.layer_count);
    EXPECT_GT(gpu.stats.device_bytes, 0u);
}

TEST_F(GpuEngineTest, so_it_does_in_two_parts) {
    const Evening cpu = spend_evening(MST_BACKEND_CPU, 0);
    const Evening parts = spend_evening(MST_BACKEND_AUTO, cpu.info.layer_count / 2);
    expect_same_words(cpu.answers, parts.answers);
    EXPECT_EQ(parts.info.gpu_layer_count, cpu.info.layer_count / 2);
}

}  // namespace
}  // namespace minstrel::testing
