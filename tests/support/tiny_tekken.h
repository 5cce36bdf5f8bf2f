// A small tekken.json with the control tokens of any version: 64 of them, the 256 bytes and 192
// longer tokens, 512 in all. The same text for the same version. Stateless; any thread.
#pragma once

#include <string>

namespace minstrel::testing {

// `version` is 3, 7, 11, 13 or 15. `settings` is the JSON of "model_settings_builder", or empty.
std::string tiny_tekken(int version, const std::string& settings = {});

}  // namespace minstrel::testing
