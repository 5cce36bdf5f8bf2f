// Loader: one background thread that turns LoadModel commands into LoadedModels, and adapters into
// what a back end has of them, one after the other. Owned by the engine thread's object; results
// are picked up by the engine thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "kernels/backend.h"
#include "runtime/core/allocator.h"
#include "runtime/core/file_source.h"
#include "runtime/core/signature_check.h"
#include "runtime/engine/devices.h"
#include "runtime/engine/loaded_model.h"
#include "runtime/engine/placement.h"
#include "runtime/flow/command.h"
#include "runtime/flow/info.h"
#include "runtime/flow/job_queue.h"
#include "runtime/model/adapter.h"

namespace minstrel {

// Of the host; null = there is none. What they point to outlives the loader.
struct LoadHooks {
    const FileHooks* files = nullptr;
    const SignatureCheck* signature_check = nullptr;
};

struct LoadProgress {
    uint64_t model = 0;
    uint64_t done_bytes = 0;
    uint64_t total_bytes = 0;
};

struct LoadOutcome {
    uint64_t model = 0;
    Status status;
    std::unique_ptr<LoadedModel> loaded;           // null when status is an error, and where only a
    std::shared_ptr<const ModelInfo> description;  // description was asked for
    Status placement;                              // why it is not where models go first
    uint64_t time_ns = 0;
};

// An adapter for a model that is there.
struct AdapterJob {
    LoadAdapter command;
    std::shared_ptr<const Model> files;
    uint32_t gpu_layers = 0;  // of the model, its last ones
};

struct AdapterOutcome {
    uint64_t adapter = 0;
    Status status;
    std::shared_ptr<const Adapter> files;            // null where they could not be read
    std::unique_ptr<kernels::DeviceAdapter> device;  // null when status is an error
    uint32_t gpu_layers = 0;                         // of the job
    uint64_t time_ns = 0;
};

// The account as a plain allocator of one tag; `link` must outlive what is allocated.
struct TagLink {
    MemoryAccount* account;
    MemoryTag tag;
};
kernels::DeviceAllocator device_allocator(TagLink& link);

class Loader {
  public:
    // `devices` and `weights` outlive all models. `on_news` is called by the loader's thread; the
    // engine thread then takes the news, so that all events of a model come from one thread and in
    // order.
    Loader(Devices& devices, TagLink& weights, const LoadHooks& hooks, const LoadLimits& limits,
           std::function<void()> on_news);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    // std::bad_alloc: there is no such job, and no outcome.
    void start(LoadModel command);
    void start(AdapterJob job);
    // The outcome of a cancelled load still arrives, as an error. `id` is a model's or an
    // adapter's.
    void cancel(uint64_t id);

    using Outcome = std::variant<std::monostate, LoadOutcome, AdapterOutcome>;
    // Of one job, or none.
    Outcome take_outcome();
    // The newest; its model may have become an outcome meanwhile.
    std::optional<LoadProgress> take_progress();

  private:
    struct Job {
        explicit Job(LoadModel command) : work(std::move(command)) {}
        explicit Job(AdapterJob job) : work(std::move(job)) {}
        uint64_t id() const;

        std::variant<LoadModel, AdapterJob> work;
        std::atomic<bool> cancelled = false;
        Outcome outcome;
    };

    void run();
    LoadOutcome do_work(const LoadModel& command, const std::atomic<bool>& cancelled);
    AdapterOutcome do_work(const AdapterJob& job, const std::atomic<bool>& cancelled);
    Status load_adapter(const AdapterJob& job, const std::atomic<bool>& cancelled,
                        AdapterOutcome& outcome);
    Status load(const LoadModel& command, const std::atomic<bool>& cancelled, LoadOutcome& outcome);
    static std::shared_ptr<const ModelInfo> describe(const Model& model, ChatVersion version,
                                                     TokenizerKind kind, const Placed& placed);
    Result<std::shared_ptr<const ModelInfo>> describe_files(const LoadModel& command,
                                                            const Model& files);
    Result<std::unique_ptr<LoadedModel>> load_script(const LoadModel& command);
    Result<std::unique_ptr<LoadedModel>> place(const LoadModel& command,
                                               const std::shared_ptr<const Model>& files,
                                               Status& placement);

    Placement placement_;
    TagLink& weights_;
    LoadHooks hooks_;
    LoadLimits limits_;
    std::function<void()> on_news_;

    JobQueue<Job> jobs_;
    std::mutex progress_mutex_;
    std::optional<LoadProgress> progress_;
    std::thread thread_;
};

}  // namespace minstrel
