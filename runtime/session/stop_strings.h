// StopStrings: lets text pass until one of the stop strings is complete, and holds back what may
// be the beginning of one, so that no part of a stop string reaches the host. One per request.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace minstrel {

class StopStrings {
  public:
    explicit StopStrings(std::vector<std::string> stops) : stops_(std::move(stops)) {}

    // Appends to `out` what of the text so far is safe to show. True when a stop string is
    // complete; what stood before it has then been appended.
    bool feed(std::string_view text, std::string& out);
    // The text ended without a stop string: appends what was held back.
    void flush(std::string& out);

  private:
    size_t held_prefix_length() const;

    std::vector<std::string> stops_;
    std::string held_;
};

}  // namespace minstrel
