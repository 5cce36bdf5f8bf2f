#include <algorithm>
#include <array>
#include <map>

#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/node_algebra.h"

namespace minstrel {
namespace {

constexpr uint32_t kLastCodePoint = 0x10FFFF;

// Code points that take the same number of bytes.
struct Width {
    CodePointRange range;
    uint32_t marker;  // upper bits of the first byte
    int continuation_bytes;
};
constexpr std::array<Width, 5> kWidths{{{{0, 0x7F}, 0, 0},
                                        {{0x80, 0x7FF}, 0xC0, 1},
                                        {{0x800, 0xD7FF}, 0xE0, 2},  // surrogates left out
                                        {{0xE000, 0xFFFF}, 0xE0, 2},
                                        {{0x10000, kLastCodePoint}, 0xF0, 3}}};

using Ranges = std::vector<CodePointRange>;

// Ranges are sorted.
Ranges clip(std::span<const CodePointRange> ranges, CodePointRange to) {
    Ranges result;
    for (const CodePointRange& range : ranges) {
        if (range.first > to.last) break;
        const CodePointRange part{std::max(range.first, to.first), std::min(range.last, to.last)};
        if (part.first <= part.last) result.push_back(part);
    }
    return result;
}

Ranges sorted_and_merged(std::span<const CodePointRange> ranges) {
    Ranges sorted(ranges.begin(), ranges.end());
    std::ranges::sort(sorted, {}, &CodePointRange::first);
    Ranges result;
    for (CodePointRange range : sorted) {
        if (range.first > range.last || range.first > kLastCodePoint) continue;
        range.last = std::min(range.last, kLastCodePoint);
        if (!result.empty() && range.first <= result.back().last + 1) {
            result.back().last = std::max(result.back().last, range.last);
        } else {
            result.push_back(range);
        }
    }
    return result;
}

// Byte strings of `continuation_bytes` + 1 bytes whose values, six bits a continuation byte, lie in
// the ranges. First bytes with the same continuation share it. Recurses 4 deep at most.
Node encode(NodeStore& store, const Ranges& ranges, uint32_t marker, int continuation_bytes) {
    const int shift = 6 * continuation_bytes;
    const uint32_t rest_mask = (1u << shift) - 1;
    std::map<Node, ByteSet> first_bytes_of;
    uint32_t next = ranges.front().first;
    for (size_t i = 0; i < ranges.size();) {
        uint32_t first_byte = next >> shift;
        const uint32_t base = first_byte << shift;
        uint32_t end = base + rest_mask + 1;
        Ranges inside{{0, rest_mask}};
        if (next == base && ranges[i].last >= base + rest_mask) {
            // A run of first bytes of which every continuation is wanted.
            end = ((ranges[i].last + 1) >> shift) << shift;
        } else {
            inside = clip(std::span(ranges).subspan(i), {next, end - 1});
            for (CodePointRange& range : inside) range = {range.first - base, range.last - base};
        }
        const Node rest = continuation_bytes == 0
                              ? make_empty(store)
                              : encode(store, inside, 0x80, continuation_bytes - 1);
        ByteSet& bytes = first_bytes_of[rest];
        for (; first_byte < end >> shift; ++first_byte) {
            bytes.add(static_cast<uint8_t>(marker | first_byte));
        }
        while (i < ranges.size() && ranges[i].last < end) ++i;
        if (i < ranges.size()) next = std::max(ranges[i].first, end);
    }
    std::vector<Node> alternatives;
    alternatives.reserve(first_bytes_of.size());
    for (const auto& [rest, bytes] : first_bytes_of) {
        alternatives.push_back(make_seq(store, make_byte_set(store, bytes), rest));
    }
    return make_alt(store, alternatives);
}

}  // namespace

Node GrammarBuilder::code_points(std::span<const CodePointRange> ranges) {
    const Ranges all = sorted_and_merged(ranges);
    std::vector<Node> alternatives;
    for (const Width& width : kWidths) {
        const Ranges part = clip(all, width.range);
        if (part.empty()) continue;
        alternatives.push_back(encode(store_, part, width.marker, width.continuation_bytes));
    }
    return alt(alternatives);
}

}  // namespace minstrel
