// Turns a Hugging Face directory into one package file. Used by tools; runs on the calling thread,
// row by row, so that memory does not grow with the model.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "runtime/core/progress.h"
#include "runtime/core/status.h"
#include "runtime/model/chat_format_id.h"

namespace minstrel {

// How matrices are stored. Norm vectors stay float32 in every form.
enum class PackType : uint8_t {
    kInt8,  // bytes with a scale for every 32 columns; bfloat16 where the width is no multiple of
            // 32
    kBF16,
    kF32,
};

struct PackOptions {
    std::string source;  // the directory
    std::string target;  // the package; an existing file is replaced when the new one is complete
    PackType type = PackType::kInt8;
    std::string model_name;    // empty = the name of the directory
    std::string licence_file;  // empty = the file LICENSE of the directory, where there is one
    std::string creator = "minstrel";
    ChatFormatId chat_format = ChatFormatId::kByVocabulary;  // that value = as the directory says
    Progress::Report progress;                               // in bytes of the source's tensors
    const std::atomic<bool>* cancel = nullptr;
};

struct PackReport {
    uint64_t source_bytes = 0;  // of the tensors read
    uint64_t file_bytes = 0;
    uint64_t parameter_count = 0;
    uint32_t tensor_count = 0;
};

Result<PackReport> pack_model(const PackOptions& options);

}  // namespace minstrel
