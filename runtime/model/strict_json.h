// JSON from files that nobody vouches for: duplicate keys, deep nesting and too many values are
// refused, and errors name the byte. Stateless; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

struct JsonLimits {
    size_t max_depth = 32;
    size_t max_values = 1u << 20;
};

// `what` names the source in errors ("config.json").
Result<nlohmann::json> parse_strict_json(std::string_view text, const std::string& what,
                                         const JsonLimits& limits = {});

}  // namespace minstrel
