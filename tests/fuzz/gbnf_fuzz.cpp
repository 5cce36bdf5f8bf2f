// GBNF: any text is refused with a reason or gives a grammar whose masks are exact.
#include "runtime/grammar/gbnf.h"

#include "tests/fuzz/grammar_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    minstrel::SpecialNames names(minstrel::fuzz::vocabulary().size());
    names.add("<tool>", 1);
    minstrel::fuzz::check(minstrel::compile_gbnf(text, names, minstrel::fuzz::small_limits()),
                          static_cast<uint32_t>(size));
    return 0;
}
