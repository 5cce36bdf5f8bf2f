#include "kernels/cuda/host/step_plan.h"

#include <algorithm>
#include <bit>

#include "kernels/rope.h"

namespace minstrel::kernels::cuda {
namespace {

constexpr uint32_t kChunkPages = kAttentionChunk / kPageTokens;

// Places the rows and cuts attention; one object a step.
class Planner {
  public:
    Planner(const LibraryBatch& batch, const ModelSizes& sizes, const StepArrays& out)
        : batch_(batch),
          sizes_(sizes),
          out_(out),
          window_(sizes.widest_window()),
          rows_per_work_(
              attention_rows_per_work(sizes.shape.head_count, sizes.shape.kv_head_count)) {}

    void place_rows();
    void cut(uint32_t wanted_works);
    StepShape shape() const;
    // Fills up to `shape`, whose counts are at least those of shape().
    void pad(const StepShape& shape);

  private:
    uint32_t first_chunk(uint32_t row) const {
        const uint32_t position = out_.positions[row];
        return window_ == 0 || position < window_ ? 0 : (position - window_ + 1) / kAttentionChunk;
    }
    uint32_t chunk_end(uint32_t row) const { return out_.positions[row] / kAttentionChunk + 1; }
    bool has_chunk(uint32_t row, uint32_t chunk) const {
        return chunk >= first_chunk(row) && chunk < chunk_end(row);
    }
    bool share_chunk(uint32_t a, uint32_t b, uint32_t chunk) const;
    bool shares_beginning(uint32_t sequence) const;
    RowAdapter adapter_of(const LibrarySequence& sequence);
    void add_whole(uint32_t first_row, uint32_t row_count, uint32_t sequence);
    uint32_t reserve_partials(uint32_t first_row, uint32_t row_count);
    void add_parts(uint32_t split_rows);
    void add_part(uint32_t rows, uint32_t chunk);

    const LibraryBatch& batch_;
    const ModelSizes& sizes_;
    const StepArrays& out_;
    uint32_t window_;
    uint32_t rows_per_work_;
    uint32_t adapter_rank_ = 0, adapted_ = 0;
    uint32_t works_ = 0, entries_ = 0, merges_ = 0, partials_ = 0, max_entries_ = 1;
    uint32_t first_partial_[kGraphRows] = {};
};

void Planner::place_rows() {
    // Scales depend on the position through the shape's query scaling alone.
    ModelShape scaling;
    scaling.head_dim = sizes_.shape.head_dim;
    scaling.query_scaling = sizes_.shape.query_scaling;
    const size_t stride = sizes_.table_stride();
    for (uint32_t s = 0; s < batch_.sequence_count; ++s) {
        const LibrarySequence& sequence = batch_.sequences[s];
        std::copy_n(sequence.pages, sequence.page_count, out_.page_table + s * stride);
        const RowAdapter adapter = adapter_of(sequence);
        for (uint32_t i = 0; i < sequence.row_count; ++i) {
            const uint32_t row = sequence.first_row + i;
            out_.tokens[row] = batch_.tokens[row];
            out_.positions[row] = sequence.start_position + i;
            out_.sequences[row] = s;
            out_.adapters[row] = adapter;
            out_.score_scales[row] = score_scale(scaling, out_.positions[row]);
        }
    }
    std::copy_n(batch_.logit_rows, batch_.logit_row_count, out_.logit_rows);
}

RowAdapter Planner::adapter_of(const LibrarySequence& sequence) {
    const auto* adapter = static_cast<const AdapterTable*>(sequence.adapter);
    if (adapter == nullptr || adapter->max_rank == 0) return {};
    adapter_rank_ = std::max(adapter_rank_, std::bit_ceil(adapter->max_rank));
    adapted_ |= adapter->adapted;
    return {adapter->matrices, sequence.adapter_scale};
}

// Rows of one sequence; each sees all of its parts in one work.
void Planner::add_whole(uint32_t first_row, uint32_t row_count, uint32_t sequence) {
    for (uint32_t i = 0; i < row_count; i += rows_per_work_) {
        const uint32_t count = std::min(rows_per_work_, row_count - i);
        AttentionWork& work = out_.works[works_++];
        work = {entries_,
                count,
                sequence,
                first_chunk(first_row + i),
                chunk_end(first_row + i + count - 1),
                1};
        for (uint32_t r = first_row + i; r < first_row + i + count; ++r) {
            out_.entries[entries_++] = {r, r, 0};
        }
        max_entries_ = std::max(max_entries_, count);
    }
}

// Slots for the parts of these rows; how many were free.
uint32_t Planner::reserve_partials(uint32_t first_row, uint32_t row_count) {
    uint32_t needed = 0;
    for (uint32_t r = first_row; r < first_row + row_count; ++r) {
        needed += chunk_end(r) - first_chunk(r);
    }
    if (partials_ + needed > sizes_.partials()) return 0;
    for (uint32_t r = first_row; r < first_row + row_count; ++r) {
        const uint32_t count = chunk_end(r) - first_chunk(r);
        out_.merges[merges_++] = {r, partials_, count};
        first_partial_[r] = partials_;
        partials_ += count;
    }
    return needed;
}

// Parts where others read the same beginning, which is then read once for all of them, or where
// whole works do not fill the device. Either way gives the same bits.
void Planner::cut(uint32_t wanted_works) {
    uint32_t whole_works = 0;
    for (uint32_t s = 0; s < batch_.sequence_count; ++s) {
        whole_works += (batch_.sequences[s].row_count + rows_per_work_ - 1) / rows_per_work_;
    }
    const bool may_split = batch_.row_count <= kGraphRows;
    const bool has_room = whole_works < wanted_works;
    uint32_t split_rows = 0;  // one bit a row
    for (uint32_t s = 0; s < batch_.sequence_count; ++s) {
        const LibrarySequence& sequence = batch_.sequences[s];
        if (sequence.row_count == 0) continue;
        const uint32_t last = sequence.first_row + sequence.row_count - 1;
        const bool long_enough = chunk_end(last) - first_chunk(sequence.first_row) > 1;
        if (may_split && long_enough && (has_room || shares_beginning(s)) &&
            reserve_partials(sequence.first_row, sequence.row_count)) {
            for (uint32_t r = sequence.first_row; r <= last; ++r) split_rows |= 1u << r;
        } else {
            add_whole(sequence.first_row, sequence.row_count, s);
        }
    }
    add_parts(split_rows);
}

// Whether two rows read the same pages in a part, because they are of one sequence or of two that
// share a beginning.
bool Planner::share_chunk(uint32_t a, uint32_t b, uint32_t chunk) const {
    if (out_.sequences[a] == out_.sequences[b]) return true;
    const LibrarySequence& first = batch_.sequences[out_.sequences[a]];
    const LibrarySequence& second = batch_.sequences[out_.sequences[b]];
    const uint32_t begin = chunk * kChunkPages, end = begin + kChunkPages;
    if (first.page_count < end || second.page_count < end) return false;
    return std::equal(first.pages + begin, first.pages + end, second.pages + begin);
}

bool Planner::shares_beginning(uint32_t sequence) const {
    const uint32_t row = batch_.sequences[sequence].first_row, chunk = first_chunk(row);
    for (uint32_t s = 0; s < batch_.sequence_count; ++s) {
        const LibrarySequence& other = batch_.sequences[s];
        if (s == sequence || other.row_count == 0) continue;
        if (has_chunk(other.first_row, chunk) && share_chunk(row, other.first_row, chunk)) {
            return true;
        }
    }
    return false;
}

void Planner::add_parts(uint32_t split_rows) {
    uint32_t chunks = 0;
    for (uint32_t rows = split_rows; rows != 0; rows &= rows - 1) {
        chunks = std::max(chunks, chunk_end(static_cast<uint32_t>(std::countr_zero(rows))));
    }
    for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
        uint32_t left = 0;
        for (uint32_t rows = split_rows; rows != 0; rows &= rows - 1) {
            const auto row = static_cast<uint32_t>(std::countr_zero(rows));
            if (has_chunk(row, chunk)) left |= 1u << row;
        }
        while (left != 0) {
            const auto first = static_cast<uint32_t>(std::countr_zero(left));
            uint32_t together = 0;
            for (uint32_t rows = left; rows != 0; rows &= rows - 1) {
                const auto row = static_cast<uint32_t>(std::countr_zero(rows));
                if (static_cast<uint32_t>(std::popcount(together)) == rows_per_work_) break;
                if (share_chunk(first, row, chunk)) together |= 1u << row;
            }
            add_part(together, chunk);
            left &= ~together;
        }
    }
}

void Planner::add_part(uint32_t rows, uint32_t chunk) {
    const auto count = static_cast<uint32_t>(std::popcount(rows));
    const auto first = static_cast<uint32_t>(std::countr_zero(rows));
    out_.works[works_++] = {entries_, count, out_.sequences[first], chunk, chunk + 1, 0};
    for (; rows != 0; rows &= rows - 1) {
        const auto row = static_cast<uint32_t>(std::countr_zero(rows));
        out_.entries[entries_++] = {row, row, first_partial_[row] + chunk - first_chunk(row)};
    }
    max_entries_ = std::max(max_entries_, count);
}

StepShape Planner::shape() const {
    StepShape shape;
    shape.rows = batch_.row_count;
    shape.logit_rows = batch_.logit_row_count;
    shape.work_count = works_;
    shape.merge_count = merges_;
    shape.max_entries = max_entries_;
    shape.keeps_all = batch_.logit_row_count == batch_.row_count;
    shape.adapter_rank = adapter_rank_;
    shape.adapted = adapted_;
    return shape;
}

// Rows that nobody asked for have no token and read and write the page behind the last; works and
// merges without entries do nothing.
void Planner::pad(const StepShape& shape) {
    for (uint32_t row = batch_.row_count; row < shape.rows; ++row) {
        out_.tokens[row] = -1;
        out_.positions[row] = 0;
        out_.sequences[row] = batch_.sequence_count;
        out_.adapters[row] = {};
        out_.score_scales[row] = 1.0f;
    }
    out_.page_table[size_t{batch_.sequence_count} * sizes_.table_stride()] =
        sizes_.limits.kv_page_count;
    for (uint32_t i = batch_.logit_row_count; i < shape.logit_rows; ++i) {
        out_.logit_rows[i] = shape.keeps_all ? i : 0;
    }
    std::fill(out_.works + works_, out_.works + std::max(works_, shape.work_count),
              AttentionWork{});
    std::fill(out_.merges + merges_, out_.merges + std::max(merges_, shape.merge_count),
              AttentionMerge{});
}

// A shape that other steps have as well.
StepShape padded(const StepShape& exact, const ModelSizes& sizes) {
    const LibraryShape& s = sizes.shape;
    const uint32_t group = s.head_count / s.kv_head_count;
    StepShape shape = exact;
    shape.rows = row_bucket(exact.rows);
    if (exact.logit_rows != 0) {
        shape.logit_rows = exact.keeps_all ? shape.rows : row_bucket(exact.logit_rows);
    }
    shape.work_count = std::bit_ceil(std::max(exact.work_count, 1u));
    shape.work_count = std::min(shape.work_count, sizes.rows() + sizes.partials());
    if (exact.merge_count != 0) shape.merge_count = shape.rows;
    shape.max_entries = exact.max_entries * group <= 8
                            ? std::max(8 / group, 1u)
                            : attention_rows_per_work(s.head_count, s.kv_head_count);
    return shape;
}

// Whether it was made for models of this shape.
bool belongs_to(const AdapterTable& adapter, const LibraryShape& shape) {
    const LibraryShape& own = adapter.shape;
    return own.layer_count == shape.layer_count && own.dim == shape.dim &&
           own.hidden_dim == shape.hidden_dim && own.head_count == shape.head_count &&
           own.kv_head_count == shape.kv_head_count && own.head_dim == shape.head_dim &&
           own.expert_count == shape.expert_count;
}

}  // namespace

uint32_t adapter_launches(const StepShape& shape) {
    uint32_t launches = 0;
    for (const uint32_t together :
         {kProjections, bit_of(Adapted::kOutput), kGateAndUp, bit_of(Adapted::kDown)}) {
        if ((shape.adapted & together) != 0) launches += 2;
    }
    // Gate and up are apart then, and so is the activation.
    return (shape.adapted & kGateAndUp) != 0 ? launches + 1 : launches;
}

StepArrays step_arrays(std::byte* block, const StepLayout& layout) {
    const auto at = [&]<class T>(size_t offset, T*& out) {
        out = reinterpret_cast<T*>(block + offset);
    };
    StepArrays arrays = {};
    at(layout.tokens, arrays.tokens);
    at(layout.positions, arrays.positions);
    at(layout.sequences, arrays.sequences);
    at(layout.score_scales, arrays.score_scales);
    at(layout.logit_rows, arrays.logit_rows);
    at(layout.works, arrays.works);
    at(layout.entries, arrays.entries);
    at(layout.merges, arrays.merges);
    at(layout.adapters, arrays.adapters);
    at(layout.page_table, arrays.page_table);
    return arrays;
}

uint32_t row_bucket(uint32_t rows) {
    for (const uint32_t bucket : {1u, 2u, 4u, 8u, 16u, 24u}) {
        if (rows <= bucket) return bucket;
    }
    return std::max(rows, kGraphRows);
}

const char* batch_problem(const LibraryBatch& batch, const ModelSizes& sizes) {
    if (batch.row_count == 0 || batch.row_count > sizes.limits.max_rows) return "rows of a step";
    if (sizes.takes_residual && batch.residual == nullptr) return "no residual stream";
    if (batch.logit_row_count > sizes.limits.max_logit_rows) return "logit rows of a step";
    uint32_t row = 0;
    for (uint32_t s = 0; s < batch.sequence_count; ++s) {
        const LibrarySequence& sequence = batch.sequences[s];
        const uint64_t end = uint64_t{sequence.start_position} + sequence.row_count;
        if (sequence.first_row != row) return "the order of rows";
        if (end > sizes.limits.max_positions) return "positions of a sequence";
        if (sequence.page_count > sizes.table_stride() ||
            uint64_t{sequence.page_count} * kPageTokens < end) {
            return "pages of a sequence";
        }
        const auto* adapter = static_cast<const AdapterTable*>(sequence.adapter);
        if (adapter != nullptr && !belongs_to(*adapter, sizes.shape)) {
            return "an adapter of another model";
        }
        for (uint32_t i = 0; i < sequence.page_count; ++i) {
            if (sequence.pages[i] >= sizes.limits.kv_page_count) return "a page's number";
        }
        row += sequence.row_count;
    }
    if (row != batch.row_count) return "the number of rows";
    for (uint32_t i = 0; i < batch.logit_row_count; ++i) {
        const bool ascends = i == 0 || batch.logit_rows[i] > batch.logit_rows[i - 1];
        if (!ascends || batch.logit_rows[i] >= batch.row_count) return "the rows with logits";
    }
    return nullptr;
}

StepPlan plan_step(const LibraryBatch& batch, const ModelSizes& sizes, const StepLayout& layout,
                   const StepOptions& options, std::byte* block) {
    const StepArrays arrays = step_arrays(block, layout);
    Planner planner(batch, sizes, arrays);
    planner.place_rows();
    planner.cut(options.wanted_works);
    StepPlan plan;
    plan.shape = planner.shape();
    if (options.padded && batch.row_count <= kGraphRows) plan.shape = padded(plan.shape, sizes);
    planner.pad(plan.shape);
    const size_t lines = size_t{batch.sequence_count} + 1;
    plan.used_bytes = layout.page_table + lines * sizes.table_stride() * sizeof(uint32_t);
    return plan;
}

}  // namespace minstrel::kernels::cuda
