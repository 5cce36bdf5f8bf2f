#include <gtest/gtest.h>

#include "runtime/grammar/schema_pattern.h"
#include "runtime/grammar/schema_string.h"
#include "runtime/grammar/text_cursor.h"
#include "tests/unit/grammar/schema/schema_fixture.h"

namespace minstrel {
namespace {

// Strings whose decoded text has a match of `pattern`.
CompiledSchema strings(std::string_view pattern, EscapePolicy policy) {
    GrammarBuilder builder;
    LanguagePool pool(1'000'000);
    StringWriter writer(builder, pool, policy);
    const Language language = pattern_language(pool, pattern).value();
    return CompiledSchema(builder.finish(writer.string(language)));
}

TEST(SchemaString, EverySpellingOfACharacter) {
    CompiledSchema schema = strings("^a/\\u00e9\\u{1F600}\"$", EscapePolicy::kAny);
    EXPECT_TRUE(schema.matches("\"a/\xC3\xA9\xF0\x9F\x98\x80\\\"\""));
    EXPECT_TRUE(schema.matches(R"("\u0061\/\u00e9\ud83d\ude00\u0022")"));
    EXPECT_TRUE(schema.matches(R"("\u0061\u002F\u00E9\uD83D\uDE00\u0022")"));
    EXPECT_FALSE(schema.matches(R"("a/\u00e8\ud83d\ude00\"")"));
    EXPECT_FALSE(schema.matches(R"("a/\u00e9\ud83d\"")"));
    EXPECT_FALSE(schema.matches(R"("a/\u00e9\ud83d\ude01\"")"));
}

TEST(SchemaString, MinimalSpelling) {
    CompiledSchema schema = strings("^[a\\n\\u0001/]$", EscapePolicy::kMinimal);
    EXPECT_TRUE(schema.matches("\"a\""));
    EXPECT_TRUE(schema.matches("\"/\""));
    EXPECT_TRUE(schema.matches("\"\\n\""));
    EXPECT_TRUE(schema.matches("\"\\u0001\""));
    EXPECT_FALSE(schema.matches("\"\\u0061\""));
    EXPECT_FALSE(schema.matches("\"\\/\""));
    EXPECT_FALSE(schema.matches("\"\\u000a\""));
}

TEST(SchemaString, AnyTextIsWellFormed) {
    CompiledSchema schema = strings("", EscapePolicy::kAny);
    for (const char* good : {R"("")", R"("\ud800\udc00")", R"("\udbff\udfff")", "\"\x7f\"",
                             "\"\xEF\xBF\xBF\"", R"("\uffff\ud7ff\ue000")"}) {
        EXPECT_TRUE(schema.matches(good)) << good;
    }
    for (const char* bad : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", "\"\n\"", "\"\"\"",
                            R"("\x")", R"("\u12")", "\"\xC0\x80\"", "\"\xED\xA0\x80\"", "\""}) {
        EXPECT_FALSE(schema.matches(bad)) << bad;
    }
}

// Every code point, alone, raw and escaped, against a class with odd borders.
TEST(SchemaString, ClassBordersAreExact) {
    const CodePointRange ranges[] = {{'"', '#'},         {0x5B, 0x60},        {0x7E, 0x801},
                                     {0xFFE, 0x1003},    {0xD7F0, 0xE00F},    {0xFFF0, 0x10010},
                                     {0x103FE, 0x10401}, {0x10FC00, 0x10FFFE}};
    CompiledSchema schema = strings(
        "^[\"#\\u005b-\\u0060\\u007e-\\u0801\\u0ffe-\\u1003\\ud7f0-\\ue00f\\ufff0-\\u{10010}"
        "\\u{103fe}-\\u{10401}\\u{10fc00}-\\u{10fffe}]$",
        EscapePolicy::kAny);
    size_t inside = 0;
    for (uint32_t cp = 0; cp <= kLastCodePoint; cp += cp < 0x11000 || cp > 0x10F000 ? 1 : 977) {
        if (cp >= 0xD800 && cp <= 0xDFFF) continue;
        bool expected = false;
        for (const CodePointRange& r : ranges) expected |= r.first <= cp && cp <= r.last;
        inside += expected;
        std::string raw;
        append_utf8(raw, cp);
        char escaped[32];
        if (cp < 0x10000) {
            std::snprintf(escaped, sizeof(escaped), "\"\\u%04X\"", cp);
        } else {
            std::snprintf(escaped, sizeof(escaped), "\"\\u%04x\\u%04x\"",
                          0xD800 + ((cp - 0x10000) >> 10), 0xDC00 + ((cp - 0x10000) & 0x3FF));
        }
        ASSERT_EQ(schema.matches(StringWriter::quoted(raw)), expected) << std::hex << cp;
        ASSERT_EQ(schema.matches(escaped), expected) << std::hex << cp;
    }
    EXPECT_GT(inside, 2000u);
}

}  // namespace
}  // namespace minstrel
