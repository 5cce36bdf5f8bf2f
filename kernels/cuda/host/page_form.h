// Pages as files hold them (kernels/kv_page.h) and as the device has them. Pure functions; any
// thread.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/cuda/host/model_layout.h"
#include "kernels/kv_page.h"

namespace minstrel::kernels::cuda {

KvPageLayout file_layout(const ModelSizes& sizes);

// `file` has file_layout().page_bytes(), `device` has sizes.page_bytes(). Numbers are the same on
// both sides, but for scales of 8 bits, which files hold as float32 and the device as half.
void page_from_file(const ModelSizes& sizes, std::span<const std::byte> file, std::byte* device);
void page_to_file(const ModelSizes& sizes, const std::byte* device, std::span<std::byte> file);

}  // namespace minstrel::kernels::cuda
