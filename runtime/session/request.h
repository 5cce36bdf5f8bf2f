// Request: one answer in the making, from the queued command to its finish. Owned by its session,
// used by the engine thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/flow/event.h"
#include "runtime/session/stop_strings.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/detokenizer.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// What one accepted token led to.
struct TokenOutcome {
    std::string text;  // new text for the host; may be empty
    std::optional<Finish> finish;
};

class Request {
  public:
    // `command.seed` is final; sampling is set.
    Request(SubmitRequest command, const Tokenizer& tokenizer, std::span<const uint32_t> eos_ids);

    uint64_t id() const { return command_.request; }
    uint64_t submit_ns() const { return command_.time_ns; }
    const std::vector<Message>& messages() const { return command_.messages; }
    const SamplingParameters& sampling() const { return *command_.sampling; }
    uint64_t seed() const { return command_.seed; }
    uint32_t max_tokens() const { return command_.max_tokens; }

    void begin(ChatPrompt prompt);

    // Prompt and answer so far: all that shall stand in keys and values.
    std::span<const int32_t> tokens() const { return tokens_; }
    uint32_t prompt_tokens() const { return prompt_tokens_; }
    uint32_t generated_tokens() const { return generated_; }
    // The newest tokens of the answer, for the penalties.
    std::span<const int32_t> penalty_window() const;

    // Takes the token that was chosen. `context_tokens` is the session's limit.
    Status accept(int32_t token, uint32_t context_tokens, TokenOutcome& out_outcome);

    // The whole answer, for the conversation; the list of calls if it ended with some.
    std::string take_answer() { return std::move(answer_); }
    const std::string& tool_calls() const { return tool_calls_; }

    uint64_t first_token_ns = 0;  // 0 = none yet; times are the engine's business

  private:
    bool is_end(int32_t token) const;
    Status take_text(int32_t token, TokenOutcome& out_outcome);
    void finish_text(Finish finish, TokenOutcome& out_outcome);
    Status finish_calls();

    SubmitRequest command_;
    const Tokenizer* tokenizer_;
    std::vector<uint32_t> eos_ids_;
    std::vector<int32_t> tokens_;
    uint32_t prompt_tokens_ = 0;
    uint32_t generated_ = 0;
    Detokenizer detokenizer_;
    StopStrings stops_;
    std::string answer_;
    bool in_calls_ = false;        // [TOOL_CALLS] was generated
    size_t first_call_token_ = 0;  // index into tokens_
    std::string tool_calls_;
};

}  // namespace minstrel
