// Words for people: error lines, sizes and durations, a progress bar. Results go to standard
// output, everything here but `printable` to standard error.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace minstrel::cli {

// As printf, into a string.
[[gnu::format(printf, 1, 2)]] std::string format(const char* format, ...);

// One line: "minstrel: ...".
void complain(std::string_view text);

std::string format_bytes(uint64_t bytes);    // "1.5 MiB"
std::string format_seconds(double seconds);  // "0:07", "1:02:03"

// Text of a model for a terminal: control characters, which could steer it, become blanks.
std::string printable(std::string_view text);

// A line on standard error that shows how far something is. Silent unless that is a terminal.
class ProgressBar {
  public:
    explicit ProgressBar(std::string label);
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void update(uint64_t done_bytes, uint64_t total_bytes);
    void clear();

  private:
    using Clock = std::chrono::steady_clock;

    std::string label_;
    bool shown_;
    bool drawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point next_ = start_;
};

}  // namespace minstrel::cli
