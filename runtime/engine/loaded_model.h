// LoadedModel: a model placed on the back end, with its vocabulary and its pool of key-value pages.
// Made by the loader, then owned and used by the engine thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/backend.h"
#include "runtime/engine/devices.h"
#include "runtime/engine/turn_masks.h"
#include "runtime/flow/info.h"
#include "runtime/grammar/constraint.h"
#include "runtime/model/model.h"
#include "runtime/schedule/batch_builder.h"
#include "runtime/schedule/quantum_costs.h"
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

    // On a GPU; host memory has an account of its own.
    uint64_t device_bytes() const { return device->memory().device_bytes; }

    std::shared_ptr<const Model> files;  // first, because the device reads its weights
    std::unique_ptr<const Tokenizer> tokenizer;
    std::unique_ptr<kernels::DeviceModel> device;
    BackendKind backend = BackendKind::kCpu;
    kernels::DeviceLimits limits;        // that the device was made for
    KvPages pages;                       // without those of the prefixes
    std::vector<SharedPrefix> prefixes;  // in the pages behind them
    BatchBuilder batch;
    SessionModel for_sessions;
    TokenTablePtr tokens;  // the vocabulary as grammars see it
    std::shared_ptr<const ModelInfo> info;
    TurnMasks masks;
    QuantumCosts costs;
    // Of a step: scratch, and the logits that its choices are made from.
    std::vector<int32_t> chosen;
    std::span<const float> logits;
    BatchBuilder::LogitRange logit_range;
};

}  // namespace minstrel
