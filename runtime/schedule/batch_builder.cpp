#include "runtime/schedule/batch_builder.h"

#include <algorithm>

namespace minstrel {

void BatchBuilder::clear() {
    items_.clear();
    tokens_.clear();
    sequences_.clear();
    pages_.clear();
    logit_rows_.clear();
    sample_rows_.clear();
    adapters_.clear();
}

void BatchBuilder::add(Session& session, uint32_t row_count, std::span<const uint32_t> mask,
                       KvPages& pages) {
    const Request& request = *session.active();
    const uint32_t start = session.kv.length();
    const auto rows = request.tokens().subspan(start, row_count);
    session.kv.reserve(uint64_t{start} + row_count, pages);

    const auto first_row = static_cast<uint32_t>(tokens_.size());
    tokens_.insert(tokens_.end(), rows.begin(), rows.end());
    sequences_.push_back(kernels::SequenceView{first_row, row_count, start, session.kv.pages()});
    if (const SessionAdapter& adapter = session.adapter(); adapter.state != nullptr) {
        sequences_.back().adapter = adapter.state->device.get();
        sequences_.back().adapter_scale = adapter.scale;
        adapters_.push_back(adapter.state);
    }
    pages_.insert(pages_.end(), session.kv.pages().begin(), session.kv.pages().end());

    Item item{&session, row_count, -1, logit_row_count(), 0};
    const uint32_t end = start + row_count;
    if (request.is_choosing()) {
        for (uint32_t at = std::max(start, request.first_weighed()); at < end; ++at) {
            logit_rows_.push_back(first_row + at - start);
            ++item.logit_count;
        }
    } else if (end == request.tokens().size()) {
        item.sample_index = static_cast<int32_t>(sample_rows_.size());
        add_sample(request, mask);
        logit_rows_.push_back(first_row + row_count - 1);
    }
    items_.push_back(item);
}

void BatchBuilder::add_sample(const Request& request, std::span<const uint32_t> mask) {
    const SamplingParameters& sampling = request.sampling();
    kernels::SampleRow sample;
    sample.logit_index = logit_row_count();
    sample.temperature = sampling.temperature;
    sample.top_k = sampling.top_k;
    sample.top_p = sampling.top_p;
    sample.min_p = sampling.min_p;
    sample.repetition_penalty = sampling.repetition_penalty;
    sample.presence_penalty = sampling.presence_penalty;
    sample.frequency_penalty = sampling.frequency_penalty;
    sample.penalty_tokens = request.penalty_window();
    sample.mask = mask;
    sample.seed = request.seed();
    sample.position = request.generated_tokens();
    sample_rows_.push_back(sample);
}

BatchBuilder::LogitRange BatchBuilder::choice_logits() const {
    LogitRange range;
    for (const Item& item : items_) {
        if (item.session == nullptr || item.logit_count == 0) continue;
        if (range.count == 0) range.first = item.first_logits;
        range.count = item.first_logits + item.logit_count - range.first;
    }
    return range;
}

void BatchBuilder::drop(const Session& session) {
    for (Item& item : items_) {
        if (item.session != &session) continue;
        item.session = nullptr;
        if (item.sample_index < 0) continue;
        kernels::SampleRow& row = sample_rows_[static_cast<size_t>(item.sample_index)];
        row.mask = {};
        row.penalty_tokens = {};
    }
}

const kernels::BatchView& BatchBuilder::view(const kernels::StepGate& gate) {
    size_t first_page = 0;
    for (kernels::SequenceView& sequence : sequences_) {
        const size_t count = sequence.pages.size();
        sequence.pages = std::span(pages_).subspan(first_page, count);
        first_page += count;
    }
    view_.gate = gate;
    view_.tokens = tokens_;
    view_.sequences = sequences_;
    view_.logit_rows = logit_rows_;
    return view_;
}

}  // namespace minstrel
