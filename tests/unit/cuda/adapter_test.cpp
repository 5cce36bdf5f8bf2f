#include <gtest/gtest.h>

#include <deque>
#include <optional>

#include "tests/unit/cuda/device_buffer.h"

namespace minstrel::kernels::cuda {
namespace {

// Products of one input and low-rank changes of them, of which a rank of 0 is none.
struct Shape {
    uint32_t cols;
    std::vector<uint32_t> widths;
};

// An adapter with factors on the device and on the host.
class TestAdapter {
  public:
    TestAdapter(const Shape& shape, std::vector<uint32_t> ranks, uint32_t seed)
        : shape_(shape), ranks_(std::move(ranks)) {
        std::vector<AdapterMatrix> table(kFirst);  // of other products
        for (size_t p = 0; p < ranks_.size(); ++p) {
            const auto number = static_cast<uint32_t>(seed * 10 + p);
            a_.emplace_back(random_floats(size_t{ranks_[p]} * shape.cols, number, 0.2f));
            b_.emplace_back(random_floats(size_t{ranks_[p]} * shape.widths[p], number + 5, 0.3f));
            table.push_back({a_[p].data(), b_[p].data(), ranks_[p]});
        }
        table_.emplace(table);
    }
    const AdapterMatrix* table() const { return table_->data(); }
    uint32_t max_rank() const { return *std::max_element(ranks_.begin(), ranks_.end()); }

    // What the product's outputs change by, in double precision.
    std::vector<double> change(size_t product, std::span<const float> input, float scale) const {
        const uint32_t width = shape_.widths[product];
        std::vector<double> out(width, 0.0);
        for (uint32_t k = 0; k < ranks_[product]; ++k) {
            double low = 0;
            for (uint32_t c = 0; c < shape_.cols; ++c) {
                low += double{a_[product][size_t{k} * shape_.cols + c]} * double{input[c]};
            }
            for (uint32_t o = 0; o < width; ++o) {
                out[o] += double{scale} * low * double{b_[product][size_t{k} * width + o]};
            }
        }
        return out;
    }

    static constexpr uint32_t kFirst = 3;  // in the table

  private:
    Shape shape_;
    std::vector<uint32_t> ranks_;
    std::deque<DeviceBuffer<float>> a_, b_;
    std::optional<DeviceBuffer<AdapterMatrix>> table_;
};

struct Row {
    const TestAdapter* adapter = nullptr;
    float scale = 0;
};

using Outputs = std::vector<std::vector<float>>;  // [product][rows * width]

// Of rows that are `numbers` of a step, or all of it.
Outputs adapted(const Shape& shape, const std::vector<Row>& rows, std::span<const float> input,
                const Outputs& start, uint32_t max_rank,
                const std::vector<uint32_t>& numbers = {}) {
    std::vector<RowAdapter> uses;
    for (const Row& row : rows) {
        uses.push_back({row.adapter != nullptr ? row.adapter->table() : nullptr, row.scale});
    }
    const auto count = static_cast<uint32_t>(input.size() / shape.cols);
    const DeviceBuffer<RowAdapter> adapters(uses);
    const DeviceBuffer<uint32_t> row_numbers(numbers);
    const DeviceBuffer<float> device_input(input);
    DeviceBuffer<float> low(size_t{count} * shape.widths.size() * max_rank);
    LowRankParams params{.adapters = adapters.data(),
                         .row_numbers = numbers.empty() ? nullptr : row_numbers.data(),
                         .first_matrix = TestAdapter::kFirst,
                         .max_rank = max_rank,
                         .rows = count,
                         .input = device_input.data(),
                         .cols = shape.cols,
                         .low = low.data(),
                         .product_count = static_cast<uint32_t>(shape.widths.size())};
    std::deque<DeviceBuffer<float>> outputs;
    for (size_t p = 0; p < shape.widths.size(); ++p) {
        params.outputs[p] = {outputs.emplace_back(start[p]).data(), shape.widths[p]};
    }
    EXPECT_LAUNCHED(launch_shrink(params, nullptr));
    EXPECT_LAUNCHED(launch_expand(params, nullptr));
    Outputs result;
    for (const auto& output : outputs) {
        result.emplace_back(output.span().begin(), output.span().end());
    }
    return result;
}

Outputs random_outputs(const Shape& shape, size_t rows) {
    Outputs start;
    for (const uint32_t width : shape.widths) start.push_back(random_floats(rows * width, width));
    return start;
}

std::span<const float> row_of(std::span<const float> values, size_t row, size_t width) {
    return values.subspan(row * width, width);
}

void expect_changes(const Shape& shape, const std::vector<Row>& rows, std::span<const float> input,
                    const Outputs& start, const Outputs& got) {
    for (size_t p = 0; p < shape.widths.size(); ++p) {
        const uint32_t width = shape.widths[p];
        for (size_t r = 0; r < rows.size(); ++r) {
            const auto before = row_of(start[p], r, width), after = row_of(got[p], r, width);
            if (rows[r].adapter == nullptr) {
                EXPECT_TRUE(std::ranges::equal(before, after)) << "row " << r;
                continue;
            }
            const auto change =
                rows[r].adapter->change(p, row_of(input, r, shape.cols), rows[r].scale);
            std::vector<float> wanted(width);
            for (uint32_t o = 0; o < width; ++o) {
                wanted[o] = static_cast<float>(double{before[o]} + change[o]);
            }
            EXPECT_LT(recorded(relative_error(after, wanted)), 1e-6)
                << "product " << p << ", row " << r;
        }
    }
}

TEST(CudaAdapter, changes_rows_by_their_own_adapters) {
    const struct {
        Shape shape;
        std::vector<uint32_t> ranks[2];
        uint32_t rows;
    } cases[] = {{{32, {1}}, {{1}, {1}}, 1},
                 {{36, {33, 5, 32}}, {{1, 5, 16}, {16, 0, 3}}, 3},
                 {{96, {70, 300}}, {{5, 16}, {0, 1}}, 9},
                 {{1060, {31}}, {{64}, {16}}, 2},
                 {{64, {40}}, {{256}, {64}}, 3},
                 {{1092, {33, 270, 1}}, {{16, 5, 1}, {1, 2, 64}}, 35}};
    for (const auto& c : cases) {
        const TestAdapter a(c.shape, c.ranks[0], 1), b(c.shape, c.ranks[1], 2);
        std::vector<Row> rows(c.rows);
        for (uint32_t r = 0; r < c.rows; ++r) {
            const float scale = 0.5f + 0.1f * static_cast<float>(r);
            if (r % 7 < 3) rows[r] = {&a, scale};
            if (r % 7 == 4) rows[r] = {&b, scale};
        }
        const auto input = random_floats(size_t{c.rows} * c.shape.cols, 9);
        const Outputs start = random_outputs(c.shape, c.rows);
        const uint32_t max_rank = std::max(a.max_rank(), b.max_rank());
        expect_changes(c.shape, rows, input, start, adapted(c.shape, rows, input, start, max_rank));
    }
}

// Of the last layer only the rows with logits are left.
TEST(CudaAdapter, rows_may_be_some_of_a_step) {
    const Shape shape{64, {48, 16}};
    const TestAdapter a(shape, {4, 8}, 1), b(shape, {2, 0}, 2);
    const std::vector<Row> step = {{&a, 1}, {}, {&b, 2}, {&a, 3}, {}};
    const std::vector<uint32_t> numbers = {1, 2, 3};
    const std::vector<Row> kept = {step[1], step[2], step[3]};
    const auto input = random_floats(size_t{3} * shape.cols, 9);
    const Outputs start = random_outputs(shape, 3);
    expect_changes(shape, kept, input, start, adapted(shape, step, input, start, 8, numbers));
}

// Alone, in company, at another place, with a larger rank of others, in many rows: the same bits.
TEST(CudaAdapter, a_row_has_the_same_bits_with_any_neighbours) {
    const Shape shape{1092, {40, 35}};
    const TestAdapter own(shape, {16, 21}, 1), other(shape, {3, 8}, 2);
    const auto input = random_floats(size_t{41} * shape.cols, 7);
    const Outputs start = random_outputs(shape, 41);
    const auto part = [&](uint32_t first, uint32_t count) {
        Outputs some;
        for (size_t p = 0; p < 2; ++p) {
            const auto begin = start[p].begin() + first * shape.widths[p];
            some.emplace_back(begin, begin + count * shape.widths[p]);
        }
        return some;
    };
    const auto run = [&](uint32_t first, const std::vector<Row>& rows, uint32_t max_rank) {
        const auto count = static_cast<uint32_t>(rows.size());
        return adapted(shape, rows,
                       std::span(input).subspan(first * shape.cols, count * shape.cols),
                       part(first, count), max_rank);
    };
    const Row mine{&own, 0.7f};
    const Outputs alone = run(5, {mine}, 21);
    const auto expect_same = [&](const Outputs& got, size_t row) {
        for (size_t p = 0; p < 2; ++p) {
            EXPECT_TRUE(std::ranges::equal(alone[p], row_of(got[p], row, shape.widths[p])));
        }
    };
    expect_same(run(5, {mine, {&other, 1}, {}}, 256), 0);
    expect_same(run(4, {{&own, 2}, mine, {}, {&own, 1}}, 32), 1);
    expect_same(run(3, std::vector<Row>(6, mine), 21), 2);
    expect_same(run(0, std::vector<Row>(31, mine), 32), 5);
    std::vector<Row> many(41, {&other, 1});
    for (uint32_t r = 0; r < 30; ++r) many[r] = mine;
    expect_same(run(0, many, 32), 5);
    // The second row of all where each has another adapter than the one before.
    for (uint32_t r = 0; r < 41; ++r) many[r] = r % 2 == 1 ? mine : Row{};
    expect_same(run(0, many, 32), 5);
}

TEST(CudaAdapter, refuses_what_it_cannot_run) {
    LowRankParams params{.max_rank = 16, .rows = 1, .cols = 30, .product_count = 1};
    EXPECT_NE(launch_shrink(params, nullptr), 0);
    params.cols = 32;
    params.max_rank = 257;
    EXPECT_NE(launch_shrink(params, nullptr), 0);
    EXPECT_NE(launch_expand(params, nullptr), 0);
}

}  // namespace
}  // namespace minstrel::kernels::cuda
