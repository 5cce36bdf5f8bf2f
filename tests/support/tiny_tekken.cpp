#include "tests/support/tiny_tekken.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace minstrel::testing {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kSpecials = 64;
constexpr size_t kTokens = 448;
constexpr const char* kPattern =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|)"
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|)"
    R"(\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

constexpr const char* kWords[] = {
    " the", "the",      " and", "and",  "ing",   " you", "ale",  "mug",   "{\"",
    "\":",  "\",",      "\"}",  " {\"", "[{\"",  "\"}]", "}]",   "}}",    " \"",
    "true", "false",    "null", "name", "argum", "ents", "item", "count", "\xE2\x98",
    "\xC3", "\xC3\xA9", "  ",   "    ", ".\n",   "\n\n", "aaaa", "!!",    "..."};

std::string base64(const std::string& bytes) {
    static constexpr char kDigits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k) {
            group = group << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0);
        }
        for (size_t k = 0; k < 4; ++k) {
            out += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
        }
    }
    return out;
}

std::vector<std::string> tokens() {
    std::vector<std::string> all;
    for (int byte = 0; byte < 256; ++byte) all.emplace_back(1, static_cast<char>(byte));
    for (const char vowel : {'a', 'e', 'i', 'o', 'u'}) {
        for (char letter = 'a'; letter <= 'z'; ++letter) all.push_back({letter, vowel});
    }
    for (char letter = 'a'; letter <= 'z'; ++letter) all.push_back({' ', letter});
    for (const char* word : kWords) {
        if (std::string(word).size() > 1) all.emplace_back(word);
    }
    for (char digit = '0'; all.size() < kTokens; ++digit) all.push_back({digit, '.'});
    return all;
}

std::vector<std::string> specials(int version) {
    std::vector<std::string> names = {"<unk>",
                                      "<s>",
                                      "</s>",
                                      "[INST]",
                                      "[/INST]",
                                      "[AVAILABLE_TOOLS]",
                                      "[/AVAILABLE_TOOLS]",
                                      "[TOOL_RESULTS]",
                                      "[/TOOL_RESULTS]",
                                      "[TOOL_CALLS]",
                                      "[IMG]",
                                      "<pad>",
                                      "[IMG_BREAK]",
                                      "[IMG_END]",
                                      "[PREFIX]",
                                      "[MIDDLE]",
                                      "[SUFFIX]",
                                      "[SYSTEM_PROMPT]",
                                      "[/SYSTEM_PROMPT]",
                                      "[TOOL_CONTENT]"};
    while (names.size() < 39) names.push_back("<SPECIAL_" + std::to_string(names.size()) + ">");
    if (version >= 11) names[32] = "[ARGS]";
    if (version >= 11) names[33] = "[CALL_ID]";
    if (version >= 13) names[35] = "[THINK]";
    if (version >= 13) names[36] = "[/THINK]";
    if (version >= 15) names[37] = "[MODEL_SETTINGS]";
    if (version >= 15) names[38] = "[/MODEL_SETTINGS]";
    return names;
}

}  // namespace

std::string tiny_tekken(int version, const std::string& settings) {
    Json file;
    file["config"] = {{"pattern", kPattern},
                      {"num_vocab_tokens", kTokens},
                      {"default_vocab_size", kSpecials + kTokens},
                      {"default_num_special_tokens", kSpecials},
                      {"version", "v" + std::to_string(version)}};
    file["vocab"] = Json::array();
    for (const std::string& token : tokens()) {
        file["vocab"].push_back({{"rank", file["vocab"].size()},
                                 {"token_bytes", base64(token)},
                                 {"token_str", nullptr}});
    }
    if (version > 3) {  // which has the usual ones
        file["special_tokens"] = Json::array();
        for (const std::string& name : specials(version)) {
            file["special_tokens"].push_back({{"rank", file["special_tokens"].size()},
                                              {"token_str", name},
                                              {"is_control", true}});
        }
    }
    if (!settings.empty()) file["model_settings_builder"] = Json::parse(settings);
    return file.dump();
}

}  // namespace minstrel::testing
