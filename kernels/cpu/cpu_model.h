// One loaded model on the CPU: weights in kernel form, KV pages, workspace, and the forward pass
// from top to bottom. Owned by the runtime, used by the engine thread only.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/device_block.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/model_plan.h"
#include "kernels/cpu/worker_pool.h"

namespace minstrel::kernels {

class CpuModel final : public DeviceModel {
  public:
    // `plan` is that of a valid model; `pool` and `kernels` outlive the result.
    static KernelStatus make(const ModelShape& shape, const ModelWeights& weights,
                             const DeviceLimits& limits, const ModelPlan& plan,
                             const DeviceAllocators& allocators, const KernelTable& kernels,
                             WorkerPool& pool, std::unique_ptr<DeviceModel>* out_model);

    KernelStatus run(const BatchView& batch) override;
    KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) override;
    std::span<const float> logits() const override;
    DeviceMemory memory() const override;

  private:
    struct Layer {
        const float* attn_norm = nullptr;
        const float* ffn_norm = nullptr;
        Matrix query, key, value, output, gate, up, down;
    };
    // One of several products that share their input.
    struct Product {
        const Matrix* weights;
        float* output;
        size_t output_stride;
        bool accumulate;
    };
    struct Input {
        const float* values;
        size_t stride;
        QuantisedRows quantised;
    };

    CpuModel(const ModelShape& shape, const DeviceLimits& limits, const ModelPlan& plan,
             const KernelTable& kernels, WorkerPool& pool)
        : shape_(shape), limits_(limits), plan_(plan), kernels_(kernels), pool_(pool) {}

    void bind_workspace();
    void prepare_weights(const ModelWeights& weights);
    Matrix prepare_matrix(const TensorView& tensor, BlockLayout& layout);
    void fill_rope_tables();

    void begin_step(const BatchView& batch);
    void run_layer(const BatchView& batch, uint32_t index);
    void normalise(const float* weight, uint32_t rows, bool quantised);
    void multiply(const Input& input, std::span<const Product> products, uint32_t rows);
    void store_keys_and_values(const BatchView& batch, uint32_t layer);
    uint32_t keep_logit_rows(const BatchView& batch);
    void attend(const BatchView& batch, uint32_t layer, std::span<const uint32_t> kept,
                uint32_t rows);
    void quantise_attended(uint32_t rows);
    void feed_forward(const Layer& layer, uint32_t rows);
    void feed_forward_columns(const Layer& layer, uint32_t rows, uint32_t begin, uint32_t end);
    uint32_t grain(uint64_t work_per_item) const;

    ModelShape shape_;
    DeviceLimits limits_;
    ModelPlan plan_;
    const KernelTable& kernels_;
    WorkerPool& pool_;

    DeviceBlock weight_block_, kv_block_, workspace_;
    TensorView embedding_;
    std::vector<Layer> layers_;
    const float* final_norm_ = nullptr;
    Matrix lm_head_;

    // Views into workspace_, see ModelPlan for shapes.
    float *cosines_ = nullptr, *sines_ = nullptr;
    float *residual_ = nullptr, *normed_ = nullptr, *query_ = nullptr, *key_ = nullptr;
    float *value_ = nullptr, *attended_ = nullptr, *gate_ = nullptr, *up_ = nullptr;
    float* logits_ = nullptr;
    uint32_t *row_positions_ = nullptr, *row_sequences_ = nullptr;
    QuantisedRows narrow_, wide_;
    uint32_t row_count_ = 0;
    uint32_t logit_count_ = 0;
};

}  // namespace minstrel::kernels
