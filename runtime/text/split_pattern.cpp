#include "runtime/text/split_pattern.h"

#include <string>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace minstrel {
namespace {

// Far above what the pattern needs for the longest text: a defect then ends in an error.
constexpr uint32_t kMatchLimit = 1u << 26;
constexpr uint32_t kHeapLimitKiB = 64u << 10;

// Unicode's White_Space. The library's own \s has U+180E too, which left that property long ago.
constexpr std::string_view kSpaces =
    R"(\t-\r\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";

// \p{N} of Unicode 16; tables of the library may be those of version 14. Younger letters need no
// such list: no token holds one together with anything else.
constexpr std::string_view kNumbers =
    R"(\p{N}\x{10D40}-\x{10D49}\x{116D0}-\x{116E3}\x{11BF0}-\x{11BF9}\x{11F50}-\x{11F59})"
    R"(\x{16130}-\x{16139}\x{16D70}-\x{16D79}\x{1CCF0}-\x{1CCF9}\x{1D2C0}-\x{1D2D3})"
    R"(\x{1E4F0}-\x{1E4F9}\x{1E5F1}-\x{1E5FA})";

// `pattern` with \s, \S and \p{N} spelled out.
std::string spelled_out(std::string_view pattern) {
    std::string out;
    bool in_class = false;
    while (!pattern.empty()) {
        const auto takes = [&pattern](std::string_view name) {
            const bool found = pattern.starts_with(name);
            if (found) pattern.remove_prefix(name.size());
            return found;
        };
        if (takes("\\s")) {
            out.append(in_class ? "" : "[").append(kSpaces).append(in_class ? "" : "]");
        } else if (takes("\\S")) {  // outside of classes only
            out.append("[^").append(kSpaces).append("]");
        } else if (takes("\\p{N}")) {
            out.append(in_class ? "" : "[").append(kNumbers).append(in_class ? "" : "]");
        } else {
            if (pattern[0] == '[') in_class = true;
            if (pattern[0] == ']') in_class = false;
            const size_t length = pattern[0] == '\\' ? 2 : 1;
            out += pattern.substr(0, length);
            pattern.remove_prefix(length);
        }
    }
    return out;
}

struct FreeMatch {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

}  // namespace

void SplitPattern::Free::operator()(pcre2_real_code_8* code) const {
    pcre2_code_free(code);
}

Result<SplitPattern> SplitPattern::make() {
    const std::string text = spelled_out(kText);
    int code = 0;
    PCRE2_SIZE offset = 0;
    SplitPattern pattern;
    pattern.code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                      PCRE2_UTF | PCRE2_UCP, &code, &offset, nullptr));
    if (pattern.code_ == nullptr) {
        return error(Code::kInternal, "the split pattern is refused at byte %zu (%d)",
                     static_cast<size_t>(offset), code);
    }
    // Where code cannot be made at run time the pattern is interpreted.
    (void)pcre2_jit_compile(pattern.code_.get(), PCRE2_JIT_COMPLETE);
    return pattern;
}

Status SplitPattern::split(std::string_view text, std::vector<std::string_view>& out) const {
    out.clear();
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create(1, nullptr));
    const std::unique_ptr<pcre2_match_context, FreeMatch> context(
        pcre2_match_context_create(nullptr));
    if (match == nullptr || context == nullptr) {
        return error(Code::kOutOfMemory, "no memory to split a text");
    }
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_heap_limit(context.get(), kHeapLimitKiB);
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    for (size_t at = 0; at < text.size();) {
        const auto run = [&](uint32_t options) {
            return pcre2_match(code_.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK | options,
                               match.get(), context.get());
        };
        int found = run(0);
        if (found == PCRE2_ERROR_JIT_STACKLIMIT) found = run(PCRE2_NO_JIT);
        const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.get());
        if (found < 1 || ends[0] != at || ends[1] <= at) {
            return error(Code::kInternal, "a text cannot be split at byte %zu (%d)", at, found);
        }
        out.push_back(text.substr(at, ends[1] - at));
        at = ends[1];
    }
    return {};
}

}  // namespace minstrel
