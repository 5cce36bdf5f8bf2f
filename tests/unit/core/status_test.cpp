#include "runtime/core/status.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace minstrel {
namespace {

Status fail_when(bool condition) {
    if (condition) return error(Code::kIo, "disk %d is %s", 3, "gone");
    return {};
}

Result<int> half(int value) {
    if (value % 2 != 0) return error(Code::kInvalidArgument, "%d is odd", value);
    return value / 2;
}

Status try_it(bool condition, bool* out_reached) {
    MST_TRY(fail_when(condition));
    *out_reached = true;
    return {};
}

Result<int> quarter(int value) {
    MST_ASSIGN(const int once, half(value));
    MST_ASSIGN(const int twice, half(once));
    return twice;
}

TEST(StatusTest, is_ok_and_silent_by_default) {
    const Status status;
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(status.code(), Code::kOk);
    EXPECT_EQ(status.message(), "");
}

TEST(StatusTest, error_formats_its_text) {
    const Status status = fail_when(true);
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(status.code(), Code::kIo);
    EXPECT_EQ(status.message(), "disk 3 is gone");
}

TEST(StatusTest, a_long_text_is_cut) {
    const std::string text(5000, 'a');
    EXPECT_EQ(error(Code::kIo, "%s", text.c_str()).message().size(), 511u);
}

TEST(StatusTest, quoted_bytes_are_made_printable) {
    EXPECT_EQ(error(Code::kIo, "no file '%s'", "a\nb\xFF").message(), "no file 'a?b?'");
}

TEST(StatusTest, context_goes_in_front_and_leaves_success_alone) {
    EXPECT_EQ(fail_when(true).with_context("loading").message(), "loading: disk 3 is gone");
    EXPECT_EQ(fail_when(true).with_context("loading").code(), Code::kIo);
    EXPECT_TRUE(fail_when(false).with_context("loading").ok());
}

TEST(StatusTest, try_returns_failures_only) {
    bool reached = false;
    EXPECT_EQ(try_it(true, &reached).code(), Code::kIo);
    EXPECT_FALSE(reached);
    EXPECT_TRUE(try_it(false, &reached).ok());
    EXPECT_TRUE(reached);
}

TEST(ResultTest, holds_a_value_or_a_status) {
    EXPECT_TRUE(half(4).ok());
    EXPECT_EQ(half(4).value(), 2);
    EXPECT_TRUE(half(4).status().ok());
    EXPECT_FALSE(half(3).ok());
    EXPECT_EQ(half(3).status().message(), "3 is odd");
}

TEST(ResultTest, assign_takes_the_value_or_returns_the_status) {
    EXPECT_EQ(quarter(12).value(), 3);
    EXPECT_EQ(quarter(6).status().message(), "3 is odd");
    EXPECT_EQ(quarter(5).status().message(), "5 is odd");
}

TEST(ResultTest, take_moves_what_cannot_be_copied) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
    const std::unique_ptr<int> taken = result.take();
    EXPECT_EQ(*taken, 5);
}

}  // namespace
}  // namespace minstrel
