#include "runtime/model/strict_json.h"

#include <utility>
#include <vector>

namespace minstrel {
namespace {

using nlohmann::json;

// Builds the value from the parser's events; the first broken rule stops the parser.
class Builder final : public nlohmann::json_sax<json> {
  public:
    Builder(const std::string& what, const JsonLimits& limits) : what_(what), limits_(limits) {}

    bool null() override { return add(json(nullptr)) != nullptr; }
    bool boolean(bool value) override { return add(json(value)) != nullptr; }
    bool number_integer(number_integer_t value) override { return add(json(value)) != nullptr; }
    bool number_unsigned(number_unsigned_t value) override { return add(json(value)) != nullptr; }
    bool number_float(number_float_t value, const string_t&) override {
        return add(json(value)) != nullptr;
    }
    bool string(string_t& value) override { return add(json(std::move(value))) != nullptr; }
    bool binary(binary_t&) override { return false; }  // not in JSON text

    bool start_object(size_t) override { return open(json::object()); }
    bool start_array(size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (open_.back()->contains(name)) {
            status_ = error(Code::kBadFormat, "%s: the key '%.100s' occurs twice", what_.c_str(),
                            name.c_str());
            return false;
        }
        key_ = std::move(name);
        return true;
    }

    bool parse_error(size_t position, const std::string&, const json::exception&) override {
        status_ =
            error(Code::kBadFormat, "%s: not valid JSON near byte %zu", what_.c_str(), position);
        return false;
    }

    Status status() const { return status_; }
    json take() { return std::move(root_); }

  private:
    json* add(json value) {
        if (++count_ > limits_.max_values) {
            status_ = error(Code::kLimitReached, "%s: more than %zu JSON values", what_.c_str(),
                            limits_.max_values);
            return nullptr;
        }
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        json& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        json& slot = parent[key_];
        slot = std::move(value);
        return &slot;
    }

    bool open(json container) {
        if (open_.size() >= limits_.max_depth) {
            status_ = error(Code::kLimitReached, "%s: JSON nested deeper than %zu", what_.c_str(),
                            limits_.max_depth);
            return false;
        }
        json* added = add(std::move(container));
        if (added == nullptr) return false;
        open_.push_back(added);
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    const std::string& what_;
    JsonLimits limits_;
    Status status_;
    json root_;
    // The containers being read. Only the innermost one grows, so the pointers stay valid.
    std::vector<json*> open_;
    std::string key_;
    size_t count_ = 0;
};

}  // namespace

Result<json> parse_strict_json(std::string_view text, const std::string& what,
                               const JsonLimits& limits) {
    Builder builder(what, limits);
    const bool complete = json::sax_parse(text.begin(), text.end(), &builder);
    if (!builder.status().ok()) return builder.status();
    if (!complete) return error(Code::kBadFormat, "%s: not valid JSON", what.c_str());
    return builder.take();
}

}  // namespace minstrel
