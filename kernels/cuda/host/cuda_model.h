// One model on a device: its block of memory, its stream, the steps that it is given. Made by the
// loading thread, then used by the engine thread only.
#pragma once

#include <memory>
#include <vector>

#include "kernels/cuda/host/device.h"
#include "kernels/cuda/host/device_account.h"
#include "kernels/cuda/host/forward_pass.h"
#include "kernels/cuda/host/model_layout.h"
#include "kernels/cuda/host/segments.h"
#include "kernels/cuda/host/step_plan.h"
#include "kernels/kernel_status.h"

namespace minstrel::kernels::cuda {

class CudaModel {
  public:
    // `account` outlives the result.
    static KernelStatus make(DeviceAccount& account, const LibraryModel& model,
                             const LibraryLimits& limits, std::unique_ptr<CudaModel>* out_model);
    ~CudaModel();
    CudaModel(const CudaModel&) = delete;
    CudaModel& operator=(const CudaModel&) = delete;

    KernelStatus run(const LibraryBatch& batch);
    KernelStatus resume();
    KernelStatus sample(std::span<const LibrarySampleRow> rows, int32_t* out_tokens);
    KernelStatus logits(uint32_t first, uint32_t count, std::span<const float>* out_logits);
    // In the form that files have, see page_form.h.
    KernelStatus read_page(uint32_t page, std::span<std::byte> bytes);
    KernelStatus write_page(uint32_t page, std::span<const std::byte> bytes);
    const LibraryMemory& memory() const { return layout_.memory; }
    LibraryCounters counters() const;

  private:
    struct RecordedStep {
        StepShape shape;
        std::vector<std::unique_ptr<Graph>> segments;
        uint64_t last_step = 0;
    };

    CudaModel(DeviceAccount& account, ModelSizes sizes, ModelLayout layout,
              const Segments& segments)
        : account_(account),
          sizes_(std::move(sizes)),
          layout_(std::move(layout)),
          segments_(segments) {}

    KernelStatus allocate();
    KernelStatus load(const LibraryModel& model);
    KernelStatus fail(DeviceError error, const char* what);
    template <class Body>
    KernelStatus with_page(uint32_t page, size_t file_bytes, const Body& body);
    DeviceError begin_step();
    DeviceError copy_residual();
    DeviceError settle();
    DeviceError enqueue(uint32_t segment);
    Graph* recorded_segment(uint32_t index, const Segment& segment);
    RecordedStep* recorded_step();
    void forget_oldest();
    DeviceError fill_sample_block(std::span<const LibrarySampleRow> rows, bool* with_penalties);
    uint32_t segment_count() const;
    Segment segment_at(uint32_t index) const;

    DeviceAccount& account_;
    ModelSizes sizes_;
    ModelLayout layout_;
    Segments segments_;
    std::unique_ptr<Device> device_;
    std::byte* block_ = nullptr;
    std::byte* pinned_step_ = nullptr;
    std::byte* pinned_sample_ = nullptr;
    std::byte* pinned_residual_ = nullptr;  // of a model without an embedding
    void* pinned_page_ = nullptr;           // once a page was asked for
    std::unique_ptr<ForwardPass> pass_;
    std::vector<RecordedStep> recorded_;
    std::vector<float> host_logits_;

    const LibraryBatch* batch_ = nullptr;  // of the step
    StepPlan step_;
    uint32_t next_segment_ = 0;
    bool in_flight_ = false;  // work behind the mark of slot 0
    bool records_ = true;     // until a recording fails
    KernelStatus lost_;
    LibraryCounters counters_ = {};
};

}  // namespace minstrel::kernels::cuda
