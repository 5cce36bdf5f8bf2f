#include "runtime/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <functional>
#include <string>

#include "runtime/text/rank_merge.h"

namespace minstrel {
namespace {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81";

// In vocabularies a space is written as its mark, and in a text the mark means a space. Here both
// are a space.
std::string with_spaces(std::string_view text, bool begins = false) {
    std::string spaced;
    spaced.reserve(text.size() + 1);
    if (begins) spaced += ' ';  // the space of a segment
    while (!text.empty()) {
        const size_t end = std::min(text.find(kSpaceMark), text.size());
        spaced += text.substr(0, end);
        text.remove_prefix(end);
        if (text.empty()) break;
        spaced += ' ';
        text.remove_prefix(kSpaceMark.size());
    }
    return spaced;
}

}  // namespace

Result<std::unique_ptr<const Tokenizer>> SentencePieceTokenizer::make(
    const SentencePieceModel& model) {
    std::unique_ptr<SentencePieceTokenizer> tokenizer(new SentencePieceTokenizer(model));
    MST_TRY(tokenizer->rank_pieces(model));
    return std::unique_ptr<const Tokenizer>(std::move(tokenizer));
}

// Only normal pieces come out of text: what is control, user-defined or unused cannot be typed.
Status SentencePieceTokenizer::rank_pieces(const SentencePieceModel& model) {
    const std::vector<SentencePiece>& pieces = model.pieces;
    std::vector<std::string> texts;
    texts.reserve(pieces.size() + 256);
    for (int byte = 0; byte < 256; ++byte) texts.emplace_back(1, static_cast<char>(byte));
    id_of_rank_.assign(texts.size(), -1);
    std::vector<int32_t> ids;
    for (size_t i = 0; i < pieces.size(); ++i) {
        const auto id = static_cast<int32_t>(i);
        if (pieces[i].type == PieceType::kByte) {
            byte_ids_[static_cast<size_t>(byte_of_piece(pieces[i].text))] = id;
        }
        if (pieces[i].type != PieceType::kNormal) continue;
        const std::string text = with_spaces(pieces[i].text);
        if (text.size() == 1) {
            id_of_rank_[static_cast<uint8_t>(text[0])] = id;
        } else {
            ids.push_back(id);
        }
    }
    const auto score = [&](int32_t id) { return pieces[static_cast<size_t>(id)].score; };
    std::ranges::stable_sort(ids, std::greater(), score);
    orders_.assign(texts.size(), 0);  // no pair is a single byte
    for (size_t i = 0; i < ids.size(); ++i) {
        const bool same = i > 0 && score(ids[i]) == score(ids[i - 1]);
        orders_.push_back(same ? orders_.back() : static_cast<uint32_t>(texts.size()));
        texts.push_back(with_spaces(pieces[static_cast<size_t>(ids[i])].text));
    }
    id_of_rank_.insert(id_of_rank_.end(), ids.begin(), ids.end());
    Result<RankTable> ranks = RankTable::make(texts);
    if (!ranks.ok()) return ranks.status().with_context("SentencePiece file");
    ranks_ = ranks.take();
    return {};
}

Status SentencePieceTokenizer::encode_valid(std::string_view text, bool begins,
                                            std::vector<int32_t>& out) const {
    const std::string spaced = with_spaces(text, begins);
    std::string_view rest = spaced;
    std::vector<CharacterPart> parts;
    while (!rest.empty()) {
        const size_t length = boundaries_.chunk_length(rest);
        parts.clear();
        merge_characters(ranks_, orders_, rest.substr(0, length), parts);
        rest.remove_prefix(length);
        for (const CharacterPart& part : parts) {
            const int32_t id = part.rank == RankTable::kNone ? -1 : id_of_rank_[part.rank];
            if (id >= 0) {
                out.push_back(id);
                continue;
            }
            for (const char byte : part.bytes) out.push_back(byte_ids_[static_cast<uint8_t>(byte)]);
        }
    }
    return {};
}

}  // namespace minstrel
