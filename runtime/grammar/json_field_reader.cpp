#include "runtime/grammar/json_field_reader.h"

#include <utility>

namespace minstrel {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;
constexpr size_t kMaxKeyBytes = 1024;  // longer ones are no key of a pointer

void append_code_point(uint32_t point, std::string& out) {
    if (point < 0x80) {
        out += static_cast<char>(point);
        return;
    }
    if (point < 0x800) {
        out += static_cast<char>(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            out += static_cast<char>(0xE0 | point >> 12);
        } else {
            out += static_cast<char>(0xF0 | point >> 18);
            out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
        }
        out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    }
    out += static_cast<char>(0x80 | (point & 0x3F));
}

uint32_t hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<uint32_t>(c - 'a' + 10);
    return c >= 'A' && c <= 'F' ? static_cast<uint32_t>(c - 'A' + 10) : 0;
}

char unescape(char c) {
    switch (c) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return c;
    }
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

// ---- strings

void JsonStringDecoder::end_pair(std::string& out) {
    if (high_ != 0) append_code_point(kReplacement, out);
    high_ = 0;
}

void JsonStringDecoder::take_unit(uint32_t unit, std::string& out) {
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low && high_ != 0) {
        append_code_point(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00), out);
        high_ = 0;
        return;
    }
    end_pair(out);
    if (unit >= 0xD800 && unit < 0xDC00) {
        high_ = unit;
    } else {
        append_code_point(is_low ? kReplacement : unit, out);
    }
}

bool JsonStringDecoder::feed(char c, std::string& out) {
    switch (state_) {
        case State::kHex:
            unit_ = unit_ << 4 | hex_digit(c);
            if (++digits_ < 4) return false;
            state_ = State::kPlain;
            take_unit(unit_, out);
            return false;
        case State::kEscape:
            if (c == 'u') {
                state_ = State::kHex;
                unit_ = digits_ = 0;
                return false;
            }
            end_pair(out);
            out += unescape(c);
            state_ = State::kPlain;
            return false;
        case State::kPlain:
            break;
    }
    if (c == '\\') {
        state_ = State::kEscape;
        return false;
    }
    end_pair(out);
    if (c == '"') return true;
    out += c;
    return false;
}

// ---- places

Result<JsonFieldReader> JsonFieldReader::make(std::string_view pointer) {
    if (!pointer.starts_with('/')) {
        return error(Code::kInvalidArgument, "a JSON pointer begins with /");
    }
    std::vector<std::string> path;
    for (size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            path.emplace_back();
        } else if (pointer[i] != '~') {
            path.back() += pointer[i];
        } else if (i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
            path.back() += pointer[++i] == '0' ? '~' : '/';
        } else {
            return error(Code::kInvalidArgument, "~ in a JSON pointer is written ~0, and / is ~1");
        }
    }
    return JsonFieldReader(std::move(path));
}

void JsonFieldReader::restart() {
    *this = JsonFieldReader(std::move(path_));
}

bool JsonFieldReader::feed(std::string_view text, std::string& out) {
    for (const char c : text) {
        if (take(c, out)) return true;
    }
    return false;
}

bool JsonFieldReader::finish() {
    const bool ends = state_ == State::kOther && is_scalar_;
    state_ = State::kOver;
    return ends;
}

bool JsonFieldReader::take(char c, std::string& out) {
    switch (state_) {
        case State::kValue:
            begin_value(c, out);
            return false;
        case State::kKey:
            begin_key(c);
            return false;
        case State::kInKey:
            if (decoder_.feed(c, key_)) {
                on_way_ = key_ == path_[levels_.size() - 1];
                state_ = State::kColon;
            } else if (key_.size() > kMaxKeyBytes) {
                key_.resize(kMaxKeyBytes);
            }
            return false;
        case State::kColon:
            if (c == ':') state_ = State::kValue;
            return false;
        case State::kBehind:
            end_value(c);
            return false;
        case State::kSkip:
            if (skim(c, nullptr)) state_ = State::kBehind;
            if (state_ == State::kBehind && is_scalar_) end_value(c);
            return false;
        case State::kString:
            if (!decoder_.feed(c, out)) return false;
            break;
        case State::kOther:
            if (!skim(c, &out)) return false;
            break;
        case State::kOver:
            return false;
    }
    state_ = State::kOver;
    return true;
}

void JsonFieldReader::begin_value(char c, std::string& out) {
    if (is_space(c)) return;
    if (c == ']' || c == '}') {  // an empty array
        end_value(c);
        return;
    }
    const bool wanted = on_way_ && levels_.size() == path_.size();
    if (on_way_ && !wanted && (c == '{' || c == '[')) {
        enter(c == '[');
        return;
    }
    if (wanted && c == '"') {
        decoder_ = {};
        state_ = State::kString;
        return;
    }
    depth_ = c == '{' || c == '[' ? 1 : 0;
    in_string_ = c == '"';
    escaped_ = false;
    is_scalar_ = depth_ == 0 && !in_string_;
    state_ = wanted ? State::kOther : State::kSkip;
    if (wanted) out += c;
}

void JsonFieldReader::begin_key(char c) {
    if (c == '"') {
        decoder_ = {};
        key_.clear();
        state_ = State::kInKey;
    } else if (c == '}') {
        leave();
    }
}

// One more byte of a value that is not read closely. True when it ends the value: with it, or
// before it if the value is a scalar.
bool JsonFieldReader::skim(char c, std::string* out) {
    if (is_scalar_ && (c == ',' || c == ']' || c == '}' || is_space(c))) return true;
    if (out != nullptr) *out += c;
    if (in_string_) {
        const bool ends = c == '"' && !escaped_;
        escaped_ = c == '\\' && !escaped_;
        if (ends) in_string_ = false;
        return ends && depth_ == 0;
    }
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    return (c == '}' || c == ']') && --depth_ == 0;
}

void JsonFieldReader::end_value(char c) {
    if (levels_.empty()) {
        state_ = State::kOver;
        return;
    }
    state_ = State::kBehind;
    Level& level = levels_.back();
    if (c == '}' || c == ']') {
        leave();
    } else if (c == ',' && level.is_array) {
        ++level.index;
        on_way_ = index_matches();
        state_ = State::kValue;
    } else if (c == ',') {
        state_ = State::kKey;
    }
}

void JsonFieldReader::enter(bool is_array) {
    levels_.push_back({is_array, 0});
    on_way_ = is_array && index_matches();
    state_ = is_array ? State::kValue : State::kKey;
}

void JsonFieldReader::leave() {
    levels_.pop_back();
    on_way_ = false;
    state_ = levels_.empty() ? State::kOver : State::kBehind;
}

bool JsonFieldReader::index_matches() const {
    return path_[levels_.size() - 1] == std::to_string(levels_.back().index);
}

}  // namespace minstrel
