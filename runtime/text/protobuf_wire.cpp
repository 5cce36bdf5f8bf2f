#include "runtime/text/protobuf_wire.h"

namespace minstrel {

bool WireReader::read_varint(uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (at_ == bytes_.size()) return false;
        const auto byte = static_cast<uint8_t>(bytes_[at_++]);
        if (shift == 63 && byte > 1) return false;  // more than 64 bits
        value |= static_cast<uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

bool WireReader::read_fixed(size_t width, uint64_t& value) {
    if (bytes_.size() - at_ < width) return false;
    value = 0;
    for (size_t i = 0; i < width; ++i) {
        value |= static_cast<uint64_t>(static_cast<uint8_t>(bytes_[at_ + i])) << (8 * i);
    }
    at_ += width;
    return true;
}

bool WireReader::read_payload(WireField& field) {
    switch (field.type) {
        case WireType::kVarint:
            return read_varint(field.value);
        case WireType::kFixed64:
            return read_fixed(8, field.value);
        case WireType::kFixed32:
            return read_fixed(4, field.value);
        case WireType::kBytes: {
            uint64_t length = 0;
            if (!read_varint(length) || length > bytes_.size() - at_) return false;
            field.offset = base_ + at_;
            field.bytes = bytes_.substr(at_, static_cast<size_t>(length));
            at_ += static_cast<size_t>(length);
            return true;
        }
    }
    return false;
}

Result<WireField> WireReader::next() {
    WireField field;
    field.offset = base_ + at_;
    uint64_t tag = 0;
    if (!read_varint(tag)) {
        return error(Code::kBadFormat, "byte %zu: the field tag is damaged or cut off",
                     field.offset);
    }
    const uint64_t number = tag >> 3;
    const auto type = static_cast<uint8_t>(tag & 7);
    if (number == 0 || number > 0x1FFFFFFF || (type > 2 && type != 5)) {
        return error(Code::kBadFormat, "byte %zu: %llu is not a valid field tag", field.offset,
                     static_cast<unsigned long long>(tag));
    }
    field.number = static_cast<uint32_t>(number);
    field.type = static_cast<WireType>(type);
    field.offset = base_ + at_;
    if (!read_payload(field)) {
        return error(Code::kBadFormat, "byte %zu: field %u is longer than what is left",
                     field.offset, field.number);
    }
    return field;
}

}  // namespace minstrel
