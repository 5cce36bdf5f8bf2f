// Writes a package part by part, in the order of tensor_roles. The file appears under its name only
// when it is complete: until then it is a temporary beside it, removed on failure or, where the
// work shall go on later, kept with a journal of what it has. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/model/pack_journal.h"
#include "runtime/model/package.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

class PackageWriter {
  public:
    static constexpr const char* kPartialSuffix = ".partial";
    static constexpr const char* kJournalSuffix = ".partial.journal";

    // `description` says what is written into it. Where work on the same was kept, the writer goes
    // on behind the parts that are complete and undamaged; an empty one always begins anew.
    static Result<PackageWriter> make(const std::string& path, const std::string& description);

    PackageWriter(PackageWriter&& other) noexcept;
    PackageWriter& operator=(PackageWriter&&) = delete;
    ~PackageWriter();

    // `bytes` must follow in total, by `append`. The type is F32, BF16, Int8 or Int4.
    Status begin_tensor(const std::string& name, StoredType type, std::span<const uint64_t> shape,
                        uint64_t bytes);
    Status append(std::span<const std::byte> bytes);
    Status end_tensor(const RoundingError& rounding);

    const std::vector<PackedPart>& tensors() const { return tensors_; }
    // Leaves what is complete for a later writer when this one goes without having finished.
    void keep() { kept_ = !description_.empty(); }

    // Uses all fields of `content` but its tensors, which were written before.
    Status finish(const Package& content);

    uint64_t file_bytes() const { return position_; }

  private:
    PackageWriter(std::string path, std::string temporary, std::string description, int descriptor);
    Status resume();
    Result<bool> is_undamaged(const PackedPart& part) const;
    Status check_part_complete() const;
    Status begin_part(uint64_t bytes);
    Status write(std::span<const std::byte> bytes);
    Result<PackedPart> write_part(std::span<const std::byte> bytes);
    // `token_order` is null where there is none, `prefixes` has one for each of the content.
    std::vector<uint8_t> make_manifest(const Package& content, const PackedPart& tokenizer,
                                       const PackedPart* token_order,
                                       std::span<const PackedPart> prefixes) const;
    Status finish_file(std::span<const std::byte> manifest, uint32_t version);

    std::string path_;
    std::string temporary_;
    std::string description_;
    PackJournal journal_;
    bool kept_ = false;
    int descriptor_ = -1;
    uint64_t position_ = 0;
    uint64_t part_end_ = 0;
    uint32_t checksum_ = 0;  // of the part being written
    std::vector<PackedPart> tensors_;
};

}  // namespace minstrel
