// What a model of any chat version might write: any tokens are refused with a reason, or are text
// and calls of which those that pass the check are allowed and have the arguments that were asked
// for. The first byte says how to read the rest, see read_ids(), and which version it is.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/scripted/scripted_tokenizer.h"
#include "runtime/text/chat_output.h"
#include "runtime/text/tokenizer.h"
#include "runtime/tools/call_check.h"

namespace {

using namespace minstrel;  // NOLINT(google-build-using-namespace): one file, one purpose
using Json = nlohmann::json;

enum Function : uint32_t { kOrder, kOpenDoor, kForbidden };

constexpr std::array kVersions = {ChatVersion::kV3,  ChatVersion::kV2,  ChatVersion::kV7,
                                  ChatVersion::kV11, ChatVersion::kV13, ChatVersion::kV15};

void require(bool promise) {
    if (!promise) std::abort();
}

struct World {
    std::array<std::unique_ptr<const Tokenizer>, kVersions.size()> tokenizers;
    std::shared_ptr<const Toolset> toolset;
    CallRules rules;
};

const World& world() {
    static const World tavern = [] {
        std::vector<ToolFunction> functions(3);
        functions[kOrder].name = "order";
        functions[kOrder].parameters = R"({"type": "object", "required": ["what"], "properties": {
            "what": {"enum": ["ale", "bread"]},
            "count": {"type": "integer", "minimum": 1, "maximum": 12},
            "note": {"type": "string", "maxLength": 5}}})";
        functions[kOpenDoor].name = "open_door";
        functions[kOpenDoor].parameters = R"({"type": "object", "required": ["door"],
            "properties": {"door": {"type": "string", "live": "doors"}}})";
        functions[kForbidden].name = "forbidden";
        World made;
        std::transform(kVersions.begin(), kVersions.end(), made.tokenizers.begin(),
                       make_scripted_tokenizer);
        made.toolset = Toolset::make(functions).take();
        made.rules.functions = {kOrder, kOpenDoor};
        made.rules.live = {{"doors", {"hatch", "gate"}}};
        made.rules.max_calls = 3;
        return made;
    }();
    return tavern;
}

// The control token that a byte of a text stands for; -1 = it is text.
int32_t control_token(const Vocabulary& vocabulary, char byte) {
    switch (byte) {
        case '\1':
            return vocabulary.special(Special::kThink);
        case '\2':
            return vocabulary.special(Special::kEndThink);
        case '\5':
            return vocabulary.special(Special::kToolCalls);
        case '\6':
            return vocabulary.special(Special::kArguments);
        case '\7':
            return vocabulary.special(Special::kCallId);
        default:
            return -1;
    }
}

void add_text(const Tokenizer& tokenizer, std::string_view text, std::vector<int32_t>& ids) {
    std::vector<int32_t> part;
    // What is no UTF-8 has no tokens here; token ids make that too.
    if (tokenizer.encode(text, part).ok()) ids.insert(ids.end(), part.begin(), part.end());
}

// Bit 0 of the first byte: text with control bytes, else ids of two bytes each. Bit 1: it begins
// with what is said, else with the calls.
std::vector<int32_t> read_ids(const Tokenizer& tokenizer, const uint8_t* data, size_t size) {
    const Vocabulary& vocabulary = tokenizer.vocabulary();
    std::vector<int32_t> ids;
    if ((data[0] & 2) == 0) ids.push_back(vocabulary.special(Special::kToolCalls));
    if ((data[0] & 1) == 0) {
        for (size_t i = 1; i + 1 < size; i += 2) {
            ids.push_back((data[i] * 256 + data[i + 1]) % vocabulary.size());
        }
        return ids;
    }
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    size_t begin = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        const int32_t token = control_token(vocabulary, text[at]);
        if (token < 0) continue;
        add_text(tokenizer, text.substr(begin, at - begin), ids);
        ids.push_back(token);
        begin = at + 1;
    }
    add_text(tokenizer, text.substr(begin), ids);
    return ids;
}

// A second opinion, without schemas and grammars.
bool is_as_declared(uint32_t function, const Json& arguments) {
    if (!arguments.is_object()) return false;
    if (function == kOpenDoor) {
        return arguments.size() == 1 && (arguments.value("door", Json()) == "hatch" ||
                                         arguments.value("door", Json()) == "gate");
    }
    if (function != kOrder) return false;
    const Json what = arguments.value("what", Json());
    if (what != "ale" && what != "bread") return false;
    for (const auto& [key, value] : arguments.items()) {
        if (key == "what") continue;
        if (key == "count") {
            const double count = value.is_number() ? value.get<double>() : 0;
            if (count < 1 || count > 12 || count != static_cast<int>(count)) return false;
        } else if (key != "note" || !value.is_string()) {
            return false;
        } else {
            const std::string note = value.get<std::string>();
            const auto starts = [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; };
            if (std::count_if(note.begin(), note.end(), starts) > 5) return false;
        }
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const size_t version = data[0] / 4 % kVersions.size();
    const Tokenizer& tokenizer = *world().tokenizers[version];
    int count = 0;
    const auto output =
        read_chat_output(tokenizer, kVersions[version], read_ids(tokenizer, data, size),
                         [&count] { return std::to_string(100'000'000 + count++); });
    if (!output.ok()) {
        require(!output.status().message().empty());
        return 0;
    }
    const std::vector<ToolCall>& calls = output.value().calls;
    const auto checked = check_calls(*world().toolset, world().rules, calls);
    require(checked.size() == calls.size());
    for (size_t i = 0; i < checked.size(); ++i) {
        const ToolCall& call = calls[i];
        if (checked[i].fault) {
            require(!checked[i].why.empty());
            continue;
        }
        require(i < world().rules.max_calls);
        require(is_call_id(call.id));
        require(checked[i].function == kOrder || checked[i].function == kOpenDoor);
        require(world().toolset->function(checked[i].function).name == call.name);
        const Json arguments = Json::parse(call.arguments, nullptr, false);
        require(is_as_declared(checked[i].function, arguments));
    }
    return 0;
}
