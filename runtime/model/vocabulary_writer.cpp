#include "runtime/model/vocabulary_writer.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "runtime/core/protobuf_writer.h"
#include "runtime/core/tekken_pattern.h"
#include "runtime/core/utf8.h"
#include "runtime/model/chat_template.h"

namespace minstrel {
namespace {

using nlohmann::json;
using protobuf::put_bytes;
using protobuf::put_float;
using protobuf::put_number;

constexpr size_t kMaxTokenBytes = 256;
constexpr size_t kMaxSpecialBytes = 128;
constexpr size_t kMaxFileBytes = size_t{64} << 20;

// The characters that stand for single bytes: those that can be printed stand for themselves, the
// other 68 bytes are U+0100 and up, in their order.
class ByteAlphabet {
  public:
    ByteAlphabet() {
        bytes_.fill(kNone);
        size_t next = 256;
        for (size_t byte = 0; byte < 256; ++byte) {
            const bool is_own =
                (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
            bytes_[is_own ? byte : next++] = static_cast<int16_t>(byte);
        }
    }

    // False when `text` has other characters.
    bool decode(std::string_view text, std::string& out) const {
        out.clear();
        for (size_t i = 0; i < text.size(); ++i) {
            size_t character = static_cast<uint8_t>(text[i]);
            if (character >= 0x80) {  // two bytes are enough for all of them
                if ((character & 0xE0) != 0xC0 || ++i == text.size()) return false;
                const auto second = static_cast<uint8_t>(text[i]);
                if ((second & 0xC0) != 0x80) return false;
                character = (character & 0x1F) << 6 | (second & 0x3F);
                if (character < 0x80) return false;
            }
            if (character >= bytes_.size() || bytes_[character] == kNone) return false;
            out.push_back(static_cast<char>(bytes_[character]));
        }
        return true;
    }

  private:
    static constexpr int16_t kNone = -1;
    std::array<int16_t, 256 + 68> bytes_;
};

std::string base64(std::string_view bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t count = std::min<size_t>(bytes.size() - i, 3);
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < count ? static_cast<uint8_t>(bytes[i + k]) : 0u);
        }
        for (size_t k = 0; k < 4; ++k) {
            out.push_back(k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=');
        }
    }
    return out;
}

// Vocabularies before v7 may list the tokens of its prompts, which their templates do not use.
int version_of(const ByteLevelVocabulary& vocabulary, std::string_view chat_template) {
    const ChatTemplate form = recognise_chat_template(chat_template);
    if (form.is_name && form.first_version >= 3) return form.first_version;
    if (vocabulary.has("[MODEL_SETTINGS]")) return 15;
    if (vocabulary.has("[THINK]")) return 13;
    const bool marks_calls = vocabulary.has("[ARGS]");
    if (!marks_calls && !vocabulary.has("[SYSTEM_PROMPT]")) return 3;
    const int older = marks_calls ? 11 : 3;
    const int newer = marks_calls ? 13 : 7;
    if (form.fits(older) != form.fits(newer)) return form.fits(newer) ? newer : older;
    const auto says = [&](std::string_view text) {
        return chat_template.find(text) != std::string_view::npos;
    };
    if (marks_calls) return says("[ARGS]") && !says("[CALL_ID]") ? newer : older;
    return says("[INST]") && !says("[SYSTEM_PROMPT]") ? older : newer;
}

// Writes a tekken.json from top to bottom, never more than a reader accepts.
class TekkenText {
  public:
    void begin(const ByteLevelVocabulary& vocabulary, int version) {
        const size_t specials = vocabulary.specials.size();
        std::string name = "v";
        name += std::to_string(version);
        const json config = {{"pattern", kTekkenPattern},
                             {"num_vocab_tokens", vocabulary.texts.size()},
                             {"default_vocab_size", specials + vocabulary.texts.size()},
                             {"default_num_special_tokens", specials},
                             {"version", name}};
        out_ = "{\"config\":";
        out_ += config.dump();
    }

    Status add_specials(const std::vector<std::string_view>& names) {
        out_ += ",\"special_tokens\":[";
        for (size_t id = 0; id < names.size(); ++id) {
            if (names[id].size() > kMaxSpecialBytes ||
                find_invalid_utf8(names[id]) != std::string_view::npos) {
                return error(Code::kBadFormat, "token %zu has no usable name", id);
            }
            MST_TRY(begin_entry(id));
            out_ += ",\"is_control\":true,\"token_str\":";
            out_ += json(names[id]).dump();
            out_ += '}';
        }
        out_ += ']';
        return Status();
    }

    Status add_texts(const std::vector<std::string_view>& texts, size_t first_id) {
        const ByteAlphabet alphabet;
        std::string bytes;
        out_ += ",\"vocab\":[";
        for (size_t rank = 0; rank < texts.size(); ++rank) {
            if (!alphabet.decode(texts[rank], bytes) || bytes.size() > kMaxTokenBytes) {
                return error(Code::kBadFormat,
                             "token %zu is not a text of at most %zu byte characters",
                             first_id + rank, kMaxTokenBytes);
            }
            MST_TRY(begin_entry(rank));
            out_ += ",\"token_bytes\":\"";
            out_ += base64(bytes);
            out_ += "\"}";
        }
        out_ += ']';
        return Status();
    }

    std::string take() {
        out_ += '}';
        return std::move(out_);
    }

  private:
    Status begin_entry(size_t rank) {
        if (out_.size() > kMaxFileBytes) {
            return error(Code::kLimitReached, "the vocabulary is larger than %zu bytes",
                         kMaxFileBytes);
        }
        if (rank > 0) out_ += ',';
        out_ += "{\"rank\":";
        out_ += std::to_string(rank);
        return Status();
    }

    std::string out_;
};

}  // namespace

Result<std::string> write_tekken(const ByteLevelVocabulary& vocabulary,
                                 std::string_view chat_template) {
    TekkenText text;
    text.begin(vocabulary, version_of(vocabulary, chat_template));
    MST_TRY(text.add_specials(vocabulary.specials));
    MST_TRY(text.add_texts(vocabulary.texts, vocabulary.specials.size()));
    return text.take();
}

// The fields of ModelProto that a reader of Mistral's vocabularies looks at.
std::string write_sentencepiece(const std::vector<std::string_view>& tokens,
                                const std::vector<float>& scores,
                                const std::vector<int32_t>& types) {
    std::string out;
    std::string message;
    for (size_t id = 0; id < tokens.size(); ++id) {
        message.clear();
        put_bytes(message, 1, tokens[id]);
        put_float(message, 2, scores[id]);
        put_number(message, 3, static_cast<uint64_t>(types[id]));  // the same numbers
        put_bytes(out, 1, message);
    }
    message.clear();
    put_number(message, 3, 2);   // model_type: BPE
    put_number(message, 35, 1);  // byte_fallback
    put_bytes(out, 2, message);
    message.clear();
    put_bytes(message, 1, "identity");
    put_number(message, 3, 1);  // add_dummy_prefix
    put_number(message, 4, 0);  // remove_extra_whitespaces
    put_number(message, 5, 1);  // escape_whitespaces
    put_bytes(out, 3, message);
    return out;
}

}  // namespace minstrel
