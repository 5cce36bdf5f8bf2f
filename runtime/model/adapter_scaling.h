// How much an adapter adds to a matrix: the factor of B A that its files state. A value; one
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

// A value for the modules of some names, as in rank_pattern and alpha_pattern of PEFT.
struct ModulePattern {
    std::string name;
    bool is_whole = false;  // else any module that ends with these components
    float value = 0;
};

struct AdapterScaling {
    float factor = 1;
    std::optional<float>
        alpha;  // divided by the rank, or by its root; of nothing, the factor holds
    bool by_root = false;
    uint32_t rank = 0;  // 0 = whatever the tensors have
    std::vector<ModulePattern> ranks;
    std::vector<ModulePattern> alphas;

    // Of a module that has tensors of this rank, which is compared with the stated one.
    Result<float> of(std::string_view module, uint32_t tensor_rank) const;
};

// The adapter_config.json of PEFT. What would change the result otherwise than by two factors is
// refused by name.
Result<AdapterScaling> parse_peft_config(std::string_view json_text);

// The "lora" of Mistral's params.json, if there is one; an empty text is none.
Result<AdapterScaling> parse_mistral_lora(std::string_view json_text);

}  // namespace minstrel
