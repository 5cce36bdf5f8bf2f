// Judges a reply: faithful when it names nothing that the prompt does not have, right when it also
// says what the situation asks for, endless when it goes round in circles.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "samples/tavern/evaluation/situation.h"

namespace tavern {

struct Call {
    std::string name;
    std::string arguments;  // JSON, to the byte as the game got it
};

struct Reply {
    std::string text;
    std::vector<Call> calls;
    bool cut_off = false;  // it reached the longest length
    std::string failure;   // why there is no reply
};

struct Verdict {
    bool faithful = false;
    bool right = false;
    bool endless = false;
    std::vector<std::string> reasons;  // against it
};

// Whether `phrase` stands in `text` as whole words, whatever the case.
bool contains_phrase(std::string_view text, std::string_view phrase);

// Whether up to twelve words are said three times in a row (a single one seven times), or the text
// was cut off.
bool is_endless(const Reply& reply);

// `item_names`: all item words of the world, lower case.
Verdict judge(const Situation& situation, const Reply& reply,
              const std::vector<std::string>& item_names);

}  // namespace tavern
