// The order of a vocabulary's tokens by their bytes as packages keep it, so that it is not sorted
// at each start. Little-endian: "MSTO", version, number of ids, ids; 32 bits each. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/grammar/token_table.h"

namespace minstrel {

std::vector<std::byte> write_token_order(const TokenTable& table);

// A private copy for TokenTable::make, which checks whether it is an order of its tokens. Empty
// when `bytes` are none, or one of another version.
std::vector<int32_t> read_token_order(std::span<const std::byte> bytes);

}  // namespace minstrel
