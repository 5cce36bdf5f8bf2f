// tokenizer.json: any bytes are refused with a reason, or give a vocabulary that the tokenizer
// takes or refuses with a reason.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "runtime/model/hf_tokenizer.h"
#include "runtime/text/tokenizer.h"

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view file(reinterpret_cast<const char*>(data), size);
    const auto text = minstrel::read_hf_tokenizer(file, "[INST]");
    if (!text.ok()) {
        require(!text.status().message().empty());
        return 0;
    }
    const auto tokenizer = minstrel::Tokenizer::make(text.value());
    if (!tokenizer.ok()) {
        require(!tokenizer.status().message().empty());
        return 0;
    }
    std::vector<int32_t> ids;
    require(tokenizer.value()->encode("Two mugs, please. </s>", ids).ok());
    return 0;
}
