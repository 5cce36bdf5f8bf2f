#include "kernels/cuda/host/model_layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kernels/backend.h"

namespace minstrel::kernels::cuda {
namespace {

LibraryShape small_shape() {
    LibraryShape shape = {};
    shape.layer_count = 2;
    shape.dim = 64;
    shape.hidden_dim = 96;
    shape.head_count = 4;
    shape.kv_head_count = 2;
    shape.head_dim = 16;
    shape.vocab_size = 70;
    shape.rope_theta = 10000;
    return shape;
}

// Tensors with a shape and no contents worth reading.
struct Source {
    Source() {
        const auto add = [&](uint32_t rows, uint32_t cols, ElementType type) {
            tensors.push_back({bytes.data() + tensors.size(), type, rows, cols});
        };
        add(70, 64, ElementType::kInt8);
        add(1, 64, ElementType::kBF16);
        add(70, 64, ElementType::kInt8);
        for (int layer = 0; layer < 2; ++layer) {
            add(1, 64, ElementType::kF32);
            for (const uint32_t rows : {64u, 32u, 32u, 64u}) add(rows, 64, ElementType::kInt4);
            add(1, 64, ElementType::kF32);
            add(96, 64, ElementType::kInt4);
            add(96, 64, ElementType::kInt4);
            add(64, 96, ElementType::kInt4);
        }
    }
    LibraryModel model() const { return {shape, nullptr, tensors.data(), tensors.size()}; }

    LibraryShape shape = small_shape();
    std::vector<std::byte> bytes = std::vector<std::byte>(64);
    std::vector<TensorView> tensors;
};

constexpr LibraryLimits kLimits = {8, 8, 100, 5, 0};

ModelLayout layout_of(const Source& source, const LibraryLimits& limits) {
    return plan_layout(source.model(), sizes_of(source.model(), limits));
}

TEST(ModelLayoutTest, parts_are_aligned_and_apart) {
    const Source source;
    const ModelLayout layout = layout_of(source, kLimits);
    ASSERT_TRUE(layout.fits);
    std::vector<size_t> offsets = layout.tensors;
    for (const size_t offset : {layout.pages,
                                layout.cosines,
                                layout.sines,
                                layout.step,
                                layout.sample,
                                layout.residual,
                                layout.kept_residual,
                                layout.normed,
                                layout.query,
                                layout.key,
                                layout.value,
                                layout.attended,
                                layout.kept_attended,
                                layout.hidden,
                                layout.partials,
                                layout.logits,
                                layout.normed_values,
                                layout.normed_scales,
                                layout.normed_squares,
                                layout.attended_values,
                                layout.attended_scales,
                                layout.hidden_values,
                                layout.hidden_scales,
                                layout.sample_scratch,
                                layout.chosen,
                                layout.up,
                                layout.low,
                                layout.bytes}) {
        offsets.push_back(offset);
    }
    std::sort(offsets.begin(), offsets.end());
    EXPECT_EQ(std::adjacent_find(offsets.begin(), offsets.end()), offsets.end());
    for (const size_t offset : offsets) EXPECT_EQ(offset % 256, 0u);
    EXPECT_EQ(layout.memory.weight_bytes + layout.memory.kv_bytes + layout.memory.workspace_bytes,
              layout.bytes);
}

TEST(ModelLayoutTest, a_tied_matrix_is_there_once) {
    Source source;
    const size_t apart = layout_of(source, kLimits).memory.weight_bytes;
    source.tensors[2] = source.tensors[0];
    const ModelLayout layout = layout_of(source, kLimits);
    EXPECT_EQ(layout.tensors[2], layout.tensors[0]);
    EXPECT_LT(layout.memory.weight_bytes, apart);
}

TEST(ModelLayoutTest, what_layers_need_lies_where_wide_logits_will_be) {
    Source source;
    for (const uint32_t vocab : {96u + 3 * 256 - 1, 96u + 3 * 256}) {
        source.shape.vocab_size = source.tensors[0].rows = source.tensors[2].rows = vocab;
        const ModelLayout layout = layout_of(source, kLimits);
        const size_t rows = sizes_of(source.model(), kLimits).rows();
        EXPECT_EQ(layout.up == layout.logits, vocab == 96 + 3 * 256);
        EXPECT_GE(layout.low, layout.up + rows * 96 * 4);
        const size_t end =
            layout.up == layout.logits ? layout.logits + rows * vocab * 4 : layout.sample_scratch;
        EXPECT_LE(layout.low + rows * 3 * 256 * 4, end);
    }
}

TEST(ModelLayoutTest, sizes_that_overflow_do_not_fit) {
    const Source source;
    ModelSizes sizes = sizes_of(source.model(), {8, 8, 1u << 30, UINT32_MAX - 1, 0});
    EXPECT_TRUE(plan_layout(source.model(), sizes).fits);
    sizes.shape.layer_count = 4096;
    sizes.shape.kv_head_count = 4096;
    sizes.shape.head_dim = 128;
    EXPECT_FALSE(plan_layout(source.model(), sizes).fits);
}

TEST(ModelLayoutTest, validation_names_each_broken_rule) {
    Source source;
    EXPECT_TRUE(validate(source.model(), kLimits).ok());
    const auto refuses = [&](auto change) {
        Source broken;
        change(broken);
        return validate(broken.model(), kLimits).code == KernelCode::kUnsupported;
    };
    EXPECT_TRUE(refuses([](Source& s) { s.shape.head_dim = 15; }));
    EXPECT_TRUE(refuses([](Source& s) { s.shape.head_dim = 130; }));
    EXPECT_TRUE(refuses([](Source& s) { s.shape.kv_head_count = 3; }));
    EXPECT_TRUE(refuses([](Source& s) { s.shape.layer_count = 0; }));
    EXPECT_TRUE(refuses([](Source& s) { s.shape.dim = 0; }));
    EXPECT_TRUE(refuses([](Source& s) { s.tensors.pop_back(); }));
    source.tensors[0] = {};  // the last layers of a model
    EXPECT_TRUE(validate(source.model(), kLimits).ok());
    EXPECT_TRUE(refuses([](Source& s) { s.tensors[2] = {}; }));
    for (size_t i = 0; i < source.tensors.size(); ++i) {
        EXPECT_TRUE(refuses([i](Source& s) { s.tensors[i].data = nullptr; })) << i;
        EXPECT_TRUE(refuses([i](Source& s) { ++s.tensors[i].rows; })) << i;
        EXPECT_TRUE(refuses([i](Source& s) { s.tensors[i].type = ElementType{9}; })) << i;
    }
    EXPECT_TRUE(validate(source.model(), {4, 4, 1, 1, static_cast<uint32_t>(KvType::kInt8)}).ok());
    EXPECT_FALSE(validate(source.model(), {4, 4, 1, 1, static_cast<uint32_t>(KvType::kF32)}).ok());
    EXPECT_FALSE(validate(source.model(), {0, 1, 1, 1, 0}).ok());
    EXPECT_FALSE(validate(source.model(), {4, 5, 1, 1, 0}).ok());
    EXPECT_FALSE(validate(source.model(), {4, 4, 0, 1, 0}).ok());
    EXPECT_FALSE(validate(source.model(), {4, 4, 1, 0, 0}).ok());
}

}  // namespace
}  // namespace minstrel::kernels::cuda
