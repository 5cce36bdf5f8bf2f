// RuleCaptures: what single rules of a grammar match in a text, while the text is being written.
// Text is handed on as soon as no reading of what is there disagrees about it; where a text can be
// read in several ways for good, rules are read as long as they can be. Owned by a request; its
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/automaton.h"
#include "runtime/grammar/grammar.h"

namespace minstrel {

// New text of one capture. A rule inside itself counts once.
struct CapturePiece {
    uint32_t rule = 0;        // its number in the list
    uint32_t occurrence = 0;  // of the rule in the text, from 0
    std::string text;         // may be empty in the last piece
    bool ended = false;       // the last piece
};

class RuleCaptures {
  public:
    // Errors: those of mark_captures().
    static Result<RuleCaptures> make(const Grammar& grammar, std::span<const std::string> rules);

    // The next bytes of the text. Text that leaves the grammar has no captures from there on.
    // kLimitReached: the work of the grammar's limits was not enough.
    Status feed(std::string_view text, std::vector<CapturePiece>& out);
    // The text ends here.
    void finish(std::vector<CapturePiece>& out);
    // A new text. Occurrences go on counting.
    Status restart();

  private:
    // A mark behind byte `offset` of the text.
    struct Mark {
        uint64_t offset = 0;
        uint32_t rule = 0;
        bool opens = false;
        bool operator==(const Mark&) const = default;
    };
    // One way to read the text so far: where it stands, and the marks that are not agreed upon.
    struct Reading {
        Position at = GrammarAutomaton::kDead;
        std::vector<Mark> marks;
    };
    struct Capture {
        uint32_t depth = 0;  // how often it is open
        uint32_t count = 0;  // occurrences so far
    };

    RuleCaptures(GrammarPtr marked, size_t rules);

    void step(uint8_t byte);
    void follow_marks();
    void add(Position at, const std::vector<Mark>& marks);
    void agree(std::vector<CapturePiece>& out);
    void pass(const Mark& mark, std::vector<CapturePiece>& out);
    void hand_over(uint64_t end, std::vector<CapturePiece>& out);

    std::unique_ptr<GrammarAutomaton> automaton_;
    std::vector<Reading> readings_;  // the best first; no two at one position
    std::vector<Reading> before_;    // those of the last byte
    std::vector<Capture> captures_;  // by rule
    std::string kept_;               // text from `begin_` on
    uint64_t begin_ = 0;             // what lies before has been handed over
    uint64_t end_ = 0;
};

}  // namespace minstrel
