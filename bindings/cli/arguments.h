// The arguments of one subcommand: declares them, reads them, prints their help. A value is written
// to the variable given at the declaration, whose value before is the default.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minstrel::cli {

enum ExitCode { kSuccess = 0, kFailure = 1, kWrongUsage = 2 };

class Arguments {
  public:
    Arguments(std::string command, std::string summary)
        : command_(std::move(command)), summary_(std::move(summary)) {}

    // All positional arguments are required and come in the order of declaration.
    void positional(std::string name, std::string help, std::string& target);
    // Any number of further ones.
    void rest(std::string name, std::string help, std::vector<std::string>& target);

    // Names are given as "--threads" or "-o,--output".
    void flag(std::string names, std::string help, bool& target);
    void text(std::string names, std::string placeholder, std::string help, std::string& target);
    void number(std::string names, std::string help, uint64_t low, uint64_t high, uint64_t& target);
    void real(std::string names, std::string help, double low, double high, double& target);
    // `accept` stores a valid value and returns an empty text, or returns what is needed instead.
    void custom(std::string names, std::string placeholder, std::string help,
                std::function<std::string(std::string_view)> accept);

    // Nothing when the command shall run; otherwise help or an error was printed and this is the
    // exit code.
    std::optional<ExitCode> parse(std::span<char* const> arguments);

  private:
    struct Option {
        std::string names;
        std::string placeholder;  // empty: a flag
        std::string help;
        std::function<std::string(std::string_view)> accept;

        bool is_called(std::string_view name) const;
    };
    struct Positional {
        std::string name;
        std::string help;
        std::string* target;
    };

    std::optional<ExitCode> take_option(std::span<char* const> arguments, size_t& index);
    ExitCode wrong(const std::string& what) const;
    void print_help() const;

    std::string command_;
    std::string summary_;
    std::vector<Positional> positionals_;
    std::string rest_name_, rest_help_;
    std::vector<std::string>* rest_ = nullptr;
    std::vector<Option> options_;
};

// Decimal numbers, complete or not at all.
std::optional<uint64_t> parse_number(std::string_view text);
std::optional<double> parse_real(std::string_view text);

}  // namespace minstrel::cli
