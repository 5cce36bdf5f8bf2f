// The host's word on a model: whether what a package was signed with is a signature that it trusts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace minstrel {

// Called by loading threads, before anything else of the file is looked at. Returns 0 to accept or
// a negative Code; may block, may not call the library.
struct SignatureCheck {
    void* user = nullptr;
    int32_t (*check)(void* user, const char* path, std::span<const std::byte> digest,
                     std::span<const std::byte> signature) = nullptr;
};

}  // namespace minstrel
