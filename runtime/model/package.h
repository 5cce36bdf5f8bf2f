// Reads a package: one file with everything a model needs. Owned by whoever opened it; the tensors
// and the vocabulary borrow the file's bytes. Immutable; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/progress.h"
#include "runtime/core/status.h"
#include "runtime/model/chat_format_id.h"
#include "runtime/model/model_config.h"
#include "runtime/model/stored_prefix.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

struct PackageOptions {
    // The header and the manifest are always verified; this leaves out tensors and vocabulary.
    bool skip_checksums = false;
    Progress* progress = nullptr;  // of the verification; may be null
};

struct Package {
    std::string creator;
    std::string model_name;
    std::string licence;
    ModelConfig config;
    ChatFormatId chat_format = ChatFormatId::kByVocabulary;
    TensorTable tensors;
    std::span<const std::byte> tokenizer;
    // Spares the sorting of the vocabulary for grammars, see runtime/grammar/token_order.h; may be
    // empty, and is not looked into here.
    std::span<const std::byte> token_order;
    std::vector<StoredPrefix> prefixes;

    static Result<Package> read(std::span<const std::byte> file, const PackageOptions& options);
};

bool looks_like_package(std::span<const std::byte> file);

}  // namespace minstrel
