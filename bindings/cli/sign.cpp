// minstrel sign: puts a signature that another program has made into a package, and shows the
// digest that it is made of. As `pack`, it works on packages with runtime/model.
#include <cstdio>
#include <string>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "runtime/core/file_view.h"
#include "runtime/model/package_format.h"
#include "runtime/model/package_signature.h"

namespace minstrel::cli {
namespace {

Status put_signature(const std::string& package, const std::string& path) {
    FileViewOptions options;
    options.read_instead_of_map = true;
    options.max_bytes = package::kMaxSignatureBytes;
    MST_ASSIGN(const FileView signature, FileView::open(path, options));
    if (signature.bytes().empty()) {
        return error(Code::kInvalidArgument, "'%s' is empty", path.c_str());
    }
    return sign_package(package, signature.bytes());
}

Status show(const std::string& package) {
    MST_ASSIGN(const FileView file, FileView::open(package, {}));
    ProgressBar bar("reading");
    Progress progress([&](uint64_t done, uint64_t total) { bar.update(done, total); }, nullptr);
    const auto read = read_package_signature(file.bytes(), progress);
    bar.clear();
    if (!read.ok()) return read.status().with_context(package);
    for (const std::byte byte : read.value().digest) {
        std::printf("%02x", static_cast<unsigned>(byte));
    }
    std::printf("  BLAKE2b of %s without its signature\n", package.c_str());
    if (read.value().signature.empty()) {
        std::puts("not signed");
    } else {
        std::printf("signed, %zu bytes\n", read.value().signature.size());
    }
    return Status();
}

}  // namespace

ExitCode run_sign(std::span<char* const> arguments) {
    std::string package, signature;
    bool remove = false;
    Arguments parser("sign",
                     "Put a signature into a package, where the game's signature hook gets it.\n"
                     "Without options: show the digest that is to be signed.");
    parser.positional("PACKAGE", "a package (*.mst); changed where it lies", package);
    parser.text("--signature", "FILE", "what to put in, such as the file that minisign wrote",
                signature);
    parser.flag("--remove", "take the signature off", remove);
    if (auto code = parser.parse(arguments)) return *code;
    if (remove && !signature.empty()) {
        complain("--signature and --remove exclude each other");
        return kWrongUsage;
    }
    Status status;
    if (remove) status = sign_package(package, {});
    if (!signature.empty()) status = put_signature(package, signature);
    if (status.ok()) status = show(package);
    if (status.ok()) return kSuccess;
    std::string what = "cannot sign '";
    what += package;
    complain(what + "': " + status.message());
    return kFailure;
}

}  // namespace minstrel::cli
