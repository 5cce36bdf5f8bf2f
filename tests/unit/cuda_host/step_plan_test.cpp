// Every plan is looked at as a whole: whatever the batch, each row sees each of its positions
// exactly once, and padding does nothing.
#include "kernels/cuda/host/step_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <vector>

namespace minstrel::kernels::cuda {
namespace {

ModelSizes sizes_with(uint32_t heads, uint32_t kv_heads, uint32_t window) {
    LibraryShape shape = {};
    shape.layer_count = 2;
    shape.dim = 8;
    shape.hidden_dim = 8;
    shape.head_count = heads;
    shape.kv_head_count = kv_heads;
    shape.head_dim = 8;
    shape.vocab_size = 32;
    shape.sliding_window = window;
    const TensorView embedding = {nullptr, ElementType::kF32, shape.vocab_size, shape.dim};
    const LibraryModel model = {shape, nullptr, &embedding, 1};
    return sizes_of(model, {64, 64, 2048, 4096, 0});
}

// A batch with the memory that it points to.
struct Batch {
    void add(uint32_t start, uint32_t rows, uint32_t first_page, uint32_t shared_pages = 0) {
        std::vector<uint32_t> own;
        for (uint32_t p = 0; p * kPageTokens < start + rows; ++p) {
            own.push_back(p < shared_pages ? p : first_page + p);
        }
        pages.push_back(own);
        sequences.push_back({static_cast<uint32_t>(tokens.size()), rows, start, 0, nullptr});
        for (uint32_t i = 0; i < rows; ++i) tokens.push_back(static_cast<int32_t>(i % 32));
        logit_rows.push_back(static_cast<uint32_t>(tokens.size()) - 1);
    }
    LibraryBatch view() {
        for (size_t i = 0; i < sequences.size(); ++i) {
            sequences[i].pages = pages[i].data();
            sequences[i].page_count = static_cast<uint32_t>(pages[i].size());
        }
        LibraryBatch batch = {};
        batch.tokens = tokens.data();
        batch.sequences = sequences.data();
        batch.logit_rows = logit_rows.data();
        batch.row_count = static_cast<uint32_t>(tokens.size());
        batch.sequence_count = static_cast<uint32_t>(sequences.size());
        batch.logit_row_count = static_cast<uint32_t>(logit_rows.size());
        return batch;
    }
    std::vector<int32_t> tokens;
    std::vector<LibrarySequence> sequences;
    std::vector<std::vector<uint32_t>> pages;
    std::vector<uint32_t> logit_rows;
};

class StepPlanTest : public ::testing::Test {
  protected:
    StepPlan plan(Batch& source, const ModelSizes& sizes, const StepOptions& options) {
        layout_ = plan_step_layout(sizes);
        block_.assign(layout_.bytes, std::byte{0xEE});
        batch_ = source.view();
        EXPECT_EQ(batch_problem(batch_, sizes), nullptr);
        const StepPlan plan = plan_step(batch_, sizes, layout_, options, block_.data());
        EXPECT_LE(plan.used_bytes, layout_.bytes);
        arrays_ = step_arrays(block_.data(), layout_);
        check_rows(sizes, plan.shape);
        check_attention(sizes, plan.shape);
        return plan;
    }

    void check_rows(const ModelSizes& sizes, const StepShape& shape) {
        ASSERT_GE(shape.rows, batch_.row_count);
        ASSERT_LE(shape.rows, sizes.rows());
        for (uint32_t s = 0; s < batch_.sequence_count; ++s) {
            const LibrarySequence& sequence = batch_.sequences[s];
            for (uint32_t i = 0; i < sequence.row_count; ++i) {
                const uint32_t row = sequence.first_row + i;
                EXPECT_EQ(arrays_.tokens[row], batch_.tokens[row]);
                EXPECT_EQ(arrays_.positions[row], sequence.start_position + i);
                EXPECT_EQ(page_of(sizes, row),
                          sequence.pages[arrays_.positions[row] / kPageTokens]);
            }
        }
        for (uint32_t row = batch_.row_count; row < shape.rows; ++row) {
            EXPECT_EQ(arrays_.tokens[row], -1);
            EXPECT_EQ(page_of(sizes, row), sizes.limits.kv_page_count);  // nobody's
        }
        for (uint32_t i = 0; i < shape.logit_rows; ++i)
            EXPECT_LT(arrays_.logit_rows[i], shape.rows);
    }
    uint32_t page_of(const ModelSizes& sizes, uint32_t row) const {
        return arrays_.page_table[arrays_.sequences[row] * sizes.table_stride() +
                                  arrays_.positions[row] / kPageTokens];
    }

    void check_attention(const ModelSizes& sizes, const StepShape& shape) {
        const uint32_t most =
            attention_rows_per_work(sizes.shape.head_count, sizes.shape.kv_head_count);
        EXPECT_LE(shape.max_entries, std::max(most, 1u));
        std::map<uint32_t, std::map<uint32_t, uint32_t>> slots;  // of each row, by part
        std::set<uint32_t> whole_rows, used_slots;
        for (uint32_t w = 0; w < shape.work_count; ++w) {
            const AttentionWork& work = arrays_.works[w];
            EXPECT_LE(work.entry_count, shape.max_entries);
            for (uint32_t e = 0; e < work.entry_count; ++e) {
                const AttentionEntry& entry = arrays_.entries[work.first_entry + e];
                ASSERT_LT(entry.row, batch_.row_count);
                EXPECT_EQ(entry.out_row, entry.row);
                check_pages(sizes, work, entry.row);
                if (work.whole != 0) {
                    EXPECT_TRUE(whole_rows.insert(entry.row).second);
                    EXPECT_LE(work.chunk_begin * kAttentionChunk, first_seen(sizes, entry.row));
                    EXPECT_GT(work.chunk_end * kAttentionChunk, arrays_.positions[entry.row]);
                } else {
                    EXPECT_EQ(work.chunk_end, work.chunk_begin + 1);
                    EXPECT_LT(entry.partial, sizes.partials());
                    EXPECT_TRUE(used_slots.insert(entry.partial).second);
                    EXPECT_TRUE(slots[entry.row].emplace(work.chunk_begin, entry.partial).second);
                }
            }
        }
        check_merges(sizes, shape, slots, whole_rows);
    }
    uint32_t first_seen(const ModelSizes& sizes, uint32_t row) const {
        const uint32_t window = sizes.widest_window(), position = arrays_.positions[row];
        return window == 0 || position < window ? 0 : position - window + 1;
    }
    // The row's own pages are those that the work reads.
    void check_pages(const ModelSizes& sizes, const AttentionWork& work, uint32_t row) const {
        const size_t stride = sizes.table_stride();
        const uint32_t first = std::max(first_seen(sizes, row), work.chunk_begin * kAttentionChunk);
        const uint32_t end = std::min(arrays_.positions[row] + 1, work.chunk_end * kAttentionChunk);
        for (uint32_t p = first / kPageTokens; p * kPageTokens < end; ++p) {
            EXPECT_EQ(arrays_.page_table[work.sequence * stride + p],
                      arrays_.page_table[arrays_.sequences[row] * stride + p]);
        }
    }
    void check_merges(const ModelSizes& sizes, const StepShape& shape,
                      const std::map<uint32_t, std::map<uint32_t, uint32_t>>& slots,
                      const std::set<uint32_t>& whole_rows) {
        std::set<uint32_t> merged;
        for (uint32_t m = 0; m < shape.merge_count; ++m) {
            const AttentionMerge& merge = arrays_.merges[m];
            if (merge.count == 0) continue;
            EXPECT_TRUE(merged.insert(merge.out_row).second);
            const auto& parts = slots.at(merge.out_row);
            ASSERT_EQ(parts.size(), merge.count);
            const uint32_t first = first_seen(sizes, merge.out_row) / kAttentionChunk;
            for (uint32_t i = 0; i < merge.count; ++i) {
                EXPECT_EQ(parts.at(first + i), merge.first_partial + i);
            }
            EXPECT_EQ(first + merge.count - 1, arrays_.positions[merge.out_row] / kAttentionChunk);
        }
        EXPECT_EQ(merged.size(), slots.size());
        for (uint32_t row = 0; row < batch_.row_count; ++row) {
            EXPECT_NE(merged.contains(row), whole_rows.contains(row)) << row;
        }
    }

    StepLayout layout_;
    std::vector<std::byte> block_;
    LibraryBatch batch_ = {};
    StepArrays arrays_ = {};
};

TEST_F(StepPlanTest, every_row_sees_each_of_its_positions_once) {
    std::mt19937 random(1);
    for (int round = 0; round < 600; ++round) {
        const uint32_t kv_heads = 1u << random() % 3, group = 1u << random() % 4;
        const ModelSizes sizes =
            sizes_with(kv_heads * group, kv_heads, random() % 3 == 0 ? 1 + random() % 700 : 0);
        Batch batch;
        const uint32_t sequences = 1 + random() % 12;
        for (uint32_t s = 0; s < sequences && batch.tokens.size() < 40; ++s) {
            const uint32_t rows = random() % 2 == 0 ? 1 : 1 + random() % 20;
            const uint32_t start = random() % 4 == 0 ? random() % 40 : random() % 2000;
            batch.add(start, rows, 100 + 100 * s, random() % 2 == 0 ? random() % 30 : 0);
        }
        StepOptions options;
        options.padded = random() % 2 == 0;
        options.wanted_works = random() % 40;
        (void)plan(batch, sizes, options);
    }
}

TEST_F(StepPlanTest, sessions_read_a_shared_beginning_once) {
    const ModelSizes sizes = sizes_with(8, 2, 0);
    Batch batch;
    for (uint32_t s = 0; s < 8; ++s) batch.add(1600 + s, 1, 100 + 100 * s, 48);  // 1536 shared
    const StepPlan shared = plan(batch, sizes, {false, 100});
    Batch apart;
    for (uint32_t s = 0; s < 8; ++s) apart.add(1600 + s, 1, 100 + 100 * s);
    const StepPlan own = plan(apart, sizes, {false, 100});
    EXPECT_EQ(own.shape.work_count, 8u * 7);
    EXPECT_EQ(shared.shape.work_count, 6u + 8);  // six parts for all, the last for each
    EXPECT_EQ(shared.shape.max_entries, 8u);
}

// A small card is full of whole works long before: 24 multiprocessors and 8 key-value heads want 6.
TEST_F(StepPlanTest, a_shared_beginning_is_read_once_however_small_the_device) {
    const ModelSizes sizes = sizes_with(8, 8, 0);
    Batch batch;
    for (uint32_t s = 0; s < 16; ++s) batch.add(2000, 1, 100 + 100 * s, 48);
    batch.add(2000, 1, 3000);  // alone, so whole
    const StepPlan shared = plan(batch, sizes, {false, 6});
    EXPECT_EQ(shared.shape.work_count, 6u + 16 * 2 + 1);
    EXPECT_EQ(shared.shape.max_entries, 16u);
    EXPECT_EQ(shared.shape.merge_count, 16u);
}

TEST_F(StepPlanTest, enough_whole_works_are_not_cut) {
    const ModelSizes sizes = sizes_with(4, 2, 0);
    Batch batch;
    for (uint32_t s = 0; s < 6; ++s) batch.add(1000, 1, 100 * s);
    EXPECT_EQ(plan(batch, sizes, {false, 6}).shape.merge_count, 0u);
    EXPECT_GT(plan(batch, sizes, {false, 7}).shape.merge_count, 0u);
}

TEST_F(StepPlanTest, padded_shapes_recur) {
    const ModelSizes sizes = sizes_with(8, 2, 0);
    std::set<std::vector<uint32_t>> shapes;
    for (uint32_t length = 1; length < 2000; length += 13) {
        for (uint32_t sessions = 1; sessions <= 32; sessions += 3) {
            Batch batch;
            for (uint32_t s = 0; s < sessions; ++s) batch.add(length, 1, 100 * s);
            const StepShape shape = plan(batch, sizes, {true, 16}).shape;
            EXPECT_EQ(shape.rows, row_bucket(sessions));
            shapes.insert({shape.rows, shape.logit_rows, shape.work_count, shape.merge_count,
                           shape.max_entries});
        }
    }
    EXPECT_LE(shapes.size(), 40u);
}

TEST_F(StepPlanTest, rows_have_the_adapters_of_their_sessions) {
    const ModelSizes sizes = sizes_with(8, 2, 0);
    const AdapterMatrix of_first = {}, of_second = {};
    AdapterTable first, second, nothing;
    first.shape = second.shape = nothing.shape = sizes.shape;
    first.matrices = &of_first;
    first.max_rank = 5;
    first.adapted = bit_of(Adapted::kQuery);
    second.matrices = &of_second;
    second.max_rank = 3;
    second.adapted = bit_of(Adapted::kValue) | bit_of(Adapted::kDown);
    Batch batch;
    for (uint32_t s = 0; s < 4; ++s) batch.add(100, s == 1 ? 2 : 1, 100 * s);
    EXPECT_EQ(plan(batch, sizes, {true, 0}).shape.adapter_rank, 0u);
    batch.sequences[1].adapter = &first;
    batch.sequences[2].adapter = &nothing;
    batch.sequences[3].adapter = &second;
    batch.sequences[3].adapter_scale = 0.5f;
    const StepShape shape = plan(batch, sizes, {true, 0}).shape;
    EXPECT_EQ(shape.adapter_rank, 8u);
    EXPECT_EQ(shape.adapted, first.adapted | second.adapted);
    EXPECT_EQ(adapter_launches(shape), 4u);
    const AdapterMatrix* const wanted[8] = {nullptr, &of_first, &of_first, nullptr, &of_second};
    ASSERT_EQ(shape.rows, 8u);
    for (uint32_t row = 0; row < 8; ++row) {
        EXPECT_EQ(arrays_.adapters[row].matrices, wanted[row]) << row;
    }
    EXPECT_EQ(arrays_.adapters[2].scale, 1.0f);
    EXPECT_EQ(arrays_.adapters[4].scale, 0.5f);
    first.shape.dim += 4;
    EXPECT_STREQ(batch_problem(batch_, sizes), "an adapter of another model");
}

TEST_F(StepPlanTest, buckets_are_those_of_the_plan) {
    uint32_t last = 0;
    for (uint32_t rows = 1; rows <= kGraphRows; ++rows) {
        const uint32_t bucket = row_bucket(rows);
        EXPECT_GE(bucket, rows);
        EXPECT_GE(bucket, last);
        last = bucket;
    }
    EXPECT_EQ(row_bucket(25), 32u);
    EXPECT_EQ(row_bucket(100), 100u);
}

TEST_F(StepPlanTest, broken_batches_are_named) {
    const ModelSizes sizes = sizes_with(4, 2, 0);
    const auto broken = [&](auto change) {
        Batch source;
        source.add(10, 3, 5);
        source.add(100, 1, 50);
        LibraryBatch batch = source.view();
        change(source, batch);
        return batch_problem(batch, sizes) != nullptr;
    };
    EXPECT_FALSE(broken([](Batch&, LibraryBatch&) {}));
    EXPECT_TRUE(broken([](Batch&, LibraryBatch& b) { b.row_count = 0; }));
    EXPECT_TRUE(broken([](Batch&, LibraryBatch& b) { b.row_count = 65; }));
    EXPECT_TRUE(broken([](Batch&, LibraryBatch& b) { b.row_count = 5; }));
    EXPECT_TRUE(broken([](Batch&, LibraryBatch& b) { b.logit_row_count = 65; }));
    EXPECT_TRUE(broken([](Batch& s, LibraryBatch&) { s.sequences[1].first_row = 2; }));
    EXPECT_TRUE(broken([](Batch& s, LibraryBatch&) { s.sequences[1].start_position = 4000; }));
    EXPECT_TRUE(broken([](Batch& s, LibraryBatch&) { s.sequences[1].page_count = 2; }));
    EXPECT_TRUE(broken([](Batch& s, LibraryBatch&) { s.pages[1][0] = 4096; }));
    EXPECT_TRUE(broken([](Batch& s, LibraryBatch&) { s.logit_rows[0] = 9; }));
    EXPECT_TRUE(broken([](Batch& s, LibraryBatch&) { s.logit_rows[1] = s.logit_rows[0]; }));
}

}  // namespace
}  // namespace minstrel::kernels::cuda
