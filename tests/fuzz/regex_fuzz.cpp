// Regular expressions: any text is refused with a reason or gives a grammar whose masks are exact.
#include "runtime/grammar/regex.h"

#include "tests/fuzz/grammar_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    minstrel::RegexOptions options;
    options.whole = size % 2 == 0;
    minstrel::fuzz::check(minstrel::compile_regex(text, options, minstrel::fuzz::small_limits()),
                          static_cast<uint32_t>(size));
    return 0;
}
