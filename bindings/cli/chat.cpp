// minstrel chat: a conversation on the terminal, or one line in and one answer out in a pipe.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/host.h"

namespace minstrel::cli {
namespace {

constexpr uint64_t kPatienceNs = 50'000'000;  // between two looks at the interrupt flag

// A signal handler can reach nothing but a variable of the whole program.
volatile std::sig_atomic_t interrupted = 0;  // NOLINT(*-avoid-non-const-global-variables)

void on_interrupt(int) {
    interrupted = 1;
}

// The first Ctrl-C ends the answer, the next one the program.
void arm_interrupt() {
    interrupted = 0;
    struct sigaction action = {};
    action.sa_handler = on_interrupt;
    sigemptyset(&action.sa_mask);
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, nullptr);
}

struct Options {
    Host::Settings host;
    std::string system, adapter;
    double adapter_scale = 1.0;
    double temperature = 0.0;
    uint64_t seed = 0;
    uint64_t max_tokens = 0;
    uint64_t threads = 0;
};

std::optional<ExitCode> parse(std::span<char* const> arguments, Options& options) {
    Arguments parser("chat",
                     "Talk with a model. Type /reset to begin anew and /quit to leave; Ctrl-C ends "
                     "an answer.");
    parser.positional("MODEL", "a package (*.mst), a GGUF file or a model directory",
                      options.host.model_path);
    parser.text("--system", "TEXT", "the system prompt", options.system);
    parser.text("--adapter", "PATH", "a low-rank adapter (LoRA) of the model", options.adapter);
    parser.real("--adapter-scale", "how strongly it changes the model (default 1)", -16.0, 16.0,
                options.adapter_scale);
    parser.real("--temperature", "0 = always the likeliest words (default)", 0.0, 10.0,
                options.temperature);
    parser.number("--seed", "other seeds, other answers; 0 = the default", 0, UINT64_MAX,
                  options.seed);
    parser.number("--max-tokens", "longest answer (default 512)", 1, 1'000'000, options.max_tokens);
    parser.number("--threads", "threads that compute", 1, 64, options.threads);
    auto code = parser.parse(arguments);
    options.host.threads = static_cast<uint32_t>(options.threads);
    options.host.seed = options.seed;
    if (!options.adapter.empty()) options.host.adapter_paths = {options.adapter};
    return code;
}

bool create_session(const Host& host, const Options& options, mst_session& session) {
    mst_sampling_desc sampling = MST_SAMPLING_DESC_INIT;
    sampling.temperature = static_cast<float>(options.temperature);
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = host.model();
    desc.system_prompt = view(options.system);
    desc.sampling = &sampling;
    desc.seed = options.seed;
    if (!host.adapters().empty() && options.adapter_scale != 0) {
        desc.adapter = host.adapters().front();
        desc.adapter_scale = static_cast<float>(options.adapter_scale);
    }
    return !MST_FAILED(mst_session_create(host.engine(), &desc, &session));
}

// On a terminal what the model thinks is dimmed, on lines of its own; in a pipe, which wants the
// answer, it is left out.
void show(mst_text text, bool is_thinking, bool& was_thinking) {
    const bool to_terminal = isatty(STDOUT_FILENO) != 0;
    if (is_thinking && !to_terminal) return;
    if (was_thinking && !is_thinking) std::puts("");
    was_thinking = is_thinking;
    std::string shown = to_terminal ? printable(view(text)) : std::string(view(text));
    if (is_thinking) shown.insert(0, "\x1b[2m").append("\x1b[22m");
    std::fwrite(shown.data(), 1, shown.size(), stdout);
    std::fflush(stdout);
}

// Streams the answer; false when it failed, which was then reported. `where` says which line of the
// input it is about.
bool answer(const Host& host, mst_session session, const Options& options, std::string_view line,
            const std::string& where) {
    mst_request_desc desc = MST_REQUEST_DESC_INIT;
    desc.text = view(line);
    desc.max_tokens = static_cast<uint32_t>(options.max_tokens);
    mst_request request;
    if (MST_FAILED(mst_request_submit(host.engine(), session, &desc, &request))) {
        complain(where + last_error());
        return false;
    }
    arm_interrupt();
    bool was_thinking = false;
    for (bool cancelled = false;;) {
        if (interrupted != 0 && !cancelled) {
            cancelled = true;
            (void)mst_request_cancel(host.engine(), request);
        }
        mst_event event;
        uint32_t count = 0;
        if (MST_FAILED(mst_engine_wait(host.engine(), kPatienceNs, &event, 1, &count))) {
            complain(last_error());
            return false;
        }
        if (count == 0) continue;
        if (event.type == MST_EVENT_TEXT || event.type == MST_EVENT_THINKING) {
            show(event.text, event.type == MST_EVENT_THINKING, was_thinking);
        }
        if (event.type == MST_EVENT_DONE || event.type == MST_EVENT_CANCELLED) break;
        if (event.type == MST_EVENT_FAILED) {
            complain(where + std::string(view(event.text)));
            return false;
        }
    }
    std::puts("");
    arm_interrupt();
    return true;
}

}  // namespace

ExitCode run_chat(std::span<char* const> arguments) {
    Options options;
    if (auto code = parse(arguments, options)) return *code;
    auto host = Host::open(options.host);
    if (!host) return kFailure;
    mst_session session = {0};
    if (!create_session(*host, options, session)) {
        complain(last_error());
        return kFailure;
    }

    const bool prompt = isatty(STDIN_FILENO) != 0;
    bool all_answered = true;
    std::string line;
    arm_interrupt();
    for (size_t number = 1;; ++number) {
        if (prompt) std::fputs("> ", stdout);
        std::fflush(stdout);
        if (!std::getline(std::cin, line) || line == "/quit") break;
        if (line.empty()) continue;
        if (line == "/reset") {
            (void)mst_session_reset(host->engine(), session);
            continue;
        }
        const std::string where = prompt ? "" : format("line %zu: ", number);
        all_answered &= answer(*host, session, options, line, where);
    }
    return all_answered || prompt ? kSuccess : kFailure;
}

}  // namespace minstrel::cli
