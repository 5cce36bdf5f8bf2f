#include "runtime/model/hf_tokenizer_events.h"

#include <utility>
#include <vector>

namespace minstrel {
namespace {

using nlohmann::json;

constexpr size_t kMaxValues = 65536;
constexpr size_t kMaxDepth = 24;

class EventReader final : public nlohmann::json_sax<json> {
  public:
    explicit EventReader(HfTokenizerSink& sink) : sink_(sink) {}

    const Status& status() const { return status_; }
    json take() { return std::move(whole_); }

    bool null() override { return add(json(nullptr)); }
    bool boolean(bool value) override { return add(json(value)); }
    bool number_integer(number_integer_t value) override { return add(json(value)); }
    bool number_unsigned(number_unsigned_t value) override {
        if (place_ == Place::kVocabulary) return check(sink_.take_token(std::move(key_), value));
        return add(json(value));
    }
    bool number_float(number_float_t value, const string_t&) override { return add(json(value)); }
    bool string(string_t& value) override {
        if (place_ == Place::kMerges) return take_joined(value);
        if (place_ == Place::kPair) return take_part(std::move(value));
        return add(json(std::move(value)));
    }
    bool binary(binary_t&) override { return false; }  // not in JSON text

    bool start_object(size_t) override {
        if (is_in_model("vocab")) return enter(Place::kVocabulary);
        return open(json::object());
    }
    bool start_array(size_t) override {
        if (is_in_model("merges")) return enter(Place::kMerges);
        if (place_ == Place::kMerges) return enter(Place::kPair);
        return open(json::array());
    }
    bool end_object() override {
        if (place_ == Place::kVocabulary) return enter(Place::kParts);
        open_.pop_back();
        return true;
    }
    bool end_array() override {
        if (place_ == Place::kPair) {
            if (pair_size_ != 2) return fail("a merge is not of two texts");
            pair_size_ = 0;
            return enter(Place::kMerges) && check(sink_.take_merge(pair_[0], pair_[1]));
        }
        if (place_ == Place::kMerges) return enter(Place::kParts);
        open_.pop_back();
        return true;
    }

    bool key(string_t& name) override {
        // Of the vocabulary the sink notices, by the ids.
        if (place_ == Place::kParts && open_.back()->contains(name)) {
            return fail("a key occurs twice");
        }
        key_ = std::move(name);
        return true;
    }

    bool parse_error(size_t position, const std::string&, const json::exception&) override {
        status_ = error(Code::kBadFormat, "not valid JSON near byte %zu", position);
        return false;
    }

  private:
    enum class Place : uint8_t { kParts, kVocabulary, kMerges, kPair };

    bool fail(const char* what) {
        status_ = error(Code::kBadFormat, "%s", what);
        return false;
    }
    bool check(Status status) {
        if (status.ok()) return true;
        status_ = std::move(status);
        return false;
    }
    bool enter(Place place) {
        place_ = place;
        return true;
    }

    // Whether the value that begins is that of a key of the object "model", met for the first time.
    bool is_in_model(const char* name) {
        if (place_ != Place::kParts || open_.size() != 2 || key_ != name) return false;
        if (open_.back() != model_) return false;
        *add_part(nullptr) = name;  // so that a second one is noticed
        return true;
    }

    bool take_joined(const std::string& pair) {
        const size_t space = pair.find(' ');
        if (space == std::string::npos || pair.find(' ', space + 1) != std::string::npos) {
            return fail("a merge is not of two texts");
        }
        const std::string_view text(pair);
        return check(sink_.take_merge(text.substr(0, space), text.substr(space + 1)));
    }
    bool take_part(std::string value) {
        if (pair_size_ == 2) return fail("a merge is not of two texts");
        pair_[pair_size_++] = std::move(value);
        return true;
    }

    bool add(json value) {
        if (place_ == Place::kVocabulary) return fail("'vocab': an id is not a number");
        if (place_ != Place::kParts) return fail("'merges': an entry is not a text");
        if (open_.empty()) return fail("it is no object");
        return add_part(std::move(value)) != nullptr;
    }

    json* add_part(json value) {
        if (++values_ > kMaxValues) {
            fail("too many values beside vocabulary and merges");
            return nullptr;
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
        if (place_ == Place::kVocabulary) return fail("'vocab': an id is not a number");
        if (place_ != Place::kParts) return fail("'merges': an entry is not a text");
        if (open_.size() >= kMaxDepth) return fail("nested too deeply");
        if (open_.empty()) {
            if (!container.is_object()) return fail("it is no object");
            whole_ = std::move(container);
            open_.push_back(&whole_);
            return true;
        }
        const bool is_model = open_.size() == 1 && key_ == "model" && container.is_object();
        json* added = add_part(std::move(container));
        if (added == nullptr) return false;
        if (is_model) model_ = added;
        open_.push_back(added);
        return true;
    }

    HfTokenizerSink& sink_;
    Status status_;
    Place place_ = Place::kParts;
    std::string key_;
    std::string pair_[2];
    size_t pair_size_ = 0;
    // Objects and lists that are open. Only the innermost one grows, so the pointers stay valid.
    json whole_;
    std::vector<json*> open_;
    const json* model_ = nullptr;
    size_t values_ = 0;
};

}  // namespace

Result<json> read_hf_tokenizer_events(std::string_view file, HfTokenizerSink& sink) {
    EventReader reader(sink);
    const bool complete = json::sax_parse(file.begin(), file.end(), &reader);
    if (!reader.status().ok()) return reader.status();
    if (!complete) return error(Code::kBadFormat, "not valid JSON");
    return reader.take();
}

}  // namespace minstrel
