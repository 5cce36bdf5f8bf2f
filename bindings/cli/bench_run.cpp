#include "bindings/cli/bench_run.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <thread>

namespace minstrel::cli {
namespace {

using std::chrono::steady_clock;

constexpr uint32_t kEventCapacity = 64;
constexpr std::chrono::milliseconds kPollInterval(2);
// Rounds go on until so many requests were measured for at least so long; with slow models fewer.
constexpr uint32_t kSamples = 16;
constexpr double kEnoughSeconds = 0.4;
constexpr double kPatienceSeconds = 4.0;
// Drawn almost evenly from the whole vocabulary, an answer hardly ever ends before its limit.
constexpr float kTemperature = 10.0F;

uint64_t now_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(steady_clock::now().time_since_epoch()).count());
}

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

bool is_measured(size_t samples, steady_clock::time_point start) {
    const double seconds = seconds_since(start);
    return (samples >= kSamples && seconds >= kEnoughSeconds) || seconds > kPatienceSeconds;
}

// Different from its first word on, so that no prompt is a part of another.
std::string make_prompt(uint64_t number, uint32_t words) {
    constexpr std::array kWords = {"stone", "river", "bread", "night", "horse", "green", "tower"};
    std::string text = std::to_string(number);
    for (uint32_t i = 0; i < words; ++i) {
        text += ' ';
        text += kWords[(number + i) % kWords.size()];
    }
    return text;
}

}  // namespace

double percentile(std::vector<double>& values, double share) {
    std::sort(values.begin(), values.end());
    auto index = static_cast<size_t>(share * static_cast<double>(values.size()));
    return values[std::min(index, values.size() - 1)];
}

bool BenchRun::calibrate(std::string& error) {
    constexpr uint32_t kFew = 14, kMany = 42;
    std::vector<Answer> few, many;
    if (!run_round(1, kFew, 1, few, error) || !run_round(1, kMany, 1, many, error)) return false;
    const double slope =
        (static_cast<double>(many[0].prompt_tokens) - static_cast<double>(few[0].prompt_tokens)) /
        (kMany - kFew);
    const double base = static_cast<double>(few[0].prompt_tokens) - slope * kFew;
    const double words = std::round((prompt_tokens_ - base) / std::max(slope, 0.1));
    prompt_words_ = static_cast<uint32_t>(std::max(words, 1.0));
    return true;
}

bool BenchRun::measure(uint32_t sessions, BenchRow& row, std::string& error) {
    row.sessions = sessions;
    poll_us_.clear();
    if (!measure_prefill(row, error) || !measure_decode(row, error)) return false;
    row.poll_p50 = percentile(poll_us_, 0.50);
    row.poll_p99 = percentile(poll_us_, 0.99);
    return true;
}

bool BenchRun::measure_prefill(BenchRow& row, std::string& error) {
    std::vector<double> latencies_ms;
    double tokens = 0, seconds = 0;
    const auto start = steady_clock::now();
    while (!is_measured(latencies_ms.size(), start)) {
        std::vector<Answer> answers;
        if (!run_round(row.sessions, prompt_words_, 1, answers, error)) return false;
        uint64_t first = UINT64_MAX, last = 0;
        for (const Answer& answer : answers) {
            tokens += static_cast<double>(answer.prompt_tokens);
            latencies_ms.push_back(static_cast<double>(answer.first_token_ns) / 1e6);
            first = std::min(first, answer.submit_ns);
            last = std::max(last, answer.submit_ns + answer.first_token_ns);
        }
        seconds += static_cast<double>(last - first) / 1e9;
    }
    row.prompt_tokens = tokens / static_cast<double>(latencies_ms.size());
    row.prefill_rate = tokens / seconds;
    row.first_token_p50 = percentile(latencies_ms, 0.50);
    row.first_token_p99 = percentile(latencies_ms, 0.99);
    return true;
}

// Sessions speak side by side, so the rate of all is the sum of each one's rate between its first
// and its last token.
bool BenchRun::measure_decode(BenchRow& row, std::string& error) {
    uint32_t rounds = 0, samples = 0;
    double rate = 0;
    const auto start = steady_clock::now();
    while (!is_measured(samples, start)) {
        std::vector<Answer> answers;
        if (!run_round(row.sessions, 1, answer_tokens_, answers, error)) return false;
        for (const Answer& answer : answers) {
            const uint64_t begin_ns = answer.submit_ns + answer.first_token_ns;
            if (answer.tokens < 2 || answer.end_ns <= begin_ns) continue;
            rate += static_cast<double>(answer.tokens - 1) * 1e9 /
                    static_cast<double>(answer.end_ns - begin_ns);
        }
        rounds += 1;
        samples += row.sessions;
    }
    row.decode_rate = rate / rounds;
    if (rate > 0) return true;
    error = "all answers ended after one token, so the speed of speaking cannot be measured";
    return false;
}

bool BenchRun::measure_cancel(uint32_t count, CancelTimes& times, std::string& error) {
    std::vector<Answer> answers;
    if (!run_round(1, prompt_words_, 1, answers, error)) return false;
    const double whole = static_cast<double>(answers[0].first_token_ns) / 1e9;
    std::vector<double> latencies;
    for (uint32_t i = 0; i < count; ++i) {
        double latency_ms = -1;
        if (!cancel_after(whole * (i + 0.5) / count, latency_ms, error)) return false;
        if (latency_ms >= 0) latencies.push_back(latency_ms);
    }
    if (latencies.empty()) {
        error = "every prompt was read before it could be cancelled";
        return false;
    }
    times.count = static_cast<uint32_t>(latencies.size());
    times.prompt_tokens = static_cast<double>(answers[0].prompt_tokens);
    times.p50 = percentile(latencies, 0.50);
    times.p99 = percentile(latencies, 0.99);
    times.largest = latencies.back();
    return true;
}

// The latency stays what it is when the request was over before.
bool BenchRun::cancel_after(double seconds, double& latency_ms, std::string& error) {
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = host_.model();
    mst_session session;
    if (MST_FAILED(mst_session_create(host_.engine(), &desc, &session))) {
        error = last_error();
        return false;
    }
    const std::string prompt = make_prompt(round_++, prompt_words_);
    mst_request_desc request_desc = MST_REQUEST_DESC_INIT;
    request_desc.text = view(prompt);
    request_desc.max_tokens = 1;
    mst_request request;
    bool good = !MST_FAILED(mst_request_submit(host_.engine(), session, &request_desc, &request));
    if (good) std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    const uint64_t begin_ns = now_ns();
    if (good) (void)mst_request_cancel(host_.engine(), request);
    for (bool over = false; good && !over;) {
        mst_event event;
        uint32_t taken = 0;
        good = !MST_FAILED(mst_engine_wait(host_.engine(), UINT64_MAX, &event, 1, &taken));
        if (!good || taken == 0 || event.request.id != request.id) continue;
        over = event.type == MST_EVENT_CANCELLED || event.type == MST_EVENT_DONE ||
               event.type == MST_EVENT_FAILED;
        if (event.type == MST_EVENT_CANCELLED) {
            latency_ms = static_cast<double>(now_ns() - begin_ns) / 1e6;
        }
    }
    if (!good) error = last_error();
    (void)mst_session_destroy(host_.engine(), session);
    return good;
}

bool BenchRun::run_round(uint32_t sessions, uint32_t words, uint32_t max_tokens,
                         std::vector<Answer>& answers, std::string& error) {
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = kTemperature;
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = host_.model();
    desc.sampling = &sampling;

    answers.assign(sessions, {});
    std::vector<mst_session> created(sessions, mst_session{0});
    bool good = true;
    const std::vector<mst_adapter>& adapters = host_.adapters();
    for (uint32_t i = 0; i < sessions && good; ++i) {
        if (!adapters.empty()) desc.adapter = adapters[i % adapters.size()];
        good = !MST_FAILED(mst_session_create(host_.engine(), &desc, &created[i]));
        if (!good) error = last_error();
    }
    for (uint32_t i = 0; i < sessions && good; ++i) {
        good = submit(created[i], words, max_tokens, answers[i], error);
    }
    good = good && collect(sessions, error);
    for (mst_session session : created) (void)mst_session_destroy(host_.engine(), session);
    return good;
}

bool BenchRun::submit(mst_session session, uint32_t words, uint32_t max_tokens, Answer& answer,
                      std::string& error) {
    const std::string prompt = make_prompt(round_++, words);
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = view(prompt);
    desc.max_tokens = max_tokens;
    desc.user_data = &answer;
    mst_request request;
    answer.submit_ns = now_ns();
    if (!MST_FAILED(mst_request_submit(host_.engine(), session, &desc, &request))) return true;
    error = last_error();
    return false;
}

// Polls as a game does until `count` requests are over.
bool BenchRun::collect(size_t count, std::string& error) {
    while (count > 0) {
        std::array<mst_event, kEventCapacity> events;
        uint32_t taken = 0;
        const uint64_t before = now_ns();
        const mst_result result =
            mst_engine_poll(host_.engine(), events.data(), kEventCapacity, &taken);
        poll_us_.push_back(static_cast<double>(now_ns() - before) / 1e3);
        if (MST_FAILED(result)) {
            error = last_error();
            return false;
        }
        for (uint32_t i = 0; i < taken; ++i) {
            const mst_event& event = events[i];
            if (event.type == MST_EVENT_FAILED || event.type == MST_EVENT_CANCELLED) {
                error = view(event.text);
                return false;
            }
            if (event.type != MST_EVENT_DONE) continue;
            auto* answer = static_cast<Answer*>(event.user_data);
            answer->end_ns = event.time_ns;
            answer->tokens = event.values[0];
            answer->first_token_ns = event.values[2];
            answer->prompt_tokens = event.values[3];
            count -= 1;
        }
        if (count > 0) std::this_thread::sleep_for(kPollInterval);
    }
    return true;
}

}  // namespace minstrel::cli
