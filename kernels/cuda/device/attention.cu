// Attention over pages, by parts of kAttentionChunk positions. A block is one work and key-value
// head: its columns are the query heads of the work's rows. Of a part, first each warp takes the
// scores of one page, then the weights are set against the part's maximum, then each warp takes
// sixteen dimensions of the values. So keys and values are read once for all columns, and nothing
// that a column gets depends on the others.
#include "kernels/cuda/device/int8_rows.h"
#include "kernels/cuda/device/kv_block.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kWarps = kAttentionChunk / kPageTokens;
constexpr uint32_t kThreads = kWarps * kWarp;
// Words of a column's weights, two positions each; one more, so that columns lie in other banks.
constexpr uint32_t kLine = kAttentionChunk / 2 + 1;

// Running result over parts: Milakov and Gimelshein, 2018.
struct Shares {
    float old;  // factor of what was there
    float part;
};
MST_DEVICE Shares join(float& maximum, float& sum, float part_maximum, float part_sum) {
    if (part_maximum == kMinusInfinity) return {1.0f, 0.0f};  // nothing seen
    const float larger = part_maximum > maximum ? part_maximum : maximum;
    const Shares shares = {exp_of(maximum - larger), exp_of(part_maximum - larger)};
    sum = fmaf(sum, shares.old, part_sum * shares.part);
    maximum = larger;
    return shares;
}
MST_DEVICE float joined(const Shares& shares, float value, float part) {
    return fmaf(value, shares.old, part * shares.part);
}

// Eight dimensions of a query as pairs of halves: value and what it lacks.
struct SplitQuery {
    uint32_t high[4];
    uint32_t low[4];
};
MST_DEVICE SplitQuery split_query(const float* query, uint32_t dim, uint32_t head_dim) {
    SplitQuery split;
    float values[8];
    load_columns(query, dim, query != nullptr ? head_dim : 0, values);
    MST_UNROLL
    for (uint32_t i = 0; i < 4; ++i) {
        float x[2], high[2];
        MST_UNROLL
        for (uint32_t j = 0; j < 2; ++j) {
            const float value = values[2 * i + j];
            const float below = 65504.0f < value ? 65504.0f : value;
            x[j] = -65504.0f > below ? -65504.0f : below;
            high[j] = float_of_half(half_of_float(x[j]));
        }
        split.high[i] = halves_of_floats(high[0], high[1]);
        split.low[i] = halves_of_floats(x[0] - high[0], x[1] - high[1]);
    }
    return split;
}

// The pair of a column's weights as halves, and what they lack.
MST_DEVICE uint32_t lack_of(float low, float high) {
    return halves_of_floats(low - float_of_half(half_of_float(low)),
                            high - float_of_half(half_of_float(high)));
}

// What a block knows of its work.
struct Job {
    AttentionWork work;
    uint32_t head;
    uint32_t group;
    uint32_t limit;   // first position that no column sees
    uint32_t lowest;  // first position that one sees

    MST_DEVICE bool sees(const Job& job, uint32_t page) {
        const uint32_t first = page * kPageTokens;
        return first < job.limit && first + kPageTokens > job.lowest;
    }
};

// Of the warp's head, in the page with this number.
MST_DEVICE void* page_block(const AttentionParams& params, const Job& job, uint32_t number) {
    return block_at(params.pages, number, job.head,
                    kv_block_bytes(params.pages.form, params.head_dim));
}

// The numbers of a part's pages into shared memory: all warps want each of them. Pages that no
// column sees may have none.
template <class Shared>
MST_DEVICE void list_pages(const AttentionParams& params, const Job& job, uint32_t chunk,
                           Shared& numbers) {
    const uint32_t page = chunk * kWarps + thread_index();
    if (thread_index() >= kWarps) return;
    const size_t line = size_t{job.work.sequence} * params.places.table_stride;
    numbers[thread_index()] = Job::sees(job, page) ? params.places.page_table[line + page] : 0;
}

// The query of a column, or null behind the last.
MST_DEVICE const float* query_of(const AttentionParams& params, const Job& job, uint32_t column) {
    const uint32_t entry = column / job.group;
    if (entry >= job.work.entry_count) return nullptr;
    const uint32_t row = params.entries[job.work.first_entry + entry].row;
    const uint32_t head = job.head * job.group + column % job.group;
    return params.query + (size_t{row} * params.head_count + head) * params.head_dim;
}

// scores[half page][columns] = keys of a page times queries. Row g of an instruction is token 2g
// of sixteen, row g + 8 token 2g + 1, so that a lane has pairs of tokens.
template <class Block, int kSteps, int kBlocks>
MST_DEVICE void score_page(const AttentionParams& params, const Job& job, const Block& block,
                           float (&scores)[2][kBlocks][4]) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4;
    MST_UNROLL_BY((kBlocks == 1 ? kSteps : 1))  // registers are short otherwise
    for (uint32_t step = 0; step < kSteps; ++step) {
        Words4 keys[2][2];
        MST_UNROLL
        for (uint32_t m = 0; m < 2; ++m) {
            keys[m][0] = Block::eight_of_key(block, 16 * m + 2 * g, 4 * step + t);
            keys[m][1] = Block::eight_of_key(block, 16 * m + 2 * g + 1, 4 * step + t);
        }
        MST_UNROLL
        for (uint32_t b = 0; b < kBlocks; ++b) {
            const SplitQuery query =
                split_query(query_of(params, job, 8 * b + g), 32 * step + 8 * t, params.head_dim);
            const uint32_t low0[2] = {query.low[0], query.low[1]};
            const uint32_t low1[2] = {query.low[2], query.low[3]};
            const uint32_t high0[2] = {query.high[0], query.high[1]};
            const uint32_t high1[2] = {query.high[2], query.high[3]};
            MST_UNROLL
            for (uint32_t m = 0; m < 2; ++m) {
                const Words4 top = keys[m][0], under = keys[m][1];
                const uint32_t a0[4] = {top.x, under.x, top.y, under.y};
                const uint32_t a1[4] = {top.z, under.z, top.w, under.w};
                mma_half(scores[m][b], a0, low0);
                mma_half(scores[m][b], a1, low1);
                mma_half(scores[m][b], a0, high0);
                mma_half(scores[m][b], a1, high1);
            }
        }
    }
}

// Zeros in the words of eight tokens from `token` on for those at or behind `limit`.
MST_DEVICE Words4 known_tokens(Words4 words, uint32_t token, uint32_t limit) {
    const auto keep = [&](uint32_t word, uint32_t i) {
        const uint32_t at = token + 2 * i;
        return at + 1 < limit ? word : at < limit ? word & 0xFFFFu : 0u;
    };
    return {keep(words.x, 0), keep(words.y, 1), keep(words.z, 2), keep(words.w, 3)};
}

// What a lane has of a page's values: eight tokens of two of the warp's sixteen dimensions.
struct PageValues {
    Words4 top;
    Words4 under;
};
template <class Block, int kSteps>
MST_DEVICE PageValues load_values(const AttentionParams& params, const Job& job, uint32_t number) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4;
    const Block block = Block::of(page_block(params, job, number), 32 * kSteps);
    return {Block::eight_of_value(block, 8 * t, 16 * warp_index() + g),
            Block::eight_of_value(block, 8 * t, 16 * warp_index() + 8 + g)};
}

// values[columns] += the warp's sixteen dimensions of a page times its weights.
template <int kBlocks, class Shared>
MST_DEVICE void add_page(const Job& job, uint32_t page, const PageValues& loaded, Shared& weights,
                         float (&values)[kBlocks][4]) {
    const uint32_t g = lane_index() / 4, t = lane_index() % 4, first = page * kPageTokens;
    Words4 top = loaded.top, under = loaded.under;
    if (first + kPageTokens > job.limit) {  // what was never written may be no number
        top = known_tokens(top, first + 8 * t, job.limit);
        under = known_tokens(under, first + 8 * t, job.limit);
    }
    const uint32_t a0[4] = {top.x, under.x, top.y, under.y};
    const uint32_t a1[4] = {top.z, under.z, top.w, under.w};
    const uint32_t word = page % kWarps * (kPageTokens / 2) + 4 * t;
    MST_UNROLL
    for (uint32_t b = 0; b < kBlocks; ++b) {
        MST_UNROLL
        for (uint32_t part = 2; part-- > 0;) {  // what the weights lack, then the weights
            const uint32_t at = (part * 8 * kBlocks + 8 * b + g) * kLine + word;
            const uint32_t b0[2] = {weights[at], weights[at + 1]};
            const uint32_t b1[2] = {weights[at + 2], weights[at + 3]};
            mma_half(values[b], a0, b0);
            mma_half(values[b], a1, b1);
        }
    }
}

// The values of a part's pages times their weights. Few columns leave registers to have four pages
// under way at once, many leave them for the next one only; the sums are in the order of pages.
template <class Block, int kSteps, int kBlocks, class Numbers, class Shared>
MST_DEVICE void add_part(const AttentionParams& params, const Job& job, uint32_t chunk,
                         Numbers& numbers, Shared& weights, float (&values)[kBlocks][4]) {
    if (warp_index() >= 2 * kSteps) return;
    constexpr uint32_t kAhead = kBlocks == 1 ? 4 : 2;
    PageValues ring[kAhead];
    const auto fetch = [&](uint32_t i) {
        if (Job::sees(job, chunk * kWarps + i)) {
            ring[i % kAhead] = load_values<Block, kSteps>(params, job, numbers[i]);
        }
    };
    MST_UNROLL
    for (uint32_t i = 0; i < kAhead; ++i) fetch(i);
    MST_UNROLL
    for (uint32_t i = 0; i < kWarps; ++i) {
        const uint32_t page = chunk * kWarps + i;
        const PageValues loaded = ring[i % kAhead];
        if (i + kAhead < kWarps) fetch(i + kAhead);
        if (Job::sees(job, page)) add_page(job, page, loaded, weights, values);
    }
}

// The same maximum or sum in the eight lanes that share columns.
MST_DEVICE float column_max(float value) {
    MST_UNROLL
    for (uint32_t bits = 4; bits < kWarp; bits *= 2) {
        const float other = shuffle_xor(value, bits);
        value = other > value ? other : value;
    }
    return value;
}
MST_DEVICE float column_sum(float value) {
    MST_UNROLL
    for (uint32_t bits = 4; bits < kWarp; bits *= 2) value += shuffle_xor(value, bits);
    return value;
}

// Shared arrays that describe the columns of a work: what each sees, and the factor of its scores.
template <class Words, class Floats>
struct Columns {
    Words& first_seen;
    Words& end_seen;
    Floats& scales;
};

template <class Words, class Floats>
MST_DEVICE void describe_columns(const AttentionParams& params, Job& job, uint32_t count,
                                 const Columns<Words, Floats>& columns) {
    if (thread_index() < count) {
        const uint32_t column = thread_index(), entry = column / job.group;
        const bool used = entry < job.work.entry_count;
        const uint32_t row = params.entries[job.work.first_entry + (used ? entry : 0)].row;
        const uint32_t end = params.places.positions[row] + 1, window = params.window;
        columns.first_seen[column] = window != 0 && end > window ? end - window : 0u;
        columns.end_seen[column] = used ? end : 0u;
        columns.scales[column] = params.score_scales[row];
    }
    sync_block();
    for (uint32_t column = 0; column < count; ++column) {
        const uint32_t first = columns.first_seen[column], end = columns.end_seen[column];
        if (end > job.limit) job.limit = end;
        if (end != 0 && first < job.lowest) job.lowest = first;
    }
}

// A lane's columns are 8b + 2t + j for blocks b and j = 0, 1; its tokens of a page are these.
MST_DEVICE uint32_t lane_column(uint32_t block, uint32_t j) {
    return 8 * block + 2 * (lane_index() % 4) + j;
}
MST_DEVICE uint32_t lane_token(uint32_t i) {
    return 16 * (i / 2) + 2 * (lane_index() / 4) + i % 2;
}

// Scores times their scales, -inf where a column does not see; their maxima of this page.
template <class Block, int kBlocks, class Words, class Floats, class Maxima>
MST_DEVICE void mask_scores(const Block& own, uint32_t page, bool seen,
                            const Columns<Words, Floats>& columns, Maxima& maxima,
                            float (&scores)[2][kBlocks][4]) {
    MST_UNROLL
    for (uint32_t b = 0; b < kBlocks; ++b) {
        MST_UNROLL
        for (uint32_t j = 0; j < 2; ++j) {
            const uint32_t column = lane_column(b, j);
            const uint32_t first = columns.first_seen[column], end = columns.end_seen[column];
            const float scale = columns.scales[column];
            float highest = kMinusInfinity;
            MST_UNROLL
            for (uint32_t i = 0; i < 4; ++i) {
                const uint32_t token = page * kPageTokens + lane_token(i);
                float& score = scores[i / 2][b][2 * (i % 2) + j];
                const bool visible = seen && token >= first && token < end;
                score = visible ? score * (scale * Block::key_scale(own, lane_token(i)))
                                : kMinusInfinity;
                highest = score > highest ? score : highest;
            }
            highest = column_max(highest);
            if (lane_index() < 4) maxima[warp_index() * 8 * kBlocks + column] = highest;
        }
    }
}

// The weights of a page against the part's maximum, and their sums of this page.
template <class Block, int kBlocks, class Floats, class Weights>
MST_DEVICE void weigh_page(const Block& own, const float (&scores)[2][kBlocks][4], Floats& maxima,
                           Floats& sums, Weights& weights, float (&part_maximum)[kBlocks][2]) {
    constexpr uint32_t kColumns = 8 * kBlocks;
    MST_UNROLL
    for (uint32_t b = 0; b < kBlocks; ++b) {
        MST_UNROLL
        for (uint32_t j = 0; j < 2; ++j) {
            const uint32_t column = lane_column(b, j);
            float highest = maxima[column];
            for (uint32_t w = 1; w < kWarps; ++w) {
                const float other = maxima[w * kColumns + column];
                highest = other > highest ? other : highest;
            }
            part_maximum[b][j] = highest;
            float total = 0.0f, pairs[4];
            MST_UNROLL
            for (uint32_t i = 0; i < 4; ++i) {
                const float score = scores[i / 2][b][2 * (i % 2) + j];
                const bool counts = score != kMinusInfinity;
                const float weight = counts ? exp_of(score - highest) : 0.0f;
                total += weight;
                pairs[i] = counts ? weight * Block::value_scale(own, lane_token(i)) : 0.0f;
            }
            total = column_sum(total);
            if (lane_index() < 4) sums[warp_index() * kColumns + column] = total;
            MST_UNROLL
            for (uint32_t m = 0; m < 2; ++m) {
                const float low = pairs[2 * m], high = pairs[2 * m + 1];
                const uint32_t word = warp_index() * (kPageTokens / 2) + 8 * m + lane_index() / 4;
                weights[column * kLine + word] = halves_of_floats(low, high);
                weights[(kColumns + column) * kLine + word] = lack_of(low, high);
            }
        }
    }
}

// What a lane keeps of the parts so far: for each column maximum and sum, and the values of its
// warp's sixteen dimensions.
template <int kBlocks>
struct Result {
    float maximum[kBlocks][2];
    float sum[kBlocks][2];
    float values[kBlocks][4];
};

template <int kBlocks, class Floats>
MST_DEVICE void join_part(bool whole, const float (&part_maximum)[kBlocks][2], Floats& sums,
                          const float (&values)[kBlocks][4], Result<kBlocks>& result) {
    constexpr uint32_t kColumns = 8 * kBlocks;
    MST_UNROLL
    for (uint32_t b = 0; b < kBlocks; ++b) {
        MST_UNROLL
        for (uint32_t j = 0; j < 2; ++j) {
            const uint32_t column = lane_column(b, j);
            float part_sum = sums[column];
            for (uint32_t w = 1; w < kWarps; ++w) part_sum += sums[w * kColumns + column];
            Shares shares = {0.0f, 1.0f};  // a single part stays as it is
            if (whole) {
                shares = join(result.maximum[b][j], result.sum[b][j], part_maximum[b][j], part_sum);
            } else {
                result.maximum[b][j] = part_maximum[b][j];
                result.sum[b][j] = part_sum;
            }
            MST_UNROLL
            for (uint32_t k = j; k < 4; k += 2) {
                result.values[b][k] = joined(shares, result.values[b][k], values[b][k]);
            }
        }
    }
}

// A whole row's head as int8, by way of shared memory: a group is what two warps have.
template <class Shared>
MST_DEVICE void quantise_columns(const AttentionParams& params, const Job& job, uint32_t columns,
                                 Shared& values) {
    const uint32_t d = params.head_dim, groups = d / kScaleGroup;
    for (uint32_t i = warp_index(); i < columns * groups; i += kWarps) {
        const uint32_t column = i / groups, group = i % groups, slot = column / job.group;
        if (slot >= job.work.entry_count) break;
        const uint32_t row = params.entries[job.work.first_entry + slot].out_row;
        const uint32_t head = job.head * job.group + column % job.group;
        const float value = float_of_bits(values[column * d + group * kScaleGroup + lane_index()]);
        store_group(params.quantised, row, head * groups + group, value);
    }
}

// Row g of a warp's values is dimension g of its sixteen, row g + 8 dimension g + 8. `shared` has
// room for kColumns heads.
template <int kBlocks, class Shared>
MST_DEVICE void store_result(const AttentionParams& params, const Job& job,
                             const Result<kBlocks>& result, Shared& shared) {
    const uint32_t d = params.head_dim, dim = 16 * warp_index() + lane_index() / 4;
    const size_t floats = attention_partial_floats(params.head_count, d);
    const bool whole = job.work.whole != 0;
    const bool quantises = whole && params.quantised.values != nullptr;
    MST_UNROLL
    for (uint32_t b = 0; b < kBlocks; ++b) {
        MST_UNROLL
        for (uint32_t j = 0; j < 2; ++j) {
            const uint32_t column = lane_column(b, j), slot = column / job.group;
            if (slot >= job.work.entry_count) continue;
            const AttentionEntry entry = params.entries[job.work.first_entry + slot];
            const uint32_t head = job.head * job.group + column % job.group;
            float* target = params.partials + entry.partial * floats + size_t{head} * (d + 4);
            if (whole) {
                const size_t row = size_t{entry.out_row} * params.head_count + head;
                target = params.output != nullptr ? params.output + row * d : nullptr;
            }
            const float factor = whole ? 1.0f / result.sum[b][j] : 1.0f;
            MST_UNROLL
            for (uint32_t k = 0; k < 2; ++k) {
                const uint32_t at = dim + 8 * k;
                const float value = result.values[b][2 * k + j] * factor;
                if (at >= d) continue;
                if (target != nullptr) target[at] = value;
                if (quantises) shared[column * d + at] = bits_of_float(value);
            }
            if (!whole && warp_index() == 0 && lane_index() < 4) {
                target[d] = result.maximum[b][j];
                target[d + 1] = result.sum[b][j];
            }
        }
    }
    if (!quantises) return;
    sync_block();
    quantise_columns(params, job, 8 * kBlocks, shared);
}

// Heads of 96 lack a few registers for two blocks on a multiprocessor, unless told to have them.
template <class Block, int kSteps, int kBlocks>
MST_KERNEL_SHARING(kThreads, (kSteps == 3 && kBlocks == 1 ? 2 : 1))
attention_kernel(AttentionParams params) {
    begin_kernel();
    static_assert(2 * kSteps <= kWarps, "a warp for sixteen dimensions");
    constexpr uint32_t kColumns = 8 * kBlocks;
    MST_SHARED(uint32_t, weights, 2 * kColumns * kLine);
    MST_SHARED(float, maxima, kWarps* kColumns);
    MST_SHARED(float, sums, kWarps* kColumns);
    MST_SHARED(uint32_t, first_seen, kColumns);
    MST_SHARED(uint32_t, end_seen, kColumns);
    MST_SHARED(float, scales, kColumns);
    MST_SHARED(uint32_t, numbers, kWarps);
    Job job = {params.works[block_index().x], block_index().y,
               params.head_count / params.kv_head_count, 0, UINT32_MAX};
    if (job.work.entry_count == 0) return;
    const Columns<decltype(first_seen), decltype(scales)> columns = {first_seen, end_seen, scales};
    describe_columns(params, job, kColumns, columns);

    Result<kBlocks> result = {};
    MST_UNROLL
    for (uint32_t b = 0; b < kBlocks; ++b) {
        result.maximum[b][0] = result.maximum[b][1] = kMinusInfinity;
    }
    for (uint32_t chunk = job.work.chunk_begin; chunk < job.work.chunk_end; ++chunk) {
        const uint32_t own_page = chunk * kWarps + warp_index();
        const bool seen = Job::sees(job, own_page);
        float scores[2][kBlocks][4] = {}, part_maximum[kBlocks][2];
        list_pages(params, job, chunk, numbers);
        sync_block();
        Block own = {};
        if (seen) {
            own = Block::of(page_block(params, job, numbers[warp_index()]), 32 * kSteps);
            score_page<Block, kSteps>(params, job, own, scores);
        }
        mask_scores(own, own_page, seen, columns, maxima, scores);
        sync_block();
        weigh_page(own, scores, maxima, sums, weights, part_maximum);
        sync_block();
        float values[kBlocks][4] = {};
        add_part<Block, kSteps>(params, job, chunk, numbers, weights, values);
        join_part(job.work.whole != 0, part_maximum, sums, values, result);
        sync_block();
    }
    static_assert(kLine * 2 >= kMaxHeadDim);
    store_result(params, job, result, weights);
}

// A block is a row and a query head, so that one row of many parts fills a device as well.
constexpr uint32_t kMergeThreads = 128;
static_assert(kMergeThreads >= kMaxHeadDim, "a thread a dimension");

MST_KERNEL(kMergeThreads) merge_kernel(AttentionParams params) {
    begin_kernel();
    const AttentionMerge merge = params.merges[block_index().x];
    const uint32_t head = block_index().y, dim = thread_index(), d = params.head_dim;
    if (merge.count == 0 || dim >= d) return;
    const size_t floats = attention_partial_floats(params.head_count, d);
    const float* part = params.partials + merge.first_partial * floats + size_t{head} * (d + 4);
    float maximum = kMinusInfinity, sum = 0.0f, value = 0.0f;
    MST_UNROLL_BY(4)  // loads of the next parts do not wait for the sums
    for (uint32_t i = 0; i < merge.count; ++i) {
        const float* one = part + i * floats;
        const Shares shares = join(maximum, sum, one[d], one[d + 1]);
        value = joined(shares, value, one[dim]);
    }
    const float merged = value * (1.0f / sum);
    const size_t row = size_t{merge.out_row} * params.head_count + head;
    if (params.output != nullptr) params.output[row * d + dim] = merged;
    if (params.quantised.values == nullptr) return;
    const uint32_t group = (head * d + dim) / kScaleGroup;
    store_group(params.quantised, merge.out_row, group, merged);
}

bool can_quantise(const AttentionParams& params) {
    return params.quantised.values == nullptr || params.head_dim % kScaleGroup == 0;
}

template <class Block, int kSteps>
LaunchError run_steps(const AttentionParams& params, Stream stream) {
    const uint32_t columns = params.max_entries * (params.head_count / params.kv_head_count);
    const Grid grid = {params.work_count, params.kv_head_count};
    if (columns > kAttentionColumns) return kLaunchInvalidValue;
    if (columns <= 8) {
        return launch(attention_kernel<Block, kSteps, 1>, grid, kThreads, stream, params);
    }
    return launch(attention_kernel<Block, kSteps, 4>, grid, kThreads, stream, params);
}

template <class Block>
LaunchError run_form(const AttentionParams& params, Stream stream) {
    switch ((params.head_dim + 31) / 32) {
        case 1:
            return run_steps<Block, 1>(params, stream);
        case 2:
            return run_steps<Block, 2>(params, stream);
        case 3:
            return run_steps<Block, 3>(params, stream);
        case 4:
            return run_steps<Block, 4>(params, stream);
        default:
            return kLaunchInvalidValue;
    }
}

}  // namespace

LaunchError launch_attention(const AttentionParams& params, Stream stream) {
    const uint32_t d = params.head_dim;
    if (d == 0 || d % 2 != 0 || d > kMaxHeadDim || params.kv_head_count == 0 ||
        params.head_count % params.kv_head_count != 0 || !can_quantise(params)) {
        return kLaunchInvalidValue;
    }
    return params.pages.form == KvForm::kF16 ? run_form<F16Block>(params, stream)
                                             : run_form<Int8Block>(params, stream);
}

LaunchError launch_attention_merge(const AttentionParams& params, Stream stream) {
    if (params.head_dim > kMaxHeadDim || !can_quantise(params)) return kLaunchInvalidValue;
    return launch(merge_kernel, {params.merge_count, params.head_count}, kMergeThreads, stream,
                  params);
}

}  // namespace minstrel::kernels::cuda
