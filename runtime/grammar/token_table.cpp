#include "runtime/grammar/token_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <tuple>

namespace minstrel {
namespace {

constexpr size_t kMaxTokenBytes = 4096;
constexpr uint64_t kMaxBytes = 1u << 30;

uint16_t count_code_points(std::string_view text) {
    const auto starts = [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; };
    return static_cast<uint16_t>(std::ranges::count_if(text, starts));
}

constexpr std::array<Utf8Lead, 8> kLeads{{{0xC2, 0xDF, 0x80, 0xBF, 1},
                                          {0xE0, 0xE0, 0xA0, 0xBF, 2},
                                          {0xE1, 0xEC, 0x80, 0xBF, 2},
                                          {0xED, 0xED, 0x80, 0x9F, 2},
                                          {0xEE, 0xEF, 0x80, 0xBF, 2},
                                          {0xF0, 0xF0, 0x90, 0xBF, 3},
                                          {0xF1, 0xF3, 0x80, 0xBF, 3},
                                          {0xF4, 0xF4, 0x80, 0x8F, 3}}};

// Null for a byte that starts no code point above U+007F.
const Utf8Lead* find_lead(uint8_t byte) {
    const auto lead = std::ranges::find_if(
        kLeads, [&](const Utf8Lead& l) { return l.first <= byte && byte <= l.last; });
    return lead == kLeads.end() ? nullptr : &*lead;
}

// The kind of at most one code point, perhaps without its end.
TextKinds kind_of_code_point(std::string_view text) {
    const auto first = static_cast<uint8_t>(text[0]);
    if (first < 0x80) return 1ull << ascii_kind(first);
    const Utf8Lead* lead = find_lead(first);
    if (lead == nullptr) return kMalformedKind;
    for (size_t i = 1; i < text.size(); ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        const uint8_t low = i == 1 ? lead->second_first : 0x80;
        const uint8_t high = i == 1 ? lead->second_last : 0xBF;
        if (byte < low || byte > high) return kMalformedKind;
    }
    const bool whole = text.size() == static_cast<size_t>(lead->continuation_bytes) + 1;
    return whole ? kCodePointKind : kTruncatedKind;
}

// The first eight bytes as a number that sorts like them.
uint64_t sort_key(std::string_view text) {
    std::array<uint8_t, 8> head{};
    std::memcpy(head.data(), text.data(), std::min(text.size(), head.size()));
    uint64_t key = 0;
    for (const uint8_t byte : head) key = key << 8 | byte;
    return key;
}

size_t common_prefix(std::string_view a, std::string_view b) {
    return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

Status check_ids(std::span<const int32_t> ids, size_t size, const char* what) {
    for (const int32_t id : ids) {
        if (id < 0 || static_cast<size_t>(id) >= size) {
            return error(Code::kInvalidArgument, "token table: %s id %d is not in 0..%zu", what, id,
                         size);
        }
    }
    return {};
}

}  // namespace

std::span<const Utf8Lead> utf8_leads() {
    return kLeads;
}

int ascii_kind(uint8_t byte) {
    // Letters of lower case stand alone, for words and patterns break a loop at one of them; rare
    // ones and rare signs share a kind.
    static constexpr std::array<uint8_t, 128> kKinds = [] {
        std::array<uint8_t, 128> kinds{};
        uint8_t next = 1;  // 0: controls
        const auto together = [&](std::string_view bytes) {
            for (const char sign : bytes) kinds[static_cast<uint8_t>(sign)] = next;
            ++next;
        };
        for (const char* group : {"0123456789", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ", "jqxz", "<>",
                                  "^~", "`|", "\n", "\r", "\t", "\x7F"}) {
            together(group);
        }
        for (uint8_t sign = 0x20; sign < 0x7F; ++sign) {
            if (kinds[sign] == 0) kinds[sign] = next++;
        }
        return kinds;
    }();
    static_assert(*std::ranges::max_element(kKinds) + 1 == kAsciiKinds);
    return kKinds[byte & 0x7F];
}

TextKinds with_all_letters(TextKinds kinds) {
    // Once: it is asked for in every comparison of a sort.
    static const TextKinds kLetters = [] {
        TextKinds letters = 0;
        for (uint8_t byte = 'a'; byte <= 'z'; ++byte) letters |= 1ull << ascii_kind(byte);
        return letters;
    }();
    return (kinds & kLetters) != 0 ? kinds | kLetters : kinds;
}

TextKinds json_string_kinds() {
    TextKinds kinds = kCodePointKind | kTruncatedKind;
    for (uint8_t byte = 0x20; byte < 0x80; ++byte) {
        if (byte != '"' && byte != '\\') kinds |= 1ull << ascii_kind(byte);
    }
    return kinds;
}

Result<std::shared_ptr<const TokenTable>> TokenTable::make(std::span<const std::string_view> texts,
                                                           std::span<const int32_t> control_ids,
                                                           std::span<const int32_t> end_ids,
                                                           std::span<const int32_t> order) {
    if (texts.empty() || texts.size() > INT32_MAX / 2) {
        return error(Code::kInvalidArgument, "token table: %zu tokens", texts.size());
    }
    MST_TRY(check_ids(control_ids, texts.size(), "control"));
    MST_TRY(check_ids(end_ids, texts.size(), "end"));
    auto table = std::make_shared<TokenTable>();
    std::vector<bool> hidden(texts.size());
    for (const int32_t id : control_ids) hidden[static_cast<size_t>(id)] = true;
    for (const int32_t id : end_ids) hidden[static_cast<size_t>(id)] = true;
    table->end_ids_.assign(end_ids.begin(), end_ids.end());
    table->offsets_.push_back(0);
    for (size_t id = 0; id < texts.size(); ++id) {
        const std::string_view text = hidden[id] ? std::string_view() : texts[id];
        if (text.size() > kMaxTokenBytes || table->bytes_.size() + text.size() > kMaxBytes) {
            return error(Code::kLimitReached, "token table: token %zu has %zu bytes", id,
                         text.size());
        }
        table->bytes_.append(text);
        table->offsets_.push_back(static_cast<uint32_t>(table->bytes_.size()));
        table->longest_ = std::max(table->longest_, text.size());
    }
    table->rank_tokens(order);
    table->sort_by_length();
    table->build_nodes();
    table->summarise();
    table->find_pairs();
    table->list_children();
    table->find_path_kinds();
    table->make_kind_masks();
    table->group_by_kinds();
    table->string_tokens_ = find_pure_tokens(*table, json_string_kinds());
    for (uint32_t i = 0; i <= PureTokens::kMasks; ++i) {
        table->string_tokens_.make_mask(i, table->mask_words());
    }
    table->find_other_nodes();
    return std::shared_ptr<const TokenTable>(std::move(table));
}

bool TokenTable::is_end(int32_t id) const {
    return std::ranges::find(end_ids_, id) != end_ids_.end();
}

// Ascending by bytes, then by id: so no id is there twice, and the right number of them is all.
bool TokenTable::is_order(std::span<const int32_t> ids) const {
    const auto has_text = [&](int32_t id) { return contains(id) && !text(id).empty(); };
    std::string_view last;
    int32_t last_id = -1;
    for (const int32_t id : ids) {
        if (!has_text(id)) return false;
        const std::string_view now = text(id);
        const int order = last.compare(now);
        if (order > 0 || (order == 0 && last_id >= id)) return false;
        last = now;
        last_id = id;
    }
    size_t count = 0;
    for (int32_t id = 0; id < size(); ++id) count += has_text(id) ? 1 : 0;
    return ids.size() == count;
}

std::vector<int32_t> TokenTable::find_order() const {
    struct Entry {
        uint64_t key;
        int32_t id;
    };
    std::vector<Entry> entries;
    for (int32_t id = 0; id < size(); ++id) {
        if (!text(id).empty()) entries.push_back({sort_key(text(id)), id});
    }
    std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
        if (a.key != b.key) return a.key < b.key;
        const int order = text(a.id).compare(text(b.id));
        return order != 0 ? order < 0 : a.id < b.id;
    });
    std::vector<int32_t> ids;
    ids.reserve(entries.size());
    for (const Entry& entry : entries) ids.push_back(entry.id);
    return ids;
}

void TokenTable::rank_tokens(std::span<const int32_t> order) {
    if (is_order(order)) {
        id_of_rank_.assign(order.begin(), order.end());
    } else {
        id_of_rank_ = find_order();
    }
    text_mask_.assign(mask_words(), 0);
    code_points_.reserve(id_of_rank_.size());
    for (const int32_t id : id_of_rank_) {
        text_mask_[static_cast<size_t>(id) / 32] |= 1u << (id % 32);
        code_points_.push_back(count_code_points(text(id)));
    }
}

// Counting sort.
void TokenTable::sort_by_length() {
    std::vector<uint32_t> next(longest_ + 1, 0);
    for (const int32_t id : id_of_rank_) ++next[text(id).size()];
    count_longer_.assign(longest_ + 1, 0);
    for (size_t length = longest_; length > 0; --length) {
        count_longer_[length - 1] = count_longer_[length] + next[length];
        next[length] = count_longer_[length];
    }
    by_length_.resize(id_of_rank_.size());
    for (const int32_t id : id_of_rank_) by_length_[next[text(id).size()]++] = id;
}

std::span<const int32_t> TokenTable::longer_than(size_t length) const {
    return std::span(by_length_).first(length < longest_ ? count_longer_[length] : 0);
}

void TokenTable::build_nodes() {
    nodes_.reserve(bytes_.size() / 2 + 2);
    nodes_.emplace_back();
    std::vector<uint32_t> open{0};  // the nodes on the path to the last token
    const auto close_to = [&](size_t depth) {
        while (open.size() > depth + 1) {
            nodes_[open.back()].end = static_cast<uint32_t>(nodes_.size());
            open.pop_back();
        }
    };
    std::string_view last;
    for (uint32_t rank = 0; rank < id_of_rank_.size(); ++rank) {
        const std::string_view now = text(id_of_rank_[rank]);
        close_to(common_prefix(last, now));
        while (open.size() <= now.size()) {
            Node node;
            node.first_rank = rank;
            node.depth = static_cast<uint16_t>(open.size());
            node.byte = static_cast<uint8_t>(now[open.size() - 1]);
            open.push_back(static_cast<uint32_t>(nodes_.size()));
            nodes_.push_back(node);
        }
        last = now;
    }
    close_to(0);
    Node past_the_end;
    past_the_end.first_rank = static_cast<uint32_t>(id_of_rank_.size());
    nodes_[0].end = static_cast<uint32_t>(nodes_.size());
    past_the_end.end = nodes_[0].end;
    nodes_.push_back(past_the_end);
}

void TokenTable::list_children() {
    children_.reserve(node_count());
    first_child_.reserve(node_count());
    for (uint32_t node = 0; node < node_count(); ++node) {
        first_child_.push_back(static_cast<uint32_t>(children_.size()));
        for (uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end) {
            const Node& now = nodes_[child];
            children_.push_back({now.through, child, now.first_rank, 0, now.height, now.byte,
                                 now.end == nodes_[node].end});
        }
    }
    for (Child& child : children_) child.first_child = first_child_[child.node];
}

void TokenTable::find_path_kinds() {
    path_kinds_.assign(node_count(), 0);
    std::string path(longest_, '\0');
    std::vector<TextKinds> whole(longest_ + 1, 0);  // by depth: kinds up to a whole code point
    std::vector<size_t> start(longest_ + 1, 0);     // by depth: where the last code point starts
    for (uint32_t node = 1; node < node_count(); ++node) {
        const size_t depth = nodes_[node].depth;
        path[depth - 1] = static_cast<char>(nodes_[node].byte);
        const size_t from = start[depth - 1];
        const TextKinds last =
            kind_of_code_point(std::string_view(path).substr(from, depth - from));
        path_kinds_[node] = whole[depth - 1] | last;
        const bool complete = last != kTruncatedKind;
        whole[depth] = complete ? path_kinds_[node] : whole[depth - 1];
        start[depth] = complete ? depth : from;
    }
}

// From the last node to the first, so what lies below is known. The bytes inside a code point make
// no pair; one that begins amid another is malformed, and that is another kind.
void TokenTable::find_pairs() {
    pairs_.assign(node_count(), 0);
    for (auto node = static_cast<uint32_t>(node_count()); node-- > 1;) {
        const int kind = kind_of_start(nodes_[node].byte);
        for (uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end) {
            pairs_[node] |= pairs_[child];
            const uint8_t byte = nodes_[child].byte;
            if ((byte & 0xC0) != 0x80) pairs_[node] |= kind_pair(kind, kind_of_start(byte));
        }
    }
}

// From the last node to the first, so what lies below is known.
void TokenTable::summarise() {
    for (auto node = static_cast<uint32_t>(node_count()); node-- > 0;) {
        for (uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end) {
            const auto height = static_cast<uint16_t>(nodes_[child].height + 1);
            nodes_[node].height = std::max(nodes_[node].height, height);
            nodes_[node].below |= nodes_[child].through;
        }
        nodes_[node].through = kinds_through(node);
    }
}

TextKinds TokenTable::kinds_through(uint32_t node) const {
    const uint8_t byte = nodes_[node].byte;
    if (byte < 0x80) return 1ull << ascii_kind(byte) | nodes_[node].below;
    const Utf8Lead* lead = find_lead(byte);
    if (lead == nullptr) return kMalformedKind;
    return kinds_inside(node, lead->second_first, lead->second_last, lead->continuation_bytes);
}

// Below a node inside a code point, of which `missing` bytes are missing; the next is in a range.
TextKinds TokenTable::kinds_inside(uint32_t node, uint8_t first, uint8_t last, int missing) const {
    TextKinds kinds = own_ranks_end(node) > nodes_[node].first_rank ? kTruncatedKind : 0;
    for (uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end) {
        const uint8_t byte = nodes_[child].byte;
        if (byte < first || byte > last) {
            kinds |= kMalformedKind;
        } else if (missing == 1) {
            kinds |= kCodePointKind | nodes_[child].below;
        } else {
            kinds |= kinds_inside(child, 0x80, 0xBF, missing - 1);
        }
    }
    return kinds;
}

void TokenTable::make_kind_masks() {
    const size_t words = mask_words();
    kind_masks_.assign(words * 64, 0);
    for (uint32_t node = 1; node < node_count(); ++node) {
        for (uint32_t rank = nodes_[node].first_rank; rank < own_ranks_end(node); ++rank) {
            const auto id = static_cast<size_t>(id_of_rank_[rank]);
            for (TextKinds rest = path_kinds_[node]; rest != 0; rest &= rest - 1) {
                const auto kind = static_cast<size_t>(std::countr_zero(rest));
                kind_masks_[kind * words + id / 32] |= 1u << (id % 32);
            }
        }
    }
}

std::vector<uint32_t> TokenTable::mask_of(TextKinds kinds) const {
    std::vector<uint32_t> mask = text_mask_;
    for (TextKinds rest = ~kinds; rest != 0; rest &= rest - 1) {
        const auto kind = static_cast<size_t>(std::countr_zero(rest));
        const uint32_t* const with = kind_masks_.data() + kind * mask.size();
        for (size_t i = 0; i < mask.size(); ++i) mask[i] &= ~with[i];
    }
    return mask;
}

void TokenTable::group_by_kinds() {
    kind_tokens_.reserve(id_of_rank_.size());
    for (uint32_t node = 1; node < node_count(); ++node) {
        for (uint32_t rank = nodes_[node].first_rank; rank < own_ranks_end(node); ++rank) {
            kind_tokens_.push_back({path_kinds_[node], id_of_rank_[rank], code_points_[rank]});
        }
    }
    std::ranges::sort(kind_tokens_, {}, [](const KindToken& token) {
        return std::tuple(with_all_letters(token.kinds), token.code_points, token.id);
    });
    for (uint32_t i = 0; i < kind_tokens_.size(); ++i) {
        const TextKinds kinds = kind_tokens_[i].kinds;
        if (kind_groups_.empty() ||
            with_all_letters(kind_groups_.back().all) != with_all_letters(kinds)) {
            kind_groups_.push_back({0, i, i});
        }
        kind_groups_.back().all |= kinds;
        kind_groups_.back().last = i + 1;
    }
}

void TokenTable::find_other_nodes() {
    const TextKinds kinds = json_string_kinds();
    std::vector<uint32_t> open;  // nodes of the list that have not ended
    for (uint32_t node = 1; node < node_count();) {
        while (!open.empty() && nodes_[other_nodes_[open.back()].node].end <= node) {
            other_nodes_[open.back()].end = static_cast<uint32_t>(other_nodes_.size());
            open.pop_back();
        }
        const bool pure = (path_kinds_[node] & ~kinds) == 0;
        const bool through = (nodes_[node].through & ~kinds) == 0;
        if (pure && through) {
            node = nodes_[node].end;
            continue;
        }
        open.push_back(static_cast<uint32_t>(other_nodes_.size()));
        const Node& now = nodes_[node];
        other_nodes_.push_back({0, node, now.first_rank, own_ranks_end(node), ranks_end(node),
                                now.depth, now.byte, pure, through});
        ++node;
    }
    for (const uint32_t number : open) {
        other_nodes_[number].end = static_cast<uint32_t>(other_nodes_.size());
    }
}

}  // namespace minstrel
