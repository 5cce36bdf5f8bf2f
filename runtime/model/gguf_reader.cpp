#include "runtime/model/gguf_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cinttypes>
#include <cstring>

#include "runtime/core/checked.h"
#include "runtime/core/utf8.h"
#include "runtime/model/block_format.h"
#include "runtime/model/tensor_rows.h"

namespace minstrel {
namespace {

constexpr char kMagic[] = {'G', 'G', 'U', 'F'};
constexpr uint32_t kVersion = 3;
constexpr uint64_t kMaxValues = 1u << 16;
constexpr uint64_t kMaxTensors = 1u << 15;
constexpr uint64_t kMaxHeaderBytes = 256u << 20;
constexpr uint64_t kMaxTextBytes = 8u << 20;
constexpr size_t kMaxKeyBytes = 256;
constexpr size_t kMaxNameBytes = 63;
constexpr uint32_t kMaxRank = 4;
constexpr uint64_t kMaxAlignment = 1u << 20;
constexpr uint64_t kDefaultAlignment = 32;

// The fewest bytes of an entry, so that a count is compared with what is left.
constexpr uint64_t kLeastValueBytes = 8 + 4 + 1;
constexpr uint64_t kLeastTensorBytes = 8 + 4 + 4 + 8;

// Element types without blocks, and names of those that no file of this family needs.
struct PlainType {
    uint32_t number;
    const char* name;
    uint32_t bytes;  // 0 = not read here, its size does not matter
    StoredType type;
};

constexpr std::array kPlainTypes = {
    PlainType{0, "F32", 4, StoredType::kF32},        PlainType{1, "F16", 2, StoredType::kF16},
    PlainType{30, "BF16", 2, StoredType::kBF16},     PlainType{24, "I8", 1, StoredType::kOther},
    PlainType{25, "I16", 2, StoredType::kOther},     PlainType{26, "I32", 4, StoredType::kOther},
    PlainType{27, "I64", 8, StoredType::kOther},     PlainType{28, "F64", 8, StoredType::kOther},
    PlainType{9, "Q8_1", 0, StoredType::kOther},     PlainType{15, "Q8_K", 0, StoredType::kOther},
    PlainType{16, "IQ2_XXS", 0, StoredType::kOther}, PlainType{17, "IQ2_XS", 0, StoredType::kOther},
    PlainType{18, "IQ3_XXS", 0, StoredType::kOther}, PlainType{19, "IQ1_S", 0, StoredType::kOther},
    PlainType{21, "IQ3_S", 0, StoredType::kOther},   PlainType{22, "IQ2_S", 0, StoredType::kOther},
    PlainType{29, "IQ1_M", 0, StoredType::kOther},   PlainType{34, "TQ1_0", 0, StoredType::kOther},
    PlainType{35, "TQ2_0", 0, StoredType::kOther},   PlainType{41, "Q1_0", 0, StoredType::kOther},
    PlainType{42, "Q2_0", 0, StoredType::kOther},
};

std::string quoted(std::string_view text) {
    std::string out = "'";
    out += text.substr(0, 200);
    out += "'";
    return out;
}

// Bytes of one value of fixed size, or 0.
uint32_t fixed_bytes(GgufType type) {
    switch (type) {
        case GgufType::kU8:
        case GgufType::kI8:
        case GgufType::kBool:
            return 1;
        case GgufType::kU16:
        case GgufType::kI16:
            return 2;
        case GgufType::kU32:
        case GgufType::kI32:
        case GgufType::kF32:
            return 4;
        case GgufType::kU64:
        case GgufType::kI64:
        case GgufType::kF64:
            return 8;
        default:
            return 0;
    }
}

// A tensor before its bytes are cut out of the file.
struct Entry {
    StoredTensor tensor;
    uint32_t type = 0;
    uint64_t offset = 0;
    uint64_t bytes = 0;
};

// Takes one field after the other from the front of a file.
class Cursor {
  public:
    explicit Cursor(std::span<const std::byte> bytes)
        : bytes_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

    uint64_t position() const { return at_; }
    uint64_t left() const { return bytes_.size() - at_; }

    template <typename T>
    Result<T> number(const char* what) {
        MST_ASSIGN(const std::string_view bytes, take(sizeof(T), what));
        T value;
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    Result<std::string_view> take(uint64_t count, const char* what) {
        if (count > left()) {
            return error(Code::kBadFormat,
                         "%s: %" PRIu64 " bytes at %" PRIu64 " do not fit the file of %zu%s", what,
                         count, position(), bytes_.size(), "; it is cut off or damaged");
        }
        const std::string_view taken = bytes_.substr(at_, static_cast<size_t>(count));
        at_ += static_cast<size_t>(count);
        return taken;
    }

    // Its length first; the text alone is returned.
    Result<std::string_view> text(uint64_t most, const char* what) {
        MST_ASSIGN(const uint64_t length, number<uint64_t>(what));
        if (length > most && length <= left()) {
            return error(Code::kLimitReached,
                         "%s: %" PRIu64 " bytes; at most %" PRIu64 " are accepted", what, length,
                         most);
        }
        return take(length, what);
    }

    // The bytes from `begin` up to here.
    std::string_view since(uint64_t begin) const {
        return bytes_.substr(static_cast<size_t>(begin), at_ - static_cast<size_t>(begin));
    }

  private:
    std::string_view bytes_;
    size_t at_ = 0;
};

Status check_name(std::string_view name, const char* what) {
    if (!name.empty() && name.find('\0') == std::string_view::npos &&
        find_invalid_utf8(name) == std::string_view::npos) {
        return Status();
    }
    return error(Code::kBadFormat, "%s is empty or not UTF-8 text", what);
}

// The head of the file up to the counts.
struct Counts {
    uint64_t tensors = 0;
    uint64_t values = 0;
};

Result<Counts> read_counts(Cursor& cursor) {
    MST_ASSIGN(const std::string_view magic, cursor.take(sizeof kMagic, "the magic"));
    if (std::memcmp(magic.data(), kMagic, sizeof kMagic) != 0) {
        return error(Code::kBadFormat, "it does not begin with 'GGUF'");
    }
    MST_ASSIGN(const uint32_t version, cursor.number<uint32_t>("the version"));
    if ((version & 0xFFFFu) == 0 && version != 0) {
        return error(Code::kUnsupported, "it was written in big-endian byte order");
    }
    if (version != kVersion && version != 2) {  // the same layout
        return error(Code::kUnsupported,
                     "its format has version %u; this library reads versions 2 and 3", version);
    }
    Counts counts;
    MST_ASSIGN(counts.tensors, cursor.number<uint64_t>("the number of tensors"));
    MST_ASSIGN(counts.values, cursor.number<uint64_t>("the number of metadata values"));
    const auto check = [&](const char* what, uint64_t count, uint64_t most, uint64_t least_bytes) {
        if (count > most) {
            return error(Code::kLimitReached,
                         "the number of %s is %" PRIu64 "; at most %" PRIu64 " are accepted", what,
                         count, most);
        }
        if (count <= cursor.left() / least_bytes) return Status();
        return error(Code::kBadFormat, "the number of %s is %" PRIu64 ", which cannot fit the file",
                     what, count);
    };
    MST_TRY(check("tensors", counts.tensors, kMaxTensors, kLeastTensorBytes));
    MST_TRY(check("metadata values", counts.values, kMaxValues, kLeastValueBytes));
    return counts;
}

Status read_array(Cursor& cursor, const char* what, GgufValue* out) {
    MST_ASSIGN(const uint32_t type, cursor.number<uint32_t>(what));
    if (type > static_cast<uint32_t>(GgufType::kF64) ||
        type == static_cast<uint32_t>(GgufType::kArray)) {
        return error(Code::kBadFormat, "%s: the type %u of the elements is not one of lists", what,
                     type);
    }
    out->is_array = true;
    out->type = static_cast<GgufType>(type);
    MST_ASSIGN(out->count, cursor.number<uint64_t>(what));
    const uint64_t least = out->type == GgufType::kString ? 8 : fixed_bytes(out->type);
    if (out->count > cursor.left() / least) {
        return error(Code::kBadFormat, "%s: %" PRIu64 " elements cannot fit the file", what,
                     out->count);
    }
    const uint64_t begin = cursor.position();
    if (out->type != GgufType::kString) {
        MST_ASSIGN(out->payload, cursor.take(out->count * least, what));
        return Status();
    }
    for (uint64_t i = 0; i < out->count; ++i) {
        const auto text = cursor.text(kMaxTextBytes, what);
        if (!text.ok()) return text.status();
    }
    out->payload = cursor.since(begin);
    return Status();
}

Result<GgufValue> read_value(Cursor& cursor) {
    GgufValue value;
    MST_ASSIGN(value.key, cursor.text(kMaxKeyBytes, "a metadata key"));
    MST_TRY(check_name(value.key, "a metadata key"));
    const std::string what = quoted(value.key);
    MST_ASSIGN(const uint32_t type, cursor.number<uint32_t>(what.c_str()));
    if (type > static_cast<uint32_t>(GgufType::kF64)) {
        return error(Code::kBadFormat, "%s: unknown type %u", what.c_str(), type);
    }
    value.type = static_cast<GgufType>(type);
    const uint64_t begin = cursor.position();
    if (value.type == GgufType::kArray) {
        MST_TRY(read_array(cursor, what.c_str(), &value));
    } else if (value.type == GgufType::kString) {
        const auto text = cursor.text(kMaxTextBytes, what.c_str());
        if (!text.ok()) return text.status();
        value.payload = cursor.since(begin);
    } else {
        MST_ASSIGN(value.payload, cursor.take(fixed_bytes(value.type), what.c_str()));
    }
    return value;
}

// Sets the type and the bytes of the tensor, whose dimensions were read.
Status set_type(uint32_t number, Entry* out) {
    StoredTensor& tensor = out->tensor;
    const std::string what = quoted(tensor.name);
    CheckedU64 count(1);
    for (const uint64_t extent : tensor.shape) count = count * extent;
    const auto too_large = [&] {
        return error(Code::kBadFormat, "the tensor %s: its size exceeds 63 bits", what.c_str());
    };
    if (!count.ok()) return too_large();
    const uint64_t row = tensor.shape.back();
    out->type = number;
    if (const BlockFormat* format = find_block_format(number); format != nullptr) {
        if (row % format->elements != 0) {
            return error(Code::kBadFormat,
                         "the tensor %s: rows of %" PRIu64 " are not whole blocks of %s",
                         what.c_str(), row, format->name);
        }
        tensor.type = StoredType::kDecoded;
        tensor.type_name = format->name;
        count = CheckedU64(count.value() / format->elements) * format->bytes;
    } else {
        const auto plain =
            std::find_if(kPlainTypes.begin(), kPlainTypes.end(),
                         [&](const PlainType& type) { return type.number == number; });
        if (plain == kPlainTypes.end()) {
            return error(Code::kBadFormat, "the tensor %s: unknown element type %u", what.c_str(),
                         number);
        }
        if (plain->bytes == 0) {
            return error(Code::kUnsupported,
                         "the tensor %s has the element type %s, which this version does not read",
                         what.c_str(), plain->name);
        }
        tensor.type = plain->type;
        tensor.type_name = plain->name;
        count = count * plain->bytes;
    }
    if (!count.ok() || count.value() > INT64_MAX) return too_large();
    out->bytes = count.value();
    return Status();
}

Result<Entry> read_tensor(Cursor& cursor) {
    Entry entry;
    MST_ASSIGN(const std::string_view name, cursor.text(kMaxNameBytes, "the name of a tensor"));
    MST_TRY(check_name(name, "the name of a tensor"));
    entry.tensor.name = std::string(name);
    const std::string what = "the tensor " + quoted(name);
    MST_ASSIGN(const uint32_t rank, cursor.number<uint32_t>(what.c_str()));
    if (rank == 0 || rank > kMaxRank) {
        return error(Code::kBadFormat, "%s has %u dimensions; there must be 1 to %u", what.c_str(),
                     rank, kMaxRank);
    }
    for (uint32_t i = 0; i < rank; ++i) {
        MST_ASSIGN(const uint64_t extent, cursor.number<uint64_t>(what.c_str()));
        if (extent == 0 || extent > INT64_MAX) {
            return error(Code::kBadFormat, "%s: dimension %u is %" PRIu64, what.c_str(), i, extent);
        }
        entry.tensor.shape.insert(entry.tensor.shape.begin(), extent);  // rows first
    }
    MST_ASSIGN(const uint32_t type, cursor.number<uint32_t>(what.c_str()));
    MST_TRY(set_type(type, &entry));
    MST_ASSIGN(entry.offset, cursor.number<uint64_t>(what.c_str()));
    return entry;
}

Result<uint64_t> read_alignment(const GgufMetadata& metadata) {
    constexpr const char* kKey = "general.alignment";
    const GgufValue* value = metadata.find(kKey);
    if (value == nullptr) return kDefaultAlignment;
    MST_ASSIGN(const std::optional<uint32_t> alignment, metadata.u32(kKey));
    if (value->type == GgufType::kU32 && std::has_single_bit(*alignment) &&
        *alignment <= kMaxAlignment) {
        return uint64_t{*alignment};
    }
    return error(Code::kBadFormat, "'%s' must be a power of two up to %" PRIu64 " of type u32",
                 kKey, kMaxAlignment);
}

// In the order of the list, each after the padded end of the one before; nothing after the last.
Status check_tiling(const std::vector<Entry>& entries, uint64_t alignment, uint64_t data_bytes) {
    CheckedU64 expected(0);
    CheckedU64 end(0);
    for (const Entry& entry : entries) {
        if (!expected.equals(entry.offset)) {
            return error(Code::kBadFormat,
                         "the tensor %s begins at %" PRIu64
                         " of the data; after the one before it must be %" PRIu64,
                         quoted(entry.tensor.name).c_str(), entry.offset, expected.value());
        }
        end = expected + entry.bytes;
        expected = end.aligned_up(alignment);
        if (!end.ok() || end.value() > data_bytes) {
            return error(Code::kBadFormat,
                         "the tensor %s ends beyond the %" PRIu64
                         " bytes of data; the file is cut off",
                         quoted(entry.tensor.name).c_str(), data_bytes);
        }
    }
    if (data_bytes <= expected.value()) return Status();
    return error(Code::kBadFormat,
                 "the number of tensors, %zu, does not fit the file: they end at %" PRIu64
                 " of %" PRIu64 " data bytes",
                 entries.size(), end.value(), data_bytes);
}

struct Parsed {
    GgufMetadata metadata;
    std::vector<Entry> entries;
    uint64_t header_bytes = 0;
    uint64_t data_begin = 0;
};

// `head` is the file or a copy of its header; `file_bytes` the size of the file.
Result<Parsed> parse(std::span<const std::byte> head, uint64_t file_bytes) {
    Cursor cursor(
        head.first(static_cast<size_t>(std::min<uint64_t>(head.size(), kMaxHeaderBytes))));
    MST_ASSIGN(const Counts counts, read_counts(cursor));
    std::vector<GgufValue> values;
    for (uint64_t i = 0; i < counts.values; ++i) {
        MST_ASSIGN(const GgufValue value, read_value(cursor));
        values.push_back(value);
    }
    Parsed parsed;
    MST_ASSIGN(parsed.metadata, GgufMetadata::make(std::move(values)));
    MST_ASSIGN(const uint64_t alignment, read_alignment(parsed.metadata));
    for (uint64_t i = 0; i < counts.tensors; ++i) {
        MST_ASSIGN(Entry entry, read_tensor(cursor));
        parsed.entries.push_back(std::move(entry));
    }
    parsed.header_bytes = cursor.position();
    parsed.data_begin = CheckedU64(parsed.header_bytes).aligned_up(alignment).value();
    // Without tensors the padding may be missing.
    if (parsed.entries.empty()) parsed.data_begin = std::min(parsed.data_begin, file_bytes);
    if (parsed.data_begin > file_bytes) {
        return error(Code::kBadFormat, "the data of the tensors: the file ends before it");
    }
    MST_TRY(check_tiling(parsed.entries, alignment, file_bytes - parsed.data_begin));
    return parsed;
}

}  // namespace

Result<GgufFile> GgufFile::read(std::span<const std::byte> file) {
    GgufFile result;
    {
        MST_ASSIGN(const Parsed first, parse(file, file.size()));
        const auto header = file.first(static_cast<size_t>(first.header_bytes));
        MST_ASSIGN(result.header, Buffer::make(Allocator(), header.size(), "a GGUF header"));
        std::copy(header.begin(), header.end(), result.header.data());
    }
    MST_ASSIGN(Parsed parsed, parse(result.header.bytes(), file.size()));
    const auto data = file.subspan(static_cast<size_t>(parsed.data_begin));
    for (Entry& entry : parsed.entries) {
        StoredTensor& tensor = entry.tensor;
        tensor.bytes =
            data.subspan(static_cast<size_t>(entry.offset), static_cast<size_t>(entry.bytes));
        if (tensor.type == StoredType::kDecoded) {
            tensor.decoder = make_block_decoder(static_cast<BlockType>(entry.type), tensor.bytes);
        }
        result.tensors.push_back(std::move(tensor));
    }
    result.metadata = std::move(parsed.metadata);
    return result;
}

bool looks_like_gguf(std::span<const std::byte> file) {
    return file.size() >= sizeof kMagic && std::memcmp(file.data(), kMagic, sizeof kMagic) == 0;
}

}  // namespace minstrel
