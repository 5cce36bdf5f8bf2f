#include "runtime/model/hf_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <cinttypes>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/core/tekken_pattern.h"
#include "runtime/model/hf_tokenizer_events.h"
#include "runtime/model/vocabulary_writer.h"

namespace minstrel {
namespace {

using nlohmann::json;

constexpr size_t kMaxTokens = size_t{1} << 18;
constexpr std::string_view kSpaceMark = "\u2581";

struct Token {
    uint64_t id = 0;
    std::string text;
    uint32_t turn = 0;  // from 1, in the order of the merges; 0: no pair makes it
};

// The vocabulary and the order in which its tokens are made of pairs.
class Tokens final : public HfTokenizerSink {
  public:
    Status take_token(std::string&& text, uint64_t id) override {
        if (again_) return Status();
        if (tokens_.size() >= kMaxTokens || id >= kMaxTokens) {
            return error(Code::kLimitReached, "'vocab': at most %zu tokens are accepted",
                         kMaxTokens);
        }
        tokens_.push_back({id, std::move(text)});
        return Status();
    }

    Status take_merge(std::string_view left, std::string_view right) override {
        if (tokens_.empty()) {
            is_early_ = true;
            return Status();
        }
        MST_TRY(sort());
        merged_ = left;
        merged_ += right;
        const auto found = places_.find(merged_);
        if (found == places_.end()) {
            return error(Code::kBadFormat, "'merges': '%.60s' is not in the vocabulary",
                         merged_.c_str());
        }
        if (count_ > 0 && found->second == last_) return Status();  // another pair of the same
        is_ordered_ = is_ordered_ && (count_ == 0 || found->second > last_);
        last_ = found->second;
        uint32_t& turn = tokens_[last_].turn;
        if (turn != 0 && !torn_) torn_ = merged_;
        turn = ++count_;
        return Status();
    }

    // Fails unless tokens are made in the order of their ids.
    Status check_order() const {
        if (is_ordered_) return Status();
        return error(Code::kUnsupported,
                     "'merges': only merges in the order of the ids are supported");
    }
    // Fails unless all pairs that make a token stand together, so that it has one turn.
    Status check_turns() const {
        if (!torn_) return Status();
        return error(Code::kUnsupported,
                     "'merges': other tokens come between those that make '%.60s'", torn_->c_str());
    }

    // Whether merges stood before the vocabulary, so that the file has to be read again for them.
    bool wants_merges_again() {
        again_ = is_early_ && !tokens_.empty();
        return again_;
    }

    // In order of the ids, none twice.
    Result<std::vector<Token>> take() {
        MST_TRY(sort());
        places_.clear();
        return std::move(tokens_);
    }

  private:
    Status sort() {
        if (!places_.empty()) return Status();
        std::ranges::sort(tokens_, {}, &Token::id);
        places_.reserve(tokens_.size());
        for (size_t i = 0; i < tokens_.size(); ++i) {
            const bool is_new = places_.emplace(tokens_[i].text, i).second;
            if (is_new && (i == 0 || tokens_[i].id != tokens_[i - 1].id)) continue;
            return error(Code::kBadFormat, "'vocab': token %" PRIu64 " occurs twice",
                         tokens_[i].id);
        }
        return Status();
    }

    std::vector<Token> tokens_;
    std::unordered_map<std::string_view, size_t> places_;  // filled when the tokens are sorted
    std::string merged_;
    size_t last_ = 0;
    uint32_t count_ = 0;
    bool is_ordered_ = true;
    std::optional<std::string> torn_;
    bool is_early_ = false;
    bool again_ = false;
};

const json* find(const json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}
bool says(const json* object, const char* key, const json& value) {
    const json* found = object == nullptr ? nullptr : find(*object, key);
    return found != nullptr && *found == value;
}

// An entry of "added_tokens": one of the vocabulary that is more than text, or one behind it.
struct Added {
    uint64_t id = 0;
    std::string text;
    bool special = false;
};

Result<std::vector<Added>> read_added(const json& file) {
    std::vector<Added> added;
    const json* list = find(file, "added_tokens");
    if (list == nullptr) return added;
    if (!list->is_array()) return error(Code::kBadFormat, "'added_tokens' must be a list");
    for (const json& entry : *list) {
        const json* id = find(entry, "id");
        const json* text = find(entry, "content");
        if (id == nullptr || !id->is_number_unsigned() || text == nullptr || !text->is_string() ||
            id->get<uint64_t>() >= kMaxTokens) {
            return error(Code::kBadFormat, "'added_tokens': entry %zu has no usable id or content",
                         added.size());
        }
        added.push_back(
            {id->get<uint64_t>(), text->get<std::string>(), says(&entry, "special", true)});
    }
    std::ranges::sort(added, {}, &Added::id);
    return added;
}

// Every id once. Gives the tokens in that order, with null where they are text.
struct Merged {
    std::vector<std::string_view> texts;
    std::vector<uint32_t> turns;
    std::vector<const Added*> added;
};

Result<Merged> merge(const std::vector<Token>& tokens, const std::vector<Added>& added) {
    Merged merged;
    size_t next = 0;
    const auto put = [&](std::string_view text, uint32_t turn, const Added* entry) {
        merged.texts.push_back(text);
        merged.turns.push_back(turn);
        merged.added.push_back(entry);
    };
    const auto put_text = [&] {
        put(tokens[next].text, tokens[next].turn, nullptr);
        ++next;
    };
    for (const Added& entry : added) {
        while (next < tokens.size() && tokens[next].id < entry.id) put_text();
        const bool known = next < tokens.size() && tokens[next].id == entry.id;
        if (known && tokens[next].text != entry.text) {
            return error(Code::kBadFormat,
                         "'added_tokens': token %" PRIu64 " is another one in 'vocab'", entry.id);
        }
        if (known) ++next;
        if (entry.id != merged.texts.size()) {
            return error(Code::kBadFormat, "token %zu is missing or occurs twice",
                         merged.texts.size());
        }
        put(entry.text, 0, &entry);
    }
    while (next < tokens.size()) put_text();
    if (!tokens.empty() && tokens.back().id >= merged.texts.size()) {
        return error(Code::kBadFormat, "the ids of %zu tokens have gaps", merged.texts.size());
    }
    return merged;
}

// ---- SentencePiece

// A byte piece is spelled "<0x41>".
bool is_byte_piece(std::string_view text) {
    if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return false;
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(text.data() + 3, text.data() + 5, value, 16);
    return failed == std::errc() && end == text.data() + 5;
}

// The two spellings of "a mark for each space, and one before the text".
bool marks_spaces_in_normaliser(const json& normaliser) {
    const json* steps = find(normaliser, "normalizers");
    if (!says(&normaliser, "type", "Sequence") || steps == nullptr || steps->size() != 2) {
        return false;
    }
    const json& prepend = (*steps)[0];
    const json& replace = (*steps)[1];
    return says(&prepend, "type", "Prepend") && says(&prepend, "prepend", kSpaceMark) &&
           says(&replace, "type", "Replace") && says(find(replace, "pattern"), "String", " ") &&
           says(&replace, "content", kSpaceMark);
}
bool marks_spaces_before_cutting(const json& cutter) {
    const bool prepends =
        says(&cutter, "prepend_scheme", "first") || says(&cutter, "prepend_scheme", "always") ||
        (find(cutter, "prepend_scheme") == nullptr && says(&cutter, "add_prefix_space", true));
    return says(&cutter, "type", "Metaspace") && says(&cutter, "replacement", kSpaceMark) &&
           !says(&cutter, "split", true) && prepends;
}

Status check_spaces(const json& file) {
    const json* normaliser = find(file, "normalizer");
    const json* cutter = find(file, "pre_tokenizer");
    const bool marked = normaliser != nullptr
                            ? cutter == nullptr && marks_spaces_in_normaliser(*normaliser)
                            : cutter != nullptr && marks_spaces_before_cutting(*cutter);
    if (marked) return Status();
    return error(Code::kUnsupported,
                 "'%s': other white space rules than Mistral's are not supported",
                 normaliser != nullptr ? "normalizer" : "pre_tokenizer");
}

std::string to_sentencepiece(const Merged& merged, std::string_view unknown) {
    std::vector<float> scores;
    std::vector<int32_t> types;
    for (size_t id = 0; id < merged.texts.size(); ++id) {
        const Added* added = merged.added[id];
        int32_t type = kNormalPiece;
        if (merged.texts[id] == unknown) {
            type = kUnknownPiece;
        } else if (is_byte_piece(merged.texts[id])) {
            type = kBytePiece;
        } else if (added != nullptr) {
            type = added->special ? kControlPiece : kUserDefinedPiece;
        }
        types.push_back(type);
        scores.push_back(-static_cast<float>(merged.turns[id]));
    }
    return write_sentencepiece(merged.texts, scores, types);
}

// ---- tekken

Status check_cutting(const json& file) {
    const json* cutter = find(file, "pre_tokenizer");
    const json* steps = cutter == nullptr ? nullptr : find(*cutter, "pretokenizers");
    const bool known =
        find(file, "normalizer") == nullptr && says(cutter, "type", "Sequence") &&
        steps != nullptr && steps->size() == 2 && says(&(*steps)[0], "type", "Split") &&
        says(find((*steps)[0], "pattern"), "Regex", kTekkenPattern) &&
        says(&(*steps)[0], "behavior", "Isolated") && says(&(*steps)[1], "type", "ByteLevel") &&
        says(&(*steps)[1], "add_prefix_space", false) && says(&(*steps)[1], "use_regex", false);
    if (known) return Status();
    return error(Code::kUnsupported,
                 "'pre_tokenizer': text is not cut as in Mistral's byte-level vocabularies");
}

Result<std::string> to_tekken(const Merged& merged, std::string_view chat_template) {
    ByteLevelVocabulary vocabulary;
    for (size_t id = 0; id < merged.texts.size(); ++id) {
        if (merged.added[id] == nullptr) {
            vocabulary.texts.push_back(merged.texts[id]);
        } else if (vocabulary.texts.empty()) {
            vocabulary.specials.push_back(merged.texts[id]);
        } else {
            return error(Code::kUnsupported,
                         "'added_tokens': token %zu ('%.60s') stands behind the text tokens; only "
                         "such in front of them are supported",
                         id, std::string(merged.texts[id]).c_str());
        }
    }
    return write_tekken(vocabulary, chat_template);
}

}  // namespace

Result<std::string> read_hf_tokenizer(std::string_view file, std::string_view chat_template) {
    Tokens sink;
    MST_ASSIGN(const json parts, read_hf_tokenizer_events(file, sink));
    if (sink.wants_merges_again()) MST_TRY(read_hf_tokenizer_events(file, sink).status());
    const json* model = find(parts, "model");
    if (!says(model, "type", "BPE")) {
        return error(Code::kUnsupported,
                     "'model': only vocabularies of the type 'BPE' are supported");
    }
    MST_ASSIGN(const std::vector<Token> tokens, sink.take());
    MST_ASSIGN(const std::vector<Added> added, read_added(parts));
    MST_ASSIGN(const Merged merged, merge(tokens, added));
    if (!says(model, "byte_fallback", true)) {
        MST_TRY(check_cutting(parts));
        MST_TRY(sink.check_order());
        return to_tekken(merged, chat_template);
    }
    MST_TRY(check_spaces(parts));
    MST_TRY(sink.check_turns());
    const json* unknown = find(*model, "unk_token");
    return to_sentencepiece(merged, unknown != nullptr && unknown->is_string()
                                        ? std::string_view(unknown->get_ref<const std::string&>())
                                        : "<unk>");
}

}  // namespace minstrel
