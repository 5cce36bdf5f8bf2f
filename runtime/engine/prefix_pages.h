// What a model's file holds as read: counted while a model is planned, brought into its pages when
// it is there. Stateless; the loading thread and the engine thread.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/backend.h"
#include "runtime/core/status.h"
#include "runtime/model/model.h"
#include "runtime/session/kv_pages.h"

namespace minstrel {

struct PrefixCount {
    uint32_t prefixes = 0;
    uint32_t pages = 0;
};

// Of the prefixes whose pages have numbers of this type; kDefault = none have. Fails where their
// pages are not those of the model.
Result<PrefixCount> count_prefixes(const Model& files, kernels::KvType type);

// Writes those that have the device's type of pages into its pages from `first_page` on. Fails
// where these are not the pages that count_prefixes() has counted.
Result<std::vector<SharedPrefix>> place_prefixes(const Model& files, kernels::DeviceModel& device,
                                                 uint32_t first_page, uint32_t page_count);

}  // namespace minstrel
