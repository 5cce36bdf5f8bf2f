// One token a row, as kernels/cpu/sampler.cpp chooses it: the same stages, numbers and choices, so
// that both back ends agree. Masks and maxima, penalties, and weights are launches over the whole
// vocabulary; then a block a row chooses.
#include "kernels/cuda/device/sample_list.h"
#include "kernels/philox.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kPenaltyThreads = 1024;
constexpr uint32_t kSpan = kSampleWarps * kSampleBlock;  // values of a filter block: a warp a block

MST_DEVICE bool is_finite(float value) {
    return (bits_of_float(value) & 0x7F800000u) != 0x7F800000u;
}

// values = logits where allowed and finite, else -inf; maxima of their blocks.
MST_KERNEL(kSampleThreads) filter_kernel(SampleParams params) {
    begin_kernel();
    const SampleEntry entry = params.entries[block_index().y];
    const SampleRowView row = row_view(params, block_index().y);
    const uint32_t vocab = params.vocab_size, words = (vocab + 31) / 32;
    const uint32_t block = block_index().x * kSampleWarps + warp_index();
    if (block >= row.blocks) return;
    const float* logits = params.logits + size_t{entry.logit_row} * vocab;
    const uint32_t* mask = nullptr;
    if (entry.mask_row != UINT32_MAX) mask = params.masks + size_t{entry.mask_row} * words;
    const uint32_t first = block * kSampleBlock + lane_index();
    float values[kPerLane];
    uint32_t allowed[kPerLane];
    MST_UNROLL
    for (uint32_t j = 0; j < kPerLane; ++j) {
        const uint32_t token = first + j * kWarp;
        // The constant is a float; version 14 of the linter takes it for something wider.
        // NOLINTNEXTLINE(bugprone-narrowing-conversions)
        values[j] = token < vocab ? logits[token] : kMinusInfinity;
        allowed[j] = mask != nullptr && token < vocab ? mask[token / 32] : UINT32_MAX;
    }
    float largest = kMinusInfinity;
    MST_UNROLL
    for (uint32_t j = 0; j < kPerLane; ++j) {
        const bool kept = (allowed[j] >> lane_index() & 1u) != 0 && is_finite(values[j]);
        // NOLINTNEXTLINE(bugprone-narrowing-conversions)
        const float value = kept ? values[j] : kMinusInfinity;
        row.values[first + j * kWarp] = value;
        largest = value > largest ? value : largest;
    }
    largest = warp_max(largest);
    if (lane_index() == 0) row.maxima[block] = largest;
}

MST_DEVICE void penalise(const SampleEntry& entry, uint32_t count, float& value) {
    if (value == kMinusInfinity) return;
    if (entry.repetition_penalty > 0.0f && entry.repetition_penalty != 1.0f) {
        value = value > 0.0f ? value / entry.repetition_penalty : value * entry.repetition_penalty;
    }
    value -= entry.presence_penalty + entry.frequency_penalty * static_cast<float>(count);
    if (!is_finite(value)) value = kMinusInfinity;
}

// Counts the mentions of each token; whoever takes a token's count changes its value.
MST_KERNEL(kPenaltyThreads) penalty_kernel(SampleParams params) {
    begin_kernel();
    const SampleEntry entry = params.entries[block_index().x];
    const SampleRowView row = row_view(params, block_index().x);
    if (!has_penalties(entry)) return;
    uint32_t* mentions = row.ids;
    const auto for_each_mention = [&](const auto& visit) {
        for (uint32_t i = thread_index(); i < entry.penalty_count; i += kPenaltyThreads) {
            const int32_t token = params.penalty_tokens[entry.penalty_first + i];
            if (static_cast<uint32_t>(token) < params.vocab_size) {
                visit(static_cast<uint32_t>(token));
            }
        }
    };
    for (uint32_t b = thread_index(); b < row.blocks; b += kPenaltyThreads) row.touched[b] = 0;
    for_each_mention([&](uint32_t token) { mentions[token] = 0; });
    sync_block();
    for_each_mention([&](uint32_t token) { atomic_add(mentions, token, 1); });
    sync_block();
    for_each_mention([&](uint32_t token) {
        const uint32_t count = atomic_exchange(mentions, token, 0);
        if (count == 0) return;
        penalise(entry, count, row.values[token]);
        row.touched[token / kSampleBlock] = 1;
    });
    sync_block();
    for (uint32_t b = warp_index(); b < row.blocks; b += kPenaltyThreads / kWarp) {
        if (row.touched[b] == 0) continue;
        const float largest = largest_of_block(row, b);
        if (lane_index() == 0) row.maxima[b] = largest;
    }
}

// Weights of all tokens and the sums of their blocks, for rows that draw among all. Half a warp is
// a block: sixteen chains and one tree, the order of the CPU's sums. For top-p also the first
// digits of the weights.
MST_KERNEL(kSampleThreads) weight_kernel(SampleParams params) {
    begin_kernel();
    MST_SHARED(float, floats, kSampleWarps);
    MST_SHARED(uint32_t, bins, kBinWords);
    const SampleEntry entry = params.entries[block_index().y];
    const SampleRowView row = row_view(params, block_index().y);
    if (!takes_all(entry, params.vocab_size)) return;
    clear_bins<kSampleThreads>(bins);
    const float largest = row_largest<kSampleWarps>(row, floats);
    const float least = has_share(entry) ? 0.0f : least_weight(entry);
    constexpr uint32_t kChains = 16, kPerChain = kSampleBlock / kChains, kAtOnce = 4;
    const uint32_t pair = block_index().x * kSampleWarps + warp_index();
    const uint32_t block = pair * 2 + lane_index() / kChains;
    const bool inside = block < row.blocks && largest != kMinusInfinity;
    float sum = 0.0f;
    MST_UNROLL_BY(1)
    for (uint32_t i = 0; i < kPerChain; i += kAtOnce) {
        const uint32_t first = block * kSampleBlock + i * kChains + lane_index() % kChains;
        float values[kAtOnce];
        MST_UNROLL
        for (uint32_t j = 0; j < kAtOnce; ++j) {
            values[j] = inside ? row.values[first + j * kChains] : 0.0f;
        }
        MST_UNROLL
        for (uint32_t j = 0; j < kAtOnce; ++j) {
            float weight = inside ? weight_of(entry, values[j], largest) : 0.0f;
            if (weight < least) weight = 0.0f;
            if (inside) row.weights[first + j * kChains] = weight;
            sum += weight;
            if (!has_share(entry)) continue;
            const uint32_t key = key_of(Measure::kWeight, weight);
            tally(Measure::kWeight, key, key != 0, kFirstDigit, bins);
        }
    }
    MST_UNROLL
    for (uint32_t bits = kChains / 2; bits > 0; bits /= 2) sum += shuffle_xor(sum, bits);
    if (inside && lane_index() % kChains == 0) row.sums[block] = sum;
    if (!has_share(entry)) return;
    sync_block();
    for (uint32_t i = thread_index(); i < kBinWords; i += kSampleThreads) {
        row.histograms[block_index().x * kBinWords + i] = bins[i];
    }
}

// The lowest number of all threads.
template <class Words>
MST_DEVICE uint32_t lowest_of_block(uint32_t number, Words& words) {
    const uint32_t lowest = ~warp_max(~number);
    if (lane_index() == 0) words[warp_index()] = lowest;
    sync_block();
    for (uint32_t w = 0; w < kChooseWarps; ++w) {
        const uint32_t other = words[w];
        number = other < number ? other : number;
    }
    sync_block();
    return number;
}

// The lowest token with the largest value.
template <class Words>
MST_DEVICE int32_t choose_largest(const SampleRowView& row, float largest, Words& words) {
    uint32_t block = UINT32_MAX;
    for (uint32_t b = thread_index(); b < row.blocks && block == UINT32_MAX; b += kChooseThreads) {
        if (row.maxima[b] == largest) block = b;
    }
    block = lowest_of_block(block, words);
    const uint32_t token = block * kSampleBlock + thread_index();
    const bool found = thread_index() < kSampleBlock && row.values[token] == largest;
    return static_cast<int32_t>(lowest_of_block(found ? token : UINT32_MAX, words));
}

MST_DEVICE double random_share(const SampleEntry& entry) {
    return philox_uniform(entry.seed, entry.stream, entry.position);
}

// Draws among candidates by their weights, without those that min-p drops; among all tokens first a
// block by the sums of blocks, then a token in it. The first warp returns the token.
MST_DEVICE uint32_t draw(const SampleEntry& entry, const SampleRowView& row, bool is_list,
                         uint32_t count) {
    constexpr uint32_t kFew = 32;  // which are quickly added one after the other
    const float* weights = is_list ? row.numbers : row.weights;
    const float least = least_weight(entry);
    const auto weight_at = [&](uint32_t i) {
        const float weight = i < count ? weights[i] : 0.0f;
        return weight < least ? 0.0f : weight;
    };
    if (is_list) {
        sum_list(row, count, weight_at);
    } else {
        for (uint32_t b = thread_index(); b < row.blocks; b += kChooseThreads) {
            row.list_sums[b] = static_cast<double>(row.sums[b]);
        }
        sync_block();
    }
    if (warp_index() != 0) return 0;
    const uint32_t blocks = (count + kSampleBlock - 1) / kSampleBlock;
    const uint32_t terms = is_list ? count : blocks + kSampleBlock;
    const double share = random_share(entry);
    uint32_t index = UINT32_MAX;
    if (count > kFew) index = find_surely(row, blocks, terms, share, weight_at);
    if (index == UINT32_MAX) {
        uint32_t first = 0, end = count;
        double target = 0.0, before = 0.0;
        if (is_list) {
            target = share * serial_total(count, weight_at);
        } else {
            const auto sum_at = [&](uint32_t b) { return row.list_sums[b]; };
            target = share * serial_total(blocks, sum_at);
            const Found block = serial_find(0, blocks, 0.0, target, sum_at);
            first = block.index * kSampleBlock;
            end = first + kSampleBlock;
            before = block.before;
        }
        index = serial_find(first, end, before, target, weight_at).index;
    }
    return is_list ? row.ids[index] : index;
}

// The weight that top-p keeps, of all tokens or of a list.
MST_DEVICE double share_of_all(const SampleEntry& entry, const SampleRowView& row) {
    return warp_total(row.blocks, [&](uint32_t b) { return row.sums[b]; }) * entry.top_p;
}
MST_DEVICE double share_of_list(const SampleEntry& entry, const SampleRowView& row,
                                uint32_t count) {
    sum_list(row, count, [&](uint32_t i) { return row.numbers[i]; });
    const uint32_t blocks = (count + kSampleBlock - 1) / kSampleBlock;
    return warp_total(blocks, [&](uint32_t b) { return row.list_sums[b]; }) * entry.top_p;
}

// Lists the candidates with their weights; returns how many. First what is known of blocks leaves
// few tokens: the k best values are in the k blocks with the best maxima, and histograms have the
// first digit of the weights that top-p keeps. Then the k best stay, then those of top-p. Sums of
// top-p need not be in the CPU's order, which goes by weight and at times by float sums: where a
// head ends because two sums are equal they have so few digits that every order gives the same.
template <class Staged, class Bins, class Words, class Doubles>
MST_DEVICE uint32_t list_candidates(const SampleEntry& entry, const SampleRowView& row, bool all,
                                    float largest, Staged& staged, Bins& bins, Words& words,
                                    Doubles& doubles) {
    enum Step : uint32_t { kBlocks, kBest, kShare };
    constexpr uint32_t kFewBlocks = 16;  // which need not be told apart
    Head head;
    uint32_t count = row.blocks;
    double wanted = all ? share_of_all(entry, row) : entry.top_k;
    MST_UNROLL_BY(1)
    for (uint32_t step = kBlocks; step <= kShare; ++step) {
        if (step == kShare && !has_share(entry)) break;
        if (step == kBest && all) continue;
        if (step == kShare && !all) wanted = share_of_list(entry, row, count);
        const Measure measure = all || step == kShare ? Measure::kWeight : Measure::kNumber;
        const bool stays = measure == Measure::kNumber && count <= entry.top_k;
        uint32_t equals = UINT32_MAX;
        if (!stays) {
            const float* numbers = step != kBlocks ? row.numbers : all ? nullptr : row.maxima;
            const uint32_t digit = all && step == kShare ? kFirstDigit - 8 : kFirstDigit;
            const uint32_t enough = step != kBlocks ? 1 : all ? UINT32_MAX : kFewBlocks;
            equals = find_digits(row, measure, head, digit, wanted, enough, numbers, count, staged,
                                 bins, words, doubles);
        }
        const float least = stays ? kMinusInfinity : number_of(measure, head.key);
        if (step == kBlocks) {
            count = collect(row, all ? row.sums : row.maxima, all ? row.weights : row.values,
                            least > kLowestNumber ? least : kLowestNumber, staged, words);
        } else if (!stays) {
            count = keep_head(row, count, least, equals, staged, words);
        }
        if (step == kBest) {
            for (uint32_t i = thread_index(); i < count; i += kChooseThreads) {
                row.numbers[i] = weight_of(entry, row.numbers[i], largest);
            }
            sync_block();
        }
        if (!all) head = {};
    }
    return count;
}

MST_KERNEL(kChooseThreads) choose_kernel(SampleParams params) {
    begin_kernel();
    MST_SHARED(float, floats, kChooseWarps);
    MST_SHARED(Entry, staged, kRound);
    MST_SHARED(uint32_t, bins, kBinWords);
    MST_SHARED(uint32_t, words, kChooseWords);
    MST_SHARED(double, doubles, kChooseDoubles);
    const SampleEntry entry = params.entries[block_index().x];
    const SampleRowView row = row_view(params, block_index().x);
    clear_bins<kChooseThreads>(bins);
    const float largest = row_largest<kChooseWarps>(row, floats);
    const bool all = takes_all(entry, params.vocab_size);
    int32_t token = -1;  // of the first thread
    if (largest == kMinusInfinity) {
        // No token is allowed.
    } else if (is_greedy(entry)) {
        token = choose_largest(row, largest, words);
    } else {
        const bool is_list = !all || has_share(entry);
        const uint32_t count =
            is_list ? list_candidates(entry, row, all, largest, staged, bins, words, doubles)
                    : params.vocab_size;
        token = static_cast<int32_t>(draw(entry, row, is_list, count));
    }
    if (thread_index() == 0) params.tokens[block_index().x] = token;
}

}  // namespace

LaunchError launch_sample(const SampleParams& params, Stream stream) {
    if (params.vocab_size == 0 || params.vocab_size > kMaxSampledVocab) return kLaunchInvalidValue;
    const uint32_t spans = (params.vocab_size + kSpan - 1) / kSpan;
    const auto run = [&](auto kernel, const Grid& grid, uint32_t threads) {
        return launch(kernel, grid, threads, stream, params);
    };
    LaunchError error = run(filter_kernel, {spans, params.rows}, kSampleThreads);
    if (error == 0 && params.penalty_tokens != nullptr) {
        error = run(penalty_kernel, {params.rows}, kPenaltyThreads);
    }
    if (error == 0) error = run(weight_kernel, {(spans + 1) / 2, params.rows}, kSampleThreads);
    if (error == 0) error = run(choose_kernel, {params.rows}, kChooseThreads);
    return error;
}

}  // namespace minstrel::kernels::cuda
