#include "runtime/core/log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "runtime/core/utf8.h"

namespace minstrel {
namespace {

struct Line {
    LogLevel level;
    LogId id;
    std::string text;
};

LogSink collect(std::vector<Line>* lines) {
    return {lines, [](void* user, LogLevel level, LogId id, std::string_view text) {
                static_cast<std::vector<Line>*>(user)->push_back({level, id, std::string(text)});
            }};
}

TEST(LogTest, is_off_without_a_sink) {
    const Log log(LogSink{});
    log.write(LogLevel::kError, LogId::kModelFailed, "%s", "nobody listens");
}

TEST(LogTest, passes_level_number_and_text) {
    std::vector<Line> lines;
    const Log log(collect(&lines));
    log.write(LogLevel::kWarning, LogId::kContextTrimmed, "dropped %d turns", 4);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].level, LogLevel::kWarning);
    EXPECT_EQ(lines[0].id, LogId::kContextTrimmed);
    EXPECT_EQ(lines[0].text, "dropped 4 turns");
}

TEST(LogTest, a_long_line_is_cut_between_code_points) {
    std::vector<Line> lines;
    const Log log(collect(&lines));
    for (size_t before = 505; before < 512; ++before) {
        const std::string text = std::string(before, 'a') + "\xF0\x9F\x8D\xBA\xE2\x82\xAC";
        log.write(LogLevel::kInfo, LogId::kModelLoaded, "%s", text.c_str());
        EXPECT_LT(lines.back().text.size(), 512u);
        EXPECT_EQ(find_invalid_utf8(lines.back().text), std::string_view::npos) << before;
    }
}

TEST(LogTest, text_with_format_characters_stays_as_it_is) {
    std::vector<Line> lines;
    const Log log(collect(&lines));
    log.write(LogLevel::kInfo, LogId::kModelLoaded, "%s", "100 %s %n of it");
    EXPECT_EQ(lines[0].text, "100 %s %n of it");
}

TEST(LogIdsTest, numbers_are_unique) {
    std::vector<uint32_t> numbers = {
#define MST_LOG_ID(name, number, meaning) number,
#include "runtime/core/log_ids.def"
#undef MST_LOG_ID
    };
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
    EXPECT_GE(numbers.front(), 100u);
}

}  // namespace
}  // namespace minstrel
