#include "bindings/cli/console.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

namespace minstrel::cli {

std::string format(const char* format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = std::vsnprintf(nullptr, 0, format, arguments);
    va_end(arguments);
    std::string text(static_cast<size_t>(std::max(length, 0)), '\0');
    std::vsnprintf(text.data(), text.size() + 1, format, again);
    va_end(again);
    return text;
}

void complain(std::string_view text) {
    std::string line = printable(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::fprintf(stderr, "minstrel: %s\n", line.c_str());
}

std::string format_bytes(uint64_t bytes) {
    constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) return format("%u bytes", static_cast<unsigned>(bytes));
    double size = static_cast<double>(bytes) / 1024;
    size_t unit = 0;
    while (size >= 1024 && unit + 1 < kUnits.size()) {
        size /= 1024;
        ++unit;
    }
    return format(size < 10 ? "%.2f %s" : "%.1f %s", size, kUnits[unit]);
}

std::string format_seconds(double seconds) {
    auto whole = static_cast<unsigned long long>(std::clamp(seconds + 0.5, 0.0, 3.6e8));
    unsigned long long hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
    if (hours > 0) return format("%llu:%02llu:%02llu", hours, minutes, rest);
    return format("%llu:%02llu", minutes, rest);
}

std::string printable(std::string_view text) {
    std::string clean(text);
    for (size_t i = 0; i < clean.size(); ++i) {
        auto byte = static_cast<unsigned char>(clean[i]);
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) clean[i] = ' ';
        // U+0080 to U+009F are control characters of two bytes.
        if (byte == 0xc2 && i + 1 < clean.size() &&
            static_cast<unsigned char>(clean[i + 1]) < 0xa0) {
            clean[i] = clean[i + 1] = ' ';
        }
    }
    return clean;
}

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)), shown_(isatty(STDERR_FILENO) != 0) {}

void ProgressBar::update(uint64_t done_bytes, uint64_t total_bytes) {
    constexpr int kWidth = 30;
    constexpr std::chrono::milliseconds kInterval(100);
    const Clock::time_point now = Clock::now();
    if (!shown_ || total_bytes == 0 || now < next_) return;
    next_ = now + kInterval;
    const double share =
        std::min(1.0, static_cast<double>(done_bytes) / static_cast<double>(total_bytes));
    const double spent = std::chrono::duration<double>(now - start_).count();
    std::string line = label_ + " [";
    line.append(static_cast<size_t>(share * kWidth), '#');
    line.append(static_cast<size_t>(kWidth) - static_cast<size_t>(share * kWidth), ' ');
    line += format("] %3.0f %%  %s of %s", share * 100, format_bytes(done_bytes).c_str(),
                   format_bytes(total_bytes).c_str());
    if (share > 0.01 && spent > 1.0) {
        line += ", " + format_seconds(spent / share - spent) + " left";
    }
    std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
    std::fflush(stderr);
    drawn_ = true;
}

void ProgressBar::clear() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
    drawn_ = false;
}

}  // namespace minstrel::cli
