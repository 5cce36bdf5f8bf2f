// Turns the files that a model was published in into one package file. Used by tools; runs on the
// calling thread, row by row, so that memory does not grow with the model, except with a text for
// calibration, which the whole model reads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/progress.h"
#include "runtime/core/status.h"
#include "runtime/model/calibration.h"
#include "runtime/model/chat_format_id.h"
#include "runtime/model/chat_template.h"
#include "runtime/model/pack_journal.h"

namespace minstrel {

// How matrices are stored. Norm vectors stay float32 in every form.
enum class PackType : uint8_t {
    kInt8,  // a scale for every 32 columns; bfloat16 where the width is no multiple of 32
    kInt4,  // the same in four bits; embedding and output matrix, which suffer most, in int8
    kBF16,
    kF32,
};

struct PackOptions {
    std::string source;  // a GGUF file or a model directory
    std::string target;  // the package; an existing file is replaced when the new one is complete
    PackType type = PackType::kInt8;
    std::string model_name;    // empty = the name of the source
    std::string licence_file;  // empty = that of the source, where there is one
    std::string creator = "minstrel";
    ChatFormatId chat_format = ChatFormatId::kByVocabulary;  // that value = as the source says
    // Reads the vocabulary where neither says it. Without this it is decided when the model is
    // loaded.
    std::function<Result<ChatFormatId>(std::string_view vocabulary, const ChatTemplate&)>
        read_chat_format;
    // Makes the bytes that spare each start the sorting of the vocabulary; empty = they are left
    // out. `end_ids` are those of the configuration.
    std::function<Result<std::vector<std::byte>>(std::string_view vocabulary,
                                                 std::span<const uint32_t> end_ids)>
        make_token_order;
    // What the model reads so that int4 or int8 is rounded where that hurts least; needs the
    // vocabulary's file for its ids. Empty = each weight is rounded for itself.
    std::function<Result<CalibrationText>(std::string_view vocabulary)> read_calibration;
    // Work that is cancelled, ends without disk space or dies with its process is kept beside the
    // target, and the next call of the same work goes on with it.
    bool resumable = false;
    // Of the file system with this directory; empty = asks the operating system.
    std::function<uint64_t(const std::string& directory)> free_bytes;
    Progress::Report progress;  // in bytes of the source's tensors, and tokens of the calibration
    const std::atomic<bool>* cancel = nullptr;
};

struct PackReport {
    std::vector<PackedPart> tensors;  // with what their rounding cost
    uint64_t source_bytes = 0;        // of the tensors read
    uint64_t file_bytes = 0;
    uint64_t parameter_count = 0;
    uint32_t tensor_count = 0;
    uint32_t resumed_count = 0;  // tensors that an earlier call had packed
    double rounding = 0;         // error over values, both as roots of sums of squares
    ChatFormatId chat_format = ChatFormatId::kByVocabulary;
    ChatTemplate chat_template;  // of the source
};

Result<PackReport> pack_model(const PackOptions& options);

// What a resumable packing to `target` has left behind, if anything.
void discard_partial_package(const std::string& target);

}  // namespace minstrel
