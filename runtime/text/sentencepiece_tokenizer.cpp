#include "runtime/text/sentencepiece_tokenizer.h"

namespace minstrel {
namespace {

// The library needs about 200 bytes of working memory for each byte of text and slows down when
// that leaves the cache, so long texts are encoded in chunks of about this size.
constexpr size_t kChunkBytes = 1024;

}  // namespace

// The library prints and may abort in three places on the paths used here: a damaged protobuf, a
// failing self-test, user-defined pieces that its trie refuses. write_encoder_model() produces none
// of these. Its functions without a status (EncodeAsIds and others) log failures; they are not
// used.
Result<std::unique_ptr<const Tokenizer>> SentencePieceTokenizer::make(
    const SentencePieceModel& model) {
    std::unique_ptr<SentencePieceTokenizer> tokenizer(new SentencePieceTokenizer(model));
    const std::string bytes = write_encoder_model(model);
    const auto status = tokenizer->processor_.LoadFromSerializedProto(
        absl::string_view(bytes.data(), bytes.size()));
    if (!status.ok()) {
        return error(Code::kBadFormat, "sentencepiece refuses the vocabulary: %s",
                     status.error_message());
    }
    if (tokenizer->processor_.GetPieceSize() != tokenizer->vocabulary().size()) {
        return error(Code::kInternal, "sentencepiece has %d pieces instead of %d",
                     tokenizer->processor_.GetPieceSize(), tokenizer->vocabulary().size());
    }
    return std::unique_ptr<const Tokenizer>(std::move(tokenizer));
}

Status SentencePieceTokenizer::encode_valid(std::string_view text,
                                            std::vector<int32_t>& out) const {
    std::string spaced;
    spaced.reserve(text.size() + 1);
    spaced += ' ';  // the space mark of a segment
    spaced += text;
    std::string_view rest = spaced;
    std::vector<int> ids;
    while (!rest.empty()) {
        const size_t length = boundaries_.chunk_length(rest, kChunkBytes);
        const auto status = processor_.Encode(absl::string_view(rest.data(), length), &ids);
        if (!status.ok()) {
            return error(Code::kInternal, "sentencepiece cannot encode: %s",
                         status.error_message());
        }
        out.insert(out.end(), ids.begin(), ids.end());
        rest.remove_prefix(length);
    }
    return {};
}

}  // namespace minstrel
