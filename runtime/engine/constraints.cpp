// Grammars in the engine thread: from the command to the constraint of a request.
#include <algorithm>
#include <utility>

#include "runtime/engine/engine_thread.h"

namespace minstrel {
namespace {

constexpr size_t kMaxCallConstraints = 16;
// Of one grammar: models, and live terminals that requests have given lately.
constexpr size_t kMaxGrammarConstraints = 16;

}  // namespace

void EngineThread::apply(CreateGrammar& command) {
    const uint64_t id = command.grammar;
    auto state = std::make_shared<GrammarState>();
    state->id = id;
    at_slot(grammars_, id) = std::move(state);
    start_compiling(id, std::move(command));
}

// Requests that were submitted with it keep the state.
void EngineThread::apply(DestroyGrammar& command) {
    const size_t slot = slot_of(command.grammar);
    if (slot >= grammars_.size() || grammars_[slot] == nullptr) return;
    if (grammars_[slot]->compiled) {
        end_grammar(slot);
    } else {
        grammars_[slot]->destroyed = true;  // its slot is free once the compiler has let go of it
    }
}

void EngineThread::end_grammar(size_t slot) {
    shared_.grammars.erase(grammars_[slot]->id);
    shared_.handles.release(grammars_[slot]->id);
    grammars_[slot].reset();
}

// Requests wait for what is compiled, so an outcome has to come.
void EngineThread::start_compiling(uint64_t id, Compiler::Work work) {
    CompileOutcome failed;
    failed.id = id;
    try {
        compiler_.start(std::move(work));
        return;
    } catch (const std::bad_alloc&) {
        failed.status = out_of_memory("no memory for compiling");
    }
    finish_compiling(failed);
}

void EngineThread::finish_compiling(CompileOutcome& outcome) {
    if (kind_of(outcome.id) == Kind::kGrammar) {
        take_grammar(outcome);
    } else {
        take_toolset(outcome);
    }
}

void EngineThread::take_compiled() {
    while (auto outcome = compiler_.take_outcome()) finish_compiling(*outcome);
}

void EngineThread::take_grammar(CompileOutcome& outcome) {
    const size_t slot = slot_of(outcome.id);
    GrammarState& state = *grammars_[slot];
    state.grammar = std::move(outcome.grammar);
    state.status = std::move(outcome.status);
    state.compiled = true;
    if (state.status.ok()) shared_.grammars.insert(state.id, state.grammar);
    if (state.destroyed) {
        end_grammar(slot);
        return;
    }
    publish_grammar(outcome.id, state.status, outcome.unenforced, outcome.time_ns);
}

void EngineThread::note_grammar(uint64_t request, uint64_t grammar) {
    std::shared_ptr<GrammarState>& own = at_slot(grammar_of_request_, request);
    own.reset();
    if (grammar == 0) return;
    const size_t at = slot_of(grammar);
    const bool known =
        at < grammars_.size() && grammars_[at] != nullptr && grammars_[at]->id == grammar;
    auto state = known ? grammars_[at] : std::make_shared<GrammarState>();
    if (!known) {  // it was destroyed while the command was on its way
        state->compiled = true;
        state->status = Status(Code::kStaleHandle, "the grammar has ended");
    }
    own = std::move(state);
}

// Constraints speak of the model's vocabulary.
void EngineThread::forget_constraints(uint64_t model) {
    for (const auto& state : grammars_) {
        if (state == nullptr) continue;
        std::erase_if(state->on_models, [&](const auto& entry) { return entry.model == model; });
    }
    std::erase_if(call_constraints_, [&](const auto& entry) { return entry.model == model; });
}

// Whether a request waits in the session whose grammar, toolset and adapter, if it has any, are
// ready.
bool EngineThread::can_start(const Session& session) const {
    const uint64_t request = session.next_request();
    if (request == 0) return false;
    const GrammarState* grammar = grammar_of_request_[slot_of(request)].get();
    const ToolsetState* toolset = toolset_of(session);
    const AdapterState* adapter = session.adapter().state.get();
    return (grammar == nullptr || grammar->compiled) && (toolset == nullptr || toolset->compiled) &&
           (adapter == nullptr || adapter->settled);
}

// Puts the active request under its grammar, if it has one.
Status EngineThread::constrain(Request& request, uint64_t model, LoadedModel& loaded) {
    const std::shared_ptr<GrammarState> state = grammar_of_request_[slot_of(request.id())];
    if (state == nullptr) return {};
    if (!state->status.ok()) return state->status.with_context("the grammar of the request");
    MST_ASSIGN(std::shared_ptr<Constraint> constraint,
               constraint_of(*state, request.live(), model, loaded));
    if (!request.field_names().empty()) {
        MST_ASSIGN(AnswerFields fields,
                   AnswerFields::make(request.field_names(), constraint->grammar()));
        request.watch(std::move(fields));
    }
    return request.constrain(std::move(constraint),
                             static_cast<uint32_t>(loaded.masks.plain.size()));
}

void EngineThread::apply(SetLive& command) {
    const size_t slot = slot_of(command.request);
    if (slot >= session_of_request_.size()) return;
    Session* session = find_session(session_of_request_[slot]);
    if (session == nullptr) return;
    Request* active = session->active();
    Status status;
    if (active != nullptr && active->id() == command.request) {
        status = replace_live(*active, session->model(), std::move(command.live));
    } else if (grammar_of_request_[slot] == nullptr) {
        status = Status(Code::kInvalidArgument, "the request has no grammar");
    } else if (!session->replace_live(command.request, std::move(command.live))) {
        return;  // it has ended
    }
    publish_live(*session, command.request, status);
}

// New live terminals for an answer that has begun.
Status EngineThread::replace_live(Request& request, uint64_t model, std::vector<LiveEntry> live) {
    const std::shared_ptr<GrammarState> state = grammar_of_request_[slot_of(request.id())];
    if (state == nullptr) return error(Code::kInvalidArgument, "the request has no grammar");
    LoadedModel& loaded = *find_model(model)->loaded;
    MST_ASSIGN(std::shared_ptr<Constraint> constraint, constraint_of(*state, live, model, loaded));
    return request.exchange(std::move(constraint), std::move(live));
}

// Requests with the same live terminals share what has been found out about their grammar.
Result<std::shared_ptr<Constraint>> EngineThread::constraint_of(
    GrammarState& state, const std::vector<LiveEntry>& entries, uint64_t model,
    const LoadedModel& loaded) {
    std::vector<LiveTerminal> live;
    live.reserve(entries.size());
    for (const LiveEntry& entry : entries) live.push_back({entry.name, entry.values});
    auto& known = state.on_models;
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& entry) {
        return entry.model == model && entry.live == live;
    });
    if (found != known.end()) {
        std::rotate(found, found + 1, known.end());
        if (!known.back().constraint->is_crowded()) return known.back().constraint;
        known.pop_back();  // requests that use it keep it
    }
    MST_ASSIGN(GrammarPtr grammar, fill_live_terminals(state.grammar, live));
    auto constraint =
        std::make_shared<Constraint>(std::move(grammar), loaded.tokens, *loaded.tokenizer);
    if (known.size() >= kMaxGrammarConstraints) known.erase(known.begin());
    known.push_back({model, std::move(live), constraint});
    return constraint;
}

// Puts the calls that the active request has begun under their grammar. Characters of one kind make
// the same calls, so the newest grammars, with all that they have found out, are kept.
Status EngineThread::constrain_calls(Request& request, uint64_t model, LoadedModel& loaded) {
    const ToolTurn& tools = *request.tools();
    CallRules rules = tools.grammar_rules(loaded.for_sessions.chat_version);
    rules.tokens = call_tokens(loaded.tokenizer->vocabulary());
    const auto words = static_cast<uint32_t>(loaded.masks.plain.size());
    const auto found = std::find_if(
        call_constraints_.begin(), call_constraints_.end(), [&](const CallConstraint& entry) {
            return entry.model == model && entry.toolset == tools.toolset() && entry.rules == rules;
        });
    if (found != call_constraints_.end()) {
        std::rotate(found, found + 1, call_constraints_.end());
        CallConstraint& entry = call_constraints_.back();
        if (!entry.constraint->is_crowded())
            return request.constrain_calls(entry.constraint, words);
        call_constraints_.pop_back();
    }
    MST_ASSIGN(GrammarPtr grammar, call_grammar(*tools.toolset(), rules));
    auto constraint =
        std::make_shared<Constraint>(std::move(grammar), loaded.tokens, *loaded.tokenizer);
    if (call_constraints_.size() >= kMaxCallConstraints) {
        call_constraints_.erase(call_constraints_.begin());
    }
    call_constraints_.push_back({tools.toolset(), model, std::move(rules), constraint});
    return request.constrain_calls(std::move(constraint), words);
}

}  // namespace minstrel
