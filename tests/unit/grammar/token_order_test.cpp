#include "runtime/grammar/token_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <string_view>

#include "tests/unit/grammar/grammar_fixture.h"

namespace minstrel {
namespace {

using grammar_test::small_vocabulary;

constexpr std::array<std::string_view, 8> kTexts = {"b",      "",   "ab",   "a",
                                                    "hidden", "ab", "\xff", "</s>"};
constexpr std::array<int32_t, 1> kControl = {4};
constexpr std::array<int32_t, 1> kEnds = {7};

TokenTablePtr table_with(std::span<const int32_t> order) {
    return TokenTable::make(kTexts, kControl, kEnds, order).take();
}

std::vector<int32_t> order_of(const TokenTable& table) {
    return {table.id_of_rank().begin(), table.id_of_rank().end()};
}

TEST(TokenOrderTest, is_by_bytes_and_then_by_id) {
    const std::vector<int32_t> expected = {3, 2, 5, 0, 6};
    EXPECT_EQ(order_of(*table_with({})), expected);
    EXPECT_TRUE(table_with({})->is_order(expected));
}

// All lists of five ids, also of those that are none or have no bytes: one of them is right.
TEST(TokenOrderTest, any_other_list_is_noticed_and_changes_nothing) {
    const TokenTablePtr right = table_with({});
    const std::vector<int32_t> expected = order_of(*right);
    int accepted = 0;
    std::array<int32_t, 5> list{};
    for (int number = 0; number < 100'000; ++number) {
        for (int i = 0, rest = number; i < 5; ++i, rest /= 10) {
            list[static_cast<size_t>(i)] = rest % 10 - 1;
        }
        const bool same = std::ranges::equal(list, expected);
        ASSERT_EQ(right->is_order(list), same) << number;
        accepted += same ? 1 : 0;
        if (number % 97 == 0) {
            ASSERT_EQ(order_of(*table_with(list)), expected) << number;
        }
    }
    EXPECT_EQ(accepted, 1);
    for (size_t length = 0; length < expected.size(); ++length) {
        EXPECT_FALSE(right->is_order(std::span(expected).first(length))) << length;
    }
    std::vector<int32_t> longer = expected;
    longer.push_back(6);
    EXPECT_FALSE(right->is_order(longer));
    EXPECT_FALSE(right->is_order(std::array{INT32_MIN, INT32_MAX}));
}

TEST(TokenOrderTest, a_stored_one_is_read_again) {
    const TokenTablePtr table = small_vocabulary();
    const std::vector<std::byte> bytes = write_token_order(*table);
    EXPECT_EQ(bytes.size(), 12 + 4 * table->id_of_rank().size());
    const std::vector<int32_t> ids = read_token_order(bytes);
    EXPECT_EQ(ids, order_of(*table));
    EXPECT_TRUE(table->is_order(ids));
    EXPECT_FALSE(table_with({})->is_order(ids)) << "of another vocabulary";
}

TEST(TokenOrderTest, with_one_everything_is_the_same) {
    const TokenTablePtr sorted = table_with({});
    const TokenTablePtr given = table_with(order_of(*sorted));
    ASSERT_EQ(given->node_count(), sorted->node_count());
    for (size_t node = 0; node < sorted->node_count(); ++node) {
        EXPECT_EQ(given->nodes()[node].end, sorted->nodes()[node].end);
        EXPECT_EQ(given->nodes()[node].below, sorted->nodes()[node].below);
        EXPECT_EQ(given->nodes()[node].first_rank, sorted->nodes()[node].first_rank);
    }
    EXPECT_TRUE(std::ranges::equal(given->text_mask(), sorted->text_mask()));
    for (uint32_t rank = 0; rank < sorted->id_of_rank().size(); ++rank) {
        EXPECT_EQ(given->code_points_of_rank(rank), sorted->code_points_of_rank(rank));
    }
}

TEST(TokenOrderTest, other_bytes_are_none) {
    const std::vector<std::byte> bytes = write_token_order(*table_with({}));
    ASSERT_EQ(read_token_order(bytes).size(), 5u);
    for (size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_TRUE(read_token_order(std::span(bytes).first(length)).empty()) << length;
    }
    constexpr size_t kHeaderBits = 96;  // magic, version and count
    for (size_t bit = 0; bit < kHeaderBits; ++bit) {
        std::vector<std::byte> flipped = bytes;
        flipped[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
        EXPECT_TRUE(read_token_order(flipped).empty()) << bit;
    }
    std::vector<std::byte> longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_TRUE(read_token_order(longer).empty());
}

}  // namespace
}  // namespace minstrel
