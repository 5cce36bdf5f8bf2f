#include "runtime/grammar/grammar_builder.h"

#include <algorithm>
#include <array>

#include "runtime/grammar/node_algebra.h"
#include "runtime/grammar/normalize.h"

namespace minstrel {

GrammarBuilder::GrammarBuilder(const GrammarLimits& limits) : store_(grammar_) {
    grammar_.limits_ = limits;
    // Node 0 is what every operation returns after a failure.
    store_.add({NodeKind::kNever, 0, 0, 0});
}

Node GrammarBuilder::never() {
    return Node{0};
}
Node GrammarBuilder::empty() {
    return store_.add({NodeKind::kEmpty, 0, 0, 0});
}

Node GrammarBuilder::bytes(std::string_view text) {
    return text.empty() ? empty() : store_.literal(text);
}

Node GrammarBuilder::byte_set(const ByteSet& set) {
    return make_byte_set(store_, set);
}
Node GrammarBuilder::token_set(std::vector<int32_t> ids) {
    return ids.empty() ? never() : store_.tokens(std::move(ids));
}

// Literals side by side become one.
Node GrammarBuilder::seq(std::span<const Node> nodes) {
    std::vector<Node> merged;
    std::string text;
    const auto flush = [&] {
        if (!text.empty()) merged.push_back(bytes(text));
        text.clear();
    };
    for (const Node node : nodes) {
        const NodeData& data = store_.data(node);
        if (data.kind == NodeKind::kLiteral) {
            text += grammar_.literal(data);
        } else {
            flush();
            merged.push_back(node);
        }
    }
    flush();
    Node result = empty();
    for (size_t i = merged.size(); i > 0; --i) result = make_seq(store_, merged[i - 1], result);
    return result;
}

Node GrammarBuilder::alt(std::span<const Node> nodes) {
    return make_alt(store_, nodes);
}

Node GrammarBuilder::repeat(Node node, uint32_t min, uint32_t max) {
    return make_repeat(store_, node, min, max);
}

Node GrammarBuilder::separated(Node node, Node separator, uint32_t min, uint32_t max) {
    if (max == 0) return min == 0 ? empty() : never();
    const uint32_t more = max == kUnbounded ? kUnbounded : max - 1;
    const Node list = seq({node, repeat(seq({separator, node}), min == 0 ? 0 : min - 1, more)});
    return min == 0 ? optional(list) : list;
}

Node GrammarBuilder::members(Members members) {
    return store_.members(std::move(members));
}

Node GrammarBuilder::both(Node left, Node right) {
    return all_of(std::array{left, right});
}
Node GrammarBuilder::all_of(std::span<const Node> nodes) {
    return make_and(store_, nodes);
}
Node GrammarBuilder::complement(Node node) {
    return make_not(store_, node);
}

Node GrammarBuilder::shortest(Node node) {
    const Node more = seq({node, plus(byte_set(ByteSet::range(0, 255)))});
    return except(node, more);
}

Rule GrammarBuilder::add_rule(std::string name) {
    if (grammar_.rules_.size() >= grammar_.limits_.max_nodes) {
        fail(error(Code::kLimitReached, "grammar: more than %u rules", grammar_.limits_.max_nodes));
        return Rule{0};
    }
    grammar_.rules_.push_back({std::move(name), never(), false, false, 0});
    defined_.push_back(false);
    return Rule{static_cast<uint32_t>(grammar_.rules_.size() - 1)};
}

void GrammarBuilder::define(Rule rule, Node body) {
    const auto index = static_cast<size_t>(rule);
    if (index >= defined_.size() || defined_[index]) {
        return fail(error(Code::kInternal, "grammar: rule %zu is unknown or defined twice", index));
    }
    grammar_.rules_[index].body = body;
    defined_[index] = true;
}

bool GrammarBuilder::is_defined(Rule rule) const {
    return defined_[static_cast<size_t>(rule)];
}

Node GrammarBuilder::ref(Rule rule) {
    return store_.add({NodeKind::kRef, static_cast<uint32_t>(rule), 0, 0});
}

Result<GrammarPtr> GrammarBuilder::finish(Node root) {
    MST_TRY(status());
    for (size_t i = 0; i < defined_.size(); ++i) {
        if (!defined_[i]) {
            return error(Code::kBadGrammar, "grammar: rule '%s' is used but not defined",
                         grammar_.rules_[i].name.c_str());
        }
    }
    grammar_.root_ = root;
    return normalize_grammar(std::move(grammar_));
}

Node GrammarBuilder::choices(std::vector<std::pair<std::string, Node>> texts) {
    if (texts.empty()) return never();
    std::ranges::stable_sort(texts, {}, &std::pair<std::string, Node>::first);
    return trie(texts);
}

// Texts are sorted. `open` is the path from the root to the text last seen; an entry is closed,
// and becomes an alternative of the entry above it, when a text leaves its prefix.
Node GrammarBuilder::trie(std::span<const std::pair<std::string, Node>> texts) {
    struct Entry {
        size_t depth = 0;
        std::vector<Node> alternatives;
    };
    std::vector<Entry> open(1);
    std::string_view last;
    const auto close_to = [&](size_t depth) {
        while (open.back().depth > depth) {
            const Entry entry = std::move(open.back());
            open.pop_back();
            if (open.back().depth < depth) open.push_back({depth, {}});
            const size_t start = open.back().depth;
            const Node label = bytes(last.substr(start, entry.depth - start));
            open.back().alternatives.push_back(seq({label, alt(entry.alternatives)}));
        }
    };
    for (const auto& [text, next] : texts) {
        const auto differ = std::ranges::mismatch(last, text);
        close_to(static_cast<size_t>(differ.in2 - text.begin()));
        if (open.back().depth < text.size()) open.push_back({text.size(), {}});
        open.back().alternatives.push_back(next);
        last = text;
    }
    close_to(0);
    return alt(open.front().alternatives);
}

Node GrammarBuilder::choices(std::vector<std::string> texts) {
    std::vector<std::pair<std::string, Node>> pairs;
    pairs.reserve(texts.size());
    for (auto& text : texts) pairs.emplace_back(std::move(text), empty());
    return choices(std::move(pairs));
}

Node GrammarBuilder::any_code_point() {
    return code_points(std::array{CodePointRange{0, 0x10FFFF}});
}

}  // namespace minstrel
