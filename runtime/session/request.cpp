#include "runtime/session/request.h"

#include <algorithm>
#include <utility>

#include "runtime/core/rng.h"
#include "runtime/text/chat_output.h"

namespace minstrel {
namespace {

// Ids for calls that the model wrote without one: the same for the same seed, so that a repeated
// conversation is the same to the letter.
class CallIds {
  public:
    explicit CallIds(uint64_t seed) : seed_(seed) {}

    std::string operator()() {
        static constexpr char kLetters[] =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        uint64_t bits = derive_seed(seed_, ++count_);
        std::string id;
        for (int i = 0; i < 9; ++i) {
            id += kLetters[bits % 62];
            bits /= 62;
        }
        return id;
    }

  private:
    uint64_t seed_;
    uint64_t count_ = 0;
};

}  // namespace

Request::Request(SubmitRequest command, const Tokenizer& tokenizer,
                 std::span<const uint32_t> eos_ids)
    : command_(std::move(command)),
      tokenizer_(&tokenizer),
      eos_ids_(eos_ids.begin(), eos_ids.end()),
      detokenizer_(tokenizer.vocabulary()),
      stops_(std::move(command_.stops)) {}

void Request::begin(ChatPrompt prompt) {
    detokenizer_ = Detokenizer(tokenizer_->vocabulary(), prompt.continues_text);
    tokens_ = std::move(prompt.ids);
    prompt_tokens_ = static_cast<uint32_t>(tokens_.size());
    tokens_.reserve(tokens_.size() + std::min(command_.max_tokens, uint32_t{4096}));
}

std::span<const int32_t> Request::penalty_window() const {
    const size_t count = std::min<size_t>(generated_, sampling().penalty_tokens);
    return std::span(tokens_).last(count);
}

bool Request::is_end(int32_t token) const {
    return token == tokenizer_->vocabulary().special(Special::kEos) ||
           std::find(eos_ids_.begin(), eos_ids_.end(), static_cast<uint32_t>(token)) !=
               eos_ids_.end();
}

Status Request::accept(int32_t token, uint32_t context_tokens, TokenOutcome& out_outcome) {
    if (is_end(token)) {
        finish_text(in_calls_ ? Finish::kToolCalls : Finish::kEnd, out_outcome);
        return in_calls_ ? finish_calls() : Status();
    }
    tokens_.push_back(token);
    ++generated_;
    if (token == tokenizer_->vocabulary().special(Special::kToolCalls)) {
        if (!in_calls_) first_call_token_ = tokens_.size() - 1;
        in_calls_ = true;
    } else if (!in_calls_) {
        MST_TRY(take_text(token, out_outcome));
        if (out_outcome.finish) return Status();
    }
    if (generated_ >= command_.max_tokens) {
        finish_text(Finish::kMaxTokens, out_outcome);
    } else if (tokens_.size() >= context_tokens) {
        finish_text(Finish::kContext, out_outcome);
    }
    return Status();
}

Status Request::take_text(int32_t token, TokenOutcome& out_outcome) {
    std::string text;
    MST_TRY(detokenizer_.feed(token, text));
    if (stops_.feed(text, out_outcome.text)) out_outcome.finish = Finish::kStop;
    answer_ += out_outcome.text;
    return Status();
}

// Lets out what was held back for a code point or a stop string that did not come.
void Request::finish_text(Finish finish, TokenOutcome& out_outcome) {
    std::string rest;
    std::string shown;
    detokenizer_.flush(rest);
    const bool stopped = stops_.feed(rest, shown);
    if (!stopped) stops_.flush(shown);
    out_outcome.text += shown;
    out_outcome.finish = finish;
    answer_ += shown;
}

Status Request::finish_calls() {
    const auto ids = std::span<const int32_t>(tokens_).subspan(first_call_token_);
    CallIds new_id(seed());
    auto calls =
        parse_tool_calls(*tokenizer_, ChatVersion::kV3, ids, [&new_id] { return new_id(); });
    if (!calls.ok()) return calls.status().with_context("reading the model's function calls");
    tool_calls_ = write_tool_calls(calls.value());
    return Status();
}

}  // namespace minstrel
