// Test data of runtime/text: vocabularies and shorthands.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/text/tokenizer.h"

namespace minstrel::test {

// Path relative to tests/data; a missing file fails the test and gives an empty string.
std::string read_data(const std::string& path);

// "v1", "v2", "v3", "v7" of Mistral, or "tiny": 512 pieces in the layout of v3. Loaded once.
const Tokenizer& tokenizer(std::string_view name);

std::vector<int32_t> encode(const Tokenizer& tokenizer, std::string_view text);
std::string decode(const Tokenizer& tokenizer, const std::vector<int32_t>& ids);

// At most `bytes` of `unit` again and again.
std::string repeated(std::string_view unit, size_t bytes);

// The least of a few runs: other programs have the processor too.
double best_cpu_ms(const Tokenizer& tokenizer, const std::string& text);

// Limits of time are those of a release build; others get this many times as much.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr double kSlowdown = 20;
#elif defined(NDEBUG)
inline constexpr double kSlowdown = 1;
#else
inline constexpr double kSlowdown = 2;
#endif

}  // namespace minstrel::test
