// Engines with cuBLASLt as hosts see them: used for long prompts, missing, refusing. The device is
// the emulated one, and so is cuBLASLt.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

#if defined(MST_CUBLASLT_STANDIN)

#include "tests/unit/cuda_host/cublaslt_standin_library.h"
#include "tests/unit/cuda_host/emulated_library.h"

namespace minstrel::testing {
namespace {

class CublasLtEngineTest : public EngineTest {
  protected:
    void SetUp() override {
        choice_.library_path = to_text(MST_EMULATED_LIBRARY);
        desc_.backend = MST_BACKEND_CUDA;
        desc_.max_cpu_level = MST_CPU_SCALAR;
        desc_.cuda = &choice_;
        desc_.log_sink = &sink_;
    }
    void TearDown() override { engine_.reset(); }

    void make_engine_of(mst_cuda_flags flags) {
        choice_.flags = flags;
        notices_.clear();
        engine_ = make_engine(desc_);
        ASSERT_NE(engine_, nullptr) << last_error();
        EXPECT_EQ(stats_of(engine_.get()).cuda_state, MST_CUDA_IN_USE);
    }
    void read(Pump& pump, const std::string& text) {
        Prompt prompt(text.c_str(), 2);
        const mst_session session = make_session(engine_.get(), model_);
        const mst_request request = submit(engine_.get(), session, prompt);
        ASSERT_TRUE(pump.run_until_terminal(request));
        const SeenEvent* end = pump.terminal(request);
        EXPECT_EQ(end->event.type, MST_EVENT_DONE) << end->text;
    }

    EmulatedLibrary library_{MST_EMULATED_LIBRARY};
    StandinLibrary cublaslt_{MST_CUBLASLT_STANDIN};
    mst_cuda_desc choice_ = MST_CUDA_DESC_INIT;
    mst_engine_desc desc_ = small_engine();
    std::vector<std::string> notices_;  // what message 105 says
    mst_log_sink sink_ = {
        &notices_, [](void* user, mst_log_level level, uint32_t id, mst_text text) {
            if (id != 105) return;
            EXPECT_EQ(level, MST_LOG_WARNING);
            static_cast<std::vector<std::string>*>(user)->push_back(to_string(text));
        }};
};

TEST_F(CublasLtEngineTest, an_engine_goes_on_without_it_and_says_why) {
    for (const bool fails : {false, true}) {
        cublaslt_.set(StandinSetting::kCreateStatus, fails ? 1 : 0);
        make_engine_of(0);
        EXPECT_TRUE(notices_.empty());
        engine_.reset();
        make_engine_of(MST_CUDA_CUBLASLT_BIT);
        ASSERT_EQ(notices_.size(), fails ? 1u : 0u);
        for (const std::string& text : notices_) {
            EXPECT_NE(text.find("cublasLtCreate: status 1"), std::string::npos) << text;
        }
        engine_.reset();
    }
}

TEST_F(CublasLtEngineTest, long_prompts_are_multiplied_by_it) {
    desc_.max_batch_rows = desc_.prefill_chunk_tokens = 256;
    make_engine_of(MST_CUDA_CUBLASLT_BIT);
    model_ = load_model(engine_.get(), package_path());
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_ready(model_));
    read(pump, "Hello.");
    EXPECT_EQ(cublaslt_.get(StandinSetting::kMatmuls), 0u);
    std::string text;
    for (int i = 0; i < 110; ++i) text += i % 3 == 0 ? " gate" : " door";
    read(pump, text);
    EXPECT_GT(cublaslt_.get(StandinSetting::kMatmuls), 0u);
    EXPECT_TRUE(notices_.empty());
    cublaslt_.set(StandinSetting::kMatmulStatus, 13);
    for (int round = 0; round < 2; ++round) read(pump, std::to_string(round) + text);
    engine_.reset();  // and its thread, which writes the log
    ASSERT_EQ(notices_.size(), 1u);
    EXPECT_NE(notices_[0].find("cublasLtMatmul: status 13"), std::string::npos);
}

}  // namespace
}  // namespace minstrel::testing

#endif
