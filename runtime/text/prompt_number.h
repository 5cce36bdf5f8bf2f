// Numbers of prompt_json.h: their extent in a text and the form in which a prompt shows them.
// Independent of the locale. Stateless; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace minstrel {

// Length of the JSON number (or NaN, Infinity, -Infinity) that `text` begins with, 0 for none.
size_t prompt_number_length(std::string_view text);

// `number` is one whole number as above. Integers keep their digits; others become the shortest
// form that reads back as the same float64, written as Python writes it: 21.5, 1000.0, 1e+16.
std::string canonical_prompt_number(std::string_view number);

}  // namespace minstrel
