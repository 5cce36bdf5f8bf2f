// What a run says about functions: how often the model calls when it should and does not when it
// should not, and every call for a validator that knows nothing of the library.
#pragma once

#include <cstddef>
#include <ostream>

#include "samples/tavern/evaluation/judge.h"
#include "samples/tavern/evaluation/replies.h"
#include "samples/tavern/evaluation/situation.h"

namespace tavern {

class CallShares {
  public:
    void add(const Situation& situation, const Reply& reply, const Verdict& verdict);
    void print() const;

  private:
    struct Share {
        size_t number = 0;
        size_t good = 0;
    };
    static void print(const char* what, const Share& share);

    Share due_;      // a call is due: the right one with the right arguments
    Share not_due_;  // functions are offered and none is due: none is called
    Share results_;  // the newest message is a result: the reply says what is in it
};

// One JSON object a line: {"id", "name", "arguments", "parameters"}; the arguments are a string,
// to the byte as the game got them, the parameters what the game had offered.
void write_calls(std::ostream& file, const Situation& situation, const Reply& reply,
                 const ReplySettings& settings);

}  // namespace tavern
