// Lists of candidates and what the choosing block does with them: it gathers those that satisfy
// something, and finds the best that together reach a number or a weight. Lists are in the order of
// token ids. A warp takes 256 elements at a time, so that it waits for memory once for all of them.
#pragma once

#include "kernels/cuda/device/sample_row.h"

namespace minstrel::kernels::cuda {

// Words of the choosing block: two counts of each warp, a digit and whether it was the last. Then
// doubles: sums of the warps that look at bins, and what is above the digit.
inline constexpr uint32_t kDigitWord = 2 * kChooseWarps, kLastWord = kDigitWord + 1;
inline constexpr uint32_t kChooseWords = kLastWord + 1;
inline constexpr uint32_t kBinWarps = kBins / kWarp, kChooseDoubles = kBinWarps + 1;

// Elements that the choosing block looks at together.
inline constexpr uint32_t kRound = kChooseWarps * kSampleBlock;

// ---- gathering ----------------------------------------------------------------------------------

struct Entry {
    uint32_t id;
    float number;
};

// A lane's first place in `staged`, where each thread keeps the elements that it read: the loads
// overlap, and what follows is a loop whose code is short.
MST_DEVICE uint32_t stage_place() {
    return warp_index() * kSampleBlock + lane_index();
}
// Reads the elements `first` + `step` * j of a lane.
template <class Read, class Staged>
MST_DEVICE void stage(uint32_t first, uint32_t step, uint32_t count, const Read& read,
                      Staged& staged) {
    Entry entries[kPerLane];
    MST_UNROLL
    for (uint32_t j = 0; j < kPerLane; ++j) {
        const uint32_t i = first + j * step;
        entries[j] = i < count ? read(i) : Entry{0, kMinusInfinity};
    }
    MST_UNROLL
    for (uint32_t j = 0; j < kPerLane; ++j) staged[stage_place() + j * kWarp] = entries[j];
}

// Writes those of `count` elements that are above `least`, and the first `equals` that are equal to
// it, side by side in their order; returns how many. They may be written to where they are read.
template <class Read, class Write, class Staged, class Words>
MST_DEVICE uint32_t gather(uint32_t count, float least, uint32_t equals, const Read& read,
                           const Write& write, Staged& staged, Words& words) {
    const uint32_t lower_lanes = (1u << lane_index()) - 1u;
    uint32_t written = 0;
    MST_UNROLL_BY(1)
    for (uint32_t begin = 0; begin < count; begin += kRound) {
        stage(begin + stage_place(), kWarp, count, read, staged);
        // Of the rows of 32 that this warp has, those that are in the list.
        const uint32_t own_begin = warp_index() * kSampleBlock + begin;
        const uint32_t left = own_begin < count ? count - own_begin : 0;
        const uint32_t rows = left < kSampleBlock ? (left + kWarp - 1) / kWarp : kPerLane;
        uint32_t above_count = 0, equal_count = 0;
        MST_UNROLL_BY(1)
        for (uint32_t j = 0; j < rows; ++j) {
            const Entry entry = staged[stage_place() + j * kWarp];
            above_count += bit_count(ballot(entry.number > least));
            equal_count += bit_count(ballot(entry.number == least));
        }
        if (lane_index() == 0) {
            words[warp_index()] = above_count;
            words[kChooseWarps + warp_index()] = equal_count;
        }
        sync_block();  // all have read before any writes
        uint32_t above_rank = 0, equal_rank = 0;
        above_count = equal_count = 0;
        MST_UNROLL_BY(4)
        for (uint32_t w = 0; w < kChooseWarps; ++w) {
            above_rank += w < warp_index() ? static_cast<uint32_t>(words[w]) : 0;
            equal_rank += w < warp_index() ? static_cast<uint32_t>(words[kChooseWarps + w]) : 0;
            above_count += words[w];
            equal_count += words[kChooseWarps + w];
        }
        MST_UNROLL_BY(1)
        for (uint32_t j = 0; j < rows; ++j) {
            const Entry entry = staged[stage_place() + j * kWarp];
            const uint32_t above = ballot(entry.number > least);
            const uint32_t equal = ballot(entry.number == least);
            const uint32_t above_before = above_rank + bit_count(above & lower_lanes);
            const uint32_t equal_before = equal_rank + bit_count(equal & lower_lanes);
            if (entry.number > least || (entry.number == least && equal_before < equals)) {
                const uint32_t kept_equals = equal_before < equals ? equal_before : equals;
                write(written + above_before + kept_equals, entry);
            }
            above_rank += bit_count(above);
            equal_rank += bit_count(equal);
        }
        const uint32_t taken = equal_count < equals ? equal_count : equals;
        written += above_count + taken;
        equals -= taken;
        sync_block();
    }
    return written;
}

// The tokens whose number is at least `least`, from the blocks whose number is.
template <class Staged, class Words>
MST_DEVICE uint32_t collect(const SampleRowView& row, const float* block_numbers,
                            const float* numbers, float least, Staged& staged, Words& words) {
    const uint32_t blocks = gather(
        row.blocks, least, UINT32_MAX,
        [&](uint32_t b) {
            return Entry{b, block_numbers[b]};
        },
        [&](uint32_t slot, const Entry& entry) { row.picked[slot] = entry.id; }, staged, words);
    const auto token_at = [&](uint32_t i) {
        const uint32_t token = row.picked[i / kSampleBlock] * kSampleBlock + i % kSampleBlock;
        return Entry{token, numbers[token]};
    };
    const auto add = [&](uint32_t slot, const Entry& entry) {
        row.ids[slot] = entry.id;
        row.numbers[slot] = entry.number;
    };
    return gather(blocks * kSampleBlock, least, UINT32_MAX, token_at, add, staged, words);
}

// Keeps the candidates above `least`, and the first `equals` of those that are equal to it.
template <class Staged, class Words>
MST_DEVICE uint32_t keep_head(const SampleRowView& row, uint32_t count, float least,
                              uint32_t equals, Staged& staged, Words& words) {
    const auto candidate_at = [&](uint32_t i) { return Entry{row.ids[i], row.numbers[i]}; };
    const auto add = [&](uint32_t slot, const Entry& entry) {
        row.ids[slot] = entry.id;
        row.numbers[slot] = entry.number;
    };
    return gather(count, least, equals, candidate_at, add, staged, words);
}

// ---- heads of lists -----------------------------------------------------------------------------

inline constexpr float kLowestNumber = -3.40282347e38f;  // of those that may be chosen

// What an element of a list counts.
enum class Measure : uint8_t { kNumber, kWeight };

// Keys have the order of the numbers that they stand for. Weights, which are 0 or normal and at
// most 1, are moved so that the first of a key's digits has their whole exponent. Only a weight of
// 0 has the key 0; both zeros of other numbers have the same key.
MST_DEVICE uint32_t key_of(Measure measure, float number) {
    const uint32_t bits = bits_of_float(number + 0.0f);
    if (measure == Measure::kWeight) return bits << 2;
    return bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
}
MST_DEVICE float number_of(Measure measure, uint32_t key) {
    if (measure == Measure::kWeight) return float_of_bits(key >> 2);
    return float_of_bits(key >> 31 != 0 ? key & 0x7FFFFFFFu : ~key);
}
// An element counts a whole number of units, of at most 24 bits. All keys of a bin have the same
// unit: a bin's sum is exact, and the order in which threads add does not matter.
MST_DEVICE uint32_t amount_of(Measure measure, uint32_t key) {
    return measure == Measure::kWeight ? (key >> 2 & 0x7FFFFFu) | 0x800000u : 1;
}
MST_DEVICE double unit_of(Measure measure, uint32_t key) {
    if (measure != Measure::kWeight) return 1.0;
    return static_cast<double>(float_of_bits(key >> 25 << 23)) * 0x1p-23;
}

inline constexpr uint32_t kFirstDigit = 24;  // keys have four digits, of 8 bits

template <uint32_t kThreads, class Bins>
MST_DEVICE void clear_bins(Bins& bins) {
    MST_UNROLL
    for (uint32_t i = 0; i < kBinWords; i += kThreads) bins[i + thread_index()] = 0u;
}

// Adds the key of each lane that takes part to the bin of its digit. The halves of amounts are
// added apart, so that a million of them fit. Where all lanes mean the same bin, as with equal
// logits, one of them adds for all.
template <class Bins>
MST_DEVICE void tally(Measure measure, uint32_t key, bool takes_part, uint32_t digit, Bins& bins) {
    const uint32_t lanes = ballot(takes_part);
    if (lanes == 0) return;
    const uint32_t bin = key >> digit & (kBins - 1), leader = first_bit(lanes);
    const uint32_t leading_bin = shuffle(bin, leader);
    uint32_t amount = takes_part ? amount_of(measure, key) : 0;
    if (ballot(takes_part && bin != leading_bin) == 0) {
        amount = warp_sum(amount);
        takes_part = lane_index() == leader;
    }
    if (!takes_part) return;
    atomic_add(bins, bin, amount & 0xFFFu);
    if (amount >> 12 != 0) atomic_add(bins, kBins + bin, amount >> 12);
}

// The sums of the histograms that weight_kernel made.
template <class Bins>
MST_DEVICE void load_histograms(const SampleRowView& row, Bins& bins) {
    MST_UNROLL
    for (uint32_t i = 0; i < kBinWords; i += kChooseThreads) {
        const uint32_t* word = row.histograms + i + thread_index();
        uint32_t sum = 0;
        MST_UNROLL_BY(8)
        for (uint32_t b = 0; b < row.blocks; b += kWeighedBlocks, word += kBinWords) sum += *word;
        bins[i + thread_index()] = sum;
    }
}

// The beginning of a list, best first: its last key, as far as its digits are known, and what is
// above that key.
struct Head {
    uint32_t key = 0;
    double above = 0.0;
};

// Counts the elements that have the digits of the head by the next digit.
template <class Staged, class Bins>
MST_DEVICE void fill_bins(Measure measure, const Head& head, uint32_t digit, const float* numbers,
                          uint32_t count, Staged& staged, Bins& bins) {
    const auto read = [&](uint32_t i) { return Entry{0, numbers[i]}; };
    MST_UNROLL_BY(1)
    for (uint32_t begin = warp_index() * kWarp; begin < count; begin += kRound) {
        stage(begin + lane_index(), kChooseThreads, count, read, staged);
        MST_UNROLL_BY(1)
        for (uint32_t j = 0; j < kPerLane && begin + j * kChooseThreads < count; ++j) {
            const Entry entry = staged[stage_place() + j * kWarp];
            const uint32_t key = key_of(measure, entry.number);
            const bool inside = begin + j * kChooseThreads + lane_index() < count && key != 0;
            const bool matches =
                digit == kFirstDigit || key >> (digit + 8) == head.key >> (digit + 8);
            tally(measure, key, inside && matches, digit, bins);
        }
    }
}

// Finds the head's next digit: the bin with which the sum, from the largest keys down, reaches
// `wanted`, or all there is. A thread has a bin, which it clears. True when the bin has at most
// `enough` elements, so that it need not be divided.
template <class Bins, class Words, class Doubles>
MST_DEVICE bool find_digit(Measure measure, Head& head, uint32_t digit, double wanted,
                           uint32_t enough, Bins& bins, Words& words, Doubles& doubles) {
    sync_block();
    const uint32_t bin = (kBins - 1 - thread_index()) % kBins;
    uint64_t amount = 0;
    double up_to = 0.0;
    if (warp_index() < kBinWarps) {
        const uint64_t low = bins[bin], high = bins[kBins + bin];
        amount = low + (high << 12);
        bins[bin] = bins[kBins + bin] = 0u;
        up_to =
            warp_prefix(static_cast<double>(amount) * unit_of(measure, head.key | bin << digit));
        if (lane_index() == kWarp - 1) doubles[warp_index()] = up_to;
    }
    if (thread_index() == 0) {  // unless a bin is found
        words[kDigitWord] = words[kLastWord] = 0u;
        doubles[kBinWarps] = head.above;
    }
    sync_block();
    if (warp_index() < kBinWarps) {
        double total = head.above, before = 0.0;
        MST_UNROLL
        for (uint32_t w = 0; w < kBinWarps; ++w) {
            if (w == warp_index()) before = total;
            total += doubles[w];
        }
        if (wanted > total) wanted = total;
        const double lower = shuffle(up_to, lane_index() - 1);
        const double start = lane_index() == 0 ? before : before + lower;
        if (start < wanted && before + up_to >= wanted) {
            const uint64_t one = amount_of(measure, 0);  // the least that an element counts
            words[kDigitWord] = bin;
            words[kLastWord] = amount < (uint64_t{enough} + 1) * one ? 1u : 0u;
            doubles[kBinWarps] = start;
        }
    }
    sync_block();
    head.key |= words[kDigitWord] << digit;
    head.above = doubles[kBinWarps];
    return words[kLastWord] != 0u;
}

// How many elements with the head's key it takes to reach `wanted`.
MST_DEVICE uint32_t equals_of(Measure measure, const Head& head, double wanted) {
    const double own = amount_of(measure, head.key) * unit_of(measure, head.key);
    const double missing = (wanted - head.above) / own;
    if (!(missing < kMaxSampledVocab)) return UINT32_MAX;
    const uint32_t equals = missing > 0.0 ? static_cast<uint32_t>(missing) : 0;
    return head.above + equals * own < wanted ? equals + 1 : equals;
}

// Finds the head's digits from `digit` on, until those that have them are `enough` or equal;
// returns how many of these it takes to reach `wanted`, at most. Without numbers they are the
// weights of all tokens, of which histograms know the first digit.
template <class Staged, class Bins, class Words, class Doubles>
MST_DEVICE uint32_t find_digits(const SampleRowView& row, Measure measure, Head& head,
                                uint32_t digit, double wanted, uint32_t enough,
                                const float* numbers, uint32_t count, Staged& staged, Bins& bins,
                                Words& words, Doubles& doubles) {
    MST_UNROLL_BY(1)
    for (;; digit -= 8) {
        if (numbers == nullptr) {
            load_histograms(row, bins);
        } else {
            fill_bins(measure, head, digit, numbers, count, staged, bins);
        }
        const bool is_last = find_digit(measure, head, digit, wanted, enough, bins, words, doubles);
        if (digit == 0) return equals_of(measure, head, wanted);
        if (is_last) return UINT32_MAX;
    }
}

}  // namespace minstrel::kernels::cuda
