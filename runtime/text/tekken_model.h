// Own reader of tekken.json, the byte-level vocabularies of Mistral. The file is read as a stream
// of JSON values, so that memory is bounded by the vocabulary and not by what else a file holds;
// what no model can mean is refused with a reason. Used while loading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/effort_rule.h"
#include "runtime/text/tokenizer_version.h"

namespace minstrel {

inline constexpr size_t kMaxTekkenFileBytes = size_t{64} << 20;
inline constexpr size_t kMaxTekkenTokens = size_t{1} << 20;
inline constexpr size_t kMaxTekkenTokenBytes = 256;

struct TekkenModel {
    // Names of the ids 0 to special.size() - 1, all different; the text tokens follow them.
    std::vector<std::string> specials;
    // Text tokens by rank, all different, none empty; the first 256 are the single bytes in order.
    std::vector<std::string> tokens;
    TokenizerVersion version = TokenizerVersion::kV3;
    std::optional<EffortRule> effort;
};

// Whether `file` can be a tekken.json: a SentencePiece file never begins like one.
bool looks_like_tekken(std::string_view file);

Result<TekkenModel> read_tekken_model(std::string_view file);

}  // namespace minstrel
