// minstrel inspect: what a model is, how much memory it needs and how many conversations a budget
// holds. Reads no weights unless it is asked to.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/host.h"
#include "bindings/cli/session_plan.h"

namespace minstrel::cli {
namespace {

// In bytes. Weights are either read from the mapped file or held in memory of their own.
struct MemoryPlan {
    uint64_t mapped_weights = 0;
    uint64_t own_weights = 0;
    uint64_t workspace = 0;
    uint64_t personas = 0;
    uint64_t kv_per_token = 0;
    uint64_t kv_per_conversation = 0;  // of full length

    uint64_t without_conversations() const {
        return mapped_weights + own_weights + workspace + personas;
    }
    uint64_t total() const { return without_conversations() + kv_per_conversation; }
};

MemoryPlan plan_memory(const Host& host) {
    const mst_model_info& info = host.info();
    MemoryPlan plan;
    plan.mapped_weights = info.mapped_bytes;
    plan.own_weights = info.own_bytes;
    plan.workspace = info.workspace_bytes;
    plan.personas = info.prefix_bytes;
    plan.kv_per_token = info.kv_bytes_per_token;
    plan.kv_per_conversation = info.kv_bytes_per_token * info.context_tokens;
    return plan;
}

void print_line(const char* label, const std::string& value) {
    std::printf("%-22s %s\n", label, value.c_str());
}

std::string window_text(const mst_model_info& info) {
    if (info.sliding_window == 0) return "none";
    std::string text = format("%u tokens", info.sliding_window);
    if (info.windowed_layer_count != info.layer_count) {
        text += format(" in %u of %u layers", info.windowed_layer_count, info.layer_count);
    }
    return text;
}

const char* template_text(mst_chat_template match) {
    switch (match) {
        case MST_CHAT_TEMPLATE_MATCHES:
            return "a published one, of this chat format";
        case MST_CHAT_TEMPLATE_UNKNOWN:
            return "not a published one, with Mistral's marks";
        case MST_CHAT_TEMPLATE_DIFFERS:
            return "a published one of ANOTHER chat format";
        case MST_CHAT_TEMPLATE_FOREIGN:
            return "for ANOTHER form of conversation; the model may answer badly";
        default:
            return "none";
    }
}

SessionPlan plan_for(const Host& host, const SessionWish& wish) {
    return plan_sessions(host.info(), plan_memory(host).without_conversations(), wish);
}

void print_text(const Host& host, const std::string& path, const SessionWish& wish) {
    const mst_model_info& info = host.info();
    const MemoryPlan plan = plan_memory(host);
    auto line = [](const char* label, mst_text text) {
        print_line(label, text.length == 0 ? "-" : printable(view(text)));
    };
    print_line("file", path + ", " + format_bytes(info.file_bytes));
    line("name", info.name);
    line("licence", info.licence);
    line("architecture", info.architecture);
    line("weights", info.weight_format);
    line("chat format", info.chat_format);
    print_line("chat template", template_text(info.chat_template));
    print_line("parameters",
               format("%.2f million", static_cast<double>(info.parameter_count) / 1e6));
    print_line("layers",
               format("%u of width %u, hidden %u", info.layer_count, info.dim, info.hidden_dim));
    if (info.expert_count != 0) {
        print_line("experts", format("%u in each layer, %u for each token", info.expert_count,
                                     info.experts_per_token));
    }
    print_line("attention", format("%u heads of width %u, %u for keys and values", info.head_count,
                                   info.head_dim, info.kv_head_count));
    print_line("sliding window", window_text(info));
    print_line("rope theta", format("%g", static_cast<double>(info.rope_theta)));
    if (info.rope_factor != 0) {
        print_line("rope scaling",
                   format("yarn, factor %g over %u tokens", static_cast<double>(info.rope_factor),
                          info.rope_original_tokens));
    }
    if (info.query_scale != 0) {
        print_line("query scaling", format("%g", static_cast<double>(info.query_scale)));
    }
    print_line("vocabulary", format("%u tokens", info.vocab_size));
    print_line("context", format("%u tokens", info.context_tokens));
    if (info.prefix_count != 0) print_line("personas", format("%u, read", info.prefix_count));
    std::printf("\nmemory on %s\n", host.device().c_str());
    print_line("  weights, mapped", format_bytes(plan.mapped_weights));
    print_line("  weights, own", format_bytes(plan.own_weights));
    print_line("  workspace", format_bytes(plan.workspace));
    if (plan.personas != 0) print_line("  personas", format_bytes(plan.personas));
    print_line("  a full conversation", format_bytes(plan.kv_per_conversation) + ", " +
                                            format_bytes(plan.kv_per_token) + " per token");
    print_line("  together", format_bytes(plan.total()));
    if (wish.is_any()) std::fputs(to_text(plan_for(host, wish)).c_str(), stdout);
}

const char* template_name(mst_chat_template match) {
    constexpr const char* kNames[] = {"none", "matches", "unknown", "differs", "foreign"};
    return match <= MST_CHAT_TEMPLATE_FOREIGN ? kNames[match] : "unknown";
}

void print_json(const Host& host, const std::string& path, const SessionWish& wish) {
    const mst_model_info& info = host.info();
    const MemoryPlan plan = plan_memory(host);
    auto text = [](mst_text value) { return std::string(view(value)); };
    nlohmann::ordered_json json = {
        {"file", path},
        {"file_bytes", info.file_bytes},
        {"name", text(info.name)},
        {"licence", text(info.licence)},
        {"architecture", text(info.architecture)},
        {"weight_format", text(info.weight_format)},
        {"chat_format", text(info.chat_format)},
        {"chat_template", template_name(info.chat_template)},
        {"prefix_count", info.prefix_count},
        {"parameter_count", info.parameter_count},
        {"weight_bytes", info.weight_bytes},
        {"layer_count", info.layer_count},
        {"dim", info.dim},
        {"hidden_dim", info.hidden_dim},
        {"head_count", info.head_count},
        {"kv_head_count", info.kv_head_count},
        {"head_dim", info.head_dim},
        {"vocab_size", info.vocab_size},
        {"sliding_window", info.sliding_window},
        {"windowed_layer_count", info.windowed_layer_count},
        {"expert_count", info.expert_count},
        {"experts_per_token", info.experts_per_token},
        {"rope_theta", info.rope_theta},
        {"rope_factor", info.rope_factor},
        {"rope_original_tokens", info.rope_original_tokens},
        {"query_scale", info.query_scale},
        {"context_tokens", info.context_tokens},
        {"device", host.device()},
        {"read_ms", static_cast<double>(host.load_ns()) / 1e6},
        {"memory",
         {{"mapped_weight_bytes", plan.mapped_weights},
          {"own_weight_bytes", plan.own_weights},
          {"workspace_bytes", plan.workspace},
          {"persona_bytes", plan.personas},
          {"kv_bytes_per_token", plan.kv_per_token},
          {"kv_bytes_per_conversation", plan.kv_per_conversation},
          {"total_bytes", plan.total()}}},
    };
    if (wish.is_any()) json["plan"] = to_json(plan_for(host, wish));
    // Text of a file may be no valid UTF-8; it is replaced rather than refused.
    using Json = nlohmann::ordered_json;
    std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

}  // namespace

ExitCode run_inspect(std::span<char* const> arguments) {
    Host::Settings settings;
    SessionWish wish;
    bool json = false, verify = false;
    Arguments parser("inspect", "Show what a model is and how much memory it needs.");
    parser.positional("MODEL", "a package (*.mst), a GGUF file or a model directory",
                      settings.model_path);
    parser.custom("--budget", "SIZE", "how many conversations fit, e.g. 2GiB, the model included",
                  [&](std::string_view value) { return choose_bytes(value, wish.budget_bytes); });
    parser.number("--sessions", "so many conversations (default 1)", 1, 1'000'000, wish.sessions);
    parser.number("--context", "tokens of each (default: the model's limit)", 1, 100'000'000,
                  wish.context_tokens);
    parser.flag("--verify", "load all of it, and so check that every tensor is whole", verify);
    parser.flag("--json", "for programs", json);
    if (auto code = parser.parse(arguments)) return *code;
    settings.describe_only = !verify;
    auto host = Host::open(settings);
    if (!host) return kFailure;
    const uint32_t limit = host->info().context_tokens;
    if (wish.context_tokens > limit) {
        complain(format("--context: the model reads at most %u tokens", limit));
        return kFailure;
    }
    (json ? print_json : print_text)(*host, settings.model_path, wish);
    return kSuccess;
}

}  // namespace minstrel::cli
