#include "samples/tavern/evaluation/judge.h"

#include <algorithm>
#include <cctype>

namespace tavern {
namespace {

using json = nlohmann::ordered_json;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Bytes of other scripts count as letters.
bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::vector<std::string> numbers_of(std::string_view text) {
    std::vector<std::string> numbers;
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end > at) {
            const size_t first = std::min(text.find_first_not_of('0', at), end - 1);
            numbers.emplace_back(text.substr(first, end - first));
        }
        at = end + 1;
    }
    return numbers;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (is_word_byte(c) || c == '\'' || c == '-') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    return words;
}

// Numbers and items of the text that the prompt does not have.
std::vector<std::string> strange_things(const Situation& situation, std::string_view text,
                                        const std::vector<std::string>& item_names) {
    std::vector<std::string> strange;
    for (const std::string& number : numbers_of(text)) {
        if (!situation.allowed_numbers.contains(number)) strange.push_back("invents " + number);
    }
    const std::string small = lower(text);
    const std::vector<std::string> words = words_of(small);
    for (const std::string& name : item_names) {
        if (situation.allowed_items.contains(name)) continue;
        const bool phrase = name.find(' ') != std::string::npos;
        const bool said = phrase ? contains_phrase(small, name)
                                 : std::find(words.begin(), words.end(), name) != words.end();
        if (said) strange.push_back("invents " + name);
    }
    return strange;
}

// Why the calls are wrong, or an empty text.
std::string wrong_call(const Situation& situation, const Reply& reply) {
    if (!situation.call) return reply.calls.empty() ? "" : "calls a function without need";
    if (reply.calls.empty()) return "does not call the function";
    const Call& call = reply.calls.front();
    if (reply.calls.size() != 1 || call.name != situation.call->value("name", "")) {
        return "calls another function";
    }
    const auto arguments = nlohmann::json::parse(call.arguments, nullptr, false);
    // What is no JSON is not equal to anything, and not unequal either.
    const bool same = arguments == situation.call->value("arguments", nlohmann::json());
    return same ? "" : "the arguments are wrong";
}

bool fits(const json& value, const json& rule) {
    if (rule.contains("enum")) {
        const json& choices = rule["enum"];
        return std::find(choices.begin(), choices.end(), value) != choices.end();
    }
    const std::string type = rule.value("type", "");
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    return type == "number" && value.is_number();
}

// Why a JSON answer is wrong, or an empty text; `text` becomes what is spoken in it.
std::string wrong_json(const json& wanted, std::string& text) {
    const json answer = json::parse(text, nullptr, false);
    if (answer.is_discarded()) return "is no JSON";
    const json& properties = wanted["properties"];
    if (!answer.is_object() || answer.size() != properties.size()) return "has other keys";
    for (const auto& [key, rule] : properties.items()) {
        if (!answer.contains(key)) return "has other keys";
        if (!fits(answer[key], rule)) return "has a wrong value of " + key;
        const json& values = wanted["values"];
        if (values.contains(key) && values[key] != answer[key]) return "says the wrong " + key;
    }
    const json& spoken = answer[wanted.value("say", "")];
    if (spoken.is_string()) text = spoken.get<std::string>();
    return "";
}

void check_text(const Situation& situation, std::string text, std::vector<std::string>& reasons) {
    if (text.find_first_not_of(" \n") == std::string::npos) reasons.push_back("is empty");
    if (situation.json) {
        const std::string reason = wrong_json(*situation.json, text);
        if (!reason.empty()) reasons.push_back(reason);
    }
    for (const auto& group : situation.expect) {
        const bool said = std::any_of(group.begin(), group.end(), [&](const std::string& one) {
            return contains_phrase(text, one);
        });
        if (!said) reasons.push_back("lacks " + group.front());
    }
    for (const std::string& word : situation.reject) {
        if (contains_phrase(text, word)) reasons.push_back("says " + word);
    }
}

}  // namespace

bool contains_phrase(std::string_view text, std::string_view phrase) {
    const std::string where = lower(text);
    const std::string what = lower(phrase);
    for (size_t at = where.find(what); at != std::string::npos; at = where.find(what, at + 1)) {
        const size_t end = at + what.size();
        const bool begins = at == 0 || !is_word_byte(where[at - 1]);
        const bool ends = end == where.size() || !is_word_byte(where[end]);
        if (begins && ends) return true;
    }
    return false;
}

bool is_endless(const Reply& reply) {
    constexpr size_t kLongestRound = 12;
    constexpr size_t kLeastWords = 6;
    const std::vector<std::string> words = words_of(lower(reply.text));
    for (size_t round = 1; round <= kLongestRound; ++round) {
        size_t same = 0;  // words in a row that equal the one a round before
        for (size_t at = round; at < words.size(); ++at) {
            same = words[at] == words[at - round] ? same + 1 : 0;
            if (same >= std::max(2 * round, kLeastWords)) return true;
        }
    }
    return reply.cut_off;
}

Verdict judge(const Situation& situation, const Reply& reply,
              const std::vector<std::string>& item_names) {
    Verdict verdict;
    verdict.endless = is_endless(reply);
    if (!reply.failure.empty()) {
        verdict.reasons.push_back(reply.failure);
        return verdict;
    }
    std::vector<std::string> reasons;
    const std::string reason = wrong_call(situation, reply);
    if (!reason.empty()) reasons.push_back(reason);
    if (!situation.call && reasons.empty()) check_text(situation, reply.text, reasons);
    const std::vector<std::string> strange = strange_things(situation, reply.text, item_names);
    verdict.faithful = strange.empty();
    verdict.right = reasons.empty() && strange.empty();
    verdict.reasons = std::move(reasons);
    verdict.reasons.insert(verdict.reasons.end(), strange.begin(), strange.end());
    return verdict;
}

}  // namespace tavern
