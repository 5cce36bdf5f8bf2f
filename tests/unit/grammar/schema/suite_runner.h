// Runs files in the form of the JSON-Schema-Test-Suite as grammars: each instance, in its canonical
// serialisation, against the compiled schema of its group.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/grammar/schema.h"

namespace minstrel {

// Compact, shortest escapes, numbers without exponent.
std::string canonical_json(const nlohmann::ordered_json& value);

struct SuiteFigures {
    size_t right = 0;
    size_t accepted_invalid = 0;
    size_t refused_valid = 0;
    size_t unsupported = 0;
    std::map<std::string, size_t> unsupported_by_file;
    std::vector<std::string> findings;  // one line a wrong result or unsupported group

    size_t total() const { return right + accepted_invalid + refused_valid + unsupported; }
    void add(const SuiteFigures& other);
};

// A file of the suite. `options.documents` holds what its schemas may refer to.
SuiteFigures run_suite_file(const std::string& path, const SchemaOptions& options);
// All files of a folder, in the order of their names.
SuiteFigures run_suite_folder(const std::string& folder, const SchemaOptions& options);

}  // namespace minstrel
