#include "runtime/scripted/script.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "runtime/text/chat_rules.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

using Kind = PromptJson::Kind;

constexpr uint32_t kMinContext = 64, kMaxContext = 1u << 16;
constexpr uint32_t kMaxStepUs = 10'000'000;
constexpr uint32_t kMaxTimes = 1'000'000;
constexpr size_t kMaxReplies = 4096;
constexpr size_t kMaxWhenBytes = 1024;
constexpr std::string_view kOtherwise = "...";

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

ScriptPart special_part(Special special) {
    return {true, special, {}};
}

ScriptPart text_part(std::string_view text) {
    return {false, Special::kUnknown, std::string(text)};
}

// Names of control tokens in a "raw" text become the tokens.
std::vector<ScriptPart> split_raw(std::string_view text) {
    std::vector<ScriptPart> parts;
    size_t begin = 0;
    for (size_t at = 0; at < text.size();) {
        size_t index = 0;
        while (index < kSpecialCount &&
               !text.substr(at).starts_with(special_name(static_cast<Special>(index)))) {
            ++index;
        }
        if (index == kSpecialCount) {
            ++at;
            continue;
        }
        if (at > begin) parts.push_back(text_part(text.substr(begin, at - begin)));
        parts.push_back(special_part(static_cast<Special>(index)));
        at += special_name(static_cast<Special>(index)).size();
        begin = at;
    }
    if (begin < text.size()) parts.push_back(text_part(text.substr(begin)));
    return parts;
}

Status bad(const std::string& where, const char* what) {
    return error(Code::kBadFormat, "script: %s: %s", where.c_str(), what);
}

Status check_keys(const PromptJson& object, std::span<const std::string_view> known,
                  const std::string& where) {
    for (const std::string& key : object.keys) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            return error(Code::kBadFormat, "script: %s/%s: there is no such key", where.c_str(),
                         key.c_str());
        }
    }
    return {};
}

Result<uint32_t> read_number(const PromptJson& object, const char* key, uint32_t standard,
                             uint32_t low, uint32_t high, const std::string& where) {
    const PromptJson* value = object.find(key);
    if (value == nullptr) return standard;
    const char* end = value->text.data() + value->text.size();
    uint32_t number = 0;
    const auto read = std::from_chars(value->text.data(), end, number);
    if (!value->is(Kind::kNumber) || read.ec != std::errc() || read.ptr != end || number < low ||
        number > high) {
        return error(Code::kBadFormat, "script: %s/%s: a number from %u to %u is expected",
                     where.c_str(), key, low, high);
    }
    return number;
}

// The calls as a model of this version writes them.
std::vector<ScriptPart> call_parts(const PromptJson& calls, const ChatRules& rules) {
    if (!rules.marks_calls()) {
        return {special_part(Special::kToolCalls), text_part(write_prompt_json(calls))};
    }
    std::vector<ScriptPart> parts;
    for (const PromptJson& call : calls.items) {
        parts.push_back(special_part(Special::kToolCalls));
        parts.push_back(text_part(call.find("name")->text));
        parts.push_back(special_part(Special::kArguments));
        parts.push_back(text_part(write_prompt_json(*call.find("arguments"))));
    }
    return parts;
}

Result<std::vector<ScriptPart>> read_calls(const PromptJson& calls, const ChatRules& rules,
                                           const std::string& where) {
    if (rules.calls == CallForm::kNone) return bad(where, "this chat version has no calls");
    if (!calls.is(Kind::kArray) || calls.items.empty()) {
        return bad(where, "a list of calls is expected");
    }
    for (size_t index = 0; index < calls.items.size(); ++index) {
        const PromptJson* name = calls.items[index].find("name");
        const PromptJson* arguments = calls.items[index].find("arguments");
        if (name == nullptr || !name->is(Kind::kString) || arguments == nullptr ||
            !arguments->is(Kind::kObject)) {
            return bad(where + "/" + std::to_string(index),
                       "an object with a text \"name\" and an object \"arguments\" is expected; "
                       "broken calls are written in \"raw\"");
        }
    }
    return call_parts(calls, rules);
}

// What is played: one of "say", "calls", "raw" and "fail".
Status read_content(const PromptJson& source, const ChatRules& rules, const std::string& where,
                    ScriptReply& reply) {
    static constexpr std::string_view kContents[] = {"say", "calls", "raw", "fail"};
    const auto count =
        std::count_if(std::begin(kContents), std::end(kContents),
                      [&](std::string_view key) { return source.find(key) != nullptr; });
    if (count != 1)
        return bad(where, "one of \"say\", \"calls\", \"raw\" and \"fail\" is expected");
    for (const char* key : {"say", "raw"}) {
        const PromptJson* value = source.find(key);
        if (value == nullptr) continue;
        if (!value->is(Kind::kString)) return bad(where + "/" + key, "a text is expected");
        reply.parts = key == std::string_view("say") ? std::vector(1, text_part(value->text))
                                                     : split_raw(value->text);
    }
    if (const PromptJson* calls = source.find("calls")) {
        MST_ASSIGN(reply.parts, read_calls(*calls, rules, where + "/calls"));
    }
    if (const PromptJson* fail = source.find("fail")) {
        if (!fail->is(Kind::kTrue)) return bad(where + "/fail", "true is expected");
        reply.fails = true;
    }
    return {};
}

Result<ScriptReply> read_reply(const PromptJson& source, const ChatRules& rules, uint32_t step_us,
                               const std::string& where) {
    static constexpr std::string_view kKeys[] = {"when", "say",     "calls", "raw",
                                                 "fail", "step_us", "times"};
    if (!source.is(Kind::kObject)) return bad(where, "an object is expected");
    MST_TRY(check_keys(source, kKeys, where));
    ScriptReply reply;
    if (const PromptJson* when = source.find("when")) {
        if (!when->is(Kind::kString) || when->text.size() > kMaxWhenBytes) {
            return bad(where + "/when", "a text of at most 1,024 bytes is expected");
        }
        reply.when = lower(when->text);
    }
    MST_TRY(read_content(source, rules, where, reply));
    MST_ASSIGN(reply.step_us, read_number(source, "step_us", step_us, 0, kMaxStepUs, where));
    MST_ASSIGN(reply.times, read_number(source, "times", 0, 1, kMaxTimes, where));
    return reply;
}

Result<PromptJson> read_json(std::string_view text) {
    size_t at = 0;
    auto json = parse_prompt_json(text, &at);
    if (json.ok()) return json;
    const std::string_view before = text.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    return json.status().with_context("script, line " + std::to_string(line) + ", column " +
                                      std::to_string(column));
}

}  // namespace

Result<Script> Script::read(std::string_view text, std::optional<ChatVersion> wanted) {
    static constexpr std::string_view kKeys[] = {"context_tokens", "step_us", "chat_version",
                                                 "replies"};
    MST_ASSIGN(const PromptJson json, read_json(text));
    const PromptJson* replies = json.find("replies");
    if (replies == nullptr || !replies->is(Kind::kArray)) {
        return bad("/", "an object with a list \"replies\" is expected");
    }
    MST_TRY(check_keys(json, kKeys, ""));
    Script script;
    MST_ASSIGN(script.context_tokens_,
               read_number(json, "context_tokens", 4096, kMinContext, kMaxContext, ""));
    MST_ASSIGN(const uint32_t step_us, read_number(json, "step_us", 0, 0, kMaxStepUs, ""));
    MST_ASSIGN(const uint32_t version, read_number(json, "chat_version", 3, 1, 15, ""));
    if (!is_chat_version(static_cast<uint8_t>(version))) {
        return error(Code::kUnsupported,
                     "script: /chat_version: there are the versions 1, 2, 3, 7, 11, 13 and 15");
    }
    script.chat_version_ = wanted.value_or(static_cast<ChatVersion>(version));
    const ChatRules& rules = chat_rules(script.chat_version_);
    if (replies->items.size() > kMaxReplies) return bad("/replies", "more than 4,096 replies");
    for (size_t index = 0; index < replies->items.size(); ++index) {
        const std::string where = "/replies/" + std::to_string(index);
        MST_ASSIGN(ScriptReply reply, read_reply(replies->items[index], rules, step_us, where));
        script.counts_plays_ = script.counts_plays_ || reply.times != 0;
        script.replies_.push_back(std::move(reply));
    }
    ScriptReply otherwise;
    otherwise.parts.push_back(text_part(kOtherwise));
    otherwise.step_us = step_us;
    script.replies_.push_back(std::move(otherwise));
    return script;
}

size_t Script::choose(std::span<const std::string> messages,
                      std::span<const uint32_t> failures) const {
    std::vector<uint32_t> played(failures.begin(), failures.end());
    size_t chosen = replies_.size() - 1;
    for (const std::string& message : messages) {
        const std::string heard = lower(message);
        chosen = 0;
        while ((replies_[chosen].times != 0 && played[chosen] >= replies_[chosen].times) ||
               heard.find(replies_[chosen].when) == std::string::npos) {
            ++chosen;
        }
        ++played[chosen];
    }
    return chosen;
}

}  // namespace minstrel
