// A device that plays a script instead of computing. Its keys and values are the ids themselves, in
// the pages that it is given, so that batches, chunks, reuse and eviction are the real ones. One a
// scripted model, engine thread.
#pragma once

#include <cstdint>
#include <memory>

#include "kernels/backend.h"
#include "runtime/scripted/script.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

// Knows scripted devices only: create_model() refuses.
std::unique_ptr<kernels::Backend> create_scripted_backend();

// `tokenizer` outlives the device.
std::unique_ptr<kernels::DeviceModel> make_scripted_device(Script script,
                                                           const Tokenizer& tokenizer,
                                                           uint32_t page_count);

}  // namespace minstrel
