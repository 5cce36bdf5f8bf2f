// Reads the container of GGUF files, version 3: typed metadata and tensors. Every count, length and
// offset is compared with the bytes that are there before it is used, and the tensors tile the
// data section. Immutable after reading; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/buffer.h"
#include "runtime/core/status.h"
#include "runtime/model/stored_tensor.h"

namespace minstrel {

// The numbers are those of the format.
enum class GgufType : uint8_t {
    kU8 = 0,
    kI8 = 1,
    kU16 = 2,
    kI16 = 3,
    kU32 = 4,
    kI32 = 5,
    kF32 = 6,
    kBool = 7,
    kString = 8,
    kArray = 9,
    kU64 = 10,
    kI64 = 11,
    kF64 = 12,
};

struct GgufValue {
    std::string_view key;
    GgufType type = GgufType::kU8;  // of the elements where it is an array
    bool is_array = false;
    uint64_t count = 1;
    std::string_view payload;  // as in the file; strings with their lengths, which were checked
};

// The typed getters refuse a value of another type by its key; a missing one gives no value.
class GgufMetadata {
  public:
    static Result<GgufMetadata> make(std::vector<GgufValue> values);

    GgufMetadata() = default;

    const GgufValue* find(std::string_view key) const;
    // Any integer type, if the value fits.
    Result<std::optional<uint32_t>> u32(std::string_view key) const;
    Result<std::optional<float>> f32(std::string_view key) const;
    Result<std::optional<bool>> boolean(std::string_view key) const;
    Result<std::optional<std::string_view>> text(std::string_view key) const;
    // Arrays; empty when missing.
    Result<std::vector<std::string_view>> texts(std::string_view key) const;
    Result<std::vector<float>> floats(std::string_view key) const;
    Result<std::vector<int32_t>> ints(std::string_view key) const;

  private:
    std::vector<GgufValue> values_;  // ascending by key
};

struct GgufFile {
    // A copy of everything before the tensors' data: what was checked is what is used, whoever
    // else writes to the file.
    Buffer header;
    GgufMetadata metadata;              // borrows `header`
    std::vector<StoredTensor> tensors;  // with the file's names; they borrow the file

    static Result<GgufFile> read(std::span<const std::byte> file);
};

bool looks_like_gguf(std::span<const std::byte> file);

}  // namespace minstrel
