// The names of the forms of keys and values on the command line.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace minstrel::cli {

// `Type` is mst_kv_type or the kernels' KvType, which have the same numbers. As accept functions of
// Arguments do.
template <class Type>
std::string choose_kv_type(std::string_view value, Type& type) {
    constexpr std::array<std::string_view, 4> kNames = {"f32", "f16", "bf16", "int8"};  // from 1 on
    for (size_t i = 0; i < kNames.size(); ++i) {
        if (value != kNames[i]) continue;
        type = static_cast<Type>(i + 1);
        return {};
    }
    return "f32, f16, bf16 or int8";
}

}  // namespace minstrel::cli
