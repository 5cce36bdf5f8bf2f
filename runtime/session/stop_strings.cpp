#include "runtime/session/stop_strings.h"

#include <algorithm>

namespace minstrel {

// Length of the longest tail of held_ that is a proper beginning of a stop string.
size_t StopStrings::held_prefix_length() const {
    const std::string_view held = held_;
    size_t longest = 0;
    for (const std::string_view stop : stops_) {
        for (size_t n = std::min(held.size(), stop.size() - 1); n > longest; --n) {
            if (held.substr(held.size() - n) == stop.substr(0, n)) {
                longest = n;
                break;
            }
        }
    }
    return longest;
}

bool StopStrings::feed(std::string_view text, std::string& out) {
    held_ += text;
    size_t first = std::string::npos;
    for (const std::string& stop : stops_) first = std::min(first, held_.find(stop));
    if (first != std::string::npos) {
        out.append(held_, 0, first);
        held_.clear();
        return true;
    }
    const size_t safe = held_.size() - held_prefix_length();
    out.append(held_, 0, safe);
    held_.erase(0, safe);
    return false;
}

void StopStrings::flush(std::string& out) {
    out += held_;
    held_.clear();
}

}  // namespace minstrel
