#include "runtime/grammar/finite_choices.h"

#include <algorithm>
#include <span>

namespace minstrel {
namespace {

constexpr uint32_t kMaxTexts = 256;
constexpr uint32_t kMaxBytes = 128;      // of one text
constexpr uint32_t kMaxFirstBytes = 64;  // more begin free text
// Steps that are looked at for one choice, and once more for its texts. What is found depends on
// the grammar and the position alone, not on what others have found out about the grammar; so the
// work that unknown steps take is granted generously.
constexpr uint32_t kMaxLookups = 200'000;
constexpr uint64_t kWork = 2'000'000;
// A single token may be longer than such a choice, so what follows is chosen with it.
constexpr uint32_t kShort = 4;
// Nor is a text chosen that is as short as this with all that must follow it.
constexpr uint32_t kTiny = 2;
// Choices with no more bytes than this between them are the words of one text.
constexpr uint32_t kBetweenWords = 1;
// Remembered, of choices and of tokens inside them; beyond it all are forgotten.
constexpr size_t kMaxKnown = 4096;
constexpr size_t kMaxKnownNodes = size_t{1} << 18;

// The space that JSON leaves free between a key and its value is nothing to choose.
bool differ_in_space_alone(std::span<const std::string> texts) {
    const auto without_space = [](std::string text) {
        std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
        return text;
    };
    const std::string first = without_space(texts.front());
    return std::ranges::all_of(
        texts, [&](const std::string& text) { return without_space(text) == first; });
}

}  // namespace

std::shared_ptr<const FiniteChoice> FiniteChoices::at(Position position, bool behind_space) {
    const uint64_t key = uint64_t{position} << 1 | (behind_space ? 1 : 0);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    automaton_.grant(kWork);
    lookups_ = kMaxLookups;
    std::shared_ptr<const FiniteChoice> choice = find(position, behind_space);
    if (automaton_.exhausted()) return nullptr;
    const size_t nodes = choice != nullptr ? choice->nodes.size() : 0;
    known_nodes_ += nodes;
    if (known_.size() >= kMaxKnown || known_nodes_ > kMaxKnownNodes) {
        known_.clear();
        known_nodes_ = nodes;
    }
    return known_[key] = std::move(choice);
}

std::shared_ptr<const FiniteChoice> FiniteChoices::find(Position position, bool behind_space) {
    const std::optional<Span> span = find_span(position);
    if (!span) return nullptr;
    auto choice = std::make_shared<FiniteChoice>();
    choice->nodes.emplace_back().position = position;
    choice->end = span->end;
    choice->texts = span->count.texts;
    choice->behind_space = behind_space;
    std::string text;
    std::vector<std::string> texts;
    lookups_ = kMaxLookups;
    if (!collect(position, span->end, text, texts)) return nullptr;
    if (differ_in_space_alone(texts)) return nullptr;
    for (const std::string& each : texts) {
        if (!add_text(each, *choice)) return nullptr;
    }
    return choice;
}

// Before all steps from a position are taken. False when there have been too many.
bool FiniteChoices::look_up_all() {
    const uint32_t classes = automaton_.classes().count();
    if (lookups_ < classes || automaton_.exhausted()) return false;
    lookups_ -= classes;
    return true;
}

// All texts from a position on, which have been found to be few.
bool FiniteChoices::collect(Position position, Position end, std::string& text,
                            std::vector<std::string>& texts) {
    if (position == end) {
        texts.push_back(text);
        return true;
    }
    if (!look_up_all()) return false;
    if (automaton_.complete(position)) texts.push_back(text);
    const ByteClasses& classes = automaton_.classes();
    for (uint32_t i = 0; i < classes.count(); ++i) {
        const Position next = automaton_.step(position, i);
        if (next == GrammarAutomaton::kDead) continue;
        const uint32_t first = classes.byte_of(i);
        // The other bytes of a class can be any.
        const uint32_t last = classes.size(i) == 1 ? first : 0xFF;
        for (uint32_t byte = classes.size(i) == 1 ? first : 0; byte <= last; ++byte) {
            if (classes.of(static_cast<uint8_t>(byte)) != i) continue;
            text.push_back(static_cast<char>(byte));
            if (!collect(next, end, text, texts)) return false;
            text.pop_back();
        }
    }
    return true;
}

// False when the tokenizer cannot write it.
bool FiniteChoices::add_text(const std::string& text, FiniteChoice& choice) {
    if (text.empty()) return true;
    const std::vector<int32_t> ids =
        forced_.cut(choice.behind_space ? ' ' + text : text, choice.behind_space);
    if (ids.empty()) return false;
    choice.tokens = std::max(choice.tokens, static_cast<uint32_t>(ids.size()) + 1);
    uint32_t at = 0;
    for (const int32_t id : ids) {
        std::string_view written = tokens_.text(id);
        if (choice.behind_space && at == 0) written.remove_prefix(1);
        Position position = choice.nodes[at].position;
        for (const char c : written) {
            position = automaton_.step_byte(position, static_cast<uint8_t>(c));
            if (position == choice.end || is_end(position)) return true;
        }
        uint32_t child = choice.nodes[at].first_child;
        while (child != 0 && choice.nodes[child].token != id) child = choice.nodes[child].next;
        if (child == 0) {
            child = static_cast<uint32_t>(choice.nodes.size());
            choice.nodes.push_back({id, position, 0, choice.nodes[at].first_child});
            choice.nodes[at].first_child = child;
        }
        at = child;
    }
    return true;
}

std::optional<FiniteChoices::Span> FiniteChoices::find_span(Position position) {
    std::optional<Span> span = find_next(position);
    if (!span) return span;
    uint32_t behind = 0;
    while (span->end != GrammarAutomaton::kDead) {
        Position at = span->end;
        behind = skip_forced(at);
        Count& sum = span->count;
        const bool is_short = sum.longest < kShort;
        if (!is_short && behind > kBetweenWords) break;
        const auto next = find_next(span->end);
        if (!next || (!is_short && next->count.shortest <= kTiny)) break;
        if (next->count.texts > kMaxTexts / sum.texts) break;
        if (next->count.longest + sum.longest > kMaxBytes) break;
        span->end = next->end;
        sum = {sum.texts * next->count.texts, sum.longest + next->count.longest,
               sum.shortest + next->count.shortest};
    }
    if (span->count.longest <= kTiny || span->count.longest > kMaxBytes) return std::nullopt;
    const bool ends = span->end == GrammarAutomaton::kDead;
    if (!ends && span->count.shortest + behind <= kTiny) return std::nullopt;
    return span;
}

// Goes on while only one byte can follow; how many there were.
uint32_t FiniteChoices::skip_forced(Position& position) {
    uint32_t count = 0;
    uint8_t byte = 0;
    while (count < kMaxBytes && !automaton_.complete(position) &&
           !automaton_.has_tokens(position) && look_up_all()) {
        const Position next = automaton_.only_step(position, byte);
        if (next == GrammarAutomaton::kDead) break;
        position = next;
        ++count;
    }
    return count;
}

// The end is the first position that all texts pass. It lies on the path of the first possible
// bytes and on that of the last ones.
std::optional<FiniteChoices::Span> FiniteChoices::find_next(Position position) {
    const uint32_t forced = skip_forced(position);
    if (!look_up_all()) return std::nullopt;
    uint32_t first_bytes = 0;
    for (uint32_t i = 0; i < automaton_.classes().count(); ++i) {
        if (automaton_.step(position, i) != GrammarAutomaton::kDead) {
            first_bytes += automaton_.classes().size(i);
        }
    }
    if (first_bytes == 0 || first_bytes > kMaxFirstBytes) return std::nullopt;

    const auto count_to = [&](Position end) -> std::optional<Span> {
        counts_.clear();
        const auto counted = count(position, end, 0);
        if (!counted || counted->texts < 2 || automaton_.exhausted()) return std::nullopt;
        return Span{end, {counted->texts, counted->longest + forced, counted->shortest + forced}};
    };
    const std::vector<Position> lowest = edge_path(position, false);
    const std::vector<Position> highest = edge_path(position, true);
    for (const Position end : lowest) {
        if (std::ranges::find(highest, end) == highest.end() || is_end(end)) continue;
        if (const auto span = count_to(end)) return span;
    }
    const bool both_end =
        !lowest.empty() && !highest.empty() && is_end(lowest.back()) && is_end(highest.back());
    return both_end ? count_to(GrammarAutomaton::kDead) : std::nullopt;
}

// Nothing but the end can follow.
bool FiniteChoices::is_end(Position position) const {
    return automaton_.complete(position) && !automaton_.goes_on(position);
}

Position FiniteChoices::edge_step(Position position, bool last) {
    const uint32_t classes = automaton_.classes().count();
    for (uint32_t i = 0; i < classes; ++i) {
        const Position next = automaton_.step(position, last ? classes - 1 - i : i);
        if (next != GrammarAutomaton::kDead) return next;
    }
    return GrammarAutomaton::kDead;
}

// Where the lowest classes of bytes lead, or the highest ones.
std::vector<Position> FiniteChoices::edge_path(Position position, bool last) {
    std::vector<Position> path;
    Position before = position;
    while (path.size() < kMaxBytes && !automaton_.has_tokens(before) && look_up_all()) {
        const Position next = edge_step(before, last);
        if (next == GrammarAutomaton::kDead || next == position || next == before) break;
        path.push_back(next);
        before = next;
    }
    return path;
}

// The texts from a position to the end of the choice; none where one of them misses it, or where
// they are too many.
std::optional<FiniteChoices::Count> FiniteChoices::count(Position position, Position end,
                                                         uint32_t depth) {
    if (position == end) return Count{1, 0, 0};
    if (depth > kMaxBytes || automaton_.has_tokens(position)) return std::nullopt;
    const auto [entry, is_new] = counts_.try_emplace(position);
    if (!is_new) {
        if (entry->second.texts == 0) return std::nullopt;  // it leads back to itself
        return entry->second;
    }
    if (!look_up_all()) return std::nullopt;
    const auto counted = count_followers(position, end, depth);
    if (counted) counts_[position] = *counted;
    return counted;
}

std::optional<FiniteChoices::Count> FiniteChoices::count_followers(Position position, Position end,
                                                                   uint32_t depth) {
    Count sum;
    sum.shortest = kMaxBytes;
    if (automaton_.complete(position)) {
        if (end != GrammarAutomaton::kDead) return std::nullopt;
        sum.texts = 1;
        sum.shortest = 0;
    }
    for (uint32_t i = 0; i < automaton_.classes().count(); ++i) {
        const Position next = automaton_.step(position, i);
        if (next == GrammarAutomaton::kDead) continue;
        const auto below = count(next, end, depth + 1);
        if (!below || below->texts > kMaxTexts) return std::nullopt;
        sum.texts += below->texts * automaton_.classes().size(i);
        sum.longest = std::max(sum.longest, below->longest + 1);
        sum.shortest = std::min(sum.shortest, below->shortest + 1);
        if (sum.texts > kMaxTexts) return std::nullopt;
    }
    return sum.texts == 0 ? std::nullopt : std::optional(sum);
}

const FiniteChoices::Leaving& FiniteChoices::leaving(uint32_t node, const FiniteChoice& choice) {
    const Position position = choice.nodes[node].position;
    const bool behind_space = choice.behind_space && node == 0;
    const uint64_t key = uint64_t{position} << 32 | choice.end;
    if (!behind_space) {
        const auto known = leaving_.find(key);
        if (known != leaving_.end()) return known->second;
    }
    automaton_.grant(automaton_.grammar().limits().mask_work);
    path_.assign(tokens_.longest() + 2, GrammarAutomaton::kDead);
    found_ = Leaving{{}, automaton_.complete(position)};
    if (behind_space) {
        const auto nodes = tokens_.nodes();
        for (uint32_t at = 1; at < nodes[0].end; at = nodes[at].end) {
            if (nodes[at].byte == ' ') walk(at, position, choice.end, found_);
        }
        return found_;
    }
    walk(0, position, choice.end, found_);
    if (automaton_.exhausted()) return found_;
    leaving_texts_ += found_.texts.size();
    if (leaving_.size() >= kMaxKnown || leaving_texts_ > kMaxKnownNodes) {
        leaving_.clear();
        leaving_texts_ = found_.texts.size();
    }
    return leaving_[key] = std::move(found_);
}

// Among the tokens below a node of the token tree, which stands for `position`. Where a text is
// complete all that lies below completes it.
void FiniteChoices::walk(uint32_t root, Position position, Position end, Leaving& out) {
    const auto nodes = tokens_.nodes();
    path_[nodes[root].depth] = position;
    for (uint32_t node = root + 1; node < nodes[root].end;) {
        const size_t depth = nodes[node].depth;
        const Position now = automaton_.step_byte(path_[depth - 1], nodes[node].byte);
        path_[depth] = now;
        if (now == GrammarAutomaton::kDead) {
            node = nodes[node].end;
        } else if (now == end || is_end(now)) {
            out.texts.push_back({nodes[node].first_rank, tokens_.ranks_end(node)});
            node = nodes[node].end;
        } else {
            ++node;
        }
    }
}

}  // namespace minstrel
