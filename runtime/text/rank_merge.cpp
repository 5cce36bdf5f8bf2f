#include "runtime/text/rank_merge.h"

#include <algorithm>
#include <array>
#include <functional>
#include <queue>
#include <unordered_map>

namespace minstrel {
namespace {

constexpr uint32_t kNone = RankTable::kNone;

// Words are short: looking at all neighbours again and again is the fastest.
constexpr size_t kShortBytes = 64;

// What tokens are made of, and which come first: bytes by rank, or code points by a given order.
struct ByteRule {
    static size_t length(char) { return 1; }
    static uint32_t order(uint32_t rank) { return rank; }
};
struct CharacterRule {
    std::span<const uint32_t> orders;

    static size_t length(char lead) {
        const auto byte = static_cast<uint8_t>(lead);
        return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    }
    uint32_t order(uint32_t rank) const { return rank == kNone ? kNone : orders[rank]; }
};

// Calls `take` with the bytes and the rank of each part, as LongMerge::write.
template <typename Rule, typename Take>
void merge_short(const RankTable& ranks, const Rule& rule, std::string_view piece,
                 const Take& take) {
    struct Part {
        uint32_t begin = 0;
        uint32_t pair = kNone;  // order of this part joined with the next
    };
    std::array<Part, kShortBytes + 1> parts;
    size_t count = 0;
    for (size_t at = 0; at < piece.size(); at += rule.length(piece[at])) {
        parts[count++].begin = static_cast<uint32_t>(at);
    }
    parts[count].begin = static_cast<uint32_t>(piece.size());
    const auto pair_at = [&](size_t i) {
        if (i + 2 > count) return kNone;
        const uint32_t begin = parts[i].begin;
        return rule.order(ranks.find(piece.substr(begin, parts[i + 2].begin - begin)));
    };
    for (size_t i = 0; i < count; ++i) parts[i].pair = pair_at(i);
    while (count > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < count; ++i) {
            if (parts[i].pair < parts[best].pair) best = i;
        }
        if (parts[best].pair == kNone) break;
        std::copy(parts.begin() + static_cast<long>(best) + 2,
                  parts.begin() + static_cast<long>(count) + 1,
                  parts.begin() + static_cast<long>(best) + 1);
        --count;
        parts[best].pair = pair_at(best);
        if (best > 0) parts[best - 1].pair = pair_at(best - 1);
    }
    for (size_t i = 0; i < count; ++i) {
        const uint32_t begin = parts[i].begin;
        const std::string_view part = piece.substr(begin, parts[i + 1].begin - begin);
        take(part, ranks.find(part));
    }
}

// The places where neighbours of one order stand, leftmost first. They mostly come in order; those
// that do not wait in a heap.
class Places {
  public:
    bool empty() const { return next_ == run_.size() && heap_.empty(); }
    void push(uint32_t place) {
        if (run_.empty() || place >= run_.back()) {
            run_.push_back(place);
        } else {
            heap_.push(place);
        }
    }
    uint32_t pop() {
        const bool from_run = heap_.empty() || (next_ < run_.size() && run_[next_] < heap_.top());
        if (from_run) return run_[next_++];
        const uint32_t place = heap_.top();
        heap_.pop();
        return place;
    }

  private:
    std::vector<uint32_t> run_;
    size_t next_ = 0;
    std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> heap_;
};

// Places by order, the lowest first.
class PairQueue {
  public:
    void push(uint32_t order, uint32_t place) {
        Places& places = places_of(order);
        if (places.empty()) orders_.push(order);
        places.push(place);
    }
    bool pop(uint32_t& out_order, uint32_t& out_place) {
        if (orders_.empty()) return false;
        out_order = orders_.top();
        Places& places = places_of(out_order);
        out_place = places.pop();
        if (places.empty()) orders_.pop();
        return true;
    }

  private:
    Places& places_of(uint32_t order) {
        Recent& recent = recent_[order % recent_.size()];
        if (recent.order != order) recent = {order, &by_order_[order]};
        return *recent.places;
    }

    struct Recent {
        uint32_t order = kNone;
        Places* places = nullptr;  // of by_order_, whose elements never move
    };

    std::unordered_map<uint32_t, Places> by_order_;
    std::array<Recent, 64> recent_;
    std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> orders_;
};

// A chain of parts, each known by the place of its first byte.
template <typename Rule>
class LongMerge {
  public:
    LongMerge(const RankTable& ranks, const Rule& rule, std::string_view piece)
        : ranks_(ranks), rule_(rule), piece_(piece), parts_(piece.size()) {
        const auto size = static_cast<uint32_t>(piece.size());
        uint32_t previous = kNone;
        for (uint32_t i = 0; i < size;) {
            const auto length = static_cast<uint32_t>(rule.length(piece[i]));
            parts_[i] = {i + length, previous, ranks.find(piece.substr(i, length)), kNone};
            previous = i;
            i += length;
        }
        for (uint32_t i = 0; i < size; i = parts_[i].next) find_pair(i);
    }

    void run() {
        uint32_t order = 0;
        uint32_t place = 0;
        while (queue_.pop(order, place)) {
            // What is joined to others meanwhile has a longer pair; if that is of the same order,
            // it is its turn as well.
            if (rule_.order(parts_[place].pair) == order) join(place);
        }
    }

    // Calls `take` with the bytes and the rank of each part.
    template <typename Take>
    void write(const Take& take) const {
        for (uint32_t i = 0; i < parts_.size(); i = parts_[i].next) {
            take(piece_.substr(i, parts_[i].next - i), parts_[i].rank);
        }
    }

  private:
    struct Part {
        uint32_t next = 0;      // where the next part begins; the size of the piece = none
        uint32_t previous = 0;  // kNone = none
        uint32_t rank = 0;      // of this part
        uint32_t pair = kNone;  // of this part joined with the next
    };

    void find_pair(uint32_t i) {
        Part& part = parts_[i];
        part.pair = kNone;
        if (part.next >= parts_.size()) return;
        const uint32_t right = parts_[part.next].rank;
        Joined& known = joined_[(part.rank * 31 + right) % joined_.size()];
        const bool tokens = part.rank != kNone && right != kNone;
        if (!tokens || known.left != part.rank || known.right != right) {
            const std::string_view joined = piece_.substr(i, parts_[part.next].next - i);
            known = {part.rank, right, ranks_.find(joined)};
        }
        part.pair = known.joined;
        if (part.pair != kNone) queue_.push(rule_.order(part.pair), i);
    }

    void join(uint32_t i) {
        Part& part = parts_[i];
        Part& gone = parts_[part.next];
        part.rank = part.pair;
        part.next = gone.next;
        gone.pair = kNone;
        if (part.next < parts_.size()) parts_[part.next].previous = i;
        find_pair(i);
        if (part.previous != kNone) find_pair(part.previous);
    }

    // Two parts of certain ranks are always joined to the same; what is no token may be anything.
    struct Joined {
        uint32_t left = kNone;
        uint32_t right = kNone;
        uint32_t joined = kNone;
    };

    const RankTable& ranks_;
    const Rule rule_;
    std::string_view piece_;
    std::vector<Part> parts_;
    PairQueue queue_;
    std::array<Joined, 256> joined_;  // found last
};

template <typename Rule, typename Take>
void merge(const RankTable& ranks, const Rule& rule, std::string_view piece, const Take& take) {
    if (piece.size() <= kShortBytes) return merge_short(ranks, rule, piece, take);
    LongMerge<Rule> merge(ranks, rule, piece);
    merge.run();
    merge.write(take);
}

}  // namespace

void merge_by_rank(const RankTable& ranks, std::string_view piece, int32_t first_id,
                   std::vector<int32_t>& out) {
    const auto take = [&](std::string_view, uint32_t rank) {
        out.push_back(first_id + static_cast<int32_t>(rank));
    };
    if (const uint32_t whole = ranks.find(piece); whole != kNone) {
        take(piece, whole);
    } else {
        merge(ranks, ByteRule{}, piece, take);
    }
}

void merge_characters(const RankTable& ranks, std::span<const uint32_t> orders,
                      std::string_view text, std::vector<CharacterPart>& out) {
    merge(ranks, CharacterRule{orders}, text, [&](std::string_view bytes, uint32_t rank) {
        out.push_back({bytes, rank});
    });
}

}  // namespace minstrel
