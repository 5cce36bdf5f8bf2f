// Packages that hold personas as read: characters with them say what they say without, and read
// less.
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
namespace {

std::string persona_of(const std::string& name) {
    return "You are " + name +
           ", the innkeeper at the Gilded Goose. You are cheerful and talkative. You sell ale for "
           "3 coins and brown bread for 2 coins. You never speak of the night of the fire.";
}

std::vector<int32_t> prefix_of(const std::string& persona) {
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
        desc.path = to_text(path);
        desc.kv_type = kv_type;
        desc.context_tokens = context_tokens;
        desc.kv_bytes = kv_bytes;
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
        return submit(engine_.get(), session, Prompt(text, 20));
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

TEST_F(PrefixTest, characters_say_the_same_and_read_less) {
    const PrefixReport report = put_in({persona_of("Marta"), persona_of("Borin")});
    EXPECT_GE(report.token_count, 2 * 64u);
    Inn plain(plain_), warm(warm_);
    ASSERT_TRUE(plain.is_ready() && warm.is_ready());
    EXPECT_EQ(plain.info().prefix_count, 0u);
    EXPECT_EQ(warm.info().prefix_count, 2u);
    EXPECT_EQ(warm.evening(cast_), plain.evening(cast_));
    // Two of Marta and one of Borin, each the whole of it.
    EXPECT_GE(warm.stats().reused_tokens, plain.stats().reused_tokens + 3 * report.token_count / 2);
}

TEST_F(PrefixTest, with_few_pages_sessions_take_them_from_each_other_all_the_same) {
    put_in({persona_of("Marta"), persona_of("Borin")});
    constexpr uint32_t kContext = 384;
    Inn plain(plain_, MST_KV_DEFAULT, kContext), wide(warm_, MST_KV_DEFAULT, kContext);
    ASSERT_TRUE(plain.is_ready() && wide.is_ready());
    const auto said = plain.evening(cast_);
    EXPECT_EQ(wide.evening(cast_), said);
    // Room for one conversation of full length.
    Inn narrow(warm_, MST_KV_DEFAULT, kContext, plain.info().kv_bytes_per_token * kContext);
    ASSERT_TRUE(narrow.is_ready());
    EXPECT_EQ(narrow.stats().kv_pages_total, kContext / 32);
    EXPECT_EQ(narrow.evening(cast_), said);
    // Pages were taken, so some of it had to be read again.
    EXPECT_GT(narrow.stats().prompt_tokens, wide.stats().prompt_tokens);
}

TEST_F(PrefixTest, pages_of_another_form_are_left_alone) {
    put_in({persona_of("Marta")}, kernels::KvType::kBF16);
    Inn as_half(warm_), as_bf16(warm_, MST_KV_BF16), plain(plain_, MST_KV_BF16);
    ASSERT_TRUE(as_half.is_ready() && as_bf16.is_ready() && plain.is_ready());
    EXPECT_EQ(as_half.info().prefix_count, 0u);
    EXPECT_EQ(as_bf16.info().prefix_count, 1u);
    EXPECT_EQ(as_bf16.evening(cast_), plain.evening(cast_));
    EXPECT_FALSE(as_half.evening(cast_).empty());
}

TEST_F(PrefixTest, can_be_replaced_and_taken_out) {
    put_in({persona_of("Marta")});
    PrefixOptions options;
    options.source = options.target = warm_;
    options.prefixes = {prefix_of(persona_of("Borin")), prefix_of(persona_of("Nobody"))};
    ASSERT_TRUE(write_prefixes(options).ok());
    EXPECT_EQ(Inn(warm_).info().prefix_count, 2u);
    options.prefixes.clear();
    ASSERT_TRUE(write_prefixes(options).ok());
    EXPECT_EQ(read_file(warm_), read_file(plain_));
}

TEST_F(PrefixTest, what_cannot_be_kept_is_refused) {
    PrefixOptions options;
    options.source = plain_;
    options.target = warm_;
    options.prefixes = {std::vector<int32_t>(31, 70)};
    EXPECT_EQ(write_prefixes(options).status().code(), Code::kInvalidArgument);
    options.prefixes = {std::vector<int32_t>(2048, 70)};
    EXPECT_EQ(write_prefixes(options).status().code(), Code::kInvalidArgument);
    options.prefixes.assign(300, std::vector<int32_t>(32, 70));
    EXPECT_EQ(write_prefixes(options).status().code(), Code::kLimitReached);
    options.prefixes.resize(1);
    options.source = plain_ + ".source/config.json";
    EXPECT_NE(write_prefixes(options).status().message().find("no package"), std::string::npos);
    options.source = plain_;
    options.kv_type = kernels::KvType::kInt8;  // heads of this model have 8 dimensions
    EXPECT_EQ(write_prefixes(options).status().code(), Code::kUnsupported);
}

}  // namespace
}  // namespace minstrel::testing
