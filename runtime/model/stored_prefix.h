// Tokens that conversations with a model often begin with, and the keys and values that it made of
// them. Part of a package, borrowed from its file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/backend.h"

namespace minstrel {

struct StoredPrefix {
    std::vector<int32_t> tokens;  // whole pages of kernels::kPageTokens
    kernels::KvType kv_type = kernels::KvType::kF16;
    std::span<const std::byte> pages;  // one behind the other, as DeviceModel::read_page gives them

    size_t page_count() const { return tokens.size() / kernels::kPageTokens; }
};

}  // namespace minstrel
