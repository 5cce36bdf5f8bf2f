// JSON as it stands in prompts: what the models were trained on is the output of Python's
// json.dumps(value, ensure_ascii=False), so numbers keep their digits or their shortest form and
// keys their order. An own small tree, because digits of any length, NaN and Infinity are allowed
// and keys may be many. Stateless; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

inline constexpr size_t kMaxPromptJsonBytes = size_t{4} << 20;
inline constexpr int kMaxPromptJsonDepth = 128;

struct PromptJson {
    enum class Kind : uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

    Kind kind = Kind::kNull;
    std::string text;               // kString: decoded; kNumber: as it will be written
    std::vector<std::string> keys;  // kObject: distinct, one for each item
    std::vector<PromptJson> items;  // kArray, kObject

    static PromptJson string(std::string_view text);
    static PromptJson object() { return {Kind::kObject, {}, {}, {}}; }
    static PromptJson array() { return {Kind::kArray, {}, {}, {}}; }

    void add(std::string_view key, PromptJson value);  // kObject, a new key
    const PromptJson* find(std::string_view key) const;
    bool is(Kind other) const { return kind == other; }
};

// Strict JSON (RFC 8259) plus NaN, Infinity and -Infinity. Of equal keys the last value wins, at
// the place of the first. Errors tell the byte, `out_error_at` too if it is wanted.
Result<PromptJson> parse_prompt_json(std::string_view text, size_t* out_error_at = nullptr);

// The value that `text` is, or the string `text` when it is not JSON.
PromptJson parse_or_keep(std::string_view text);

std::string write_prompt_json(const PromptJson& value);

}  // namespace minstrel
