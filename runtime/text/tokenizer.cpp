#include "runtime/text/tokenizer.h"

#include "runtime/core/utf8.h"
#include "runtime/text/detokenizer.h"
#include "runtime/text/sentencepiece_tokenizer.h"
#include "runtime/text/tekken_tokenizer.h"

namespace minstrel {
namespace {

bool may_come_from_text(const Vocabulary& vocabulary, int32_t id) {
    if (!vocabulary.contains(id)) return false;
    switch (vocabulary.token_class(id)) {
        case TokenClass::kNormal:
        case TokenClass::kByte:
        case TokenClass::kUnused:
            return true;
        default:
            return false;
    }
}

}  // namespace

Result<std::unique_ptr<const Tokenizer>> Tokenizer::make(std::string_view file) {
    if (looks_like_tekken(file)) {
        MST_ASSIGN(const TekkenModel model, read_tekken_model(file));
        return TekkenTokenizer::make(model);
    }
    MST_ASSIGN(const SentencePieceModel model, read_sentencepiece_model(file));
    return SentencePieceTokenizer::make(model);
}

Status Tokenizer::encode(std::string_view text, std::vector<int32_t>& out) const {
    return encode_checked(text, true, out);
}

Status Tokenizer::encode_rest(std::string_view text, std::vector<int32_t>& out) const {
    return encode_checked(text, false, out);
}

Status Tokenizer::encode_checked(std::string_view text, bool begins,
                                 std::vector<int32_t>& out) const {
    if (text.size() > kMaxEncodeBytes) {
        return error(Code::kLimitReached, "text of %zu bytes; at most %zu are encoded at once",
                     text.size(), kMaxEncodeBytes);
    }
    if (const size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
        return error(Code::kInvalidArgument, "text is not valid UTF-8 at byte %zu", bad);
    }
    if (text.empty()) return {};
    const size_t before = out.size();
    Status status = encode_valid(text, begins, out);
    for (size_t i = before; status.ok() && i < out.size(); ++i) {
        if (may_come_from_text(vocabulary_, out[i])) continue;
        // Cannot happen with a checked vocabulary; a request must fail rather than carry a token
        // that its author could not have written.
        status = error(Code::kInternal, "encoding text gave the reserved token %d", out[i]);
    }
    if (!status.ok()) out.resize(before);
    return status;
}

Result<std::string> Tokenizer::decode(std::span<const int32_t> ids) const {
    std::string text;
    Detokenizer detokenizer(vocabulary_);
    for (const int32_t id : ids) MST_TRY(detokenizer.feed(id, text));
    detokenizer.flush(text);
    return text;
}

}  // namespace minstrel
