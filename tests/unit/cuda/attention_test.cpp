// Rotation, pages and attention together: keys and values go to their pages as a step does it, and
// the result is compared with attention in double precision over what the pages should hold.
#include <gtest/gtest.h>

#include <numeric>

#include "kernels/cpu/kernel_table.h"
#include "kernels/half.h"
#include "tests/unit/cuda/device_buffer.h"

namespace minstrel::kernels::cuda {
namespace {

struct Heads {
    uint32_t count, kv_count, dim;
};

// Sequences with all of their positions in pages.
class Scene {
  public:
    Scene(const Heads& heads, KvForm form, const std::vector<uint32_t>& lengths, uint32_t seed = 1)
        : heads_(heads),
          form_(form),
          lengths_(lengths),
          rows_(std::accumulate(lengths.begin(), lengths.end(), 0u)),
          longest_(*std::max_element(lengths.begin(), lengths.end())),
          table_stride_(longest_ / kPageTokens + 2),
          query_(random_floats(size_t{rows_} * heads.count * heads.dim, seed)),
          key_(random_floats(size_t{rows_} * heads.kv_count * heads.dim, seed + 1)),
          value_(random_floats(size_t{rows_} * heads.kv_count * heads.dim, seed + 2)),
          cosines_(random_floats(size_t{longest_} * heads.dim / 2, 8, 0.7f)),
          sines_(random_floats(size_t{longest_} * heads.dim / 2, 9, 0.7f)),
          positions_(rows_),
          sequences_(rows_),
          page_table_(lengths.size() * table_stride_),
          score_scales_(rows_) {
        std::vector<uint32_t> positions(rows_), sequences(rows_), table(page_table_.size());
        std::vector<float> scales(rows_);
        uint32_t row = 0, page = 0;
        for (uint32_t s = 0; s < lengths.size(); ++s) {
            for (uint32_t i = 0; i < lengths[s]; ++i, ++row) {
                positions[row] = i;
                sequences[row] = s;
                scales[row] = 0.3f + 0.001f * static_cast<float>(row % 7);
            }
            const uint32_t pages = (lengths[s] + kPageTokens - 1) / kPageTokens;
            for (uint32_t i = 0; i < pages; ++i) {
                table[s * table_stride_ + pages - 1 - i] = page++;  // backwards
            }
        }
        positions_.write(positions);
        sequences_.write(sequences);
        page_table_.write(table);
        score_scales_.write(scales);
        page_bytes_ = heads.kv_count * kv_block_bytes(form, heads.dim) + 64;
        pages_.emplace_back(page * page_bytes_);
        keep_reference();
        EXPECT_LAUNCHED(launch_rope(rope_params(), nullptr));
    }

    uint32_t row_of(uint32_t sequence, uint32_t position) const {
        return std::accumulate(lengths_.begin(), lengths_.begin() + sequence, position);
    }
    // The other sequence's pages, as sessions that share a prefix have them.
    void share(uint32_t sequence, uint32_t other, uint32_t pages) {
        std::vector<uint32_t> table(page_table_.span().begin(), page_table_.span().end());
        for (uint32_t i = 0; i < pages; ++i) {
            table[sequence * table_stride_ + i] = table[other * table_stride_ + i];
        }
        page_table_.write(table);
        const size_t width = size_t{heads_.kv_count} * heads_.dim;
        for (uint32_t i = 0; i < pages * kPageTokens; ++i) {
            for (size_t k = 0; k < width; ++k) {
                keys_[row_of(sequence, i) * width + k] = keys_[row_of(other, i) * width + k];
                values_[row_of(sequence, i) * width + k] = values_[row_of(other, i) * width + k];
            }
        }
    }
    std::span<const float> rotated_query() const { return query_.span(); }
    std::span<const float> expected_query() const { return expected_query_; }

    struct Plan {
        std::vector<AttentionWork> works;
        std::vector<AttentionEntry> entries;
        std::vector<AttentionMerge> merges;
        uint32_t partials = 0;
    };
    // A row by itself, in parts.
    void add_parts(Plan& plan, uint32_t sequence, uint32_t position, uint32_t out_row) const {
        const uint32_t chunks = position / kAttentionChunk + 1;
        plan.merges.push_back({out_row, plan.partials, chunks});
        for (uint32_t c = 0; c < chunks; ++c) {
            plan.works.push_back(
                {static_cast<uint32_t>(plan.entries.size()), 1, sequence, c, c + 1, 0});
            plan.entries.push_back({row_of(sequence, position), out_row, plan.partials++});
        }
    }
    // Neighbouring rows, each with all of its parts.
    void add_whole(Plan& plan, uint32_t sequence, uint32_t position, uint32_t count,
                   uint32_t out_row) const {
        plan.works.push_back({static_cast<uint32_t>(plan.entries.size()), count, sequence, 0,
                              (position + count - 1) / kAttentionChunk + 1, 1});
        for (uint32_t i = 0; i < count; ++i) {
            plan.entries.push_back({row_of(sequence, position + i), out_row + i, 0});
        }
    }

    std::vector<float> run(const Plan& plan, uint32_t out_rows, uint32_t window = 0) {
        const DeviceBuffer<AttentionWork> works(plan.works);
        const DeviceBuffer<AttentionEntry> entries(plan.entries);
        const DeviceBuffer<AttentionMerge> merges(plan.merges);
        DeviceBuffer<float> partials(plan.partials *
                                     attention_partial_floats(heads_.count, heads_.dim));
        DeviceBuffer<float> out(size_t{out_rows} * heads_.count * heads_.dim);
        uint32_t most = 0;
        for (const AttentionWork& work : plan.works) most = std::max(most, work.entry_count);
        AttentionParams params{.query = query_.data(),
                               .head_count = heads_.count,
                               .kv_head_count = heads_.kv_count,
                               .head_dim = heads_.dim,
                               .window = window,
                               .score_scales = score_scales_.data(),
                               .places = places(),
                               .pages = kv_pages(),
                               .works = works.data(),
                               .work_count = static_cast<uint32_t>(works.size()),
                               .max_entries = most,
                               .entries = entries.data(),
                               .partials = partials.data(),
                               .output = out.data(),
                               .merges = merges.data(),
                               .merge_count = static_cast<uint32_t>(merges.size())};
        if (heads_.dim % kScaleGroup != 0) {
            EXPECT_LAUNCHED(launch_attention(params, nullptr));
            EXPECT_LAUNCHED(launch_attention_merge(params, nullptr));
            return {out.span().begin(), out.span().end()};
        }
        const uint32_t width = heads_.count * heads_.dim;
        Int8Buffer both(out_rows, width), alone(out_rows, width), expected(out_rows, width);
        params.quantised = both.rows();
        EXPECT_LAUNCHED(launch_attention(params, nullptr));
        EXPECT_LAUNCHED(launch_attention_merge(params, nullptr));
        EXPECT_LAUNCHED(launch_quantise({out.data(), out_rows, width, expected.rows()}, nullptr));
        params.quantised = alone.rows();
        params.output = nullptr;
        EXPECT_LAUNCHED(launch_attention(params, nullptr));
        EXPECT_LAUNCHED(launch_attention_merge(params, nullptr));
        for (uint32_t row = 0; row < out_rows; ++row) {
            if (std::isnan(out[size_t{row} * width])) continue;  // nobody's
            EXPECT_TRUE(same_row(both, expected, row)) << row;
            EXPECT_TRUE(same_row(alone, expected, row)) << row;
        }
        return {out.span().begin(), out.span().end()};
    }

    // In double precision, over keys and values as they are stored.
    std::vector<float> expected(uint32_t sequence, uint32_t position, uint32_t window = 0) const {
        const uint32_t d = heads_.dim, group = heads_.count / heads_.kv_count;
        const uint32_t row = row_of(sequence, position);
        const uint32_t first = window != 0 && position >= window ? position - window + 1 : 0;
        std::vector<float> out(size_t{heads_.count} * d);
        for (uint32_t head = 0; head < heads_.count; ++head) {
            const float* query = expected_query_.data() + (size_t{row} * heads_.count + head) * d;
            std::vector<double> weights, sums(d, 0.0);
            double total = 0;
            for (uint32_t p = first; p <= position; ++p) {
                const size_t kv =
                    (size_t{row_of(sequence, p)} * heads_.kv_count + head / group) * d;
                double score = 0;
                for (uint32_t i = 0; i < d; ++i) score += double{query[i]} * keys_[kv + i];
                const double weight = std::exp(score * score_scales_[row]);
                total += weight;
                for (uint32_t i = 0; i < d; ++i) sums[i] += weight * values_[kv + i];
            }
            for (uint32_t i = 0; i < d; ++i) {
                out[size_t{head} * d + i] = static_cast<float>(sums[i] / total);
            }
        }
        return out;
    }

  private:
    RowPlaces places() const {
        return {positions_.data(), sequences_.data(), page_table_.data(), table_stride_};
    }
    KvPages kv_pages() { return {pages_[0].data(), page_bytes_, form_}; }
    RopeParams rope_params() {
        return {query_.data(), key_.data(),     value_.data(), rows_,
                heads_.count,  heads_.kv_count, heads_.dim,    cosines_.data(),
                sines_.data(), places(),        kv_pages()};
    }
    float stored(float value, float largest) const {
        if (form_ == KvForm::kF16) return float_from_f16(f16_from_float(value));
        const float step = float_from_f16(f16_from_float(largest / 127.0f));
        return std::nearbyint(std::clamp(value / step, -127.0f, 127.0f)) * step;
    }
    void keep_reference() {
        const uint32_t d = heads_.dim;
        expected_query_.assign(query_.span().begin(), query_.span().end());
        keys_.assign(key_.span().begin(), key_.span().end());
        values_.assign(value_.span().begin(), value_.span().end());
        const auto rotate = [&](std::vector<float>& all, uint32_t heads) {
            for (size_t i = 0; i < size_t{rows_} * heads; ++i) {
                const size_t angles = size_t{positions_[i / heads]} * (d / 2);
                scalar_kernels().rope(all.data() + i * d, cosines_.span().data() + angles,
                                      sines_.span().data() + angles, d);
            }
        };
        rotate(expected_query_, heads_.count);
        rotate(keys_, heads_.kv_count);
        for (std::vector<float>* all : {&keys_, &values_}) {
            for (size_t i = 0; i < all->size(); i += d) {
                float largest = 0;
                for (uint32_t k = 0; k < d; ++k)
                    largest = std::max(largest, std::fabs((*all)[i + k]));
                for (uint32_t k = 0; k < d; ++k) (*all)[i + k] = stored((*all)[i + k], largest);
            }
        }
    }

    Heads heads_;
    KvForm form_;
    std::vector<uint32_t> lengths_;
    uint32_t rows_, longest_, table_stride_;
    size_t page_bytes_ = 0;
    DeviceBuffer<float> query_, key_, value_, cosines_, sines_;
    DeviceBuffer<uint32_t> positions_, sequences_, page_table_;
    DeviceBuffer<float> score_scales_;
    std::vector<DeviceBuffer<char>> pages_;
    std::vector<float> expected_query_, keys_, values_;
};

// On a GPU matrix instructions cut the last bit of sums that the emulator rounds, a tenth of this.
double tolerance(KvForm form) {
    return form == KvForm::kF16 ? 1e-5 : 2e-4;  // int8 scales multiply weights that are halves
}

constexpr KvForm kForms[] = {KvForm::kF16, KvForm::kInt8};

TEST(CudaAttention, rotates_queries_as_the_cpu_does) {
    const Scene scene({4, 2, 48}, KvForm::kF16, {5, 1});
    EXPECT_TRUE(std::equal(scene.rotated_query().begin(), scene.rotated_query().end(),
                           scene.expected_query().begin()));
}

TEST(CudaAttention, decodes_rows_of_many_shapes_and_lengths) {
    const Heads shapes[] = {{4, 1, 32}, {4, 2, 48}, {3, 3, 64}, {8, 1, 6}, {2, 1, 96}, {4, 1, 128}};
    for (const KvForm form : kForms) {
        for (const Heads& heads : shapes) {
            const std::vector<uint32_t> lengths = {1, 32, 33, 70};
            Scene scene(heads, form, lengths);
            Scene::Plan plan;
            for (uint32_t s = 0; s < lengths.size(); ++s)
                scene.add_parts(plan, s, lengths[s] - 1, s);
            const auto out = scene.run(plan, 4);
            const size_t width = size_t{heads.count} * heads.dim;
            for (uint32_t s = 0; s < lengths.size(); ++s) {
                EXPECT_LT(recorded(relative_error(std::span(out).subspan(s * width, width),
                                                  scene.expected(s, lengths[s] - 1))),
                          tolerance(form))
                    << heads.dim << ", " << lengths[s];
            }
        }
    }
}

TEST(CudaAttention, parts_and_wholes_give_the_same_bits) {
    const struct {
        Heads heads;
        uint32_t length;
    } cases[] = {{{4, 2, 32}, 600}, {{4, 2, 64}, 270}, {{2, 1, 96}, 270}, {{2, 1, 128}, 270}};
    for (const KvForm form : kForms) {
        for (const auto& one : cases) {
            Scene scene(one.heads, form, {one.length});
            const uint32_t count = 8, first = one.length - count;
            const size_t width = size_t{one.heads.count} * one.heads.dim;
            Scene::Plan parts, whole;
            for (uint32_t i = 0; i < count; ++i) scene.add_parts(parts, 0, first + i, i);
            scene.add_whole(whole, 0, first, count, 0);
            const auto a = scene.run(parts, count), b = scene.run(whole, count);
            EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)), 0);
            for (uint32_t i = 0; i < count; ++i) {
                EXPECT_LT(recorded(relative_error(std::span(a).subspan(i * width, width),
                                                  scene.expected(0, first + i))),
                          tolerance(form))
                    << one.heads.dim;
            }
        }
    }
}

TEST(CudaAttention, windows_hide_what_is_before_them) {
    Scene scene({2, 1, 32}, KvForm::kF16, {300});
    for (const uint32_t window : {1u, 31u, 45u, 257u, 300u, 1000u}) {
        Scene::Plan plan;
        scene.add_parts(plan, 0, 299, 0);
        scene.add_whole(plan, 0, 270, 4, 1);
        const auto out = scene.run(plan, 5, window);
        EXPECT_LT(
            recorded(relative_error(std::span(out).first(64), scene.expected(0, 299, window))),
            1e-5);
        EXPECT_LT(recorded(relative_error(std::span(out).subspan(256, 64),
                                          scene.expected(0, 273, window))),
                  1e-5)
            << window;
    }
}

// One reading of a shared prefix for two sessions, then what each has alone.
TEST(CudaAttention, sessions_that_share_pages_share_a_work_and_no_bits_change) {
    Scene scene({4, 1, 32}, KvForm::kF16, {290, 280});
    scene.share(1, 0, kAttentionChunk / kPageTokens);
    Scene::Plan alone, shared;
    scene.add_parts(alone, 0, 289, 0);
    scene.add_parts(alone, 1, 279, 1);
    shared = alone;
    shared.works = {{0, 2, 0, 0, 1, 0}, {2, 1, 0, 1, 2, 0}, {3, 1, 1, 1, 2, 0}};
    shared.entries = {alone.entries[0], alone.entries[2], alone.entries[1], alone.entries[3]};
    const auto a = scene.run(alone, 2), b = scene.run(shared, 2);
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)), 0);
    EXPECT_LT(recorded(relative_error(std::span(b).subspan(128, 128), scene.expected(1, 279))),
              1e-5);
}

TEST(CudaAttention, empty_works_and_merges_do_nothing) {
    Scene scene({2, 1, 32}, KvForm::kF16, {3});
    Scene::Plan plan;
    scene.add_parts(plan, 0, 2, 0);
    plan.works.push_back({0, 0, 0, 0, 1, 0});
    plan.merges.push_back({1, 0, 0});
    const auto out = scene.run(plan, 2);
    EXPECT_LT(recorded(relative_error(std::span(out).first(64), scene.expected(0, 2))), 1e-5);
    EXPECT_TRUE(std::isnan(out[64]));
}

TEST(CudaAttention, heads_that_are_no_whole_groups_are_not_quantised) {
    AttentionParams params{.head_count = 2, .kv_head_count = 1, .head_dim = 48};
    params.quantised.values = reinterpret_cast<int8_t*>(&params);  // any
    EXPECT_NE(launch_attention(params, nullptr), 0);
    EXPECT_NE(launch_attention_merge(params, nullptr), 0);
}

// The comparison would see a length that is off by one, and a stale page.
TEST(CudaAttention, wrong_lengths_are_far_outside_of_the_tolerance) {
    Scene scene({2, 1, 32}, KvForm::kF16, {40});
    Scene::Plan plan;
    scene.add_parts(plan, 0, 39, 0);
    const auto out = scene.run(plan, 1);
    EXPECT_GT(relative_error(out, scene.expected(0, 38)), 1e-3);
    EXPECT_GT(relative_error(out, scene.expected(0, 39, 39)), 1e-3);
}

}  // namespace
}  // namespace minstrel::kernels::cuda
