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

}  // namespace
}  // namespace minstrel
