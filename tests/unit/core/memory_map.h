// What the system says of an address of this process.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace minstrel::testing {

// What it says under `name` of the mapping around `pointer`; none where nothing is mapped.
inline std::optional<std::string> mapping_line(const void* pointer, const std::string& name) {
    std::ifstream maps("/proc/self/smaps");
    const auto wanted = reinterpret_cast<uintptr_t>(pointer);
    bool is_here = false;
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0, end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
            is_here = wanted >= begin && wanted < end;
        } else if (is_here && line.starts_with(name + ':')) {
            return line.substr(name.size() + 1) + ' ';
        }
    }
    return std::nullopt;
}

inline bool prefers_large_pages(const void* pointer) {
    return mapping_line(pointer, "VmFlags").value_or("").find(" hg ") != std::string::npos;
}

inline uint64_t resident_kilobytes(const void* pointer) {
    return std::stoull(mapping_line(pointer, "Rss").value_or("0"));
}

inline bool has_large_pages() {
    return std::filesystem::exists("/sys/kernel/mm/transparent_hugepage");
}

}  // namespace minstrel::testing
