// A model without a file: the shape of a real one, filled with seeded noise, handed to the engine
// through the file hook as a GGUF file that is made while it is read. Its words are noise, its
// speed is that of the real one. Owned by the host; read by the loading thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "minstrel/minstrel.h"

namespace minstrel::cli {

class SyntheticModel {
  public:
    // Null for names that `shapes` and `formats` do not tell.
    static std::unique_ptr<SyntheticModel> make(std::string_view shape, std::string_view format);
    static std::string shapes();
    static std::string formats();

    // For any path; lives as long as this object.
    mst_file_io file_io();

  private:
    struct Tensor {
        uint64_t begin = 0;  // in the file
        uint64_t bytes = 0;
        const std::string* pattern = nullptr;  // repeated
    };

    void read(uint64_t offset, char* out, uint64_t bytes) const;

    std::string head_;
    std::vector<Tensor> tensors_;  // in the order of the file
    std::vector<std::unique_ptr<std::string>> patterns_;
    uint64_t size_ = 0;
};

}  // namespace minstrel::cli
