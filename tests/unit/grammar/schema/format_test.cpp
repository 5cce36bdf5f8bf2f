// Formats against the format files of the JSON-Schema-Test-Suite.
#include <gtest/gtest.h>

#include "tests/unit/grammar/schema/schema_fixture.h"
#include "tests/unit/grammar/schema/suite_runner.h"

namespace minstrel {
namespace {

struct FormatCase {
    const char* name;
    // Leap seconds with an offset are valid, and not offered.
    size_t leap_seconds_refused = 0;
};

void PrintTo(const FormatCase& format, std::ostream* stream) {
    *stream << format.name;
}

class FormatTest : public testing::TestWithParam<FormatCase> {};

TEST_P(FormatTest, AgreesWithTheSuite) {
    SchemaOptions options;
    options.any_order = true;
    const std::string folder = std::string(MST_TEST_DATA) + "/json-schema-test-suite/tests/";
    const std::string file = std::string("/optional/format/") + GetParam().name + ".json";
    const SuiteFigures figures = run_suite_file(folder + "draft2020-12" + file, options);
    for (const std::string& finding : figures.findings) {
        if (finding.find("leap second") == finding.npos) ADD_FAILURE() << finding;
    }
    EXPECT_EQ(figures.accepted_invalid, 0u);
    EXPECT_EQ(figures.refused_valid, GetParam().leap_seconds_refused);
    EXPECT_GT(figures.right, 5u);
}

INSTANTIATE_TEST_SUITE_P(Exact, FormatTest,
                         testing::Values(FormatCase{"date"}, FormatCase{"time", 4},
                                         FormatCase{"date-time", 1}, FormatCase{"duration"},
                                         FormatCase{"ipv4"}, FormatCase{"ipv6"}, FormatCase{"uuid"},
                                         FormatCase{"json-pointer"},
                                         FormatCase{"relative-json-pointer"}, FormatCase{"email"},
                                         FormatCase{"uri"}, FormatCase{"uri-reference"}));

TEST(Format, UnknownOnesAreRefused) {
    EXPECT_EQ(schema_error(R"({"format":"colour"})"),
              "#/format: 'format' cannot be enforced: the format 'colour' is not known");
    SchemaOptions options;
    options.unenforced = {"format"};
    CompiledSchema passed(R"({"type":"string","format":"colour"})", options);
    ASSERT_EQ(passed.unenforced().size(), 1u);
    EXPECT_EQ(passed.unenforced()[0].place, "#/format");
    EXPECT_TRUE(passed.matches("\"red\""));
}

}  // namespace
}  // namespace minstrel
