// The JSON of a tokenizer.json as a stream: its two long parts entry by entry, all others as small
// values. Duplicate keys, deep nesting and parts that are too large are refused. One thread.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

class HfTokenizerSink {
  public:
    virtual ~HfTokenizerSink() = default;
    // Of "model". A failure ends the reading and is returned from there.
    virtual Status take_token(std::string&& text, uint64_t id) = 0;
    virtual Status take_merge(std::string_view left, std::string_view right) = 0;
};

// All else: the object of the file, with "model" but without its "vocab" and "merges".
Result<nlohmann::json> read_hf_tokenizer_events(std::string_view file, HfTokenizerSink& sink);

}  // namespace minstrel
