#include "runtime/text/prompt_json.h"

#include <algorithm>
#include <unordered_map>

#include "runtime/core/utf8.h"
#include "runtime/text/prompt_number.h"

namespace minstrel {
namespace {

using Kind = PromptJson::Kind;

void append_code_point(std::string& out, uint32_t code) {
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        out.push_back(static_cast<char>(0xC0 | code >> 6));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        out.push_back(static_cast<char>(0xE0 | code >> 12));
        out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else {
        out.push_back(static_cast<char>(0xF0 | code >> 18));
        out.push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    }
}

// Last value of equal keys, place of the first. Linear, because keys are hostile input.
void merge_equal_keys(PromptJson& object) {
    std::unordered_map<std::string_view, size_t> first;
    std::vector<size_t> target(object.keys.size());
    size_t count = 0;
    for (size_t i = 0; i < object.keys.size(); ++i) {
        const auto [entry, inserted] = first.emplace(object.keys[i], count);
        target[i] = entry->second;
        count += inserted;
    }
    if (count == object.keys.size()) return;
    PromptJson merged = PromptJson::object();
    merged.keys.resize(count);
    merged.items.resize(count);
    for (size_t i = 0; i < object.keys.size(); ++i) {
        merged.items[target[i]] = std::move(object.items[i]);
        merged.keys[target[i]] = object.keys[i];
    }
    object = std::move(merged);
}

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<PromptJson> run() {
        PromptJson value;
        MST_TRY(parse_value(value, 0));
        skip_space();
        if (at_ != text_.size()) return fail("text after the value");
        return value;
    }
    size_t at() const { return at_; }

  private:
    Status fail(const char* what) const {
        return error(Code::kBadFormat, "JSON, byte %zu: %s", at_, what);
    }

    void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    bool take(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    Status parse_value(PromptJson& value, int depth) {
        if (depth > kMaxPromptJsonDepth) return fail("nested too deeply");
        skip_space();
        if (take("{")) return parse_object(value, depth);
        if (take("[")) return parse_array(value, depth);
        if (take("\"")) {
            value.kind = Kind::kString;
            return parse_string(value.text);
        }
        if (take("null")) return {};
        if (take("true")) return set_kind(value, Kind::kTrue);
        if (take("false")) return set_kind(value, Kind::kFalse);
        const size_t length = prompt_number_length(text_.substr(at_));
        if (length == 0) return fail("a value is expected");
        value.kind = Kind::kNumber;
        value.text = canonical_prompt_number(text_.substr(at_, length));
        at_ += length;
        return {};
    }

    static Status set_kind(PromptJson& value, Kind kind) {
        value.kind = kind;
        return {};
    }

    Status parse_array(PromptJson& value, int depth) {
        value.kind = Kind::kArray;
        skip_space();
        if (take("]")) return {};
        do {
            PromptJson item;
            MST_TRY(parse_value(item, depth + 1));
            value.items.push_back(std::move(item));
            skip_space();
        } while (take(","));
        return take("]") ? Status() : fail("',' or ']' is expected");
    }

    Status parse_object(PromptJson& value, int depth) {
        value.kind = Kind::kObject;
        skip_space();
        if (take("}")) return {};
        do {
            skip_space();
            std::string key;
            if (!take("\"")) return fail("a key in quotes is expected");
            MST_TRY(parse_string(key));
            skip_space();
            if (!take(":")) return fail("':' is expected");
            PromptJson item;
            MST_TRY(parse_value(item, depth + 1));
            value.add(key, std::move(item));
            skip_space();
        } while (take(","));
        if (!take("}")) return fail("',' or '}' is expected");
        merge_equal_keys(value);
        return {};
    }

    // After the opening quote.
    Status parse_string(std::string& out) {
        while (true) {
            size_t end = at_;
            while (end < text_.size() && text_[end] != '"' && text_[end] != '\\' &&
                   static_cast<uint8_t>(text_[end]) >= 0x20) {
                ++end;
            }
            out += text_.substr(at_, end - at_);
            at_ = end;
            if (at_ == text_.size()) return fail("the string does not end");
            if (take("\"")) return {};
            if (!take("\\")) return fail("a control character inside a string");
            MST_TRY(parse_escape(out));
        }
    }

    Status parse_escape(std::string& out) {
        constexpr std::string_view kLetters = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        if (at_ == text_.size()) return fail("the string does not end");
        if (const size_t i = kLetters.find(text_[at_]); i != std::string_view::npos) {
            out.push_back(kMeanings[i]);
            ++at_;
            return {};
        }
        uint32_t code = 0;
        if (!take("u") || !parse_hex(code)) return fail("an unknown escape");
        if (code >= 0xD800 && code < 0xDC00) {
            const size_t after = at_;
            uint32_t low = 0;
            if (take("\\u") && parse_hex(low) && low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            } else {
                at_ = after;
            }
        }
        // A lone surrogate has no UTF-8 form.
        append_code_point(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
        return {};
    }

    bool parse_hex(uint32_t& code) {
        if (text_.size() - at_ < 4) return false;
        code = 0;
        for (size_t i = 0; i < 4; ++i) {
            const char c = text_[at_ + i];
            const char lower = static_cast<char>(c | 0x20);
            if (c >= '0' && c <= '9') {
                code = code * 16 + static_cast<uint32_t>(c - '0');
            } else if (lower >= 'a' && lower <= 'f') {
                code = code * 16 + static_cast<uint32_t>(lower - 'a' + 10);
            } else {
                return false;
            }
        }
        at_ += 4;
        return true;
    }

    std::string_view text_;
    size_t at_ = 0;
};

void write_string(std::string_view text, std::string& out) {
    constexpr std::string_view kHex = "0123456789abcdef";
    constexpr std::string_view kPlain = "\"\\\b\f\n\r\t";
    constexpr std::string_view kEscape = "\"\\bfnrt";
    out += '"';
    for (const char c : text) {
        if (const size_t i = kPlain.find(c); i != std::string_view::npos) {
            out += '\\';
            out += kEscape[i];
        } else if (static_cast<uint8_t>(c) < 0x20) {
            out += "\\u00";
            out += kHex[static_cast<size_t>(c) >> 4];
            out += kHex[static_cast<size_t>(c) & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void write_value(const PromptJson& value, std::string& out) {
    switch (value.kind) {
        case Kind::kNull:
            out += "null";
            return;
        case Kind::kFalse:
            out += "false";
            return;
        case Kind::kTrue:
            out += "true";
            return;
        case Kind::kNumber:
            out += value.text;
            return;
        case Kind::kString:
            write_string(value.text, out);
            return;
        case Kind::kArray:
        case Kind::kObject:
            break;
    }
    const bool is_object = value.is(Kind::kObject);
    out += is_object ? '{' : '[';
    for (size_t i = 0; i < value.items.size(); ++i) {
        if (i != 0) out += ", ";
        if (is_object) {
            write_string(value.keys[i], out);
            out += ": ";
        }
        write_value(value.items[i], out);
    }
    out += is_object ? '}' : ']';
}

}  // namespace

PromptJson PromptJson::string(std::string_view text) {
    return {Kind::kString, std::string(text), {}, {}};
}

void PromptJson::add(std::string_view key, PromptJson value) {
    keys.emplace_back(key);
    items.push_back(std::move(value));
}

const PromptJson* PromptJson::find(std::string_view key) const {
    for (size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] == key) return &items[i];
    }
    return nullptr;
}

Result<PromptJson> parse_prompt_json(std::string_view text, size_t* out_error_at) {
    if (out_error_at != nullptr) *out_error_at = 0;
    if (text.size() > kMaxPromptJsonBytes) {
        return error(Code::kLimitReached, "JSON of %zu bytes, at most %zu are allowed", text.size(),
                     kMaxPromptJsonBytes);
    }
    if (const size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
        if (out_error_at != nullptr) *out_error_at = bad;
        return error(Code::kBadFormat, "JSON, byte %zu: not valid UTF-8", bad);
    }
    Parser parser(text);
    Result<PromptJson> parsed = parser.run();
    if (out_error_at != nullptr) *out_error_at = parser.at();
    return parsed;
}

PromptJson parse_or_keep(std::string_view text) {
    Result<PromptJson> parsed = parse_prompt_json(text);
    return parsed.ok() ? parsed.take() : PromptJson::string(text);
}

std::string write_prompt_json(const PromptJson& value) {
    std::string out;
    write_value(value, out);
    return out;
}

}  // namespace minstrel
