#include "runtime/text/tekken_events.h"

#include <unordered_set>
#include <utility>
#include <vector>

namespace minstrel {
namespace {

using nlohmann::json;

constexpr size_t kMaxSectionValues = 4096;
constexpr size_t kMaxDepth = 16;
constexpr size_t kMaxTopKeys = 64;

class EventReader final : public nlohmann::json_sax<json> {
  public:
    explicit EventReader(TekkenSink& sink) : sink_(sink) {}

    Status status() const { return status_; }

    bool null() override { return add(json(nullptr)); }
    bool boolean(bool value) override { return add(json(value)); }
    bool number_integer(number_integer_t value) override { return add(json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(json(value)); }
    bool number_float(number_float_t value, const string_t&) override { return add(json(value)); }
    bool string(string_t& value) override { return add(json(std::move(value))); }
    bool binary(binary_t&) override { return false; }  // not in JSON text

    bool start_object(size_t) override { return open(json::object()); }
    bool start_array(size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        const bool is_new = !part_.empty()            ? !part_.back()->contains(name)
                            : place_ == Place::kEntry ? entry_keys_.insert(name).second
                                                      : top_keys_.insert(name).second;
        if (!is_new) return fail("a key occurs twice");
        if (top_keys_.size() > kMaxTopKeys || entry_keys_.size() > kMaxTopKeys) {
            return fail("an object has too many keys");
        }
        key_ = std::move(name);
        return true;
    }

    bool parse_error(size_t position, const std::string&, const json::exception&) override {
        status_ = error(Code::kBadFormat, "tekken.json: not valid JSON near byte %zu", position);
        return false;
    }

  private:
    // Where the next value stands. Inside of a section that is the section's business.
    enum class Place : uint8_t { kStart, kTop, kList, kEntry, kEnd };

    bool fail(const char* what) {
        status_ = error(Code::kBadFormat, "tekken.json: %s", what);
        return false;
    }
    bool check(Status status) {
        if (status.ok()) return true;
        status_ = std::move(status);
        return false;
    }

    bool add(json value) {
        if (!part_.empty()) return add_to_part(std::move(value)) != nullptr;
        switch (place_) {
            case Place::kTop:
                return take_section(std::move(value));
            case Place::kEntry:
                return add_to_entry(std::move(value));
            case Place::kList:
                return fail("an entry of a list is no object");
            default:
                return fail("it is no object");
        }
    }

    bool take_section(json value) {
        if (key_ == "vocab" || (key_ == "special_tokens" && !value.is_null())) {
            return fail("'vocab' and 'special_tokens' must be lists");
        }
        return check(sink_.take_section(key_, std::move(value)));
    }

    bool add_to_entry(json value) {
        if (key_ == "rank") {
            if (!value.is_number_unsigned()) return fail("a rank is no number");
            entry_.rank = value.get<uint64_t>();
        } else if (key_ == "token_bytes") {
            if (!value.is_string()) return fail("token_bytes is no text");
            entry_.bytes = std::move(value.get_ref<std::string&>());
        } else if (key_ == "token_str" && !value.is_null()) {
            if (!value.is_string()) return fail("token_str is no text");
            entry_.text = std::move(value.get_ref<std::string&>());
        }
        return true;
    }

    json* add_to_part(json value) {
        if (++part_values_ > kMaxSectionValues) {
            fail("a section has too many values");
            return nullptr;
        }
        json& parent = *part_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        json& slot = parent[key_];
        slot = std::move(value);
        return &slot;
    }

    bool open(json container) {
        if (!part_.empty()) {
            if (part_.size() >= kMaxDepth) return fail("nested too deeply");
            json* added = add_to_part(std::move(container));
            if (added != nullptr) part_.push_back(added);
            return added != nullptr;
        }
        const bool is_object = container.is_object();
        if (place_ == Place::kStart && is_object) {
            place_ = Place::kTop;
        } else if (place_ == Place::kTop && (key_ == "vocab" || key_ == "special_tokens")) {
            if (is_object) return fail("'vocab' and 'special_tokens' must be lists");
            place_ = Place::kList;
            is_vocab_ = key_ == "vocab";
            index_ = 0;
        } else if (place_ == Place::kTop) {
            section_ = std::move(container);
            section_name_ = key_;
            part_values_ = 0;
            part_.push_back(&section_);
        } else if (place_ == Place::kList && is_object) {
            place_ = Place::kEntry;
            entry_ = {};
            entry_keys_.clear();
        } else {
            return fail(place_ == Place::kEntry ? "an entry of a list holds more than values"
                                                : "an object is expected");
        }
        return true;
    }

    bool close() {
        if (!part_.empty()) {
            part_.pop_back();
            if (!part_.empty()) return true;
            return check(sink_.take_section(section_name_, std::move(section_)));
        }
        if (place_ == Place::kEntry) {
            place_ = Place::kList;
            const size_t index = index_++;
            return check(is_vocab_ ? sink_.take_entry(entry_, index)
                                   : sink_.take_special(entry_, index));
        }
        place_ = place_ == Place::kList ? Place::kTop : Place::kEnd;
        return true;
    }

    TekkenSink& sink_;
    Status status_;
    Place place_ = Place::kStart;
    std::string key_;
    std::unordered_set<std::string> top_keys_;
    bool is_vocab_ = false;
    size_t index_ = 0;
    TekkenEntry entry_;
    std::unordered_set<std::string> entry_keys_;
    // A section that is being read, and its containers that are open. Only the innermost one grows,
    // so the pointers stay valid.
    json section_;
    std::string section_name_;
    std::vector<json*> part_;
    size_t part_values_ = 0;
};

}  // namespace

Status read_tekken_events(std::string_view file, TekkenSink& sink) {
    EventReader reader(sink);
    const bool complete = json::sax_parse(file.begin(), file.end(), &reader);
    if (!reader.status().ok()) return reader.status();
    if (!complete) return error(Code::kBadFormat, "tekken.json: not valid JSON");
    return {};
}

}  // namespace minstrel
