// Messages and sampling options of the C API turned into those of the runtime, checked and copied.
// Shared by sessions (history, habits) and requests. Stateless; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "capi/src/validate.h"
#include "minstrel/session.h"
#include "runtime/core/status.h"
#include "runtime/flow/command.h"

namespace minstrel::capi {

// `list` names the array in error texts.
Result<std::vector<Message>> read_messages(const mst_message* messages, uint32_t count,
                                           const char* list, TextReader* texts);

Result<SamplingParameters> read_sampling(const mst_sampling_desc* desc);

}  // namespace minstrel::capi
