#include "runtime/core/file_view.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <utility>

#include "tests/support/archive.h"
#include "tests/support/temp_directory.h"
#include "tests/unit/core/memory_map.h"

namespace minstrel {
namespace {

using testing::Archive;
using testing::TempDirectory;
using testing::write_file;

std::string text_of(const FileView& view) {
    return {reinterpret_cast<const char*>(view.bytes().data()), view.bytes().size()};
}

Status open_error(const std::string& path, const FileViewOptions& options = {}) {
    auto view = FileView::open(path, options);
    return view.ok() ? Status() : view.status();
}

TEST(FileViewTest, maps_a_file) {
    TempDirectory temp;
    write_file(temp / "file", "content");
    auto view = FileView::open(temp / "file", {});
    ASSERT_TRUE(view.ok()) << view.status().message();
    EXPECT_TRUE(view.value().is_mapped());
    EXPECT_EQ(view.value().owned_bytes(), 0u);
    EXPECT_EQ(text_of(view.value()), "content");
}

TEST(FileViewTest, reads_a_private_copy_on_request) {
    TempDirectory temp;
    write_file(temp / "file", "content");
    FileViewOptions options;
    options.read_instead_of_map = true;
    auto view = FileView::open(temp / "file", options);
    ASSERT_TRUE(view.ok()) << view.status().message();
    write_file(temp / "file", "");
    EXPECT_FALSE(view.value().is_mapped());
    EXPECT_EQ(view.value().owned_bytes(), 7u);
    EXPECT_EQ(text_of(view.value()), "content");
}

TEST(FileViewTest, moves_without_a_copy) {
    TempDirectory temp;
    write_file(temp / "file", "content");
    auto opened = FileView::open(temp / "file", {});
    ASSERT_TRUE(opened.ok());
    FileView first = opened.take();
    const void* place = first.bytes().data();
    FileView second = std::move(first);
    EXPECT_TRUE(first.bytes().empty());  // NOLINT(bugprone-use-after-move)
    second = std::move(second);
    EXPECT_EQ(second.bytes().data(), place);
    EXPECT_EQ(text_of(second), "content");
}

// Bytes of files and of shared memory that this process has in memory.
size_t resident_file_bytes() {
    size_t size = 0, resident = 0, shared = 0;
    std::ifstream("/proc/self/statm") >> size >> resident >> shared;
    return shared * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(FileViewTest, what_is_forgotten_leaves_memory_and_can_be_read_again) {
    constexpr size_t kSize = size_t{16} << 20, kPart = size_t{12} << 20;
    TempDirectory temp;
    write_file(temp / "file", std::string(kSize, 'x'));
    auto opened = FileView::open(temp / "file", {});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    const FileView& view = opened.value();
    ASSERT_EQ(text_of(view), std::string(kSize, 'x'));
    const size_t before = resident_file_bytes();
    view.forget(view.bytes().subspan(100, kPart));
    const size_t after = resident_file_bytes();
    EXPECT_GT(before, after + kPart - (size_t{1} << 20));
    EXPECT_EQ(text_of(view), std::string(kSize, 'x'));
}

TEST(FileViewTest, only_its_own_mapped_bytes_are_forgotten) {
    TempDirectory temp;
    write_file(temp / "file", std::string(100'000, 'x'));
    FileViewOptions options;
    options.read_instead_of_map = true;
    auto mapped = FileView::open(temp / "file", {}),
         copied = FileView::open(temp / "file", options);
    ASSERT_TRUE(mapped.ok() && copied.ok());
    copied.value().forget(copied.value().bytes());
    mapped.value().forget(copied.value().bytes());
    mapped.value().forget({});
    EXPECT_EQ(text_of(copied.value()), std::string(100'000, 'x'));
}

TEST(FileViewTest, an_empty_file_is_an_empty_view) {
    TempDirectory temp;
    write_file(temp / "file", "");
    auto view = FileView::open(temp / "file", {});
    ASSERT_TRUE(view.ok()) << view.status().message();
    EXPECT_TRUE(view.value().bytes().empty());
}

TEST(FileViewTest, refuses_what_is_not_a_file) {
    TempDirectory temp;
    EXPECT_EQ(open_error(temp / "missing").code(), Code::kNotFound);
    EXPECT_EQ(open_error(temp.path()).code(), Code::kIo);
    EXPECT_NE(open_error(temp.path()).message().find("a directory"), std::string::npos);
    ASSERT_EQ(::mkfifo((temp / "pipe").c_str(), 0600), 0);
    EXPECT_NE(open_error(temp / "pipe").message().find("a pipe"), std::string::npos);
    EXPECT_NE(open_error("/dev/null").message().find("a device"), std::string::npos);
    ASSERT_EQ(::symlink("loop", (temp / "loop").c_str()), 0);
    EXPECT_EQ(open_error(temp / "loop").code(), Code::kIo);
    EXPECT_EQ(open_error("").code(), Code::kInvalidArgument);
    EXPECT_EQ(open_error(std::string("a\0b", 3)).code(), Code::kInvalidArgument);
}

TEST(FileViewTest, compares_the_size_before_reading) {
    TempDirectory temp;
    write_file(temp / "file", "content");
    FileViewOptions options;
    options.max_bytes = 6;
    EXPECT_EQ(open_error(temp / "file", options).code(), Code::kLimitReached);
}

TEST(FileViewTest, reads_through_the_hosts_hooks) {
    Archive archive;
    archive.files["inside"] = std::string(3'000'000, 'x') + "end";
    const FileHooks hooks = archive.hooks();
    FileViewOptions options;
    options.hooks = &hooks;
    {
        auto view = FileView::open("inside", options);
        ASSERT_TRUE(view.ok()) << view.status().message();
        EXPECT_EQ(text_of(view.value()), archive.files["inside"]);
        EXPECT_EQ(archive.open_count, 0);
    }
    EXPECT_EQ(open_error("outside", options).code(), Code::kNotFound);
    archive.read_result = -10;
    EXPECT_EQ(open_error("inside", options).code(), Code::kIo);
    EXPECT_EQ(archive.open_count, 0);
}

TEST(FileViewTest, a_large_mapping_prefers_large_pages) {
    if (!testing::has_large_pages()) GTEST_SKIP() << "no large pages on this system";
    TempDirectory temp;
    write_file(temp / "large", std::string(size_t{3} << 20, 'x'));
    write_file(temp / "small", std::string(size_t{1} << 20, 'x'));
    const auto large = FileView::open(temp / "large", {}),
               small = FileView::open(temp / "small", {});
    ASSERT_TRUE(large.ok() && small.ok());
    EXPECT_TRUE(testing::prefers_large_pages(large.value().bytes().data()));
    EXPECT_FALSE(testing::prefers_large_pages(small.value().bytes().data()));
    EXPECT_EQ(large.value().bytes().back(), std::byte{'x'});
}

TEST(FileViewTest, reading_reports_progress_and_can_be_cancelled) {
    TempDirectory temp;
    write_file(temp / "file", std::string(2'500'000, 'x'));
    std::atomic<bool> cancel = false;
    uint64_t last = 0;
    Progress progress(
        [&](uint64_t done, uint64_t total) {
            EXPECT_EQ(total, 2'500'000u);
            EXPECT_GT(done, last);
            last = done;
            if (done > 2'000'000) cancel = true;
        },
        &cancel);
    FileViewOptions options;
    options.read_instead_of_map = true;
    options.progress = &progress;
    EXPECT_EQ(open_error(temp / "file", options).code(), Code::kCancelled);
    EXPECT_EQ(last, 2u << 20);
}

}  // namespace
}  // namespace minstrel
