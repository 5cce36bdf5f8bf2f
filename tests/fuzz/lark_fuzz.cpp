// Lark: any text is refused with a reason or gives a grammar whose masks are exact.
#include "runtime/grammar/lark.h"

#include "tests/fuzz/grammar_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    minstrel::LarkOptions options;
    options.specials = minstrel::SpecialNames(minstrel::fuzz::vocabulary().size());
    options.specials.add("[tool]", 1);
    options.json = [](minstrel::GrammarBuilder& builder,
                      std::string_view schema) -> minstrel::Result<minstrel::Node> {
        return builder.bytes(schema);
    };
    minstrel::fuzz::check(minstrel::compile_lark(text, options, minstrel::fuzz::small_limits()),
                          static_cast<uint32_t>(size));
    return 0;
}
