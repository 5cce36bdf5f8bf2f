// The JSON of a tekken.json as a stream: entries of its two long lists one by one, all other parts
// as small values. Duplicate keys, deep nesting and parts that are too large are refused.
// Stateless; any thread.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

// An entry of "vocab" or "special_tokens".
struct TekkenEntry {
    std::optional<uint64_t> rank;
    std::optional<std::string> bytes;  // "token_bytes", still base64
    std::optional<std::string> text;   // "token_str"; absent when null
};

class TekkenSink {
  public:
    virtual ~TekkenSink() = default;
    // A failure ends the reading and is returned from there.
    virtual Status take_entry(const TekkenEntry& entry, size_t index) = 0;
    virtual Status take_special(const TekkenEntry& entry, size_t index) = 0;
    // Any other key of the whole file.
    virtual Status take_section(const std::string& name, nlohmann::json value) = 0;
};

Status read_tekken_events(std::string_view file, TekkenSink& sink);

}  // namespace minstrel
