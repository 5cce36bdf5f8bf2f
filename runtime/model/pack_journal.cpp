#include "runtime/model/pack_journal.h"

#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

namespace minstrel {
namespace {

using Json = nlohmann::json;

std::string line_of(const PackedPart& part) {
    const RoundingError& r = part.rounding;
    return Json{{"name", part.name},
                {"type", static_cast<int>(part.type)},
                {"shape", part.shape},
                {"offset", part.offset},
                {"bytes", part.bytes},
                {"checksum", part.checksum},
                {"rounding", {r.error, r.square, r.absolute, r.largest}}}
        .dump();
}

bool is_whole(const Json& json) {
    const auto number = [&](const char* key) {
        return json.contains(key) && json[key].is_number_unsigned();
    };
    const auto numbers = [&](const char* key, size_t least) {
        if (!json.contains(key) || !json[key].is_array() || json[key].size() < least) return false;
        for (const Json& item : json[key]) {
            if (!item.is_number()) return false;
        }
        return true;
    };
    return json.is_object() && json.contains("name") && json["name"].is_string() &&
           number("type") && number("offset") && number("bytes") && number("checksum") &&
           numbers("shape", 1) && numbers("rounding", 4);
}

std::optional<PackedPart> part_of(const std::string& line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!is_whole(json)) return std::nullopt;
    PackedPart part;
    part.name = json["name"].get<std::string>();
    part.type = static_cast<StoredType>(json["type"].get<uint8_t>());
    part.shape = json["shape"].get<std::vector<uint64_t>>();
    part.offset = json["offset"].get<uint64_t>();
    part.bytes = json["bytes"].get<uint64_t>();
    part.checksum = json["checksum"].get<uint32_t>();
    const auto sums = json["rounding"].get<std::vector<double>>();
    part.rounding = {sums[0], sums[1], sums[2], sums[3]};
    return part;
}

}  // namespace

std::vector<PackedPart> PackJournal::read(const std::string& description) const {
    std::ifstream file(path_, std::ios::binary);
    std::string line;
    std::vector<PackedPart> parts;
    if (!std::getline(file, line) || line != description) return parts;
    // A last line that was cut off is none.
    while (std::getline(file, line) && !file.eof()) {
        std::optional<PackedPart> part = part_of(line);
        if (!part) break;
        parts.push_back(std::move(*part));
    }
    return parts;
}

Status PackJournal::begin(const std::string& description, const std::vector<PackedPart>& parts) {
    std::ofstream file(path_, std::ios::binary | std::ios::trunc);
    file << description << '\n';
    for (const PackedPart& part : parts) file << line_of(part) << '\n';
    file.flush();
    if (file) return Status();
    return error(Code::kIo, "cannot write '%s'", path_.c_str());
}

Status PackJournal::note(const PackedPart& part) {
    std::ofstream file(path_, std::ios::binary | std::ios::app);
    file << line_of(part) << '\n';
    file.flush();
    if (file) return Status();
    return error(Code::kIo, "cannot write '%s'", path_.c_str());
}

void PackJournal::remove() const {
    ::unlink(path_.c_str());
}

}  // namespace minstrel
