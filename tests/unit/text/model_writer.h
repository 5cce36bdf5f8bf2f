// Writes SentencePiece files field by field, also broken ones, for the tests of their reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/text/sentencepiece_model.h"

namespace minstrel::test {

struct ModelParts {
    std::vector<SentencePiece> pieces;
    uint64_t model_type = 2;
    bool byte_fallback = true;
    bool whitespace_as_suffix = false;
    std::string normalizer_name = "identity";
    std::string character_map;
    bool add_dummy_prefix = true;
    bool remove_extra_whitespaces = false;
    bool escape_whitespaces = true;
    std::string denormalizer_map;
};

// Valid parts: ids 0 to 13 as in v3, the bytes, "a" to "z", U+2581 and a few merges.
ModelParts valid_parts();

std::string write_model(const ModelParts& parts);

// Fields of the wire format, for what write_model() cannot say.
std::string varint_field(uint32_t number, uint64_t value);
std::string bytes_field(uint32_t number, std::string_view bytes);

}  // namespace minstrel::test
