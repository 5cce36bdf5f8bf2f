// Safetensors: any bytes are refused with a reason or give tensors that lie inside the file, do not
// overlap and account for every byte after the header.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime/model/safetensors_reader.h"

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto file = std::as_bytes(std::span(data, size));
    const auto read = minstrel::read_safetensors(file, "fuzz");
    if (!read.ok()) {
        require(!read.status().message().empty());
    } else {
        size_t total = 0;
        for (const auto& tensor : read.value()) {
            require(tensor.bytes.empty() ||
                    (tensor.bytes.data() >= file.data() &&
                     tensor.bytes.data() + tensor.bytes.size() <= file.data() + file.size()));
            total += tensor.bytes.size();
        }
        uint64_t header_bytes = 0;
        for (int i = 7; i >= 0; --i) header_bytes = (header_bytes << 8) | data[i];
        require(8 + header_bytes + total == size);
    }
    const auto index = minstrel::parse_shard_index({reinterpret_cast<const char*>(data), size});
    require(!index.ok() || index.value().tensors.size() == index.value().file_of.size());
    return 0;
}
