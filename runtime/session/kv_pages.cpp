#include "runtime/session/kv_pages.h"

#include <cassert>

namespace minstrel {
namespace {

uint32_t common_length(std::span<const int32_t> a, std::span<const int32_t> b, uint32_t limit) {
    const size_t reach = std::min({a.size(), b.size(), size_t{limit}});
    const auto differs =
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(reach), b.begin());
    return static_cast<uint32_t>(differs.first - a.begin());
}

}  // namespace

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
    truncate(common_length(tokens_, tokens, limit), pool);
    return length();
}

uint32_t KvSequence::share(std::span<const SharedPrefix> prefixes, std::span<const int32_t> tokens,
                           uint32_t limit, KvPages& pool) {
    const SharedPrefix* best = nullptr;
    uint32_t best_pages = 0;
    for (const SharedPrefix& prefix : prefixes) {
        const uint32_t whole = common_length(prefix.tokens, tokens, limit) / kernels::kPageTokens;
        if (whole <= best_pages) continue;
        best = &prefix;
        best_pages = whole;
    }
    if (best_pages * kernels::kPageTokens <= length()) return length();
    const auto shared = tokens.first(size_t{best_pages} * kernels::kPageTokens);
    tokens_.reserve(shared.size());  // what throws comes before what changes
    pages_.reserve(best_pages);
    clear(pool);
    tokens_.assign(shared.begin(), shared.end());
    for (uint32_t i = 0; i < best_pages; ++i) pages_.push_back(best->first_page + i);
    shared_ = best_pages;
    return length();
}

void KvSequence::truncate(uint32_t length, KvPages& pool) {
    assert(length <= tokens_.size());
    const uint32_t first_own = shared_;
    if (length < shared_ * kernels::kPageTokens) {
        shared_ = length / kernels::kPageTokens;
        length = shared_ * kernels::kPageTokens;
    }
    tokens_.resize(length);
    const uint32_t kept = pages_for(length);
    if (kept >= pages_.size()) return;
    // Shared pages are nobody's to give back.
    const size_t given = std::min<size_t>(std::max(kept, first_own), pages_.size());
    pool.give_back(std::span(pages_).subspan(given));
    pages_.resize(kept);
}

}  // namespace minstrel
