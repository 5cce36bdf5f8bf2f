// LoadedModel: a model placed on the back end, with its vocabulary and its pool of key-value pages.
// Made by the loader, then owned and used by the engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/backend.h"
#include "runtime/flow/info.h"
#include "runtime/model/model.h"
#include "runtime/schedule/batch_builder.h"
#include "runtime/session/kv_pages.h"
#include "runtime/session/session.h"
#include "runtime/text/tokenizer.h"

namespace minstrel {

struct LoadedModel {
    LoadedModel(std::shared_ptr<const Model> model_files,
                std::unique_ptr<const Tokenizer> model_tokenizer,
                std::unique_ptr<kernels::DeviceModel> device_model, uint32_t page_count)
        : files(std::move(model_files)),
          tokenizer(std::move(model_tokenizer)),
          device(std::move(device_model)),
          pages(page_count) {}

    std::shared_ptr<const Model> files;  // first, because the device reads its weights
    std::unique_ptr<const Tokenizer> tokenizer;
    std::unique_ptr<kernels::DeviceModel> device;
    KvPages pages;
    BatchBuilder batch;
    SessionModel for_sessions;
    std::shared_ptr<const ModelInfo> info;
    // What may be generated: with function calls, and for sessions without functions.
    std::vector<uint32_t> mask_with_calls;
    std::vector<uint32_t> mask_plain;
    std::vector<int32_t> chosen;  // scratch of a step
};

}  // namespace minstrel
