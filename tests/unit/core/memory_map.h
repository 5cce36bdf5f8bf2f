// What the system says of an address of this process.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace minstrel::testing {

// The flags of the mapping around `pointer` as the system abbreviates them; none where nothing is.
inline std::optional<std::string> mapping_flags(const void* pointer) {
    std::ifstream maps("/proc/self/smaps");
    const auto wanted = reinterpret_cast<uintptr_t>(pointer);
    bool is_here = false;
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0, end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
            is_here = wanted >= begin && wanted < end;
        } else if (is_here && line.starts_with("VmFlags:")) {
            return line + ' ';
        }
    }
    return std::nullopt;
}

inline bool prefers_large_pages(const void* pointer) {
    return mapping_flags(pointer).value_or("").find(" hg ") != std::string::npos;
}

inline bool has_large_pages() {
    return std::filesystem::exists("/sys/kernel/mm/transparent_hugepage");
}

}  // namespace minstrel::testing
