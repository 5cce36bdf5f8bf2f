// minstrel grammar explain: where a text leaves a grammar, what could stand there, and which
// keyword or rule is to blame.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bindings/cli/console.h"
#include "bindings/cli/grammar_commands.h"
#include "bindings/cli/grammar_host.h"
#include "bindings/cli/grammar_options.h"
#include "bindings/cli/grammar_relaxed.h"

namespace minstrel::cli {
namespace {

constexpr size_t kShownBytes = 40;        // of the text before and behind the place
constexpr size_t kMaxTried = 2000;        // keywords or rules
constexpr size_t kMaxBack = 1000;         // bytes before the place where a rule may have begun
constexpr size_t kMaxContinuations = 16;  // beyond it, classes of characters are named
constexpr size_t kMaxContinuation = 24;   // bytes of one of them

// How a text fares in a grammar.
struct Fate {
    size_t accepted = 0;
    bool complete = false;
    bool operator<(const Fate& other) const {
        return std::pair(accepted, complete) < std::pair(other.accepted, other.complete);
    }
};

class Explanation {
  public:
    Explanation(GrammarHost& host, const CompiledGrammar& grammar, std::string text)
        : host_(host), grammar_(grammar), text_(std::move(text)) {}

    std::optional<Fate> fate() const { return fate_in(grammar_, text_); }
    void print_place(const Fate& fate) const;
    void print_allowed(size_t at);
    // Of a schema, each of whose absence lets the text go further.
    void print_keywords(const std::string& source, const GrammarSettings& settings,
                        const Fate& fate);
    // Those that are open at the place.
    void print_rules(const std::string& source, const GrammarSettings& settings, size_t at);

  private:
    struct OpenRule {
        std::string name;
        size_t begin;
        bool may_end;
    };

    std::optional<Fate> fate_in(const CompiledGrammar& grammar, std::string_view text) const;
    std::vector<char> allowed_behind(const std::string& text) const;
    bool goes_further(const std::string& source, const GrammarSettings& settings, const Fate& fate);
    std::optional<OpenRule> open_rule(const MarkedRule& rule, const GrammarSettings& settings,
                                      size_t at, const std::vector<bool>& unsure) const;

    GrammarHost& host_;
    const CompiledGrammar& grammar_;
    const std::string text_;
};

std::optional<Fate> Explanation::fate_in(const CompiledGrammar& grammar,
                                         std::string_view text) const {
    mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
    if (!host_.test(grammar, text, &match)) return std::nullopt;
    return Fate{static_cast<size_t>(match.accepted_bytes), match.complete != 0};
}

void Explanation::print_place(const Fate& fate) const {
    const size_t at = fate.accepted;
    const size_t from = at - std::min(at, kShownBytes);
    const std::string before = printable(text_.substr(from, at - from));
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<long>(at), '\n') + 1;
    const size_t line_start = at == 0 ? std::string::npos : text_.rfind('\n', at - 1);
    const size_t column = at - (line_start == std::string::npos ? 0 : line_start + 1) + 1;
    std::printf("byte %zu (line %ld, column %zu): ", at, static_cast<long>(line), column);
    if (at == text_.size()) {
        std::printf("the text ends too early, after \"%s\"\n", before.c_str());
    } else {
        std::printf("\"%s\" must not be followed by \"%s\"\n", before.c_str(),
                    printable(text_.substr(at, kShownBytes)).c_str());
    }
}

std::vector<char> Explanation::allowed_behind(const std::string& text) const {
    std::vector<char> allowed;
    std::string longer = text + '\0';
    for (int byte = 0; byte < 256; ++byte) {
        longer.back() = static_cast<char>(byte);
        const auto fate = fate_in(grammar_, longer);
        if (fate && fate->accepted == longer.size()) allowed.push_back(longer.back());
    }
    return allowed;
}

// "a" to "z" and so on; bytes of longer code points together.
std::string classes_of(const std::vector<char>& bytes) {
    std::string shown;
    const auto add = [&](const std::string& part) {
        if (!shown.empty()) shown += ", ";
        shown += part;
    };
    for (size_t i = 0; i < bytes.size();) {
        const auto first = static_cast<uint8_t>(bytes[i]);
        if (first >= 0x80) {
            add("characters above U+007F");
            break;
        }
        size_t last = i;
        while (last + 1 < bytes.size() && bytes[last + 1] == bytes[last] + 1 &&
               static_cast<uint8_t>(bytes[last + 1]) < 0x7F) {
            ++last;
        }
        const auto name = [](char c) {
            return c < 0x20 || c == 0x7F ? format("U+%04X", c) : format("'%c'", c);
        };
        add(last == i ? name(bytes[i]) : name(bytes[i]) + " to " + name(bytes[last]));
        i = last + 1;
    }
    return shown;
}

void Explanation::print_allowed(size_t at) {
    const std::string before = text_.substr(0, at);
    const std::vector<char> bytes = allowed_behind(before);
    std::printf("allowed there: ");
    if (bytes.size() > kMaxContinuations) {
        std::printf("%s\n", classes_of(bytes).c_str());
        return;
    }
    // Each goes on as far as there is one way.
    for (size_t i = 0; i < bytes.size(); ++i) {
        std::string next(1, bytes[i]);
        while (next.size() < kMaxContinuation) {
            const std::string longer = before + next;
            const auto fate = fate_in(grammar_, longer);
            const std::vector<char> more = allowed_behind(longer);
            if (!fate || fate->complete || more.size() != 1) break;
            next += more.front();
        }
        std::printf("%s\"%s\"", i == 0 ? "" : ", ", printable(next).c_str());
    }
    std::puts(bytes.empty() ? "nothing, the text ends here" : "");
}

bool Explanation::goes_further(const std::string& source, const GrammarSettings& settings,
                               const Fate& fate) {
    const CompiledGrammar relaxed = host_.compile(source, settings);
    if (relaxed.id.id == 0) return false;
    const auto other = fate_in(relaxed, text_);
    host_.destroy(relaxed);
    return other && fate < *other;
}

void Explanation::print_keywords(const std::string& source, const GrammarSettings& settings,
                                 const Fate& fate) {
    const auto relaxed = relax_schema(source, kMaxTried);
    std::set<std::string> found;
    for (const RelaxedSchema& one : relaxed) {
        if (goes_further(one.text, settings, fate)) found.insert(one.place);
    }
    const auto is_found = [&](const std::string& place) { return found.count(place) != 0; };
    for (const RelaxedSchema& one : relaxed) {
        if (!is_found(one.place)) continue;
        if (std::any_of(one.inner.begin(), one.inner.end(), is_found)) continue;
        std::printf("because of: %s\n", printable(one.place).c_str());
    }
    GrammarSettings other = settings;
    other.any_order = true;
    if (goes_further(source, other, fate)) {
        std::puts("because of: the order of the members (--any-order)");
    }
    other = settings;
    other.max_gap = 8;
    if (goes_further(source, other, fate)) std::puts("because of: white space (--gap)");
}

// Where the rule began that is open at `at`, the last such place. `unsure`: places where the
// grammar takes the mark for text.
std::optional<Explanation::OpenRule> Explanation::open_rule(const MarkedRule& rule,
                                                            const GrammarSettings& settings,
                                                            size_t at,
                                                            const std::vector<bool>& unsure) const {
    const CompiledGrammar grammar = host_.compile(rule.text, settings);
    if (grammar.id.id == 0) return std::nullopt;
    std::optional<OpenRule> open;
    for (size_t i = 0; i < unsure.size() && !open; ++i) {
        const size_t begin = at - i;
        if (unsure[i]) continue;
        std::string marked = text_.substr(0, at);
        marked.insert(marked.begin() + static_cast<long>(begin), kBeginMark);
        const auto fate = fate_in(grammar, marked);
        if (!fate || fate->accepted != marked.size()) continue;
        marked += kEndMark;
        const auto ended = fate_in(grammar, marked);
        open = OpenRule{rule.name, begin, ended && ended->accepted == marked.size()};
    }
    host_.destroy(grammar);
    return open;
}

// The rule that began last, and as long as those may be over here, the ones around it.
void Explanation::print_rules(const std::string& source, const GrammarSettings& settings,
                              size_t at) {
    std::vector<bool> unsure;
    for (size_t i = 0; i <= std::min(at, kMaxBack); ++i) {
        const std::string marked = text_.substr(0, at - i) + kBeginMark;
        const auto fate = fate_in(grammar_, marked);
        unsure.push_back(!fate || fate->accepted == marked.size());
    }
    std::vector<OpenRule> open;
    for (const MarkedRule& rule : mark_rules(source, settings.kind, kMaxTried)) {
        auto found = open_rule(rule, settings, at, unsure);
        if (found) open.push_back(std::move(*found));
    }
    std::stable_sort(open.begin(), open.end(),
                     [](const OpenRule& a, const OpenRule& b) { return a.begin > b.begin; });
    for (const OpenRule& rule : open) {
        std::printf("because of: rule %s, which began at byte %zu\n", rule.name.c_str(),
                    rule.begin);
        if (!rule.may_end) return;
    }
}

ExitCode explain(GrammarHost& host, const std::string& source, const std::string& name,
                 const std::string& text, const GrammarSettings& settings) {
    const CompiledGrammar grammar = host.compile(source, settings);
    if (grammar.id.id == 0) {
        complain(name + ": " + printable(grammar.error));
        return kFailure;
    }
    Explanation explanation(host, grammar, text);
    const auto fate = explanation.fate();
    if (!fate) {
        complain("the text could not be tested");
        return kFailure;
    }
    if (fate->complete) {
        std::printf("the text matches\n");
        return kSuccess;
    }
    explanation.print_place(*fate);
    explanation.print_allowed(fate->accepted);
    if (settings.kind == MST_GRAMMAR_JSON_SCHEMA) {
        explanation.print_keywords(source, settings, *fate);
    } else if (settings.kind != MST_GRAMMAR_REGEX) {
        explanation.print_rules(source, settings, fate->accepted);
    }
    return kFailure;
}

}  // namespace

ExitCode run_grammar_explain(std::span<char* const> arguments) {
    std::string file;
    std::string text;
    GrammarOptions grammar;
    Arguments options(
        "grammar explain",
        "Say where a text leaves a grammar, what could stand there, and which keywords of the\n"
        "schema, or which rules, keep it from going on.");
    options.positional("FILE", "the grammar", file);
    options.positional("TEXT", "the text itself or - for standard input", text);
    grammar.declare(options);
    if (const auto code = options.parse(arguments)) return *code;
    const std::optional<std::string> source = grammar.read(file);
    if (!source) return kFailure;
    const std::unique_ptr<GrammarHost> host = GrammarHost::open();
    if (host == nullptr) return kFailure;
    if (text == "-") text = *read_text("-");
    return explain(*host, *source, file, text, grammar.settings);
}

}  // namespace minstrel::cli
