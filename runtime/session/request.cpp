#include "runtime/session/request.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "runtime/core/rng.h"
#include "runtime/text/chat_output.h"
#include "runtime/text/chat_version.h"

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

void TokenOutcome::append(TokenOutcome&& next) {
    text += next.text;
    thinking += next.thinking;
    fields.insert(fields.end(), std::make_move_iterator(next.fields.begin()),
                  std::make_move_iterator(next.fields.end()));
    finish = next.finish;
}

Request::Request(SubmitRequest command, const Tokenizer& tokenizer, ChatVersion version,
                 std::span<const uint32_t> eos_ids)
    : command_(std::move(command)),
      tokenizer_(&tokenizer),
      rules_(&chat_rules(version)),
      eos_ids_(eos_ids.begin(), eos_ids.end()),
      detokenizer_(tokenizer.vocabulary()),
      stops_(std::move(command_.stops)) {}

uint64_t Request::end_ns() const {
    const uint64_t left = UINT64_MAX - command_.time_ns;
    return command_.max_time_ns == 0 || command_.max_time_ns > left
               ? 0
               : command_.time_ns + command_.max_time_ns;
}

void Request::end_round() {
    std::vector<Message> messages = tools_->end_round();
    if (rules_->allows_text_and_calls) messages.front().text = std::move(answer_);
    messages.front().thinking = std::move(thinking_);
    std::move(messages.begin(), messages.end(), std::back_inserter(command_.messages));
}

Status Request::begin(ChatPrompt prompt) {
    detokenizer_ = Detokenizer(tokenizer_->vocabulary(), prompt.continues_text);
    in_calls_ = false;
    in_thinking_ = false;
    has_thought_ = false;
    text_tokens_ = 0;
    answer_.clear();
    thinking_.clear();
    if (fields_) MST_TRY(fields_->restart());
    tokens_ = std::move(prompt.ids);
    prompt_tokens_ = static_cast<uint32_t>(tokens_.size());
    tokens_.reserve(tokens_.size() + std::min(command_.max_tokens, uint32_t{4096}));
    return follow(answer_constraint_, static_cast<uint32_t>(mask_.size()));
}

Status Request::follow(std::shared_ptr<Constraint> constraint, uint32_t mask_words) {
    matcher_.reset();
    choice_.reset();
    no_choice_at_ = 0;
    constraint_ = std::move(constraint);
    if (constraint_ == nullptr) return {};
    MST_ASSIGN(matcher_, constraint_->begin());
    mask_.assign(mask_words, 0);
    return {};
}

Status Request::constrain(std::shared_ptr<Constraint> constraint, uint32_t mask_words) {
    answer_constraint_ = constraint;
    return follow(std::move(constraint), mask_words);
}

Status Request::constrain_calls(std::shared_ptr<Constraint> constraint, uint32_t mask_words) {
    return follow(std::move(constraint), mask_words);
}

Status Request::exchange(std::shared_ptr<Constraint> constraint, std::vector<LiveEntry> live) {
    if (fields_ && fields_->follow_rules() && generated_ != 0) {
        return error(Code::kUnsupported, "the answer has begun and rules are fields of it");
    }
    if (!in_calls_) {
        MST_ASSIGN(Matcher matcher, constraint->begin());
        for (uint32_t i = 0; i < text_tokens_; ++i) {
            const int32_t token = tokens_[first_text_token_ + i];
            MST_ASSIGN(const bool fits, i == 0 && text_begins_with_space_
                                            ? constraint->accept_behind_space(matcher, token)
                                            : constraint->accept(matcher, token));
            if (!fits) {
                return error(Code::kInvalidState, "what was said needs the values that it had");
            }
        }
        matcher_ = std::move(matcher);
        choice_is_stale_ = choice_is_stale_ || constraint_ != constraint;
        constraint_ = constraint;
    }
    if (fields_) {
        MST_ASSIGN(AnswerFields fields, AnswerFields::make(command_.fields, constraint->grammar()));
        if (fields_->follow_rules()) fields_ = std::move(fields);
    }
    answer_constraint_ = std::move(constraint);
    command_.live = std::move(live);
    return {};
}

void Request::take_back_calls() {
    tokens_.resize(first_call_token_ + 1);
    matcher_.reset();
    detokenizer_ = Detokenizer(tokenizer_->vocabulary());
}

bool Request::wants_call_grammar() const {
    return in_calls_ && !matcher_ && tools_ && !tools_->rules().unconstrained;
}

// Where an answer is either text or calls, only in place of text.
bool Request::may_begin_calls() const {
    if (in_calls_ || in_thinking_) return false;
    if (!tools_) return has_raw_tools_;
    return tools_->may_call() && (text_tokens_ == 0 || rules_->allows_text_and_calls);
}

bool Request::may_think() const {
    return can_think() && !in_calls_ && !has_thought_ && text_tokens_ == 0;
}

bool Request::can_think() const {
    return minstrel::can_think(rules_->version, tokenizer_->vocabulary());
}

Status Request::fill_mask(uint32_t context_tokens) {
    MST_TRY(detokenizer_.drops_space() ? constraint_->fill_behind_space(*matcher_, mask_)
                                       : constraint_->fill(*matcher_, mask_));
    const auto allow = [this](Special special) {
        const auto id = static_cast<uint32_t>(tokenizer_->vocabulary().special(special));
        mask_[id / 32] |= uint32_t{1} << (id % 32);
    };
    if (closes_in_time() &&
        constraint_->narrow_to_close(*matcher_, tokens_left(context_tokens), mask_)) {
        is_closing_ = true;
    }
    if (in_calls_ || text_tokens_ != 0) return {};
    // What may come before the text of the grammar.
    if (tools_ && may_begin_calls()) allow(Special::kToolCalls);
    if (may_think()) allow(Special::kThink);
    return {};
}

// The mask let nothing else through, so a refusal is a defect.
Status Request::follow_grammar(int32_t token) {
    MST_ASSIGN(const bool follows, detokenizer_.drops_space()
                                       ? constraint_->accept_behind_space(*matcher_, token)
                                       : constraint_->accept(*matcher_, token));
    if (!follows) return error(Code::kInternal, "token %d is outside the grammar", token);
    return {};
}

// The first token of an answer can only come too late where nothing would fit.
bool Request::closes_in_time() const {
    return command_.close_in_time && is_constrained() && !in_calls_ && text_tokens_ != 0;
}

// Tokens that may still be generated.
uint32_t Request::tokens_left(uint32_t context_tokens) const {
    const auto used = static_cast<uint32_t>(tokens_.size());
    const uint32_t room = context_tokens > used ? context_tokens - used : 0;
    return std::min(command_.max_tokens - std::min(generated_, command_.max_tokens), room);
}

// What was chosen would leave too few tokens for an ending: the ending takes its place.
Status Request::close_instead(uint32_t context_tokens, TokenOutcome& out_outcome) {
    is_closing_ = true;
    const auto lent = constraint_->closing_tokens(*matcher_);
    const std::vector<int32_t> ending(lent.begin(), lent.end());
    for (const int32_t token : ending) {
        if (out_outcome.finish) break;
        MST_TRY(follow_grammar(token));
        TokenOutcome next;
        MST_TRY(take_token(token, context_tokens, next));
        out_outcome.append(std::move(next));
    }
    if (!out_outcome.finish) return finish_answer(out_outcome);
    return {};
}

std::span<const int32_t> Request::penalty_window() const {
    const size_t count = std::min<size_t>(round_tokens(), sampling().penalty_tokens);
    return std::span(tokens_).last(count);
}

bool Request::is_end(int32_t token) const {
    return token == tokenizer_->vocabulary().special(Special::kEos) ||
           std::find(eos_ids_.begin(), eos_ids_.end(), static_cast<uint32_t>(token)) !=
               eos_ids_.end();
}

Status Request::accept(int32_t token, uint32_t context_tokens, TokenOutcome& out_outcome) {
    const bool begins_calls =
        !in_calls_ && token == tokenizer_->vocabulary().special(Special::kToolCalls);
    const bool turns = turns_thinking(token);
    if (begins_calls) {
        MST_TRY(begin_calls(out_outcome));
    } else if (turns) {
        MST_TRY(turn_thinking(out_outcome));
    } else if (is_constrained()) {
        const bool closes = closes_in_time() && !is_end(token);
        const uint32_t left = tokens_left(context_tokens);
        const bool could = closes && constraint_->can_close(*matcher_, left);
        MST_TRY(follow_grammar(token));
        if (could && !constraint_->can_close(*matcher_, left - 1)) {
            matcher_->roll_back(1);
            if (matcher_->is_complete() || !constraint_->closing_tokens(*matcher_).empty()) {
                return close_instead(context_tokens, out_outcome);
            }
            MST_TRY(follow_grammar(token));  // the vocabulary cannot write the ending
        }
    }
    if (is_end(token)) return finish_answer(out_outcome);
    if (begins_calls || turns) {
        tokens_.push_back(token);
        ++generated_;
        return finish_at_limits(context_tokens, out_outcome);
    }
    return take_token(token, context_tokens, out_outcome);
}

// A token of the answer or of calls, which its grammar has accepted.
Status Request::take_token(int32_t token, uint32_t context_tokens, TokenOutcome& out_outcome) {
    tokens_.push_back(token);
    ++generated_;
    MST_TRY(take_text(token, out_outcome));
    if (out_outcome.finish) return {};
    if (is_constrained() && matcher_->is_finished()) return finish_answer(out_outcome);
    return finish_at_limits(context_tokens, out_outcome);
}

Status Request::finish_at_limits(uint32_t context_tokens, TokenOutcome& out_outcome) {
    const bool out_of_tokens = generated_ >= command_.max_tokens;
    if (!out_of_tokens && tokens_.size() < context_tokens) return {};
    if (closes_in_time() && matcher_->is_complete()) {
        is_closing_ = true;
        return finish_answer(out_outcome);
    }
    return finish_text(out_of_tokens ? Finish::kMaxTokens : Finish::kContext, out_outcome);
}

// The answer ends as the model or its grammar has it, not cut off.
Status Request::finish_answer(TokenOutcome& out_outcome) {
    const Finish whole = is_closing_ ? Finish::kClosed : Finish::kEnd;
    MST_TRY(finish_text(in_calls_ ? Finish::kToolCalls : whole, out_outcome));
    if (fields_ && !in_calls_) fields_->finish(out_outcome.fields);
    return read_raw_calls();
}

Result<uint32_t> Request::take_forced(uint32_t context_tokens, TokenOutcome& out_outcome) {
    // Before its text an answer may also begin with what is not in the grammar.
    const bool in_grammar = is_constrained() && (in_calls_ || text_tokens_ != 0);
    if (!in_grammar || command_.sample_every_token) return 0u;
    const uint32_t before = generated_;
    const auto lent = constraint_->forced(*matcher_, detokenizer_.drops_space());
    for (const int32_t token : std::vector<int32_t>(lent.begin(), lent.end())) {
        if (out_outcome.finish || is_closing_) break;
        TokenOutcome next;
        MST_TRY(accept(token, context_tokens, next));
        out_outcome.append(std::move(next));
    }
    return generated_ - before;
}

void Request::look_for_choice(uint32_t context_tokens) {
    if (choice_ || !is_constrained() || command_.sample_every_token || is_closing_) return;
    if (tokens_.size() == no_choice_at_) return;
    // Before its text an answer may also begin with what is not in the grammar.
    const bool begins = !in_calls_ && text_tokens_ == 0;
    if (begins && (may_begin_calls() || may_think())) return;
    auto choice = constraint_->choice(*matcher_, detokenizer_.drops_space());
    const uint32_t left = tokens_left(context_tokens);
    if (choice == nullptr || choice->tokens >= left) return;
    if (closes_in_time() && !constraint_->can_close(*matcher_, left - choice->tokens)) return;
    const SamplingParameters& with = sampling();
    choice_.emplace(std::move(choice), with.top_k == 1 ? 0.0F : with.temperature,
                    derive_seed(seed(), generated_));
    choice_begin_ = tokens_.size();
    choice_is_stale_ = false;
}

uint32_t Request::first_weighed() const {
    return static_cast<uint32_t>(choice_begin_) + choice_->depth() - 1;
}

void Request::drop_choice() {
    tokens_.resize(choice_begin_);
    choice_.reset();
}

Result<bool> Request::weigh(std::span<const float> logits) {
    bool goes_on = false;
    if (!choice_is_stale_) {
        MST_ASSIGN(goes_on, choice_->take(logits, *constraint_, mask_));
    }
    if (choice_is_stale_ || choice_->has_failed()) {
        drop_choice();
        no_choice_at_ = tokens_.size();  // so that it cannot begin for ever
        return false;
    }
    tokens_.resize(choice_begin_);
    const auto path = choice_->path();
    tokens_.insert(tokens_.end(), path.begin(), path.end());
    return goes_on;
}

Result<uint32_t> Request::take_choice(uint32_t context_tokens, TokenOutcome& out_outcome) {
    const uint32_t forced = choice_->forced();
    const uint32_t before = generated_;
    const auto path = choice_->path();
    const std::vector<int32_t> chosen(path.begin(), path.end());
    drop_choice();
    for (const int32_t token : chosen) {
        if (out_outcome.finish || is_closing_) break;
        TokenOutcome next;
        MST_TRY(accept(token, context_tokens, next));
        out_outcome.append(std::move(next));
    }
    return std::min(forced, generated_ - before);
}

bool Request::turns_thinking(int32_t token) const {
    return !in_calls_ && can_think() &&
           token == tokenizer_->vocabulary().special(in_thinking_ ? Special::kEndThink
                                                                  : Special::kThink);
}

// Thinking and what is said are texts of their own.
Status Request::turn_thinking(TokenOutcome& out_outcome) {
    MST_TRY(flush_text(out_outcome));
    in_thinking_ = !in_thinking_;
    has_thought_ = true;
    detokenizer_ = Detokenizer(tokenizer_->vocabulary());
    return {};
}

// What was said is said; the calls are a text of their own, in their own grammar.
Status Request::begin_calls(TokenOutcome& out_outcome) {
    MST_TRY(flush_text(out_outcome));
    in_calls_ = true;
    in_thinking_ = false;
    matcher_.reset();
    first_call_token_ = tokens_.size();
    detokenizer_ = Detokenizer(tokenizer_->vocabulary());
    return {};
}

Status Request::take_text(int32_t token, TokenOutcome& out_outcome) {
    std::string text;
    const bool drops_space = detokenizer_.drops_space();
    MST_TRY(detokenizer_.feed(token, text));
    if (in_calls_) return {};  // nobody reads calls in pieces
    if (in_thinking_) {
        thinking_ += text;
        out_outcome.thinking += text;
        return {};
    }
    if (text_tokens_++ == 0) {
        first_text_token_ = tokens_.size() - 1;
        text_begins_with_space_ = drops_space;
    }
    std::string shown;
    if (stops_.feed(text, shown)) out_outcome.finish = Finish::kStop;
    return take_shown(shown, out_outcome);
}

// Text that the host sees.
Status Request::take_shown(std::string_view text, TokenOutcome& out_outcome) {
    out_outcome.text += text;
    answer_ += text;
    return fields_ ? fields_->feed(text, out_outcome.fields) : Status();
}

Status Request::finish_text(Finish finish, TokenOutcome& out_outcome) {
    out_outcome.finish = finish;
    return in_calls_ ? Status() : flush_text(out_outcome);
}

// Lets out what was held back for a code point or a stop string that did not come.
Status Request::flush_text(TokenOutcome& out_outcome) {
    std::string rest;
    std::string shown;
    detokenizer_.flush(rest);
    if (in_thinking_) {
        thinking_ += rest;
        out_outcome.thinking += rest;
        return {};
    }
    const bool stopped = stops_.feed(rest, shown);
    if (!stopped) stops_.flush(shown);
    return take_shown(shown, out_outcome);
}

Result<std::vector<ToolCall>> Request::read_calls() const {
    const auto ids = std::span<const int32_t>(tokens_).subspan(first_call_token_);
    CallIds new_id(derive_seed(seed(), generated_));
    return parse_tool_calls(*tokenizer_, rules_->version, ids, [&new_id] { return new_id(); });
}

// Without a toolset the host reads the calls.
Status Request::read_raw_calls() {
    if (!in_calls_ || tools_) return {};
    auto calls = read_calls();
    if (!calls.ok()) return calls.status().with_context("reading the model's function calls");
    tool_calls_ = write_tool_calls(calls.value());
    return {};
}

}  // namespace minstrel
