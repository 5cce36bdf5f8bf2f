// Packages that hold personas as read: characters with them say what they say without, and read
// less.
#include <gtest/gtest.h>

#include "tests/integration/prefix_fixture.h"

namespace minstrel::testing {
namespace {

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
