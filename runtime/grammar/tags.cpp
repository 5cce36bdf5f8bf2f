#include "runtime/grammar/tags.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/core/utf8.h"
#include "runtime/grammar/include_grammar.h"

namespace minstrel {
namespace {

constexpr uint32_t kRoot = 0;
constexpr uint32_t kNoTag = UINT32_MAX;
constexpr uint32_t kLastCodePoint = 0x10FFFF;

// Of valid UTF-8.
std::vector<uint32_t> code_points_of(std::string_view text) {
    std::vector<uint32_t> points;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if ((byte & 0xC0) == 0x80) {
            points.back() = points.back() << 6 | (byte & 0x3F);
        } else {
            points.push_back(byte < 0x80   ? byte
                             : byte < 0xE0 ? byte & 0x1F
                             : byte < 0xF0 ? byte & 0x0F
                                           : byte & 0x07);
        }
    }
    return points;
}

// The automaton of Aho and Corasick (1975) over the beginnings: a state is the longest part of one
// that the text ends with.
class Beginnings {
  public:
    explicit Beginnings(std::span<const StructuralTag> tags) {
        states_.emplace_back();
        for (uint32_t tag = 0; tag < tags.size(); ++tag) add(tags[tag].begin, tag);
        complete();
    }

    size_t size() const { return states_.size(); }
    uint32_t tag_of(uint32_t state) const { return states_[state].tag; }
    // By code point; all others lead to the root.
    const std::map<uint32_t, uint32_t>& steps(uint32_t state) const { return states_[state].steps; }

  private:
    struct State {
        std::map<uint32_t, uint32_t> steps;
        uint32_t fallback = kRoot;
        uint32_t tag = kNoTag;  // that begins here
    };

    void add(std::string_view text, uint32_t tag) {
        uint32_t state = kRoot;
        for (const uint32_t point : code_points_of(text)) {
            const auto [step, added] =
                states_[state].steps.try_emplace(point, static_cast<uint32_t>(states_.size()));
            const uint32_t next = step->second;
            if (added) states_.emplace_back();
            state = next;
        }
        states_[state].tag = tag;
    }

    // By depth: what a state falls back to is complete already.
    void complete() {
        std::vector<uint32_t> queue{kRoot};
        for (size_t i = 0; i < queue.size(); ++i) {
            const uint32_t state = queue[i];
            const uint32_t fallback = states_[state].fallback;
            for (const auto& [point, next] : states_[state].steps) {
                queue.push_back(next);
                const auto known = states_[fallback].steps.find(point);
                const bool found = state != kRoot && known != states_[fallback].steps.end();
                states_[next].fallback = found ? known->second : kRoot;
            }
            if (state == kRoot) continue;
            for (const auto& step : states_[fallback].steps) states_[state].steps.insert(step);
        }
    }

    std::vector<State> states_;
};

class TagCompiler {
  public:
    TagCompiler(std::span<const StructuralTag> tags, const GrammarLimits& limits)
        : tags_(tags), builder_(limits), beginnings_(tags) {}

    Result<GrammarPtr> run() {
        for (uint32_t state = 0; state < beginnings_.size(); ++state) {
            rules_.push_back(builder_.add_rule("text " + std::to_string(state)));
        }
        for (const StructuralTag& tag : tags_) bodies_.push_back(body_of(tag));
        for (uint32_t state = 0; state < beginnings_.size(); ++state) {
            builder_.define(rules_[state], text_after(state));
        }
        return builder_.finish(builder_.ref(rules_[kRoot]));
    }

  private:
    // What follows the beginning of a tag.
    Node body_of(const StructuralTag& tag) {
        Node content = include_grammar(builder_, *tag.content);
        if (!tag.name.empty()) {
            const Rule rule = builder_.add_rule(tag.name);
            builder_.define(rule, content);
            content = builder_.ref(rule);
        }
        return builder_.seq({content, builder_.bytes(tag.end), builder_.ref(rules_[kRoot])});
    }

    // The rest of the text when it ends with what the state stands for.
    Node text_after(uint32_t state) {
        const auto& steps = beginnings_.steps(state);
        std::vector<Node> ways{builder_.empty()};
        std::vector<CodePointRange> others;
        uint32_t first = 0;
        for (const auto& [point, next] : steps) {
            if (point > first) others.push_back({first, point - 1});
            first = point + 1;
            const uint32_t tag = beginnings_.tag_of(next);
            const Node rest = tag == kNoTag ? builder_.ref(rules_[next]) : bodies_[tag];
            const CodePointRange only{point, point};
            ways.push_back(builder_.seq({builder_.code_points(std::span(&only, 1)), rest}));
        }
        if (first <= kLastCodePoint) others.push_back({first, kLastCodePoint});
        const Node other = builder_.code_points(others);
        if (state == kRoot) return builder_.seq({builder_.star(other), builder_.alt(ways)});
        ways.push_back(builder_.seq({other, builder_.ref(rules_[kRoot])}));
        return builder_.alt(ways);
    }

    std::span<const StructuralTag> tags_;
    GrammarBuilder builder_;
    Beginnings beginnings_;
    std::vector<Rule> rules_;   // by state
    std::vector<Node> bodies_;  // by tag
};

bool is_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

Status check_tag(const StructuralTag& tag, size_t number, const TagLimits& limits) {
    if (tag.begin.empty()) {
        return error(Code::kInvalidArgument, "tag %zu has no beginning", number);
    }
    if (tag.begin.size() > limits.max_bytes || tag.end.size() > limits.max_bytes) {
        return error(Code::kInvalidArgument, "tag %zu: beginning and end have at most %zu bytes",
                     number, limits.max_bytes);
    }
    if (find_invalid_utf8(tag.begin) != std::string_view::npos ||
        find_invalid_utf8(tag.end) != std::string_view::npos) {
        return error(Code::kInvalidArgument, "tag %zu is not UTF-8", number);
    }
    if (!is_name(tag.name) || tag.name.size() > limits.max_bytes) {
        return error(Code::kInvalidArgument,
                     "tag %zu: a name has at most %zu of A-Z, a-z, 0-9, '_' and '-'", number,
                     limits.max_bytes);
    }
    return {};
}

// Where a text ends with two beginnings, or one stands in another, two tags would begin.
Status check_pair(std::span<const StructuralTag> tags, size_t a, size_t b) {
    if (tags[b].begin.find(tags[a].begin) != std::string::npos) {
        return error(Code::kInvalidArgument,
                     "the beginning of tag %zu stands in that of tag %zu, which would never begin",
                     a + 1, b + 1);
    }
    if (!tags[a].name.empty() && tags[a].name == tags[b].name) {
        return error(Code::kInvalidArgument, "tags %zu and %zu have the same name", a + 1, b + 1);
    }
    return {};
}

}  // namespace

Result<GrammarPtr> compile_tags(std::span<const StructuralTag> tags, const TagLimits& limits,
                                const GrammarLimits& grammar_limits) {
    if (tags.empty()) return error(Code::kInvalidArgument, "there are no tags");
    if (tags.size() > limits.max_tags) {
        return error(Code::kLimitReached, "%zu tags; at most %zu", tags.size(), limits.max_tags);
    }
    for (size_t a = 0; a < tags.size(); ++a) {
        MST_TRY(check_tag(tags[a], a + 1, limits));
        for (size_t b = 0; b < tags.size(); ++b) {
            if (a != b) MST_TRY(check_pair(tags, a, b));
        }
    }
    return TagCompiler(tags, grammar_limits).run();
}

}  // namespace minstrel
