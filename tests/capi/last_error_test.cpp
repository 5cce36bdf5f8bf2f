// The text of the last failure: one for each thread, bounded, always printable UTF-8.
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "capi/src/boundary.h"
#include "minstrel/base.h"
#include "runtime/core/utf8.h"

namespace minstrel::testing {
namespace {

using capi::fail;
using capi::guarded;

std::string text_of(std::string_view raw) {
    fail("f", MST_ERROR_IO, raw);
    return std::string(capi::last_error());
}

TEST(LastErrorTest, names_the_function_and_returns_the_code) {
    EXPECT_EQ(fail("mst_model_load", MST_ERROR_IO, "disk is gone"), MST_ERROR_IO);
    EXPECT_EQ(capi::last_error(), "mst_model_load: disk is gone");
}

TEST(LastErrorTest, is_lent_by_the_public_function_too) {
    mst_text text = {nullptr, 0};
    fail("mst_model_load", MST_ERROR_IO, "disk is gone");
    mst_last_error(&text);
    EXPECT_EQ(std::string(text.data, text.length), "mst_model_load: disk is gone");
}

TEST(LastErrorTest, a_success_leaves_it_alone) {
    fail("f", MST_ERROR_IO, "before");
    EXPECT_EQ(guarded("g", [&]() -> Result<mst_result> { return MST_OK; }), MST_OK);
    EXPECT_EQ(guarded("g", [&]() -> Result<mst_result> { return MST_NOT_READY; }), MST_NOT_READY);
    EXPECT_EQ(capi::last_error(), "f: before");
}

TEST(LastErrorTest, each_thread_has_its_own) {
    fail("f", MST_ERROR_IO, "here");
    std::thread([] {
        EXPECT_EQ(capi::last_error(), "");
        fail("f", MST_ERROR_IO, "there");
    }).join();
    EXPECT_EQ(capi::last_error(), "f: here");
}

TEST(LastErrorTest, has_at_most_512_bytes) {
    EXPECT_EQ(text_of(std::string(509, 'a')).size(), 512u);
    EXPECT_EQ(text_of(std::string(510, 'a')).size(), 512u);
    EXPECT_EQ(text_of(std::string(100000, 'a')).size(), 512u);
}

TEST(LastErrorTest, is_cut_between_code_points) {
    for (size_t before = 500; before < 512; ++before) {
        for (const char* tail : {"\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x8D\xBA"}) {
            const std::string text = text_of(std::string(before, 'a') + tail + tail + tail);
            EXPECT_LE(text.size(), 512u);
            EXPECT_EQ(find_invalid_utf8(text), std::string_view::npos) << before << " " << tail;
        }
    }
}

TEST(LastErrorTest, is_made_printable) {
    EXPECT_EQ(text_of("a\nb \xFF K\xC3\xA4se"), "f: a?b ? K\xC3\xA4se");
}

TEST(GuardTest, failures_keep_their_code) {
    const mst_result result = guarded("g", []() -> Result<mst_result> {
        return error(Code::kStaleHandle, "the session has ended");
    });
    EXPECT_EQ(result, MST_ERROR_STALE_HANDLE);
    EXPECT_EQ(capi::last_error(), "g: the session has ended");
}

TEST(GuardTest, exceptions_end_here) {
    EXPECT_EQ(guarded("g", []() -> Result<mst_result> { throw std::bad_alloc(); }),
              MST_ERROR_OUT_OF_MEMORY);
    EXPECT_NE(capi::last_error().find("memory"), std::string_view::npos);
    EXPECT_EQ(guarded("g", []() -> Result<mst_result> { throw 5; }), MST_ERROR_INTERNAL);
}

TEST(GuardTest, calls_from_inside_a_hook_are_refused) {
    bool ran = false;
    const auto body = [&]() -> Result<mst_result> {
        ran = true;
        return MST_OK;
    };
    {
        const capi::HookScope outer;
        const capi::HookScope inner;
        EXPECT_EQ(guarded("g", body), MST_ERROR_INVALID_STATE);
    }
    EXPECT_FALSE(ran);
    EXPECT_EQ(guarded("g", body), MST_OK);
    EXPECT_TRUE(ran);
}

TEST(ResultNameTest, every_code_has_its_name_and_others_have_one_too) {
    mst_text text = {nullptr, 0};
    mst_result_name(MST_ERROR_BAD_GRAMMAR, &text);
    EXPECT_EQ(std::string(text.data, text.length), "MST_ERROR_BAD_GRAMMAR");
    for (int code = MST_ERROR_CANCELLED; code <= MST_TIMEOUT; ++code) {
        mst_result_name(static_cast<mst_result>(code), &text);
        EXPECT_EQ(std::string(text.data, text.length).substr(0, 4), "MST_") << code;
    }
    for (const int code : {MST_ERROR_CANCELLED - 1, MST_TIMEOUT + 1, 0x7FFFFFFF}) {
        mst_result_name(static_cast<mst_result>(code), &text);
        EXPECT_EQ(std::string(text.data, text.length), "unknown result");
    }
}

}  // namespace
}  // namespace minstrel::testing
