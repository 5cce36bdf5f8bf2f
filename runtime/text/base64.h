// Base64 as tekken.json has it: the standard alphabet, padded, nothing else between. Stateless; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace minstrel {

// False when `text` is not the one encoding of some bytes; `out` is then unspecified.
bool decode_base64(std::string_view text, std::string& out);

}  // namespace minstrel
