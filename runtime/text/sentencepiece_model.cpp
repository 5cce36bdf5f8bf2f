#include "runtime/text/sentencepiece_model.h"

#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "runtime/core/utf8.h"
#include "runtime/text/protobuf_wire.h"
#include "runtime/text/special_tokens.h"

namespace minstrel {
namespace {

constexpr uint64_t kModelTypeBpe = 2;

// What the trainer and normaliser fields say; the initial values are the format's defaults.
struct ModelFacts {
    uint64_t model_type = 1;
    bool whitespace_as_suffix = false;
    bool byte_fallback = false;
    std::string_view normalizer_name;
    bool has_character_map = false;
    bool add_dummy_prefix = true;
    bool remove_extra_whitespaces = true;
    bool escape_whitespaces = true;
};

Status wrong_type(const WireField& field) {
    return error(Code::kBadFormat, "byte %zu: field %u has a wrong type", field.offset,
                 field.number);
}

Result<SentencePiece> read_piece(const WireField& message, size_t id) {
    SentencePiece piece;
    WireReader reader(message.bytes, message.offset);
    while (!reader.at_end()) {
        MST_ASSIGN(const WireField field, reader.next());
        if (field.number == 1) {
            if (field.type != WireType::kBytes) return wrong_type(field);
            if (field.bytes.size() > kMaxPieceBytes) {
                return error(Code::kBadFormat, "piece %zu has %zu bytes, at most %zu are allowed",
                             id, field.bytes.size(), kMaxPieceBytes);
            }
            piece.text = std::string(field.bytes);
        } else if (field.number == 2) {
            if (field.type != WireType::kFixed32) return wrong_type(field);
            piece.score = std::bit_cast<float>(static_cast<uint32_t>(field.value));
        } else if (field.number == 3) {
            if (field.type != WireType::kVarint) return wrong_type(field);
            if (field.value < 1 || field.value > 6) {
                return error(Code::kBadFormat, "piece %zu has the unknown type %llu", id,
                             static_cast<unsigned long long>(field.value));
            }
            piece.type = static_cast<PieceType>(field.value);
        }
    }
    return piece;
}

Status read_trainer(const WireField& message, ModelFacts& facts) {
    WireReader reader(message.bytes, message.offset);
    while (!reader.at_end()) {
        MST_ASSIGN(const WireField field, reader.next());
        if (field.number != 3 && field.number != 24 && field.number != 35) continue;
        if (field.type != WireType::kVarint) return wrong_type(field);
        if (field.number == 3) facts.model_type = field.value;
        if (field.number == 24) facts.whitespace_as_suffix = field.value != 0;
        if (field.number == 35) facts.byte_fallback = field.value != 0;
    }
    return {};
}

Status read_normalizer(const WireField& message, ModelFacts& facts) {
    WireReader reader(message.bytes, message.offset);
    while (!reader.at_end()) {
        MST_ASSIGN(const WireField field, reader.next());
        if (field.number < 1 || field.number > 5) continue;
        const bool is_text = field.number <= 2;
        if (field.type != (is_text ? WireType::kBytes : WireType::kVarint)) {
            return wrong_type(field);
        }
        if (field.number == 1) facts.normalizer_name = field.bytes;
        if (field.number == 2) facts.has_character_map |= !field.bytes.empty();
        if (field.number == 3) facts.add_dummy_prefix = field.value != 0;
        if (field.number == 4) facts.remove_extra_whitespaces = field.value != 0;
        if (field.number == 5) facts.escape_whitespaces = field.value != 0;
    }
    return {};
}

// The denormaliser would change decoded text, so it must be absent or empty.
Status read_denormalizer(const WireField& message) {
    ModelFacts facts;
    MST_TRY(read_normalizer(message, facts));
    if (facts.has_character_map) {
        return error(Code::kUnsupported, "the tokenizer has a denormaliser; retrain without one");
    }
    return {};
}

Status read_fields(std::string_view file, SentencePieceModel& model, ModelFacts& facts) {
    WireReader reader(file, 0);
    std::array<bool, 6> seen{};
    while (!reader.at_end()) {
        MST_ASSIGN(const WireField field, reader.next());
        // 4 holds self-tests of the trainer; they play no part here.
        if (field.number > 5 || field.number == 4) continue;
        if (field.type != WireType::kBytes) return wrong_type(field);
        if (field.number == 1) {
            if (model.pieces.size() == kMaxPieceCount) {
                return error(Code::kBadFormat, "more than %zu pieces", kMaxPieceCount);
            }
            MST_ASSIGN(SentencePiece piece, read_piece(field, model.pieces.size()));
            model.pieces.push_back(std::move(piece));
            continue;
        }
        if (seen[field.number]) {
            return error(Code::kBadFormat, "byte %zu: field %u appears twice", field.offset,
                         field.number);
        }
        seen[field.number] = true;
        if (field.number == 2) MST_TRY(read_trainer(field, facts));
        if (field.number == 3) MST_TRY(read_normalizer(field, facts));
        if (field.number == 5) MST_TRY(read_denormalizer(field));
    }
    return {};
}

Status check_facts(const ModelFacts& facts) {
    if (facts.model_type != kModelTypeBpe) {
        return error(Code::kUnsupported, "the tokenizer is not of type BPE (its type is %llu)",
                     static_cast<unsigned long long>(facts.model_type));
    }
    if (facts.normalizer_name != "identity" || facts.has_character_map) {
        return error(Code::kUnsupported,
                     "the normaliser is not 'identity'; Mistral tokenizers change no text");
    }
    if (!facts.byte_fallback) {
        return error(Code::kUnsupported,
                     "the tokenizer has no byte fallback, so it cannot encode every text");
    }
    if (!facts.add_dummy_prefix || facts.remove_extra_whitespaces || !facts.escape_whitespaces ||
        facts.whitespace_as_suffix) {
        return error(Code::kUnsupported,
                     "the white space rules differ from Mistral's: add_dummy_prefix and "
                     "escape_whitespaces must be on, remove_extra_whitespaces and "
                     "treat_whitespace_as_suffix off");
    }
    return {};
}

bool is_one_code_point(std::string_view text) {
    size_t count = 0;
    for (const char byte : text) count += (static_cast<uint8_t>(byte) & 0xC0) != 0x80;
    return count == 1;
}

bool is_text_type(PieceType type) {
    return type == PieceType::kNormal || type == PieceType::kUnused;
}

Status check_piece(const SentencePiece& piece, size_t id) {
    if (piece.text.empty()) return error(Code::kBadFormat, "piece %zu is empty", id);
    if (find_invalid_utf8(piece.text) != std::string_view::npos) {
        return error(Code::kBadFormat, "piece %zu is not valid UTF-8", id);
    }
    if (!std::isfinite(piece.score)) {
        return error(Code::kBadFormat, "piece %zu has a score that is not a number", id);
    }
    if (is_text_type(piece.type)) {
        if (piece.text.find(' ') != std::string::npos) {
            return error(Code::kBadFormat, "piece %zu has a space that is not written as U+2581",
                         id);
        }
    } else if (is_one_code_point(piece.text)) {
        // Single characters of the text are looked up by name in every class.
        return error(Code::kBadFormat,
                     "piece %zu is a single character, which text could produce, but not a "
                     "normal piece",
                     id);
    }
    return {};
}

using PieceIds = std::unordered_map<std::string_view, size_t>;

// Refuses files whose classes contradict the names that Mistral reserved.
Status check_special_names(const SentencePieceModel& model, const PieceIds& ids) {
    for (size_t i = 0; i < kSpecialCount; ++i) {
        const auto special = static_cast<Special>(i);
        const auto found = ids.find(special_name(special));
        if (found == ids.end()) continue;
        const PieceType expected =
            special == Special::kUnknown ? PieceType::kUnknown : PieceType::kControl;
        if (model.pieces[found->second].type != expected) {
            return error(Code::kBadFormat, "piece %zu '%s' must be a %s piece", found->second,
                         special_name(special).data(),
                         special == Special::kUnknown ? "unknown" : "control");
        }
    }
    for (const Special special : {Special::kUnknown, Special::kBos, Special::kEos}) {
        if (!ids.contains(special_name(special))) {
            return error(Code::kBadFormat, "the piece '%s' is missing",
                         special_name(special).data());
        }
    }
    return {};
}

Status check_pieces(const SentencePieceModel& model, PieceIds& ids) {
    size_t unknown_count = 0;
    size_t byte_count = 0;  // distinct, because names are
    ids.reserve(model.pieces.size());
    for (size_t id = 0; id < model.pieces.size(); ++id) {
        const SentencePiece& piece = model.pieces[id];
        MST_TRY(check_piece(piece, id));
        const auto [first, inserted] = ids.emplace(piece.text, id);
        if (!inserted) {
            return error(Code::kBadFormat, "piece %zu has the same text as piece %zu", id,
                         first->second);
        }
        unknown_count += piece.type == PieceType::kUnknown;
        if (piece.type != PieceType::kByte) continue;
        if (byte_of_piece(piece.text) < 0) {
            return error(Code::kBadFormat, "piece %zu is no valid byte piece", id);
        }
        ++byte_count;
    }
    if (unknown_count != 1) {
        return error(Code::kBadFormat, "%zu unknown pieces, there must be one", unknown_count);
    }
    if (byte_count != 256) {
        return error(Code::kBadFormat, "%zu byte pieces, there must be 256", byte_count);
    }
    const auto space = ids.find("\xE2\x96\x81");
    if (space == ids.end() || model.pieces[space->second].type != PieceType::kNormal) {
        return error(Code::kBadFormat, "the piece U+2581 is missing, so spaces would be lost");
    }
    return check_special_names(model, ids);
}

Result<TokenizerVersion> version_of(const PieceIds& ids) {
    const auto has = [&](Special special) { return ids.contains(special_name(special)); };
    if (!has(Special::kInst)) return TokenizerVersion::kV1;
    for (const Special special :
         {Special::kEndInst, Special::kToolCalls, Special::kAvailableTools,
          Special::kEndAvailableTools, Special::kToolResults, Special::kEndToolResults}) {
        if (!has(special)) {
            return error(Code::kBadFormat, "the tokenizer has [INST] but not %s",
                         special_name(special).data());
        }
    }
    if (has(Special::kSystemPrompt)) return TokenizerVersion::kV7;
    if (has(Special::kImage) || has(Special::kPrefix)) return TokenizerVersion::kV3;
    return TokenizerVersion::kV2;
}

}  // namespace

int byte_of_piece(std::string_view text) {
    if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return -1;
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    const int high = digit(text[3]);
    const int low = digit(text[4]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

Result<SentencePieceModel> read_sentencepiece_model(std::string_view file) {
    if (file.size() > kMaxTokenizerFileBytes) {
        return error(Code::kLimitReached, "the tokenizer file has %zu bytes, at most %zu allowed",
                     file.size(), kMaxTokenizerFileBytes);
    }
    SentencePieceModel model;
    ModelFacts facts;
    MST_TRY(read_fields(file, model, facts).with_context("SentencePiece file"));
    MST_TRY(check_facts(facts).with_context("SentencePiece file"));
    PieceIds ids;
    MST_TRY(check_pieces(model, ids).with_context("SentencePiece file"));
    MST_ASSIGN(model.version, version_of(ids));
    return model;
}

}  // namespace minstrel
