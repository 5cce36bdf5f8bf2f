// minstrel bench: speed, latency and memory of a model on this machine.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bindings/cli/bench_run.h"
#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/host.h"

namespace minstrel::cli {
namespace {

constexpr uint64_t kMaxSessions = 64;

struct Options {
    Host::Settings host;
    std::vector<uint32_t> sessions = {1, 2, 4, 8, 16, 32};
    uint64_t prompt_tokens = 128;
    uint64_t tokens = 64;
    uint64_t threads = 0;
    bool json = false;
};

std::string choose_sessions(std::string_view value, std::vector<uint32_t>& sessions) {
    sessions.clear();
    while (true) {
        const size_t comma = std::min(value.find(','), value.size());
        const auto number = parse_number(value.substr(0, comma));
        if (!number || *number < 1 || *number > kMaxSessions) {
            return "numbers from 1 to 64 with commas between them, such as 1,4,16";
        }
        sessions.push_back(static_cast<uint32_t>(*number));
        if (comma == value.size()) return {};
        value.remove_prefix(comma + 1);
    }
}

std::string choose_cpu_level(std::string_view value, mst_cpu_level& level) {
    if (value == "best") {
        level = MST_CPU_BEST;
    } else if (value == "scalar") {
        level = MST_CPU_SCALAR;
    } else if (value == "avx2") {
        level = MST_CPU_AVX2;
    } else if (value == "avx512") {
        level = MST_CPU_AVX512;
    } else {
        return "best, scalar, avx2 or avx512";
    }
    return {};
}

std::optional<ExitCode> parse(std::span<char* const> arguments, Options& options) {
    Arguments parser(
        "bench",
        "Measure speed, latency and memory of a model on this machine. For each number "
        "of sessions\nall of them first read a prompt at the same time, then all speak "
        "at the same time, while the\nprogram polls every 2 ms as a game would.");
    parser.positional("MODEL", "a package (*.mst) or a Hugging Face directory",
                      options.host.model_path);
    parser.custom("--sessions", "N,N,...", "how many at a time (default 1,2,4,8,16,32)",
                  [&](std::string_view value) { return choose_sessions(value, options.sessions); });
    parser.number("--prompt-tokens", "length of a prompt (default 128)", 1, 1'000'000,
                  options.prompt_tokens);
    parser.number("--tokens", "length of an answer (default 64)", 2, 1'000'000, options.tokens);
    parser.number("--threads", "threads that compute", 1, 64, options.threads);
    parser.custom(
        "--cpu-level", "LEVEL", "best (default), scalar, avx2 or avx512",
        [&](std::string_view value) { return choose_cpu_level(value, options.host.cpu_level); });
    parser.flag("--json", "for programs", options.json);
    auto code = parser.parse(arguments);
    options.host.threads = static_cast<uint32_t>(options.threads);
    return code;
}

// Opens the model with room for the keys and values of all sessions.
std::unique_ptr<Host> open(Options& options) {
    auto host = Host::open(options.host);
    if (!host) return nullptr;
    const mst_model_info& info = host->info();
    if (options.prompt_tokens + options.tokens > info.context_tokens) {
        complain(
            format("a prompt and an answer exceed the context of %u tokens; give smaller "
                   "--prompt-tokens or --tokens",
                   info.context_tokens));
        return nullptr;
    }
    constexpr uint64_t kSpareTokens = 64;  // of pages that are not quite full
    const uint32_t most = *std::max_element(options.sessions.begin(), options.sessions.end());
    const uint64_t needed =
        most * info.kv_bytes_per_token * (options.prompt_tokens + options.tokens + kSpareTokens);
    if (needed <= host->stats().memory_bytes[MST_MEMORY_KV]) return host;
    options.host.kv_bytes = needed;
    host.reset();
    return Host::open(options.host);
}

uint64_t peak_resident_bytes() {
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

void print_row(const BenchRow& row) {
    std::printf("%8u %12.0f %10.1f %10.1f %12.0f %12.1f %10.1f %10.1f\n", row.sessions,
                row.prefill_rate, row.first_token_p50, row.first_token_p99, row.decode_rate,
                row.decode_rate / row.sessions, row.poll_p50, row.poll_p99);
    std::fflush(stdout);
}

void print_heading(const Host& host, const Options& options) {
    std::printf("%.*s, %s, on %s\n", static_cast<int>(host.info().name.length),
                host.info().name.data, std::string(view(host.info().weight_format)).c_str(),
                host.device().c_str());
    std::printf("prompts of %llu tokens, answers of %llu tokens\n\n",
                static_cast<unsigned long long>(options.prompt_tokens),
                static_cast<unsigned long long>(options.tokens));
    std::printf("%8s %12s %21s %25s %21s\n", "", "prefill", "first token, ms", "decode, tokens/s",
                "poll, us");
    std::printf("%8s %12s %10s %10s %12s %12s %10s %10s\n", "sessions", "tokens/s", "p50", "p99",
                "all", "each", "p50", "p99");
}

void print_memory(const Host& host) {
    const mst_engine_stats stats = host.stats();
    std::printf("\nmemory: weights %s mapped and %s own, keys and values %s, workspace %s\n",
                format_bytes(stats.mapped_bytes).c_str(),
                format_bytes(stats.memory_bytes[MST_MEMORY_WEIGHTS]).c_str(),
                format_bytes(stats.memory_bytes[MST_MEMORY_KV]).c_str(),
                format_bytes(stats.memory_bytes[MST_MEMORY_WORKSPACE]).c_str());
    std::printf("peak resident memory of this process: %s\n",
                format_bytes(peak_resident_bytes()).c_str());
}

void print_json(const Host& host, const Options& options, const std::vector<BenchRow>& rows) {
    using Json = nlohmann::ordered_json;
    const mst_engine_stats stats = host.stats();
    Json list = Json::array();
    for (const BenchRow& row : rows) {
        list.push_back({{"sessions", row.sessions},
                        {"prompt_tokens", row.prompt_tokens},
                        {"prefill_tokens_per_s", row.prefill_rate},
                        {"first_token_ms_p50", row.first_token_p50},
                        {"first_token_ms_p99", row.first_token_p99},
                        {"decode_tokens_per_s", row.decode_rate},
                        {"poll_us_p50", row.poll_p50},
                        {"poll_us_p99", row.poll_p99}});
    }
    const Json json = {
        {"model", std::string(view(host.info().name))},
        {"weight_format", std::string(view(host.info().weight_format))},
        {"device", host.device()},
        {"prompt_tokens", options.prompt_tokens},
        {"tokens", options.tokens},
        {"load_ms", static_cast<double>(host.load_ns()) / 1e6},
        {"rows", list},
        {"memory",
         {{"mapped_weight_bytes", stats.mapped_bytes},
          {"own_weight_bytes", stats.memory_bytes[MST_MEMORY_WEIGHTS]},
          {"kv_bytes", stats.memory_bytes[MST_MEMORY_KV]},
          {"workspace_bytes", stats.memory_bytes[MST_MEMORY_WORKSPACE]},
          {"peak_resident_bytes", peak_resident_bytes()}}},
    };
    std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

}  // namespace

ExitCode run_bench(std::span<char* const> arguments) {
    Options options;
    if (auto code = parse(arguments, options)) return *code;
    auto host = open(options);
    if (!host) return kFailure;

    BenchRun run(*host, static_cast<uint32_t>(options.prompt_tokens),
                 static_cast<uint32_t>(options.tokens));
    std::string error;
    bool good = run.calibrate(error);
    if (good && !options.json) print_heading(*host, options);
    std::vector<BenchRow> rows;
    for (size_t i = 0; i < options.sessions.size() && good; ++i) {
        BenchRow row;
        good = run.measure(options.sessions[i], row, error);
        if (good && !options.json) print_row(row);
        rows.push_back(row);
    }
    if (!good) {
        complain("the measurement broke off: " + error);
        return kFailure;
    }
    if (options.json) {
        print_json(*host, options, rows);
    } else {
        print_memory(*host);
    }
    return kSuccess;
}

}  // namespace minstrel::cli
