// Tokens of the device against those of the CPU's sampler.
#include <gtest/gtest.h>

#include <limits>

#include "kernels/cpu/sampler.h"
#include "kernels/philox.h"
#include "tests/unit/cuda/device_buffer.h"

namespace minstrel::kernels::cuda {
namespace {

struct Case {
    std::vector<float> logits;
    SampleEntry entry;
    std::vector<int32_t> penalties;
    std::vector<uint32_t> mask;  // empty = none
};

int32_t cpu_token(const Case& c) {
    const size_t n = c.logits.size();
    std::vector<float> values(n), weights(n), sums(n / kSumBlock + 1);
    std::vector<int32_t> ids(n), order(n);
    std::vector<uint32_t> counts(n, 0);
    const SampleEntry& e = c.entry;
    const SampleRow row{.temperature = e.temperature,
                        .top_k = e.top_k,
                        .top_p = e.top_p,
                        .min_p = e.min_p,
                        .repetition_penalty = e.repetition_penalty,
                        .presence_penalty = e.presence_penalty,
                        .frequency_penalty = e.frequency_penalty,
                        .penalty_tokens = c.penalties,
                        .mask = c.mask,
                        .seed = e.seed,
                        .stream = e.stream,
                        .position = e.position};
    return sample_row(
        row, c.logits.data(), static_cast<uint32_t>(n), scalar_kernels(),
        {values.data(), weights.data(), sums.data(), ids.data(), order.data(), counts.data()});
}

// All cases, of one vocabulary, in one launch.
std::vector<int32_t> device_tokens(const std::vector<Case>& cases) {
    const auto vocab = static_cast<uint32_t>(cases[0].logits.size());
    const auto rows = static_cast<uint32_t>(cases.size());
    std::vector<float> logits;
    std::vector<SampleEntry> entries;
    std::vector<int32_t> penalties(1, 0);
    std::vector<uint32_t> masks;
    for (uint32_t i = 0; i < rows; ++i) {
        const Case& c = cases[i];
        SampleEntry entry = c.entry;
        entry.logit_row = i;
        entry.penalty_first = static_cast<uint32_t>(penalties.size());
        entry.penalty_count = static_cast<uint32_t>(c.penalties.size());
        if (!c.mask.empty()) {
            entry.mask_row = static_cast<uint32_t>(masks.size() / c.mask.size());
            masks.insert(masks.end(), c.mask.begin(), c.mask.end());
        }
        entries.push_back(entry);
        logits.insert(logits.end(), c.logits.begin(), c.logits.end());
        penalties.insert(penalties.end(), c.penalties.begin(), c.penalties.end());
    }
    const DeviceBuffer<float> device_logits(logits);
    const DeviceBuffer<SampleEntry> device_entries(entries);
    const DeviceBuffer<int32_t> device_penalties(penalties);
    const DeviceBuffer<uint32_t> device_masks(masks);
    DeviceBuffer<std::byte> scratch(sample_scratch_bytes(rows, vocab));
    DeviceBuffer<int32_t> tokens(rows);
    EXPECT_LAUNCHED(launch_sample({.logits = device_logits.data(),
                                   .entries = device_entries.data(),
                                   .rows = rows,
                                   .vocab_size = vocab,
                                   .masks = device_masks.data(),
                                   .penalty_tokens = device_penalties.data(),
                                   .scratch = scratch.data(),
                                   .tokens = tokens.data()},
                                  nullptr));
    return {tokens.span().begin(), tokens.span().end()};
}

void expect_same(const std::vector<Case>& cases) {
    const auto tokens = device_tokens(cases);
    for (size_t i = 0; i < cases.size(); ++i) {
        const SampleEntry& e = cases[i].entry;
        EXPECT_EQ(tokens[i], cpu_token(cases[i]))
            << "case " << i << ": temperature " << e.temperature << ", top_k " << e.top_k
            << ", top_p " << e.top_p << ", min_p " << e.min_p << ", vocabulary "
            << cases[i].logits.size();
    }
}

// Settings at random, each filter often off; logits with many equal values or none.
Case random_case(uint32_t vocab, std::mt19937& random) {
    const auto uniform = [&] { return static_cast<float>(random() % 1000) / 1000; };
    const auto rarely = [&](float value) { return random() % 3 == 0 ? value : 0.0f; };
    Case c{random_floats(vocab, static_cast<uint32_t>(random()), 0.5f + 4 * uniform()), {}, {}, {}};
    if (random() % 3 == 0) {
        for (float& logit : c.logits) logit = std::round(logit);
    }
    c.entry.temperature = random() % 8 == 0 ? 0.0f : 0.1f + 2 * uniform();
    if (random() % 2 == 0) c.entry.top_k = 1 + static_cast<uint32_t>(random()) % (vocab + 2);
    if (random() % 4 == 0) c.entry.top_k = 1 + static_cast<uint32_t>(random()) % 20;
    c.entry.top_p = rarely(uniform());
    c.entry.min_p = rarely(0.3f * uniform());
    c.entry.repetition_penalty = rarely(0.5f + uniform());
    c.entry.presence_penalty = rarely(uniform());
    c.entry.frequency_penalty = rarely(uniform());
    for (uint32_t i = random() % 12; i > 0; --i) {
        c.penalties.push_back(static_cast<int32_t>(random() % (vocab + 1)) - 1);
        if (random() % 2 == 0) c.penalties.push_back(c.penalties.back());
    }
    if (random() % 3 == 0) {
        for (uint32_t i = 0; i < (vocab + 31) / 32; ++i) {
            c.mask.push_back(static_cast<uint32_t>(random() & random()));
        }
    }
    c.entry.seed = random();
    c.entry.stream = random();
    c.entry.position = static_cast<uint32_t>(random());
    return c;
}

class CudaRandomSample : public testing::TestWithParam<uint32_t> {};  // size of the vocabulary

TEST_P(CudaRandomSample, chooses_the_cpus_token) {
    std::mt19937 random(11 + GetParam());
    std::vector<Case> cases;
    cases.reserve(24);
    for (int i = 0; i < 24; ++i) cases.push_back(random_case(GetParam(), random));
    expect_same(cases);
}

INSTANTIATE_TEST_SUITE_P(Vocabularies, CudaRandomSample,
                         testing::Values(1u, 2u, 37u, 256u, 700u, 2600u));

TEST(CudaSample, every_combination_of_filters) {
    std::mt19937 random(12);
    std::vector<Case> cases;
    for (uint32_t bits = 0; bits < 16; ++bits) {
        Case c{random_floats(600, bits, 2.0f), {}, {}, {}};
        c.entry.temperature = 0.8f;
        c.entry.top_k = (bits & 1) != 0 ? 40 : 0;
        c.entry.top_p = (bits & 2) != 0 ? 0.9f : 0.0f;
        c.entry.min_p = (bits & 4) != 0 ? 0.05f : 0.0f;
        c.entry.repetition_penalty = (bits & 8) != 0 ? 1.3f : 0.0f;
        c.penalties = {1, 5, 5, 599};
        for (uint32_t draw = 0; draw < 3; ++draw) {
            c.entry.position = draw;
            cases.push_back(c);
        }
    }
    expect_same(cases);
}

TEST(CudaSample, equal_logits_and_shares_that_end_among_them) {
    std::vector<Case> cases;
    for (const float top_p : {0.001f, 0.25f, 0.5f, 0.75f, 0.999f}) {
        for (uint32_t position = 0; position < 4; ++position) {
            Case c{std::vector<float>(300, 1.0f), {}, {}, {}};
            c.logits[17] = 2.0f;
            c.entry.temperature = 1.0f;
            c.entry.top_p = top_p;
            c.entry.position = position;
            cases.push_back(c);
        }
    }
    expect_same(cases);
}

TEST(CudaSample, greedy_takes_the_lowest_of_the_largest) {
    std::vector<float> logits(1000, 0.0f);
    logits[700] = logits[401] = 3.0f;
    EXPECT_EQ(device_tokens({{logits, {}, {}, {}}})[0], 401);
}

TEST(CudaSample, rows_without_a_finite_allowed_logit_get_none_and_do_not_disturb_others) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    Case none{std::vector<float>(300, nan), {}, {}, {}};
    none.logits[5] = infinity;
    none.logits[6] = -infinity;
    Case masked{random_floats(300, 1), {}, {}, std::vector<uint32_t>(10, 0)};
    masked.entry.temperature = 1;
    Case mixed{random_floats(300, 2), {}, {}, {}};
    for (size_t i = 0; i < 300; i += 2) mixed.logits[i] = nan;
    mixed.entry.temperature = 1;
    mixed.entry.top_k = 200;  // more than are finite
    const auto tokens = device_tokens({none, masked, mixed});
    EXPECT_EQ(tokens[0], -1);
    EXPECT_EQ(tokens[1], -1);
    EXPECT_EQ(tokens[2], cpu_token(mixed));
}

// A position at which the share that is drawn lies between two others: its first or last hundredth
// finds the first or last candidates.
uint32_t position_of_share(const SampleEntry& entry, double low, double high) {
    for (uint32_t position = 0;; ++position) {
        const double share = philox_uniform(entry.seed, entry.stream, position);
        if (share >= low && share < high) return position;
    }
}

// A case, and the same with draws from all over its candidates.
void add_draws(const Case& base, std::vector<Case>& cases) {
    for (const double low : {0.0, 0.6, 0.99}) {
        cases.push_back(base);
        cases.back().entry.position = position_of_share(base.entry, low, low + 0.01);
    }
}

Case case_of(std::vector<float> logits, uint32_t top_k, float top_p, float min_p) {
    Case c{std::move(logits), {}, {}, {}};
    c.entry.temperature = 0.9f;
    c.entry.top_k = top_k;
    c.entry.top_p = top_p;
    c.entry.min_p = min_p;
    return c;
}

// Settings that take each way through the choice.
struct Filters {
    uint32_t top_k;
    float top_p;
    float min_p;
};
constexpr Filters kFilters[] = {{0, 0, 0},  {0, 0, 0.2f},     {0, 0.6f, 0},   {0, 0.95f, 0.2f},
                                {40, 0, 0}, {40, 0.5f, 0.1f}, {700, 0.9f, 0}, {5000, 0.7f, 0.1f}};

// Lists of more than one round of the choosing block, which takes 4,096 elements a round.
constexpr uint32_t kRounds = 4501;

TEST(CudaSample, logits_that_are_equal_or_nearly_so) {
    std::vector<Case> cases;
    for (const Filters& filters : kFilters) {
        for (const float deviation : {0.0f, 0.01f}) {
            std::vector<float> logits = random_floats(kRounds, 3, deviation);
            add_draws(case_of(std::move(logits), filters.top_k, filters.top_p, filters.min_p),
                      cases);
        }
    }
    expect_same(cases);
}

TEST(CudaSample, many_ties_at_the_ends_of_heads) {
    std::vector<Case> cases;
    for (const Filters& filters : kFilters) {
        std::vector<float> logits = random_floats(kRounds, 5, 1.5f);
        for (float& logit : logits) logit = std::round(logit);
        add_draws(case_of(std::move(logits), filters.top_k, filters.top_p, filters.min_p), cases);
    }
    expect_same(cases);
}

// One candidate too many or too few is drawn often.
TEST(CudaSample, few_candidates_that_hardly_differ) {
    std::mt19937 random(17);
    std::vector<Case> cases;
    for (const float step : {0.3f, 1e-3f, 1e-5f}) {
        for (uint32_t kept = 2; kept < 7; ++kept) {
            std::vector<float> logits = random_floats(600, kept, 0.1f);
            for (uint32_t i = 0; i < 8; ++i) {
                logits[random() % 75 * 8 + i] = 20.0f + step * static_cast<float>(i);
            }
            add_draws(case_of(logits, kept, 0, 0), cases);
            add_draws(case_of(logits, 0, (static_cast<float>(kept) - 0.5f) / 8, 0), cases);
            add_draws(case_of(logits, 30, (static_cast<float>(kept) - 0.5f) / 8, 0), cases);
        }
    }
    expect_same(cases);
}

TEST(CudaSample, one_allowed_token) {
    std::vector<Case> cases;
    for (const uint32_t allowed : {0u, 255u, 1300u, 2599u}) {
        for (const Filters& filters : kFilters) {
            Case c =
                case_of(random_floats(2600, 7, 3.0f), filters.top_k, filters.top_p, filters.min_p);
            c.mask.assign((2600 + 31) / 32, 0);
            c.mask[allowed / 32] = 1u << allowed % 32;
            cases.push_back(c);
        }
    }
    const auto tokens = device_tokens(cases);
    for (size_t i = 0; i < cases.size(); ++i) EXPECT_EQ(tokens[i], cpu_token(cases[i])) << i;
    EXPECT_EQ(tokens.front(), 0);
    EXPECT_EQ(tokens.back(), 2599);
}

TEST(CudaSample, heads_in_the_first_and_in_the_last_block) {
    std::vector<Case> cases;
    for (const float step : {-0.02f, 0.02f, -0.002f, 0.002f}) {
        for (const Filters& filters : kFilters) {
            std::vector<float> logits(2600);
            for (size_t i = 0; i < logits.size(); ++i) logits[i] = step * static_cast<float>(i);
            add_draws(case_of(std::move(logits), filters.top_k, filters.top_p, filters.min_p),
                      cases);
        }
    }
    for (const float top_p : {1e-30f, 0.9999f, 0.99999994f}) {
        add_draws(case_of(random_floats(2600, 9, 4.0f), 0, top_p, 0), cases);
        add_draws(case_of(random_floats(2600, 9, 4.0f), 100, top_p, 0), cases);
    }
    expect_same(cases);
}

TEST(CudaSample, thousands_of_penalty_tokens_with_repeats) {
    std::mt19937 random(13);
    std::vector<Case> cases;
    for (uint32_t i = 0; i < 12; ++i) {
        Case c = case_of(random_floats(kRounds, i, 3.0f), i % 3 * 20, i % 2 == 0 ? 0 : 0.8f, 0);
        if (i < 3) c.entry.temperature = 0;
        c.entry.repetition_penalty = i % 4 == 0 ? 0.7f : 1.4f;  // the former makes them larger
        c.entry.presence_penalty = 0.3f;
        c.entry.frequency_penalty = 0.01f;
        for (uint32_t n = 0; n < 4096; ++n) {
            const auto token = static_cast<int32_t>(random() % (i % 2 == 0 ? 900 : kRounds + 10));
            c.penalties.push_back(random() % 64 == 0 ? -token : token);
        }
        c.entry.position = i;
        cases.push_back(c);
    }
    cases.back().penalties.assign(4096, 17);
    expect_same(cases);
}

TEST(CudaSample, a_vocabulary_of_131072) {
    constexpr uint32_t kVocab = 131072;
    std::vector<Case> cases;
    for (const Filters& filters : {Filters{0, 0.9f, 0}, Filters{40, 0.9f, 0.05f}}) {
        Case c =
            case_of(random_floats(kVocab, 15, 2.5f), filters.top_k, filters.top_p, filters.min_p);
        c.mask.assign(kVocab / 32, 0x7FFFFFFFu);
        cases.push_back(c);
    }
    expect_same(cases);
}

// The comparison would see another stream of random numbers.
TEST(CudaSample, another_position_gives_other_tokens) {
    std::vector<Case> cases;
    cases.reserve(16);
    for (uint32_t position = 0; position < 16; ++position) {
        Case c{std::vector<float>(500, 0.0f), {}, {}, {}};
        c.entry.temperature = 1;
        c.entry.position = position;
        cases.push_back(c);
    }
    const auto tokens = device_tokens(cases);
    uint32_t same = 0;
    for (size_t i = 0; i + 1 < cases.size(); ++i) same += tokens[i] == cpu_token(cases[i + 1]);
    EXPECT_LT(same, 3u);
}

}  // namespace
}  // namespace minstrel::kernels::cuda
