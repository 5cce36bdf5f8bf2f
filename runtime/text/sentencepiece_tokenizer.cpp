#include "runtime/text/sentencepiece_tokenizer.h"

namespace minstrel {

// The library prints and may abort in three places on the paths used here: a damaged protobuf, a
// failing self-test, user-defined pieces that its trie refuses. write_encoder_model() produces none
// of these. Its functions without a status (EncodeAsIds and others) log failures; they are not
// used.
Result<std::unique_ptr<const Tokenizer>> SentencePieceTokenizer::make(
    const SentencePieceModel& model) {
    std::unique_ptr<SentencePieceTokenizer> tokenizer(
        new SentencePieceTokenizer(Vocabulary::make(model)));
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
    std::vector<int> ids;
    const auto status = processor_.Encode(absl::string_view(text.data(), text.size()), &ids);
    if (!status.ok()) {
        return error(Code::kInternal, "sentencepiece cannot encode: %s", status.error_message());
    }
    out.insert(out.end(), ids.begin(), ids.end());
    return {};
}

}  // namespace minstrel
