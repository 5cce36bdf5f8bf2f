// ChatEncoder: encode_chat() for a conversation that grows. It remembers the ids of the segments of
// the last two prompts, so a new turn costs the encoding of what is new. One per session, owned by
// it, used by one thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/text/chat_format.h"

namespace minstrel {

class ChatEncoder {
  public:
    // `tokenizer` must outlive this object.
    explicit ChatEncoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}

    Result<ChatPrompt> encode(std::span<const ChatMessage> messages, std::string_view tools_json,
                              const ChatOptions& options);

    size_t cached_segments() const { return segments_.size(); }

  private:
    struct Entry {
        std::vector<int32_t> ids;
        uint64_t last_use = 0;  // number of the prompt
    };

    Status append_text(const std::string& text, std::vector<int32_t>& ids);
    void drop_unused();

    const Tokenizer* tokenizer_;
    std::unordered_map<std::string, Entry> segments_;
    uint64_t prompt_count_ = 0;
};

}  // namespace minstrel
