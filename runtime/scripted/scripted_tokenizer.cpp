#include "runtime/scripted/scripted_tokenizer.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <utility>

namespace minstrel {
namespace {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81";

// A blank stands for the space mark.
constexpr std::string_view kPieces[] = {
    " the",  " you",  " and", " a",     " is",  " for",  " to",   " of",  " coins",    " not",
    " have", " I",    "ing",  "er",     "th",   "ou",    "an",    "in",   "on",        "or",
    "{\"",   "\":",   "\",",  "\"}",    " {\"", "[{\"",  " [{\"", "\"}]", "}]",        "}}",
    "}}]",   " \"",   "\": ", "\", \"", "true", "false", "null",  "name", "arguments", "item",
    "count", "price", "door", "10",     "12",   "00"};

std::string with_marks(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == ' ') {
            result += kSpaceMark;
        } else {
            result += c;
        }
    }
    return result;
}

// The control tokens of a version are the first of Special, which has Mistral's order.
size_t control_count(ChatVersion version) {
    switch (version) {
        case ChatVersion::kV1:
            return static_cast<size_t>(Special::kEos) + 1;
        case ChatVersion::kV2:
            return static_cast<size_t>(Special::kEndToolResults) + 1;
        case ChatVersion::kV3:
            return static_cast<size_t>(Special::kSuffix) + 1;
        case ChatVersion::kV7:
            return static_cast<size_t>(Special::kToolContent) + 1;
        case ChatVersion::kV11:
            return static_cast<size_t>(Special::kCallId) + 1;
        case ChatVersion::kV13:
            return static_cast<size_t>(Special::kEndThink) + 1;
        case ChatVersion::kV15:
            break;
    }
    return kSpecialCount;
}

TekkenModel make_tokens(ChatVersion version) {
    TekkenModel model;
    model.version = static_cast<TokenizerVersion>(version);
    for (size_t id = 0; id < control_count(version); ++id) {
        model.specials.emplace_back(special_name(static_cast<Special>(id)));
    }
    for (int byte = 0; byte < 256; ++byte) model.tokens.emplace_back(1, static_cast<char>(byte));
    for (const std::string_view piece : kPieces) model.tokens.emplace_back(piece);
    return model;
}

SentencePieceModel make_pieces(ChatVersion version) {
    SentencePieceModel model;
    model.version = static_cast<TokenizerVersion>(version);
    for (size_t id = 0; id < control_count(version); ++id) {
        const auto special = static_cast<Special>(id);
        const PieceType type = id == 0 ? PieceType::kUnknown : PieceType::kControl;
        model.pieces.push_back({std::string(special_name(special)), 0, type});
    }
    for (int byte = 0; byte < 256; ++byte) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", byte);
        model.pieces.push_back({name, 0, PieceType::kByte});
    }
    for (char c = ' '; c <= '~'; ++c) {
        model.pieces.push_back({with_marks({&c, 1}), 0, PieceType::kNormal});
    }
    for (const std::string_view piece : kPieces) {
        model.pieces.push_back({with_marks(piece), 0, PieceType::kNormal});
    }
    return model;
}

// Takes the longest piece at each place.
class ScriptedTokenizer final : public Tokenizer {
  public:
    explicit ScriptedTokenizer(Vocabulary made) : Tokenizer(std::move(made)) {
        for (int32_t id = 0; id < vocabulary().size(); ++id) {
            if (vocabulary().token_class(id) == TokenClass::kByte) {
                ids_.emplace(vocabulary().bytes(id), id);
            }
        }
        for (int32_t id = 0; id < vocabulary().size(); ++id) {
            if (vocabulary().token_class(id) != TokenClass::kNormal) continue;
            ids_[std::string(vocabulary().bytes(id))] = id;
            longest_ = std::max(longest_, vocabulary().bytes(id).size());
        }
    }

  private:
    Status encode_valid(std::string_view text, bool begins,
                        std::vector<int32_t>& out) const override {
        if (text.empty()) return {};
        std::string spaced;
        if (begins && vocabulary().kind() == TokenizerKind::kSentencePiece) spaced += ' ';
        spaced += text;
        for (size_t at = 0; at < spaced.size();) {
            size_t length = std::min(longest_, spaced.size() - at);
            auto found = ids_.find(spaced.substr(at, length));
            while (found == ids_.end()) found = ids_.find(spaced.substr(at, --length));
            out.push_back(found->second);
            at += length;
        }
        return {};
    }

    std::unordered_map<std::string, int32_t> ids_;  // by bytes; a piece hides its byte
    size_t longest_ = 1;
};

}  // namespace

std::unique_ptr<const Tokenizer> make_scripted_tokenizer(ChatVersion version) {
    return std::make_unique<ScriptedTokenizer>(version >= ChatVersion::kV11
                                                   ? Vocabulary::make(make_tokens(version))
                                                   : Vocabulary::make(make_pieces(version)));
}

}  // namespace minstrel
