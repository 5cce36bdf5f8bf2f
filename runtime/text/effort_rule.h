// What a tokenizer file says about the setting "reasoning_effort" of its model. A value; any
// thread.
#pragma once

#include <string>
#include <vector>

namespace minstrel {

struct EffortRule {
    std::vector<std::string> values;
    std::string fallback;      // when a request says nothing; empty = neither does the prompt
    bool accepts_none = true;  // a request may say nothing
};

}  // namespace minstrel
