// The JSON-Schema-Test-Suite and JSONTestSuite, as grammars.
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/unit/grammar/schema/schema_fixture.h"
#include "tests/unit/grammar/schema/suite_runner.h"

namespace minstrel {
namespace {

namespace fs = std::filesystem;

const std::string kSuite = std::string(MST_TEST_DATA) + "/json-schema-test-suite";
constexpr double kSupportedShare = 0.95;

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// The documents that the suite expects at http://localhost:1234/.
class Remotes {
  public:
    explicit Remotes(const std::string& draft) {
        const fs::path root = kSuite + "/remotes";
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            const std::string path = fs::relative(entry.path(), root).generic_string();
            const bool other_draft = path.starts_with("draft") && !path.starts_with(draft + "/");
            if (entry.path().extension() != ".json" || other_draft) continue;
            uris_.push_back("http://localhost:1234/" + path);
            texts_.push_back(read(entry.path()));
        }
    }
    std::vector<SchemaDocument> documents() const {
        std::vector<SchemaDocument> result;
        for (size_t i = 0; i < uris_.size(); ++i) result.push_back({uris_[i], texts_[i]});
        return result;
    }

  private:
    std::deque<std::string> uris_;
    std::deque<std::string> texts_;
};

SuiteFigures run(const std::string& draft, SchemaDraft default_draft) {
    const Remotes remotes(draft);
    SchemaOptions options;
    options.any_order = true;
    options.formats = FormatPolicy::kAnnotation;
    options.draft = default_draft;
    options.documents = remotes.documents();
    return run_suite_folder(kSuite + "/tests/" + draft, options);
}

void check(const std::string& draft, const SuiteFigures& figures) {
    for (const std::string& finding : figures.findings) {
        std::cout << draft << ", " << finding << "\n";
    }
    EXPECT_EQ(figures.accepted_invalid, 0u);
    EXPECT_EQ(figures.refused_valid, 0u);
    EXPECT_GE(double(figures.right), kSupportedShare * double(figures.total()));
}

std::string table_row(const std::string& name, std::initializer_list<size_t> figures) {
    std::string row = "| " + name + " |";
    for (const size_t figure : figures) row += " " + std::to_string(figure) + " |";
    return row;
}

std::string draft_row(const std::string& name, const SuiteFigures& figures) {
    return table_row(name, {figures.total(), figures.right, figures.accepted_invalid,
                            figures.refused_valid, figures.unsupported});
}

// The tables of the documentation have exactly the figures of this run.
TEST(SchemaSuite, RequiredTestsAndTheirTables) {
    const SuiteFigures draft2020 = run("draft2020-12", SchemaDraft::kDraft2020);
    const SuiteFigures draft7 = run("draft7", SchemaDraft::kDraft7);
    check("draft2020-12", draft2020);
    check("draft7", draft7);
    EXPECT_EQ(draft2020.total(), 1299u);
    EXPECT_EQ(draft7.total(), 927u);

    std::vector<std::string> rows = {draft_row("2020-12", draft2020), draft_row("7", draft7)};
    std::map<std::string, std::pair<size_t, size_t>> files;
    for (const auto& [file, count] : draft2020.unsupported_by_file) files[file].first = count;
    for (const auto& [file, count] : draft7.unsupported_by_file) files[file].second = count;
    for (const auto& [file, counts] : files) {
        rows.push_back(table_row("`" + file + "`", {counts.first, counts.second}));
    }
    const std::string page = read(std::string(MST_TEST_DATA) + "/../../docs/grammar.md");
    for (const std::string& row : rows) {
        std::cout << row << "\n";
        EXPECT_NE(page.find(row), page.npos) << "docs/grammar.md lacks " << row;
    }
}

std::string_view trimmed(std::string_view text) {
    const auto space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
}

TEST(JsonSuite, AnyValueIsWellFormedJson) {
    SchemaOptions options;
    options.max_gap = kMaxGap;
    CompiledSchema any("true", options);
    size_t accepted = 0;
    size_t refused = 0;
    for (const auto& entry :
         fs::directory_iterator(std::string(MST_TEST_DATA) + "/json-test-suite/test_parsing")) {
        const std::string name = entry.path().filename().string();
        const std::string text = read(entry.path());
        // Space around the value is not a part of it, unless the text is broken for that reason.
        if (name.starts_with("y_")) {
            EXPECT_TRUE(any.matches(trimmed(text))) << name;
            ++accepted;
        } else if (name.starts_with("n_")) {
            EXPECT_FALSE(any.matches(text)) << name;
            ++refused;
        }
    }
    EXPECT_EQ(accepted, 95u);
    EXPECT_EQ(refused, 186u);
}

TEST(JsonSuite, DeepNesting) {
    CompiledSchema any("true");
    EXPECT_TRUE(any.matches(std::string(20000, '[') + std::string(20000, ']')));
    std::string open;
    for (int i = 0; i < 5000; ++i) open += "[{\"\":";
    EXPECT_FALSE(any.matches(open));
}

}  // namespace
}  // namespace minstrel
