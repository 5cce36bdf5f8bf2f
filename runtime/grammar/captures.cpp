#include "runtime/grammar/captures.h"

#include <algorithm>
#include <utility>

#include "runtime/grammar/capture_marks.h"

namespace minstrel {
namespace {

// Ways to read a text at once; the worst are given up beyond it.
constexpr size_t kMaxReadings = 64;

}  // namespace

Result<RuleCaptures> RuleCaptures::make(const Grammar& grammar,
                                        std::span<const std::string> rules) {
    MST_ASSIGN(GrammarPtr marked, mark_captures(grammar, rules));
    RuleCaptures captures(std::move(marked), rules.size());
    MST_TRY(captures.restart());
    return captures;
}

RuleCaptures::RuleCaptures(GrammarPtr marked, size_t rules)
    : automaton_(std::make_unique<GrammarAutomaton>(std::move(marked))), captures_(rules) {}

Status RuleCaptures::restart() {
    for (Capture& capture : captures_) capture.depth = 0;
    kept_.clear();
    begin_ = end_ = 0;
    readings_.clear();
    automaton_->grant(automaton_->grammar().limits().step_work);
    add(automaton_->start(), {});
    follow_marks();
    return automaton_->status();
}

Status RuleCaptures::feed(std::string_view text, std::vector<CapturePiece>& out) {
    automaton_->grant(automaton_->grammar().limits().step_work);
    for (const char c : text) {
        if (readings_.empty()) return {};
        kept_ += c;
        ++end_;
        step(static_cast<uint8_t>(c));
        MST_TRY(automaton_->status());
        agree(out);
    }
    return {};
}

void RuleCaptures::finish(std::vector<CapturePiece>& out) {
    std::erase_if(readings_,
                  [&](const Reading& reading) { return !automaton_->complete(reading.at); });
    if (!readings_.empty()) readings_.resize(1);
    agree(out);
    readings_.clear();
}

void RuleCaptures::step(uint8_t byte) {
    std::swap(readings_, before_);
    readings_.clear();
    for (const Reading& reading : before_) {
        add(automaton_->step_byte(reading.at, byte), reading.marks);
    }
    follow_marks();
}

// Ends of rules before beginnings, and rules that go on before both.
void RuleCaptures::follow_marks() {
    for (size_t i = 0; i < readings_.size(); ++i) {
        if (!automaton_->has_tokens(readings_[i].at)) continue;
        for (const bool opens : {false, true}) {
            for (uint32_t rule = 0; rule < captures_.size(); ++rule) {
                const int32_t token = opens ? open_mark(rule) : close_mark(rule);
                const Position next = automaton_->step_token(readings_[i].at, token);
                if (next == GrammarAutomaton::kDead) continue;
                std::vector<Mark> marks = readings_[i].marks;
                marks.push_back({end_, rule, opens});
                add(next, marks);
            }
        }
    }
}

// What follows depends on the position alone, so the best way to get there stands for all.
void RuleCaptures::add(Position at, const std::vector<Mark>& marks) {
    if (at == GrammarAutomaton::kDead || readings_.size() >= kMaxReadings) return;
    const bool known =
        std::ranges::any_of(readings_, [at](const Reading& reading) { return reading.at == at; });
    if (!known) readings_.push_back({at, marks});
}

// Hands over what all readings have in common.
void RuleCaptures::agree(std::vector<CapturePiece>& out) {
    if (readings_.empty()) return;
    size_t common = readings_.front().marks.size();
    for (const Reading& reading : readings_) {
        const auto differ = std::ranges::mismatch(readings_.front().marks, reading.marks);
        common = std::min(common, static_cast<size_t>(differ.in2 - reading.marks.begin()));
    }
    const std::vector<Mark> agreed(
        readings_.front().marks.begin(),
        readings_.front().marks.begin() + static_cast<std::ptrdiff_t>(common));
    uint64_t end = end_;
    for (Reading& reading : readings_) {
        reading.marks.erase(reading.marks.begin(),
                            reading.marks.begin() + static_cast<std::ptrdiff_t>(common));
        if (!reading.marks.empty()) end = std::min(end, reading.marks.front().offset);
    }
    for (const Mark& mark : agreed) pass(mark, out);
    hand_over(end, out);
}

void RuleCaptures::pass(const Mark& mark, std::vector<CapturePiece>& out) {
    hand_over(mark.offset, out);
    Capture& capture = captures_[mark.rule];
    if (mark.opens) {
        ++capture.depth;
        return;
    }
    if (--capture.depth > 0) return;
    const bool goes_on = !out.empty() && out.back().rule == mark.rule && !out.back().ended;
    if (!goes_on) out.push_back({mark.rule, capture.count, {}, false});
    out.back().ended = true;
    ++capture.count;
}

void RuleCaptures::hand_over(uint64_t end, std::vector<CapturePiece>& out) {
    if (end <= begin_) return;
    const std::string_view text = std::string_view(kept_).substr(0, end - begin_);
    for (uint32_t rule = 0; rule < captures_.size(); ++rule) {
        if (captures_[rule].depth == 0) continue;
        CapturePiece* last = out.empty() ? nullptr : &out.back();
        const bool goes_on = last != nullptr && last->rule == rule && !last->ended;
        if (!goes_on)
            last = &out.emplace_back(CapturePiece{rule, captures_[rule].count, {}, false});
        last->text += text;
    }
    kept_.erase(0, end - begin_);
    begin_ = end;
}

}  // namespace minstrel
