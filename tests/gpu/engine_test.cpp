// The tavern's model on a GPU, on the CPU and in two parts, as a game has it. Skips where there is
// no device. MINSTREL_TAVERN_MODEL names the model where it is not where it was built.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"
#include "tests/gpu/gpu_library.h"

namespace minstrel::testing {
namespace {

// What is said to somebody, one thing after the other.
struct Talk {
    const char* persona;
    std::vector<const char*> lines;
};

std::vector<Talk> talks() {
    if (MST_GPU_TALKS == 1) return {{"Ada.", {"Hi.", "Ale?"}}};
    return {{"You are Ada, the innkeeper of the Golden Hart. You sell ale for 2 coins.",
             {"Good evening.", "What do you sell?", "Two mugs of ale, please!"}},
            {"You are Bram, a smith. You sell a knife for 9 coins and are short of words.",
             {"How much is the knife?", "I have only three coins.", "Farewell, my friend."}},
            {"You are Cora, a guard at the gate. Last night you saw a stranger with a scar.",
             {"Who was here last night?", "Have you seen a scar?", "Where did he go?"}},
            {"You are Dorn, an old hunter. The old road leads to the mill, which has burnt down.",
             {"Where does the old road lead?", "Tell me of the fire.", "When was that?"}},
            {"", {"Good morning.", "What is your name?", "Can you help me?"}}};
}

std::string tavern_model() {
    const char* given = std::getenv("MINSTREL_TAVERN_MODEL");
    return given != nullptr ? given : MST_TAVERN_MODEL;
}

// An emulated device takes a second for a word.
constexpr uint32_t kAnswerTokens = MST_GPU_TALKS == 1 ? 3 : 40;

mst_session make_session(mst_engine* engine, mst_model model, const Talk& talk) {
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model;
    desc.system_prompt = to_text(talk.persona);
    mst_session session = {0};
    EXPECT_EQ(mst_session_create(engine, &desc, &session), MST_OK) << last_error();
    return session;
}

class GpuEngineTest : public ::testing::Test {
  protected:
    struct Evening {
        std::vector<std::string> talks;  // as they were
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

    // Everybody at the same time, greedy.
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
        const std::vector<Talk> all = talks();
        std::vector<mst_session> sessions;
        for (const Talk& talk : all) sessions.push_back(make_session(engine.get(), model, talk));
        evening.talks.resize(all.size());
        for (size_t turn = 0; turn < all.front().lines.size(); ++turn) {
            std::vector<mst_request> requests;
            for (size_t i = 0; i < all.size(); ++i) {
                Prompt prompt(all[i].lines[turn], kAnswerTokens);
                prompt.sampling.temperature = 0;
                requests.push_back(submit(engine.get(), sessions[i], prompt));
            }
            for (size_t i = 0; i < all.size(); ++i) {
                EXPECT_TRUE(pump.run_until_terminal(requests[i]));
                EXPECT_EQ(pump.terminal(requests[i])->event.type, MST_EVENT_DONE)
                    << pump.terminal(requests[i])->text;
                evening.talks[i] += "\n> " + pump.answer(requests[i]);
            }
        }
        evening.stats = stats_of(engine.get());
        evening.info = MST_MODEL_INFO_INIT;
        EXPECT_EQ(mst_model_query(engine.get(), model, &evening.info), MST_OK);
        return evening;
    }

    const std::string library_ = gpu_library();
    const std::string model_ = tavern_model();
};

// Sums differ in their last bits, so where two words are as likely the other one may come, and what
// follows is another talk; that is rare, and more of it is a mistake.
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
    const size_t spare = wanted.size() > 1 ? 1 : 0;
    EXPECT_GE(same + spare, wanted.size());
}

TEST_F(GpuEngineTest, the_tavern_says_on_the_gpu_what_it_says_on_the_cpu) {
    const Evening cpu = spend_evening(MST_BACKEND_CPU, 0);
    const Evening gpu = spend_evening(MST_BACKEND_CUDA, 0);
    expect_same_words(cpu.talks, gpu.talks);
    EXPECT_EQ(gpu.stats.cuda_state, MST_CUDA_IN_USE);
    EXPECT_EQ(gpu.info.gpu_layer_count, gpu.info.layer_count);
    EXPECT_GT(gpu.stats.device_bytes, 0u);
    EXPECT_GT(gpu.stats.reused_tokens, 0u);  // of the turns before
}

TEST_F(GpuEngineTest, so_it_does_in_two_parts) {
    const Evening cpu = spend_evening(MST_BACKEND_CPU, 0);
    const Evening parts = spend_evening(MST_BACKEND_AUTO, cpu.info.layer_count / 2);
    expect_same_words(cpu.talks, parts.talks);
    EXPECT_EQ(parts.info.gpu_layer_count, cpu.info.layer_count / 2);
}

}  // namespace
}  // namespace minstrel::testing
