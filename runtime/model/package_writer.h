// Writes a package part by part, in the order of tensor_roles. The file appears under its name only
// when it is complete: until then it is a temporary beside it, removed on failure. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/model/package.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

class PackageWriter {
  public:
    static Result<PackageWriter> make(const std::string& path);

    PackageWriter(PackageWriter&& other) noexcept;
    PackageWriter& operator=(PackageWriter&&) = delete;
    ~PackageWriter();

    // `bytes` must follow in total, by `append`. The type is F32, BF16 or I8G32.
    Status begin_tensor(const std::string& name, StoredType type, std::span<const uint64_t> shape,
                        uint64_t bytes);
    Status append(std::span<const std::byte> bytes);

    // Uses all fields of `content` but its tensors, which were written before.
    Status finish(const Package& content);

    uint64_t file_bytes() const { return position_; }

  private:
    struct Part {
        std::string name;
        StoredType type = StoredType::kF32;
        std::vector<uint64_t> shape;
        uint64_t offset = 0;
        uint64_t bytes = 0;
        uint32_t checksum = 0;
    };

    PackageWriter(std::string path, std::string temporary, int descriptor);
    Status check_part_complete() const;
    Status begin_part(uint64_t bytes);
    Status write(std::span<const std::byte> bytes);
    std::vector<uint8_t> make_manifest(const Package& content, const Part& tokenizer) const;
    Status finish_file(std::span<const std::byte> manifest);

    std::string path_;
    std::string temporary_;
    int descriptor_ = -1;
    uint64_t position_ = 0;
    uint64_t part_end_ = 0;
    uint32_t checksum_ = 0;  // of the part being written
    std::vector<Part> tensors_;
};

}  // namespace minstrel
