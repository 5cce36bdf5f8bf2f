// Models that are opened for their description alone: it is that of the loaded model, and nothing
// else is there.
#include <gtest/gtest.h>

#include <string>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

// The engine that texts of `info` belong to lives as long as this.
struct Opened {
    Opened(const std::string& path, mst_model_flags flags, mst_kv_type kv_type = MST_KV_DEFAULT)
        : engine(make_engine(small_engine())), pump(engine.get()) {
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.path = to_text(path);
        desc.flags = flags;
        desc.kv_type = kv_type;
        EXPECT_EQ(mst_model_load(engine.get(), &desc, &model), MST_OK) << last_error();
        is_ready = pump.run_until_ready(model);
        if (!is_ready) return;
        EXPECT_EQ(mst_model_query(engine.get(), model, &info), MST_OK);
    }

    EnginePointer engine;
    Pump pump;
    mst_model model = {0};
    mst_model_info info = MST_MODEL_INFO_INIT;
    bool is_ready = false;
};

void expect_same(const mst_model_info& a, const mst_model_info& b) {
    EXPECT_EQ(to_string(a.name), to_string(b.name));
    EXPECT_EQ(to_string(a.architecture), to_string(b.architecture));
    EXPECT_EQ(to_string(a.weight_format), to_string(b.weight_format));
    EXPECT_EQ(to_string(a.chat_format), to_string(b.chat_format));
    EXPECT_EQ(to_string(a.licence), to_string(b.licence));
    EXPECT_EQ(a.context_tokens, b.context_tokens);
    EXPECT_EQ(a.parameter_count, b.parameter_count);
    EXPECT_EQ(a.file_bytes, b.file_bytes);
    EXPECT_EQ(a.weight_bytes, b.weight_bytes);
    EXPECT_EQ(a.chat_template, b.chat_template);
    EXPECT_EQ(a.prefix_count, b.prefix_count);
    EXPECT_EQ(a.prefix_bytes, b.prefix_bytes);
    EXPECT_EQ(a.layer_count, b.layer_count);
    EXPECT_EQ(a.dim, b.dim);
    EXPECT_EQ(a.hidden_dim, b.hidden_dim);
    EXPECT_EQ(a.head_count, b.head_count);
    EXPECT_EQ(a.kv_head_count, b.kv_head_count);
    EXPECT_EQ(a.head_dim, b.head_dim);
    EXPECT_EQ(a.vocab_size, b.vocab_size);
    EXPECT_EQ(a.rope_theta, b.rope_theta);
    EXPECT_EQ(a.rope_factor, b.rope_factor);
    EXPECT_EQ(a.expert_count, b.expert_count);
    EXPECT_EQ(a.experts_per_token, b.experts_per_token);
    EXPECT_EQ(a.kv_page_tokens, b.kv_page_tokens);
    EXPECT_EQ(a.kv_bytes_per_token, b.kv_bytes_per_token);
    for (int type = 0; type < MST_KV_TYPE_CAPACITY; ++type) {
        EXPECT_EQ(a.kv_page_bytes[type], b.kv_page_bytes[type]) << type;
    }
    EXPECT_EQ(a.mapped_bytes, b.mapped_bytes);
    EXPECT_EQ(a.own_bytes, b.own_bytes);
    EXPECT_EQ(a.workspace_bytes, b.workspace_bytes);
}

void expect_description_of(const std::string& path, mst_model_flags flags = 0) {
    SCOPED_TRACE(path);
    const Opened described(path, flags | MST_MODEL_DESCRIBE_BIT), loaded(path, flags);
    ASSERT_TRUE(described.is_ready && loaded.is_ready);
    expect_same(described.info, loaded.info);
    const mst_engine_stats stats = stats_of(loaded.engine.get());
    EXPECT_EQ(loaded.info.mapped_bytes, stats.mapped_bytes);
    EXPECT_EQ(loaded.info.own_bytes, stats.memory_bytes[MST_MEMORY_WEIGHTS]);
    EXPECT_EQ(loaded.info.workspace_bytes, stats.memory_bytes[MST_MEMORY_WORKSPACE]);
    const mst_engine_stats nothing = stats_of(described.engine.get());
    EXPECT_EQ(nothing.mapped_bytes, 0u);
    EXPECT_EQ(nothing.memory_bytes[MST_MEMORY_WORKSPACE], 0u);
    EXPECT_EQ(nothing.memory_bytes[MST_MEMORY_WEIGHTS], 0u);
}

TEST(DescribeTest, packages_and_what_they_are_made_of) {
    const TempDirectory directory;
    for (const PackType type : {PackType::kInt8, PackType::kInt4, PackType::kBF16}) {
        const std::string package = directory / "model.mst";
        ASSERT_EQ(write_tiny_package(package, {}, type), "");
        expect_description_of(package);
        expect_description_of(package, MST_MODEL_READ_BIT);
    }
    for (const TinyType type : {TinyType::kF32, TinyType::kF16, TinyType::kBF16}) {
        TinyModelOptions options;
        options.type = type;
        const std::string model = directory / ("model" + std::to_string(static_cast<int>(type)));
        write_tiny_directory(model, options);
        expect_description_of(model);
    }
}

TEST(DescribeTest, a_file_whose_weights_are_arranged_at_loading) {
    expect_description_of(MST_TEST_DATA "/gguf/tekken_q8_0.gguf");
}

TEST(DescribeTest, it_ends_once) {
    const TempDirectory directory;
    const std::string package = directory / "model.mst";
    ASSERT_EQ(write_tiny_package(package), "");
    Opened described(package, MST_MODEL_DESCRIBE_BIT);
    ASSERT_TRUE(described.is_ready);
    EXPECT_EQ(mst_model_unload(described.engine.get(), described.model), MST_OK);
    // The next model goes through the same threads, so whatever is said of the first is said by
    // then.
    const mst_model next = load_model(described.engine.get(), package);
    ASSERT_TRUE(described.pump.run_until_ready(next));
    EXPECT_EQ(described.pump.find(MST_EVENT_MODEL_FAILED, described.model), nullptr);
}

TEST(DescribeTest, a_form_of_pages_that_it_cannot_have_is_refused) {
    const TempDirectory directory;
    const std::string package = directory / "model.mst";
    ASSERT_EQ(write_tiny_package(package), "");
    // Heads of this model have 8 dimensions.
    EXPECT_FALSE(Opened(package, MST_MODEL_DESCRIBE_BIT, MST_KV_INT8).is_ready);
    EXPECT_TRUE(Opened(package, MST_MODEL_DESCRIBE_BIT, MST_KV_BF16).is_ready);
}

TEST(DescribeTest, nobody_can_talk_to_it) {
    const TempDirectory directory;
    const std::string package = directory / "model.mst";
    ASSERT_EQ(write_tiny_package(package), "");
    const Opened described(package, MST_MODEL_DESCRIBE_BIT);
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = described.model;
    mst_session session = {0};
    EXPECT_EQ(mst_session_create(described.engine.get(), &desc, &session), MST_ERROR_UNSUPPORTED);
    EXPECT_NE(last_error().find("MST_MODEL_DESCRIBE_BIT"), std::string::npos) << last_error();
    mst_engine* engine = described.engine.get();
    EXPECT_EQ(mst_model_unload(engine, described.model), MST_OK);
    mst_model_info info = MST_MODEL_INFO_INIT;
    EXPECT_EQ(mst_model_query(engine, described.model, &info), MST_ERROR_STALE_HANDLE);
    // Its place is free for a model that talks.
    const mst_model model = load_model(engine, package);
    Pump pump(engine);
    ASSERT_TRUE(pump.run_until_ready(model));
    const mst_request request = submit(engine, make_session(engine, model), Prompt("Hello."));
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
}

TEST(DescribeTest, what_cannot_be_loaded_is_refused) {
    const TempDirectory directory;
    write_file(directory / "no.mst", "nothing of a model");
    const Opened described(directory / "no.mst", MST_MODEL_DESCRIBE_BIT);
    EXPECT_FALSE(described.is_ready);
    const SeenEvent* failed = described.pump.find(MST_EVENT_MODEL_FAILED, described.model);
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(failed->event.result, MST_ERROR_BAD_FORMAT);
}

}  // namespace
}  // namespace minstrel::testing
