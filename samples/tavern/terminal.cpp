#include "samples/tavern/terminal.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

namespace tavern {
namespace {

// A signal handler can reach nothing but a variable of the whole program.
volatile std::sig_atomic_t interrupt_seen = 0;  // NOLINT(*-avoid-non-const-global-variables)

void on_interrupt(int) {
    interrupt_seen = 1;
}

constexpr std::string_view kBlank = " \t\r\n";

std::string_view escape(Colour colour) {
    switch (colour) {
        case Colour::kPlayer:
            return "\x1b[32m";
        case Colour::kCharacter:
            return "\x1b[33m";
        case Colour::kHint:
            return "\x1b[2m";
    }
    return "";
}

// Control characters become blanks.
std::string clean(std::string_view text) {
    std::string result(text);
    for (size_t i = 0; i < result.size(); ++i) {
        auto byte = static_cast<unsigned char>(result[i]);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7f) result[i] = ' ';
        // U+0080 to U+009F are control characters of two bytes.
        if (byte == 0xc2 && i + 1 < result.size() &&
            static_cast<unsigned char>(result[i + 1]) < 0xa0) {
            result[i] = result[i + 1] = ' ';
        }
    }
    return result;
}

}  // namespace

Terminal::Terminal()
    : interactive_(isatty(STDIN_FILENO) != 0), colours_(isatty(STDOUT_FILENO) != 0) {}

bool Terminal::open_script(const std::string& path) {
    interactive_ = false;
    script_.open(path);
    std::error_code unused;
    return script_.is_open() && !std::filesystem::is_directory(path, unused);
}

bool Terminal::read_line(std::string_view prompt, std::string& line) {
    if (interactive_) write(Colour::kPlayer, prompt);
    std::istream& input = script_.is_open() ? static_cast<std::istream&>(script_) : std::cin;
    if (!std::getline(input, line)) {
        if (interactive_) write("\n");
        return false;
    }
    line.erase(line.find_last_not_of(kBlank) + 1);
    line.erase(0, line.find_first_not_of(kBlank));
    return true;
}

void Terminal::write(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void Terminal::write(Colour colour, std::string_view text) {
    if (!colours_) return write(text);
    write(std::string(escape(colour)) + std::string(text) + "\x1b[0m");
}

void Terminal::write_untrusted(std::string_view text) {
    write(clean(text));
}

void Terminal::hint(std::string_view text) {
    if (interactive_) write(Colour::kHint, std::string(text) + "\n");
}

void Terminal::arm_interrupt() {
    interrupt_seen = 0;
    struct sigaction action = {};
    action.sa_handler = on_interrupt;
    sigemptyset(&action.sa_mask);
    // After one signal the default action is back, and that ends the program.
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, nullptr);
}

bool Terminal::interrupted() const {
    return interrupt_seen != 0;
}

void complain(std::string_view text) {
    std::cerr << "tavern: " << clean(text) << '\n';
}

}  // namespace tavern
