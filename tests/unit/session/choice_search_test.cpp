// ChoiceSearch against all texts of a choice, weighed one by one: with logits that depend on the
// tokens before them, it must find the likeliest text, and draw texts as often as they are likely.
#include "runtime/session/choice_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "runtime/core/rng.h"
#include "runtime/grammar/choices.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/vocabulary_tokens.h"

namespace minstrel {
namespace {

class ChoiceSearchTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        std::ifstream file(std::string(MST_TEST_DATA) + "/tiny_tokenizer.model", std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        auto made = Tokenizer::make(bytes);
        ASSERT_TRUE(made.ok()) << made.status().message();
        tokenizer_ = made.take();
        tokens_ = make_token_table(tokenizer_->vocabulary()).take();
    }
    static void TearDownTestSuite() {
        tokens_.reset();
        tokenizer_.reset();
    }

    // `texts` are what the grammar leaves behind `said`, up to where they all have come to.
    void use(GrammarPtr grammar, std::vector<std::string> texts, std::string_view said = "") {
        constraint_ = std::make_unique<Constraint>(std::move(grammar), tokens_, *tokenizer_);
        Matcher matcher = constraint_->begin().take();
        ASSERT_TRUE(matcher.accept_bytes(said).value());
        said_ = said;
        choice_ = constraint_->choice(matcher, false);
        ASSERT_NE(choice_, nullptr);
        ASSERT_EQ(choice_->texts, texts.size());
        texts_ = std::move(texts);
        mask_.assign(tokens_->mask_words(), 0);
    }

    // A model: scores that follow from the tokens before.
    std::vector<float> logits_behind(std::span<const int32_t> tokens) const {
        uint64_t state = model_;
        for (const int32_t token : tokens) state = derive_seed(state, static_cast<uint64_t>(token));
        std::vector<float> logits(static_cast<size_t>(tokens_->size()));
        for (size_t i = 0; i < logits.size(); ++i) {
            const uint64_t bits = derive_seed(state, i);
            logits[i] = static_cast<float>(bits >> 40) * 0x1p-24F * spread_;
        }
        if (tokens.size() < favourite_.size() &&
            std::ranges::equal(tokens, std::span(favourite_).first(tokens.size()))) {
            logits[static_cast<size_t>(favourite_[tokens.size()])] += 30;
        }
        return logits;
    }

    // As the engine does it. The chosen tokens; empty when the search failed.
    std::vector<int32_t> search(float temperature, uint64_t seed) {
        ChoiceSearch search(choice_, temperature, seed);
        for (steps_ = 0; !search.has_chosen() && !search.has_failed(); ++steps_) {
            const std::vector<int32_t> path(search.path().begin(), search.path().end());
            const auto rows = static_cast<uint32_t>(path.size()) - search.depth() + 1;
            for (uint32_t row = 0; row < rows; ++row) {
                const size_t depth = path.size() - rows + 1 + row;
                if (depth != search.depth()) break;  // the search has turned elsewhere
                const auto logits = logits_behind(std::span(path).first(depth));
                EXPECT_TRUE(search.take(logits, *constraint_, mask_).ok());
                if (!std::ranges::equal(path, search.path())) break;
            }
        }
        if (search.has_failed()) return {};
        forced_ = search.forced();
        return {search.path().begin(), search.path().end()};
    }

    bool is_inside(const std::string& said) const {
        return std::ranges::any_of(texts_, [&](const std::string& text) {
            return text.size() > said.size() && text.starts_with(said);
        });
    }
    // The likelihoods of all texts, by their tokens without the last one: whatever completes a text
    // counts for it. From the texts themselves, with the grammar's masks for what may follow them.
    std::map<std::vector<int32_t>, double> all_texts(double scale) {
        std::map<std::vector<int32_t>, double> all;
        for (const std::string& text : texts_) {
            std::vector<int32_t> ids;
            EXPECT_TRUE(tokenizer_->encode_rest(text, ids).ok());
            std::vector<int32_t> path;
            std::string said;
            double likelihood = 1;
            Matcher matcher = constraint_->begin().take();
            EXPECT_TRUE(matcher.accept_bytes(said_).value());
            for (size_t i = 0;; ++i) {
                const auto logits = logits_behind(path);
                double total = 0;
                for (const float value : logits) {
                    total += std::exp(static_cast<double>(value) * scale);
                }
                const auto of = [&](int32_t token) {
                    const double value = logits[static_cast<size_t>(token)];
                    return likelihood * std::exp(value * scale) / total;
                };
                std::vector<uint32_t> mask(mask_.size());
                EXPECT_TRUE(constraint_->fill(matcher, mask).ok());
                double leaving = 0;
                for (int32_t token = 0; token < tokens_->size(); ++token) {
                    const auto index = static_cast<size_t>(token);
                    if ((mask[index / 32] >> (index % 32) & 1) == 0) continue;
                    const std::string then = said + std::string(tokens_->text(token));
                    if (tokens_->is_end(token) || !is_inside(then)) leaving += of(token);
                }
                if (leaving > 0) all[path] = leaving;
                if (i == ids.size() || !is_inside(said + std::string(tokens_->text(ids[i])))) break;
                likelihood = of(ids[i]);
                said += tokens_->text(ids[i]);
                path.push_back(ids[i]);
                EXPECT_TRUE(constraint_->accept(matcher, ids[i]).value());
            }
        }
        return all;
    }
    // Without the token that has completed it.
    static std::vector<int32_t> text_of(std::vector<int32_t> path) {
        if (!path.empty()) path.pop_back();
        return path;
    }

    static std::unique_ptr<const Tokenizer> tokenizer_;
    static TokenTablePtr tokens_;
    std::unique_ptr<Constraint> constraint_;
    std::shared_ptr<const FiniteChoice> choice_;
    std::vector<std::string> texts_;
    std::string said_;
    std::vector<uint32_t> mask_;
    uint64_t model_ = 1;
    float spread_ = 12;
    std::vector<int32_t> favourite_;  // tokens that it likes much better than others
    uint32_t steps_ = 0;              // of the last search
    uint32_t forced_ = 0;             // likewise
};
std::unique_ptr<const Tokenizer> ChoiceSearchTest::tokenizer_;
TokenTablePtr ChoiceSearchTest::tokens_;

const std::vector<std::string> kWares = {"warm bread]", "warm ale]", "iron key]",
                                         "iron]",       "letter]",   "old letter]"};
GrammarPtr wares() {
    auto made = compile_gbnf(
        "root ::= \"[\" (\"warm bread\" | \"warm ale\" | \"iron key\" | \"iron\" | \"letter\" | "
        "\"old letter\") \"]\" [a-z]*\n");
    EXPECT_TRUE(made.ok()) << made.status().message();
    return made.take();
}

TEST_F(ChoiceSearchTest, takes_the_likeliest_text) {
    use(wares(), kWares, "[");
    uint32_t greedy_would_differ = 0;
    for (model_ = 1; model_ <= 200; ++model_) {
        const auto all = all_texts(1);
        const auto best =
            std::ranges::max_element(all, {}, [](const auto& entry) { return entry.second; });
        const std::vector<int32_t> found = search(0, 1);
        ASSERT_FALSE(found.empty());
        EXPECT_EQ(text_of(found), best->first) << model_;
        // The first token that is likeliest among those that may come first.
        const auto logits = logits_behind({});
        int32_t first = -1;
        for (const auto& [path, likelihood] : all) {
            const bool better = first < 0 || logits[static_cast<size_t>(path.front())] >
                                                 logits[static_cast<size_t>(first)];
            if (!path.empty() && better) first = path.front();
        }
        greedy_would_differ += first != found.front() ? 1 : 0;
    }
    EXPECT_GT(greedy_would_differ, 40u);  // otherwise this test shows little
}

TEST_F(ChoiceSearchTest, draws_texts_as_often_as_they_are_likely) {
    // Two pieces each, or more shorter ones.
    const std::vector<std::string> words = {"keyarm",  "keyman",  "readkey",
                                            "orthman", "armread", "armroad"};
    use(compile_choices(words).take(), words);
    spread_ = 2;
    for (const float temperature : {1.0F, 0.6F}) {
        for (model_ = 1; model_ <= 3; ++model_) {
            const auto all = all_texts(1 / static_cast<double>(temperature));
            double total = 0;
            for (const auto& [path, likelihood] : all) total += likelihood;
            constexpr int kDraws = 2500;
            std::map<std::vector<int32_t>, int> drawn;
            for (int i = 0; i < kDraws; ++i) {
                ++drawn[text_of(
                    search(temperature, derive_seed(model_, static_cast<uint64_t>(i))))];
            }
            // Pearson's statistic over those that are expected at least five times, the rest as
            // one.
            double statistic = 0;
            double rest_expected = 0;
            double rest_drawn = 0;
            int cells = 0;
            const auto add = [&](double expected, double count) {
                statistic += (count - expected) * (count - expected) / expected;
                ++cells;
            };
            for (const auto& [path, likelihood] : all) {
                const double expected = kDraws * likelihood / total;
                if (expected >= 5) {
                    add(expected, drawn[path]);
                } else {
                    rest_expected += expected;
                    rest_drawn += drawn[path];
                }
            }
            if (rest_expected >= 5) add(rest_expected, rest_drawn);
            ASSERT_GE(cells, 4);
            // Mean cells - 1, deviation sqrt(2 (cells - 1)); the draws are the same in every run.
            const double freedom = cells - 1;
            EXPECT_LT(statistic, freedom + 4 * std::sqrt(2 * freedom))
                << temperature << " " << model_;
        }
    }
}

TEST_F(ChoiceSearchTest, what_leaves_no_choice_is_evaluated_together) {
    const std::vector<std::string> texts = {"iron key under the old bridge",
                                            "letter near the river gate"};
    use(compile_choices(texts).take(), texts);
    favourite_ = search(0, 1);
    ASSERT_FALSE(favourite_.empty());
    EXPECT_EQ(search(0, 1), favourite_);
    EXPECT_LE(steps_, 3u);
    EXPECT_GT(favourite_.size(), 6u);
    EXPECT_GT(forced_, favourite_.size() / 2);
}

TEST_F(ChoiceSearchTest, does_not_weigh_for_ever) {
    std::vector<std::string> texts;
    for (int i = 0; i < 200; ++i) {
        std::string text;
        for (int part = 0; part < 6; ++part) {
            const uint64_t bits = derive_seed(7, static_cast<uint64_t>(i * 6 + part));
            text += static_cast<char>('a' + bits % 26);
            text += "er";
        }
        texts.push_back(text);
    }
    use(compile_choices(texts).take(), texts);
    spread_ = 1;  // everything is about as likely: best first would look at nearly all of it
    for (model_ = 1; model_ <= 20; ++model_) {
        const auto found = search(0, 1);
        ASSERT_FALSE(found.empty());
        EXPECT_LE(steps_, 100u);
        std::string text;
        for (const int32_t token : found) text += tokens_->text(token);
        EXPECT_EQ(std::ranges::count(texts, text), 1) << text;
    }
}

TEST_F(ChoiceSearchTest, logits_without_a_number_fail) {
    use(wares(), kWares, "[");
    std::vector<float> logits(static_cast<size_t>(tokens_->size()),
                              std::numeric_limits<float>::quiet_NaN());
    ChoiceSearch nothing(choice_, 0, 1);
    ASSERT_TRUE(nothing.take(logits, *constraint_, mask_).ok());
    EXPECT_TRUE(nothing.has_failed());
    // One number that no text begins with does not help either.
    logits[0] = 1;
    ChoiceSearch none(choice_, 1, 1);
    ASSERT_TRUE(none.take(logits, *constraint_, mask_).ok());
    EXPECT_TRUE(none.has_failed());
    ChoiceSearch empty(choice_, 0, 1);
    ASSERT_TRUE(empty.take({}, *constraint_, mask_).ok());
    EXPECT_TRUE(empty.has_failed());
}

}  // namespace
}  // namespace minstrel
