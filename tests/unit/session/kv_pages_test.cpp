#include "runtime/session/kv_pages.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace minstrel {
namespace {

std::vector<int32_t> counting(size_t count, int32_t first = 0) {
    std::vector<int32_t> tokens(count);
    std::iota(tokens.begin(), tokens.end(), first);
    return tokens;
}

TEST(KvPagesTest, pages_are_handed_out_once) {
    KvPages pool(5);
    std::set<uint32_t> seen;
    for (int i = 0; i < 5; ++i) seen.insert(pool.take());
    EXPECT_EQ(seen, (std::set<uint32_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(pool.free_count(), 0u);
}

TEST(KvSequenceTest, holds_a_page_for_each_32_tokens) {
    KvPages pool(5);
    KvSequence kv;
    EXPECT_EQ(kv.missing_pages(33), 2u);
    kv.reserve(33, pool);
    kv.append(counting(33));
    EXPECT_EQ(kv.page_count(), 2u);
    EXPECT_EQ(kv.missing_pages(64), 0u);
    EXPECT_EQ(kv.missing_pages(65), 1u);
    kv.clear(pool);
    EXPECT_EQ(pool.free_count(), 5u);
}

TEST(KvSequenceTest, keeps_what_a_new_prompt_has_in_common) {
    KvPages pool(8);
    KvSequence kv;
    kv.reserve(100, pool);
    kv.append(counting(100));
    std::vector<int32_t> prompt = counting(80);
    prompt[40] = -7;
    EXPECT_EQ(kv.keep_common_prefix(prompt, 79, pool), 40u);
    EXPECT_EQ(kv.length(), 40u);
    EXPECT_EQ(kv.page_count(), 2u);
    EXPECT_EQ(pool.free_count(), 6u);
}

TEST(KvSequenceTest, the_limit_keeps_the_last_prompt_token_out) {
    KvPages pool(8);
    KvSequence kv;
    kv.reserve(64, pool);
    kv.append(counting(64));
    EXPECT_EQ(kv.keep_common_prefix(counting(64), 63, pool), 63u);
}

class SharedPrefixTest : public ::testing::Test {
  protected:
    // As the session does: what is there, else a prefix, then the rest in pages of its own.
    uint32_t begin(KvSequence& kv, const std::vector<int32_t>& prompt) {
        const auto limit = static_cast<uint32_t>(prompt.size()) - 1;
        kv.keep_common_prefix(prompt, limit, pool_);
        const uint32_t held = kv.share(prefixes_, prompt, limit, pool_);
        kv.reserve(prompt.size(), pool_);
        kv.append(std::span(prompt).subspan(held));
        return held;
    }

    KvPages pool_{8};
    // Numbers from 0 on in pages 100 to 102, and from 500 on in page 103.
    std::vector<SharedPrefix> prefixes_ = {{counting(96), 100}, {counting(32, 500), 103}};
};

TEST_F(SharedPrefixTest, begins_with_the_longest_one) {
    KvSequence kv;
    EXPECT_EQ(begin(kv, counting(120)), 96u);
    EXPECT_EQ(std::vector<uint32_t>(kv.pages().begin(), kv.pages().end()),
              (std::vector<uint32_t>{100, 101, 102, 0}));
    EXPECT_EQ(kv.shared_page_count(), 3u);
    EXPECT_EQ(pool_.free_count(), 7u);
    kv.clear(pool_);
    EXPECT_EQ(pool_.free_count(), 8u);
    EXPECT_EQ(kv.shared_page_count(), 0u);
}

TEST_F(SharedPrefixTest, takes_whole_pages_of_what_is_common) {
    KvSequence kv;
    std::vector<int32_t> prompt = counting(120);
    prompt[70] = -1;
    EXPECT_EQ(begin(kv, prompt), 64u);
    EXPECT_EQ(kv.shared_page_count(), 2u);
    EXPECT_EQ(pool_.free_count(), 6u);
    // The last token of a prompt is read in any case, so its page is not shared.
    KvSequence exact;
    EXPECT_EQ(begin(exact, counting(96)), 64u);
}

TEST_F(SharedPrefixTest, what_is_held_already_is_kept_when_it_is_longer) {
    KvSequence kv;
    EXPECT_EQ(begin(kv, counting(110)), 96u);
    EXPECT_EQ(begin(kv, counting(140)), 110u);
    EXPECT_EQ(kv.shared_page_count(), 3u);
    KvSequence other;
    EXPECT_EQ(begin(other, counting(50, 7000)), 0u);
    EXPECT_EQ(other.shared_page_count(), 0u);
    EXPECT_EQ(begin(other, counting(40, 500)), 32u);  // another persona now
    EXPECT_EQ(other.pages()[0], 103u);
}

// The next token would be written into the page.
TEST_F(SharedPrefixTest, a_shared_page_is_never_cut) {
    KvSequence kv;
    begin(kv, counting(120));
    std::vector<int32_t> prompt = counting(120);
    prompt[40] = -1;
    EXPECT_EQ(kv.keep_common_prefix(prompt, 119, pool_), 32u);
    EXPECT_EQ(kv.shared_page_count(), 1u);
    EXPECT_EQ(kv.page_count(), 1u);
    EXPECT_EQ(pool_.free_count(), 8u);
    EXPECT_EQ(begin(kv, prompt), 32u);
    EXPECT_EQ(kv.pages()[0], 100u);
    EXPECT_LT(kv.pages()[1], 8u);
    kv.clear(pool_);
    EXPECT_EQ(pool_.free_count(), 8u);
}

}  // namespace
}  // namespace minstrel
