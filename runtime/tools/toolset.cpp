#include "runtime/tools/toolset.h"

#include <algorithm>
#include <utility>

#include "runtime/grammar/schema.h"
#include "runtime/text/chat_stages.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kLive = "live";
constexpr uint32_t kMaxGap = 1;  // as prompts have it, or none

const LiveValues* find_live(std::span<const LiveValues> live, std::string_view name) {
    const auto found = std::find_if(live.begin(), live.end(),
                                    [name](const LiveValues& entry) { return entry.name == name; });
    return found == live.end() || found->values.empty() ? nullptr : &*found;
}

SchemaOptions schema_options(bool any_order) {
    SchemaOptions options;
    options.any_order = any_order;
    options.max_gap = kMaxGap;
    options.live_strings = true;
    return options;
}

// A function that takes a door is not meant to take anything else beside it.
void close_object(Json& schema) {
    for (const char* keyword : {"additionalProperties", "patternProperties", "allOf", "anyOf",
                                "oneOf", "$ref", "unevaluatedProperties"}) {
        if (schema.contains(keyword)) return;
    }
    schema["additionalProperties"] = false;
}

std::string to_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// JSON as prompts have it: blanks behind ',' and ':'.
std::string to_prompt(const Json& json) {
    auto parsed = parse_prompt_json(to_text(json));
    return parsed.ok() ? write_prompt_json(parsed.value()) : to_text(json);
}

Status check_sizes(const ToolFunction& function, const ToolsetLimits& limits) {
    if (function.description.size() > limits.max_description_bytes) {
        return error(Code::kLimitReached, "a description of %zu bytes; at most %zu",
                     function.description.size(), limits.max_description_bytes);
    }
    if (function.parameters.size() > limits.max_parameters_bytes) {
        return error(Code::kLimitReached, "parameters of %zu bytes; at most %zu",
                     function.parameters.size(), limits.max_parameters_bytes);
    }
    return {};
}

}  // namespace

Result<Toolset::Entry> Toolset::read(const ToolFunction& function, const ToolsetLimits& limits) {
    MST_TRY(check_sizes(function, limits));
    Entry entry;
    entry.function = function;
    entry.declared = Json::object();
    entry.enforced = {{"type", "object"}, {"properties", Json::object()}};
    if (!function.parameters.empty()) {
        // The schema's own reader goes first: it bounds the depth and says where errors are.
        MST_TRY(SchemaJson::parse(function.parameters, "parameters", {}).status());
        entry.declared = Json::parse(function.parameters, nullptr, false);
        entry.enforced = entry.declared;
    }
    if (!entry.enforced.is_object() || entry.enforced.value("type", Json()) != "object") {
        return error(Code::kBadGrammar, "parameters: the schema must say \"type\": \"object\"");
    }
    const Json places = entry.enforced.flatten();
    for (const auto& [place, value] : places.items()) {
        const Json::json_pointer pointer(place);
        if (pointer.back() != kLive || !value.is_string()) continue;
        const Json& schema = entry.enforced.at(pointer.parent_pointer());
        if (!schema.is_object() || schema.value("type", Json()) != "string") continue;
        entry.live.push_back({pointer.parent_pointer(), value.get<std::string>()});
    }
    close_object(entry.enforced);
    MST_ASSIGN(SchemaGrammar compiled,
               compile_schema(to_text(entry.enforced), schema_options(true)));
    entry.any_order = std::move(compiled.grammar);
    if (!function.prompt_parameters.empty()) {
        const auto shown = parse_prompt_json(function.prompt_parameters);
        if (!shown.ok()) return shown.status().with_context("declaration");
        Entry told = entry;
        told.live.clear();
        told.declared = Json::parse(write_prompt_json(shown.value()), nullptr, false);
        if (told.declared.is_discarded()) {
            return error(Code::kBadFormat, "declaration: NaN and Infinity are no JSON");
        }
        entry.declaration = declare(told, {});
    } else if (entry.live.empty()) {
        entry.declaration = declare(entry, {});
    }
    return entry;
}

Result<std::shared_ptr<const Toolset>> Toolset::make(std::span<const ToolFunction> functions,
                                                     const ToolsetLimits& limits) {
    if (functions.size() > limits.max_functions) {
        return error(Code::kLimitReached, "%zu functions; at most %zu", functions.size(),
                     limits.max_functions);
    }
    auto toolset = std::make_shared<Toolset>();
    for (const ToolFunction& function : functions) {
        const std::string shown = function.name.substr(0, 64);
        if (!is_function_name(function.name)) {
            return error(Code::kInvalidArgument,
                         "function '%s': a name has 1 to 64 of A-Z, a-z, 0-9, '_' and '-'",
                         shown.c_str());
        }
        if (toolset->find(function.name)) {
            return error(Code::kInvalidArgument, "function '%s' is there twice", shown.c_str());
        }
        auto entry = read(function, limits);
        if (!entry.ok()) return entry.status().with_context("function '" + shown + "'");
        toolset->entries_.push_back(entry.take());
    }
    MST_TRY(toolset->compile());
    return std::shared_ptr<const Toolset>(std::move(toolset));
}

// Each function's arguments are a rule that a patch finds by name. What each costs alone has been
// checked, so the limits of one grammar count once a function.
Status Toolset::compile() {
    GrammarLimits limits;
    limits.compile_work *= std::max(size(), 1u);
    GrammarBuilder builder(limits);
    std::vector<Node> rules = {builder.bytes("{}")};  // not empty without functions
    for (uint32_t index = 0; index < size(); ++index) {
        std::vector<Unenforced> none;
        MST_ASSIGN(const Node arguments, add_schema(builder, to_text(entries_[index].enforced),
                                                    schema_options(false), none));
        const Rule rule = builder.add_rule(argument_rule(index));
        builder.define(rule, arguments);
        rules.push_back(builder.ref(rule));
    }
    MST_ASSIGN(as_declared_, builder.finish(builder.alt(rules)));
    return {};
}

std::optional<uint32_t> Toolset::find(std::string_view name) const {
    for (uint32_t index = 0; index < size(); ++index) {
        if (entries_[index].function.name == name) return index;
    }
    return std::nullopt;
}

bool Toolset::is_callable(uint32_t index, std::span<const LiveValues> live) const {
    const auto& places = entries_[index].live;
    return std::all_of(places.begin(), places.end(), [&](const LivePlace& place) {
        return find_live(live, place.name) != nullptr;
    });
}

std::string Toolset::declare(const Entry& entry, std::span<const LiveValues> live) {
    Json parameters = entry.declared;
    for (const LivePlace& place : entry.live) {
        Json& schema = parameters.at(place.schema);
        schema.erase(std::string(kLive));
        if (const LiveValues* values = find_live(live, place.name)) schema["enum"] = values->values;
    }
    return to_prompt({{"type", "function"},
                      {"function",
                       {{"name", entry.function.name},
                        {"description", entry.function.description},
                        {"parameters", std::move(parameters)}}}});
}

std::string Toolset::declarations_json(std::span<const uint32_t> functions,
                                       std::span<const LiveValues> live) const {
    std::string list = "[";
    for (const uint32_t index : functions) {
        if (list.size() > 1) list += ", ";
        const Entry& entry = entries_[index];
        list += entry.declaration.empty() ? declare(entry, live) : entry.declaration;
    }
    return list + "]";
}

std::string Toolset::argument_rule(uint32_t index) {
    return "arguments " + std::to_string(index);
}

void Toolset::fill(GrammarPatch& patch, std::span<const LiveValues> live) {
    for (const LiveValues& entry : live) {
        if (!entry.values.empty()) {
            patch.replace_with_strings(live_rule_name(entry.name), entry.values);
        }
    }
}

Result<GrammarPtr> Toolset::argument_grammar(uint32_t index,
                                             std::span<const LiveValues> live) const {
    const Entry& entry = entries_[index];
    if (entry.live.empty()) return GrammarPtr(entry.any_order);
    if (!is_callable(index, live)) {
        return error(Code::kInvalidArgument, "function '%s' has a live parameter without values",
                     entry.function.name.c_str());
    }
    GrammarPatch patch(entry.any_order);
    fill(patch, live);
    return patch.finish();
}

}  // namespace minstrel
