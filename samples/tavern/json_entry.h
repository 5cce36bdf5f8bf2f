// Reads one JSON object of a world file. The first thing that is wrong, in whichever entry, is kept
// in a text that all entries of a file share; reading goes on with empty values.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace tavern {

class JsonEntry {
  public:
    // `label` says where the object stands, for people.
    JsonEntry(const nlohmann::json& object, std::string label, std::string& error)
        : object_(object), label_(std::move(label)), error_(error) {
        if (!object.is_object()) complain("must be an object");
    }

    std::string text(const char* key) {
        const nlohmann::json* value = find(key);
        if (value != nullptr && value->is_string() &&
            !value->get_ref<const std::string&>().empty()) {
            return value->get<std::string>();
        }
        complain(std::string("needs the text '") + key + "'");
        return {};
    }

    // May be absent or null.
    std::string optional_text(const char* key) {
        return find(key) == nullptr ? std::string() : text(key);
    }

    int64_t amount(const char* key) {
        constexpr uint64_t kMax = 1000000;
        const nlohmann::json* value = find(key);
        if (value != nullptr && value->is_number_unsigned() && value->get<uint64_t>() <= kMax) {
            return value->get<int64_t>();
        }
        complain(std::string("needs the whole number '") + key + "' from 0 to 1000000");
        return 0;
    }

    // Calls `read` with each element of a list and the place where it stands. The list may be
    // absent or null.
    template <typename Read>
    void each(const char* key, Read read) {
        const nlohmann::json* value = find(key);
        if (value == nullptr) return;
        if (!value->is_array()) return complain(std::string("'") + key + "' must be a list");
        size_t number = 0;
        for (const nlohmann::json& element : *value) {
            read(element, label_ + ", " + key + " " + std::to_string(++number));
        }
    }

    // As `each`, for a list of texts.
    template <typename Read>
    void each_text(const char* key, Read read) {
        each(key, [&](const nlohmann::json& element, const std::string& where) {
            if (element.is_string()) return read(element.get<std::string>());
            complain_at(where, "must be text");
        });
    }

    // One object inside this one.
    JsonEntry inner(const char* key) {
        const nlohmann::json* value = find(key);
        return {value == nullptr ? object_ : *value, label_ + ", " + key, error_};
    }

    void complain(const std::string& what) { complain_at(label_, what); }

  private:
    const nlohmann::json* find(const char* key) const {
        if (!object_.is_object()) return nullptr;
        auto found = object_.find(key);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }

    void complain_at(const std::string& where, const std::string& what) {
        if (error_.empty()) error_ = where + ": " + what;
    }

    const nlohmann::json& object_;
    std::string label_;
    std::string& error_;
};

}  // namespace tavern
