#include "runtime/grammar/forced_tokens.h"

#include <algorithm>

#include "runtime/core/utf8.h"

namespace minstrel {
namespace {

constexpr size_t kMaxBytes = 1024;    // of one stretch of text
constexpr size_t kMaxTokens = 128;    // more follow at the next position
constexpr size_t kMaxKnown = 4096;    // positions; beyond it all are forgotten
constexpr uint32_t kMaxNodes = 4096;  // of the token tree; beyond it no boundary is safe
constexpr uint32_t kNoNode = UINT32_MAX;

}  // namespace

std::span<const int32_t> ForcedTokens::at(Position position, bool behind_space) {
    const uint64_t key = uint64_t{position} << 1 | (behind_space ? 1 : 0);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    // Most positions have a choice. That is seen at once, so only the others are remembered.
    automaton_.grant(automaton_.grammar().limits().step_work);
    uint8_t byte = 0;
    const bool text = !automaton_.complete(position) && !automaton_.has_tokens(position) &&
                      automaton_.only_step(position, byte) != GrammarAutomaton::kDead;
    if (!text && automaton_.forced_token(position) < 0) return {};
    std::vector<int32_t> ids = find(position, behind_space);
    if (automaton_.exhausted()) return {};  // whoever goes on in the grammar reports it
    if (known_.size() >= kMaxKnown) known_.clear();
    return known_[key] = std::move(ids);
}

// Stretches of text, and control tokens between them.
std::vector<int32_t> ForcedTokens::find(Position position, bool behind_space) {
    std::vector<int32_t> forced;
    automaton_.grant(automaton_.grammar().limits().mask_work);
    bool begins = behind_space;
    while (forced.size() < kMaxTokens && !automaton_.exhausted()) {
        Position end = position;
        std::string text = automaton_.forced_bytes(end, kMaxBytes);
        if (const size_t whole = complete_utf8_prefix(text); whole != text.size()) {
            text.resize(whole);
            size_t length = 0;
            end = automaton_.advance(position, text, length);
        }
        if (!text.empty()) {
            if (begins) text.insert(text.begin(), ' ');
            const std::vector<int32_t> ids = cut(text, begins);
            const size_t safe = safe_length(text, end);
            size_t length = 0;
            for (const int32_t id : ids) {
                length += tokens_.text(id).size();
                if (length > safe) return forced;
                forced.push_back(id);
            }
            if (ids.empty()) return forced;
            begins = false;
            position = end;
        }
        const int32_t token = automaton_.forced_token(position);
        if (token < 0 || begins || !tokens_.contains(token)) break;
        forced.push_back(token);
        position = automaton_.step_token(position, token);
    }
    return forced;
}

std::vector<int32_t> ForcedTokens::cut(const std::string& text, bool begins) const {
    std::vector<int32_t> ids;
    const Status status = begins ? tokenizer_.encode(std::string_view(text).substr(1), ids)
                                 : tokenizer_.encode_rest(text, ids);
    std::string written;
    for (const int32_t id : ids) {
        if (tokens_.contains(id)) written += tokens_.text(id);
    }
    // The detokenizer keeps a space that was written as a byte.
    const Vocabulary& vocabulary = tokenizer_.vocabulary();
    const bool loses_space =
        !begins || (!ids.empty() && vocabulary.token_class(ids.front()) != TokenClass::kByte);
    if (!status.ok() || written != text || !loses_space) ids.clear();
    return ids;
}

// How much of a text that leads to `end` no allowed token reaches across the end of: a model could
// write the rest as the beginning of such a token.
size_t ForcedTokens::safe_length(std::string_view text, Position end) {
    const size_t longest = tokens_.longest();
    for (size_t at = text.size() - std::min(text.size(), longest); at < text.size(); ++at) {
        const uint32_t node = find_node(text.substr(at));
        if (node != kNoNode && reaches_beyond(node, end)) return at;
    }
    return text.size();
}

uint32_t ForcedTokens::find_node(std::string_view text) const {
    const auto nodes = tokens_.nodes();
    uint32_t node = 0;
    for (const char c : text) {
        uint32_t child = node + 1;
        while (child < nodes[node].end && nodes[child].byte != static_cast<uint8_t>(c)) {
            child = nodes[child].end;
        }
        if (child >= nodes[node].end) return kNoNode;
        node = child;
    }
    return node;
}

// Whether the grammar goes on from `end` with the rest of a token below the node.
bool ForcedTokens::reaches_beyond(uint32_t root, Position end) {
    const auto nodes = tokens_.nodes();
    path_.assign(tokens_.longest() + 2, GrammarAutomaton::kDead);
    path_[nodes[root].depth] = end;
    uint32_t visited = 0;
    for (uint32_t node = root + 1; node < nodes[root].end;) {
        if (++visited > kMaxNodes) return true;
        const size_t depth = nodes[node].depth;
        path_[depth] = automaton_.step_byte(path_[depth - 1], nodes[node].byte);
        if (path_[depth] == GrammarAutomaton::kDead) {
            node = nodes[node].end;
        } else if (tokens_.own_ranks_end(node) > nodes[node].first_rank) {
            return true;
        } else {
            ++node;
        }
    }
    return false;
}

}  // namespace minstrel
