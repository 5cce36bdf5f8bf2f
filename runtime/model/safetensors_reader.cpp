#include "runtime/model/safetensors_reader.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstring>
#include <map>
#include <string_view>

#include "runtime/core/checked.h"
#include "runtime/core/utf8.h"
#include "runtime/model/strict_json.h"

namespace minstrel {
namespace {

using nlohmann::json;

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kMaxHeaderBytes = 100'000'000;
constexpr size_t kMaxTensors = 100'000;
constexpr size_t kMaxNameBytes = 512;
constexpr size_t kMaxRank = 8;
constexpr JsonLimits kHeaderLimits = {.max_depth = 4, .max_values = 16 * kMaxTensors};

struct Dtype {
    const char* name;
    uint32_t bits;
    StoredType type;
};

constexpr std::array kDtypes = {
    Dtype{"F32", 32, StoredType::kF32},          Dtype{"F16", 16, StoredType::kF16},
    Dtype{"BF16", 16, StoredType::kBF16},        Dtype{"BOOL", 8, StoredType::kOther},
    Dtype{"U8", 8, StoredType::kOther},          Dtype{"I8", 8, StoredType::kOther},
    Dtype{"F8_E4M3", 8, StoredType::kOther},     Dtype{"F8_E5M2", 8, StoredType::kOther},
    Dtype{"F8_E8M0", 8, StoredType::kOther},     Dtype{"F8_E4M3FNUZ", 8, StoredType::kOther},
    Dtype{"F8_E5M2FNUZ", 8, StoredType::kOther}, Dtype{"I16", 16, StoredType::kOther},
    Dtype{"U16", 16, StoredType::kOther},        Dtype{"I32", 32, StoredType::kOther},
    Dtype{"U32", 32, StoredType::kOther},        Dtype{"I64", 64, StoredType::kOther},
    Dtype{"U64", 64, StoredType::kOther},        Dtype{"F64", 64, StoredType::kOther},
    Dtype{"C64", 64, StoredType::kOther},        Dtype{"F4", 4, StoredType::kOther},
    Dtype{"F6_E2M3", 6, StoredType::kOther},     Dtype{"F6_E3M2", 6, StoredType::kOther},
};

// A tensor before its bytes are cut out of the file.
struct Entry {
    StoredTensor tensor;
    uint64_t begin = 0;
    uint64_t end = 0;
};

Status bad(const std::string& name, const char* rule) {
    return error(Code::kBadFormat, "tensor '%.200s': %s", name.c_str(), rule);
}

Status read_shape(const json& value, const std::string& name, std::vector<uint64_t>* out) {
    if (!value.is_array()) return bad(name, "'shape' must be a list");
    if (value.size() > kMaxRank) return bad(name, "more than 8 dimensions");
    for (const json& extent : value) {
        if (!extent.is_number_unsigned()) return bad(name, "'shape' must hold whole numbers");
        out->push_back(extent.get<uint64_t>());
    }
    return Status();
}

Status read_offsets(const json& value, const std::string& name, Entry* out) {
    if (!value.is_array() || value.size() != 2 || !value[0].is_number_unsigned() ||
        !value[1].is_number_unsigned()) {
        return bad(name, "'data_offsets' must hold two whole numbers");
    }
    out->begin = value[0].get<uint64_t>();
    out->end = value[1].get<uint64_t>();
    if (out->begin > out->end) return bad(name, "'data_offsets' end before they begin");
    return Status();
}

Status check_size(const Entry& entry, uint32_t bits) {
    CheckedU64 total(bits);
    for (const uint64_t extent : entry.tensor.shape) total = total * extent;
    if (!total.ok()) return bad(entry.tensor.name, "the size of the shape exceeds 64 bits");
    if (total.value() % 8 != 0) return bad(entry.tensor.name, "it ends inside a byte");
    if (total.value() / 8 != entry.end - entry.begin) {
        return bad(entry.tensor.name, "shape and type do not give the size of 'data_offsets'");
    }
    return Status();
}

Result<Entry> read_entry(const std::string& name, const json& value) {
    Entry entry;
    entry.tensor.name = name;
    if (name.empty() || name.size() > kMaxNameBytes || name.find('\0') != std::string::npos) {
        return bad(name, "names have 1 to 512 bytes and no zero byte");
    }
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
        !value.contains("shape") || !value.contains("data_offsets")) {
        return bad(name, "must have exactly 'dtype', 'shape' and 'data_offsets'");
    }
    const json& dtype = value["dtype"];
    if (!dtype.is_string()) return bad(name, "'dtype' must be a string");
    entry.tensor.type_name = dtype.get<std::string>();
    const auto known = std::find_if(kDtypes.begin(), kDtypes.end(), [&](const Dtype& candidate) {
        return entry.tensor.type_name == candidate.name;
    });
    if (known == kDtypes.end()) return bad(name, "its 'dtype' is unknown");
    entry.tensor.type = known->type;
    MST_TRY(read_shape(value["shape"], name, &entry.tensor.shape));
    MST_TRY(read_offsets(value["data_offsets"], name, &entry));
    MST_TRY(check_size(entry, known->bits));
    return entry;
}

Status check_metadata(const json& value) {
    const bool texts =
        value.is_object() &&
        std::all_of(value.begin(), value.end(), [](const json& v) { return v.is_string(); });
    if (texts) return Status();
    return error(Code::kBadFormat, "'__metadata__' must map strings to strings");
}

// The JSON header, without its length field.
Result<std::string_view> header_text(std::span<const std::byte> file) {
    if (file.size() < kLengthBytes) {
        return error(Code::kBadFormat, "the file has %zu bytes; a header length takes 8",
                     file.size());
    }
    uint64_t length = 0;
    std::memcpy(&length, file.data(), sizeof length);
    if (length > kMaxHeaderBytes) {
        return error(Code::kLimitReached,
                     "the header would have %" PRIu64 " bytes; at most %" PRIu64 " are accepted",
                     length, kMaxHeaderBytes);
    }
    if (!extent_fits(kLengthBytes, length, file.size())) {
        return error(Code::kBadFormat,
                     "the header of %" PRIu64 " bytes does not fit the file of %zu", length,
                     file.size());
    }
    const std::string_view text(reinterpret_cast<const char*>(file.data()) + kLengthBytes,
                                static_cast<size_t>(length));
    if (text.empty() || text.front() != '{') {
        return error(Code::kBadFormat, "the header does not start with '{'");
    }
    const size_t end = text.find_last_not_of(' ');
    if (text[end] != '}') {
        return error(Code::kBadFormat, "the header is followed by something other than spaces");
    }
    if (const size_t place = find_invalid_utf8(text); place != std::string_view::npos) {
        return error(Code::kBadFormat, "the header is not UTF-8 at byte %zu", place + kLengthBytes);
    }
    return text.substr(0, end + 1);
}

Result<std::vector<Entry>> read_entries(std::string_view text) {
    MST_ASSIGN(const json header, parse_strict_json(text, "header", kHeaderLimits));
    std::vector<Entry> entries;
    if (header.size() > kMaxTensors) {
        return error(Code::kLimitReached, "more than %zu tensors", kMaxTensors);
    }
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__") {
            MST_TRY(check_metadata(value));
            continue;
        }
        MST_ASSIGN(Entry entry, read_entry(name, value));
        entries.push_back(std::move(entry));
    }
    return entries;
}

// Without gap or overlap from the first data byte to the end of the file.
Status check_tiling(std::vector<Entry>& entries, uint64_t data_bytes) {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    uint64_t expected = 0;
    for (const Entry& entry : entries) {
        if (entry.begin != expected) {
            return error(Code::kBadFormat,
                         "tensor '%.200s' begins at %" PRIu64
                         " of the data; the one before ends at %" PRIu64,
                         entry.tensor.name.c_str(), entry.begin, expected);
        }
        expected = entry.end;
    }
    if (expected == data_bytes) return Status();
    return error(Code::kBadFormat, "the tensors end at %" PRIu64 " of %" PRIu64 " data bytes%s",
                 expected, data_bytes, expected > data_bytes ? "; the file is cut off" : "");
}

Result<std::vector<StoredTensor>> read_checked(std::span<const std::byte> file) {
    uint64_t length = 0;
    MST_ASSIGN(const std::string_view text, header_text(file));
    std::memcpy(&length, file.data(), sizeof length);
    const auto data = file.subspan(static_cast<size_t>(kLengthBytes + length));
    MST_ASSIGN(std::vector<Entry> entries, read_entries(text));
    MST_TRY(check_tiling(entries, data.size()));
    std::vector<StoredTensor> tensors;
    tensors.reserve(entries.size());
    for (Entry& entry : entries) {
        entry.tensor.bytes = data.subspan(static_cast<size_t>(entry.begin),
                                          static_cast<size_t>(entry.end - entry.begin));
        tensors.push_back(std::move(entry.tensor));
    }
    return tensors;
}

bool is_plain_name(const std::string& name) {
    return !name.empty() && name.size() <= 255 && name.find('/') == std::string::npos &&
           name.find('\\') == std::string::npos && name.find("..") == std::string::npos &&
           name.find('\0') == std::string::npos;
}

}  // namespace

Result<std::vector<StoredTensor>> read_safetensors(std::span<const std::byte> file,
                                                   const std::string& what) {
    auto tensors = read_checked(file);
    if (!tensors.ok()) return tensors.status().with_context(what);
    return tensors;
}

Result<ShardIndex> parse_shard_index(std::string_view json_text, const std::string& what) {
    MST_ASSIGN(const json root, parse_strict_json(json_text, what));
    const auto place = root.is_object() ? root.find("weight_map") : root.end();
    if (place == root.end() || !place->is_object() || place->size() > kMaxTensors) {
        return error(Code::kBadFormat, "%s: 'weight_map' must be an object of at most %zu entries",
                     what.c_str(), kMaxTensors);
    }
    ShardIndex index;
    std::map<std::string, size_t> numbers;
    for (const auto& [tensor, file] : place->items()) {
        if (!file.is_string() || !is_plain_name(file.get_ref<const std::string&>())) {
            return error(Code::kBadFormat, "%s: the file of '%.200s' is not a plain file name",
                         what.c_str(), tensor.c_str());
        }
        const auto& name = file.get_ref<const std::string&>();
        const auto [entry, added] = numbers.try_emplace(name, index.files.size());
        if (added) index.files.push_back(name);
        index.tensors.push_back(tensor);
        index.file_of.push_back(entry->second);
    }
    return index;
}

}  // namespace minstrel
