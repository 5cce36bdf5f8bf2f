// The measuring behind `minstrel bench`: a number of sessions that work at the same time, polled as
// a game would. Used by one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bindings/cli/host.h"

namespace minstrel::cli {

// Two halves of one measurement: reading prompts, then speaking.
struct BenchRow {
    uint32_t sessions = 0;
    double prompt_tokens = 0;    // of one prompt, on average
    double prefill_rate = 0;     // prompt tokens per second, all sessions together
    double first_token_p50 = 0;  // ms from submit to the first token, all sessions at once
    double first_token_p99 = 0;
    double decode_rate = 0;  // tokens per second, all sessions together
    double poll_p50 = 0;     // us that mst_engine_poll took
    double poll_p99 = 0;
};

// How long it takes until a request that is cancelled while its prompt is read has ended, in ms.
struct CancelTimes {
    uint32_t count = 0;
    double prompt_tokens = 0;
    double p50 = 0;
    double p99 = 0;
    double largest = 0;
};

// Order statistic of a non-empty list, which is sorted by it.
double percentile(std::vector<double>& values, double share);

class BenchRun {
  public:
    BenchRun(const Host& host, uint32_t prompt_tokens, uint32_t answer_tokens)
        : host_(host), prompt_tokens_(prompt_tokens), answer_tokens_(answer_tokens) {}

    // Finds out how many words make a prompt of the wanted length.
    bool calibrate(std::string& error);
    bool measure(uint32_t sessions, BenchRow& row, std::string& error);
    // Cancels `count` requests at moments that are spread evenly over the reading of a prompt.
    bool measure_cancel(uint32_t count, CancelTimes& times, std::string& error);

  private:
    // How one request of a round ended.
    struct Answer {
        uint64_t submit_ns = 0;
        uint64_t end_ns = 0;
        uint64_t first_token_ns = 0;  // after submit
        uint64_t tokens = 0;
        uint64_t prompt_tokens = 0;
    };

    // One request in each of `sessions` new sessions, all at once.
    bool run_round(uint32_t sessions, uint32_t words, uint32_t max_tokens,
                   std::vector<Answer>& answers, std::string& error);
    bool submit(mst_session session, uint32_t words, uint32_t max_tokens, Answer& answer,
                std::string& error);
    bool collect(size_t count, std::string& error);
    bool cancel_after(double seconds, double& latency_ms, std::string& error);
    bool measure_prefill(BenchRow& row, std::string& error);
    bool measure_decode(BenchRow& row, std::string& error);

    const Host& host_;
    uint32_t prompt_tokens_;
    uint32_t answer_tokens_;
    uint32_t prompt_words_ = 1;
    uint64_t round_ = 0;
    std::vector<double> poll_us_;
};

}  // namespace minstrel::cli
