#include "runtime/grammar/schema_compiler.h"

#include <algorithm>
#include <array>

namespace minstrel {
namespace {

constexpr std::string_view kLive = "live";
constexpr size_t kMaxLiveName = 64;

// Says nothing about values, so it may stand beside "live".
bool is_annotation(std::string_view keyword) {
    constexpr std::array<std::string_view, 8> kAnnotations = {
        "$comment", "default",  "deprecated", "description",
        "examples", "readOnly", "title",      "writeOnly"};
    return std::find(kAnnotations.begin(), kAnnotations.end(), keyword) != kAnnotations.end();
}

}  // namespace

std::string live_rule_name(std::string_view name) {
    return "live " + std::string(name);
}

SchemaCompiler::SchemaCompiler(GrammarBuilder& builder, const SchemaOptions& options)
    : options_(options),
      builder_(builder),
      store_(options.limits.json),
      formulas_(options.limits.max_formulas),
      languages_(options.limits.language_work),
      expander_(store_, formulas_, languages_, options),
      shapes_(expander_, formulas_, languages_, options.limits),
      strings_(builder, languages_, options.escapes) {
    ByteSet space;
    for (const char c : {' ', '\t', '\n', '\r'}) space.add(uint8_t(c));
    gap_ = builder.repeat(builder.byte_set(space), 0, options.max_gap);
    comma_ = builder.seq({gap_, builder.bytes(","), gap_});
    expander_.set_probe(&shapes_);
}

Result<Node> SchemaCompiler::compile(std::string_view text) {
    for (const SchemaDocument& document : options_.documents) {
        const Result<SchemaId> added = store_.add(document, options_.draft);
        if (!added.ok()) return added.status();
    }
    MST_ASSIGN(const SchemaId root, store_.add({{}, text}, options_.draft));
    const JsonId json = store_.json(root).root();
    if (!store_.json(root).is(json, JsonKind::kObject) && !store_.json(root).is_bool(json)) {
        return error(Code::kBadGrammar, "#: a schema (an object, true or false) is expected");
    }
    MST_ASSIGN(const Node node, value(expander_.root(root)));
    MST_TRY(define_open_rules());
    return node;
}

std::string SchemaCompiler::rule_name(Formula formula) const {
    const FormulaData& data = formulas_.data(formula);
    if (formula == kAnything) return "any value";
    if (data.kind != FormulaKind::kSchema || data.negated) return "value";
    return store_.place(data.a);
}

Status SchemaCompiler::placed(const Status& status, Formula formula) const {
    const bool known = status.message().find('#') != std::string::npos;
    return known ? status : status.with_context(rule_name(formula));
}

Result<Node> SchemaCompiler::value(Formula formula) {
    if (const auto known = values_.find(formula); known != values_.end()) return known->second;
    if (values_.size() >= options_.limits.max_values) {
        return error(Code::kLimitReached, "schema: more than %u different values",
                     options_.limits.max_values);
    }
    MST_TRY(builder_.status());
    MST_ASSIGN(const Node live, live_string(formula));
    if (live != builder_.never()) {
        values_.emplace(formula, live);
        return live;
    }
    Result<ValueShape> found = shapes_.shape(formula);
    if (!found.ok()) return placed(found.status(), formula);
    ValueShape shape = found.take();
    Node node = builder_.never();
    if (shape.arrays.empty() && shape.objects.empty()) {
        const Result<Node> scalar = scalars(shape);
        if (!scalar.ok()) return placed(scalar.status(), formula);
        node = scalar.value();
    } else {
        const Rule rule = builder_.add_rule(rule_name(formula));
        node = builder_.ref(rule);
        open_rules_.push_back({formula, rule, std::move(shape)});
    }
    values_.emplace(formula, node);
    return node;
}

Result<Node> SchemaCompiler::live_string(Formula formula) {
    const FormulaData& data = formulas_.data(formula);
    const bool plain = data.kind == FormulaKind::kSchema && !data.negated;
    if (!options_.live_strings || !plain) return builder_.never();
    const SchemaJson& json = store_.json(data.a);
    const JsonId schema = store_.schema(data.a).json;
    const JsonId name = json.find(schema, kLive);
    if (name == kNoJson) return builder_.never();
    if (!json.is(name, JsonKind::kString) || json.text(name).empty() ||
        json.text(name).size() > kMaxLiveName) {
        return error(Code::kBadGrammar, "%s: a name of 1 to %zu bytes is expected",
                     store_.place(data.a, kLive).c_str(), kMaxLiveName);
    }
    const JsonId type = json.find(schema, "type");
    if (!json.is(type, JsonKind::kString) || json.text(type) != "string") {
        return error(Code::kBadGrammar, "%s: needs \"type\": \"string\" beside it",
                     store_.place(data.a, kLive).c_str());
    }
    for (JsonId item = json.first(schema); item != kNoJson; item = json.next(item)) {
        const std::string& keyword = json.key(item);
        if (keyword == "type" || keyword == kLive || is_annotation(keyword)) continue;
        return error(Code::kUnsupported, "%s: not beside 'live', whose strings are not known yet",
                     store_.place(data.a, keyword).c_str());
    }
    const auto [entry, fresh] = live_rules_.try_emplace(json.text(name), builder_.never());
    if (fresh) {
        const Rule rule = builder_.add_rule(live_rule_name(json.text(name)));
        builder_.define(rule, builder_.bytes("\"\""));
        entry->second = builder_.ref(rule);
    }
    return entry->second;
}

// Values may hold each other, so their rules are defined from a list, not by recursion.
Status SchemaCompiler::define_open_rules() {
    while (!open_rules_.empty()) {
        const OpenRule open = std::move(open_rules_.back());
        open_rules_.pop_back();
        const Result<Node> node = body(open.shape);
        if (!node.ok()) return placed(node.status(), open.formula);
        builder_.define(open.rule, node.value());
    }
    return {};
}

Result<Node> SchemaCompiler::scalars(const ValueShape& shape) {
    std::vector<std::string> fixed;
    if (shape.has_null) fixed.emplace_back("null");
    if (shape.has_false) fixed.emplace_back("false");
    if (shape.has_true) fixed.emplace_back("true");
    std::vector<Node> options;
    for (const NumberRange& range : shape.numbers) {
        if (range.equal) {
            if (range.allows(*range.equal)) fixed.push_back(range.equal->text());
            continue;
        }
        MST_ASSIGN(const Node number, number_node(builder_, range, options_.limits.numbers));
        options.push_back(number);
    }
    std::vector<std::string> texts;
    if (StringWriter::constants(languages_, shape.text, texts)) {
        for (const std::string& text : texts) fixed.push_back(StringWriter::quoted(text));
    } else {
        options.push_back(strings_.string(shape.text));
    }
    if (!fixed.empty()) options.push_back(builder_.choices(std::move(fixed)));
    return builder_.alt(options);
}

Result<Node> SchemaCompiler::body(const ValueShape& shape) {
    std::vector<Node> options;
    MST_ASSIGN(const Node scalar, scalars(shape));
    options.push_back(scalar);
    for (const ArrayShape& option : shape.arrays) {
        MST_ASSIGN(const Node node, array(option));
        options.push_back(node);
    }
    for (const ObjectShape& option : shape.objects) {
        MST_ASSIGN(const Node node, object(option));
        options.push_back(node);
    }
    return builder_.alt(options);
}

// Brackets, and one gap between them when there is nothing else.
Node SchemaCompiler::bracketed(char open, Node content, bool may_be_empty, char close) {
    Node inner = builder_.seq({content, gap_});
    if (may_be_empty) inner = builder_.optional(inner);
    return builder_.seq(
        {builder_.bytes(std::string(1, open)), gap_, inner, builder_.bytes(std::string(1, close))});
}

Result<Node> add_schema(GrammarBuilder& builder, std::string_view text,
                        const SchemaOptions& options, std::vector<Unenforced>& unenforced) {
    if (options.max_gap > kMaxGap) {
        return error(Code::kInvalidArgument, "schema: gaps of %u characters; at most %u",
                     options.max_gap, kMaxGap);
    }
    SchemaCompiler compiler(builder, options);
    Result<Node> node = compiler.compile(text);
    unenforced = compiler.unenforced();
    return node;
}

Result<SchemaGrammar> compile_schema(std::string_view text, const SchemaOptions& options,
                                     const GrammarLimits& limits) {
    GrammarBuilder builder(limits);
    SchemaGrammar result;
    MST_ASSIGN(const Node root, add_schema(builder, text, options, result.unenforced));
    MST_TRY(builder.status());
    const Status nothing = error(Code::kBadGrammar, "schema: no value meets it");
    if (root == builder.never()) return nothing;
    Result<GrammarPtr> grammar = builder.finish(root);
    if (!grammar.ok()) {
        return grammar.status().code() == Code::kBadGrammar ? nothing : grammar.status();
    }
    result.grammar = grammar.take();
    return result;
}

}  // namespace minstrel
