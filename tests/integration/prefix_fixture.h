// An inn whose characters have personas, with a model whose package may hold these as read.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/model/prefix_writer.h"
#include "runtime/text/persona_prefix.h"
#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"
#include "tests/support/tiny_tekken.h"

namespace minstrel::testing {

inline std::string persona_of(const std::string& name) {
    return "You are " + name +
           ", the innkeeper at the Gilded Goose. You are cheerful and talkative. You sell ale for "
           "3 coins and brown bread for 2 coins. You never speak of the night of the fire.";
}

inline std::vector<int32_t> prefix_of(const std::string& persona) {
    const auto tokenizer = Tokenizer::make(tiny_tekken(7));
    EXPECT_TRUE(tokenizer.ok()) << tokenizer.status().message();
    ChatOptions options;
    options.version = ChatVersion::kV7;
    auto prefix = persona_prefix(*tokenizer.value(), persona, "", options);
    EXPECT_TRUE(prefix.ok()) << prefix.status().message();
    return prefix.ok() ? prefix.take() : std::vector<int32_t>();
}

// An engine with the model, and characters that talk.
class Inn {
  public:
    explicit Inn(const std::string& path, mst_kv_type kv_type = MST_KV_DEFAULT,
                 uint32_t context_tokens = 0, uint64_t kv_bytes = 0)
        : engine_(make_engine(small_engine())), pump_(engine_.get()) {
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.kv_type = kv_type;
        desc.context_tokens = context_tokens;
        desc.kv_bytes = kv_bytes;
        load(path, desc);
    }
    // With a GPU, whose draws would follow every last bit: characters say what is likeliest.
    Inn(const std::string& path, const mst_engine_desc& engine, uint32_t max_gpu_layers)
        : engine_(make_engine(engine)), pump_(engine_.get()), is_greedy_(true) {
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.max_gpu_layers = max_gpu_layers;
        load(path, desc);
    }
    void load(const std::string& path, mst_model_desc desc) {
        desc.path = to_text(path);
        EXPECT_EQ(mst_model_load(engine_.get(), &desc, &model_), MST_OK) << last_error();
        is_ready_ = pump_.run_until_ready(model_);
    }

    bool is_ready() const { return is_ready_; }
    mst_model_info info() {
        mst_model_info info = MST_MODEL_INFO_INIT;
        EXPECT_EQ(mst_model_query(engine_.get(), model_, &info), MST_OK);
        return info;
    }
    mst_engine_stats stats() { return stats_of(engine_.get()); }
    std::string failure() {
        const SeenEvent* failed = pump_.find(MST_EVENT_MODEL_FAILED, model_);
        return failed == nullptr ? std::string() : failed->text;
    }

    mst_session meet(const std::string& persona) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        desc.system_prompt = to_text(persona);
        desc.seed = 5;
        mst_session session = {0};
        EXPECT_EQ(mst_session_create(engine_.get(), &desc, &session), MST_OK) << last_error();
        return session;
    }
    mst_request ask(mst_session session, const char* text) {
        Prompt prompt(text, is_greedy_ ? 8 : 20);
        if (is_greedy_) prompt.sampling.temperature = 0;
        return submit(engine_.get(), session, prompt);
    }
    std::string answer(mst_request request) {
        EXPECT_TRUE(pump_.run_until_terminal(request));
        EXPECT_EQ(pump_.terminal(request)->event.type, MST_EVENT_DONE)
            << pump_.terminal(request)->text;
        return pump_.answer(request);
    }
    // Two turns with each of several characters, all at the same time.
    std::vector<std::string> evening(const std::vector<std::string>& personas) {
        std::vector<mst_session> sessions;
        for (const std::string& persona : personas) sessions.push_back(meet(persona));
        std::vector<std::string> said;
        for (const char* line : {"Two mugs of ale, please!", "And what of the fire?"}) {
            std::vector<mst_request> requests;
            for (const mst_session session : sessions) requests.push_back(ask(session, line));
            for (const mst_request request : requests) said.push_back(answer(request));
        }
        return said;
    }

  private:
    EnginePointer engine_;
    Pump pump_;
    mst_model model_ = {0};
    bool is_ready_ = false;
    bool is_greedy_ = false;
};

class PrefixTest : public ::testing::Test {
  protected:
    PrefixTest() {
        TinyModelOptions options;
        options.tokenizer_name = "tekken.json";
        options.tokenizer = tiny_tekken(7);
        options.max_positions = 1024;
        EXPECT_EQ(write_tiny_package(plain_, options), "");
    }

    PrefixReport put_in(const std::vector<std::string>& personas,
                        kernels::KvType kv_type = kernels::KvType::kDefault) {
        PrefixOptions options;
        options.source = plain_;
        options.target = warm_;
        options.kv_type = kv_type;
        for (const std::string& persona : personas) options.prefixes.push_back(prefix_of(persona));
        const auto report = write_prefixes(options);
        EXPECT_TRUE(report.ok()) << report.status().message();
        return report.ok() ? report.value() : PrefixReport();
    }

    TempDirectory directory_;
    const std::string plain_ = directory_ / "plain.mst";
    const std::string warm_ = directory_ / "warm.mst";
    const std::vector<std::string> cast_ = {persona_of("Marta"), persona_of("Borin"),
                                            persona_of("Marta"), persona_of("Nobody")};
};

}  // namespace minstrel::testing
