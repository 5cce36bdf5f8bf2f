// A model's vocabulary as grammars need it: its token table and the names of its control tokens.
// Stateless; the thread that loads the model.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/core/status.h"
#include "runtime/grammar/special_names.h"
#include "runtime/grammar/token_table.h"
#include "runtime/text/vocabulary.h"

namespace minstrel {

// Text and byte tokens have bytes; all others are control tokens. </s> and `end_ids` are the end
// tokens. `order` is one of TokenTable::make.
Result<TokenTablePtr> make_token_table(const Vocabulary& vocabulary,
                                       std::span<const uint32_t> end_ids = {},
                                       std::span<const int32_t> order = {});
SpecialNames make_special_names(const Vocabulary& vocabulary);

}  // namespace minstrel
