// The names that Mistral tokenizers reserve for special tokens. Ids differ from file to file and
// are looked up by name (vocabulary.h). Constant data; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace minstrel {

enum class Special : uint8_t {
    kUnknown,
    kBos,
    kEos,
    kInst,
    kEndInst,
    kToolCalls,
    kAvailableTools,
    kEndAvailableTools,
    kToolResults,
    kEndToolResults,
    kImage,
    kPrefix,
    kMiddle,
    kSuffix,
    kImageBreak,
    kImageEnd,
    kSystemPrompt,
    kEndSystemPrompt,
    kToolContent,
    kArguments,
    kCallId,
    kThink,
    kEndThink,
    kModelSettings,
    kEndModelSettings,
};

inline constexpr size_t kSpecialCount = 25;

// Zero-terminated, so .data() may be printed.
constexpr std::string_view special_name(Special special) {
    constexpr std::array<std::string_view, kSpecialCount> kNames = {
        "<unk>",
        "<s>",
        "</s>",
        "[INST]",
        "[/INST]",
        "[TOOL_CALLS]",
        "[AVAILABLE_TOOLS]",
        "[/AVAILABLE_TOOLS]",
        "[TOOL_RESULTS]",
        "[/TOOL_RESULTS]",
        "[IMG]",
        "[PREFIX]",
        "[MIDDLE]",
        "[SUFFIX]",
        "[IMG_BREAK]",
        "[IMG_END]",
        "[SYSTEM_PROMPT]",
        "[/SYSTEM_PROMPT]",
        "[TOOL_CONTENT]",
        "[ARGS]",
        "[CALL_ID]",
        "[THINK]",
        "[/THINK]",
        "[MODEL_SETTINGS]",
        "[/MODEL_SETTINGS]",
    };
    return kNames[static_cast<size_t>(special)];
}

}  // namespace minstrel
