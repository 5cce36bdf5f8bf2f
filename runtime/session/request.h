// Request: one answer in the making, from the queued command to its finish. It may take several
// rounds: the model calls functions, waits for their results and goes on. Owned by its session,
// used by the engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/command.h"
#include "runtime/flow/event.h"
#include "runtime/grammar/constraint.h"
#include "runtime/session/answer_fields.h"
#include "runtime/session/choice_search.h"
#include "runtime/session/stop_strings.h"
#include "runtime/session/tool_turn.h"
#include "runtime/text/chat_format.h"
#include "runtime/text/chat_rules.h"
#include "runtime/text/chat_stages.h"
#include "runtime/text/detokenizer.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// What one accepted token led to.
struct TokenOutcome {
    std::string text;                // new text for the host; may be empty
    std::string thinking;            // likewise, of what is thought before it is said
    std::vector<FieldPiece> fields;  // likewise, of the parts of the answer that are asked for
    std::optional<Finish> finish;

    void append(TokenOutcome&& next);
};

class Request {
  public:
    // `command.seed` is final; sampling is set.
    Request(SubmitRequest command, const Tokenizer& tokenizer, ChatVersion version,
            std::span<const uint32_t> eos_ids);

    uint64_t id() const { return command_.request; }
    uint64_t submit_ns() const { return command_.time_ns; }
    // Of a gap to fill, see SubmitRequest.
    const std::optional<std::string>& suffix() const { return command_.suffix; }
    // What is answered, and the rounds of calls that are over.
    const std::vector<Message>& messages() const { return command_.messages; }
    const SamplingParameters& sampling() const { return *command_.sampling; }
    uint64_t seed() const { return command_.seed; }
    uint32_t max_tokens() const { return command_.max_tokens; }
    // When its time is up; 0 = never.
    uint64_t end_ns() const;

    // The prompt names functions that nobody checks calls of: tools_json of the session.
    void offer_raw() { has_raw_tools_ = true; }
    // Functions that may be called. Before the first begin(); null when there are none.
    void offer(ToolTurn tools) { tools_ = std::move(tools); }
    ToolTurn* tools() { return tools_ ? &*tools_ : nullptr; }
    const ToolTurn* tools() const { return tools_ ? &*tools_ : nullptr; }
    // Whether it waits for the host and cannot go on.
    bool is_waiting() const { return tools_ && tools_->in_round(); }

    Status begin(ChatPrompt prompt);
    // All calls of the round have results: what was said, called and answered becomes part of
    // messages().
    void end_round();
    // The answer shall be in a grammar. After the first begin(), before the first token.
    Status constrain(std::shared_ptr<Constraint> constraint, uint32_t mask_words);
    // Fields of the answer that its grammar knows; after constrain().
    const std::vector<std::string>& field_names() const { return command_.fields; }
    const std::vector<LiveEntry>& live() const { return command_.live; }
    void watch(AnswerFields fields) { fields_ = std::move(fields); }
    // The grammar of the answer with other live terminals: what follows shall be in it, with what
    // has been said. Otherwise nothing changes and the error says why.
    Status exchange(std::shared_ptr<Constraint> constraint, std::vector<LiveEntry> live);
    // The calls of this round shall be in a grammar: that of what follows their first token.
    Status constrain_calls(std::shared_ptr<Constraint> constraint, uint32_t mask_words);
    // The calls of this round cannot be read: they are written anew behind their first token. What
    // was said before them stays said.
    void take_back_calls();
    // Whether calls have begun that are to be constrained and are not yet.
    bool wants_call_grammar() const;
    // The mask of the next token into `constraint_mask()`; for constrained requests.
    Status fill_mask(uint32_t context_tokens);
    bool is_constrained() const { return matcher_.has_value() && !in_thinking_; }
    std::span<const uint32_t> constraint_mask() const { return mask_; }
    bool in_calls() const { return in_calls_; }
    // Whether it ends, as `finish` says, with a call of the toolset that is not complete.
    bool is_inside_call(Finish finish) const {
        return in_calls_ && tools_ && !is_waiting() && finish != Finish::kToolCalls;
    }
    bool in_thinking() const { return in_thinking_; }
    // Whether the next token may begin calls.
    bool may_begin_calls() const;
    // Whether it may begin a thought: one in a round, before anything is said.
    bool may_think() const;

    // Prompt and answer so far: all that shall stand in keys and values.
    std::span<const int32_t> tokens() const { return tokens_; }
    uint32_t prompt_tokens() const { return prompt_tokens_; }
    uint32_t generated_tokens() const { return generated_; }
    // Of this round.
    uint32_t round_tokens() const { return static_cast<uint32_t>(tokens_.size()) - prompt_tokens_; }
    // The newest tokens of the answer, for the penalties.
    std::span<const int32_t> penalty_window() const;

    // Takes the token that was chosen. `context_tokens` is the session's limit.
    Status accept(int32_t token, uint32_t context_tokens, TokenOutcome& out_outcome);

    // Before the newest token is evaluated: from here on a text of a few is chosen as a whole, if
    // the grammar leaves such a choice. Until it is made tokens() ends with what is tried.
    void look_for_choice(uint32_t context_tokens);
    bool is_choosing() const { return choice_.has_value(); }
    // Which of tokens() is the first one whose logits are wanted; all behind it are, too.
    uint32_t first_weighed() const;
    // Takes these logits, in order. False: tokens() has changed, what is held of keys and values
    // has to follow it, and there is no use for the logits of what it was.
    Result<bool> weigh(std::span<const float> logits);
    // Once the choice is made: takes its tokens as accept() would, one by one. Returns how many of
    // them the grammar left no choice about.
    bool has_chosen() const { return choice_ && choice_->has_chosen(); }
    Result<uint32_t> take_choice(uint32_t context_tokens, TokenOutcome& out_outcome);

    // Takes the tokens that the grammar leaves no choice about, behind one that was accepted. They
    // are evaluated together with it. Returns how many.
    Result<uint32_t> take_forced(uint32_t context_tokens, TokenOutcome& out_outcome);

    // Ends the answer where it stands.
    Status finish_now(Finish finish, TokenOutcome& out_outcome) {
        return finish_text(finish, out_outcome);
    }

    // The whole answer, for the conversation; the list of calls if it ended with some.
    std::string take_answer() { return std::move(answer_); }
    const std::string& tool_calls() const { return tool_calls_; }
    // What the model called in this round; it has ended with Finish::kToolCalls.
    Result<std::vector<ToolCall>> read_calls() const;

    uint64_t first_token_ns = 0;  // 0 = none yet; times are the engine's business

  private:
    bool is_end(int32_t token) const;
    void drop_choice();
    Status follow(std::shared_ptr<Constraint> constraint, uint32_t mask_words);
    Status follow_grammar(int32_t token);
    bool closes_in_time() const;
    uint32_t tokens_left(uint32_t context_tokens) const;
    Status close_instead(uint32_t context_tokens, TokenOutcome& out_outcome);
    Status take_token(int32_t token, uint32_t context_tokens, TokenOutcome& out_outcome);
    Status take_shown(std::string_view text, TokenOutcome& out_outcome);
    Status take_text(int32_t token, TokenOutcome& out_outcome);
    bool can_think() const;
    bool turns_thinking(int32_t token) const;
    Status turn_thinking(TokenOutcome& out_outcome);
    Status begin_calls(TokenOutcome& out_outcome);
    Status flush_text(TokenOutcome& out_outcome);
    Status finish_text(Finish finish, TokenOutcome& out_outcome);
    Status finish_answer(TokenOutcome& out_outcome);
    Status finish_at_limits(uint32_t context_tokens, TokenOutcome& out_outcome);
    Status read_raw_calls();

    SubmitRequest command_;
    const Tokenizer* tokenizer_;
    const ChatRules* rules_;
    std::vector<uint32_t> eos_ids_;
    std::vector<int32_t> tokens_;
    uint32_t prompt_tokens_ = 0;
    uint32_t generated_ = 0;
    Detokenizer detokenizer_;
    StopStrings stops_;
    std::shared_ptr<Constraint> answer_constraint_;  // of every round's text
    std::shared_ptr<Constraint> constraint_;         // of what is generated now
    std::optional<Matcher> matcher_;                 // where it stands in its grammar
    std::vector<uint32_t> mask_;
    std::optional<ChoiceSearch> choice_;
    size_t choice_begin_ = 0;       // index into tokens_ of the first one that is tried
    bool choice_is_stale_ = false;  // its grammar has been exchanged
    size_t no_choice_at_ = 0;       // number of tokens behind which the sampler chooses
    std::optional<AnswerFields> fields_;
    bool is_closing_ = false;  // the grammar is being led to its end
    std::optional<ToolTurn> tools_;
    std::string answer_;
    bool has_raw_tools_ = false;
    std::string thinking_;                 // of this round
    bool in_thinking_ = false;             // between [THINK] and [/THINK]
    bool has_thought_ = false;             // likewise or after it
    uint32_t text_tokens_ = 0;             // of this round, neither thinking nor calls
    size_t first_text_token_ = 0;          // index into tokens_, when there are some
    bool text_begins_with_space_ = false;  // that is no part of the grammar
    bool in_calls_ = false;                // [TOOL_CALLS] was generated
    size_t first_call_token_ = 0;          // index into tokens_
    std::string tool_calls_;
};

}  // namespace minstrel
