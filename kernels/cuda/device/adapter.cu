// Low-rank changes of products for the rows that have an adapter: one kernel multiplies by A, the
// next one by B. Rows beside each other with the same adapter share the reading of it. The order of
// a sum depends on the columns or on the rank alone, not on the kernel that makes it.
#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/device/math.h"
#include "kernels/cuda/device/panels.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kThreads = 256;
constexpr uint32_t kWarps = kThreads / kWarp;
constexpr uint32_t kTile = 8;  // rows that a block looks at

struct AdapterArguments {
    LowRankParams params = {};
    uint32_t slices = 1;                            // blocks that deal out the runs of a tile
    uint32_t blocks_before[kMaxProducts + 1] = {};  // of outputs
};

MST_DEVICE const RowAdapter& adapter_of(const LowRankParams& params, uint32_t row) {
    return params.adapters[params.row_numbers != nullptr ? params.row_numbers[row] : row];
}

// Some rows, and where among them runs with one adapter begin, one bit a row.
struct Tile {
    uint32_t first;
    uint32_t count;
    uint32_t begins;
    uint32_t next;  // which of the runs is the first of `begins`
};

// For whole warps. Which adapter a row has is in the step's block, which no kernel writes: it is
// looked at while the kernel before may still run.
MST_DEVICE Tile tile_of(const AdapterArguments& args) {
    const LowRankParams& params = args.params;
    const uint32_t first = block_index().y / args.slices * kTile;
    const uint32_t left = params.rows - first, count = left < kTile ? left : kTile;
    const uint32_t lane = lane_index();
    const uint32_t row = first + (lane < count ? lane : count - 1);
    const auto own = reinterpret_cast<uintptr_t>(adapter_of(params, row).matrices);
    const uintptr_t before = shuffle(own, lane == 0 ? 0 : lane - 1);
    return {first, count, ballot(lane < count && (lane == 0 || own != before)), 0};
}

// Rows [first, end) with one adapter.
struct Run {
    uint32_t first;
    uint32_t end;
    AdapterMatrix matrix;
};

// The next run whose adapter changes the product's matrix and that is this block's; false behind
// the last.
MST_DEVICE bool next_run(const AdapterArguments& args, uint32_t product, Tile& tile, Run& run) {
    while (tile.begins != 0) {
        const uint32_t begin = first_bit(tile.begins);
        tile.begins &= tile.begins - 1;
        const uint32_t end = tile.begins != 0 ? first_bit(tile.begins) : tile.count;
        if (tile.next++ % args.slices != block_index().y % args.slices) continue;
        const AdapterMatrix* matrices = adapter_of(args.params, tile.first + begin).matrices;
        if (matrices == nullptr) continue;
        run = {tile.first + begin, tile.first + end, matrices[args.params.first_matrix + product]};
        if (run.matrix.rank != 0) return true;
    }
    return false;
}

MST_DEVICE uint32_t row_of(const Run& run, uint32_t index) {
    return run.first + index < run.end ? run.first + index : run.end - 1;
}

MST_DEVICE float* low_of(const LowRankParams& params, uint32_t row, uint32_t product) {
    return params.low + (size_t{row} * params.product_count + product) * params.max_rank;
}

// kRanks rows of A times kRows rows of the input: every thread has each 256th vector of four
// columns, warps are added in order.
template <uint32_t kRows, uint32_t kRanks, class Shared>
MST_DEVICE void shrink_run(const LowRankParams& params, const Run& run, uint32_t product,
                           uint32_t first_rank, Shared& parts) {
    const uint32_t cols = params.cols, rank = run.matrix.rank;
    const float* lines[kRanks];
    const float* inputs[kRows];
    MST_UNROLL
    for (uint32_t i = 0; i < kRanks; ++i) {
        const uint32_t line = first_rank + i < rank ? first_rank + i : rank - 1;
        lines[i] = run.matrix.a + size_t{line} * cols;
    }
    MST_UNROLL
    for (uint32_t r = 0; r < kRows; ++r) inputs[r] = params.input + size_t{row_of(run, r)} * cols;
    float sums[kRanks][kRows] = {};
    MST_UNROLL_BY(kRows == 1 ? 4 : 1)  // registers are short otherwise
    for (uint32_t col = 4 * thread_index(); col < cols; col += 4 * kThreads) {
        Floats4 a[kRanks];
        MST_UNROLL
        for (uint32_t i = 0; i < kRanks; ++i) a[i] = load<Floats4>(lines[i] + col);
        MST_UNROLL
        for (uint32_t r = 0; r < kRows; ++r) {
            const Floats4 x = load<Floats4>(inputs[r] + col);
            MST_UNROLL
            for (uint32_t i = 0; i < kRanks; ++i) {
                float sum = fmaf(a[i].x, x.x, sums[i][r]);
                sum = fmaf(a[i].y, x.y, sum);
                sum = fmaf(a[i].z, x.z, sum);
                sums[i][r] = fmaf(a[i].w, x.w, sum);
            }
        }
    }
    constexpr uint32_t kElements = kRanks * kRows;
    MST_UNROLL
    for (uint32_t e = 0; e < kElements; ++e) {
        const float part = warp_sum(sums[e / kRows][e % kRows]);
        if (lane_index() == 0) parts[warp_index() * kElements + e] = part;
    }
    sync_block();
    const uint32_t e = thread_index(), row = run.first + e % kRows, line = first_rank + e / kRows;
    if (e < kElements && row < run.end && line < rank) {
        float sum = parts[e];
        for (uint32_t warp = 1; warp < kWarps; ++warp) sum += parts[warp * kElements + e];
        low_of(params, row, product)[line] = adapter_of(params, row).scale * sum;
    }
    sync_block();
}

// A block has kRanks ranks of one product.
template <uint32_t kRanks>
MST_KERNEL_SHARING(kThreads, 2)
shrink_kernel(AdapterArguments args) {
    MST_SHARED(float, parts, kWarps* kRanks* kTile);
    Tile tile = tile_of(args);
    begin_kernel();
    const uint32_t blocks = panel_count(args.params.max_rank, kRanks);
    const uint32_t product = block_index().x / blocks;
    const uint32_t first_rank = block_index().x % blocks * kRanks;
    Run run = {};
    while (next_run(args, product, tile, run)) {
        if (first_rank >= run.matrix.rank) continue;
        if (run.end - run.first == 1) {
            shrink_run<1, kRanks>(args.params, run, product, first_rank, parts);
        } else {
            shrink_run<kTile, kRanks>(args.params, run, product, first_rank, parts);
        }
    }
}

MST_DEVICE uint32_t product_of(const AdapterArguments& args, uint32_t block) {
    uint32_t product = 0;
    while (product + 1 < kMaxProducts && block >= args.blocks_before[product + 1]) ++product;
    return product;
}

// Outputs that a block of few rows has: its warps share the ranks, so that many blocks have work.
constexpr uint32_t kFewOutputs = kWarp;

// Ranks that a warp takes: each eighth one, in order. Parts are added in theirs.
template <uint32_t kRows, class Shared>
MST_DEVICE void expand_run(const LowRankParams& params, const Run& run, uint32_t product,
                           uint32_t output, Shared& parts) {
    const uint32_t width = params.outputs[product].width;
    const uint32_t column = output < width ? output : width - 1;
    const float* low[kRows];
    MST_UNROLL
    for (uint32_t r = 0; r < kRows; ++r) low[r] = low_of(params, row_of(run, r), product);
    float sums[kRows] = {};
    MST_UNROLL_BY(4)
    for (uint32_t k = warp_index(); k < run.matrix.rank; k += kWarps) {
        const float b = run.matrix.b[size_t{k} * width + column];
        MST_UNROLL
        for (uint32_t r = 0; r < kRows; ++r) sums[r] = fmaf(b, low[r][k], sums[r]);
    }
    MST_UNROLL
    for (uint32_t r = 0; r < kRows; ++r) {
        parts[(warp_index() * kTile + r) * kFewOutputs + lane_index()] = sums[r];
    }
    sync_block();
    // From here on a warp is a row.
    const uint32_t row = run.first + warp_index();
    if (row < run.end && output < width) {
        const uint32_t element = warp_index() * kFewOutputs + lane_index();
        float sum = parts[element];
        for (uint32_t part = 1; part < kWarps; ++part) {
            sum += parts[part * kTile * kFewOutputs + element];
        }
        params.outputs[product].values[size_t{row} * width + output] += sum;
    }
    sync_block();
}

MST_KERNEL(kThreads) expand_kernel(AdapterArguments args) {
    static_assert(kTile == kWarps);
    MST_SHARED(float, parts, kWarps* kTile* kFewOutputs);
    Tile tile = tile_of(args);
    begin_kernel();
    const uint32_t product = product_of(args, block_index().x);
    const uint32_t block = block_index().x - args.blocks_before[product];
    const uint32_t output = block * kFewOutputs + lane_index();
    Run run = {};
    while (next_run(args, product, tile, run)) {
        if (run.end - run.first == 1) {
            expand_run<1>(args.params, run, product, output, parts);
        } else {
            expand_run<kTile>(args.params, run, product, output, parts);
        }
    }
}

// Many rows: a thread has an output and all of the parts that the warps above have, so that no
// block has little to do.
MST_KERNEL(kThreads) expand_prompt_kernel(AdapterArguments args) {
    MST_SHARED(float, low, kMaxAdapterRank* kTile);  // [rank][row]
    Tile tile = tile_of(args);
    begin_kernel();
    const uint32_t product = product_of(args, block_index().x);
    const AdaptedOutput& target = args.params.outputs[product];
    const uint32_t block = block_index().x - args.blocks_before[product];
    const uint32_t output = block * kThreads + thread_index();
    const uint32_t column = output < target.width ? output : target.width - 1;
    Run run = {};
    while (next_run(args, product, tile, run)) {
        const uint32_t rank = run.matrix.rank;
        for (uint32_t e = thread_index(); e < rank * kTile; e += kThreads) {
            const uint32_t row = e / rank, k = e % rank;
            low[k * kTile + row] = low_of(args.params, row_of(run, row), product)[k];
        }
        sync_block();
        float sums[kWarps][kTile] = {};
        for (uint32_t first = 0; first < rank; first += kWarps) {
            MST_UNROLL
            for (uint32_t part = 0; part < kWarps; ++part) {
                const uint32_t k = first + part;
                if (k >= rank) break;
                const float b = run.matrix.b[size_t{k} * target.width + column];
                MST_UNROLL
                for (uint32_t r = 0; r < kTile; ++r) {
                    sums[part][r] = fmaf(b, low[k * kTile + r], sums[part][r]);
                }
            }
        }
        MST_UNROLL
        for (uint32_t r = 0; r < kTile; ++r) {
            const uint32_t row = run.first + r;
            float sum = sums[0][r];
            MST_UNROLL
            for (uint32_t part = 1; part < kWarps; ++part) sum += sums[part][r];
            if (row >= run.end || output >= target.width) continue;
            target.values[size_t{row} * target.width + output] += sum;
        }
        sync_block();
    }
}

// Tiles of few rows have a block for each run that they can have; of many rows most are one run.
uint32_t slices_of(uint32_t rows) {
    if (rows > kSkinnyRows) return 1;
    return rows < kTile ? rows : kTile;
}

bool can_run(const LowRankParams& params) {
    return params.cols % 4 == 0 && params.max_rank <= kMaxAdapterRank &&
           params.product_count <= kMaxProducts;
}

}  // namespace

LaunchError launch_shrink(const LowRankParams& params, Stream stream) {
    if (!can_run(params)) return kLaunchInvalidValue;
    constexpr uint32_t kPromptRanks = 4;
    const bool is_prompt = params.rows > kSkinnyRows;
    const AdapterArguments args = {.params = params, .slices = slices_of(params.rows)};
    const uint32_t blocks = panel_count(params.max_rank, is_prompt ? kPromptRanks : 1);
    const Grid grid = {params.product_count * blocks,
                       panel_count(params.rows, kTile) * args.slices};
    return launch(is_prompt ? shrink_kernel<kPromptRanks> : shrink_kernel<1>, grid, kThreads,
                  stream, args);
}

LaunchError launch_expand(const LowRankParams& params, Stream stream) {
    if (!can_run(params)) return kLaunchInvalidValue;
    const bool is_prompt = params.rows > kSkinnyRows;
    AdapterArguments args = {.params = params, .slices = slices_of(params.rows)};
    for (uint32_t i = 0; i < kMaxProducts; ++i) {
        const uint32_t width = i < params.product_count ? params.outputs[i].width : 0;
        args.blocks_before[i + 1] =
            args.blocks_before[i] + panel_count(width, is_prompt ? kThreads : kFewOutputs);
    }
    const Grid grid = {args.blocks_before[kMaxProducts],
                       panel_count(params.rows, kTile) * args.slices};
    return launch(is_prompt ? expand_prompt_kernel : expand_kernel, grid, kThreads, stream, args);
}

}  // namespace minstrel::kernels::cuda
