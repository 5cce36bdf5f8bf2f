// What the chat template of a model's files says about the form of its conversations. A template is
// a program, and is never run: one that has been published is told by its digest, another looked at
// for the marks that all of Mistral's forms have. Stateless; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace minstrel {

struct ChatTemplate {
    enum class Kind : uint8_t {
        kNone,     // the files have none
        kKnown,    // by its digest, or a converter wrote its name instead
        kUnknown,  // it has Mistral's marks
        kForeign   // it has none of them: made for another form of conversation
    };

    Kind kind = Kind::kNone;
    // Which versions write conversations so, as far as the template goes: one without functions
    // often is right for several. 0 unless it is known.
    uint8_t first_version = 0;
    uint8_t last_version = 0;
    bool is_name = false;  // not a program but a version's name, which states it

    bool fits(int version) const { return first_version <= version && version <= last_version; }
};

ChatTemplate recognise_chat_template(std::string_view text);

}  // namespace minstrel
