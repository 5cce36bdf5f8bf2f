#include "runtime/engine/compiler.h"

#include <new>
#include <nlohmann/json.hpp>
#include <utility>

#include "runtime/core/clock.h"
#include "runtime/grammar/choices.h"
#include "runtime/grammar/gbnf.h"
#include "runtime/grammar/lark.h"
#include "runtime/grammar/regex.h"
#include "runtime/grammar/schema.h"
#include "runtime/grammar/tags.h"

namespace minstrel {
namespace {

std::string to_json(const std::vector<Unenforced>& list) {
    if (list.empty()) return {};
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const Unenforced& entry : list) {
        json.push_back({{"keyword", entry.keyword}, {"place", entry.place}});
    }
    return json.dump();
}

SchemaOptions schema_options(const CreateGrammar& command) {
    SchemaOptions options;
    options.any_order = command.any_order;
    options.max_gap = command.max_gap;
    options.formats =
        command.formats_say_nothing ? FormatPolicy::kAnnotation : FormatPolicy::kEnforce;
    options.unenforced = command.unenforced;
    options.live_strings = true;
    return options;
}

// Lark rules, with schemas inside.
Result<GrammarPtr> compile_rules(const CreateGrammar& command, std::string_view text,
                                 std::vector<Unenforced>& list) {
    LarkOptions options;
    options.json = [&](GrammarBuilder& builder, std::string_view schema) {
        return add_schema(builder, schema, schema_options(command), list);
    };
    return compile_lark(text, options);
}

// What one text describes; its options are those of the command.
Result<GrammarPtr> compile_text(const CreateGrammar& command, GrammarKind kind,
                                std::string_view text, std::vector<Unenforced>& list) {
    switch (kind) {
        case GrammarKind::kJsonSchema: {
            MST_ASSIGN(SchemaGrammar compiled, compile_schema(text, schema_options(command)));
            list.insert(list.end(), compiled.unenforced.begin(), compiled.unenforced.end());
            return std::move(compiled.grammar);
        }
        case GrammarKind::kGbnf:
            return compile_gbnf(text);
        case GrammarKind::kRegex:
            return compile_regex(text);
        case GrammarKind::kLark:
            return compile_rules(command, text, list);
        default:
            return error(Code::kInternal, "unknown kind of grammar");
    }
}

Result<GrammarPtr> compile_all_tags(const CreateGrammar& command, std::vector<Unenforced>& list) {
    std::vector<StructuralTag> tags;
    for (const GrammarTag& tag : command.tags) {
        auto content = compile_text(command, tag.kind, tag.text, list);
        if (!content.ok()) return content.status().with_context("tag '" + tag.begin + "'");
        tags.push_back({tag.name, tag.begin, content.take(), tag.end});
    }
    return compile_tags(tags);
}

Result<GrammarPtr> compile(const CreateGrammar& command, std::string& unenforced) {
    if (command.kind == GrammarKind::kChoices) return compile_choices(command.choices);
    std::vector<Unenforced> list;
    MST_ASSIGN(GrammarPtr grammar, command.kind == GrammarKind::kTags
                                       ? compile_all_tags(command, list)
                                       : compile_text(command, command.kind, command.text, list));
    unenforced = to_json(list);
    return grammar;
}

Status compile_into(const CreateGrammar& command, CompileOutcome& outcome) {
    outcome.id = command.grammar;
    MST_ASSIGN(outcome.grammar, compile(command, outcome.unenforced));
    return {};
}

Status compile_into(const CreateToolset& command, CompileOutcome& outcome) {
    outcome.id = command.toolset;
    std::vector<ToolFunction> functions;
    functions.reserve(command.tools.size());
    for (const Tool& tool : command.tools) {
        functions.push_back({tool.name, tool.description, tool.parameters, tool.declaration,
                             tool.needs_confirmation});
    }
    MST_ASSIGN(outcome.toolset, Toolset::make(functions));
    return {};
}

CompileOutcome compile(const Compiler::Work& work) {
    CompileOutcome outcome;
    const uint64_t begin = monotonic_ns();
    try {
        outcome.status =
            std::visit([&](const auto& command) { return compile_into(command, outcome); }, work);
    } catch (const std::bad_alloc&) {
        outcome.status = out_of_memory("no memory while compiling");
    }
    outcome.time_ns = monotonic_ns() - begin;
    return outcome;
}

}  // namespace

Compiler::Compiler(std::function<void()> on_news, const kernels::ThreadSettings& settings)
    : on_news_(std::move(on_news)), thread_([this, settings] {
          kernels::apply(settings);
          run();
      }) {}

Compiler::~Compiler() {
    jobs_.close();
    thread_.join();
}

void Compiler::start(Work work) {
    jobs_.add(Job{std::move(work), {}});
}

std::optional<CompileOutcome> Compiler::take_outcome() {
    std::optional<CompileOutcome> outcome;
    for (Job& job : jobs_.take_done()) outcome = std::move(job.outcome);
    return outcome;
}

void Compiler::run() {
    while (Job* job = jobs_.next()) {
        job->outcome = compile(job->work);
        jobs_.finish();
        on_news_();
    }
}

}  // namespace minstrel
