#include "runtime/text/persona_prefix.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace minstrel {

Result<std::vector<int32_t>> persona_prefix(const Tokenizer& tokenizer, std::string_view persona,
                                            std::string_view tools, const ChatOptions& options) {
    const auto encode = [&](const char* line) -> Result<std::vector<int32_t>> {
        const ChatMessage messages[] = {{ChatRole::kSystem, std::string(persona), "", "", false},
                                        {ChatRole::kUser, line, "", "", false}};
        MST_ASSIGN(ChatPrompt prompt, encode_chat(tokenizer, messages, tools, options));
        return std::move(prompt.ids);
    };
    // No token begins with both.
    MST_ASSIGN(std::vector<int32_t> one, encode("a"));
    MST_ASSIGN(const std::vector<int32_t> other, encode("?"));
    const size_t reach = std::min(one.size(), other.size());
    const auto differs =
        std::mismatch(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(reach), other.begin());
    one.resize(static_cast<size_t>(differs.first - one.begin()));
    return one;
}

}  // namespace minstrel
