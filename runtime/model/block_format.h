// Quantised weights in blocks, as GGUF files hold them: a block is a fixed number of neighbouring
// weights of a row with their scales. Exact: every value is what the formulas of the format give
// in float32. Stateless; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/tiles.h"

namespace minstrel {

// The numbers are those of GGUF files.
enum class BlockType : uint8_t {
    kQ40 = 2,
    kQ41 = 3,
    kQ50 = 6,
    kQ51 = 7,
    kQ80 = 8,
    kQ2K = 10,
    kQ3K = 11,
    kQ4K = 12,
    kQ5K = 13,
    kQ6K = 14,
    kIq4Nl = 20,
    kIq4Xs = 23,
    kMxfp4 = 39,
    kNvfp4 = 40,
};

struct BlockFormat {
    BlockType type;
    const char* name;
    uint32_t elements;  // weights of a block
    uint32_t bytes;     // of a block
};

// Null for every other number.
const BlockFormat* find_block_format(uint32_t number);

// `source` holds out.size() / elements whole blocks, at any alignment.
void decode_blocks(BlockType type, std::span<const std::byte> source, std::span<float> out);

// The step of every 32 weights of the blocks, where each is a whole multiple of it; false for the
// types that have finer groups or an offset.
bool read_block_steps(BlockType type, std::span<const std::byte> source, std::span<float> out);

// The blocks as integers and scales, for Q4_0 and Q8_0, which are nothing else; false for others.
bool read_block_groups(BlockType type, std::span<const std::byte> source,
                       std::span<kernels::QuantisedGroup> out);

}  // namespace minstrel
