#include "tests/unit/text/model_writer.h"

#include <bit>
#include <cstdio>

#include "runtime/text/special_tokens.h"

namespace minstrel::test {
namespace {

std::string varint(uint64_t value) {
    std::string out;
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
    return out;
}

std::string float_field(uint32_t number, float value) {
    std::string out = varint(uint64_t{number} << 3 | 5);
    const auto bits = std::bit_cast<uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out.push_back(static_cast<char>(bits >> shift & 0xFF));
    }
    return out;
}

std::string normalizer(const ModelParts& parts) {
    return bytes_field(1, parts.normalizer_name) + bytes_field(2, parts.character_map) +
           varint_field(3, parts.add_dummy_prefix) +
           varint_field(4, parts.remove_extra_whitespaces) +
           varint_field(5, parts.escape_whitespaces);
}

}  // namespace

std::string varint_field(uint32_t number, uint64_t value) {
    return varint(uint64_t{number} << 3) + varint(value);
}

std::string bytes_field(uint32_t number, std::string_view bytes) {
    return varint(uint64_t{number} << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}

ModelParts valid_parts() {
    ModelParts parts;
    for (size_t i = 0; i <= static_cast<size_t>(Special::kSuffix); ++i) {
        const auto special = static_cast<Special>(i);
        parts.pieces.push_back({std::string(special_name(special)), 0,
                                i == 0 ? PieceType::kUnknown : PieceType::kControl});
    }
    for (unsigned byte = 0; byte < 256; ++byte) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", byte);
        parts.pieces.push_back({name, 0, PieceType::kByte});
    }
    float score = 0;
    for (const char* merge : {"he", "ll", "hell", "hello", "\u2581hello", "\u2581\u2581"}) {
        parts.pieces.push_back({merge, score--, PieceType::kNormal});
    }
    parts.pieces.push_back({"\u2581", score--, PieceType::kNormal});
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        parts.pieces.push_back({std::string(1, letter), score--, PieceType::kNormal});
    }
    return parts;
}

std::string write_model(const ModelParts& parts) {
    std::string out;
    for (const SentencePiece& piece : parts.pieces) {
        out += bytes_field(1, bytes_field(1, piece.text) + float_field(2, piece.score) +
                                  varint_field(3, static_cast<uint64_t>(piece.type)));
    }
    out += bytes_field(2, varint_field(3, parts.model_type) +
                              varint_field(24, parts.whitespace_as_suffix) +
                              varint_field(35, parts.byte_fallback));
    out += bytes_field(3, normalizer(parts));
    if (!parts.denormalizer_map.empty()) {
        out += bytes_field(5, bytes_field(2, parts.denormalizer_map));
    }
    return out;
}

}  // namespace minstrel::test
