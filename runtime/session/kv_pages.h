// KvPages: which pages of a model's key-value pool are free. KvSequence: the tokens of one session
// that are held in pages. One pool per loaded model; engine thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/batch_view.h"

namespace minstrel {

inline uint32_t pages_for(uint64_t tokens) {
    return static_cast<uint32_t>((tokens + kernels::kPageTokens - 1) / kernels::kPageTokens);
}

class KvPages {
  public:
    explicit KvPages(uint32_t count);

    uint32_t total() const { return total_; }
    uint32_t free_count() const { return static_cast<uint32_t>(free_.size()); }

    // There must be a free page.
    uint32_t take();
    void give_back(std::span<const uint32_t> pages);

  private:
    uint32_t total_;
    std::vector<uint32_t> free_;  // lowest numbers are taken first
};

// Whole pages of tokens that conversations often begin with. They belong to the model, lie in its
// pages one behind the other, and are only read.
struct SharedPrefix {
    std::vector<int32_t> tokens;  // a multiple of kPageTokens
    uint32_t first_page = 0;
};

class KvSequence {
  public:
    std::span<const int32_t> tokens() const { return tokens_; }
    std::span<const uint32_t> pages() const { return pages_; }
    uint32_t length() const { return static_cast<uint32_t>(tokens_.size()); }
    uint32_t page_count() const { return static_cast<uint32_t>(pages_.size()); }
    uint32_t shared_page_count() const { return shared_; }  // the first of them

    // Pages that the first `tokens` tokens need beyond those held.
    uint32_t missing_pages(uint64_t tokens) const {
        const uint32_t needed = pages_for(tokens);
        return needed > page_count() ? needed - page_count() : 0;
    }

    // Begins anew with the whole pages that one of the prefixes has in common with `tokens`, at
    // most `limit` tokens, where that is more than is held; returns how much is held then.
    uint32_t share(std::span<const SharedPrefix> prefixes, std::span<const int32_t> tokens,
                   uint32_t limit, KvPages& pool);
    // Takes pages for `tokens` tokens in all; the pool must have them.
    void reserve(uint64_t tokens, KvPages& pool);
    // The step that evaluated `tokens` behind the present ones is over.
    void append(std::span<const int32_t> tokens) {
        tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
    }
    // Keeps the longest common prefix with `tokens`, at most `limit`, and returns its length. What
    // is shared is kept in whole pages, because the rest of a page would be written to.
    uint32_t keep_common_prefix(std::span<const int32_t> tokens, uint32_t limit, KvPages& pool);
    void clear(KvPages& pool) { truncate(0, pool); }
    // Gives back its own pages; the shared ones cost nobody anything.
    void give_back(KvPages& pool) {
        truncate(std::min(length(), shared_ * kernels::kPageTokens), pool);
    }

  private:
    void truncate(uint32_t length, KvPages& pool);

    std::vector<int32_t> tokens_;
    std::vector<uint32_t> pages_;
    uint32_t shared_ = 0;
};

}  // namespace minstrel
