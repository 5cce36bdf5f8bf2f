// A situation that the model has never seen: a conversation up to the answer, and what a good
// answer must and must not say. See README.md for the file.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tavern {

struct Line {
    std::string role;  // "user", "assistant", "tool"
    std::string text;
    std::string tool_calls;  // JSON list
    std::string tool_call_id;
};

struct Situation {
    std::string id;
    std::string kind;
    std::string persona;
    std::string tools;  // JSON list, empty = none
    std::vector<Line> lines;
    std::vector<std::vector<std::string>> expect;  // one alternative of every group
    std::vector<std::string> reject;
    std::optional<nlohmann::json> call;          // name and arguments
    std::optional<nlohmann::ordered_json> json;  // properties, say, values
    std::set<std::string> allowed_numbers;
    std::set<std::string> allowed_items;
};

// On failure empty, and `error` says which line is wrong.
std::vector<Situation> read_situations(const std::string& path, std::string& error);

// One word or phrase a line.
std::vector<std::string> read_lines(const std::string& path, std::string& error);

}  // namespace tavern
