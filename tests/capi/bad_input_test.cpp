// What a host may get wrong or be given broken: the documented code, a text that says what to do,
// and an engine that goes on answering.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

class BadInputTest : public EngineTest {
  protected:
    void SetUp() override {
        EngineTest::SetUp();
        wait_for_model();
        session_ = make_session(engine_.get(), model_);
    }

    // Whatever happened: a conversation that was there before goes on.
    void TearDown() override {
        Pump pump(engine_.get());
        const mst_request request = submit(engine_.get(), session_, Prompt("Good evening.", 4));
        ASSERT_TRUE(pump.run_until_terminal(request));
        EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
    }

    // The load fails with this code and a text that has the path and the remedy in it.
    void expect_load(const std::string& path, std::string_view code, std::string_view remedy) {
        Pump pump(engine_.get());
        const mst_model model = load_model(engine_.get(), path);
        const auto failed = [&] { return pump.find(MST_EVENT_MODEL_FAILED, model); };
        ASSERT_TRUE(pump.run_until([&] {
            return failed() != nullptr || pump.find(MST_EVENT_MODEL_READY, model) != nullptr;
        }));
        ASSERT_NE(failed(), nullptr) << path << " was loaded";
        EXPECT_EQ(name_of(failed()->event.result), code) << failed()->text;
        EXPECT_NE(failed()->text.find(path), std::string::npos) << failed()->text;
        EXPECT_NE(failed()->text.find(remedy), std::string::npos) << failed()->text;
    }

    // The call that has just returned `result` failed with this code and said what to do.
    static void expect_error(mst_result result, std::string_view code, std::string_view remedy) {
        EXPECT_EQ(name_of(result), code);
        EXPECT_NE(last_error().find(remedy), std::string::npos) << last_error();
    }

    mst_result submit_text(mst_session session, mst_text text) {
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = text;
        mst_request request;
        const mst_result result = mst_request_submit(engine_.get(), session, &desc, &request);
        EXPECT_EQ(request.id, 0u);
        return result;
    }

    TempDirectory directory_;
    mst_session session_ = {0};
};

TEST_F(BadInputTest, truncated_package) {
    const std::string whole = bytes_of(package_path());
    for (const size_t size : {whole.size() - 1, whole.size() / 2, size_t{4096}}) {
        write(directory_ / "short.mst", std::string_view(whole).substr(0, size));
        expect_load(directory_ / "short.mst", "MST_ERROR_BAD_FORMAT", "copy it again");
    }
}

TEST_F(BadInputTest, bit_flipped_package) {
    const std::string whole = bytes_of(package_path());
    // In the header, the manifest, the first and the last tensor.
    for (const size_t at : {size_t{40}, size_t{300}, size_t{9000}, whole.size() - 65}) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
        write(directory_ / "flipped.mst", flipped);
        expect_load(directory_ / "flipped.mst", "MST_ERROR_BAD_FORMAT", "copy the file again");
    }
}

TEST_F(BadInputTest, directory_without_tokenizer) {
    const std::string path = directory_ / "mute";
    write_tiny_directory(path);
    std::filesystem::remove(path + "/tokenizer.model");
    expect_load(path, "MST_ERROR_NOT_FOUND", "copy the model's tekken.json, tokenizer.model");
}

TEST_F(BadInputTest, config_of_another_architecture) {
    const std::string path = directory_ / "other";
    write_tiny_directory(path);
    std::string config = bytes_of(path + "/config.json");
    const std::string_view ours = "MistralForCausalLM";
    const size_t at = config.find(ours);
    ASSERT_NE(at, std::string::npos) << config;
    write(path + "/config.json", config.replace(at, ours.size(), "LlamaForCausalLM"));
    expect_load(path, "MST_ERROR_UNSUPPORTED", "this version supports 'MistralForCausalLM'");
}

TEST_F(BadInputTest, missing_file) {
    expect_load(directory_ / "nowhere.mst", "MST_ERROR_NOT_FOUND", "check the path");
}

TEST_F(BadInputTest, invalid_utf8) {
    expect_error(submit_text(session_, to_text("Good \xFF evening")), "MST_ERROR_INVALID_ARGUMENT",
                 "at byte 5; convert the text to UTF-8");
}

TEST_F(BadInputTest, stale_id) {
    const mst_session gone = make_session(engine_.get(), model_);
    ASSERT_EQ(mst_session_destroy(engine_.get(), gone), MST_OK);
    expect_error(submit_text(gone, to_text("Hello")), "MST_ERROR_STALE_HANDLE", "session");
}

TEST_F(BadInputTest, null_pointer) {
    mst_request request;
    expect_error(mst_request_submit(engine_.get(), session_, nullptr, &request),
                 "MST_ERROR_INVALID_ARGUMENT", "desc is NULL");
    const Prompt prompt("Hello");
    expect_error(mst_request_submit(engine_.get(), session_, &prompt.desc, nullptr),
                 "MST_ERROR_INVALID_ARGUMENT", "out_request is NULL");
}

TEST_F(BadInputTest, descriptor_of_size_0) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.struct_size = 0;
    desc.text = to_text("Hello");
    mst_request request;
    expect_error(mst_request_submit(engine_.get(), session_, &desc, &request),
                 "MST_ERROR_INVALID_ARGUMENT", "MST_REQUEST_DESC_INIT");
}

}  // namespace
}  // namespace minstrel::testing
