// The form that a situation asks its answer in, as a game that reads the answer would hold it to.
#pragma once

#include <string>

#include "samples/tavern/evaluation/situation.h"

namespace tavern {

// A JSON schema; empty when the situation asks for words.
std::string answer_form(const Situation& situation);

}  // namespace tavern
