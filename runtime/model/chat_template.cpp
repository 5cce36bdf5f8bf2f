#include "runtime/model/chat_template.h"

#include <cstddef>
#include <span>
#include <string>

#include "runtime/core/blake2b.h"

namespace minstrel {
namespace {

struct NamedForm {
    std::string_view name;
    uint8_t version;
};

// What llama.cpp's converter writes for models in Mistral's own form.
constexpr NamedForm kNames[] = {
    {"mistral-v1", 1}, {"mistral-v3", 3},        {"mistral-v3-tekken", 3},
    {"mistral-v7", 7}, {"mistral-v7-tekken", 7},
};

struct PublishedForm {
    uint64_t digest;  // see digest_of()
    uint8_t first_version;
    uint8_t last_version;
};

// docs/chat-formats.md says how to add one.
constexpr PublishedForm kPublished[] = {
    {0x1dc784ab6aeff622, 1, 3},  // Mistral 7B Instruct v0.1: marks around messages, no persona
    {0x448839e3539e2083, 1, 3},  // 7B Instruct v0.2 and Mixtral 8x7B: as that
    {0x0b4a74705985c63b, 1, 1},  // Mixtral 8x7B, later: the persona in the first message
    {0x36820d2be31d44e6, 2, 3},  // 7B Instruct v0.3 and Mixtral 8x22B: in the last
    {0x8ede2c4655d39531, 3, 3},  // 7B Instruct v0.3 with functions
    {0x9d93ebdacd431db6, 3, 3},  // Nemo
    {0xc47a61b124d45f77, 3, 3},  // Nemo, as mistral.rs has it
    {0x9195bf3ba7e2f13b, 7, 7},  // Large of November 2024
    {0xdeeb2aa07da9759b, 7, 7},  // Small of January 2025
    {0x5a3e577a010c9de5, 7, 7},  // the same with functions, as mistral.rs has it
    {0x7ef7729e1537dd80, 7, 7},  // Devstral of May 2025
};

// Files end with a line feed or not, and some were written on Windows.
std::string normal_form(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!line_end) out += text[i];
    }
    out.resize(out.find_last_not_of(" \t\r\n") + 1);  // npos + 1 is 0
    return out;
}

// The first eight bytes of BLAKE2b, as they are printed.
uint64_t digest_of(std::string_view text) {
    Blake2b hash;
    const std::string normal = normal_form(text);
    hash.add(std::as_bytes(std::span(normal)));
    const Blake2b::Digest digest = hash.finish();
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof value; ++i) {
        value = value << 8 | std::to_integer<uint64_t>(digest[i]);
    }
    return value;
}

}  // namespace

ChatTemplate recognise_chat_template(std::string_view text) {
    using Kind = ChatTemplate::Kind;
    if (text.empty()) return {};
    for (const NamedForm& form : kNames) {
        if (text == form.name) return {Kind::kKnown, form.version, form.version, true};
    }
    const uint64_t digest = digest_of(text);
    for (const PublishedForm& form : kPublished) {
        if (digest == form.digest) {
            return {Kind::kKnown, form.first_version, form.last_version, false};
        }
    }
    const bool has_marks = text.find("[INST]") != std::string_view::npos;
    return {has_marks ? Kind::kUnknown : Kind::kForeign, 0, 0, false};
}

}  // namespace minstrel
