// The rotary positions of a Hugging Face config.json. Stateless; one thread.
#pragma once

#include "runtime/core/status.h"
#include "runtime/model/json_fields.h"
#include "runtime/model/model_config.h"

namespace minstrel {

// Base, scaling and query scaling; what is absent stays as it is in `config`.
Status read_hf_rope(const JsonFields& root, ModelConfig* config);

}  // namespace minstrel
