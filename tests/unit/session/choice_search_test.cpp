// ChoiceSearch against all texts of a choice, weighed one by one: with logits that depend on the
// tokens before them, it must find the likeliest text, and draw texts as often as they are likely.
#include "runtime/session/choice_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "runtime/core/rng.h"
#include "runtime/grammar/choices.h"
#include "runtime/grammar/gbnf.h"
#include "tests/support/test_vocabulary.h"

namespace minstrel {
namespace {

class ChoiceSearchTest : public ::testing::Test {
  protected:
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
            bool goes_on = true;
            for (size_t depth = search.depth(); depth <= path.size() && goes_on; ++depth) {
                const auto logits = logits_behind(std::span(path).first(depth));
                const auto taken = search.take(logits, *constraint_, mask_);
                EXPECT_TRUE(taken.ok());
                goes_on = taken.ok() && taken.value();
            }
            EXPECT_FALSE(goes_on);
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
    // Which of the texts these bytes have come to: the one that they begin with, or are.
    std::string completed(const std::string& said) const {
        std::string longest;
        for (const std::string& text : texts_) {
            if (said.starts_with(text) && text.size() >= longest.size()) longest = text;
        }
        return longest;
    }
    std::string completed(const std::vector<int32_t>& tokens) const {
        std::string said;
        for (const int32_t token : tokens) said += tokens_->text(token);
        return completed(said);
    }
    // The likelihoods of all texts, from the texts themselves, with the grammar's masks for what
    // may follow them. Each is written as the tokenizer cuts it, and at any place a longer token
    // may complete it.
    std::map<std::string, double> all_texts(double scale) {
        std::map<std::string, double> all;
        std::set<std::vector<int32_t>> seen;
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
                for (int32_t token = 0; token < tokens_->size() && seen.count(path) == 0; ++token) {
                    const auto index = static_cast<size_t>(token);
                    if ((mask[index / 32] >> (index % 32) & 1) == 0) continue;
                    const std::string then = said + std::string(tokens_->text(token));
                    if (!tokens_->is_end(token) && is_inside(then)) continue;
                    EXPECT_NE(completed(then), "");
                    all[completed(then)] += of(token);
                }
                seen.insert(path);
                if (i == ids.size() || !is_inside(said + std::string(tokens_->text(ids[i])))) break;
                likelihood = of(ids[i]);
                said += tokens_->text(ids[i]);
                path.push_back(ids[i]);
                EXPECT_TRUE(constraint_->accept(matcher, ids[i]).value());
            }
        }
        return all;
    }

    const testing::TestVocabulary& vocabulary_ = testing::test_vocabulary("tiny_tokenizer.model");
    const Tokenizer* tokenizer_ = vocabulary_.tokenizer.get();
    TokenTablePtr tokens_ = vocabulary_.tokens;
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
    uint32_t right = 0;
    for (model_ = 1; model_ <= 200; ++model_) {
        const auto all = all_texts(1);
        const auto best =
            std::ranges::max_element(all, {}, [](const auto& entry) { return entry.second; });
        const std::vector<int32_t> found = search(0, 1);
        ASSERT_FALSE(found.empty());
        // A text may have several ways that add up; the search takes the likeliest way.
        EXPECT_GT(all.at(completed(found)), best->second / 2) << model_;
        right += completed(found) == best->first ? 1 : 0;
        // The token that is likeliest among those that may come first.
        Matcher matcher = constraint_->begin().take();
        ASSERT_TRUE(matcher.accept_bytes(said_).value());
        std::vector<uint32_t> mask(mask_.size());
        ASSERT_TRUE(constraint_->fill(matcher, mask).ok());
        const auto logits = logits_behind({});
        int32_t first = -1;
        for (int32_t token = 0; token < tokens_->size(); ++token) {
            const auto index = static_cast<size_t>(token);
            if ((mask[index / 32] >> (index % 32) & 1) == 0) continue;
            if (first < 0 || logits[index] > logits[static_cast<size_t>(first)]) first = token;
        }
        greedy_would_differ += first != found.front() ? 1 : 0;
    }
    EXPECT_GT(right, 195u);
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
            std::map<std::string, int> drawn;
            for (int i = 0; i < kDraws; ++i) {
                ++drawn[completed(
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
