// Text for people that may quote hostile input: made valid UTF-8 without anything that could hide
// or forge a part of a line. Stateless; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace minstrel {

// Copies `text` to `out` with a question mark for each byte or code point that is not printable,
// as long as whole code points fit. Returns the number of bytes written.
size_t copy_printable(std::string_view text, char* out, size_t capacity);

}  // namespace minstrel
