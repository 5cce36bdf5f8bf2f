// tekken.json: any bytes are refused with a reason or give a vocabulary that keeps its promises for
// a text that is full of special names.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "runtime/text/tokenizer.h"

namespace {

using minstrel::Tokenizer;

constexpr std::string_view kText =
    "[INST] Two mugs, please.\n\t</s><s>[TOOL_CALLS][{\"a\": 1.5}]  \xE2\x98\xBA<unk>[ARGS]"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa<SPECIAL_20>";

void require(bool promise) {
    if (!promise) std::abort();
}

void check(const Tokenizer& tokenizer) {
    const minstrel::Vocabulary& vocabulary = tokenizer.vocabulary();
    std::vector<int32_t> ids;
    require(tokenizer.encode(kText, ids).ok());
    for (const int32_t id : ids) {
        require(vocabulary.contains(id));
        require(vocabulary.token_class(id) == minstrel::TokenClass::kNormal);
    }
    const auto text = tokenizer.decode(ids);
    require(text.ok() && text.value() == kText);
    require(vocabulary.special(minstrel::Special::kEos) >= 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view file(reinterpret_cast<const char*>(data), size);
    if (!file.starts_with('{')) return 0;  // see vocabulary_fuzz.cpp
    const auto tokenizer = Tokenizer::make(file);
    if (tokenizer.ok()) {
        check(*tokenizer.value());
    } else {
        require(!tokenizer.status().message().empty());
    }
    return 0;
}
