#include <algorithm>
#include <cinttypes>
#include <string>
#include <string_view>

#include "runtime/model/gguf_model.h"
#include "runtime/model/gguf_tekken.h"
#include "runtime/model/vocabulary_writer.h"

namespace minstrel {
namespace {

constexpr const char* kTokens = "tokenizer.ggml.tokens";
constexpr const char* kScores = "tokenizer.ggml.scores";
constexpr const char* kTypes = "tokenizer.ggml.token_type";

Result<std::string_view> read_kind(const GgufMetadata& metadata) {
    constexpr const char* kKind = "tokenizer.ggml.model";
    MST_ASSIGN(const auto kind, metadata.text(kKind));
    if (!kind.has_value()) {
        return error(Code::kBadFormat, "'%s' is missing: the file has no vocabulary", kKind);
    }
    if (*kind == "llama" || *kind == "gpt2") return *kind;
    return error(Code::kUnsupported,
                 "'%s' is '%.*s', which is not supported; this version supports 'llama' and 'gpt2'",
                 kKind, static_cast<int>(std::min<size_t>(kind->size(), 100)), kind->data());
}

Status check_white_space(const GgufMetadata& metadata) {
    constexpr const char* kPrefix = "tokenizer.ggml.add_space_prefix";
    constexpr const char* kRemove = "tokenizer.ggml.remove_extra_whitespaces";
    MST_ASSIGN(const auto prefix, metadata.boolean(kPrefix));
    MST_ASSIGN(const auto remove, metadata.boolean(kRemove));
    if (prefix.value_or(true) && !remove.value_or(false)) return Status();
    return error(Code::kUnsupported,
                 "'%s': other white space rules than Mistral's are not supported",
                 prefix.value_or(true) ? kRemove : kPrefix);
}

Result<std::string> read_sentencepiece(const GgufMetadata& metadata) {
    MST_TRY(check_white_space(metadata));
    if (const GgufValue* map = metadata.find("tokenizer.ggml.precompiled_charsmap");
        map != nullptr && map->count > 0) {
        return error(Code::kUnsupported,
                     "'tokenizer.ggml.precompiled_charsmap': Mistral vocabularies change no text");
    }
    MST_ASSIGN(const std::vector<std::string_view> tokens, metadata.texts(kTokens));
    MST_ASSIGN(const std::vector<float> scores, metadata.floats(kScores));
    MST_ASSIGN(const std::vector<int32_t> types, metadata.ints(kTypes));
    if (tokens.empty()) return error(Code::kBadFormat, "'%s' is missing or empty", kTokens);
    if (scores.size() != tokens.size() || types.size() != tokens.size()) {
        const bool is_scores = scores.size() != tokens.size();
        return error(Code::kBadFormat, "'%s' has %zu elements and '%s' %zu",
                     is_scores ? kScores : kTypes, is_scores ? scores.size() : types.size(),
                     kTokens, tokens.size());
    }
    for (size_t id = 0; id < types.size(); ++id) {
        if (types[id] >= kNormalPiece && types[id] <= kBytePiece) continue;
        return error(Code::kBadFormat, "'%s': token %zu has the unknown type %" PRId32, kTypes, id,
                     types[id]);
    }
    return write_sentencepiece(tokens, scores, types);
}

}  // namespace

Result<std::string> read_gguf_tokenizer(const GgufMetadata& metadata) {
    MST_ASSIGN(const std::string_view kind, read_kind(metadata));
    return kind == "gpt2" ? read_gguf_tekken(metadata) : read_sentencepiece(metadata);
}

}  // namespace minstrel
