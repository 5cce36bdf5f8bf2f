// The forward pass as launches, segment by segment. Immutable once made; what a segment enqueues
// depends on its arguments alone, so that it can be recorded. Only steps of many rows, which are
// not, may depend on what cuBLASLt takes.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/cuda/device/launch.h"
#include "kernels/cuda/host/model_layout.h"
#include "kernels/cuda/host/segments.h"
#include "kernels/cuda/host/step_plan.h"

namespace minstrel::kernels::cuda {

class ForwardPass {
  public:
    // `block` is the device's, in the form of `layout`; both and `sizes` outlive the result, as
    // does `cublaslt`, for which the layout then has room; null = own kernels alone.
    ForwardPass(const LibraryModel& model, const ModelSizes& sizes, const ModelLayout& layout,
                std::byte* block, CublasLt* cublaslt);

    LaunchError enqueue(const Segment& segment, const StepShape& shape, Stream stream) const;
    LaunchError enqueue_sampling(uint32_t first, uint32_t count, bool with_penalties,
                                 Stream stream) const;
    // Launches of a layer beside those that each step has.
    uint32_t more_launches(const StepShape& shape) const;

  private:
    struct Layer {
        const float* attn_norm;
        const float* ffn_norm;
        TensorView wq, wk, wv, wo;
        TensorView router;          // without data where there are no experts
        TensorView gate, up, down;  // of a mixture those of the first expert: all are alike
    };
    // Rows on their way through a layer; of the last one, only those with logits.
    struct Rows {
        float* residual;
        uint32_t count;
        const uint32_t* numbers;  // [count], in the step; null = all of it in order
    };

    // A norm by what reads its result. Whoever changes the residual last makes that: as int8 in the
    // same launch, where nothing else is wanted.
    struct Norm {
        const float* weight;
        bool as_int8;
        bool as_float;

        bool is_only_int8() const { return as_int8 && !as_float; }
    };

    template <class T>
    T* at(size_t offset) const {
        return reinterpret_cast<T*>(block_ + offset);
    }
    // Of the result of a norm, or of the rows of experts, of attention and of gate and up.
    Int8Rows normed_rows(uint32_t rows) const;
    Int8Rows expert_rows(uint32_t rows) const;
    Int8Rows attended_rows(uint32_t rows) const;
    Int8Rows hidden_rows(uint32_t rows) const;
    RowPlaces places() const;
    KvPages pages(uint32_t layer) const;

    Norm norm_of_layer(uint32_t index, const StepShape& shape) const;
    Norm norm_of_network(uint32_t index, const StepShape& shape, uint32_t rows) const;
    Norm norm_behind(uint32_t index, const StepShape& shape) const;

    // Whether the layer goes on with the rows that have logits alone.
    bool keeps_some(uint32_t index, const StepShape& shape) const;
    bool attends_as_int8(uint32_t index, const StepShape& shape) const;

    LaunchError begin(const StepShape& shape, Stream stream) const;
    LaunchError layer(uint32_t index, const StepShape& shape, Stream stream) const;
    LaunchError project(uint32_t index, const StepShape& shape, Stream stream) const;
    LaunchError attend(uint32_t index, const StepShape& shape, Stream stream) const;
    LaunchError keep_logit_rows(const StepShape& shape, Stream stream) const;
    LaunchError add_attended(uint32_t index, const StepShape& shape, const float* attended,
                             const Rows& rows, Stream stream) const;
    LaunchError add_to_residual(uint32_t index, const StepShape& shape, const Rows& rows,
                                Adapted matrix, const MatmulParams& product, const Norm& next,
                                Stream stream) const;
    LaunchError normalise(const Norm& norm, const Rows& rows, Stream stream) const;
    LaunchError feed_forward(uint32_t index, const StepShape& shape, const Rows& rows,
                             Stream stream) const;
    LaunchError gate_and_up(uint32_t index, const StepShape& shape, const Rows& rows,
                            Stream stream) const;
    bool by_cublaslt(uint32_t rows) const;
    LaunchError multiply(const MatmulParams& matmul, Stream stream) const;
    LaunchError multiply_by_cublaslt(const MatmulParams& matmul, Stream stream) const;
    LaunchError make_product(const Product& product, const CublasLtShape& shape, Stream stream,
                             bool* out_made) const;
    LaunchError adapt(uint32_t index, const StepShape& shape, const Rows& rows, Adapted first,
                      const MatmulParams& products, Stream stream) const;
    LaunchError mixture(uint32_t index, const StepShape& shape, const Rows& rows,
                        Stream stream) const;
    LaunchError route(const Layer& layer, uint32_t rows, Stream stream) const;
    LaunchError experts(uint32_t index, uint32_t rows, Stream stream) const;
    ExpertMatrices expert_matrices(uint32_t layer, uint32_t role, const TensorView& like) const;
    LaunchError head(const Segment& segment, uint32_t rows, Stream stream) const;

    const ModelSizes& sizes_;
    const ModelLayout& layout_;
    std::byte* block_;
    CublasLt* cublaslt_;
    std::vector<Layer> layers_;
    TensorView embedding_;
    TensorView lm_head_;
    const float* final_norm_;
};

}  // namespace minstrel::kernels::cuda
