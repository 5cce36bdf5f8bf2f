// Random schemas against the verdicts of an independent validator; see make_samples.py beside the
// data.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/unit/grammar/schema/schema_fixture.h"
#include "tests/unit/grammar/schema/suite_runner.h"

namespace minstrel {
namespace {

TEST(SchemaSamples, AgreeWithAnIndependentValidator) {
    std::ifstream stream(std::string(MST_TEST_DATA) + "/schema-samples/samples.jsonl");
    SchemaOptions options;
    options.any_order = true;
    size_t values = 0;
    for (std::string line; std::getline(stream, line);) {
        const auto sample = nlohmann::ordered_json::parse(line);
        const std::string text = sample["schema"].dump();
        const auto verdicts = sample["valid"].get<std::string>();
        CompiledSchema schema(text, options);
        const bool nothing = schema.status().message() == "schema: no value meets it";
        ASSERT_TRUE(schema.ok() || nothing) << text << "\n" << schema.status().message();
        for (size_t i = 0; i < verdicts.size(); ++i, ++values) {
            const std::string value = canonical_json(sample["values"][i]);
            EXPECT_EQ(!nothing && schema.matches(value), verdicts[i] == '1')
                << value << " in " << text;
        }
    }
    EXPECT_EQ(values, 17600u);
}

}  // namespace
}  // namespace minstrel
