// BatchBuilder: turns a plan into the spans that a back end reads. Owns their memory until the next
// build; one per loaded model, engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/batch_view.h"
#include "runtime/session/session.h"

namespace minstrel {

class BatchBuilder {
  public:
    void clear();

    // Adds the next `row_count` tokens of the session's active request; takes pages for them. If
    // they reach its newest token, its logits are asked for and a sample row with `mask` added. Of
    // a request that is choosing all logits that it wants are asked for, and nothing is sampled.
    void add(Session& session, uint32_t row_count, std::span<const uint32_t> mask, KvPages& pages);

    // The step is over, and reads nothing any more.
    void end_step() { adapters_.clear(); }

    // The session's request has ended while the step is under way: its rows are computed, but
    // nobody is told. Its tokens, masks and pages are not looked at again.
    void drop(const Session& session);

    uint32_t row_count() const { return static_cast<uint32_t>(tokens_.size()); }
    const kernels::BatchView& view(const kernels::StepGate& gate);
    uint32_t logit_row_count() const { return static_cast<uint32_t>(logit_rows_.size()); }
    // The logit rows between the first and the last one that a choice is made from, other ones
    // among them.
    struct LogitRange {
        uint32_t first = 0;
        uint32_t count = 0;
    };
    LogitRange choice_logits() const;
    std::span<const kernels::SampleRow> sample_rows() const { return sample_rows_; }

    struct Item {
        Session* session;  // null when dropped
        uint32_t row_count;
        int32_t sample_index;   // into sample_rows(), -1 when nothing is sampled
        uint32_t first_logits;  // of its last rows, for a choice
        uint32_t logit_count;
    };
    std::span<const Item> items() const { return items_; }

  private:
    void add_sample(const Request& request, std::span<const uint32_t> mask);

    std::vector<Item> items_;
    std::vector<int32_t> tokens_;
    std::vector<kernels::SequenceView> sequences_;
    std::vector<std::shared_ptr<const AdapterState>> adapters_;  // that the step reads
    std::vector<uint32_t> pages_;  // of all sequences: a session may end before the step does
    std::vector<uint32_t> logit_rows_;
    std::vector<kernels::SampleRow> sample_rows_;
    kernels::BatchView view_;
};

}  // namespace minstrel
