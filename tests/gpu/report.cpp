// The report of tests/gpu/run, as JSON: gpu_report FOLDER [NAME=VALUE...] puts together what its
// parts left in FOLDER. Ends with 1 where something is wrong, and says what.
//
// FOLDER/parts.txt has a line for each part: kind (test, bench or sanitizer), name, seconds and
// exit status, with tabs between. FOLDER/<name>.json is what GoogleTest makes of a test,
// gpu_ceilings.out, gpu_bench_kernels.out and bench_device.out are JSON, the last one by lines.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace {

using Json = nlohmann::ordered_json;

struct Part {
    std::string kind, name;
    int seconds = 0;
    int status = 0;
};

// As timeout and the shell count.
const char* outcome_of(int status) {
    switch (status) {
        case 0:
            return "passed";
        case 124:
            return "out of time";
        case 127:
            return "not installed";
        default:
            return "failed";
    }
}

// Null where there is none, or what a program that was stopped has left.
Json read_json(std::istream&& text) {
    Json json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json() : json;
}

class Report {
  public:
    explicit Report(std::string folder) : folder_(std::move(folder)) {}

    // NAME=VALUE.
    void add_fact(const std::string& fact) {
        const size_t middle = fact.find('=');
        if (middle != std::string::npos) json_[fact.substr(0, middle)] = fact.substr(middle + 1);
    }

    void add_parts() {
        std::ifstream lines = file("parts.txt");
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            Part part;
            if (words >> part.kind >> part.name >> part.seconds >> part.status) add_part(part);
        }
        if (parts_.empty()) errors_.push_back("nothing was run");
    }

    Json finish() {
        json_["all_passed"] = errors_.empty();
        json_["errors"] = errors_;
        json_["not_checked"] = not_checked_;
        json_["parts"] = parts_;
        json_["tests"] = tests_;
        json_["largest_errors"] = largest_errors_;
        json_["ceilings"] = ceilings_;
        json_["kernels"] = kernels_;
        for (const auto& [name, value] : measured_.items()) json_[name] = value;
        return json_;
    }

  private:
    std::ifstream file(const std::string& name) const {
        return std::ifstream(folder_ + "/" + name);
    }

    // A test has to end. Slow cards take long for all benchmarks, and sanitizers for anything.
    void add_part(const Part& part) {
        const std::string outcome = outcome_of(part.status);
        parts_[part.name] = {{"seconds", part.seconds}, {"outcome", outcome}};
        if (part.status != 0) {
            const bool is_excused = (outcome == "out of time" && part.kind != "test") ||
                                    (outcome == "not installed" && part.kind == "sanitizer");
            (is_excused ? not_checked_ : errors_).push_back(part.name + ": " + outcome);
        }
        if (part.kind == "test") add_test(part);
        if (part.name == "gpu_ceilings") ceilings_ = read_json(file("gpu_ceilings.out"));
        if (part.name == "gpu_bench_kernels") kernels_ = read_json(file("gpu_bench_kernels.out"));
        if (part.name == "bench_device") add_measurements();
    }

    void add_test(const Part& part) {
        const Json result = read_json(file(part.name + ".json"));
        if (result.is_null()) return;
        size_t passed = 0;
        Json failed = Json::array(), skipped = Json::array();
        for (const Json& suite : result["testsuites"]) {
            for (const Json& test : suite["testsuite"]) {
                const std::string outcome = test.value("result", "");
                const std::string name = test.value("classname", "") + "." + test.value("name", "");
                if (outcome == "SKIPPED") {
                    skipped.push_back(name);
                } else if (test.contains("failures")) {
                    failed.push_back(name);
                } else if (outcome == "COMPLETED") {
                    ++passed;
                }
                add_properties(name, test);
            }
        }
        tests_[part.name] = {{"passed", passed}, {"failed", failed}, {"skipped", skipped}};
        // A test that found no device says nothing of one.
        if (!skipped.empty()) errors_.push_back(part.name + ": tests were skipped");
        if (passed == 0) errors_.push_back(part.name + ": no test passed");
    }

    void add_properties(const std::string& name, const Json& test) {
        for (const char* kind : {"relative_error", "mean_divergence"}) {
            if (!test.contains(kind)) continue;
            const auto text = test[kind].get<std::string>();
            largest_errors_[name][kind] = std::strtod(text.c_str(), nullptr);
        }
        if (test.contains("not_checked")) add_not_checked(test["not_checked"]);
    }

    void add_measurements() {
        std::ifstream lines = file("bench_device.out");
        for (std::string line; std::getline(lines, line);) {
            const Json measured = read_json(std::istringstream(line));
            if (measured.is_object()) measured_.merge_patch(measured);
        }
        if (measured_.empty()) errors_.push_back("bench_device: nothing was measured");
        const Json flat = measured_.flatten();
        for (const auto& [path, value] : flat.items()) {
            const size_t end = path.rfind('/');
            const std::string name = path.substr(end + 1);
            if (name == "error") {
                errors_.push_back("bench_device" + path.substr(0, end) + ": " +
                                  value.get<std::string>());
            }
            if (name == "not_checked") add_not_checked(value);
        }
    }

    // Several parts may have missed the same.
    void add_not_checked(const Json& text) {
        for (const Json& known : not_checked_) {
            if (known == text) return;
        }
        not_checked_.push_back(text);
    }

    std::string folder_;
    Json json_ = Json::object();
    Json errors_ = Json::array(), not_checked_ = Json::array();
    Json parts_ = Json::object(), tests_ = Json::object(), largest_errors_ = Json::object();
    Json ceilings_, kernels_, measured_ = Json::object();
};

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fputs("gpu_report: no folder was named\n", stderr);
        return 2;
    }
    Report report(arguments[1]);
    for (int i = 2; i < count; ++i) report.add_fact(arguments[i]);
    report.add_parts();
    const Json json = report.finish();
    for (const char* list : {"errors", "not_checked"}) {
        for (const Json& text : json[list]) {
            std::fprintf(stderr, "%s: %s\n", list, text.get<std::string>().c_str());
        }
    }
    std::puts(json.dump(2).c_str());
    return json["all_passed"].get<bool>() ? 0 : 1;
}
