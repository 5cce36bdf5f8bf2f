// GGUF: any bytes are refused with a reason or give tensors that lie inside the file and do not
// overlap, a configuration inside the bounds, and rows that can be read.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "runtime/model/gguf_model.h"
#include "runtime/model/tensor_rows.h"

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

void check_container(std::span<const std::byte> file) {
    const auto read = minstrel::GgufFile::read(file);
    if (!read.ok()) {
        require(!read.status().message().empty());
        return;
    }
    const std::byte* position = file.data();
    for (const auto& tensor : read.value().tensors) {
        require(tensor.bytes.data() >= position);
        position = tensor.bytes.data() + tensor.bytes.size();
        require(position <= file.data() + file.size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto file = std::as_bytes(std::span(data, size));
    check_container(file);
    const auto files = minstrel::open_gguf(minstrel::FileView::borrow("fuzz", file), {});
    if (!files.ok()) {
        require(!files.status().message().empty());
        return 0;
    }
    require(minstrel::check_config(files.value().config).ok());
    const auto sources =
        minstrel::match_roles(files.value().tensors, files.value().config, files.value().naming);
    if (!sources.ok()) return 0;
    for (const auto& source : sources.value()) {
        std::vector<float> row(source.role.cols);
        minstrel::read_row(source, 0, row);
        minstrel::read_row(source, source.role.rows - 1, row);
    }
    return 0;
}
