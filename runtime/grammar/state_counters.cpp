// What a StateTable knows about counters: terms that differ by one interval, and bounds that do not
// matter for the next few bytes.
#include <algorithm>
#include <array>
#include <functional>

#include "runtime/grammar/closure.h"
#include "runtime/grammar/states.h"

namespace minstrel {
namespace {

// A counter counts from the third term of a list at the latest: the rest of a code point stands
// before it.
constexpr size_t kMaxPrefix = 4;

// More repetitions than any token has bytes and than a counter that matters has.
constexpr uint32_t kMany = 1u << 20;

struct Counted {
    std::array<Term, kMaxPrefix> prefix{};  // their tails are left out
    size_t prefix_size = 0;
    uint32_t body = 0;
    uint32_t tail = 0;
    uint32_t min = 0;
    uint32_t max = 0;

    auto key() const { return std::tuple(prefix_size, body, tail); }
    bool same_place(const Counted& other) const {
        return key() == other.key() && prefix == other.prefix;
    }
};

// Whether it makes a difference how often its body was met; not so behind the least number of an
// unbounded one. Numbers near kMany are no counts of the grammar.
bool counts(const Counted& one) {
    if (one.max == kUnbounded) return one.min != 0 && one.min != kUnbounded;
    return one.min != kUnbounded && one.max < kMany / 2;
}

bool term_less(const Term& a, const Term& b) {
    return std::tie(a.head, a.a, a.b) < std::tie(b.head, b.a, b.b);
}

bool counted_less(const Counted& a, const Counted& b) {
    if (a.key() != b.key()) return a.key() < b.key();
    if (a.prefix != b.prefix) {
        return std::ranges::lexicographical_compare(a.prefix, b.prefix, term_less);
    }
    return std::tie(a.min, a.max) < std::tie(b.min, b.max);
}

// False when no counter stands near the start of the list.
bool find_counter(const TermTable& terms, uint32_t number, Counted& out) {
    out = {};
    while (number != kEndTerm) {
        const Term& term = terms[number];
        if ((term.head & (kStateHead | kRepeatHead)) == kRepeatHead) {
            out.body = term.head & kHeadMask;
            out.tail = term.tail;
            out.min = term.a;
            out.max = term.b;
            return true;
        }
        if (out.prefix_size == kMaxPrefix) return false;
        out.prefix[out.prefix_size++] = {term.head, term.a, term.b, 0};
        number = term.tail;
    }
    return false;
}

// A hash of all but the interval; 0 when no counter stands near the start of the list.
uint64_t place_of_counter(const TermTable& terms, uint32_t number) {
    uint64_t place = 1;
    for (size_t prefix = 0; number != kEndTerm && prefix <= kMaxPrefix; ++prefix) {
        const Term& term = terms[number];
        const uint64_t head_and_tail = uint64_t{term.head} << 32 | term.tail;
        if ((term.head & (kStateHead | kRepeatHead)) == kRepeatHead) {
            return hash_mix(place, head_and_tail) | 1;
        }
        place = hash_mix(hash_mix(place, term.head), uint64_t{term.a} << 32 | term.b);
        number = term.tail;
    }
    return 0;
}

uint32_t rebuild(TermTable& terms, const Counted& counted) {
    uint32_t number = terms.cons_repeat(counted.body, counted.min, counted.max, counted.tail);
    for (size_t i = counted.prefix_size; i > 0; --i) {
        Term term = counted.prefix[i - 1];
        term.tail = number;
        number = terms.cons(term);
    }
    return number;
}

}  // namespace

// Whether two of the terms differ by the interval of one counter, or seem to.
bool StateTable::count_alike(std::span<const uint32_t> terms) {
    places_.clear();
    for (const uint32_t term : terms) {
        if (const uint64_t place = place_of_counter(terms_, term); place != 0) {
            places_.push_back(place);
        }
    }
    if (places_.size() < 2) return false;
    std::ranges::sort(places_);
    return std::ranges::adjacent_find(places_) != places_.end();
}

void StateTable::merge_counters(std::vector<uint32_t>& terms) {
    if (!count_alike(terms)) return;
    std::vector<Counted> counted;
    std::vector<uint32_t> others;
    Counted one;
    for (const uint32_t term : terms) {
        if (find_counter(terms_, term, one)) {
            counted.push_back(one);
        } else {
            others.push_back(term);
        }
    }
    budget_.spend(2 * counted.size());
    std::ranges::sort(counted, counted_less);
    size_t kept = 0;
    for (size_t i = 1; i < counted.size(); ++i) {
        Counted& last = counted[kept];
        const bool touches = last.max == kUnbounded || counted[i].min <= last.max + 1;
        if (last.same_place(counted[i]) && touches) {
            last.max = std::max(last.max, counted[i].max);
        } else {
            counted[++kept] = counted[i];
        }
    }
    counted.resize(kept + 1);
    for (const Counted& entry : counted) others.push_back(rebuild(terms_, entry));
    terms.swap(others);
}

// Every repetition takes a byte at least, so `longest` bytes end none that has more to go.
uint32_t StateTable::clamp_term(uint32_t number, uint32_t longest) {
    std::vector<uint32_t> path;
    uint32_t rest = number;
    for (; rest != kEndTerm && path.size() <= longest; rest = terms_[rest].tail) {
        path.push_back(rest);
    }
    budget_.spend(path.size());
    while (!path.empty()) {
        Term term = terms_[path.back()];
        path.pop_back();
        if ((term.head & (kStateHead | kRepeatHead)) == kRepeatHead) {
            if (term.b > longest) term.b = kUnbounded;
            if (term.a > longest + 1) term.a = longest + 1;
        }
        term.tail = rest;
        rest = terms_.cons(term);
    }
    return rest;
}

uint32_t StateTable::clamp(uint32_t state, uint32_t longest) {
    if (states_[state].kind != Kind::kSet) return state;
    if (states_[state].clamped_for == longest) return states_[state].clamped;
    std::vector<uint32_t> terms;
    const State now = states_[state];
    for (uint32_t i = 0; i < now.count; ++i) {
        terms.push_back(clamp_term(elements_[now.first + i], longest));
    }
    const uint32_t clamped = make_set(now.regular, terms);
    if (budget_.exhausted) return state;
    states_[state].clamped = clamped;
    states_[state].clamped_for = longest;
    return clamped;
}

void StateTable::repeating_parts(uint32_t state, std::vector<Part>& parts) {
    const State now = states_[state];
    std::vector<Counted> counted;
    Counted one;
    for (uint32_t i = 0; i < now.count && now.kind == Kind::kSet; ++i) {
        if (find_counter(terms_, elements_[now.first + i], one)) counted.push_back(one);
    }
    parts.push_back({state, kUnbounded});
    if (counted.empty()) return;
    const auto place = [](const Counted& c) { return std::pair(c.body, c.tail); };
    std::ranges::sort(counted, {}, place);
    budget_.spend(2 * counted.size());
    std::vector<uint32_t> terms;
    for (size_t i = 0; i < counted.size();) {
        const auto group = place(counted[i]);
        uint32_t margin = kUnbounded;
        terms.clear();
        for (; i < counted.size() && place(counted[i]) == group; ++i) {
            margin = std::min(margin, counted[i].max);
            counted[i].min = counted[i].max = kUnbounded;
            terms.push_back(rebuild(terms_, counted[i]));
        }
        const uint32_t part = make_set(now.regular, terms);
        if (budget_.exhausted) return;
        parts.push_back({part, margin});
    }
}

uint32_t StateTable::lowest_bound(uint32_t state) const {
    uint32_t lowest = kUnbounded;
    if (states_[state].kind != Kind::kSet) return lowest;
    Counted counted;
    for (const uint32_t number : elements(state)) {
        if (find_counter(terms_, number, counted)) lowest = std::min(lowest, counted.max);
    }
    return lowest;
}

// What follows a repetition may count too, so all counters near the start are tried, the most
// frequent first.
bool StateTable::repetition_of(uint32_t state, Repetition& out) {
    constexpr size_t kTries = 3;
    const State now = states_[state];
    if (now.kind != Kind::kSet) return false;
    std::vector<std::pair<Counted, uint32_t>> found;  // and how many terms have it
    Counted counted;
    for (uint32_t i = 0; i < now.count; ++i) {
        if (!find_counter(terms_, elements_[now.first + i], counted)) continue;
        const auto known = std::ranges::find_if(found, [&](const auto& entry) {
            return entry.first.body == counted.body && entry.first.tail == counted.tail;
        });
        if (known != found.end()) {
            ++known->second;
        } else {
            found.emplace_back(counted, 1);
        }
    }
    std::ranges::stable_sort(found, std::greater<>(), [](const auto& e) { return e.second; });
    for (size_t i = 0; i < std::min(found.size(), kTries); ++i) {
        const Counted& one = found[i].first;
        // The terms at hand are inside one repetition; more may follow that one.
        if (!counts(one)) continue;
        out.most = one.max == kUnbounded ? kUnbounded : one.max + 1;
        out.body = one.body;
        out.tail = one.tail;
        out.regular = now.regular;
        out.inside = false;
        out.least = one.min + 1;
        bool same = state_of_repetition(out) == state;
        if (!same && one.min == 0) {
            out.least = 0;
            same = state_of_repetition(out) == state;
        }
        if (!same) continue;
        out.start = state_of_repetition({0, kMany, out.body, out.tail, out.regular});
        return true;
    }
    return is_inside(state, out);
}

// All terms are inside the same repetition.
bool StateTable::is_inside(uint32_t state, Repetition& out) {
    const State now = states_[state];
    std::vector<uint32_t> terms;
    Counted first;
    for (uint32_t i = 0; i < now.count; ++i) {
        Counted one;
        if (!find_counter(terms_, elements_[now.first + i], one)) return false;
        if (i == 0) first = one;
        if (std::tie(one.body, one.tail, one.min, one.max) !=
            std::tie(first.body, first.tail, first.min, first.max)) {
            return false;
        }
        one.min = 0;
        one.max = kMany - 1;
        terms.push_back(rebuild(terms_, one));
    }
    if (terms.empty() || !counts(first)) return false;
    out = {first.min, first.max, first.body, first.tail, now.regular, true, 0};
    out.start = make_set(now.regular, terms);
    return !budget_.exhausted;
}

uint32_t StateTable::state_of_repetition(const Repetition& repetition) {
    const uint32_t term =
        terms_.cons_repeat(repetition.body, repetition.least, repetition.most, repetition.tail);
    return state_of_term(term, repetition.regular);
}

StateTable::AnyRepetition StateTable::any_repetition(const Repetition& of) {
    AnyRepetition any;
    any.body = of.body;
    any.tail = of.tail;
    any.next = state_of_repetition({0, kMany, of.body, of.tail, of.regular});
    any.later = state_of_repetition({0, kMany - 1, of.body, of.tail, of.regular});
    any.after = state_of_term(of.tail, of.regular);
    return any;
}

StateTable::Place StateTable::place_in(const AnyRepetition& repetition, uint32_t state) const {
    constexpr size_t kLongestTerm = 256;
    if (state == repetition.later) return Place::kLater;
    if (states_[state].kind != Kind::kSet) return Place::kUnclear;
    size_t inside = 0;
    for (uint32_t number : elements(state)) {
        size_t length = 0;
        for (; number != kEndTerm && length < kLongestTerm; number = terms_[number].tail) {
            const Term& term = terms_[number];
            ++length;
            if (term.head != (kRepeatHead | repetition.body) || term.tail != repetition.tail)
                continue;
            // The counters of the grammar itself are far below kMany.
            if (term.b == kUnbounded || term.b < kMany / 2) continue;
            if (term.a != 0 || term.b != kMany - 1) return Place::kUnclear;
            ++inside;
            break;
        }
        if (length == kLongestTerm) return Place::kUnclear;
    }
    if (inside == 0) return Place::kOutside;
    return inside == states_[state].count ? Place::kInside : Place::kUnclear;
}

bool StateTable::includes(uint32_t whole, uint32_t part) const {
    if (whole == part) return true;
    if (states_[whole].kind != Kind::kSet || states_[part].kind != Kind::kSet) return false;
    return std::ranges::includes(elements(whole), elements(part));
}

}  // namespace minstrel
