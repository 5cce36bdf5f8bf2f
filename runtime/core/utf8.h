// UTF-8 checks used wherever text enters or leaves the library. Stateless; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace minstrel {

// Offset of the first byte that is not part of a valid sequence (overlong forms, surrogates and
// values above U+10FFFF are invalid), or npos when all of it is valid.
size_t find_invalid_utf8(std::string_view text);

// Length of the longest prefix that does not end inside a code point. Bytes that can never become
// valid are counted as complete, so a caller that holds back the rest holds back 3 bytes at most.
size_t complete_utf8_prefix(std::string_view text);

// `text` is not empty and no valid sequence starts with it: how many of its bytes are the beginning
// of one (a maximal subpart, which a reader replaces by one U+FFFD), at least 1.
size_t broken_utf8_length(std::string_view text);

}  // namespace minstrel
