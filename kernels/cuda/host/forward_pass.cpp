#include "kernels/cuda/host/forward_pass.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace minstrel::kernels::cuda {
namespace {

// Of a layer: making bfloat16 of matrices and inputs, and launches for each of what share one
// otherwise; mixtures have experts and the router as ever.
constexpr uint32_t kCublasLtLaunches = 14;
constexpr uint32_t kMixtureCublasLtLaunches = 7;
static_assert(kCublasLtRows > kGraphRows, "what cuBLASLt enqueues is not recorded");

constexpr uint32_t round8(uint32_t rows) {
    return (rows + 7) / 8 * 8;
}

// Rows [begin, end) of a matrix; `begin` is the first of a band.
TensorView rows_of(const TensorView& matrix, uint32_t begin, uint32_t end) {
    TensorView part = matrix;
    part.data =
        static_cast<const std::byte*>(matrix.data) + matrix_bytes(matrix.type, begin, matrix.cols);
    part.rows = end - begin;
    return part;
}

}  // namespace

ForwardPass::ForwardPass(const LibraryModel& model, const ModelSizes& sizes,
                         const ModelLayout& layout, std::byte* block, CublasLt* cublaslt)
    : sizes_(sizes), layout_(layout), block_(block), cublaslt_(cublaslt) {
    const auto matrix = [&](const TensorView* tensor) {
        TensorView view = *tensor;
        view.data = block + layout.tensors[static_cast<size_t>(tensor - model.tensors)];
        return view;
    };
    const auto norm = [&](const TensorView* tensor) {
        return static_cast<const float*>(matrix(tensor).data);
    };
    embedding_ = matrix(model.tensors);
    final_norm_ = norm(model.tensors + 1);
    lm_head_ = matrix(model.tensors + 2);
    layers_.reserve(model.shape.layer_count);
    for (uint32_t i = 0; i < model.shape.layer_count; ++i) {
        const LayerTensors t = layer_tensors(model, i);
        const ExpertTensors& first = t.experts.front();
        layers_.push_back({norm(t.attn_norm), norm(t.ffn_norm), matrix(t.wq), matrix(t.wk),
                           matrix(t.wv), matrix(t.wo),
                           t.router != nullptr ? matrix(t.router) : TensorView{},
                           matrix(first.gate), matrix(first.up), matrix(first.down)});
    }
}

Int8Rows ForwardPass::normed_rows(uint32_t rows) const {
    Int8Rows normed = expert_rows(rows);
    normed.squares = at<float>(layout_.normed_squares);
    normed.eps = sizes_.shape.norm_eps;
    return normed;
}

// Where the router's are, which it has read by then.
Int8Rows ForwardPass::expert_rows(uint32_t rows) const {
    return {at<int8_t>(layout_.normed_values), at<float>(layout_.normed_scales), round8(rows)};
}

Int8Rows ForwardPass::attended_rows(uint32_t rows) const {
    return {at<int8_t>(layout_.attended_values), at<float>(layout_.attended_scales), round8(rows)};
}

Int8Rows ForwardPass::hidden_rows(uint32_t rows) const {
    return {at<int8_t>(layout_.hidden_values), at<float>(layout_.hidden_scales), round8(rows)};
}

RowPlaces ForwardPass::places() const {
    const StepLayout& step = layout_.step_layout;
    return {at<uint32_t>(layout_.step + step.positions),
            at<uint32_t>(layout_.step + step.sequences),
            at<uint32_t>(layout_.step + step.page_table), sizes_.table_stride()};
}

KvPages ForwardPass::pages(uint32_t layer) const {
    return {at<void>(layout_.pages + layer * sizes_.layer_page_bytes()), sizes_.page_bytes(),
            sizes_.kv_form};
}

ForwardPass::Norm ForwardPass::norm_of_layer(uint32_t index, const StepShape& shape) const {
    const Layer& layer = layers_[index];
    const TensorView* matrices[] = {&layer.wq, &layer.wk, &layer.wv};
    const auto quantised = [](const TensorView* matrix) { return is_quantised(*matrix); };
    const bool as_floats = (shape.adapted & kProjections) != 0 || by_cublaslt(shape.rows);
    return {layer.attn_norm, std::any_of(std::begin(matrices), std::end(matrices), quantised),
            as_floats || !std::all_of(std::begin(matrices), std::end(matrices), quantised)};
}

ForwardPass::Norm ForwardPass::norm_of_network(uint32_t index, const StepShape& shape,
                                               uint32_t rows) const {
    const Layer& layer = layers_[index];
    if (layer.router.data != nullptr) return {layer.ffn_norm, is_quantised(layer.router), true};
    const bool gate_int8 = is_quantised(layer.gate), up_int8 = is_quantised(layer.up);
    const bool as_floats = (shape.adapted & kGateAndUp) != 0 || by_cublaslt(rows);
    return {layer.ffn_norm, gate_int8 || up_int8, as_floats || !gate_int8 || !up_int8};
}

// The next layer's, or that of the output matrix.
ForwardPass::Norm ForwardPass::norm_behind(uint32_t index, const StepShape& shape) const {
    if (index + 1 < layers_.size()) return norm_of_layer(index + 1, shape);
    return {final_norm_, is_quantised(lm_head_), !is_quantised(lm_head_)};
}

LaunchError ForwardPass::enqueue(const Segment& segment, const StepShape& shape,
                                 Stream stream) const {
    if (segment.is_head()) return head(segment, shape.logit_rows, stream);
    LaunchError error = 0;
    if (segment.first_layer == 0) error = begin(shape, stream);
    for (uint32_t i = segment.first_layer; i < segment.layer_end && error == 0; ++i) {
        error = layer(i, shape, stream);
    }
    return error;
}

LaunchError ForwardPass::begin(const StepShape& shape, Stream stream) const {
    if (!sizes_.takes_residual) {
        EmbedParams embed;
        embed.table = embedding_;
        embed.tokens = at<int32_t>(layout_.step + layout_.step_layout.tokens);
        embed.rows = shape.rows;
        embed.output = at<float>(layout_.residual);
        const LaunchError error = launch_embed(embed, stream);
        if (error != 0) return error;
    }
    const Rows rows = {at<float>(layout_.residual), shape.rows, nullptr};
    return normalise(norm_of_layer(0, shape), rows, stream);
}

// Behind the last layer's keys and values only rows with logits matter; attention is computed for
// all, so that its plan is the same in every layer.
LaunchError ForwardPass::layer(uint32_t index, const StepShape& shape, Stream stream) const {
    const bool last = index + 1 == layers_.size();
    LaunchError error = project(index, shape, stream);
    if (error == 0) error = attend(index, shape, stream);
    if (error != 0 || (last && shape.logit_rows == 0)) return error;
    Rows rows = {at<float>(layout_.residual), shape.rows, nullptr};
    const auto* attended = at<float>(layout_.attended);
    if (keeps_some(index, shape)) {
        error = keep_logit_rows(shape, stream);
        rows = {at<float>(layout_.kept_residual), shape.logit_rows,
                at<uint32_t>(layout_.step + layout_.step_layout.logit_rows)};
        attended = at<float>(layout_.kept_attended);
    }
    if (error == 0) error = add_attended(index, shape, attended, rows, stream);
    if (error != 0) return error;
    return layers_[index].router.data != nullptr ? mixture(index, shape, rows, stream)
                                                 : feed_forward(index, shape, rows, stream);
}

bool ForwardPass::keeps_some(uint32_t index, const StepShape& shape) const {
    return index + 1 == layers_.size() && !shape.keeps_all;
}

LaunchError ForwardPass::normalise(const Norm& norm, const Rows& rows, Stream stream) const {
    NormParams params;
    params.input = rows.residual;
    params.weight = norm.weight;
    params.eps = sizes_.shape.norm_eps;
    params.rows = rows.count;
    params.cols = sizes_.shape.dim;
    if (norm.as_int8) params.quantised = normed_rows(rows.count);
    if (norm.as_float) params.output = at<float>(layout_.normed);
    return launch_norm(params, stream);
}

// Multiplies by the matrices of queries, keys and values.
LaunchError ForwardPass::project(uint32_t index, const StepShape& shape, Stream stream) const {
    const Layer& layer = layers_[index];
    const Rows rows = {at<float>(layout_.residual), shape.rows, nullptr};
    MatmulParams matmul;
    matmul.input = {at<float>(layout_.normed), sizes_.shape.dim, normed_rows(rows.count),
                    rows.count};
    matmul.products[0] = {layer.wq, at<float>(layout_.query), sizes_.query_width(), false};
    matmul.products[1] = {layer.wk, at<float>(layout_.key), sizes_.key_width(), false};
    matmul.products[2] = {layer.wv, at<float>(layout_.value), sizes_.key_width(), false};
    matmul.product_count = 3;
    const LaunchError error = multiply(matmul, stream);
    if (error != 0 || (shape.adapted & kProjections) == 0) return error;
    return adapt(index, shape, rows, Adapted::kQuery, matmul, stream);
}

// residual += one product, with what adapters change of it; then what reads the residual next.
LaunchError ForwardPass::add_to_residual(uint32_t index, const StepShape& shape, const Rows& rows,
                                         Adapted matrix, const MatmulParams& product,
                                         const Norm& next, Stream stream) const {
    const bool adapts = (shape.adapted & bit_of(matrix)) != 0;
    MatmulParams matmul = product;
    const bool in_one = next.is_only_int8() && !adapts && !by_cublaslt(rows.count);
    if (in_one) matmul.normed = {next.weight, normed_rows(rows.count)};
    LaunchError error = multiply(matmul, stream);
    if (error == 0 && adapts) error = adapt(index, shape, rows, matrix, matmul, stream);
    return error != 0 || in_one ? error : normalise(next, rows, stream);
}

bool ForwardPass::by_cublaslt(uint32_t rows) const {
    return cublaslt_ != nullptr && rows >= kCublasLtRows;
}

uint32_t ForwardPass::more_launches(const StepShape& shape) const {
    const uint32_t of_adapters = adapter_launches(shape);
    if (!by_cublaslt(shape.rows)) return of_adapters;
    return of_adapters +
           (sizes_.shape.expert_count != 0 ? kMixtureCublasLtLaunches : kCublasLtLaunches);
}

// For products of many rows by cuBLASLt the input is there as floats as well. What it does not take
// has the bits that it has without it.
LaunchError ForwardPass::multiply(const MatmulParams& matmul, Stream stream) const {
    return by_cublaslt(matmul.input.rows) ? multiply_by_cublaslt(matmul, stream)
                                          : launch_matmul(matmul, stream);
}

LaunchError ForwardPass::multiply_by_cublaslt(const MatmulParams& matmul, Stream stream) const {
    MatmulParams refused = matmul;
    refused.product_count = 0;
    bool has_input = false;
    for (uint32_t i = 0; i < matmul.product_count; ++i) {
        const Product& product = matmul.products[i];
        const CublasLtShape shape = {product.weights.rows, product.weights.cols, matmul.input.rows,
                                     product.output_stride};
        bool made = false;
        LaunchError error = 0;
        if (cublaslt_->takes(shape)) {
            if (!std::exchange(has_input, true)) {
                const TensorView input = {matmul.input.values, ElementType::kF32, shape.rows,
                                          shape.cols};
                error = launch_bf16({input, at<uint16_t>(layout_.bf16_input)}, stream);
            }
            if (error == 0) error = make_product(product, shape, stream, &made);
        }
        if (error != 0) return error;
        if (!made) refused.products[refused.product_count++] = product;
    }
    return refused.product_count == 0 ? 0 : launch_matmul(refused, stream);
}

// From bf16_input. Weights that are no bf16 become it in a place that all of them share: the stream
// keeps one behind the other.
LaunchError ForwardPass::make_product(const Product& product, const CublasLtShape& shape,
                                      Stream stream, bool* out_made) const {
    CublasLtOperands operands = {product.weights.data, at<uint16_t>(layout_.bf16_input),
                                 product.output, product.accumulate,
                                 at<std::byte>(layout_.cublaslt_workspace)};
    if (product.weights.type != ElementType::kBF16) {
        auto* weights = at<uint16_t>(layout_.bf16_weights);
        const LaunchError error = launch_bf16({product.weights, weights}, stream);
        if (error != 0) return error;
        operands.weights = weights;
    }
    *out_made = cublaslt_->multiply(shape, operands, stream);
    return 0;
}

// Adds to what `products` made what the rows' adapters change, `first` the matrix of the first.
LaunchError ForwardPass::adapt(uint32_t index, const StepShape& shape, const Rows& rows,
                               Adapted first, const MatmulParams& products, Stream stream) const {
    LowRankParams change;
    change.adapters = at<RowAdapter>(layout_.step + layout_.step_layout.adapters);
    change.row_numbers = rows.numbers;
    change.first_matrix = index * kAdaptedCount + static_cast<uint32_t>(first);
    change.max_rank = shape.adapter_rank;
    change.rows = rows.count;
    change.input = products.input.values;
    change.cols = products.products[0].weights.cols;
    change.low = at<float>(layout_.low);
    change.product_count = products.product_count;
    for (uint32_t i = 0; i < products.product_count; ++i) {
        change.outputs[i] = {products.products[i].output, products.products[i].weights.rows};
    }
    const LaunchError error = launch_shrink(change, stream);
    return error == 0 ? launch_expand(change, stream) : error;
}

// Whether attention writes the input of the output matrix as that wants it.
bool ForwardPass::attends_as_int8(uint32_t index, const StepShape& shape) const {
    return is_quantised(layers_[index].wo) && sizes_.shape.head_dim % kScaleGroup == 0 &&
           !keeps_some(index, shape);
}

LaunchError ForwardPass::attend(uint32_t index, const StepShape& shape, Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    const StepLayout& step = layout_.step_layout;
    RopeParams rope;
    rope.query = at<float>(layout_.query);
    rope.key = at<float>(layout_.key);
    rope.value = at<float>(layout_.value);
    rope.rows = shape.rows;
    rope.head_count = s.head_count;
    rope.kv_head_count = s.kv_head_count;
    rope.head_dim = s.head_dim;
    rope.cosines = at<float>(layout_.cosines);
    rope.sines = at<float>(layout_.sines);
    rope.places = places();
    rope.pages = pages(index);
    const LaunchError error = launch_rope(rope, stream);
    if (error != 0 || (index + 1 == layers_.size() && shape.logit_rows == 0)) return error;
    const bool adapts_output = (shape.adapted & bit_of(Adapted::kOutput)) != 0;
    AttentionParams attention;
    attention.query = rope.query;
    attention.head_count = s.head_count;
    attention.kv_head_count = s.kv_head_count;
    attention.head_dim = s.head_dim;
    attention.window = sizes_.windows[index];
    attention.score_scales = at<float>(layout_.step + step.score_scales);
    attention.places = rope.places;
    attention.pages = rope.pages;
    attention.works = at<AttentionWork>(layout_.step + step.works);
    attention.work_count = shape.work_count;
    attention.max_entries = shape.max_entries;
    attention.entries = at<AttentionEntry>(layout_.step + step.entries);
    attention.partials = at<float>(layout_.partials);
    const bool as_int8 = attends_as_int8(index, shape);
    if (as_int8) attention.quantised = attended_rows(shape.rows);
    if (!as_int8 || adapts_output || by_cublaslt(shape.rows)) {
        attention.output = at<float>(layout_.attended);
    }
    attention.merges = at<AttentionMerge>(layout_.step + step.merges);
    attention.merge_count = shape.merge_count;
    const LaunchError attended = launch_attention(attention, stream);
    if (attended != 0 || shape.merge_count == 0) return attended;
    return launch_attention_merge(attention, stream);
}

LaunchError ForwardPass::keep_logit_rows(const StepShape& shape, Stream stream) const {
    GatherParams gather;
    gather.input = at<float>(layout_.residual);
    gather.slot_rows = at<uint32_t>(layout_.step + layout_.step_layout.logit_rows);
    gather.slots = shape.logit_rows;
    gather.cols = sizes_.shape.dim;
    gather.output = at<float>(layout_.kept_residual);
    const LaunchError error = launch_gather(gather, stream);
    if (error != 0) return error;
    gather.input = at<float>(layout_.attended);
    gather.cols = sizes_.query_width();
    gather.output = at<float>(layout_.kept_attended);
    return launch_gather(gather, stream);
}

LaunchError ForwardPass::add_attended(uint32_t index, const StepShape& shape, const float* attended,
                                      const Rows& rows, Stream stream) const {
    const Layer& layer = layers_[index];
    const uint32_t width = sizes_.query_width();
    if (is_quantised(layer.wo) && !attends_as_int8(index, shape)) {
        QuantiseParams quantise;
        quantise.input = attended;
        quantise.rows = rows.count;
        quantise.cols = width;
        quantise.output = attended_rows(rows.count);
        const LaunchError error = launch_quantise(quantise, stream);
        if (error != 0) return error;
    }
    MatmulParams matmul;
    matmul.input = {attended, width, attended_rows(rows.count), rows.count};
    matmul.products[0] = {layer.wo, rows.residual, sizes_.shape.dim, true};
    matmul.product_count = 1;
    return add_to_residual(index, shape, rows, Adapted::kOutput, matmul,
                           norm_of_network(index, shape, rows.count), stream);
}

LaunchError ForwardPass::feed_forward(uint32_t index, const StepShape& shape, const Rows& rows,
                                      Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    const LaunchError error = gate_and_up(index, shape, rows, stream);
    if (error != 0) return error;
    MatmulParams matmul;
    matmul.input = {at<float>(layout_.hidden), s.hidden_dim, hidden_rows(rows.count), rows.count};
    matmul.products[0] = {layers_[index].down, rows.residual, s.dim, true};
    matmul.product_count = 1;
    return add_to_residual(index, shape, rows, Adapted::kDown, matmul, norm_behind(index, shape),
                           stream);
}

// Of one form in one launch, of two in three; changed ones apart as well, with the same bits, and
// those of cuBLASLt.
LaunchError ForwardPass::gate_and_up(uint32_t index, const StepShape& shape, const Rows& rows,
                                     Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    const Layer& layer = layers_[index];
    const bool adapts = (shape.adapted & kGateAndUp) != 0;
    const MatmulInput input = {at<float>(layout_.normed), s.dim, normed_rows(rows.count),
                               rows.count};
    const bool as_int8 = is_quantised(layer.down);
    const bool as_float =
        !as_int8 || (shape.adapted & bit_of(Adapted::kDown)) != 0 || by_cublaslt(rows.count);
    const Int8Rows quantised = as_int8 ? hidden_rows(rows.count) : Int8Rows{};
    auto* hidden = at<float>(layout_.hidden);
    if (layer.gate.type == layer.up.type && !adapts && !by_cublaslt(rows.count)) {
        GateUpParams gate_up;
        gate_up.input = input;
        gate_up.gate = layer.gate;
        gate_up.up = layer.up;
        gate_up.output = as_float ? hidden : nullptr;
        gate_up.quantised = quantised;
        return launch_gate_up(gate_up, stream);
    }
    MatmulParams matmul;
    matmul.input = input;
    matmul.products[0] = {layer.gate, hidden, s.hidden_dim, false};
    matmul.products[1] = {layer.up, at<float>(layout_.up), s.hidden_dim, false};
    matmul.product_count = 2;
    LaunchError error = multiply(matmul, stream);
    if (error == 0 && adapts) error = adapt(index, shape, rows, Adapted::kGate, matmul, stream);
    if (error != 0) return error;
    SiluParams silu;
    silu.gate = hidden;
    silu.up = at<float>(layout_.up);
    silu.rows = rows.count;
    silu.cols = s.hidden_dim;
    silu.output = as_float ? hidden : nullptr;
    silu.quantised = quantised;
    return launch_silu(silu, stream);
}

// Each row goes to the experts that the router chooses for it, side by side in slots.
LaunchError ForwardPass::mixture(uint32_t index, const StepShape& shape, const Rows& rows,
                                 Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    LaunchError error = route(layers_[index], rows.count, stream);
    if (error == 0) error = experts(index, rows.count, stream);
    if (error != 0) return error;
    CombineParams combine;
    combine.values = at<float>(layout_.expert_values);
    combine.weights = at<float>(layout_.choice_weights);
    combine.slots = at<uint32_t>(layout_.choice_slots);
    combine.rows = rows.count;
    combine.cols = s.dim;
    combine.experts_per_token = s.experts_per_token;
    combine.residual = rows.residual;
    const Norm next = norm_behind(index, shape);
    const bool in_one = next.is_only_int8();
    if (in_one) combine.normed = {next.weight, normed_rows(rows.count)};
    error = launch_combine(combine, stream);
    return error != 0 || in_one ? error : normalise(next, rows, stream);
}

LaunchError ForwardPass::route(const Layer& layer, uint32_t rows, Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    MatmulParams matmul;
    matmul.input = {at<float>(layout_.normed), s.dim, normed_rows(rows), rows};
    matmul.products[0] = {layer.router, at<float>(layout_.router_logits), s.expert_count, false};
    matmul.product_count = 1;
    const LaunchError error = launch_matmul(matmul, stream);
    if (error != 0) return error;
    RouteParams route;
    route.logits = at<float>(layout_.router_logits);
    route.rows = rows;
    route.expert_count = s.expert_count;
    route.experts_per_token = s.experts_per_token;
    route.choices = at<uint32_t>(layout_.choices);
    route.weights = at<float>(layout_.choice_weights);
    route.slots = at<uint32_t>(layout_.choice_slots);
    route.slot_rows = at<uint32_t>(layout_.slot_rows);
    route.first_slots = at<uint32_t>(layout_.first_slots);
    return launch_route(route, stream);
}

ExpertMatrices ForwardPass::expert_matrices(uint32_t layer, uint32_t role,
                                            const TensorView& like) const {
    const size_t first = (size_t{layer} * 3 + role) * sizes_.shape.expert_count;
    return {at<const void*>(layout_.expert_pointers) + first, like.type, like.rows, like.cols};
}

LaunchError ForwardPass::experts(uint32_t index, uint32_t rows, Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    const Layer& layer = layers_[index];
    const uint32_t slots = rows * s.experts_per_token;
    const bool gate_int8 = is_quantised(layer.gate), down_int8 = is_quantised(layer.down);
    auto* values = at<float>(layout_.expert_values);
    GatherParams gather;
    gather.input = at<float>(layout_.normed);
    gather.slot_rows = at<uint32_t>(layout_.slot_rows);
    gather.slots = slots;
    gather.cols = s.dim;
    gather.output = gate_int8 ? nullptr : values;
    gather.quantised = gate_int8 ? expert_rows(slots) : Int8Rows{};
    LaunchError error = launch_gather(gather, stream);
    if (error != 0) return error;
    ExpertGateUpParams gate_up;
    gate_up.input = {values, s.dim, expert_rows(slots), slots};
    gate_up.gate = expert_matrices(index, 0, layer.gate);
    gate_up.up = expert_matrices(index, 1, layer.up);
    gate_up.expert_count = s.expert_count;
    gate_up.first_slots = at<uint32_t>(layout_.first_slots);
    gate_up.output = down_int8 ? nullptr : at<float>(layout_.hidden);
    gate_up.quantised = down_int8 ? hidden_rows(slots) : Int8Rows{};
    error = launch_expert_gate_up(gate_up, stream);
    if (error != 0) return error;
    ExpertMatmulParams down;
    down.input = {at<float>(layout_.hidden), s.hidden_dim, hidden_rows(slots), slots};
    down.weights = expert_matrices(index, 2, layer.down);
    down.expert_count = s.expert_count;
    down.first_slots = gate_up.first_slots;
    down.output = values;
    return launch_expert_matmul(down, stream);
}

LaunchError ForwardPass::head(const Segment& segment, uint32_t rows, Stream stream) const {
    const LibraryShape& s = sizes_.shape;
    MatmulParams matmul;
    matmul.input = {at<float>(layout_.normed), s.dim, normed_rows(rows), rows};
    matmul.products[0] = {rows_of(lm_head_, segment.head_begin, segment.head_end),
                          at<float>(layout_.logits) + segment.head_begin, s.vocab_size, false};
    matmul.product_count = 1;
    return launch_matmul(matmul, stream);
}

LaunchError ForwardPass::enqueue_sampling(uint32_t first, uint32_t count, bool with_penalties,
                                          Stream stream) const {
    const SampleLayout& sample = layout_.sample_layout;
    SampleParams params;
    params.logits = at<float>(layout_.logits);
    params.entries = at<SampleEntry>(layout_.sample + sample.entries) + first;
    params.rows = count;
    params.vocab_size = sizes_.shape.vocab_size;
    params.masks = at<uint32_t>(layout_.sample + sample.masks);
    params.penalty_tokens =
        with_penalties ? at<int32_t>(layout_.sample + sample.penalties) : nullptr;
    params.scratch = at<void>(layout_.sample_scratch);
    params.tokens = at<int32_t>(layout_.chosen) + first;
    return launch_sample(params, stream);
}

}  // namespace minstrel::kernels::cuda
