// Engines and the GPU as hosts see them: found, missing, too small, lost in the middle of a word.
// The device is the emulated one.
#include <gtest/gtest.h>

#include <string>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_adapter.h"
#include "tests/unit/cuda_host/emulated_library.h"

namespace minstrel::testing {
namespace {

class CudaChoice {
  public:
    explicit CudaChoice(std::string path) : path_(std::move(path)) {
        desc.library_path = to_text(path_);
    }
    mst_cuda_desc desc = MST_CUDA_DESC_INIT;

  private:
    std::string path_;
};

mst_engine_desc engine_with(mst_backend backend, const CudaChoice& choice) {
    mst_engine_desc desc = small_engine();
    desc.backend = backend;
    desc.max_cpu_level = MST_CPU_SCALAR;
    desc.cuda = &choice.desc;
    return desc;
}

TEST(CudaChoiceTest, an_engine_that_chooses_computes_on_the_cpu_and_says_why) {
    const struct {
        const char* path;
        mst_cuda_state state;
    } cases[] = {{"nowhere/libminstrel_cuda.so", MST_CUDA_LIBRARY_MISSING},
                 {MST_WRONG_VERSION_LIBRARY, MST_CUDA_LIBRARY_UNUSABLE},
                 {MST_NO_TABLE_LIBRARY, MST_CUDA_LIBRARY_UNUSABLE}};
    for (const auto& one : cases) {
        const CudaChoice choice(one.path);
        mst_engine_desc desc = engine_with(MST_BACKEND_AUTO, choice);
        std::string reason;
        mst_log_sink sink = {&reason, [](void* user, mst_log_level, uint32_t id, mst_text text) {
                                 if (id == 104) *static_cast<std::string*>(user) = to_string(text);
                             }};
        desc.log_sink = &sink;
        EnginePointer engine = make_engine(desc);
        ASSERT_NE(engine, nullptr) << last_error();
        EXPECT_EQ(stats_of(engine.get()).backend, MST_BACKEND_CPU);
        EXPECT_EQ(stats_of(engine.get()).cuda_state, one.state);
        EXPECT_NE(reason, "");
        engine.reset();

        const mst_engine_desc asks = engine_with(MST_BACKEND_CUDA, choice);
        mst_engine* none = nullptr;
        EXPECT_EQ(name_of(mst_engine_create(&asks, &none)), "MST_ERROR_UNSUPPORTED");
        EXPECT_NE(last_error().find(reason), std::string::npos) << last_error();
        EXPECT_NE(last_error().find("MST_BACKEND_AUTO"), std::string::npos);
    }
}

TEST(CudaChoiceTest, the_cpu_alone_does_not_look_for_a_gpu) {
    const CudaChoice choice("nowhere/libminstrel_cuda.so");
    const EnginePointer engine = make_engine(engine_with(MST_BACKEND_CPU, choice));
    ASSERT_NE(engine, nullptr);
    EXPECT_EQ(stats_of(engine.get()).cuda_state, MST_CUDA_NOT_ASKED);
}

TEST(CudaChoiceTest, misuse_is_named) {
    const auto refuses = [](auto change, mst_result wanted, const char* part) {
        CudaChoice choice("nowhere");
        change(choice.desc);
        const mst_engine_desc desc = engine_with(MST_BACKEND_AUTO, choice);
        mst_engine* engine = nullptr;
        EXPECT_EQ(mst_engine_create(&desc, &engine), wanted);
        EXPECT_NE(last_error().find(part), std::string::npos) << last_error();
        mst_engine_destroy(engine);
    };
    int something = 0;
    refuses([](mst_cuda_desc& d) { d.flags = 8; }, MST_ERROR_UNSUPPORTED, "cuda.flags");
    refuses([](mst_cuda_desc& d) { d.flags = MST_CUDA_CUBLASLT_BIT | 1ull << 63; },
            MST_ERROR_UNSUPPORTED, "cuda.flags");
    refuses([&](mst_cuda_desc& d) { d.stream = &something; }, MST_ERROR_INVALID_ARGUMENT,
            "cuda.context");
    refuses(
        [](mst_cuda_desc& d) {
            d.library_path = mst_text{"", 0};
        },
        MST_ERROR_INVALID_ARGUMENT, "cuda.library_path");
    refuses([](mst_cuda_desc& d) { d.struct_size = 8; }, MST_ERROR_INVALID_ARGUMENT,
            "mst_cuda_desc");
    mst_device_info info = MST_DEVICE_INFO_INIT;
    EXPECT_EQ(mst_device_query(nullptr, 0, &info), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(mst_device_query(nullptr, 1, nullptr), MST_ERROR_INVALID_ARGUMENT);
    const CudaChoice nowhere("nowhere");
    EXPECT_EQ(mst_device_query(&nowhere.desc, 1, &info), MST_ERROR_UNSUPPORTED);
    EXPECT_NE(last_error().find("nowhere"), std::string::npos);
}

#if defined(MST_EMULATED_LIBRARY)

class CudaEngineTest : public EngineTest {
  protected:
    void SetUp() override {}  // each test says what its device is like
    void TearDown() override { engine_.reset(); }

    void start(mst_backend backend) {
        engine_ = make_engine(engine_with(backend, choice_));
        ASSERT_NE(engine_, nullptr) << last_error();
        model_ = load_model(engine_.get(), package_path());
        pump_ = std::make_unique<Pump>(engine_.get());
    }
    // Greedy: the distributions of a random model are flat, so draws would follow every last bit.
    const SeenEvent* ask(mst_session session, const char* text, mst_grammar grammar = {0}) {
        Prompt prompt(text, grammar.id == 0 ? 6 : 40);
        prompt.desc.grammar = grammar;
        prompt.sampling.temperature = 0;
        request_ = submit(engine_.get(), session, prompt);
        EXPECT_TRUE(pump_->run_until_terminal(request_));
        return pump_->terminal(request_);
    }
    mst_engine_stats stats() const { return stats_of(engine_.get()); }
    mst_model_info model_info(mst_model model) const {
        mst_model_info info = MST_MODEL_INFO_INIT;
        EXPECT_EQ(mst_model_query(engine_.get(), model, &info), MST_OK) << last_error();
        return info;
    }

    EmulatedLibrary library_{MST_EMULATED_LIBRARY};
    CudaChoice choice_{MST_EMULATED_LIBRARY};
    std::unique_ptr<Pump> pump_;
    mst_request request_ = {0};
};

TEST_F(CudaEngineTest, lists_devices) {
    library_.set(EmulatedSetting::kDeviceCount, 2);
    mst_device_info info = MST_DEVICE_INFO_INIT;
    ASSERT_EQ(mst_device_query(&choice_.desc, 2, &info), MST_OK) << last_error();
    EXPECT_STREQ(info.name, "emulated device 2");
    EXPECT_EQ(info.compute_major, 9u);
    EXPECT_GT(info.total_bytes, 0u);
    EXPECT_EQ(mst_device_query(&choice_.desc, 3, &info), MST_ERROR_NOT_FOUND);
}

TEST_F(CudaEngineTest, talks_on_the_device) {
    start(MST_BACKEND_CUDA);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    mst_text device;
    ASSERT_EQ(mst_engine_get_device(engine_.get(), &device), MST_OK);
    EXPECT_EQ(to_string(device), "cuda: emulated device 1");
    const mst_session session = make_session(engine_.get(), model_);
    EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
    const std::string first = pump_->answer(request_);
    EXPECT_NE(first, "");
    EXPECT_EQ(ask(session, "And now?")->event.type, MST_EVENT_DONE);
    EXPECT_EQ(stats().backend, MST_BACKEND_CUDA);
    EXPECT_EQ(stats().cuda_state, MST_CUDA_IN_USE);
    EXPECT_GT(stats().device_bytes, 0u);
    EXPECT_GT(stats().reused_tokens, 0u);  // pages of the first turn
    EXPECT_EQ(stats().memory_bytes[MST_MEMORY_KV], 0u);
    EXPECT_EQ(library_.get(EmulatedSetting::kAllocations), 1u);  // none after loading
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] { return stats().device_bytes == 0; }));
    EXPECT_TRUE(
        wait_without_polling([&] { return library_.get(EmulatedSetting::kLiveAllocations) == 0; }));
}

TEST_F(CudaEngineTest, the_device_is_that_of_the_hosts_context) {
    library_.set(EmulatedSetting::kDeviceCount, 3);
    library_.set(EmulatedSetting::kContextDevice, 2);
    choice_.desc.context = &library_;  // nothing reads there
    for (choice_.desc.device = 0; choice_.desc.device <= 1; ++choice_.desc.device) {
        start(MST_BACKEND_CUDA);
        mst_text device;
        ASSERT_EQ(mst_engine_get_device(engine_.get(), &device), MST_OK);
        EXPECT_EQ(to_string(device), "cuda: emulated device 2");
    }
    library_.set(EmulatedSetting::kContextDevice, 0);
    mst_engine* engine = nullptr;
    const mst_engine_desc desc = engine_with(MST_BACKEND_CUDA, choice_);
    EXPECT_NE(mst_engine_create(&desc, &engine), MST_OK);
    EXPECT_NE(last_error().find("context"), std::string::npos) << last_error();
    mst_engine_destroy(engine);
}

TEST_F(CudaEngineTest, says_the_same_as_the_cpu) {
    std::string answers[2];
    for (const mst_backend backend : {MST_BACKEND_CUDA, MST_BACKEND_CPU}) {
        start(backend);
        ASSERT_TRUE(pump_->run_until_ready(model_));
        const mst_session session = make_session(engine_.get(), model_);
        EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
        answers[backend == MST_BACKEND_CPU] = pump_->answer(request_);
    }
    EXPECT_EQ(answers[0], answers[1]);
}

// Choices are made on the host, from the logits.
TEST_F(CudaEngineTest, chooses_as_the_cpu_does_and_when_the_device_is_lost) {
    const mst_text texts[] = {to_text("the old gate"), to_text("the tavern door"),
                              to_text("the river"), to_text("the market road")};
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    desc.kind = MST_GRAMMAR_CHOICES;
    desc.choices = texts;
    desc.choice_count = 4;
    std::string wanted;
    for (const uint64_t fault : {0u, UINT32_MAX, 6u, 8u, 10u, 12u}) {
        library_.reset();
        start(fault == 0 ? MST_BACKEND_CPU : MST_BACKEND_AUTO);
        ASSERT_TRUE(pump_->run_until_ready(model_));
        mst_grammar grammar = {0};
        ASSERT_EQ(mst_grammar_create(engine_.get(), &desc, &grammar), MST_OK) << last_error();
        const mst_session session = make_session(engine_.get(), model_);
        if (fault != 0 && fault != UINT32_MAX) library_.set(EmulatedSetting::kFaultAfter, fault);
        EXPECT_EQ(ask(session, "Which?", grammar)->event.type, MST_EVENT_DONE) << fault;
        if (fault == 0) wanted = pump_->answer(request_);
        EXPECT_EQ(pump_->answer(request_), wanted) << fault;
        EXPECT_NE(wanted, "");
    }
}

TEST_F(CudaEngineTest, a_conversation_survives_the_loss_of_the_device) {
    start(MST_BACKEND_CPU);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    mst_session session = make_session(engine_.get(), model_);
    (void)ask(session, "Hello.");
    const std::string wanted = pump_->answer(request_);
    for (const uint64_t fault : {1u, 9u, 20u}) {  // in the prompt, in the answer
        library_.reset();
        start(MST_BACKEND_AUTO);
        ASSERT_TRUE(pump_->run_until_ready(model_));
        session = make_session(engine_.get(), model_);
        library_.set(EmulatedSetting::kFaultAfter, fault);
        EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE) << fault;
        EXPECT_EQ(pump_->answer(request_), wanted) << fault;
        const SeenEvent* moved = pump_->find(MST_EVENT_MODEL_MOVED, model_);
        ASSERT_NE(moved, nullptr) << fault;
        EXPECT_EQ(name_of(moved->event.result), "MST_ERROR_DEVICE_LOST");
        EXPECT_EQ(moved->event.values[1], static_cast<uint64_t>(MST_BACKEND_CPU));
        EXPECT_NE(moved->text.find("700"), std::string::npos) << moved->text;
        EXPECT_EQ(ask(session, "Still there?")->event.type, MST_EVENT_DONE);
        EXPECT_EQ(stats().backend, MST_BACKEND_CPU);
        EXPECT_EQ(stats().cuda_state, MST_CUDA_LOST);
        EXPECT_EQ(stats().device_bytes, 0u);
        // What is loaded now goes to the CPU at once.
        const mst_model second = load_model(engine_.get(), package_path());
        EXPECT_TRUE(pump_->run_until_ready(second));
        EXPECT_EQ(pump_->find(MST_EVENT_MODEL_MOVED, second), nullptr);
    }
}

TEST_F(CudaEngineTest, where_the_gpu_was_asked_for_requests_fail_with_it) {
    start(MST_BACKEND_CUDA);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    const mst_session session = make_session(engine_.get(), model_);
    library_.set(EmulatedSetting::kFaultAfter, 2);
    for (int i = 0; i < 2; ++i) {
        const SeenEvent* end = ask(session, "Hello.");
        EXPECT_EQ(end->event.type, MST_EVENT_FAILED);
        EXPECT_EQ(name_of(end->event.result), "MST_ERROR_DEVICE_LOST");
    }
    EXPECT_EQ(stats().cuda_state, MST_CUDA_LOST);
    EXPECT_EQ(stats().backend, MST_BACKEND_CUDA);
}

TEST_F(CudaEngineTest, a_model_that_does_not_fit_goes_to_the_cpu) {
    library_.set(EmulatedSetting::kFreeBytes, 1 << 16);
    start(MST_BACKEND_AUTO);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    ASSERT_TRUE(
        pump_->run_until([&] { return pump_->find(MST_EVENT_MODEL_MOVED, model_) != nullptr; }));
    const SeenEvent* moved = pump_->find(MST_EVENT_MODEL_MOVED, model_);
    EXPECT_EQ(name_of(moved->event.result), "MST_ERROR_OUT_OF_DEVICE_MEMORY");
    const mst_session session = make_session(engine_.get(), model_);
    EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
    EXPECT_EQ(stats().backend, MST_BACKEND_CUDA);  // of smaller models
    EXPECT_EQ(stats().device_bytes, 0u);
}

// A budget that is a little short of the whole model: all but a layer or two are on the GPU.
TEST_F(CudaEngineTest, a_model_that_nearly_fits_is_cut) {
    start(MST_BACKEND_CPU);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    (void)ask(make_session(engine_.get(), model_), "Hello.");
    const std::string wanted = pump_->answer(request_);
    const uint32_t layers = model_info(model_).layer_count;
    EXPECT_EQ(model_info(model_).gpu_layer_count, 0u);
    start(MST_BACKEND_AUTO);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    EXPECT_EQ(model_info(model_).gpu_layer_count, layers);
    const uint64_t whole = stats().device_bytes;

    choice_.desc.memory_bytes = whole - 1;
    start(MST_BACKEND_AUTO);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    ASSERT_TRUE(
        pump_->run_until([&] { return pump_->find(MST_EVENT_MODEL_MOVED, model_) != nullptr; }));
    const SeenEvent* moved = pump_->find(MST_EVENT_MODEL_MOVED, model_);
    EXPECT_EQ(name_of(moved->event.result), "MST_ERROR_OUT_OF_DEVICE_MEMORY");
    EXPECT_EQ(moved->event.values[1], static_cast<uint64_t>(MST_BACKEND_CPU));
    EXPECT_EQ(moved->event.values[2], layers - 1);
    EXPECT_EQ(model_info(model_).gpu_layer_count, layers - 1);
    EXPECT_GT(stats().device_bytes, 0u);
    EXPECT_LT(stats().device_bytes, whole);
    const mst_session session = make_session(engine_.get(), model_);
    EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
    EXPECT_EQ(pump_->answer(request_), wanted);
    EXPECT_EQ(ask(session, "And now?")->event.type, MST_EVENT_DONE);
    EXPECT_GT(stats().reused_tokens, 0u);
    EXPECT_EQ(stats().backend, MST_BACKEND_CUDA);
    EXPECT_EQ(library_.get(EmulatedSetting::kAllocations), 2u);  // one a model, none later

    // What would become of another one: there is no room left.
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    desc.path = to_text(package_path());
    desc.flags = MST_MODEL_DESCRIBE_BIT;
    mst_model described = {0};
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &described), MST_OK);
    ASSERT_TRUE(pump_->run_until_ready(described));
    EXPECT_EQ(model_info(described).gpu_layer_count, 0u);
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] { return stats().device_bytes == 0; }));
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &described), MST_OK);
    ASSERT_TRUE(pump_->run_until_ready(described));
    EXPECT_EQ(model_info(described).gpu_layer_count, layers - 1);
}

TEST_F(CudaEngineTest, a_host_may_say_how_many_layers_the_gpu_takes) {
    engine_ = make_engine(engine_with(MST_BACKEND_AUTO, choice_));
    ASSERT_NE(engine_, nullptr) << last_error();
    pump_ = std::make_unique<Pump>(engine_.get());
    mst_model_desc desc = MST_MODEL_DESC_INIT;
    desc.path = to_text(package_path());
    uint64_t before = 0;
    for (const uint32_t wanted : {MST_NO_GPU_LAYERS, 1u, 1000u}) {
        desc.max_gpu_layers = wanted;
        ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
        ASSERT_TRUE(pump_->run_until_ready(model_));
        const uint32_t layers = model_info(model_).layer_count;
        EXPECT_EQ(model_info(model_).gpu_layer_count, wanted == MST_NO_GPU_LAYERS ? 0u
                                                      : wanted == 1               ? 1u
                                                                                  : layers);
        EXPECT_EQ(stats().device_bytes > before, wanted != MST_NO_GPU_LAYERS) << wanted;
        before = stats().device_bytes;
        const mst_session session = make_session(engine_.get(), model_);
        EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
        EXPECT_EQ(pump_->find(MST_EVENT_MODEL_MOVED, model_), nullptr);  // as it was asked for
    }
    // A form that the GPU does not have is no want of room.
    desc.max_gpu_layers = 1;
    desc.kv_type = MST_KV_BF16;
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
    ASSERT_TRUE(pump_->run_until_ready(model_));
    ASSERT_TRUE(
        pump_->run_until([&] { return pump_->find(MST_EVENT_MODEL_MOVED, model_) != nullptr; }));
    const SeenEvent* moved = pump_->find(MST_EVENT_MODEL_MOVED, model_);
    EXPECT_EQ(name_of(moved->event.result), "MST_ERROR_UNSUPPORTED");
    EXPECT_EQ(model_info(model_).gpu_layer_count, 0u);
    desc.kv_type = MST_KV_DEFAULT;
    // The CPU's threads are there to be set.
    EXPECT_EQ(stats().max_thread_count, 1u);
    EXPECT_EQ(mst_engine_set_thread_count(engine_.get(), 1), MST_OK) << last_error();
    EXPECT_EQ(stats().thread_count, 1u);
    // Where the GPU is required there is nothing else to put layers on.
    engine_ = make_engine(engine_with(MST_BACKEND_CUDA, choice_));
    pump_ = std::make_unique<Pump>(engine_.get());
    desc.max_gpu_layers = 1;
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
    ASSERT_TRUE(
        pump_->run_until([&] { return pump_->find(MST_EVENT_MODEL_FAILED, model_) != nullptr; }));
    const SeenEvent* failed = pump_->find(MST_EVENT_MODEL_FAILED, model_);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_UNSUPPORTED");
    EXPECT_NE(failed->text.find("MST_BACKEND_AUTO"), std::string::npos) << failed->text;
    desc.flags = MST_MODEL_DESCRIBE_BIT;
    ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
    ASSERT_TRUE(
        pump_->run_until([&] { return pump_->find(MST_EVENT_MODEL_FAILED, model_) != nullptr; }));
}

TEST_F(CudaEngineTest, a_model_that_was_cut_survives_the_loss_of_the_device) {
    start(MST_BACKEND_CPU);
    ASSERT_TRUE(pump_->run_until_ready(model_));
    (void)ask(make_session(engine_.get(), model_), "Hello.");
    const std::string wanted = pump_->answer(request_);
    for (const uint64_t fault : {1u, 9u, 20u}) {
        library_.reset();
        engine_ = make_engine(engine_with(MST_BACKEND_AUTO, choice_));
        pump_ = std::make_unique<Pump>(engine_.get());
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.path = to_text(package_path());
        desc.max_gpu_layers = 1;
        ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
        ASSERT_TRUE(pump_->run_until_ready(model_));
        const mst_model_info before = model_info(model_);
        const mst_session session = make_session(engine_.get(), model_);
        library_.set(EmulatedSetting::kFaultAfter, fault);
        EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE) << fault;
        EXPECT_EQ(pump_->answer(request_), wanted) << fault;
        EXPECT_NE(pump_->find(MST_EVENT_MODEL_MOVED, model_), nullptr) << fault;
        EXPECT_EQ(model_info(model_).gpu_layer_count, 0u);
        EXPECT_EQ(to_string(before.name), to_string(model_info(model_).name));  // still lent
        EXPECT_EQ(ask(session, "Still there?")->event.type, MST_EVENT_DONE);
        EXPECT_EQ(stats().device_bytes, 0u);
    }
}

// Sessions with and without an adapter, on the CPU, on the GPU, in two parts, and when it is lost.
class CudaAdapterTest : public CudaEngineTest {
  protected:
    void SetUp() override { write_tiny_adapter(path_); }

    void start_with(mst_backend backend, uint32_t gpu_layers = 0) {
        engine_ = make_engine(engine_with(backend, choice_));
        ASSERT_NE(engine_, nullptr) << last_error();
        pump_ = std::make_unique<Pump>(engine_.get());
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.path = to_text(package_path());
        desc.max_gpu_layers = gpu_layers;
        ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
        adapter_ = load();
    }
    mst_adapter load() {
        mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
        desc.model = model_;
        desc.path = to_text(path_);
        mst_adapter adapter = {0};
        EXPECT_EQ(mst_adapter_load(engine_.get(), &desc, &adapter), MST_OK) << last_error();
        return adapter;
    }
    const SeenEvent* settled(mst_adapter adapter) {
        const SeenEvent* found = nullptr;
        EXPECT_TRUE(pump_->run_until([&] {
            found = pump_->find(MST_EVENT_ADAPTER_READY, mst_model{adapter.id});
            if (found == nullptr) {
                found = pump_->find(MST_EVENT_ADAPTER_FAILED, mst_model{adapter.id});
            }
            return found != nullptr;
        }));
        return found;
    }
    mst_session session_with(mst_adapter adapter) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.adapter = adapter;
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        return session;
    }
    std::string say(mst_adapter adapter) {
        EXPECT_EQ(ask(session_with(adapter), "Hello.")->event.type, MST_EVENT_DONE);
        return pump_->answer(request_);
    }

    TempDirectory directory_;
    std::string path_ = directory_ / "adapter";
    mst_adapter adapter_ = {0};
};

TEST_F(CudaAdapterTest, is_heard_alike_everywhere) {
    start_with(MST_BACKEND_CPU);
    const std::string plain = say({0}), wanted = say(adapter_);
    EXPECT_NE(wanted, plain);
    for (const uint32_t gpu_layers : {0u, 1u}) {
        start_with(MST_BACKEND_AUTO, gpu_layers);
        EXPECT_EQ(say(adapter_), wanted);
        EXPECT_EQ(say({0}), plain);
        mst_adapter_info info = MST_ADAPTER_INFO_INIT;
        ASSERT_EQ(mst_adapter_query(engine_.get(), adapter_, &info), MST_OK);
        EXPECT_GT(info.device_bytes, 0u);
        const uint64_t before = stats().device_bytes;
        ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
        EXPECT_TRUE(wait_without_polling([&] { return stats().device_bytes == 0; }));
        EXPECT_GT(before, info.device_bytes);
        EXPECT_TRUE(wait_without_polling(
            [&] { return library_.get(EmulatedSetting::kLiveAllocations) == 0; }));
    }
}

TEST_F(CudaAdapterTest, goes_to_the_cpu_with_its_model) {
    start_with(MST_BACKEND_CPU);
    const std::string wanted = say(adapter_);
    for (const uint32_t gpu_layers : {0u, 1u}) {
        for (const uint64_t fault : {1u, 9u, 20u}) {
            library_.reset();
            start_with(MST_BACKEND_AUTO, gpu_layers);
            ASSERT_EQ(settled(adapter_)->event.type, MST_EVENT_ADAPTER_READY);
            const mst_session session = session_with(adapter_);
            // Only a session knows it when the device goes.
            if (fault == 9) {
                ASSERT_EQ(mst_adapter_unload(engine_.get(), adapter_), MST_OK);
            }
            library_.set(EmulatedSetting::kFaultAfter, fault);
            EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE) << fault;
            EXPECT_EQ(pump_->answer(request_), wanted) << fault;
            EXPECT_NE(pump_->find(MST_EVENT_MODEL_MOVED, model_), nullptr) << fault;
            EXPECT_EQ(stats().device_bytes, 0u);
            const mst_adapter later = load();
            EXPECT_EQ(say(later), wanted);
        }
    }
}

// Its session is all that is left of it from before it is loaded.
TEST_F(CudaAdapterTest, goes_to_the_cpu_though_it_was_given_up_while_it_was_loaded) {
    start_with(MST_BACKEND_CPU);
    const std::string wanted = say(adapter_);
    for (const uint32_t gpu_layers : {0u, 1u}) {
        library_.reset();
        start_with(MST_BACKEND_AUTO, gpu_layers);
        const mst_session session = session_with(adapter_);
        ASSERT_EQ(mst_adapter_unload(engine_.get(), adapter_), MST_OK);
        EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
        ASSERT_EQ(mst_session_reset(engine_.get(), session), MST_OK);
        library_.set(EmulatedSetting::kFaultAfter, 1);
        EXPECT_EQ(ask(session, "Hello.")->event.type, MST_EVENT_DONE);
        EXPECT_EQ(pump_->answer(request_), wanted);
        EXPECT_EQ(stats().device_bytes, 0u);
    }
}

TEST_F(CudaAdapterTest, that_does_not_fit_fails_and_the_model_stays) {
    start_with(MST_BACKEND_AUTO);
    ASSERT_EQ(settled(adapter_)->event.type, MST_EVENT_ADAPTER_READY);
    choice_.desc.memory_bytes = stats().device_bytes;
    start_with(MST_BACKEND_AUTO);
    ASSERT_EQ(settled(adapter_)->event.type, MST_EVENT_ADAPTER_READY);
    const uint64_t before = stats().memory_bytes[MST_MEMORY_WEIGHTS];
    const mst_adapter second = load();
    (void)session_with(second);
    const SeenEvent* failed = settled(second);
    ASSERT_EQ(failed->event.type, MST_EVENT_ADAPTER_FAILED);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_OUT_OF_DEVICE_MEMORY");
    EXPECT_EQ(stats().memory_bytes[MST_MEMORY_WEIGHTS], before);
    EXPECT_EQ(ask(session_with(adapter_), "Hello.")->event.type, MST_EVENT_DONE);
    EXPECT_EQ(pump_->find(MST_EVENT_MODEL_MOVED, model_), nullptr);
    // There is room again when nobody has the first one any more.
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] { return stats().device_bytes == 0; }));
}

// The loss is met by the adapter that is being loaded.
TEST_F(CudaAdapterTest, may_be_the_first_to_meet_a_lost_device) {
    start_with(MST_BACKEND_CPU);
    const std::string wanted = say(adapter_);
    start_with(MST_BACKEND_AUTO);
    ASSERT_EQ(settled(adapter_)->event.type, MST_EVENT_ADAPTER_READY);
    library_.set(EmulatedSetting::kFaultAfter, 1);
    const mst_adapter second = load();
    EXPECT_EQ(settled(second)->event.type, MST_EVENT_ADAPTER_READY);
    EXPECT_EQ(say(second), wanted);
    EXPECT_EQ(say(adapter_), wanted);
    EXPECT_EQ(stats().cuda_state, MST_CUDA_LOST);
    EXPECT_EQ(stats().device_bytes, 0u);
}

TEST_F(CudaEngineTest, a_budget_is_kept_where_the_gpu_was_asked_for) {
    choice_.desc.memory_bytes = 1 << 16;
    start(MST_BACKEND_CUDA);
    ASSERT_TRUE(
        pump_->run_until([&] { return pump_->find(MST_EVENT_MODEL_FAILED, model_) != nullptr; }));
    const SeenEvent* failed = pump_->find(MST_EVENT_MODEL_FAILED, model_);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_OUT_OF_DEVICE_MEMORY");
    EXPECT_NE(failed->text.find("budget"), std::string::npos) << failed->text;
}

#endif

}  // namespace
}  // namespace minstrel::testing
