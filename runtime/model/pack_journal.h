// What a package that is being written has already, in a file beside it, so that work that was
// stopped can go on. One line for what is packed, then one for each part that is complete. Whatever
// is wrong with it, the only consequence is that the work begins anew. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/model/rounding_error.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

// A tensor as it lies in a package.
struct PackedPart {
    std::string name;
    StoredType type = StoredType::kF32;
    std::vector<uint64_t> shape;
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint32_t checksum = 0;
    RoundingError rounding;
};

class PackJournal {
  public:
    explicit PackJournal(std::string path) : path_(std::move(path)) {}

    // The parts that were noted for work with this description; none where it was another.
    std::vector<PackedPart> read(const std::string& description) const;
    // Forgets what is there and notes these.
    Status begin(const std::string& description, const std::vector<PackedPart>& parts);
    Status note(const PackedPart& part);
    void remove() const;

  private:
    std::string path_;
};

}  // namespace minstrel
