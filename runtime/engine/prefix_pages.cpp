#include "runtime/engine/prefix_pages.h"

#include <cinttypes>
#include <span>

#include "runtime/engine/devices.h"

namespace minstrel {
namespace {

size_t page_bytes_of(const kernels::ModelShape& shape, kernels::KvType type) {
    const kernels::KvPageLayout layout{type, shape.layer_count, shape.kv_head_count,
                                       shape.head_dim};
    return layout.page_bytes();
}

}  // namespace

Result<PrefixCount> count_prefixes(const Model& files, kernels::KvType type) {
    PrefixCount count;
    for (const StoredPrefix& prefix : files.prefixes()) {
        if (prefix.kv_type != type) continue;
        const size_t page_bytes = page_bytes_of(files.shape(), type);
        if (prefix.pages.size() != prefix.page_count() * page_bytes) {
            return error(Code::kBadFormat,
                         "a prefix has pages of %zu bytes and the model has such of %zu",
                         prefix.pages.size() / prefix.page_count(), page_bytes);
        }
        ++count.prefixes;
        count.pages += static_cast<uint32_t>(prefix.page_count());
    }
    return count;
}

Result<std::vector<SharedPrefix>> place_prefixes(const Model& files, kernels::DeviceModel& device,
                                                 uint32_t first_page, uint32_t page_count) {
    std::vector<SharedPrefix> shared;
    const kernels::KvPageLayout layout = device.page_layout();
    if (layout.layer_count == 0) return shared;
    MST_ASSIGN(const PrefixCount counted, count_prefixes(files, layout.type));
    if (counted.pages != page_count) {
        return error(Code::kInternal, "%u pages of prefixes were counted and %u are to be placed",
                     page_count, counted.pages);
    }
    const size_t bytes = layout.page_bytes();
    for (const StoredPrefix& prefix : files.prefixes()) {
        if (prefix.kv_type != layout.type) continue;
        shared.push_back({prefix.tokens, first_page});
        for (size_t page = 0; page < prefix.page_count(); ++page) {
            MST_TRY(from_kernel(
                device.write_page(first_page++, prefix.pages.subspan(page * bytes, bytes))));
        }
    }
    return shared;
}

}  // namespace minstrel
