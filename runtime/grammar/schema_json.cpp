#include "runtime/grammar/schema_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "runtime/core/utf8.h"

namespace minstrel {

using nlohmann::json;

// Takes the parser's events; the first broken rule stops the parser.
class SchemaJsonBuilder final : public nlohmann::json_sax<json> {
  public:
    SchemaJsonBuilder(std::string_view text, std::string_view what,
                      const SchemaJson::Limits& limits)
        : text_(text), what_(what), limits_(limits) {}

    bool null() override { return add(JsonKind::kNull, {}); }
    bool boolean(bool value) override {
        return add(value ? JsonKind::kTrue : JsonKind::kFalse, {});
    }
    bool number_integer(number_integer_t value) override {
        return add(JsonKind::kNumber, std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return add(JsonKind::kNumber, std::to_string(value));
    }
    bool number_float(number_float_t, const string_t& literal) override {
        return add(JsonKind::kNumber, literal);
    }
    bool string(string_t& value) override { return add(JsonKind::kString, std::move(value)); }
    bool binary(binary_t&) override { return false; }  // not in JSON text

    bool start_object(size_t) override { return open(JsonKind::kObject); }
    bool start_array(size_t) override { return open(JsonKind::kArray); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (!names_.back().insert(name).second) {
            status_ = error(Code::kBadGrammar, "%s: the key '%.100s' occurs twice in %s",
                            what_.c_str(), name.c_str(), json_.pointer(open_.back()).c_str());
            return false;
        }
        key_ = std::move(name);
        return true;
    }

    bool parse_error(size_t position, const std::string&, const json::exception&) override {
        const size_t end = std::min(position == 0 ? 0 : position - 1, text_.size());
        const std::string_view before = text_.substr(0, end);
        const size_t line = size_t(std::count(before.begin(), before.end(), '\n')) + 1;
        const size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
        status_ = error(Code::kBadGrammar, "%s: not valid JSON at line %zu, column %zu",
                        what_.c_str(), line, end - start + 1);
        return false;
    }

    Status status() const { return status_; }
    SchemaJson take() { return std::move(json_); }

  private:
    bool add(JsonKind kind, std::string text) {
        auto& nodes = json_.nodes_;
        if (nodes.size() >= limits_.max_values) {
            status_ = error(Code::kLimitReached, "%s: more than %u JSON values", what_.c_str(),
                            limits_.max_values);
            return false;
        }
        const JsonId id = JsonId(nodes.size());
        SchemaJson::Node node;
        node.kind = kind;
        node.text = std::move(text);
        node.key = std::move(key_);
        key_.clear();
        if (!open_.empty()) {
            SchemaJson::Node& parent = nodes[open_.back()];
            node.parent = open_.back();
            node.position = parent.count++;
            if (parent.last == kNoJson) {
                parent.first = id;
            } else {
                nodes[parent.last].next = id;
            }
            parent.last = id;
        }
        nodes.push_back(std::move(node));
        return true;
    }

    bool open(JsonKind kind) {
        if (open_.size() >= limits_.max_depth) {
            status_ = error(Code::kLimitReached, "%s: JSON nested deeper than %u levels",
                            what_.c_str(), limits_.max_depth);
            return false;
        }
        if (!add(kind, {})) return false;
        open_.push_back(JsonId(json_.nodes_.size() - 1));
        names_.emplace_back();
        return true;
    }

    bool close() {
        open_.pop_back();
        names_.pop_back();
        return true;
    }

    std::string_view text_;
    std::string what_;
    SchemaJson::Limits limits_;
    Status status_;
    SchemaJson json_;
    std::vector<JsonId> open_;
    std::vector<std::unordered_set<std::string>> names_;  // keys of the open containers
    std::string key_;
};

Result<SchemaJson> SchemaJson::parse(std::string_view text, std::string_view what,
                                     const Limits& limits) {
    SchemaJsonBuilder builder(text, what, limits);
    if (const size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
        return error(Code::kBadGrammar, "%.*s: byte %zu is not valid UTF-8", int(what.size()),
                     what.data(), bad);
    }
    const bool complete = json::sax_parse(text.begin(), text.end(), &builder);
    if (!builder.status().ok()) return builder.status();
    if (!complete) {
        return error(Code::kBadGrammar, "%.*s: not valid JSON", int(what.size()), what.data());
    }
    return builder.take();
}

JsonId SchemaJson::find(JsonId id, std::string_view key) const {
    if (!is(id, JsonKind::kObject)) return kNoJson;
    for (JsonId child = first(id); child != kNoJson; child = next(child)) {
        if (nodes_[child].key == key) return child;
    }
    return kNoJson;
}

std::string SchemaJson::pointer(JsonId id) const {
    std::vector<std::string> parts;
    for (; id != kNoJson && nodes_[id].parent != kNoJson; id = nodes_[id].parent) {
        const Node& node = nodes_[id];
        if (nodes_[node.parent].kind == JsonKind::kArray) {
            parts.push_back(std::to_string(node.position));
            continue;
        }
        std::string part;
        for (const char c : node.key) {
            part += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        }
        parts.push_back(std::move(part));
    }
    std::string result = "#";
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) result += "/" + *part;
    return result;
}

}  // namespace minstrel
