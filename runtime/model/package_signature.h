// What a host needs to decide whether a package comes from whom it should, and how a signature gets
// into one. Any thread; two threads never sign one file.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "runtime/core/blake2b.h"
#include "runtime/core/progress.h"
#include "runtime/core/signature_check.h"
#include "runtime/core/status.h"

namespace minstrel {

struct PackageSignature {
    // Of the whole file as it is without its signature: what b2sum prints of the unsigned file.
    Blake2b::Digest digest;
    std::span<const std::byte> signature;  // borrows the file; empty = not signed
};

Result<PackageSignature> read_package_signature(std::span<const std::byte> file,
                                                Progress& progress);

// Whether the host accepts a file; `digest` and `signature` are empty where it has no signature.
Status ask_host(const SignatureCheck& hook, const std::string& path,
                std::span<const std::byte> digest, std::span<const std::byte> signature);

// Puts `signature` at the end of a package, in place of one that is there; an empty one takes it
// off. The file is changed where it lies: a write that is cut off leaves a file that is refused
// until it is signed again.
Status sign_package(const std::string& path, std::span<const std::byte> signature);

}  // namespace minstrel
