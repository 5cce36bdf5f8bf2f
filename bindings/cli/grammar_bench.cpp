// minstrel grammar bench: what grammars cost on a vocabulary.
#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bindings/cli/console.h"
#include "bindings/cli/grammar_commands.h"
#include "bindings/cli/grammar_options.h"
#include "bindings/cli/grammar_sources.h"
#include "bindings/cli/grammar_walks.h"
#include "bindings/cli/processor_clock.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/lark.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/schema.h"
#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/model/model.h"
#include "runtime/text/tokenizer.h"

namespace minstrel::cli {
namespace {

// A vocabulary's file, or the one of a model.
Result<std::unique_ptr<const Tokenizer>> read_tokenizer(const std::string& path) {
    if (path.ends_with(".json") || path.find(".model") != std::string::npos) {
        const std::optional<std::string> file = read_text(path);
        if (!file) return error(Code::kIo, "cannot read '%s'", path.c_str());
        return Tokenizer::make(*file);
    }
    LoadOptions options;
    options.path = path;
    MST_ASSIGN(const auto model, Model::load(options));
    const auto bytes = model->tokenizer();
    return Tokenizer::make({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

SchemaOptions schema_options(const GrammarSettings& settings) {
    SchemaOptions options;
    options.any_order = settings.any_order;
    options.max_gap = static_cast<uint32_t>(settings.max_gap);
    if (settings.formats_say_nothing) options.formats = FormatPolicy::kAnnotation;
    options.unenforced = settings.unenforced;
    return options;
}

Result<GrammarPtr> compile(const GrammarSource& source, const GrammarSettings& settings,
                           const Vocabulary& vocabulary) {
    const std::string& text = source.text;
    switch (source.kind) {
        case MST_GRAMMAR_GBNF:
            return compile_gbnf(text, make_special_names(vocabulary));
        case MST_GRAMMAR_REGEX:
            return compile_regex(text);
        case MST_GRAMMAR_LARK: {
            std::vector<Unenforced> unenforced;
            LarkOptions options;
            options.specials = make_special_names(vocabulary);
            options.json = [&](GrammarBuilder& builder, std::string_view schema) {
                return add_schema(builder, schema, schema_options(settings), unenforced);
            };
            return compile_lark(text, options);
        }
        default: {
            MST_ASSIGN(SchemaGrammar schema, compile_schema(text, schema_options(settings)));
            return std::move(schema.grammar);
        }
    }
}

struct Times {
    size_t count = 0;
    double mean = 0;
    double p50 = 0, p99 = 0, p999 = 0, max = 0;
};

Times summarise(std::vector<double> values) {
    Times times;
    if (values.empty()) return times;
    std::sort(values.begin(), values.end());
    for (const double value : values) times.mean += value;
    times.count = values.size();
    times.mean /= static_cast<double>(times.count);
    const auto at = [&](double share) {
        return values[static_cast<size_t>(share * static_cast<double>(times.count - 1))];
    };
    times.p50 = at(0.5);
    times.p99 = at(0.99);
    times.p999 = at(0.999);
    times.max = values.back();
    return times;
}

struct SlowMask {
    double microseconds = 0;
    bool cold = false;
    std::string grammar;
    std::string text;  // what stands before the mask
};

struct Masks {
    std::vector<double> times;
    uint64_t remembered = 0;  // without a walk over the vocabulary
};

// Of all grammars together; times of masks in microseconds, others in milliseconds.
struct Report {
    int32_t tokens = 0;
    double reading = 0;
    double table = 0;
    std::vector<double> compiling;
    std::vector<double> first_masks;
    size_t impossible = 0;  // grammars that nothing meets
    size_t refused = 0;
    std::string failure;  // of the last of both
    Masks cold, warm;
    uint64_t walks = 0, ended = 0;
    uint64_t state_bytes = 0, mask_bytes = 0;  // the most of one grammar
    std::vector<SlowMask> slowest;
};

class Bench {
  public:
    Bench(const GrammarSettings& grammar, const WalkSettings& walks, size_t slowest)
        : grammar_(grammar), walks_(walks), slowest_(slowest) {}

    Status open(const std::string& model) {
        const double start = processor_microseconds();
        MST_ASSIGN(tokenizer_, read_tokenizer(model));
        const double read = processor_microseconds();
        MST_ASSIGN(tokens_, make_token_table(tokenizer_->vocabulary()));
        report_.tokens = tokens_->size();
        report_.reading = (read - start) / 1000;
        report_.table = (processor_microseconds() - read) / 1000;
        return {};
    }

    // An error is one of the walks; a grammar that does not compile is counted.
    Status measure(const GrammarSource& source) {
        double best = 0;
        GrammarPtr grammar;
        for (uint64_t i = 0; i < walks_.repeats; ++i) {
            const double start = processor_microseconds();
            auto compiled = compile(source, grammar_, tokenizer_->vocabulary());
            const double time = (processor_microseconds() - start) / 1000;
            best = i == 0 ? time : std::min(best, time);
            if (i > 0) continue;
            if (compiled.ok()) {
                grammar = compiled.take();
            } else {
                note_failure(source, std::string(compiled.status().message()));
            }
        }
        report_.compiling.push_back(best);
        return grammar == nullptr ? Status() : walk(source, grammar);
    }

    const Report& report() const { return report_; }

  private:
    void note_failure(const GrammarSource& source, const std::string& message) {
        const bool impossible = message == "schema: no value meets it";
        ++(impossible ? report_.impossible : report_.refused);
        report_.failure = source.name + ": " + message;
    }

    Status walk(const GrammarSource& source, const GrammarPtr& grammar) {
        MST_ASSIGN(const GrammarWalks walks, walk_grammar(grammar, *tokens_, walks_));
        report_.first_masks.push_back(walks.first / 1000);
        report_.walks += walks_.walks;
        report_.ended += walks.ended;
        report_.state_bytes = std::max(report_.state_bytes, walks.state_bytes);
        report_.mask_bytes = std::max(report_.mask_bytes, walks.mask_bytes);
        add(source, walks, walks.cold, true);
        add(source, walks, walks.warm, false);
        return {};
    }

    void add(const GrammarSource& source, const GrammarWalks& walks,
             const std::vector<MaskTime>& times, bool cold) {
        Masks& masks = cold ? report_.cold : report_.warm;
        for (const MaskTime& time : times) {
            masks.times.push_back(time.microseconds);
            masks.remembered += time.remembered ? 1 : 0;
            keep_slow({time.microseconds, cold, source.name, ""}, walks.texts[time.walk],
                      time.bytes);
        }
    }

    void keep_slow(SlowMask mask, const std::string& text, size_t bytes) {
        std::vector<SlowMask>& list = report_.slowest;
        const auto place =
            std::ranges::upper_bound(list, mask.microseconds, std::greater<>(),
                                     [](const SlowMask& slow) { return slow.microseconds; });
        if (list.size() == slowest_ && place == list.end()) return;
        mask.text = text.substr(0, bytes);
        list.insert(place, std::move(mask));
        if (list.size() > slowest_) list.pop_back();
    }

    const GrammarSettings& grammar_;
    const WalkSettings& walks_;
    const size_t slowest_;
    std::unique_ptr<const Tokenizer> tokenizer_;
    TokenTablePtr tokens_;
    Report report_;
};

double share_remembered(const Masks& masks) {
    if (masks.times.empty()) return 1;
    return static_cast<double>(masks.remembered) / static_cast<double>(masks.times.size());
}

void print_masks(const char* name, const Masks& masks) {
    const Times times = summarise(masks.times);
    std::printf(
        "%-12s mean %.2f, p50 %.2f, p99 %.1f, p99.9 %.1f, max %.1f us; %zu masks, %.1f %% "
        "remembered\n",
        name, times.mean, times.p50, times.p99, times.p999, times.max, times.count,
        100 * share_remembered(masks));
}

void print_milliseconds(const char* name, const std::vector<double>& values) {
    if (values.size() == 1) {
        std::printf("%-12s in %.3f ms\n", name, values[0]);
        return;
    }
    const Times times = summarise(values);
    std::printf("%-12s mean %.3f, p50 %.3f, p99 %.3f, max %.3f ms\n", name, times.mean, times.p50,
                times.p99, times.max);
}

void print_text(const Report& report) {
    std::printf("vocabulary   %d tokens, read in %.1f ms, table made in %.1f ms\n", report.tokens,
                report.reading, report.table);
    if (report.compiling.size() > 1) {
        std::printf("grammars     %zu; nothing meets %zu, %zu refused\n", report.compiling.size(),
                    report.impossible, report.refused);
    }
    print_milliseconds("compiled", report.compiling);
    print_milliseconds("first mask", report.first_masks);
    print_masks("masks, cold", report.cold);
    print_masks("masks, warm", report.warm);
    std::printf("walks        %llu of %llu reached an end\n",
                static_cast<unsigned long long>(report.ended),
                static_cast<unsigned long long>(report.walks));
    std::printf("memory       states %s, masks %s%s\n", format_bytes(report.state_bytes).c_str(),
                format_bytes(report.mask_bytes).c_str(),
                report.compiling.size() > 1 ? " at most" : "");
    for (const SlowMask& slow : report.slowest) {
        std::printf("%9.1f us %s, %s, after '%s'\n", slow.microseconds, slow.cold ? "cold" : "warm",
                    printable(slow.grammar).c_str(), printable(slow.text).c_str());
    }
}

using Json = nlohmann::ordered_json;

Json to_json(const std::vector<double>& values) {
    const Times times = summarise(values);
    return {{"mean", times.mean},
            {"p50", times.p50},
            {"p99", times.p99},
            {"p99_9", times.p999},
            {"max", times.max}};
}

Json to_json(const Masks& masks) {
    Json json = to_json(masks.times);
    json["count"] = masks.times.size();
    json["remembered"] = share_remembered(masks);
    return json;
}

void print_json(const Report& report) {
    Json slowest = Json::array();
    for (const SlowMask& slow : report.slowest) {
        slowest.push_back({{"us", slow.microseconds},
                           {"cold", slow.cold},
                           {"grammar", slow.grammar},
                           {"text", slow.text}});
    }
    const Json json = {
        {"tokens", report.tokens},
        {"read_ms", report.reading},
        {"table_ms", report.table},
        {"grammars", report.compiling.size()},
        {"impossible", report.impossible},
        {"refused", report.refused},
        {"compile_ms", to_json(report.compiling)},
        {"first_mask_ms", to_json(report.first_masks)},
        {"cold_us", to_json(report.cold)},
        {"warm_us", to_json(report.warm)},
        {"walks", report.walks},
        {"ended", report.ended},
        {"state_bytes", report.state_bytes},
        {"mask_bytes", report.mask_bytes},
        {"slowest", slowest},
    };
    std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

}  // namespace

ExitCode run_grammar_bench(std::span<char* const> arguments) {
    std::vector<std::string> files;
    std::string model;
    GrammarOptions grammar;
    WalkSettings walks;
    uint64_t slowest = 0;
    bool json = false;
    Arguments options(
        "grammar bench",
        "Measure what grammars cost on the vocabulary of a model: compiling them, and the masks\n"
        "along random walks, met for the first time (cold) and again (warm). Each step takes a\n"
        "token at random of those that the mask allows. Times are of the processor, so other\n"
        "programs do not count; those of compiling include grammars that are refused.");
    options.rest("FILE",
                 "a grammar; *.jsonl with a \"schema\" in each line; or a list of such in JSON,\n"
                 "                           as the JSON-Schema-Test-Suite has",
                 files);
    options.text("-m,--model,--vocab", "MODEL", "a model, or the file of a vocabulary", model);
    options.number("--walks", "answers to each grammar (default 100)", 1, 1'000'000, walks.walks);
    options.number("--tokens", "length of an answer at most (default 200)", 1, 100'000,
                   walks.tokens);
    options.number("--seed", "of the walks (default 1)", 0, UINT64_MAX, walks.seed);
    options.number("--repeat", "measure so often; the least time of each counts (default 1)", 1,
                   1000, walks.repeats);
    options.number("--slowest", "name so many masks, and the text before each", 0, 1000, slowest);
    options.flag("--json", "print JSON", json);
    grammar.declare(options);
    if (const auto code = options.parse(arguments)) return *code;
    if (model.empty() || files.empty()) {
        complain(std::string(model.empty() ? "--model MODEL" : "FILE") +
                 " is missing; see minstrel grammar bench --help");
        return kWrongUsage;
    }
    std::vector<GrammarSource> sources;
    for (const std::string& file : files) {
        if (!read_sources(file, grammar, sources)) return kFailure;
    }
    Bench bench(grammar.settings, walks, slowest);
    if (const Status status = bench.open(model); !status.ok()) {
        complain(printable(status.message()));
        return kFailure;
    }
    for (const GrammarSource& source : sources) {
        const Status status = bench.measure(source);
        if (status.ok()) continue;
        complain(printable(source.name) + ": " + printable(status.message()));
        return kFailure;
    }
    const Report& report = bench.report();
    if (report.first_masks.empty()) {
        complain(printable(report.failure));
        return kFailure;
    }
    if (json) {
        print_json(report);
    } else {
        print_text(report);
    }
    return kSuccess;
}

}  // namespace minstrel::cli
