// An engine with one model, as every subcommand needs it. Owns both; used by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "minstrel/minstrel.h"

namespace minstrel::cli {

inline mst_text view(std::string_view text) {
    return {text.data(), text.size()};
}
inline std::string_view view(mst_text text) {
    return {text.data, text.length};
}

// The text of the last failed call.
std::string last_error();

// auto, cpu, cuda or cuda:N; empty on success, else what is allowed.
std::string choose_device(std::string_view value, mst_backend& backend, uint32_t& gpu);

class Host {
  public:
    struct Settings {
        std::string model_path;
        std::vector<std::string> adapter_paths;
        mst_backend backend = MST_BACKEND_AUTO;
        uint32_t gpu = 0;        // its number, 0: the library's choice
        uint64_t gpu_bytes = 0;  // 0: what is free
        uint32_t max_gpu_layers = 0;
        std::string cuda_library;  // empty: beside the library
        bool cublaslt = false;
        uint32_t chunk_tokens = 0;  // of a prompt in a step, 0: the library's choice
        uint32_t threads = 0;       // 0: the library's choice
        mst_cpu_level cpu_level = MST_CPU_BEST;
        uint64_t seed = 0;
        uint64_t kv_bytes = 0;       // 0: the library's choice
        bool describe_only = false;  // no weights, no sessions
        mst_kv_type kv_type = MST_KV_DEFAULT;
        const mst_file_io* file_io = nullptr;  // null: the operating system's
    };

    // Returns when the model is ready, with a progress bar on the way. On failure prints why and
    // returns null.
    static std::unique_ptr<Host> open(const Settings& settings);
    ~Host() { mst_engine_destroy(engine_); }
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    mst_engine* engine() const { return engine_; }
    mst_model model() const { return model_; }
    // In the order of their paths.
    const std::vector<mst_adapter>& adapters() const { return adapters_; }
    // Text in it lives as long as the host.
    const mst_model_info& info() const { return info_; }
    uint64_t load_ns() const { return load_ns_; }
    std::string device() const;
    mst_engine_stats stats() const;

  private:
    Host() = default;
    bool load(const Settings& settings, std::string& error);
    bool load_adapter(const std::string& path);
    bool await(mst_event_type ready, mst_event_type failed, uint64_t& load_ns, std::string& error);

    mst_engine* engine_ = nullptr;
    mst_model model_ = {0};
    std::vector<mst_adapter> adapters_;
    mst_model_info info_ = MST_MODEL_INFO_INIT;
    uint64_t load_ns_ = 0;
};

}  // namespace minstrel::cli
