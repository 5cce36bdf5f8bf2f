#include "bindings/cli/host.h"

#include <array>

#include "bindings/cli/arguments.h"
#include "bindings/cli/console.h"

namespace minstrel::cli {

std::string last_error() {
    mst_text text;
    mst_last_error(&text);
    return std::string(view(text));
}

std::string choose_device(std::string_view value, mst_backend& backend, uint32_t& gpu) {
    gpu = 0;
    if (value == "auto" || value == "cpu" || value == "cuda") {
        backend = value == "auto"  ? MST_BACKEND_AUTO
                  : value == "cpu" ? MST_BACKEND_CPU
                                   : MST_BACKEND_CUDA;
        return {};
    }
    constexpr std::string_view kNumbered = "cuda:";
    const auto number =
        value.starts_with(kNumbered) ? parse_number(value.substr(kNumbered.size())) : std::nullopt;
    if (!number || *number < 1 || *number > 1024) return "auto, cpu, cuda, or cuda:1, cuda:2, ...";
    backend = MST_BACKEND_CUDA;
    gpu = static_cast<uint32_t>(*number);
    return {};
}

namespace {

constexpr uint32_t kBatchRows = 128;  // of an engine by default

// What was asked for and is not done: the rest of the log is for games.
void tell_notice(void* /*user*/, mst_log_level /*level*/, uint32_t id, mst_text text) {
    if (id == 105) complain(std::string(view(text)));
}

}  // namespace

std::unique_ptr<Host> Host::open(const Settings& settings) {
    std::unique_ptr<Host> host(new Host);
    std::string error;
    if (!host->load(settings, error)) {
        complain("cannot load '" + settings.model_path + "': " + error);
        return nullptr;
    }
    for (const std::string& path : settings.adapter_paths) {
        if (!host->load_adapter(path)) return nullptr;
    }
    return host;
}

bool Host::load_adapter(const std::string& path) {
    mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
    desc.model = model_;
    desc.path = view(path);
    std::string error;
    uint64_t load_ns = 0;
    mst_adapter adapter = {0};
    bool good = !MST_FAILED(mst_adapter_load(engine_, &desc, &adapter));
    if (!good) error = last_error();
    good = good && await(MST_EVENT_ADAPTER_READY, MST_EVENT_ADAPTER_FAILED, load_ns, error);
    if (!good) complain("cannot load the adapter '" + path + "': " + error);
    adapters_.push_back(adapter);
    return good;
}

// Waits for what is being loaded.
bool Host::await(mst_event_type ready, mst_event_type failed, uint64_t& load_ns,
                 std::string& error) {
    ProgressBar bar("loading");
    for (;;) {
        mst_event event;
        uint32_t count = 0;
        if (MST_FAILED(mst_engine_wait(engine_, UINT64_MAX, &event, 1, &count))) {
            error = last_error();
            return false;
        }
        if (count == 0) continue;
        if (event.type == MST_EVENT_MODEL_PROGRESS) bar.update(event.values[1], event.values[2]);
        if (event.type == failed) {
            error = view(event.text);
            return false;
        }
        if (event.type != ready) continue;
        load_ns = event.values[1];
        return true;
    }
}

bool Host::load(const Settings& settings, std::string& error) {
    mst_engine_desc engine_desc = MST_ENGINE_DESC_INIT;
    mst_cuda_desc cuda_desc = MST_CUDA_DESC_INIT;
    cuda_desc.device = settings.gpu;
    cuda_desc.memory_bytes = settings.gpu_bytes;
    cuda_desc.library_path =
        settings.cuda_library.empty() ? mst_text{nullptr, 0} : view(settings.cuda_library);
    if (settings.cublaslt) cuda_desc.flags |= MST_CUDA_CUBLASLT_BIT;
    const mst_log_sink log_sink = {nullptr, tell_notice};
    engine_desc.log_sink = &log_sink;
    engine_desc.prefill_chunk_tokens = settings.chunk_tokens;
    if (settings.chunk_tokens > kBatchRows) engine_desc.max_batch_rows = settings.chunk_tokens;
    engine_desc.backend = settings.backend;
    engine_desc.cuda = &cuda_desc;
    engine_desc.thread_count = settings.threads;
    engine_desc.max_cpu_level = settings.cpu_level;
    engine_desc.seed = settings.seed;
    engine_desc.file_io = settings.file_io;
    mst_model_desc model_desc = MST_MODEL_DESC_INIT;
    model_desc.path = view(settings.model_path);
    model_desc.kv_bytes = settings.kv_bytes;
    if (settings.describe_only) model_desc.flags = MST_MODEL_DESCRIBE_BIT;
    model_desc.kv_type = settings.kv_type;
    model_desc.max_gpu_layers = settings.max_gpu_layers;
    if (MST_FAILED(mst_engine_create(&engine_desc, &engine_)) ||
        MST_FAILED(mst_model_load(engine_, &model_desc, &model_))) {
        error = last_error();
        return false;
    }
    if (!await(MST_EVENT_MODEL_READY, MST_EVENT_MODEL_FAILED, load_ns_, error)) return false;
    if (mst_model_query(engine_, model_, &info_) == MST_OK) return true;
    error = last_error();
    return false;
}

std::string Host::device() const {
    mst_text text = {nullptr, 0};
    (void)mst_engine_get_device(engine_, &text);
    std::string device(view(text));
    if (stats().backend == MST_BACKEND_CUDA && info_.gpu_layer_count < info_.layer_count) {
        device += ", " + std::to_string(info_.gpu_layer_count) + " of " +
                  std::to_string(info_.layer_count) + " layers, the others on the CPU";
    }
    return device;
}

mst_engine_stats Host::stats() const {
    mst_engine_stats stats = MST_ENGINE_STATS_INIT;
    (void)mst_engine_query_stats(engine_, &stats);
    return stats;
}

}  // namespace minstrel::cli
