// Reads safetensors files and the index of sharded ones. All rules of the format are enforced: the
// tensors tile the file, so no byte is shared or unaccounted for. Stateless; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

// The tensors borrow `file`. `what` names the file in errors.
Result<std::vector<StoredTensor>> read_safetensors(std::span<const std::byte> file,
                                                   const std::string& what);

struct ShardIndex {
    std::vector<std::string> files;  // plain names, each once
    // tensors[i] is in files[file_of[i]]
    std::vector<std::string> tensors;
    std::vector<size_t> file_of;
};

// *.safetensors.index.json; `what` names it in errors.
Result<ShardIndex> parse_shard_index(std::string_view json_text, const std::string& what);

}  // namespace minstrel
