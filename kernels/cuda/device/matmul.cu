// Matrices times rows. A block is some bands of one product, an expert, and a panel of rows.
#include "kernels/cuda/device/prompt_core.h"

namespace minstrel::kernels::cuda {
namespace {

// One launch: products of one element type, or one product of all experts.
struct MatmulArguments {
    MatmulInput input = {};
    Product products[kMaxProducts] = {};
    uint32_t bands_before[kMaxProducts + 1] = {};  // blocks of bands
    const void* const* experts = nullptr;          // instead of products[0].weights.data
    PanelRows rows = {};
    NormedRows normed = {};  // only of kernels with two bands a block
};

MST_DEVICE uint32_t product_of(const MatmulArguments& args, uint32_t block) {
    uint32_t product = 0;
    while (product + 1 < kMaxProducts && block >= args.bands_before[product + 1]) ++product;
    return product;
}

// sums[32 outputs][height rows] to the output, and its norm: a warp is a row.
template <class Shared>
MST_DEVICE void store_normed(const MatmulArguments& args, const Panel& panel, uint32_t height,
                             Shared& sums) {
    const Product& product = args.products[0];
    const uint32_t group = block_index().x, groups = product.weights.rows / kScaleGroup;
    for (uint32_t i = warp_index(); i < height; i += kParts) {
        const uint32_t row = panel.first + i;
        if (row >= panel.end) break;
        const float sum = sums[lane_index() * height + i];
        float* target =
            product.output + row * product.output_stride + group * kScaleGroup + lane_index();
        const float x = product.accumulate ? *target + sum : sum;
        *target = x;
        store_normed_group(args.normed, row, group, groups, x);
    }
}

template <class W, int kBands, int kBlocks>
MST_KERNEL_SHARING(kMatmulThreads, (kBlocksTogether<W, kBlocks>))
matmul_kernel(MatmulArguments args) {
    // Which rows an expert has is the result of a kernel.
    const bool is_routed = args.experts != nullptr;
    if (is_routed) begin_kernel();
    constexpr uint32_t kColumns = 8 * kBlocks, kElements = kTileRows * kColumns;
    constexpr bool kMayNorm = kBands * kTileRows == kScaleGroup;
    MST_SHARED(float, partials, kParts* kElements);
    MST_SHARED(float, factors, kColumns);
    MST_SHARED(float, normed, (kMayNorm ? kBands * kElements : 1));
    const Panel panel = panel_of(args.rows, kColumns, block_index().y);
    if (panel.first >= panel.end) return;
    const uint32_t index = product_of(args, block_index().x);
    const Product& product = args.products[index];
    const uint32_t rows = product.weights.rows, last_band = (rows - 1) / kTileRows;
    const uint32_t first_band = (block_index().x - args.bands_before[index]) * kBands;
    const void* const data = is_routed ? args.experts[panel.expert] : product.weights.data;

    const void* matrices[kBands];
    uint32_t bands[kBands];
    float sums[kBands][kBlocks][4] = {};
    MST_UNROLL
    for (uint32_t i = 0; i < kBands; ++i) {
        matrices[i] = data;
        bands[i] = first_band + i < last_band ? first_band + i : last_band;
    }
    sum_part<W>(matrices, bands, rows, product.weights.cols, args.input, panel.first, panel.end,
                !is_routed, true, factors, sums);

    const bool is_normed = kMayNorm && args.normed.weight != nullptr;
    MST_UNROLL
    for (uint32_t i = 0; i < kBands; ++i) {
        if (i > 0) sync_block();
        store_part(sums[i], partials, warp_index() * kElements);
        sync_block();
        for (uint32_t e = thread_index(); e < kElements; e += kMatmulThreads) {
            const uint32_t output = (first_band + i) * kTileRows + e % kTileRows;
            const uint32_t input_row = panel.first + e / kTileRows;
            const uint32_t element = e % kTileRows * kColumns + e / kTileRows;
            const float sum =
                add_parts(partials, element, kElements) * factor_of<W>(factors, e / kTileRows);
            if (is_normed) normed[i * kElements + element] = sum;
            if (is_normed || output >= rows || input_row >= panel.end) continue;
            float* target = product.output + input_row * product.output_stride + output;
            *target = product.accumulate ? *target + sum : sum;
        }
    }
    if (!is_normed) return;
    sync_block();
    store_normed(args, panel, kColumns, normed);
}

template <class W>
MST_KERNEL_SHARING(kMatmulThreads, 2)
prompt_kernel(MatmulArguments args) {
    begin_kernel();
    MST_SHARED(Words2, values, PromptShared<W>::kWords);
    MST_SHARED(float, scales, PromptShared<W>::kScales);
    MST_SHARED(float, factors, kPromptRows);
    const Panel panel = panel_of(args.rows, kPromptRows, block_index().y);
    if (panel.first >= panel.end) return;
    const uint32_t index = product_of(args, block_index().x);
    const Product& product = args.products[index];
    const uint32_t rows = product.weights.rows, cols = args.products[0].weights.cols;
    const uint32_t last_band = (rows - 1) / kTileRows;
    const uint32_t wanted = (block_index().x - args.bands_before[index]) * kParts + warp_index();
    const uint32_t band = wanted < last_band ? wanted : last_band;
    const void* const data =
        args.experts != nullptr ? args.experts[panel.expert] : product.weights.data;
    float totals[kPromptBlocks][4];
    prompt_sums<W>(data, band, rows, cols, args.input, panel.first, panel.end, values, scales,
                   factors, totals);
    const uint32_t output = wanted * kTileRows + lane_index() / 4 * 2;
    const uint32_t row = panel.first + lane_index() % 4 * 2;
    float* const first = product.output + row * product.output_stride + output;
    MST_UNROLL
    for (uint32_t block = 0; block < kPromptBlocks; ++block) {
        MST_UNROLL
        for (uint32_t i = 0; i < 4; ++i) {
            const uint32_t down = 8 * block + i % 2;
            if (output + i / 2 >= rows || row + down >= panel.end) continue;
            float* target = first + down * product.output_stride + i / 2;
            const float before = product.accumulate ? load_once<float>(target) : 0.0f;
            const float sum = totals[block][i] * factor_of<W>(factors, row - panel.first + down);
            *target = product.accumulate ? before + sum : sum;
        }
    }
}

// float32: a warp is one output and eight rows, each lane every 32nd column.
constexpr uint32_t kFloatRows = 8;

MST_KERNEL(kMatmulThreads) float_kernel(MatmulArguments args) {
    begin_kernel();
    const Panel panel = panel_of(args.rows, kFloatRows, block_index().y);
    if (panel.first >= panel.end) return;
    const uint32_t index = product_of(args, block_index().x);
    const Product& product = args.products[index];
    const uint32_t cols = product.weights.cols;
    const uint32_t output = (block_index().x - args.bands_before[index]) * kParts + warp_index();
    if (output >= product.weights.rows) return;
    const void* const data =
        args.experts != nullptr ? args.experts[panel.expert] : product.weights.data;
    const float* weights = static_cast<const float*>(data) + size_t{output} * cols;
    float sums[kFloatRows] = {};
    for (uint32_t col = lane_index(); col < cols; col += kWarp) {
        const float weight = weights[col];
        MST_UNROLL
        for (uint32_t i = 0; i < kFloatRows; ++i) {
            const uint32_t row = row_within(panel.first + i, panel.end);
            sums[i] = fmaf(weight, args.input.values[row * args.input.stride + col], sums[i]);
        }
    }
    MST_UNROLL
    for (uint32_t i = 0; i < kFloatRows; ++i) {
        const float sum = warp_sum(sums[i]);
        if (lane_index() != 0 || panel.first + i >= panel.end) continue;
        float* target = product.output + (panel.first + i) * product.output_stride + output;
        *target = product.accumulate ? *target + sum : sum;
    }
}

// Fills bands_before for the chosen shape and returns the number of blocks.
uint32_t divide(MatmulArguments& args, uint32_t count, uint32_t outputs_of_block) {
    for (uint32_t i = 0; i < kMaxProducts; ++i) {
        const uint32_t rows = i < count ? args.products[i].weights.rows : 0;
        args.bands_before[i + 1] =
            args.bands_before[i] + (rows + outputs_of_block - 1) / outputs_of_block;
    }
    return args.bands_before[kMaxProducts];
}

using Kernel = void (*)(MatmulArguments);

LaunchError run(Kernel kernel, MatmulArguments args, uint32_t count, uint32_t outputs_of_block,
                uint32_t height, Stream stream) {
    const uint32_t blocks = divide(args, count, outputs_of_block);
    return launch(kernel, {blocks, most_panels(args.rows, height)}, kMatmulThreads, stream, args);
}

template <class W, int kBands, int kBlocks>
LaunchError run_skinny(const MatmulArguments& args, uint32_t count, Stream stream) {
    return run(matmul_kernel<W, kBands, kBlocks>, args, count, kBands * kTileRows, 8 * kBlocks,
               stream);
}

// Kernels that do not norm what they make: a launch of its own does.
LaunchError run_and_norm(Kernel kernel, const MatmulArguments& args, uint32_t count,
                         uint32_t outputs_of_block, uint32_t height, Stream stream) {
    const LaunchError error = run(kernel, args, count, outputs_of_block, height, stream);
    if (error != 0 || args.normed.weight == nullptr) return error;
    return launch_norm({.input = args.products[0].output,
                        .weight = args.normed.weight,
                        .eps = args.normed.rows.eps,
                        .rows = args.input.rows,
                        .cols = args.products[0].weights.rows,
                        .quantised = args.normed.rows},
                       stream);
}

// More bands a block where more rows share the reading of them, or a norm wants a whole group.
template <class W>
LaunchError run_type(const MatmulArguments& args, uint32_t count, Stream stream) {
    constexpr uint32_t kPromptOutputs = kParts * kTileRows;
    MatmulArguments divided = args;
    switch (panel_height(args.rows, divide(divided, count, kPromptOutputs))) {
        case 8:
            return args.normed.weight != nullptr ? run_skinny<W, 2, 1>(args, count, stream)
                                                 : run_skinny<W, 1, 1>(args, count, stream);
        case 16:
            return run_skinny<W, 2, 2>(args, count, stream);
        case 24:
            return run_skinny<W, 2, 3>(args, count, stream);
        case kPromptRows:
            return run_and_norm(prompt_kernel<W>, args, count, kPromptOutputs, kPromptRows, stream);
        default:
            return run_skinny<W, 2, 4>(args, count, stream);
    }
}

LaunchError run_all(const MatmulArguments& args, uint32_t count, Stream stream) {
    switch (args.products[0].weights.type) {
        case ElementType::kInt8:
            return run_type<Int8Fragments>(args, count, stream);
        case ElementType::kInt4:
            return run_type<Int4Fragments>(args, count, stream);
        case ElementType::kBF16:
            return run_type<Bf16Matrix>(args, count, stream);
        case ElementType::kF32:
            return run_and_norm(float_kernel, args, count, kParts, kFloatRows, stream);
    }
    return kLaunchInvalidValue;
}

bool can_norm(const MatmulParams& params) {
    if (params.normed.weight == nullptr) return true;
    const Product& product = params.products[0];
    return params.product_count == 1 && product.output_stride == product.weights.rows &&
           takes_norm(params.normed.rows, product.weights.rows);
}

bool can_run(const MatmulInput& input, ElementType type, uint32_t cols) {
    const bool quantised = is_quantised(type);
    if (quantised && cols % kScaleGroup != 0) return false;
    return quantised ? input.quantised.values != nullptr : input.values != nullptr;
}

}  // namespace

LaunchError launch_matmul(const MatmulParams& params, Stream stream) {
    if (params.product_count > kMaxProducts || !can_norm(params)) return kLaunchInvalidValue;
    bool done[kMaxProducts] = {};
    for (uint32_t i = 0; i < params.product_count; ++i) {
        if (done[i]) continue;
        const TensorView& first = params.products[i].weights;
        if (!can_run(params.input, first.type, first.cols)) return kLaunchInvalidValue;
        MatmulArguments args = {
            .input = params.input, .rows = {params.input.rows}, .normed = params.normed};
        uint32_t count = 0;
        for (uint32_t j = i; j < params.product_count; ++j) {
            const TensorView& weights = params.products[j].weights;
            if (weights.type != first.type) continue;
            if (weights.cols != first.cols) return kLaunchInvalidValue;
            args.products[count++] = params.products[j];
            done[j] = true;
        }
        if (const LaunchError error = run_all(args, count, stream); error != 0) return error;
    }
    return 0;
}

LaunchError launch_expert_matmul(const ExpertMatmulParams& params, Stream stream) {
    const ExpertMatrices& weights = params.weights;
    if (!can_run(params.input, weights.type, weights.cols)) return kLaunchInvalidValue;
    MatmulArguments args = {.input = params.input,
                            .experts = weights.data,
                            .rows = {params.input.rows, params.expert_count, params.first_slots}};
    args.products[0] = {.weights = {nullptr, weights.type, weights.rows, weights.cols},
                        .output = params.output,
                        .output_stride = weights.rows};
    return run_all(args, 1, stream);
}

}  // namespace minstrel::kernels::cuda
