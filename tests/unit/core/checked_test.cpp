#include "runtime/core/checked.h"

#include <gtest/gtest.h>

namespace minstrel {
namespace {

constexpr uint64_t kMax = UINT64_MAX;

TEST(CheckedU64Test, adds_and_multiplies) {
    const CheckedU64 result = CheckedU64(3) * 5 + 7;
    EXPECT_TRUE(result.equals(22));
    EXPECT_FALSE(result.equals(21));
}

TEST(CheckedU64Test, reaches_the_largest_value) {
    EXPECT_TRUE((CheckedU64(kMax - 1) + 1).equals(kMax));
    EXPECT_TRUE((CheckedU64(kMax / 5) * 5).ok());
}

TEST(CheckedU64Test, remembers_that_it_wrapped) {
    EXPECT_FALSE((CheckedU64(kMax) + 1).ok());
    EXPECT_FALSE((CheckedU64(uint64_t{1} << 32) * (uint64_t{1} << 32)).ok());
    const CheckedU64 wrapped = CheckedU64(kMax) + 2;
    EXPECT_FALSE((wrapped * 0).ok());
    EXPECT_FALSE((CheckedU64(1) + wrapped).ok());
    EXPECT_FALSE(wrapped.equals(1));
}

TEST(CheckedU64Test, aligns_up) {
    EXPECT_TRUE(CheckedU64(0).aligned_up(64).equals(0));
    EXPECT_TRUE(CheckedU64(1).aligned_up(64).equals(64));
    EXPECT_TRUE(CheckedU64(64).aligned_up(64).equals(64));
    EXPECT_FALSE(CheckedU64(kMax).aligned_up(64).ok());
}

TEST(ExtentFitsTest, does_not_wrap) {
    EXPECT_TRUE(extent_fits(0, 10, 10));
    EXPECT_TRUE(extent_fits(10, 0, 10));
    EXPECT_FALSE(extent_fits(1, 10, 10));
    EXPECT_FALSE(extent_fits(11, 0, 10));
    EXPECT_FALSE(extent_fits(2, kMax, 10));
}

}  // namespace
}  // namespace minstrel
