// Bounded reader of the protobuf wire format: one field after the other, every length checked
// against the bytes that remain. Stateless beyond its position; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "runtime/core/status.h"

namespace minstrel {

enum class WireType : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

struct WireField {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    uint64_t value = 0;      // kVarint, kFixed32, kFixed64
    std::string_view bytes;  // kBytes
    size_t offset = 0;       // of the field's payload in the file, for messages
};

class WireReader {
  public:
    // `base` is the offset of `bytes` in the file.
    WireReader(std::string_view bytes, size_t base) : bytes_(bytes), base_(base) {}

    bool at_end() const { return at_ == bytes_.size(); }
    Result<WireField> next();

  private:
    bool read_varint(uint64_t& value);
    bool read_fixed(size_t width, uint64_t& value);
    bool read_payload(WireField& field);

    std::string_view bytes_;
    size_t base_ = 0;
    size_t at_ = 0;
};

}  // namespace minstrel
