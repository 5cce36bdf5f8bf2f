// SpecialNames: how the text of a grammar names control tokens. Filled by the caller from its
// vocabulary; immutable afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace minstrel {

class SpecialNames {
  public:
    SpecialNames() = default;
    // Number of ids of the vocabulary; higher ones are refused.
    explicit SpecialNames(int32_t vocabulary_size) : vocabulary_size_(vocabulary_size) {}

    // As the vocabulary writes it: "[TOOL_CALLS]", "</s>".
    void add(std::string name, int32_t id) { ids_.emplace(std::move(name), id); }

    // -1 when there is none. `<NAME>` finds `[NAME]` too: both ways of writing are in use.
    int32_t find(std::string_view name) const {
        if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
        if (name.size() < 3 || name.front() != '<' || name.back() != '>') return -1;
        std::string bracketed(name);
        bracketed.front() = '[';
        bracketed.back() = ']';
        const auto found = ids_.find(bracketed);
        return found != ids_.end() ? found->second : -1;
    }
    bool contains(uint32_t id) const {
        return vocabulary_size_ > 0 && id < static_cast<uint32_t>(vocabulary_size_);
    }

  private:
    std::map<std::string, int32_t, std::less<>> ids_;
    int32_t vocabulary_size_ = 0;
};

}  // namespace minstrel
