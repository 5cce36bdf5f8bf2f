// SplitPattern: cuts a text into the pieces that a tekken vocabulary encodes one by one. The only
// place that knows the PCRE2 library. Immutable; any thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/core/tekken_pattern.h"

struct pcre2_real_code_8;

namespace minstrel {

class SplitPattern {
  public:
    // The pattern as all of Mistral's files state it. It matches at every place, and each match
    // costs time that is linear in its length.
    static constexpr std::string_view kText = kTekkenPattern;

    static Result<SplitPattern> make();

    // Cuts `text` (valid UTF-8) into pieces that are all of it. Replaces what `out` holds.
    Status split(std::string_view text, std::vector<std::string_view>& out) const;

  private:
    struct Free {
        void operator()(pcre2_real_code_8* code) const;
    };
    std::unique_ptr<pcre2_real_code_8, Free> code_;
};

}  // namespace minstrel
