// One loaded model on the CPU: weights in kernel form, KV pages, workspace, and the forward pass
// from top to bottom. Owned by the runtime, used by the engine thread only.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/cpu_adapter.h"
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
                             const DeviceAllocators& allocators, const ActivationObserver& observer,
                             const KernelTable& kernels, WorkerPool& pool,
                             std::unique_ptr<DeviceModel>* out_model);

    KernelStatus run(const BatchView& batch) override;
    KernelStatus resume() override;
    KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) override;
    KernelStatus read_logits(uint32_t first, uint32_t count,
                             std::span<const float>* out_logits) const override;
    std::span<const float> logits() const override;
    std::span<const float> residual() const override;
    DeviceMemory memory() const override;
    KvPageLayout page_layout() const override { return plan_.page; }
    KernelStatus read_page(uint32_t page, std::span<std::byte> bytes) const override;
    KernelStatus write_page(uint32_t page, std::span<const std::byte> bytes) override;

  private:
    // One of several products that share their input.
    struct Product {
        const TensorView* weights;
        float* output;
        size_t output_stride;
        bool accumulate;
    };
    // Rows that a feed-forward network works on, side by side.
    struct ExpertRows {
        ExpertWeights weights;
        uint32_t first;
        uint32_t count;
        uint32_t expert = 0;
    };
    // A stretch of rows that have the same adapter.
    struct AdaptedRows {
        uint32_t first;
        uint32_t count;
        const CpuAdapter* adapter;
        float scale;
    };
    template <class T>
    struct RowsOf {
        T* values;
        size_t stride;
    };
    struct Input {
        const float* values;
        size_t stride;
        QuantisedRows quantised;
        Bf16Rows bf16;
    };
    // In which forms besides float32 the matrices at hand want their input.
    struct Forms {
        bool int8 = false;
        bool bf16 = false;
        void add(const TensorView& matrix) {
            int8 |= is_quantised(matrix);
            bf16 |= matrix.type == ElementType::kBF16;
        }
    };
    template <class... Matrices>
    static Forms forms_for(const Matrices&... matrices) {
        Forms forms;
        (forms.add(matrices), ...);
        return forms;
    }

    CpuModel(const ModelShape& shape, const DeviceLimits& limits, const ModelPlan& plan,
             const KernelTable& kernels, WorkerPool& pool)
        : shape_(shape), limits_(limits), plan_(plan), kernels_(kernels), pool_(pool) {}

    void keep_windows();
    void bind_workspace();
    void prepare_weights(const ModelWeights& weights);
    void fill_rope_tables();

    void begin_step(const BatchView& batch);
    void run_layer(const BatchView& batch, uint32_t index);
    void normalise(const TensorView& norm, uint32_t rows, Forms forms);
    void convert_columns(const float* x, uint32_t row, uint32_t begin, uint32_t end, Forms forms);
    void multiply(const Input& input, std::span<const Product> products, uint32_t rows);
    void store_keys_and_values(const BatchView& batch, uint32_t layer);
    void store_head(const BatchView& batch, uint32_t layer, uint32_t row, uint32_t head);
    void store_key_and_value(const float* key, const float* value, uint32_t slot, size_t keys,
                             size_t values);
    uint32_t keep_logit_rows(const BatchView& batch);
    void attend(const BatchView& batch, uint32_t layer, std::span<const uint32_t> kept,
                uint32_t rows, bool store, Forms forms);
    void attend_head(const BatchView& batch, uint32_t layer, uint32_t row, uint32_t head,
                     uint32_t out_row);
    void convert_attended(uint32_t rows, Forms forms);
    void note_adapters(const BatchView& batch);
    void keep_adapters(std::span<const uint32_t> kept);
    void shrink(uint32_t layer, const RowsOf<const float>& input, const RowsOf<float>& low,
                std::span<const Adapted> matrices, uint32_t cols);
    void expand(uint32_t layer, const AdaptedRows& rows, Adapted which, const RowsOf<float>& low,
                const RowsOf<float>& output, uint32_t height, uint32_t begin, uint32_t end);
    void adapt(uint32_t layer, const RowsOf<const float>& input, uint32_t cols,
               std::span<const Adapted> matrices, std::span<const Product> products,
               const RowsOf<float>& low);
    RowsOf<float> gate_up_low() const;
    void adapt_gate_and_up(uint32_t begin, uint32_t end);
    void feed_forward(const LayerWeights& layer, uint32_t rows);
    void feed_forward_dense(const LayerWeights& layer, uint32_t rows);
    void feed_forward_mixture(const LayerWeights& layer, uint32_t rows);
    void route(const LayerWeights& layer, uint32_t rows);
    void choose_experts(uint32_t row);
    void assign_slots(const LayerWeights& layer, uint32_t rows);
    void gather(const LayerWeights& layer, uint32_t slots);
    void add_chosen(uint32_t rows);
    void gate_and_up(const Input& input, uint32_t slots);
    void gate_and_up_columns(const Input& input, const ExpertRows& part, uint32_t begin,
                             uint32_t end);
    void down(uint32_t slots);
    template <class Body>
    void for_each_part(uint32_t items_of_part, uint64_t item_work, const Body& body);
    static uint32_t grain(uint64_t work_per_item);
    void observe(MatrixInput input, const float* values, size_t stride, uint32_t rows,
                 uint32_t expert = 0) const;

    ModelShape shape_;
    std::vector<uint32_t> windows_;  // of shape_.layer_windows
    DeviceLimits limits_;
    ModelPlan plan_;
    const KernelTable& kernels_;
    WorkerPool& pool_;
    ActivationObserver observer_;

    DeviceBlock kv_block_, workspace_;
    TensorView embedding_;
    std::vector<LayerWeights> layers_;     // these and final_norm_: norms as floats in workspace_
    std::vector<ExpertWeights> experts_;   // of all layers
    std::vector<ExpertRows> expert_rows_;  // of the layer at hand, none empty
    std::vector<AdaptedRows> adapted_;     // of the step
    TensorView final_norm_;
    TensorView lm_head_;

    // Views into workspace_, see ModelPlan for shapes.
    float *cosines_ = nullptr, *sines_ = nullptr;
    float *residual_ = nullptr, *normed_ = nullptr, *query_ = nullptr, *key_ = nullptr;
    float *value_ = nullptr, *attended_ = nullptr, *gate_ = nullptr, *up_ = nullptr;
    float* logits_ = nullptr;
    float *expert_values_ = nullptr, *router_logits_ = nullptr, *choice_weights_ = nullptr;
    uint32_t *choices_ = nullptr, *choice_slots_ = nullptr, *slot_rows_ = nullptr;
    uint32_t *row_positions_ = nullptr, *row_sequences_ = nullptr;
    QuantisedRows narrow_, wide_;
    Bf16Rows narrow_bf16_, wide_bf16_;
    const BatchView* batch_ = nullptr;  // of the step
    uint32_t next_layer_ = 0;
    uint32_t row_count_ = 0;
    uint32_t logit_count_ = 0;
};

}  // namespace minstrel::kernels
