#include "runtime/text/tekken_model.h"

#include <array>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "runtime/text/base64.h"
#include "runtime/text/special_tokens.h"
#include "runtime/text/split_pattern.h"
#include "runtime/text/tekken_events.h"

namespace minstrel {
namespace {

using nlohmann::json;

constexpr size_t kMinSpecials = 20;
constexpr size_t kMaxSpecials = size_t{1} << 14;
constexpr size_t kMaxSpecialBytes = 128;
constexpr size_t kByteCount = 256;

// What files up to v7 mean when they do not list their control tokens.
constexpr std::array<std::string_view, kMinSpecials> kDefaultSpecials = {"<unk>",
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

Status bad(const char* what) {
    return error(Code::kBadFormat, "tekken.json: %s", what);
}

struct Sizes {
    size_t vocabulary = 0;  // of the model: control and text tokens
    size_t specials = 0;
};

Result<size_t> read_size(const json& config, const char* key) {
    const auto found = config.find(key);
    if (found == config.end() || !found->is_number_unsigned()) {
        return error(Code::kBadFormat, "tekken.json: config: '%s' must be a number", key);
    }
    if (found->get<uint64_t>() > kMaxTekkenTokens) {
        return error(Code::kLimitReached, "tekken.json: config: '%s' is more than %zu", key,
                     kMaxTekkenTokens);
    }
    return static_cast<size_t>(found->get<uint64_t>());
}

Result<Sizes> read_sizes(const json& config) {
    Sizes sizes;
    MST_ASSIGN(sizes.vocabulary, read_size(config, "default_vocab_size"));
    MST_ASSIGN(sizes.specials, read_size(config, "default_num_special_tokens"));
    if (sizes.specials < kMinSpecials || sizes.specials > kMaxSpecials ||
        sizes.vocabulary < sizes.specials + kByteCount) {
        return bad("config: the sizes leave no room for control tokens and the 256 bytes");
    }
    return sizes;
}

Result<TokenizerVersion> read_version(const json& config) {
    const auto found = config.find("version");
    if (found == config.end() || !found->is_string()) {
        return bad("config: 'version' must be a text like \"v7\"");
    }
    for (const auto version : {TokenizerVersion::kV3, TokenizerVersion::kV7, TokenizerVersion::kV11,
                               TokenizerVersion::kV13, TokenizerVersion::kV15}) {
        std::string name = "v";
        name += std::to_string(static_cast<int>(version));
        if (found->get_ref<const std::string&>() == name) return version;
    }
    return error(Code::kUnsupported,
                 "tekken.json: version '%.20s' is not known; v3, v7, v11, v13 and v15 are",
                 found->get_ref<const std::string&>().c_str());
}

// A pattern that nobody has seen could take any time for a text that somebody types.
Status check_pattern(const json& config) {
    const auto found = config.find("pattern");
    if (found == config.end() || !found->is_string()) {
        return bad("config: 'pattern' must be a text");
    }
    if (*found == SplitPattern::kText) return {};
    return error(Code::kUnsupported,
                 "tekken.json: the pattern that splits texts is not the one of Mistral's files");
}

Status read_effort(const json& section, std::optional<EffortRule>& out) {
    if (section.is_null()) return {};
    if (!section.is_object()) return bad("'model_settings_builder' must be an object");
    const auto found = section.find("reasoning_effort");
    if (found == section.end() || found->is_null()) return {};
    if (!found->is_object()) return bad("'reasoning_effort' must be an object");
    const auto type = found->find("type");
    const auto values = found->find("values");
    if ((type != found->end() && *type != "enum") || values == found->end() ||
        !values->is_array()) {
        return bad("'reasoning_effort' must list its 'values'");
    }
    EffortRule rule;
    for (const json& value : *values) {
        if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
            return bad("a value of 'reasoning_effort' is no text");
        }
        rule.values.push_back(value);
    }
    if (const auto none = found->find("accepts_none"); none != found->end()) {
        if (!none->is_boolean()) return bad("'accepts_none' must be true or false");
        rule.accepts_none = *none;
    }
    if (const auto given = found->find("default"); given != found->end() && !given->is_null()) {
        if (!given->is_string()) return bad("'default' of 'reasoning_effort' must be a text");
        rule.fallback = *given;
    }
    out = std::move(rule);
    return {};
}

// The names that the file gives, then fillers.
Result<std::vector<std::string>> make_specials(std::vector<std::string> given, size_t count,
                                               TokenizerVersion version) {
    if (given.empty() && version > TokenizerVersion::kV7) {
        return bad("'special_tokens' is missing, which only files up to v7 may lack");
    }
    if (given.empty()) given.assign(kDefaultSpecials.begin(), kDefaultSpecials.end());
    if (given.size() > count) return bad("more special tokens than 'default_num_special_tokens'");
    for (size_t id = given.size(); id < count; ++id) {
        std::string name = "<SPECIAL_";
        name += std::to_string(id);
        given.push_back(name + ">");
    }
    std::unordered_set<std::string_view> names;
    for (const std::string& name : given) {
        if (!names.insert(name).second) {
            return error(Code::kBadFormat, "tekken.json: the special token '%s' occurs twice",
                         name.c_str());
        }
    }
    for (const Special needed :
         {Special::kUnknown, Special::kBos, Special::kEos, Special::kInst, Special::kEndInst,
          Special::kAvailableTools, Special::kEndAvailableTools, Special::kToolResults,
          Special::kEndToolResults, Special::kToolCalls}) {
        if (!names.contains(special_name(needed))) {
            return error(Code::kBadFormat, "tekken.json: the special token '%s' is missing",
                         special_name(needed).data());
        }
    }
    if (version >= TokenizerVersion::kV7 && !names.contains("[SYSTEM_PROMPT]")) {
        return bad("the special token '[SYSTEM_PROMPT]' is missing");
    }
    if (version >= TokenizerVersion::kV11 && !names.contains("[ARGS]")) {
        return bad("the special token '[ARGS]' is missing");
    }
    return given;
}

// Takes the values of a file as they come.
class TekkenContent final : public TekkenSink {
  public:
    Status take_entry(const TekkenEntry& entry, size_t index) override {
        if (index >= kMaxTekkenTokens) {
            return error(Code::kLimitReached, "tekken.json: more than %zu tokens",
                         kMaxTekkenTokens);
        }
        if (entry.rank != index) return bad_entry(index, "its rank is not its place");
        if (!entry.bytes) return bad_entry(index, "it has no token_bytes");
        std::string bytes;
        if (!decode_base64(*entry.bytes, bytes)) {
            return bad_entry(index, "its bytes are not valid base64");
        }
        if (bytes.empty() || bytes.size() > kMaxTekkenTokenBytes) {
            return bad_entry(index, "it must have 1 to 256 bytes");
        }
        if (index < kByteCount && (bytes.size() != 1 || static_cast<uint8_t>(bytes[0]) != index)) {
            return bad_entry(index, "the first 256 must be the single bytes in order");
        }
        tokens_.push_back(std::move(bytes));
        return {};
    }

    Status take_special(const TekkenEntry& entry, size_t index) override {
        if (index >= kMaxSpecials) {
            return error(Code::kLimitReached, "tekken.json: more than %zu special tokens",
                         kMaxSpecials);
        }
        if (entry.rank != index) return bad_special(index, "its rank is not its place");
        if (!entry.text || entry.text->empty() || entry.text->size() > kMaxSpecialBytes ||
            entry.text->find('\0') != std::string::npos) {
            return bad_special(index, "it has no usable name");
        }
        specials_.push_back(*entry.text);
        return {};
    }

    Status take_section(const std::string& name, json value) override {
        if (name == "config") {
            config_ = std::move(value);
        } else if (name == "model_settings_builder") {
            settings_ = std::move(value);
        }
        return {};
    }

    Result<TekkenModel> finish() {
        if (!config_ || !config_->is_object()) return bad("the object 'config' is missing");
        TekkenModel model;
        MST_ASSIGN(model.version, read_version(*config_));
        MST_TRY(check_pattern(*config_));
        MST_ASSIGN(const Sizes sizes, read_sizes(*config_));
        if (tokens_.size() < sizes.vocabulary - sizes.specials) {
            return error(Code::kBadFormat,
                         "tekken.json: %zu text tokens; 'default_vocab_size' asks for %zu",
                         tokens_.size(), sizes.vocabulary - sizes.specials);
        }
        tokens_.resize(sizes.vocabulary - sizes.specials);
        MST_ASSIGN(model.specials,
                   make_specials(std::move(specials_), sizes.specials, model.version));
        if (settings_) MST_TRY(read_effort(*settings_, model.effort));
        model.tokens = std::move(tokens_);
        return model;
    }

  private:
    static Status bad_entry(size_t index, const char* what) {
        return error(Code::kBadFormat, "tekken.json: token %zu: %s", index, what);
    }
    static Status bad_special(size_t index, const char* what) {
        return error(Code::kBadFormat, "tekken.json: special token %zu: %s", index, what);
    }

    std::vector<std::string> tokens_;
    std::vector<std::string> specials_;
    std::optional<json> config_;
    std::optional<json> settings_;
};

}  // namespace

bool looks_like_tekken(std::string_view file) {
    return file.starts_with('{');
}

Result<TekkenModel> read_tekken_model(std::string_view file) {
    if (file.size() > kMaxTekkenFileBytes) {
        return error(Code::kLimitReached, "tekken.json has %zu bytes, at most %zu are allowed",
                     file.size(), kMaxTekkenFileBytes);
    }
    TekkenContent content;
    MST_TRY(read_tekken_events(file, content));
    return content.finish();
}

}  // namespace minstrel
