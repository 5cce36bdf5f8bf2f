#include "runtime/session/kv_pages.h"

#include <cassert>

namespace minstrel {

KvPages::KvPages(uint32_t count) : total_(count) {
    free_.reserve(count);
    for (uint32_t page = count; page > 0; --page) free_.push_back(page - 1);
}

uint32_t KvPages::take() {
    assert(!free_.empty());
    const uint32_t page = free_.back();
    free_.pop_back();
    return page;
}

void KvPages::give_back(std::span<const uint32_t> pages) {
    free_.insert(free_.end(), pages.rbegin(), pages.rend());
    assert(free_.size() <= total_);
}

void KvSequence::reserve(uint64_t tokens, KvPages& pool) {
    for (uint32_t missing = missing_pages(tokens); missing > 0; --missing) {
        pages_.push_back(pool.take());
    }
}

uint32_t KvSequence::keep_common_prefix(std::span<const int32_t> tokens, uint32_t limit,
                                        KvPages& pool) {
    const size_t reach = std::min({tokens_.size(), tokens.size(), size_t{limit}});
    const auto differs =
        std::mismatch(tokens_.begin(), tokens_.begin() + static_cast<long>(reach), tokens.begin());
    const auto common = static_cast<uint32_t>(differs.first - tokens_.begin());
    truncate(common, pool);
    return common;
}

void KvSequence::truncate(uint32_t length, KvPages& pool) {
    assert(length <= tokens_.size());
    tokens_.resize(length);
    const uint32_t kept = pages_for(length);
    if (kept >= pages_.size()) return;
    pool.give_back(std::span(pages_).subspan(kept));
    pages_.resize(kept);
}

}  // namespace minstrel
