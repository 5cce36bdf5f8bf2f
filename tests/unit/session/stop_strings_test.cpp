#include "runtime/session/stop_strings.h"

#include <gtest/gtest.h>

namespace minstrel {
namespace {

// Feeds `text` in pieces of `piece` bytes; what came out and whether it stopped.
std::pair<std::string, bool> play(const std::vector<std::string>& stops, std::string_view text,
                                  size_t piece) {
    StopStrings matcher(stops);
    std::string out;
    for (size_t at = 0; at < text.size(); at += piece) {
        if (matcher.feed(text.substr(at, piece), out)) return {out, true};
    }
    matcher.flush(out);
    return {out, false};
}

TEST(StopStringsTest, no_stop_strings_let_everything_pass_at_once) {
    StopStrings matcher({});
    std::string out;
    EXPECT_FALSE(matcher.feed("Hello", out));
    EXPECT_EQ(out, "Hello");
}

TEST(StopStringsTest, the_stop_string_and_what_follows_never_show_however_it_is_cut) {
    for (size_t piece = 1; piece < 12; ++piece) {
        const auto [out, stopped] = play({"END", "\nYou:"}, "He said EN, EE then.\nYou: hi", piece);
        EXPECT_EQ(out, "He said EN, EE then.") << piece;
        EXPECT_TRUE(stopped);
    }
}

TEST(StopStringsTest, a_beginning_that_comes_to_nothing_is_let_out) {
    for (size_t piece = 1; piece < 8; ++piece) {
        const auto [out, stopped] = play({"aab"}, "aaaaac aa", piece);
        EXPECT_EQ(out, "aaaaac aa") << piece;
        EXPECT_FALSE(stopped);
    }
}

TEST(StopStringsTest, overlapping_beginnings_are_found) {
    for (size_t piece = 1; piece < 8; ++piece) {
        EXPECT_EQ(play({"aab"}, "xaaab", piece), (std::pair<std::string, bool>{"xa", true}));
    }
}

TEST(StopStringsTest, the_earliest_of_several_wins) {
    EXPECT_EQ(play({"two", "one"}, "zero one two", 64).first, "zero ");
}

}  // namespace
}  // namespace minstrel
