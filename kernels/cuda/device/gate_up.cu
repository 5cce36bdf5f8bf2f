// The first half of a feed-forward network: gate and up matrices, activation and, where the next
// matrix wants that, quantisation. A block is 32 hidden columns, one group of the quantised form,
// of all rows or of an expert's.
#include "kernels/cuda/device/prompt_core.h"

namespace minstrel::kernels::cuda {
namespace {

struct GateUpArguments {
    MatmulInput input = {};
    TensorView gate = {};
    const void* up = nullptr;
    const void* const* expert_gates = nullptr;  // instead of the two
    const void* const* expert_ups = nullptr;
    PanelRows rows = {};
    float* output = nullptr;
    Int8Rows quantised = {};
};

constexpr uint32_t kHidden = 32;
constexpr uint32_t kPairs = kHidden / kTileRows;

constexpr uint32_t kPromptHidden = kParts / 2 * kTileRows;  // of a block with many rows

struct Block {
    const void* gate;
    const void* up;
    uint32_t first;  // input rows of this panel
    uint32_t end;    // of the whole
    uint32_t column;
};

MST_DEVICE Block block_of(const GateUpArguments& args, uint32_t height, uint32_t width) {
    const Panel panel = panel_of(args.rows, height, block_index().y);
    Block block = {args.gate.data, args.up, panel.first, panel.end, block_index().x * width};
    if (args.expert_gates != nullptr) {
        block.gate = args.expert_gates[panel.expert];
        block.up = args.expert_ups[panel.expert];
    }
    return block;
}

// hidden[from + column][row of the panel] to where it is wanted; a warp is one row.
template <class Shared>
MST_DEVICE void store_hidden(const GateUpArguments& args, const Block& block, Shared& hidden,
                             uint32_t from, uint32_t height) {
    const uint32_t width = args.gate.rows, column = block.column + lane_index();
    for (uint32_t i = warp_index(); i < height; i += kParts) {
        const uint32_t row = block.first + i;
        if (row >= block.end) break;
        const float value = column < width ? hidden[(from + lane_index()) * height + i] : 0.0f;
        if (column < width && args.output != nullptr) {
            args.output[size_t{row} * width + column] = value;
        }
        if (args.quantised.values == nullptr) continue;
        store_group(args.quantised, row, block.column / kHidden, value);
    }
}

template <class W, int kBlocks>
MST_KERNEL_SHARING(kMatmulThreads, (kBlocksTogether<W, kBlocks>))
gate_up_kernel(GateUpArguments args) {
    // Which rows an expert has is the result of a kernel.
    const bool is_routed = args.expert_gates != nullptr;
    if (is_routed) begin_kernel();
    constexpr uint32_t kColumns = 8 * kBlocks, kElements = kTileRows * kColumns;
    constexpr uint32_t kBoth = 2 * kElements;  // gate, then up, of a part
    MST_SHARED(float, partials, kParts* kBoth);
    MST_SHARED(float, hidden, kPairs* kElements);
    MST_SHARED(float, factors, kColumns);
    const Block block = block_of(args, kColumns, kHidden);
    if (block.first >= block.end) return;
    const uint32_t width = args.gate.rows, last_band = (width - 1) / kTileRows;
    // One band of both at a time: four bands at once leave no registers for loads under way.
    for (uint32_t pair = 0; pair < kPairs; ++pair) {
        const uint32_t wanted = block.column / kTileRows + pair;
        const uint32_t band = wanted < last_band ? wanted : last_band;
        const void* const matrices[2] = {block.gate, block.up};
        const uint32_t bands[2] = {band, band};
        float sums[2][kBlocks][4] = {};
        sum_part<W>(matrices, bands, width, args.gate.cols, args.input, block.first, block.end,
                    pair == 0 && !is_routed, pair == 0, factors, sums);
        if (pair > 0) sync_block();
        store_part(sums[0], partials, warp_index() * kBoth);
        store_part(sums[1], partials, warp_index() * kBoth + kElements);

        sync_block();
        for (uint32_t e = thread_index(); e < kElements; e += kMatmulThreads) {
            const float factor = factor_of<W>(factors, e % kColumns);
            const float gate = add_parts(partials, e, kBoth) * factor;
            const float up = add_parts(partials, kElements + e, kBoth) * factor;
            hidden[pair * kElements + e] = silu_times(gate, up);
        }
    }
    sync_block();
    store_hidden(args, block, hidden, 0, kColumns);
}

// Four warps have bands of gate, four those of up for the same columns. Their totals meet in shared
// memory, half of the rows at a time.
template <class W>
MST_KERNEL_SHARING(kMatmulThreads, 2)
prompt_gate_up_kernel(GateUpArguments args) {
    begin_kernel();
    constexpr uint32_t kRows = kPromptRows / 2, kElements = kPromptHidden * kRows;
    MST_SHARED(Words2, values, PromptShared<W>::kWords);
    MST_SHARED(float, scales, PromptShared<W>::kScales);
    MST_SHARED(float, hidden, 2 * kElements);
    MST_SHARED(float, factors, kPromptRows);
    Block block = block_of(args, kPromptRows, kPromptHidden);
    if (block.first >= block.end) return;

    const uint32_t last_band = (args.gate.rows - 1) / kTileRows, own = warp_index() % (kParts / 2);
    const uint32_t wanted = block.column / kTileRows + own;
    const uint32_t band = wanted < last_band ? wanted : last_band;
    const bool is_up = warp_index() >= kParts / 2;

    float totals[kPromptBlocks][4];
    prompt_sums<W>(is_up ? block.up : block.gate, band, args.gate.rows, args.gate.cols, args.input,
                   block.first, block.end, values, scales, factors, totals);
    MST_UNROLL
    for (uint32_t half = 0; half < 2; ++half) {
        sync_block();
        MST_UNROLL
        for (uint32_t b = 0; b < kPromptBlocks / 2; ++b) {
            MST_UNROLL
            for (uint32_t i = 0; i < 4; ++i) {
                const uint32_t column = own * kTileRows + lane_index() / 4 * 2 + i / 2;
                const uint32_t row = 8 * b + lane_index() % 4 * 2 + i % 2;
                hidden[(is_up ? kElements : 0) + column * kRows + row] =
                    totals[half * kPromptBlocks / 2 + b][i] *
                    factor_of<W>(factors, half * kRows + row);
            }
        }
        sync_block();
        for (uint32_t e = thread_index(); e < kElements; e += kMatmulThreads) {
            hidden[e] = silu_times(hidden[e], hidden[kElements + e]);
        }
        sync_block();
        Block part = block;
        part.first += half * kRows;
        for (uint32_t first = 0; first < kPromptHidden; first += kHidden) {
            part.column = block.column + first;
            if (part.column < args.gate.rows) store_hidden(args, part, hidden, first, kRows);
        }
    }
}

// float32: a warp sums gate and up of four hidden columns, one after the other.
constexpr uint32_t kFloatRows = 8;

MST_KERNEL(kMatmulThreads) float_gate_up_kernel(GateUpArguments args) {
    begin_kernel();
    MST_SHARED(float, hidden, kHidden* kFloatRows);
    const Block block = block_of(args, kFloatRows, kHidden);
    if (block.first >= block.end) return;
    const uint32_t cols = args.gate.cols;
    for (uint32_t c = warp_index(); c < kHidden; c += kParts) {
        const size_t line = size_t{row_within(block.column + c, args.gate.rows)} * cols;
        for (uint32_t i = 0; i < kFloatRows; ++i) {
            const uint32_t row = row_within(block.first + i, block.end);
            const float* input = args.input.values + row * args.input.stride;
            float gate = 0.0f, up = 0.0f;
            for (uint32_t col = lane_index(); col < cols; col += kWarp) {
                gate = fmaf(static_cast<const float*>(block.gate)[line + col], input[col], gate);
                up = fmaf(static_cast<const float*>(block.up)[line + col], input[col], up);
            }
            gate = warp_sum(gate);
            up = warp_sum(up);
            if (lane_index() == 0) hidden[c * kFloatRows + i] = silu_times(gate, up);
        }
    }
    sync_block();
    store_hidden(args, block, hidden, 0, kFloatRows);
}

using Kernel = void (*)(GateUpArguments);

LaunchError run(Kernel kernel, const GateUpArguments& args, uint32_t width, uint32_t height,
                Stream stream) {
    const Grid grid = {panel_count(args.gate.rows, width), most_panels(args.rows, height)};
    return launch(kernel, grid, kMatmulThreads, stream, args);
}

template <class W>
LaunchError run_type(const GateUpArguments& args, Stream stream) {
    switch (panel_height(args.rows, panel_count(args.gate.rows, kPromptHidden))) {
        case 8:
            return run(gate_up_kernel<W, 1>, args, kHidden, 8, stream);
        case 16:
            return run(gate_up_kernel<W, 2>, args, kHidden, 16, stream);
        case 24:
            return run(gate_up_kernel<W, 3>, args, kHidden, 24, stream);
        case kPromptRows:
            return run(prompt_gate_up_kernel<W>, args, kPromptHidden, kPromptRows, stream);
        default:
            return run(gate_up_kernel<W, 4>, args, kHidden, kSkinnyRows, stream);
    }
}

LaunchError run_all(const GateUpArguments& args, Stream stream) {
    const bool quantised = is_quantised(args.gate.type);
    if (quantised && args.gate.cols % kScaleGroup != 0) return kLaunchInvalidValue;
    if (args.quantised.values != nullptr && args.gate.rows % kHidden != 0) {
        return kLaunchInvalidValue;
    }
    if (quantised ? args.input.quantised.values == nullptr : args.input.values == nullptr) {
        return kLaunchInvalidValue;
    }
    switch (args.gate.type) {
        case ElementType::kInt8:
            return run_type<Int8Fragments>(args, stream);
        case ElementType::kInt4:
            return run_type<Int4Fragments>(args, stream);
        case ElementType::kBF16:
            return run_type<Bf16Matrix>(args, stream);
        case ElementType::kF32:
            return run(float_gate_up_kernel, args, kHidden, kFloatRows, stream);
    }
    return kLaunchInvalidValue;
}

}  // namespace

LaunchError launch_gate_up(const GateUpParams& params, Stream stream) {
    const TensorView &gate = params.gate, &up = params.up;
    if (gate.type != up.type || gate.rows != up.rows || gate.cols != up.cols) {
        return kLaunchInvalidValue;
    }
    return run_all({.input = params.input,
                    .gate = gate,
                    .up = up.data,
                    .rows = {params.input.rows},
                    .output = params.output,
                    .quantised = params.quantised},
                   stream);
}

LaunchError launch_expert_gate_up(const ExpertGateUpParams& params, Stream stream) {
    const ExpertMatrices &gate = params.gate, &up = params.up;
    if (gate.type != up.type || gate.rows != up.rows || gate.cols != up.cols) {
        return kLaunchInvalidValue;
    }
    return run_all({.input = params.input,
                    .gate = {nullptr, gate.type, gate.rows, gate.cols},
                    .expert_gates = gate.data,
                    .expert_ups = up.data,
                    .rows = {params.input.rows, params.expert_count, params.first_slots},
                    .output = params.output,
                    .quantised = params.quantised},
                   stream);
}

}  // namespace minstrel::kernels::cuda
