#include "tests/support/package_editor.h"

#include <cstring>
#include <memory>
#include <vector>

#include "package_generated.h"
#include "runtime/core/crc32c.h"
#include "runtime/model/package_format.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {
namespace {

using package::Header;

Header header_of(std::span<const char> file) {
    Header header;
    std::memcpy(&header, file.data(), sizeof header);
    return header;
}

uint32_t checksum_of(std::span<const char> bytes) {
    return crc32c(std::as_bytes(bytes));
}

}  // namespace

std::string edit_manifest(const std::string& file, const ManifestEdit& edit) {
    Header header = header_of(file);
    const auto manifest = manifest::UnPackManifest(file.data() + header.manifest_offset);
    edit(*manifest);
    flatbuffers::FlatBufferBuilder builder;
    manifest::FinishManifestBuffer(builder, manifest::Manifest::Pack(builder, manifest.get()));

    // The manifest is large or small for its alignment, as before: the offset stays.
    std::string out = file.substr(0, header.manifest_offset);
    out.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
    header.manifest_bytes = builder.GetSize();
    header.file_bytes = out.size();
    std::memcpy(out.data(), &header, sizeof header);
    reseal(out);
    return out;
}

void reseal(std::span<char> file) {
    if (file.size() < sizeof(Header)) return;
    Header header = header_of(file);
    if (extent_fits(header.manifest_offset, header.manifest_bytes, file.size())) {
        header.manifest_checksum =
            checksum_of(file.subspan(header.manifest_offset, header.manifest_bytes));
    }
    std::memcpy(file.data(), &header, sizeof header);
    header.header_checksum = checksum_of(file.first(offsetof(Header, header_checksum)));
    std::memcpy(file.data(), &header, sizeof header);
}

void fit_lengths(std::span<char> file) {
    if (file.size() < sizeof(Header)) return;
    Header header = header_of(file);
    header.file_bytes = file.size();
    if (header.manifest_offset <= file.size()) {
        header.manifest_bytes = file.size() - header.manifest_offset;
    }
    std::memcpy(file.data(), &header, sizeof header);
}

std::string smallest_package(std::string_view token_order) {
    TempDirectory temp;
    TinyModelOptions options;
    options.vocab_size = 32;
    options.hidden_dim = 32;
    options.layer_count = 1;
    options.head_count = 1;
    options.kv_head_count = 1;
    options.head_dim = 32;
    PackOptions pack;
    pack.source = temp / "source";
    pack.target = temp / "smallest.mst";
    pack.model_name = "smallest";
    write_tiny_directory(pack.source, options);
    write_file(pack.source + "/tokenizer.model", "not a vocabulary");
    write_file(pack.source + "/LICENSE", "Free for all.");
    if (!token_order.empty()) {
        const auto bytes = bytes_of(token_order);
        pack.make_token_order = [bytes](std::string_view, std::span<const uint32_t>) {
            return Result<std::vector<std::byte>>(std::vector(bytes.begin(), bytes.end()));
        };
    }
    const auto report = pack_model(pack);
    return report.ok() ? read_file(pack.target) : std::string();
}

}  // namespace minstrel::testing
