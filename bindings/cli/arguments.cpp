#include "bindings/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "bindings/cli/console.h"

namespace minstrel::cli {
namespace {

template <typename Number>
std::optional<Number> parse_complete(std::string_view text) {
    Number value{};
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

void print_column(const std::string& left, const std::string& right) {
    std::printf("  %-24s %s\n", left.c_str(), right.c_str());
}

}  // namespace

std::optional<uint64_t> parse_number(std::string_view text) {
    return parse_complete<uint64_t>(text);
}

std::optional<double> parse_real(std::string_view text) {
    return parse_complete<double>(text);
}

bool Arguments::Option::is_called(std::string_view name) const {
    std::string_view rest = names;
    while (!rest.empty()) {
        size_t comma = std::min(rest.find(','), rest.size());
        if (rest.substr(0, comma) == name) return true;
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return false;
}

void Arguments::positional(std::string name, std::string help, std::string& target) {
    positionals_.push_back({std::move(name), std::move(help), &target});
}

void Arguments::custom(std::string names, std::string placeholder, std::string help,
                       std::function<std::string(std::string_view)> accept) {
    options_.push_back(
        {std::move(names), std::move(placeholder), std::move(help), std::move(accept)});
}

void Arguments::flag(std::string names, std::string help, bool& target) {
    custom(std::move(names), "", std::move(help), [&target](std::string_view) {
        target = true;
        return std::string();
    });
}

void Arguments::text(std::string names, std::string placeholder, std::string help,
                     std::string& target) {
    custom(std::move(names), std::move(placeholder), std::move(help),
           [&target](std::string_view value) {
               target = value;
               return std::string(value.empty() ? "a value" : "");
           });
}

void Arguments::number(std::string names, std::string help, uint64_t low, uint64_t high,
                       uint64_t& target) {
    custom(std::move(names), "N", std::move(help), [&target, low, high](std::string_view value) {
        auto number = parse_number(value);
        if (!number || *number < low || *number > high) {
            return format("a whole number from %llu to %llu", static_cast<unsigned long long>(low),
                          static_cast<unsigned long long>(high));
        }
        target = *number;
        return std::string();
    });
}

void Arguments::real(std::string names, std::string help, double low, double high, double& target) {
    custom(std::move(names), "X", std::move(help), [&target, low, high](std::string_view value) {
        auto number = parse_real(value);
        if (!number || !(*number >= low && *number <= high)) {
            return format("a number from %g to %g", low, high);
        }
        target = *number;
        return std::string();
    });
}

void Arguments::rest(std::string name, std::string help, std::vector<std::string>& target) {
    rest_name_ = std::move(name);
    rest_help_ = std::move(help);
    rest_ = &target;
}

std::optional<ExitCode> Arguments::parse(std::span<char* const> arguments) {
    size_t taken = 0;
    bool options_end = false;
    for (size_t i = 0; i < arguments.size(); ++i) {
        std::string_view argument = arguments[i];
        if (!options_end && argument == "--") {
            options_end = true;
        } else if (!options_end && argument.size() > 1 && argument.front() == '-') {
            if (auto code = take_option(arguments, i)) return code;
        } else if (taken < positionals_.size()) {
            *positionals_[taken++].target = argument;
        } else if (rest_ != nullptr) {
            rest_->emplace_back(argument);
        } else {
            return wrong("unexpected argument '" + std::string(argument) + "'");
        }
    }
    if (taken < positionals_.size()) return wrong(positionals_[taken].name + " is missing");
    return std::nullopt;
}

std::optional<ExitCode> Arguments::take_option(std::span<char* const> arguments, size_t& index) {
    std::string_view argument = arguments[index];
    std::string_view name = argument.substr(0, argument.find('='));
    bool attached = name.size() < argument.size();  // --name=value
    if (argument == "--help" || argument == "-h") {
        print_help();
        return kSuccess;
    }
    for (const Option& option : options_) {
        if (!option.is_called(name)) continue;
        std::string shown(name);
        if (option.placeholder.empty()) {
            if (attached) return wrong(shown + " takes no value");
            option.accept({});
            return std::nullopt;
        }
        if (!attached && index + 1 == arguments.size()) return wrong(shown + " needs a value");
        std::string_view value = attached ? argument.substr(name.size() + 1) : arguments[++index];
        std::string needed = option.accept(value);
        if (needed.empty()) return std::nullopt;
        return wrong(format("%s needs %s, not '%.*s'", shown.c_str(), needed.c_str(),
                            static_cast<int>(value.size()), value.data()));
    }
    return wrong("unknown option '" + std::string(name) + "'");
}

ExitCode Arguments::wrong(const std::string& what) const {
    complain(what + "; see minstrel " + command_ + " --help");
    return kWrongUsage;
}

void Arguments::print_help() const {
    std::printf("usage: minstrel %s", command_.c_str());
    for (const Positional& positional : positionals_) std::printf(" %s", positional.name.c_str());
    if (rest_ != nullptr) std::printf(" [%s]...", rest_name_.c_str());
    std::printf(" [OPTION]...\n\n%s\n\n", summary_.c_str());
    for (const Positional& positional : positionals_) {
        print_column(positional.name, positional.help);
    }
    if (rest_ != nullptr) print_column(rest_name_, rest_help_);
    for (const Option& option : options_) {
        std::string left = option.names;
        if (!option.placeholder.empty()) left += " " + option.placeholder;
        print_column(left, option.help);
    }
    print_column("--help", "this text");
}

}  // namespace minstrel::cli
