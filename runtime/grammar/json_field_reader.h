// JsonFieldReader: the value at one place of a JSON text, while the text is being written. A string
// comes decoded, any other value as it is spelled. Owned by whoever reads; its thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

// Reads the inside of a JSON string.
class JsonStringDecoder {
  public:
    // The byte after the opening quote, and so on. True: it was the closing quote. Half of a pair
    // of surrogates alone is U+FFFD.
    bool feed(char c, std::string& out);

  private:
    enum class State : uint8_t { kPlain, kEscape, kHex };

    void take_unit(uint32_t unit, std::string& out);
    void end_pair(std::string& out);

    State state_ = State::kPlain;
    uint32_t unit_ = 0;
    uint32_t digits_ = 0;
    uint32_t high_ = 0;  // first half of a pair; 0 = none
};

class JsonFieldReader {
  public:
    // `pointer` is a JSON pointer (RFC 6901) to something inside the text: "/speech", "/lines/0".
    // Errors: kInvalidArgument.
    static Result<JsonFieldReader> make(std::string_view pointer);

    // The next bytes of the text; what is new of the value is appended. True once the value is
    // complete, and only then. Text that is no JSON has no value from there on.
    bool feed(std::string_view text, std::string& out);
    // The text ends here. True when that completes the value.
    bool finish();
    void restart();

  private:
    enum class State : uint8_t {
        kValue,   // a value begins
        kKey,     // a key, or the end of an object, begins
        kInKey,   // inside a key
        kColon,   // behind a key
        kBehind,  // behind a value
        kSkip,    // inside a value that is not asked for
        kString,  // inside the string that is asked for
        kOther,   // inside another value that is asked for
        kOver,    // nothing more to find
    };
    struct Level {
        bool is_array = false;
        uint32_t index = 0;
    };

    explicit JsonFieldReader(std::vector<std::string> path) : path_(std::move(path)) {}

    bool take(char c, std::string& out);
    void begin_value(char c, std::string& out);
    void begin_key(char c);
    bool skim(char c, std::string* out);
    void end_value(char c);
    void enter(bool is_array);
    void leave();
    bool index_matches() const;

    std::vector<std::string> path_;
    State state_ = State::kValue;
    std::vector<Level> levels_;  // containers on the way to the value, the outermost first
    bool on_way_ = true;         // the next value is the one asked for or holds it
    std::string key_;
    JsonStringDecoder decoder_;
    // Of a value that is skipped or spelled out.
    uint32_t depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
    bool is_scalar_ = false;
};

}  // namespace minstrel
