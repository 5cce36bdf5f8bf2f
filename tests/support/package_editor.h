// Packages that are wrong on purpose: the manifest is changed, then all checksums are made right
// again, so that the check under test is the one that answers. Pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace minstrel::manifest {
struct ManifestT;
}

namespace minstrel::testing {

using ManifestEdit = std::function<void(manifest::ManifestT&)>;

// `file` is a well-formed package.
std::string edit_manifest(const std::string& file, const ManifestEdit& edit);

// Makes the checksums of the header and of the manifest fit the bytes, as far as the header's
// numbers allow.
void reseal(std::span<char> file);

// Makes the lengths in the header fit the file, the manifest ending with it.
void fit_lengths(std::span<char> file);

// A package of about 12 KiB: one layer, int8, a vocabulary of a few bytes; of version 3 when it has
// an order of tokens, which may be any bytes.
std::string smallest_package(std::string_view token_order = {});

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace minstrel::testing
