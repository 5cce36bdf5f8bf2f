#include "runtime/scripted/scripted_device.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/text/chat_rules.h"
#include "runtime/text/prompt_json.h"

namespace minstrel {
namespace {

using kernels::BatchView;
using kernels::KernelCode;
using kernels::KernelStatus;
using kernels::kPageTokens;
using kernels::SampleRow;
using kernels::SequenceView;

// Bytes of text are themselves, a control token is its id above them.
constexpr int32_t kControlUnit = 256;
// Of as many units one half goes for what closes, the other for anything.
constexpr size_t kRoundUnits = 256;
using Units = std::vector<int32_t>;

bool allows(std::span<const uint32_t> mask, int32_t id) {
    const auto index = static_cast<size_t>(id);
    return mask.empty() || (mask[index / 32] >> (index % 32) & 1) != 0;
}

class ScriptedDevice final : public kernels::DeviceModel {
  public:
    ScriptedDevice(Script script, const Tokenizer& tokenizer, uint32_t page_count);

    KernelStatus run(const BatchView& batch) override;
    KernelStatus resume() override { return {}; }  // a step never stops
    KernelStatus sample(std::span<const SampleRow> rows, std::span<int32_t> out_tokens) override;
    kernels::KernelStatus read_logits(uint32_t /*first*/, uint32_t /*count*/,
                                      std::span<const float>* out_logits) const override {
        *out_logits = {};
        return {};
    }
    std::span<const float> logits() const override { return {}; }
    kernels::DeviceMemory memory() const override { return {0, ids_.size() * sizeof(int32_t), 0}; }

  private:
    // Where one row stands: which reply it plays, and what it has said of it.
    struct Stand {
        size_t reply = 0;
        Units said;
    };

    void store(const BatchView& batch, const SequenceView& sequence);
    std::vector<int32_t> mark_of(Special special) const;
    Stand stand_of(const SequenceView& sequence, uint32_t position) const;
    std::string message_of(std::span<const int32_t> ids, bool is_result) const;
    Units units_of(std::span<const int32_t> ids) const;
    Units units_of(const ScriptReply& reply) const;
    int32_t choose(const Stand& stand, std::span<const uint32_t> mask) const;
    int32_t choose_text(std::span<const int32_t> rest, std::span<const uint32_t> mask) const;
    int32_t choose_otherwise(size_t off_script, std::span<const uint32_t> mask) const;

    const Script script_;
    const Tokenizer& tokenizer_;
    const Vocabulary& vocabulary_;
    const ChatRules& rules_;
    std::vector<int32_t> begin_mark_;  // of what a player says
    std::vector<int32_t> end_mark_;
    std::vector<Units> targets_;      // what each reply says
    std::vector<uint32_t> failures_;  // how often each reply has failed
    std::vector<int32_t> ids_;        // [pages, kPageTokens]
    std::vector<Stand> stands_;       // of the rows whose logits are wanted
};

ScriptedDevice::ScriptedDevice(Script script, const Tokenizer& tokenizer, uint32_t page_count)
    : script_(std::move(script)),
      tokenizer_(tokenizer),
      vocabulary_(tokenizer.vocabulary()),
      rules_(chat_rules(script_.chat_version())),
      begin_mark_(mark_of(Special::kInst)),
      end_mark_(mark_of(Special::kEndInst)),
      failures_(script_.replies().size()),
      ids_(size_t{page_count} * kPageTokens) {
    for (const ScriptReply& reply : script_.replies()) targets_.push_back(units_of(reply));
}

KernelStatus ScriptedDevice::run(const BatchView& batch) {
    stands_.clear();
    size_t next = 0;
    for (const SequenceView& sequence : batch.sequences) {
        store(batch, sequence);
        for (; next < batch.logit_rows.size() &&
               batch.logit_rows[next] < sequence.first_row + sequence.row_count;
             ++next) {
            const uint32_t row = batch.logit_rows[next] - sequence.first_row;
            stands_.push_back(stand_of(sequence, sequence.start_position + row));
        }
    }
    uint32_t step_us = 0;
    bool fails = false;
    for (const Stand& stand : stands_) {
        const ScriptReply& reply = script_.replies()[stand.reply];
        step_us = std::max(step_us, reply.step_us);
        fails = fails || reply.fails;
        if (reply.fails) ++failures_[stand.reply];
    }
    if (step_us != 0) std::this_thread::sleep_for(std::chrono::microseconds(step_us));
    if (fails) return {KernelCode::kDeviceLost, 0, "the script lets it fail"};
    return {};
}

void ScriptedDevice::store(const BatchView& batch, const SequenceView& sequence) {
    for (uint32_t row = 0; row < sequence.row_count; ++row) {
        const uint32_t position = sequence.start_position + row;
        const uint32_t page = sequence.pages[position / kPageTokens];
        ids_[size_t{page} * kPageTokens + position % kPageTokens] =
            batch.tokens[sequence.first_row + row];
    }
}

// A token, or where the version has none the tokens of its name as text.
std::vector<int32_t> ScriptedDevice::mark_of(Special special) const {
    std::vector<int32_t> ids;
    if (rules_.has_inst_tokens) {
        ids.push_back(vocabulary_.special(special));
    } else {
        (void)tokenizer_.encode(special_name(special), ids);
        ids.erase(ids.begin());  // the blank before it, which can be part of what is before that
    }
    return ids;
}

// Messages are what stands between the marks of a player's turn or of a result; what follows the
// newest one has been generated.
ScriptedDevice::Stand ScriptedDevice::stand_of(const SequenceView& sequence,
                                               uint32_t position) const {
    std::vector<int32_t> ids(position + 1);
    for (uint32_t at = 0; at <= position; ++at) {
        ids[at] = ids_[size_t{sequence.pages[at / kPageTokens]} * kPageTokens + at % kPageTokens];
    }
    std::vector<std::string> messages;
    size_t begin = 0, end = 0;
    const auto is_at = [&ids](const std::vector<int32_t>& mark, size_t at) {
        return mark.size() <= ids.size() - at &&
               std::equal(mark.begin(), mark.end(), ids.begin() + static_cast<long>(at));
    };
    for (size_t at = 0; at < ids.size(); ++at) {
        const int32_t id = ids[at];
        const bool is_result = id == vocabulary_.special(Special::kEndToolResults);
        if (is_at(begin_mark_, at)) {
            begin = at + begin_mark_.size();
        } else if (id == vocabulary_.special(Special::kToolResults) ||
                   id == vocabulary_.special(Special::kToolContent)) {
            begin = at + 1;
        } else if (is_result || is_at(end_mark_, at)) {
            if (!script_.counts_plays()) messages.clear();
            messages.push_back(message_of(std::span(ids).subspan(begin, at - begin), is_result));
            begin = end = at + (is_result ? 1 : end_mark_.size());
        }
    }
    if (messages.empty()) messages.emplace_back();
    return {script_.choose(messages, failures_), units_of(std::span(ids).subspan(end))};
}

// The player's words can stand behind the persona and a blank line; a result can stand in
// {"content": ...}, alone or in a list.
std::string ScriptedDevice::message_of(std::span<const int32_t> ids, bool is_result) const {
    auto decoded = tokenizer_.decode(ids);
    if (!decoded.ok()) return {};
    std::string text = decoded.take();
    if (!is_result) {
        if (rules_.system == SystemPlace::kOwnMessage) return text;
        const size_t blank = text.rfind("\n\n");
        return blank == std::string::npos ? text : text.substr(blank + 2);
    }
    const PromptJson result = parse_or_keep(text);
    const bool is_named = rules_.results == ResultForm::kNamedList && result.items.size() == 1;
    const bool is_json = is_named || rules_.results == ResultForm::kObject;
    const PromptJson* content =
        is_json ? (is_named ? result.items.front() : result).find("content") : nullptr;
    if (content == nullptr) return text;
    return content->is(PromptJson::Kind::kString) ? content->text : write_prompt_json(*content);
}

Units ScriptedDevice::units_of(std::span<const int32_t> ids) const {
    Units units;
    for (const int32_t id : ids) {
        const TokenClass kind = vocabulary_.token_class(id);
        if (kind != TokenClass::kNormal && kind != TokenClass::kByte) {
            units.push_back(kControlUnit + id);
            continue;
        }
        for (const char c : vocabulary_.bytes(id)) units.push_back(static_cast<uint8_t>(c));
    }
    return units;
}

// Each text begins with the blank that encoding puts there, if it does. The name of a token that
// this vocabulary does not have is text.
Units ScriptedDevice::units_of(const ScriptReply& reply) const {
    Units units;
    for (const ScriptPart& part : reply.parts) {
        const int32_t id = part.is_special ? vocabulary_.special(part.special) : -1;
        if (id >= 0) {
            units.push_back(kControlUnit + id);
            continue;
        }
        if (vocabulary_.kind() == TokenizerKind::kSentencePiece) units.push_back(' ');
        const std::string_view text = part.is_special ? special_name(part.special) : part.text;
        for (const char c : text) units.push_back(static_cast<uint8_t>(c));
    }
    units.push_back(kControlUnit + vocabulary_.special(Special::kEos));
    return units;
}

KernelStatus ScriptedDevice::sample(std::span<const SampleRow> rows,
                                    std::span<int32_t> out_tokens) {
    for (size_t i = 0; i < rows.size(); ++i) {
        out_tokens[i] = choose(stands_[rows[i].logit_index], rows[i].mask);
    }
    return {};
}

int32_t ScriptedDevice::choose(const Stand& stand, std::span<const uint32_t> mask) const {
    const Units& target = targets_[stand.reply];
    const Units& said = stand.said;
    const auto parting =
        std::mismatch(said.begin(), said.end(), target.begin(), target.end()).first;
    const auto off_script = static_cast<size_t>(said.end() - parting);
    if (off_script > 0 || said.size() == target.size()) return choose_otherwise(off_script, mask);
    const auto rest = std::span(target).subspan(said.size());
    const int32_t special = rest.front() - kControlUnit;
    const int32_t id = special < 0 ? choose_text(rest, mask) : allows(mask, special) ? special : -1;
    return id >= 0 ? id : choose_otherwise(0, mask);
}

// The longest allowed token that the rest begins with.
int32_t ScriptedDevice::choose_text(std::span<const int32_t> rest,
                                    std::span<const uint32_t> mask) const {
    int32_t best = -1;
    size_t best_length = 0;
    for (int32_t id = 0; id < vocabulary_.size(); ++id) {
        const TokenClass kind = vocabulary_.token_class(id);
        const std::string_view bytes = vocabulary_.bytes(id);
        const bool is_text = kind == TokenClass::kNormal || kind == TokenClass::kByte;
        // Of two that say the same the piece is taken, which comes behind its byte.
        if (!is_text || bytes.size() < best_length || bytes.size() > rest.size()) continue;
        const bool fits =
            std::equal(bytes.begin(), bytes.end(), rest.begin(),
                       [](char c, int32_t u) { return static_cast<uint8_t>(c) == u; });
        if (!fits || !allows(mask, id)) continue;
        best = id;
        best_length = bytes.size();
    }
    return best;
}

// A mask that lets the script no further: what comes to an end soonest. A grammar in which that
// goes in circles meets its tokens in turn.
int32_t ScriptedDevice::choose_otherwise(size_t off_script, std::span<const uint32_t> mask) const {
    const int32_t end = vocabulary_.special(Special::kEos);
    if (allows(mask, end)) return end;
    if (off_script % kRoundUnits < kRoundUnits / 2) {
        for (const std::string_view closing : {"\"", "}", "]", " "}) {
            for (int32_t id = vocabulary_.size() - 1; id >= 0; --id) {
                if (vocabulary_.bytes(id) == closing && allows(mask, id)) return id;
            }
        }
    }
    std::vector<int32_t> allowed;
    for (int32_t id = 0; id < vocabulary_.size(); ++id) {
        if (allows(mask, id)) allowed.push_back(id);
    }
    if (allowed.empty()) return -1;
    return off_script < kRoundUnits / 2 ? allowed.front() : allowed[off_script % allowed.size()];
}

class ScriptedBackend final : public kernels::Backend {
  public:
    kernels::BackendInfo info() const override { return {"scripted", "plays a script", 0}; }
    kernels::DeviceMemory estimate(const kernels::ModelShape&, const kernels::ModelWeights&,
                                   const kernels::DeviceLimits&) const override {
        return {};
    }
    KernelStatus create_model(const kernels::ModelShape&, const kernels::ModelWeights&,
                              const kernels::DeviceLimits&,
                              std::unique_ptr<kernels::DeviceModel>*) override {
        return {KernelCode::kUnsupported, 0, "it plays scripts"};
    }
};

}  // namespace

std::unique_ptr<kernels::Backend> create_scripted_backend() {
    return std::make_unique<ScriptedBackend>();
}

std::unique_ptr<kernels::DeviceModel> make_scripted_device(Script script,
                                                           const Tokenizer& tokenizer,
                                                           uint32_t page_count) {
    return std::make_unique<ScriptedDevice>(std::move(script), tokenizer, page_count);
}

}  // namespace minstrel
