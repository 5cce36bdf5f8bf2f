#include "runtime/model/gguf_tekken.h"

#include <cinttypes>
#include <string_view>
#include <vector>

#include "runtime/model/vocabulary_writer.h"

namespace minstrel {
namespace {

constexpr const char* kTokens = "tokenizer.ggml.tokens";
constexpr const char* kTypes = "tokenizer.ggml.token_type";

Status check_kind(const GgufMetadata& metadata) {
    constexpr const char* kPre = "tokenizer.ggml.pre";
    MST_ASSIGN(const auto pre, metadata.text(kPre));
    if (pre != "tekken") {
        const std::string_view name = pre.value_or("missing").substr(0, 100);
        return error(Code::kUnsupported,
                     "'%s' is '%.*s': of byte-level vocabularies this version supports 'tekken'",
                     kPre, static_cast<int>(name.size()), name.data());
    }
    constexpr const char* kSpace = "tokenizer.ggml.add_space_prefix";
    MST_ASSIGN(const auto space, metadata.boolean(kSpace));
    if (!space.value_or(false)) return Status();
    return error(Code::kUnsupported, "'%s': tekken vocabularies add no space", kSpace);
}

// Control tokens, then text tokens, then what only fills the matrices.
Result<ByteLevelVocabulary> read_tokens(const GgufMetadata& metadata) {
    MST_ASSIGN(const std::vector<std::string_view> tokens, metadata.texts(kTokens));
    MST_ASSIGN(const std::vector<int32_t> types, metadata.ints(kTypes));
    if (tokens.empty()) return error(Code::kBadFormat, "'%s' is missing or empty", kTokens);
    if (types.size() != tokens.size()) {
        return error(Code::kBadFormat, "'%s' has %zu elements and '%s' %zu", kTypes, types.size(),
                     kTokens, tokens.size());
    }
    size_t begin = 0, end = tokens.size();
    while (begin < end && types[begin] != kNormalPiece) ++begin;
    while (end > begin && types[end - 1] == kUnusedPiece) --end;
    for (size_t id = begin; id < end; ++id) {
        if (types[id] == kNormalPiece) continue;
        return error(Code::kBadFormat,
                     "'%s': token %zu among the text tokens has the type %" PRId32, kTypes, id,
                     types[id]);
    }
    const auto at = [&](size_t id) { return tokens.begin() + static_cast<std::ptrdiff_t>(id); };
    return ByteLevelVocabulary{{at(0), at(begin)}, {at(begin), at(end)}};
}

}  // namespace

Result<std::string> read_gguf_tekken(const GgufMetadata& metadata) {
    MST_TRY(check_kind(metadata));
    MST_ASSIGN(const ByteLevelVocabulary vocabulary, read_tokens(metadata));
    MST_ASSIGN(const auto chat_template, metadata.text("tokenizer.chat_template"));
    auto text = write_tekken(vocabulary, chat_template.value_or(""));
    if (!text.ok()) return text.status().with_context(kTokens);
    return text.take();
}

}  // namespace minstrel
