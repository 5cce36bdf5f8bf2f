#include "runtime/model/package_signature.h"

#include <gtest/gtest.h>

#include <cstring>

#include "runtime/model/model.h"
#include "runtime/model/package_header.h"
#include "tests/support/package_editor.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using testing::bytes_of;

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class PackageSignatureTest : public ::testing::Test {
  protected:
    PackageSignatureTest() : file_(testing::smallest_package()) {
        testing::write_file(path_, file_);
    }

    std::string signed_file(std::string_view signature) {
        const Status status = sign_package(path_, bytes_of(signature));
        EXPECT_TRUE(status.ok()) << status.message();
        return testing::read_file(path_);
    }

    static Status load_error(const std::string& file, const SignatureCheck* check = nullptr) {
        LoadOptions options;
        options.memory = bytes_of(file);
        options.signature_check = check;
        const auto model = Model::load(options);
        return model.ok() ? Status() : model.status();
    }

    testing::TempDirectory temp_;
    std::string path_ = temp_ / "smallest.mst";
    std::string file_;
    Progress progress_;
};

TEST_F(PackageSignatureTest, digest_is_that_of_the_unsigned_file) {
    Blake2b hash;
    hash.add(bytes_of(file_));
    const Blake2b::Digest expected = hash.finish();
    for (const char* text : {"", "one", "another, longer one"}) {
        const std::string file = signed_file(text);
        const auto read = read_package_signature(bytes_of(file), progress_);
        ASSERT_TRUE(read.ok()) << read.status().message();
        EXPECT_EQ(read.value().digest, expected);
        EXPECT_EQ(text_of(read.value().signature), text);
        EXPECT_TRUE(load_error(file).ok()) << load_error(file).message();
    }
    EXPECT_EQ(signed_file(""), file_) << "taking it off leaves traces";
}

TEST_F(PackageSignatureTest, every_changed_byte_of_a_signed_file_is_found) {
    const std::string file = signed_file("a signature");
    for (size_t place = 0; place < file.size(); place += 13) {
        std::string damaged = file;
        damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
        EXPECT_FALSE(load_error(damaged).ok()) << place;
    }
    for (size_t cut = 1; cut < 13; ++cut) {
        EXPECT_FALSE(load_error(file.substr(0, file.size() - cut)).ok()) << cut;
    }
    EXPECT_FALSE(load_error(file + "x").ok());
}

// A forger fits the checksums; the digest still tells.
TEST_F(PackageSignatureTest, content_with_fitting_checksums_has_another_digest) {
    const auto honest = read_package_signature(bytes_of(file_), progress_);
    std::string forged = file_;
    forged[sizeof(package::Header) + 100] ^= 1;
    const auto read = read_package_signature(bytes_of(forged), progress_);
    ASSERT_TRUE(honest.ok() && read.ok());
    EXPECT_NE(read.value().digest, honest.value().digest);
}

TEST_F(PackageSignatureTest, the_hook_is_asked_before_the_content_is_read) {
    struct Seen {
        std::string signature;
        int calls = 0;
        int32_t answer = 0;
    } seen;
    const SignatureCheck check = {&seen, [](void* user, const char*, std::span<const std::byte>,
                                            std::span<const std::byte> signature) {
                                      auto& self = *static_cast<Seen*>(user);
                                      ++self.calls;
                                      self.signature = text_of(signature);
                                      return self.answer;
                                  }};
    std::string file = signed_file("by Marta");
    EXPECT_TRUE(load_error(file, &check).ok());
    EXPECT_EQ(seen.signature, "by Marta");
    seen.answer = static_cast<int32_t>(Code::kUnsupported);
    file[file.size() - 40] ^= 1;  // in the manifest
    const Status refused = load_error(file, &check);
    EXPECT_EQ(refused.code(), Code::kUnsupported);
    EXPECT_NE(refused.message().find("refused by the host"), std::string::npos);
    EXPECT_EQ(seen.calls, 2);
}

TEST_F(PackageSignatureTest, too_long_and_wrong_files) {
    const std::string long_one(package::kMaxSignatureBytes + 1, 's');
    EXPECT_EQ(sign_package(path_, bytes_of(long_one)).code(), Code::kLimitReached);
    testing::write_file(path_,
                        "GGUF and more than sixty-four bytes, which is what a header takes.");
    EXPECT_EQ(sign_package(path_, bytes_of("x")).code(), Code::kBadFormat);
    EXPECT_EQ(sign_package(temp_ / "missing", bytes_of("x")).code(), Code::kIo);
}

// What a crash between the two writes leaves.
TEST_F(PackageSignatureTest, signing_that_was_cut_off_can_be_repeated) {
    testing::write_file(path_, file_ + "half a sig");
    EXPECT_FALSE(load_error(testing::read_file(path_)).ok());
    EXPECT_TRUE(load_error(signed_file("a whole signature")).ok());
}

}  // namespace
}  // namespace minstrel
