// The terminal: lines in, coloured text out, Ctrl-C. Everything the player reads goes through here.
// Colours and hints appear only when standard output is a terminal; the transcript is the same.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace tavern {

enum class Colour { kPlayer, kCharacter, kHint };

class Terminal {
  public:
    Terminal();

    // Lines come from this file instead of standard input.
    bool open_script(const std::string& path);

    // True when a person types the lines, which then need no echo.
    bool interactive() const { return interactive_; }

    // False at the end of the input. Strips the line's end and surrounding blanks.
    bool read_line(std::string_view prompt, std::string& line);

    void write(std::string_view text);
    void write(Colour colour, std::string_view text);
    // Text of a model: control characters, which could steer a terminal, become blanks.
    void write_untrusted(std::string_view text);
    // For people only: not part of a transcript.
    void hint(std::string_view text);

    // From here on the first Ctrl-C only makes `interrupted` true; the next one ends the program.
    void arm_interrupt();
    bool interrupted() const;

  private:
    bool interactive_;
    bool colours_;
    std::ifstream script_;
};

// Errors and progress belong on standard error, so that the transcript stays clean.
void complain(std::string_view text);

}  // namespace tavern
