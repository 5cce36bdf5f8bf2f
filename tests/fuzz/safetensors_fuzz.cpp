// Safetensors: any bytes are refused with a reason or give tensors that lie inside the file, do not
// overlap and account for every byte after the header. Whatever they are called, their quantised
// matrices can be read.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "runtime/model/quantised_linear.h"
#include "runtime/model/safetensors_reader.h"

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

// Every method, with groups and blocks that small matrices have.
void check_quantised(std::span<const std::byte> file) {
    using minstrel::QuantMethod;
    for (const auto method : {QuantMethod::kFp8, QuantMethod::kGptq, QuantMethod::kAwq,
                              QuantMethod::kPackedInts, QuantMethod::kInt8}) {
        auto read = minstrel::read_safetensors(file, "fuzz");
        minstrel::QuantOptions options;
        options.method = method;
        options.bits = 4;
        options.group_size = 8;
        const auto merged = minstrel::merge_quantised(read.take(), options);
        if (!merged.ok()) {
            require(!merged.status().message().empty());
            continue;
        }
        for (const auto& tensor : merged.value()) {
            if (tensor.decoder == nullptr) continue;
            std::vector<float> row(static_cast<size_t>(tensor.shape[1]));
            tensor.decoder->decode(0, row);
            tensor.decoder->decode(tensor.shape[0] - 1, row);
        }
    }
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
        check_quantised(file);
    }
    const auto index =
        minstrel::parse_shard_index({reinterpret_cast<const char*>(data), size}, "fuzz");
    require(!index.ok() || index.value().tensors.size() == index.value().file_of.size());
    return 0;
}
