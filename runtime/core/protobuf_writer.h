// Writes fields of the protobuf wire format to the end of a string. Stateless; any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace minstrel::protobuf {

inline void put_varint(std::string& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
}

inline void put_number(std::string& out, uint32_t field, uint64_t value) {
    put_varint(out, uint64_t{field} << 3);
    put_varint(out, value);
}

inline void put_bytes(std::string& out, uint32_t field, std::string_view bytes) {
    put_varint(out, (uint64_t{field} << 3) | 2);
    put_varint(out, bytes.size());
    out += bytes;
}

inline void put_float(std::string& out, uint32_t field, float value) {
    put_varint(out, (uint64_t{field} << 3) | 5);
    const auto bits = std::bit_cast<uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out.push_back(static_cast<char>((bits >> shift) & 0xFF));
    }
}

}  // namespace minstrel::protobuf
