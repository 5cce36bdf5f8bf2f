#include "runtime/grammar/automaton.h"

#include <algorithm>
#include <array>
#include <utility>

namespace minstrel {
namespace {

bool item_less(const GrammarAutomaton::Item& a, const GrammarAutomaton::Item& b) {
    return std::tie(a.state, a.cell) < std::tie(b.state, b.cell);
}

uint64_t hash_items(std::span<const GrammarAutomaton::Item> items, uint64_t seed) {
    uint64_t hash = seed;
    for (const auto& item : items) hash = hash_mix(hash, uint64_t{item.state} << 32 | item.cell);
    return hash;
}

void sort_unique(std::vector<GrammarAutomaton::Item>& items) {
    if (items.size() < 2) return;
    std::ranges::sort(items, item_less);
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

GrammarAutomaton::GrammarAutomaton(GrammarPtr grammar)
    : grammar_(std::move(grammar)),
      classes_(*grammar_),
      budget_{grammar_->limits().compile_work, 0, grammar_->limits().automaton_bytes, false},
      states_(*grammar_, classes_, budget_),
      seen_(64) {
    std::vector<Item> nothing;
    intern_position(nothing, false);
    std::vector<Item> host{{kHostState, 0}};
    intern_cell(host);
}

void GrammarAutomaton::grant(uint64_t work) {
    budget_.work = work;
    budget_.exhausted = budget_.bytes > budget_.max_bytes;
}

Status GrammarAutomaton::status() const {
    if (!budget_.exhausted) return {};
    if (budget_.bytes > budget_.max_bytes) {
        return error(Code::kLimitReached, "grammar: its states need more than %llu bytes",
                     static_cast<unsigned long long>(budget_.max_bytes));
    }
    return error(Code::kLimitReached, "grammar: the work for one step is used up");
}

// ---- one step

void GrammarAutomaton::begin() {
    pending_.clear();
    ready_.clear();
    calls_.clear();
    for (const uint32_t slot : seen_slots_) seen_[slot] = 0;
    seen_slots_.clear();
    complete_ = false;
}

void GrammarAutomaton::add(Item item) {
    const uint64_t key = (uint64_t{item.state} << 32 | item.cell) + 1;
    if ((seen_slots_.size() + 1) * 2 > seen_.size()) {
        std::vector<uint64_t> keys;
        for (const uint32_t slot : seen_slots_) keys.push_back(seen_[slot]);
        seen_.assign(seen_.size() * 2, 0);
        seen_slots_.clear();
        for (const uint64_t old : keys) {
            size_t i = hash_mix(0, old) & (seen_.size() - 1);
            while (seen_[i] != 0) i = (i + 1) & (seen_.size() - 1);
            seen_[i] = old;
            seen_slots_.push_back(static_cast<uint32_t>(i));
        }
    }
    size_t i = hash_mix(0, key) & (seen_.size() - 1);
    for (; seen_[i] != 0; i = (i + 1) & (seen_.size() - 1)) {
        if (seen_[i] == key) return;
    }
    seen_[i] = key;
    seen_slots_.push_back(static_cast<uint32_t>(i));
    pending_.push_back(item);
}

// Returns from the rule, if it can be over, and notes its calls.
void GrammarAutomaton::follow(Item item) {
    budget_.spend(2);
    if (states_.moves(item.state)) ready_.push_back(item);
    const std::span<const Item> callers = this->callers(item.cell);
    if (states_.accepts(item.state)) {
        budget_.spend(callers.size());
        for (const Item& caller : callers) {
            if (caller.state == kHostState) {
                complete_ = true;
            } else {
                add(caller);
            }
        }
    }
    for (const StateCall& call : states_.calls(item.state)) {
        const uint32_t rank = grammar_->rule(call.rule).rank;
        if (!states_.only_ends(call.next)) {
            calls_.push_back({rank, call.rule, {call.next, item.cell}});
            continue;
        }
        // A call at the end returns to the callers at once, so repetition by recursion on the
        // right needs no stack.
        for (const Item& caller : callers) calls_.push_back({rank, call.rule, caller});
    }
}

// Enters the rule that no other pending rule can call at its start: all its callers are known.
void GrammarAutomaton::enter_calls() {
    const auto less = [](const PendingCall& a, const PendingCall& b) {
        return std::tie(a.rank, a.rule) < std::tie(b.rank, b.rule);
    };
    const uint32_t rule = std::ranges::min_element(calls_, less)->rule;
    budget_.spend(calls_.size());
    callers_.clear();
    std::erase_if(calls_, [&](const PendingCall& call) {
        if (call.rule == rule) callers_.push_back(call.caller);
        return call.rule == rule;
    });
    add({states_.rule_start(rule), intern_cell(callers_)});
}

Position GrammarAutomaton::finish() {
    while (!budget_.exhausted) {
        if (!pending_.empty()) {
            const Item item = pending_.back();
            pending_.pop_back();
            follow(item);
        } else if (!calls_.empty()) {
            enter_calls();
        } else {
            break;
        }
    }
    if (budget_.exhausted) return kDead;
    const Position position = intern_position(ready_, complete_);
    return budget_.exhausted ? kDead : position;
}

uint32_t GrammarAutomaton::intern_cell(std::vector<Item>& callers) {
    sort_unique(callers);
    budget_.spend(callers.size());
    const uint64_t hash = hash_items(callers, 1);
    const uint32_t known = cell_index_.find(
        hash, [&](uint32_t number) { return std::ranges::equal(this->callers(number), callers); });
    if (known != InternIndex::kNone) return known;
    const auto number = static_cast<uint32_t>(cells_.size());
    cells_.push_back({static_cast<uint32_t>(items_.size()), static_cast<uint32_t>(callers.size())});
    items_.insert(items_.end(), callers.begin(), callers.end());
    cell_index_.add(hash, number);
    budget_.take_bytes(sizeof(Cell) + callers.size() * sizeof(Item) + 24);
    return number;
}

Position GrammarAutomaton::intern_position(std::vector<Item>& items, bool complete) {
    sort_unique(items);
    budget_.spend(items.size());
    const uint64_t hash = hash_items(items, complete ? 2 : 3);
    const uint32_t known = position_index_.find(hash, [&](uint32_t number) {
        return positions_[number].complete == complete &&
               std::ranges::equal(this->items(number), items);
    });
    if (known != InternIndex::kNone) return known;
    const auto number = static_cast<uint32_t>(positions_.size());
    PositionData data;
    data.first = static_cast<uint32_t>(items_.size());
    data.count = static_cast<uint32_t>(items.size());
    data.complete = complete;
    for (const Item& item : items) {
        data.has_tokens = data.has_tokens || states_.has_tokens(item.state);
    }
    items_.insert(items_.end(), items.begin(), items.end());
    positions_.push_back(data);
    position_index_.add(hash, number);
    budget_.take_bytes(sizeof(PositionData) + items.size() * sizeof(Item) + 24);
    return number;
}

uint32_t* GrammarAutomaton::table_of(Position position) {
    if (positions_[position].table == kUnknownState) {
        const size_t offset = tables_.size();
        tables_.resize(offset + classes_.count(), kDead);
        positions_[position].table = static_cast<uint32_t>(offset);
        budget_.take_bytes(classes_.count() * sizeof(uint32_t));
        for (uint32_t i = 0; i < classes_.count(); ++i) {
            for (const Item& item : items(position)) {
                if (!states_.may_step(item.state, i)) continue;
                tables_[offset + i] = kUnknownState;
                break;
            }
        }
    }
    return tables_.data() + positions_[position].table;
}

Position GrammarAutomaton::find_step(Position position, uint32_t byte_class) {
    const uint32_t known = table_of(position)[byte_class];
    if (known != kUnknownState) return known;
    begin();
    const PositionData data = positions_[position];
    for (uint32_t i = 0; i < data.count; ++i) {
        const Item item = items_[data.first + i];
        const uint32_t next = states_.step(item.state, byte_class);
        if (next != kDeadState) add({next, item.cell});
    }
    const Position next = finish();
    if (!budget_.exhausted) table_of(position)[byte_class] = next;
    return next;
}

Position GrammarAutomaton::only_step(Position position, uint8_t& byte) {
    Position only = kDead;
    for (uint32_t i = 0; i < classes_.count(); ++i) {
        const Position next = step(position, i);
        if (next == kDead) continue;
        if (only != kDead || classes_.size(i) > 1) return kDead;
        only = next;
        byte = classes_.byte_of(i);
    }
    return only;
}

std::string GrammarAutomaton::forced_bytes(Position& position, size_t limit) {
    std::string forced;
    while (forced.size() < limit && !complete(position) && !has_tokens(position)) {
        uint8_t byte = 0;
        const Position next = only_step(position, byte);
        if (next == kDead || budget_.exhausted) break;
        forced.push_back(static_cast<char>(byte));
        position = next;
    }
    return forced;
}

int32_t GrammarAutomaton::forced_token(Position position) {
    if (complete(position) || !has_tokens(position)) return -1;
    for (uint32_t i = 0; i < classes_.count(); ++i) {
        if (step(position, i) != kDead) return -1;
    }
    std::vector<uint32_t> sets;
    token_sets(position, sets);
    int32_t only = -1;
    for (const uint32_t set : sets) {
        for (const int32_t token : grammar_->tokens(set)) {
            if (only >= 0 && token != only) return -1;
            only = token;
        }
    }
    return budget_.exhausted ? -1 : only;
}

Position GrammarAutomaton::step_token(Position position, int32_t token) {
    if (!has_tokens(position)) return kDead;
    begin();
    std::vector<StateTable::TokenEdge> edges;
    const PositionData data = positions_[position];
    for (uint32_t i = 0; i < data.count; ++i) {
        const Item item = items_[data.first + i];
        edges.clear();
        states_.token_edges(item.state, edges);
        for (const StateTable::TokenEdge& edge : edges) {
            if (std::ranges::binary_search(grammar_->tokens(edge.token_set), token)) {
                add({edge.next, item.cell});
            }
        }
    }
    return finish();
}

void GrammarAutomaton::token_sets(Position position, std::vector<uint32_t>& sets) {
    if (!has_tokens(position)) return;
    std::vector<StateTable::TokenEdge> edges;
    const PositionData data = positions_[position];
    for (uint32_t i = 0; i < data.count; ++i)
        states_.token_edges(items_[data.first + i].state, edges);
    for (const StateTable::TokenEdge& edge : edges) sets.push_back(edge.token_set);
}

// ---- beginnings

Position GrammarAutomaton::start() {
    if (start_ != kUnknownState) return start_;
    const uint32_t state = states_.start(grammar_->root());
    begin();
    add({state, 0});
    const Position position = finish();
    if (!budget_.exhausted) start_ = position;
    return position;
}

Position GrammarAutomaton::isolated(uint32_t state) {
    std::vector<Item> items{{state, 0}};
    return intern_position(items, false);
}

Position GrammarAutomaton::entered(uint32_t state) {
    begin();
    add({state, 0});
    return finish();
}

Position GrammarAutomaton::advance(Position position, std::string_view text, size_t& length) {
    for (length = 0; length < text.size(); ++length) {
        const Position next = step_byte(position, static_cast<uint8_t>(text[length]));
        if (next == kDead) return next;
        position = next;
    }
    return position;
}

}  // namespace minstrel
