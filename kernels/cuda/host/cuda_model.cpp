#include "kernels/cuda/host/cuda_model.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "kernels/cuda/host/page_form.h"
#include "kernels/cuda/host/weight_upload.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint64_t kDefaultSegmentNs = 500'000;
constexpr size_t kMaxRecorded = 64;  // shapes; the one that was not wanted for longest goes

Costs costs_of(const LibraryModel& model) {
    Costs costs;
    const auto add = [](const TensorView* matrix, uint64_t& bytes, uint64_t& multiplications) {
        bytes += device_bytes(*matrix);
        multiplications += uint64_t{matrix->rows} * matrix->cols;
    };
    const LayerTensors layer = layer_tensors(model, 0);
    for (const TensorView* matrix : {layer.wq, layer.wk, layer.wv, layer.wo}) {
        add(matrix, costs.layer_bytes, costs.layer_multiplications);
    }
    const bool mixture = layer.router != nullptr;
    const ExpertTensors& network = layer.experts.front();
    for (const TensorView* matrix : {network.gate, network.up, network.down}) {
        add(matrix, mixture ? costs.expert_bytes : costs.layer_bytes,
            mixture ? costs.expert_multiplications : costs.layer_multiplications);
    }
    costs.expert_count = model.shape.expert_count;
    costs.experts_per_token = model.shape.experts_per_token;
    const TensorView& head = model.tensors[2];
    costs.head_bytes = device_bytes(head);
    costs.head_multiplications = uint64_t{head.rows} * head.cols;
    return costs;
}

}  // namespace

KernelStatus CudaModel::make(DeviceAccount& account, const LibraryModel& model,
                             const LibraryLimits& limits, std::unique_ptr<CudaModel>* out_model) {
    if (KernelStatus status = validate(model, limits); !status.ok()) return status;
    ModelSizes sizes = sizes_of(model, limits, account.cublaslt != nullptr);
    ModelLayout layout = plan_layout(model, sizes);
    if (!layout.fits) return {KernelCode::kOutOfMemory, 0, "the model's sizes overflow"};
    const uint64_t max_us = account.options.max_segment_us;
    const Segments segments({account.device.bytes_per_second, account.device.multiprocessors},
                            costs_of(model), model.shape.layer_count, model.shape.vocab_size,
                            kTileRows, max_us != 0 ? max_us * 1000 : kDefaultSegmentNs);
    std::unique_ptr<CudaModel> made(
        new CudaModel(account, std::move(sizes), std::move(layout), segments));
    if (DeviceError error = open_device(account.options, &made->device_); error != 0) {
        return to_status(error, "opening the device");
    }
    const InDevice inside(*made->device_);
    if (inside.error() != 0) return to_status(inside.error(), "entering the device");
    if (KernelStatus status = made->allocate(); !status.ok()) return status;
    if (KernelStatus status = made->load(model); !status.ok()) return status;
    *out_model = std::move(made);
    return {};
}

CudaModel::~CudaModel() {
    if (device_ == nullptr) return;
    const InDevice inside(*device_);
    if (in_flight_) (void)device_->wait(0);
    recorded_.clear();
    if (pinned_step_ != nullptr) device_->release_pinned(pinned_step_);
    if (pinned_page_ != nullptr) device_->release_pinned(pinned_page_);
    if (block_ != nullptr) account_.release(*device_, block_, layout_.bytes);
}

// The one block.
KernelStatus CudaModel::allocate() {
    const KernelStatus status = account_.allocate(*device_, layout_.bytes, &block_);
    if (!status.ok()) return status;
    void* memory = nullptr;
    const DeviceError error = device_->allocate_pinned(layout_.memory.pinned_bytes, &memory);
    if (error != 0) return {KernelCode::kOutOfMemory, error, "allocating pinned memory"};
    pinned_step_ = static_cast<std::byte*>(memory);
    pinned_sample_ = pinned_step_ + layout_.step_layout.bytes;
    pinned_residual_ = pinned_step_ + layout_.pinned_residual;
    return {};
}

KernelStatus CudaModel::load(const LibraryModel& model) {
    DeviceError error = device_->fill_zero(block_ + layout_.pages, layout_.bytes - layout_.pages);
    if (error == 0) error = upload_model(*device_, model, sizes_, layout_, block_);
    if (error != 0) return to_status(error, "copying the weights");
    CublasLt* cublaslt = sizes_.has_cublaslt ? account_.cublaslt.get() : nullptr;
    pass_ = std::make_unique<ForwardPass>(model, sizes_, layout_, block_, cublaslt);
    return {};
}

// From the first failure on the model stays as it is and computes no more.
KernelStatus CudaModel::fail(DeviceError error, const char* what) {
    if (error == 0) return {};
    lost_ = {KernelCode::kDeviceLost, error, what};
    return lost_;
}

// Waits for what was enqueued last.
DeviceError CudaModel::settle() {
    return std::exchange(in_flight_, false) ? device_->wait(0) : 0;
}

KernelStatus CudaModel::run(const LibraryBatch& batch) {
    if (!lost_.ok()) return lost_;
    if (const char* problem = batch_problem(batch, sizes_)) {
        return {KernelCode::kUnsupported, 0, problem};
    }
    const InDevice inside(*device_);
    if (inside.error() != 0) return fail(inside.error(), "entering the device");
    batch_ = &batch;
    next_segment_ = 0;
    if (KernelStatus status = fail(begin_step(), "beginning a step"); !status.ok()) return status;
    return resume();
}

DeviceError CudaModel::begin_step() {
    DeviceError error = settle();  // the pinned block is free
    if (error != 0) return error;
    if (!records_) recorded_.clear();
    StepOptions options;
    options.padded = account_.options.without_graphs == 0;
    options.wanted_works = 2 * account_.device.multiprocessors / sizes_.shape.kv_head_count;
    step_ = plan_step(*batch_, sizes_, layout_.step_layout, options, pinned_step_);
    ++counters_.steps;
    counters_.uploaded_bytes += step_.used_bytes;
    error = device_->copy_in(block_ + layout_.step, pinned_step_, step_.used_bytes);
    return error == 0 && sizes_.takes_residual ? copy_residual() : error;
}

// Where the embedding would put it; rows that nobody asked for are zeros, as there.
DeviceError CudaModel::copy_residual() {
    const size_t row_bytes = sizeof(float) * sizes_.shape.dim;
    const size_t given = row_bytes * batch_->row_count, all = row_bytes * step_.shape.rows;
    std::memcpy(pinned_residual_, batch_->residual, given);
    std::memset(pinned_residual_ + given, 0, all - given);
    counters_.uploaded_bytes += all;
    return device_->copy_in(block_ + layout_.residual, pinned_residual_, all);
}

uint32_t CudaModel::segment_count() const {
    const StepShape& shape = step_.shape;
    return segments_.count(shape.rows, shape.logit_rows, pass_->more_launches(shape));
}

Segment CudaModel::segment_at(uint32_t index) const {
    const StepShape& shape = step_.shape;
    return segments_.at(index, shape.rows, shape.logit_rows, pass_->more_launches(shape));
}

// A segment is over before the gate is asked about the next; the last one is not waited for.
KernelStatus CudaModel::resume() {
    if (!lost_.ok()) return lost_;
    const InDevice inside(*device_);
    if (inside.error() != 0) return fail(inside.error(), "entering the device");
    const uint32_t count = segment_count(), first = next_segment_;
    for (; next_segment_ < count; ++next_segment_) {
        if (next_segment_ != first && batch_->may_go_on != nullptr) {
            const Segment next = segment_at(next_segment_);
            const uint32_t layers = next.is_head() ? sizes_.shape.layer_count : next.first_layer;
            if (KernelStatus status = fail(settle(), "computing"); !status.ok()) return status;
            if (batch_->may_go_on(batch_->gate_user, layers) == 0) {
                return {KernelCode::kStopped, 0, ""};
            }
        }
        DeviceError error = enqueue(next_segment_);
        if (error == 0) error = device_->mark(0);
        if (error != 0) return fail(error, "launching a segment");
        in_flight_ = true;
    }
    return {};
}

DeviceError CudaModel::enqueue(uint32_t index) {
    ++counters_.segments;
    const Segment segment = segment_at(index);
    if (Graph* graph = recorded_segment(index, segment)) {
        ++counters_.graph_launches;
        return device_->launch(*graph);
    }
    const DeviceError error = device_->begin_launches();
    return error == 0 ? pass_->enqueue(segment, step_.shape, device_->stream()) : error;
}

// Null where the segment is to be enqueued anew: steps of many rows, and all steps from the first
// recording on that failed, for want of memory perhaps. What is wrong with the device shows then.
Graph* CudaModel::recorded_segment(uint32_t index, const Segment& segment) {
    RecordedStep* recorded = recorded_step();
    if (recorded == nullptr) return nullptr;
    std::unique_ptr<Graph>& graph = recorded->segments[index];
    if (graph == nullptr) {
        const DeviceError error =
            device_->record([pass = pass_.get(), segment, shape = step_.shape](
                                Stream stream) { return pass->enqueue(segment, shape, stream); },
                            &graph);
        records_ = error == 0;
        if (!records_) return nullptr;
        ++counters_.graphs_made;
    }
    return graph.get();
}

// Of the present shape; null where steps are not recorded.
CudaModel::RecordedStep* CudaModel::recorded_step() {
    if (account_.options.without_graphs != 0 || !records_ || step_.shape.rows > kGraphRows) {
        return nullptr;
    }
    const auto same = [&](const RecordedStep& step) { return step.shape == step_.shape; };
    auto found = std::find_if(recorded_.begin(), recorded_.end(), same);
    if (found == recorded_.end()) {
        if (recorded_.size() == kMaxRecorded) forget_oldest();
        recorded_.push_back({step_.shape, {}, 0});
        recorded_.back().segments.resize(segment_count());
        found = std::prev(recorded_.end());
    }
    found->last_step = counters_.steps;
    return &*found;
}

// The stream is at rest between two steps, and a new shape comes up with the first segment of one.
void CudaModel::forget_oldest() {
    const auto older = [](const RecordedStep& a, const RecordedStep& b) {
        return a.last_step < b.last_step;
    };
    recorded_.erase(std::min_element(recorded_.begin(), recorded_.end(), older));
}

// Tables of entries, tokens and masks, as compact as they come.
DeviceError CudaModel::fill_sample_block(std::span<const LibrarySampleRow> rows,
                                         bool* with_penalties) {
    const SampleLayout& layout = layout_.sample_layout;
    auto* entries = reinterpret_cast<SampleEntry*>(pinned_sample_ + layout.entries);
    auto* penalties = reinterpret_cast<int32_t*>(pinned_sample_ + layout.penalties);
    auto* masks = reinterpret_cast<uint32_t*>(pinned_sample_ + layout.masks);
    const size_t mask_words = sizes_.mask_words();
    uint32_t penalty_count = 0, mask_count = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        const LibrarySampleRow& row = rows[i];
        SampleEntry entry = {row.logit_index,
                             row.temperature,
                             row.top_k,
                             row.top_p,
                             row.min_p,
                             row.repetition_penalty,
                             row.presence_penalty,
                             row.frequency_penalty,
                             penalty_count,
                             row.penalty_count,
                             UINT32_MAX,
                             row.position,
                             row.seed,
                             row.stream};
        std::copy_n(row.penalty_tokens, row.penalty_count, penalties + penalty_count);
        penalty_count += row.penalty_count;
        if (row.mask != nullptr) {
            std::copy_n(row.mask, mask_words, masks + mask_count * mask_words);
            entry.mask_row = mask_count++;
        }
        entries[i] = entry;
    }
    *with_penalties = penalty_count != 0;
    const auto copy = [&](size_t offset, size_t bytes) {
        if (bytes == 0) return 0;
        counters_.uploaded_bytes += bytes;
        return device_->copy_in(block_ + layout_.sample + offset, pinned_sample_ + offset, bytes);
    };
    DeviceError error = copy(layout.entries, rows.size() * sizeof(SampleEntry));
    if (error == 0) error = copy(layout.penalties, penalty_count * sizeof(int32_t));
    if (error == 0) error = copy(layout.masks, mask_count * mask_words * sizeof(uint32_t));
    return error;
}

KernelStatus CudaModel::sample(std::span<const LibrarySampleRow> rows, int32_t* out_tokens) {
    if (!lost_.ok()) return lost_;
    if (rows.empty()) return {};
    if (rows.size() > sizes_.limits.max_logit_rows) {
        return {KernelCode::kUnsupported, 0, "rows to sample"};
    }
    for (const LibrarySampleRow& row : rows) {
        if (row.penalty_count > kMaxPenaltyTokens || row.logit_index >= batch_->logit_row_count) {
            return {KernelCode::kUnsupported, 0, "a row to sample"};
        }
    }
    const InDevice inside(*device_);
    if (inside.error() != 0) return fail(inside.error(), "entering the device");
    bool with_penalties = false;
    DeviceError error = fill_sample_block(rows, &with_penalties);
    if (error == 0) error = device_->begin_launches();
    const auto count = static_cast<uint32_t>(rows.size());
    for (uint32_t first = 0; first < count && error == 0; first += kSampleSlice) {
        error = pass_->enqueue_sampling(first, std::min(kSampleSlice, count - first),
                                        with_penalties, device_->stream());
    }
    const size_t chosen_bytes = count * sizeof(int32_t);
    auto* chosen = reinterpret_cast<int32_t*>(pinned_sample_ + layout_.sample_layout.bytes);
    if (error == 0) error = device_->copy_out(chosen, block_ + layout_.chosen, chosen_bytes);
    if (error == 0) error = device_->mark(0);
    if (error != 0) return fail(error, "launching the sampling");
    in_flight_ = true;
    if (KernelStatus status = fail(settle(), "computing"); !status.ok()) return status;
    std::memcpy(out_tokens, chosen, chosen_bytes);
    return {};
}

KernelStatus CudaModel::logits(uint32_t first, uint32_t count, std::span<const float>* out_logits) {
    if (!lost_.ok()) return lost_;
    const InDevice inside(*device_);
    const size_t begin = size_t{first} * sizes_.shape.vocab_size;
    const size_t size = size_t{count} * sizes_.shape.vocab_size;
    if (host_logits_.size() < size) host_logits_.resize(size);
    DeviceError error = inside.error();
    if (error == 0) {
        error =
            device_->copy_out(host_logits_.data(), block_ + layout_.logits + begin * 4, size * 4);
    }
    if (error == 0) error = device_->mark(0);
    if (error != 0) return fail(error, "reading the logits");
    in_flight_ = true;
    *out_logits = std::span(host_logits_).first(size);
    return fail(settle(), "computing");
}

// Calls body(page on the device, pinned memory of its size) when the stream is at rest.
template <class Body>
KernelStatus CudaModel::with_page(uint32_t page, size_t file_bytes, const Body& body) {
    if (!lost_.ok()) return lost_;
    const bool in_files = sizes_.kv_form != KvForm::kInt8 || has_int8_pages(sizes_.shape.head_dim);
    if (!in_files || page >= sizes_.limits.kv_page_count ||
        file_bytes != file_layout(sizes_).page_bytes()) {
        return {KernelCode::kUnsupported, 0, "a page's number or size"};
    }
    const InDevice inside(*device_);
    DeviceError error = inside.error();
    if (error == 0) error = settle();
    if (error != 0) return fail(error, "waiting for a step");
    if (pinned_page_ == nullptr) {
        error = device_->allocate_pinned(sizes_.page_bytes(), &pinned_page_);
        if (error != 0) return {KernelCode::kOutOfMemory, error, "allocating pinned memory"};
    }
    error = body(block_ + layout_.pages + page * sizes_.page_bytes(),
                 static_cast<std::byte*>(pinned_page_));
    return fail(error, "copying a page");
}

KernelStatus CudaModel::read_page(uint32_t page, std::span<std::byte> bytes) {
    return with_page(page, bytes.size(), [&](const std::byte* on_device, std::byte* pinned) {
        DeviceError error = device_->copy_out(pinned, on_device, sizes_.page_bytes());
        if (error == 0) error = device_->mark(0);
        if (error == 0) error = device_->wait(0);
        if (error == 0) page_to_file(sizes_, pinned, bytes);
        return error;
    });
}

KernelStatus CudaModel::write_page(uint32_t page, std::span<const std::byte> bytes) {
    return with_page(page, bytes.size(), [&](std::byte* on_device, std::byte* pinned) {
        page_from_file(sizes_, bytes, pinned);
        DeviceError error = device_->copy_in(on_device, pinned, sizes_.page_bytes());
        if (error == 0) error = device_->mark(0);
        return error == 0 ? device_->wait(0) : error;
    });
}

LibraryCounters CudaModel::counters() const {
    LibraryCounters counters = counters_;
    counters.device_allocations = account_.allocations.load();
    return counters;
}

}  // namespace minstrel::kernels::cuda
