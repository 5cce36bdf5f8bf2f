// Size-versioned structs: reading what a caller of another release passes, and writing what it has
// room for. A caller may be older (shorter struct) or newer (longer struct). Stateless; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "minstrel/minstrel.h"
#include "runtime/core/status.h"

namespace minstrel::capi {

struct StructRule {
    const char* name;
    const char* init;           // the macro that sets struct_size
    uint32_t first_size_bytes;  // in the first release that had the struct; never changes
};

template <typename T>
inline constexpr StructRule kStructRule = {nullptr, nullptr, 0};
template <>
inline constexpr StructRule kStructRule<mst_engine_desc> = {"mst_engine_desc",
                                                            "MST_ENGINE_DESC_INIT", 80};
template <>
inline constexpr StructRule kStructRule<mst_engine_stats> = {"mst_engine_stats",
                                                             "MST_ENGINE_STATS_INIT", 160};
template <>
inline constexpr StructRule kStructRule<mst_cuda_desc> = {"mst_cuda_desc", "MST_CUDA_DESC_INIT",
                                                          56};
template <>
inline constexpr StructRule kStructRule<mst_device_info> = {"mst_device_info",
                                                            "MST_DEVICE_INFO_INIT", 104};
template <>
inline constexpr StructRule kStructRule<mst_frame_desc> = {"mst_frame_desc", "MST_FRAME_DESC_INIT",
                                                           24};
template <>
inline constexpr StructRule kStructRule<mst_frame_stats> = {"mst_frame_stats",
                                                            "MST_FRAME_STATS_INIT", 72};
template <>
inline constexpr StructRule kStructRule<mst_model_desc> = {"mst_model_desc", "MST_MODEL_DESC_INIT",
                                                           48};
template <>
inline constexpr StructRule kStructRule<mst_model_info> = {"mst_model_info", "MST_MODEL_INFO_INIT",
                                                           160};
template <>
inline constexpr StructRule kStructRule<mst_adapter_desc> = {"mst_adapter_desc",
                                                             "MST_ADAPTER_DESC_INIT", 48};
template <>
inline constexpr StructRule kStructRule<mst_adapter_info> = {"mst_adapter_info",
                                                             "MST_ADAPTER_INFO_INIT", 56};
template <>
inline constexpr StructRule kStructRule<mst_sampling_desc> = {"mst_sampling_desc",
                                                              "MST_SAMPLING_DESC_INIT", 40};
template <>
inline constexpr StructRule kStructRule<mst_session_desc> = {"mst_session_desc",
                                                             "MST_SESSION_DESC_INIT", 96};
template <>
inline constexpr StructRule kStructRule<mst_session_info> = {"mst_session_info",
                                                             "MST_SESSION_INFO_INIT", 24};
template <>
inline constexpr StructRule kStructRule<mst_request_desc> = {"mst_request_desc",
                                                             "MST_REQUEST_DESC_INIT", 80};
template <>
inline constexpr StructRule kStructRule<mst_grammar_desc> = {"mst_grammar_desc",
                                                             "MST_GRAMMAR_DESC_INIT", 72};
template <>
inline constexpr StructRule kStructRule<mst_grammar_match> = {"mst_grammar_match",
                                                              "MST_GRAMMAR_MATCH_INIT", 16};

template <>
inline constexpr StructRule kStructRule<mst_toolset_desc> = {"mst_toolset_desc",
                                                             "MST_TOOLSET_DESC_INIT", 32};
template <>
inline constexpr StructRule kStructRule<mst_tools_desc> = {"mst_tools_desc", "MST_TOOLS_DESC_INIT",
                                                           96};
template <>
inline constexpr StructRule kStructRule<mst_tool_reply_desc> = {"mst_tool_reply_desc",
                                                                "MST_TOOL_REPLY_DESC_INIT", 32};

// The untyped cores of the templates below; `today_bytes` is the size in this release.
Status read_sized(const StructRule& rule, const void* source, void* out, uint32_t today_bytes);
Status check_sized(const StructRule& rule, const void* out);
void write_sized(const void* source, void* out, uint32_t today_bytes);

// Copies a descriptor. Fields that the caller does not know are zero in the copy.
template <typename T>
Status read_struct(const T* source, T* out) {
    static_assert(sizeof(T) >= kStructRule<T>.first_size_bytes);
    return read_sized(kStructRule<T>, source, out, sizeof(T));
}

// Whether an output struct can be filled; checked before anything is done for it.
template <typename T>
Status check_output(const T* out) {
    static_assert(sizeof(T) >= kStructRule<T>.first_size_bytes);
    return check_sized(kStructRule<T>, out);
}

// Fills the fields that both sides know and zeroes what only the caller knows. The caller's
// struct_size stays.
template <typename T>
void write_struct(const T& source, T* out) {
    write_sized(&source, out, sizeof(T));
}

}  // namespace minstrel::capi
