// minstrel bench: speed, latency and memory of a model on this machine.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bindings/cli/bandwidth.h"
#include "bindings/cli/bench_run.h"
#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/host.h"
#include "bindings/cli/kv_type.h"
#include "bindings/cli/synthetic_model.h"

namespace minstrel::cli {
namespace {

constexpr uint64_t kMaxSessions = 64;
constexpr uint64_t kCublasLtRows = 256;  // see MST_CUDA_CUBLASLT_BIT

struct Options {
    Host::Settings host;
    std::vector<uint32_t> sessions = {1, 2, 4, 8, 16, 32};
    uint64_t prompt_tokens = 128;
    uint64_t tokens = 64;
    uint64_t threads = 0;
    uint64_t cancels = 0;
    static constexpr uint64_t kAllLayers = UINT64_MAX;
    uint64_t gpu_layers = kAllLayers;
    uint64_t gpu_mebibytes = 0;
    uint64_t chunk = 0;
    std::string synthetic, quant = "int8";
    std::unique_ptr<SyntheticModel> model;  // of `synthetic`
    mst_file_io file_io = {};
    bool bandwidth = false;
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
    constexpr std::pair<std::string_view, mst_cpu_level> kLevels[] = {
        {"best", MST_CPU_BEST},
        {"scalar", MST_CPU_SCALAR},
        {"avx2", MST_CPU_AVX2},
        {"avx-vnni", MST_CPU_AVX_VNNI},
        {"avx512", MST_CPU_AVX512},
        {"avx512-bf16", MST_CPU_AVX512_BF16},
        {"amx", MST_CPU_AMX},
        {"neon", MST_CPU_NEON},
        {"neon-dotprod", MST_CPU_NEON_DOT}};
    for (const auto& [name, number] : kLevels) {
        if (value != name) continue;
        level = number;
        return {};
    }
    return "best, scalar, avx2, avx-vnni, avx512, avx512-bf16, amx, neon or neon-dotprod";
}

// A file or a synthetic model, one of both.
std::optional<ExitCode> choose_model(const std::vector<std::string>& paths, Options& options) {
    const size_t most = options.synthetic.empty() ? 1 : 0;
    if (paths.size() > most) complain("unexpected argument '" + paths[most] + "'");
    if (paths.size() < most) complain("MODEL is missing; see minstrel bench --help");
    if (paths.size() != most) return kWrongUsage;
    if (most == 1) {
        options.host.model_path = paths.front();
        return std::nullopt;
    }
    options.model = SyntheticModel::make(options.synthetic, options.quant);
    if (options.model == nullptr) {
        complain("--synthetic is one of " + SyntheticModel::shapes() + " and --quant one of " +
                 SyntheticModel::formats());
        return kWrongUsage;
    }
    options.file_io = options.model->file_io();
    options.host.file_io = &options.file_io;
    options.host.model_path = options.synthetic;
    return std::nullopt;
}

// What the engine is to be told, from what was given.
void take_numbers(Options& options) {
    options.host.threads = static_cast<uint32_t>(options.threads);
    options.host.gpu_bytes = options.gpu_mebibytes << 20;
    options.host.chunk_tokens = static_cast<uint32_t>(options.chunk);
    if (options.gpu_layers != Options::kAllLayers) {
        options.host.max_gpu_layers =
            options.gpu_layers == 0 ? MST_NO_GPU_LAYERS : static_cast<uint32_t>(options.gpu_layers);
    }
}

std::optional<ExitCode> parse(std::span<char* const> arguments, Options& options) {
    Arguments parser(
        "bench",
        "Measure speed, latency and memory of a model on this machine. For each number "
        "of sessions\nall of them first read a prompt at the same time, then all speak "
        "at the same time, while the\nprogram polls every 2 ms as a game would.");
    std::vector<std::string> paths;
    parser.rest("MODEL", "a package (*.mst), a GGUF file or a model directory", paths);
    parser.text("--synthetic", "SHAPE",
                "instead of MODEL: noise in the shape of one of\n" + SyntheticModel::shapes(),
                options.synthetic);
    parser.text("--quant", "FORMAT", "of --synthetic: " + SyntheticModel::formats(), options.quant);
    parser.custom("--sessions", "N,N,...", "how many at a time (default 1,2,4,8,16,32)",
                  [&](std::string_view value) { return choose_sessions(value, options.sessions); });
    parser.number("--prompt-tokens", "length of a prompt (default 128)", 1, 1'000'000,
                  options.prompt_tokens);
    parser.number("--tokens", "length of an answer (default 64)", 2, 1'000'000, options.tokens);
    parser.number("--threads", "threads that compute", 1, 64, options.threads);
    parser.custom(
        "--cpu-level", "LEVEL",
        "best (default), scalar, avx2, avx-vnni, avx512, avx512-bf16, amx, neon or neon-dotprod",
        [&](std::string_view value) { return choose_cpu_level(value, options.host.cpu_level); });
    parser.custom("--adapter", "PATH",
                  "a low-rank adapter (LoRA); of several, sessions take one each in turn",
                  [&](std::string_view value) {
                      options.host.adapter_paths.emplace_back(value);
                      return std::string();
                  });
    parser.custom(
        "--kv-type", "FORMAT", "of keys and values: f32, f16, bf16 or int8",
        [&](std::string_view value) { return choose_kv_type(value, options.host.kv_type); });
    parser.number("--cancel", "also cancel so many prompts while they are read", 1, 10'000,
                  options.cancels);
    parser.custom("--device", "DEVICE", "auto (default), cpu, cuda, or cuda:N for the N-th GPU",
                  [&](std::string_view value) {
                      return choose_device(value, options.host.backend, options.host.gpu);
                  });
    parser.text("--cuda-library", "PATH", "libminstrel_cuda (default beside the library)",
                options.host.cuda_library);
    parser.number("--gpu-layers", "at most so many layers on the GPU (default: as many as fit)", 0,
                  10'000, options.gpu_layers);
    parser.number("--gpu-memory", "MiB that the GPU may give (default: what is free)", 1, 1 << 24,
                  options.gpu_mebibytes);
    parser.number("--chunk", "tokens of a prompt in one step (default 64)", 1, 4096, options.chunk);
    parser.flag("--cublaslt",
                "on a GPU, read prompts with cuBLASLt; wants a --chunk of 256 or more",
                options.host.cublaslt);
    parser.flag("--bandwidth", "also measure how fast this machine reads memory",
                options.bandwidth);
    parser.flag("--json", "for programs", options.json);
    auto code = parser.parse(arguments);
    take_numbers(options);
    if (!code && options.host.cublaslt && options.chunk < kCublasLtRows) {
        complain("--cublaslt wants a --chunk of 256 or more; smaller steps do without it");
        return kWrongUsage;
    }
    return code ? code : choose_model(paths, options);
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

uint32_t readers(const Options& options) {
    if (options.threads > 0) return static_cast<uint32_t>(options.threads);
    return std::max(1u, std::thread::hardware_concurrency());
}

uint64_t peak_resident_bytes() {
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

// What memory allows one session: all weights are read once for a token. 0 = not known, as for
// experts, of which tokens take some, and for models on two devices.
struct Roof {
    double bytes_per_s = 0;
    double tokens_per_s = 0;
};

// Of the GPU in use, by its clocks.
double gpu_bytes_per_second(const Host& host, const Options& options) {
    mst_cuda_desc cuda = MST_CUDA_DESC_INIT;
    if (!options.host.cuda_library.empty()) cuda.library_path = view(options.host.cuda_library);
    mst_device_info info = MST_DEVICE_INFO_INIT;
    for (uint32_t number = 1; mst_device_query(&cuda, number, &info) == MST_OK; ++number) {
        const bool is_wanted = options.host.gpu != 0
                                   ? options.host.gpu == number
                                   : host.device().find(info.name) != std::string::npos;
        if (is_wanted) return static_cast<double>(info.bytes_per_second);
    }
    return 0;
}

Roof find_roof(const Host& host, const Options& options) {
    const bool on_gpu = host.stats().device_bytes > 0;
    Roof roof;
    if (on_gpu) {
        roof.bytes_per_s = gpu_bytes_per_second(host, options);
    } else if (options.bandwidth) {
        roof.bytes_per_s = measure_read_bandwidth(readers(options));
    }
    const mst_model_info& info = host.info();
    const bool on_one = info.gpu_layer_count == (on_gpu ? info.layer_count : 0);
    if (on_one && info.expert_count == 0 && info.weight_bytes > 0) {
        roof.tokens_per_s = roof.bytes_per_s / static_cast<double>(info.weight_bytes);
    }
    return roof;
}

void print_roof(const Roof& roof, const std::vector<BenchRow>& rows) {
    if (roof.bytes_per_s == 0) return;
    std::printf("memory is read at %.1f GB/s", roof.bytes_per_s / 1e9);
    if (roof.tokens_per_s > 0) {
        std::printf(", all weights once a token at most %.1f times a second", roof.tokens_per_s);
        for (const BenchRow& row : rows) {
            if (row.sessions != 1) continue;
            std::printf("; one session makes %.0f %% of that",
                        100 * row.decode_rate / roof.tokens_per_s);
        }
    }
    std::puts("");
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
    if (stats.device_bytes > 0) {
        std::printf("memory of the GPU: %s\n", format_bytes(stats.device_bytes).c_str());
    }
    std::printf("peak resident memory of this process: %s\n",
                format_bytes(peak_resident_bytes()).c_str());
}

void print_json(const Host& host, const Options& options, const std::vector<BenchRow>& rows,
                const CancelTimes& cancel, const Roof& roof) {
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
    Json json = {
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
          {"device_bytes", stats.device_bytes},
          {"peak_resident_bytes", peak_resident_bytes()}}},
    };
    if (cancel.count > 0) {
        json["cancel"] = {{"prompts", cancel.count},
                          {"prompt_tokens", cancel.prompt_tokens},
                          {"ms_p50", cancel.p50},
                          {"ms_p99", cancel.p99},
                          {"ms_max", cancel.largest}};
    }
    if (roof.bytes_per_s > 0) json["read_bytes_per_s"] = roof.bytes_per_s;
    if (roof.tokens_per_s > 0) json["one_session_at_most_tokens_per_s"] = roof.tokens_per_s;
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
    CancelTimes cancel;
    if (good && options.cancels > 0) {
        good = run.measure_cancel(static_cast<uint32_t>(options.cancels), cancel, error);
    }
    if (!good) {
        complain("the measurement broke off: " + error);
        return kFailure;
    }
    const Roof roof = find_roof(*host, options);
    if (options.json) {
        print_json(*host, options, rows, cancel, roof);
    } else {
        if (cancel.count > 0) {
            std::printf(
                "\n%u prompts of %.0f tokens, cancelled while they were read: over after "
                "%.1f ms (p50), %.1f ms (p99), %.1f ms (max)\n",
                cancel.count, cancel.prompt_tokens, cancel.p50, cancel.p99, cancel.largest);
        }
        print_memory(*host);
        print_roof(roof, rows);
    }
    return kSuccess;
}

}  // namespace minstrel::cli
