#include "tests/unit/grammar/schema/suite_runner.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "runtime/grammar/schema_decimal.h"
#include "runtime/grammar/schema_string.h"
#include "tests/unit/grammar/schema/schema_fixture.h"

namespace minstrel {
namespace {

using Json = nlohmann::ordered_json;

SuiteFigures run_group(const Json& group, const std::string& file, const SchemaOptions& options) {
    SuiteFigures figures;
    const std::string name = file + ": " + group["description"].get<std::string>();
    const Json& tests = group["tests"];
    CompiledSchema schema(group["schema"].dump(), options);
    // A schema that no value meets refuses everything, and says so when it is compiled.
    const bool nothing = schema.status().code() == Code::kBadGrammar &&
                         schema.status().message() == "schema: no value meets it";
    if (!schema.ok() && !nothing) {
        figures.unsupported = tests.size();
        figures.unsupported_by_file[file] = tests.size();
        figures.findings.push_back("unsupported: " + name + ": " + schema.status().message());
        return figures;
    }
    for (const Json& test : tests) {
        const bool valid = test["valid"].get<bool>();
        const bool accepted = !nothing && schema.matches(canonical_json(test["data"]));
        size_t& count = accepted == valid ? figures.right
                        : accepted        ? figures.accepted_invalid
                                          : figures.refused_valid;
        ++count;
        if (accepted == valid) continue;
        figures.findings.push_back((accepted ? "accepted invalid: " : "refused valid: ") + name +
                                   " / " + test["description"].get<std::string>());
    }
    return figures;
}

}  // namespace

std::string canonical_json(const Json& value) {
    std::string text;
    if (value.is_object()) {
        for (const auto& [key, member] : value.items()) {
            text += (text.empty() ? "" : ",") + StringWriter::quoted(key) + ":" +
                    canonical_json(member);
        }
        return "{" + text + "}";
    }
    if (value.is_array()) {
        for (const Json& item : value) text += (text.empty() ? "" : ",") + canonical_json(item);
        return "[" + text + "]";
    }
    if (value.is_string()) return StringWriter::quoted(value.get<std::string>());
    if (value.is_number()) return Decimal::parse(value.dump()).value().text();
    return value.dump();
}

void SuiteFigures::add(const SuiteFigures& other) {
    right += other.right;
    accepted_invalid += other.accepted_invalid;
    refused_valid += other.refused_valid;
    unsupported += other.unsupported;
    for (const auto& [file, count] : other.unsupported_by_file) unsupported_by_file[file] += count;
    findings.insert(findings.end(), other.findings.begin(), other.findings.end());
}

SuiteFigures run_suite_file(const std::string& path, const SchemaOptions& options) {
    SuiteFigures figures;
    std::ifstream stream(path);
    const Json groups = Json::parse(stream);
    const std::string file = std::filesystem::path(path).stem().string();
    for (const Json& group : groups) figures.add(run_group(group, file, options));
    return figures;
}

SuiteFigures run_suite_folder(const std::string& folder, const SchemaOptions& options) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    SuiteFigures figures;
    for (const std::string& path : paths) figures.add(run_suite_file(path, options));
    return figures;
}

}  // namespace minstrel
