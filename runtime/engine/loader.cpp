#include "runtime/engine/loader.h"

#include <algorithm>
#include <cinttypes>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "kernels/split_backend.h"
#include "runtime/core/clock.h"
#include "runtime/core/file_view.h"
#include "runtime/engine/prefix_pages.h"
#include "runtime/grammar/token_order.h"
#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/scripted/script.h"
#include "runtime/scripted/scripted_device.h"
#include "runtime/scripted/scripted_tokenizer.h"
#include "runtime/text/chat_version.h"

namespace minstrel {
namespace {

constexpr uint64_t kDefaultContexts = 16;
constexpr uint64_t kDefaultKvBytes = uint64_t{1} << 30;
constexpr uint64_t kMaxScriptBytes = uint64_t{4} << 20;

const char* weight_format_name(kernels::ElementType type) {
    switch (type) {
        case kernels::ElementType::kF32:
            return "f32";
        case kernels::ElementType::kBF16:
            return "bf16";
        case kernels::ElementType::kInt8:
            return "int8";
        case kernels::ElementType::kInt4:
            return "int4";
    }
    return "unknown";
}

// What the host wants, else what the file states, else what its chat template and its vocabulary
// were made for.
Result<ChatVersion> find_chat_version(const LoadModel& command, const Model& model,
                                      const Vocabulary& vocabulary) {
    if (!command.chat_format.empty()) return choose_chat_version(command.chat_format, vocabulary);
    ChatVersion version = static_cast<ChatVersion>(model.chat_format());
    if (model.chat_format() == ChatFormatId::kByVocabulary) {
        const ChatTemplate& form = model.chat_template();
        version = chat_version_within(vocabulary, form.first_version, form.last_version);
    }
    MST_TRY(check_chat_version(version, vocabulary));
    return version;
}

TemplateMatch match_template(const ChatTemplate& form, ChatVersion version) {
    switch (form.kind) {
        case ChatTemplate::Kind::kNone:
            return TemplateMatch::kNone;
        case ChatTemplate::Kind::kKnown:
            return form.fits(static_cast<int>(version)) ? TemplateMatch::kMatches
                                                        : TemplateMatch::kDiffers;
        case ChatTemplate::Kind::kUnknown:
            return TemplateMatch::kUnknown;
        case ChatTemplate::Kind::kForeign:
            return TemplateMatch::kForeign;
    }
    return TemplateMatch::kNone;
}

Status check_vocabulary(const Model& model, const Vocabulary& vocabulary) {
    if (static_cast<uint32_t>(vocabulary.size()) > model.config().vocab_size) {
        return error(Code::kBadFormat,
                     "the vocabulary has %d tokens and the model's matrices %u; they are not of "
                     "one model",
                     vocabulary.size(), model.config().vocab_size);
    }
    for (const uint32_t id : model.config().eos_ids) {
        if (id >= model.config().vocab_size) {
            return error(Code::kBadFormat, "the end token %u is outside the vocabulary of %u", id,
                         model.config().vocab_size);
        }
    }
    return Status();
}

Result<std::unique_ptr<const Tokenizer>> read_tokenizer(const Model& model) {
    const auto bytes = model.tokenizer();
    auto made = Tokenizer::make(
        std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    if (!made.ok()) return made.status().with_context(model.tokenizer_place());
    std::unique_ptr<const Tokenizer> tokenizer = made.take();
    MST_TRY(check_vocabulary(model, tokenizer->vocabulary()));
    return tokenizer;
}

// Whether a model that a GPU refused for this reason may be on the CPU instead.
bool goes_elsewhere(Code code) {
    return code == Code::kOutOfDeviceMemory || code == Code::kUnsupported ||
           code == Code::kDeviceLost;
}

// How many tokens a session may have and how many pages there are for all of them.
struct KvPlan {
    uint32_t context_tokens = 0;
    uint32_t page_count = 0;
};

Result<KvPlan> plan_kv(const LoadModel& command, uint32_t model_limit, uint64_t page_bytes) {
    if (command.context_tokens > model_limit) {
        return error(Code::kInvalidArgument,
                     "context_tokens is %u and the model's own limit %u; ask for no more than that",
                     command.context_tokens, model_limit);
    }
    KvPlan plan;
    plan.context_tokens = command.context_tokens != 0 ? command.context_tokens : model_limit;
    const uint64_t one_context = pages_for(plan.context_tokens);
    uint64_t pages = command.kv_bytes / page_bytes;
    if (command.kv_bytes == 0) {
        pages = std::min(kDefaultContexts * one_context,
                         std::max<uint64_t>(kDefaultKvBytes / page_bytes, 1));
        if (command.context_tokens != 0) pages = std::max(pages, one_context);
    }
    if (pages < one_context && command.context_tokens == 0 && pages > 0) {
        plan.context_tokens = static_cast<uint32_t>(pages * kernels::kPageTokens);
    } else if (pages < one_context) {
        return error(Code::kLimitReached,
                     "kv_bytes holds %" PRIu64 " tokens and one session may have %u; give %" PRIu64
                     " bytes at least, or lower context_tokens",
                     pages * kernels::kPageTokens, plan.context_tokens, one_context * page_bytes);
    }
    plan.page_count = static_cast<uint32_t>(std::min<uint64_t>(pages, uint64_t{1} << 24));
    return plan;
}

}  // namespace

kernels::DeviceAllocator device_allocator(TagLink& link) {
    kernels::DeviceAllocator allocator;
    allocator.user = &link;
    allocator.allocate = [](void* user, size_t bytes, size_t alignment) {
        const auto* tagged = static_cast<TagLink*>(user);
        return tagged->account->allocate(bytes, alignment, tagged->tag);
    };
    allocator.release = [](void* user, void* pointer, size_t bytes) {
        const auto* tagged = static_cast<TagLink*>(user);
        tagged->account->release(pointer, bytes, tagged->tag);
    };
    return allocator;
}

Status from_kernel(const kernels::KernelStatus& status) {
    switch (status.code) {
        case kernels::KernelCode::kOk:
            return Status();
        case kernels::KernelCode::kOutOfMemory:
            return error(Code::kOutOfDeviceMemory,
                         "the back end has no memory: %s; lower kv_bytes or max_batch_rows",
                         status.what);
        case kernels::KernelCode::kUnsupported:
            return error(Code::kUnsupported, "the back end cannot run this: %s", status.what);
        case kernels::KernelCode::kDeviceLost:
            return error(Code::kDeviceLost, "the device is lost: %s (%d)", status.what,
                         status.native);
        case kernels::KernelCode::kStopped:
            break;  // not a result: the engine resumes the step or forgets it
    }
    return error(Code::kInternal, "unknown state of the back end");
}

Loader::Loader(Devices& devices, TagLink& weights, const LoadHooks& hooks, const LoadLimits& limits,
               std::function<void()> on_news)
    : devices_(devices),
      weights_(weights),
      hooks_(hooks),
      limits_(limits),
      on_news_(std::move(on_news)),
      thread_([this] {
          kernels::apply(limits_.threads);
          run();
      }) {}

Loader::~Loader() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        if (current_cancelled_) current_cancelled_->store(true);
    }
    ready_.notify_one();
    thread_.join();
}

uint64_t Loader::Job::id() const {
    const auto* model = std::get_if<LoadModel>(&work);
    return model != nullptr ? model->model : std::get<AdapterJob>(work).command.adapter;
}

void Loader::start(LoadModel command) {
    start(Job{std::move(command), std::make_shared<std::atomic<bool>>(false)});
}

void Loader::start(AdapterJob job) {
    start(Job{std::move(job), std::make_shared<std::atomic<bool>>(false)});
}

void Loader::start(Job job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
}

void Loader::cancel(uint64_t id) {
    const std::lock_guard lock(mutex_);
    for (Job& job : jobs_) {
        if (job.id() == id) job.cancelled->store(true);
    }
    if (current_ == id && current_cancelled_) current_cancelled_->store(true);
}

Loader::News Loader::take_news() {
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
}

void Loader::run() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
            if (closed_) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            current_ = job.id();
            current_cancelled_ = job.cancelled;
        }
        const auto keep = [&](auto& outcomes, auto outcome) {
            const std::lock_guard lock(mutex_);
            current_ = 0;
            current_cancelled_.reset();
            outcomes.push_back(std::move(outcome));
        };
        if (const auto* model = std::get_if<LoadModel>(&job.work)) {
            keep(news_.outcomes, do_work(*model, *job.cancelled));
        } else {
            keep(news_.adapters, do_work(std::get<AdapterJob>(job.work), *job.cancelled));
        }
        on_news_();
    }
}

LoadOutcome Loader::do_work(const LoadModel& command, const std::atomic<bool>& cancelled) {
    LoadOutcome outcome;
    outcome.model = command.model;
    const uint64_t begin = monotonic_ns();
    try {
        outcome.status = load(command, cancelled, outcome);
    } catch (const std::bad_alloc&) {
        outcome.status = Status(Code::kOutOfMemory, "no memory while loading the model");
    }
    outcome.time_ns = monotonic_ns() - begin;
    return outcome;
}

// Calls `use` with what has the last `gpu_layers` of a model on the GPU and the others on the CPU.
template <class Use>
auto Loader::with_parts(uint32_t gpu_layers, const Model& files, const Use& use) const
    -> decltype(use(std::declval<kernels::Backend&>())) {
    const uint32_t layers = files.shape().layer_count;
    if (gpu_layers == layers) return use(devices_.first_choice());
    kernels::Backend* cpu = devices_.second_choice();
    if (cpu == nullptr) return error(Code::kOutOfMemory, "no memory for the CPU's back end");
    if (gpu_layers == 0) return use(*cpu);
    kernels::SplitBackend split(*cpu, devices_.first_choice(), gpu_layers);
    return use(split);
}

AdapterOutcome Loader::do_work(const AdapterJob& job, const std::atomic<bool>& cancelled) {
    AdapterOutcome outcome;
    outcome.adapter = job.command.adapter;
    outcome.gpu_layers = job.gpu_layers;
    const uint64_t begin = monotonic_ns();
    try {
        outcome.status = load_adapter(job, cancelled, outcome);
    } catch (const std::bad_alloc&) {
        outcome.status = Status(Code::kOutOfMemory, "no memory while loading the adapter");
    }
    outcome.time_ns = monotonic_ns() - begin;
    return outcome;
}

Status Loader::load_adapter(const AdapterJob& job, const std::atomic<bool>& cancelled,
                            AdapterOutcome& outcome) {
    AdapterLoadOptions options;
    options.path = job.command.path;
    options.read_instead_of_map = job.command.read_instead_of_map;
    options.files = hooks_.files;
    options.cancel = &cancelled;
    options.allocator = device_allocator(weights_);
    if (cancelled.load()) return error(Code::kCancelled, "unloaded before it was loaded");
    MST_ASSIGN(outcome.files, Adapter::load(options, *job.files));
    const auto place = [&](kernels::Backend& backend) {
        return from_kernel(
            backend.create_adapter(job.files->shape(), outcome.files->weights(), &outcome.device));
    };
    const Status placed = devices_.kind() == BackendKind::kCuda
                              ? with_parts(job.gpu_layers, *job.files, place)
                              : place(devices_.first_choice());
    return placed.with_context(job.command.path);
}

Status Loader::load(const LoadModel& command, const std::atomic<bool>& cancelled,
                    LoadOutcome& outcome) {
    if (limits_.plays_scripts) {
        MST_ASSIGN(outcome.loaded, load_script(command));
        return Status();
    }
    LoadOptions options;
    options.describe_only = command.describe_only;
    options.path = command.path;
    options.read_instead_of_map = command.read_instead_of_map;
    options.files = hooks_.files;
    options.signature_check = hooks_.signature_check;
    options.cancel = &cancelled;
    options.allocator = device_allocator(weights_);
    options.progress = [this, model = command.model](uint64_t done, uint64_t total) {
        {
            const std::lock_guard lock(mutex_);
            news_.progress = LoadProgress{model, done, total};
        }
        on_news_();
    };
    if (cancelled.load()) return error(Code::kCancelled, "unloaded before it was loaded");
    MST_ASSIGN(std::shared_ptr<const Model> files, Model::load(options));
    const Status unloaded(Code::kCancelled, "unloaded while it was loading");
    if (options.describe_only) {
        auto described = describe_files(command, *files);
        if (cancelled.load()) return unloaded;
        if (described.ok()) outcome.description = described.take();
        return described.status().with_context(command.path);
    }
    auto placed = place(command, files, outcome.placement);
    if (cancelled.load()) return unloaded;
    if (placed.ok()) outcome.loaded = placed.take();
    return placed.status().with_context(command.path);
}

ModelInfo::BytesByKvType page_bytes_on(const kernels::Backend& backend, const Model& files,
                                       kernels::DeviceLimits limits) {
    limits.max_positions = 1;
    limits.kv_page_count = 1;
    ModelInfo::BytesByKvType bytes{};
    for (size_t type = 0; type < bytes.size(); ++type) {
        limits.kv_type = static_cast<kernels::KvType>(type);
        bytes[type] = backend.estimate(files.shape(), files.weights(), limits).kv_bytes;
    }
    return bytes;
}

// Everything but the model on the device.
Result<Loader::Placed> Loader::plan_on(const kernels::Backend& backend, const LoadModel& command,
                                       const Model& files) const {
    kernels::DeviceLimits limits;
    limits.max_rows = limits_.max_rows;
    limits.max_logit_rows = limits_.max_logit_rows;
    limits.max_positions = 1;
    limits.kv_page_count = 1;
    Placed placed;
    placed.page_bytes = page_bytes_on(backend, files, limits);
    limits.kv_type = static_cast<kernels::KvType>(command.kv_type);
    const uint64_t page_bytes = placed.page_bytes[command.kv_type];
    if (page_bytes != 0) {  // else it is not to be had, and create_model says why
        MST_ASSIGN(const KvPlan kv, plan_kv(command, files.config().max_positions, page_bytes));
        limits.max_positions = kv.context_tokens;
        limits.kv_page_count = kv.page_count;
    }
    if (page_bytes != 0) {
        const kernels::KvType type =
            backend.page_type(files.shape(), files.weights(), limits.kv_type);
        MST_ASSIGN(const PrefixCount prefixes, count_prefixes(files, type));
        placed.prefix_count = prefixes.prefixes;
        placed.prefix_pages = prefixes.pages;
    }
    limits.kv_page_count += placed.prefix_pages;
    placed.memory = backend.estimate(files.shape(), files.weights(), limits);
    placed.limits = limits;
    return placed;
}

Result<Loader::Placed> Loader::place_on(kernels::Backend& backend, const LoadModel& command,
                                        const Model& files) const {
    MST_ASSIGN(Placed placed, plan_on(backend, command, files));
    MST_TRY(from_kernel(
        backend.create_model(files.shape(), files.weights(), placed.limits, &placed.device)));
    return placed;
}

Result<Loader::Placed> Loader::plan_with(uint32_t gpu_layers, const LoadModel& command,
                                         const Model& files) const {
    MST_ASSIGN(Placed placed, with_parts(gpu_layers, files, [&](const kernels::Backend& backend) {
                   return plan_on(backend, command, files);
               }));
    placed.gpu_layers = gpu_layers;
    placed.backend = gpu_layers != 0 ? BackendKind::kCuda : BackendKind::kCpu;
    return placed;
}

// How many layers of a model the GPU shall have: all of them unless the host wants fewer.
Result<uint32_t> Loader::wanted_gpu_layers(const LoadModel& command, const Model& files) const {
    const uint32_t layers = files.shape().layer_count, most = command.max_gpu_layers;
    const uint32_t wanted = most == LoadModel::kNoGpuLayers ? 0
                            : most == 0                     ? layers
                                                            : std::min(most, layers);
    if (wanted == layers || devices_.has_second_choice()) return wanted;
    return error(Code::kUnsupported,
                 "max_gpu_layers wants the CPU as well, which an engine has with MST_BACKEND_AUTO");
}

// The most layers, at most `wanted`, for which the GPU has room; `wanted` where it cannot have such
// a model at all, or has it alone, so that making it says why.
Result<uint32_t> Loader::layers_that_fit(uint32_t wanted, const LoadModel& command,
                                         const Model& files) const {
    if (!devices_.has_second_choice()) return wanted;
    const uint64_t room = devices_.first_choice().free_device_bytes();
    for (uint32_t layers = wanted; layers > 0; --layers) {
        MST_ASSIGN(const Placed planned, plan_with(layers, command, files));
        if (planned.memory.kv_bytes == 0) return wanted;
        if (planned.memory.device_bytes <= room) return layers;
    }
    return 0;
}

// Where models go first, or as much of it as fits or is wanted; where none of it can be there, on
// the CPU. `placement` says why it is not all where it was meant to be.
Result<Loader::Placed> Loader::choose_device(const LoadModel& command, const Model& files,
                                             Status& placement) const {
    const BackendKind kind = devices_.kind();
    if (kind != BackendKind::kCuda) {
        MST_ASSIGN(Placed placed, place_on(devices_.first_choice(), command, files));
        placed.backend = kind;
        return placed;
    }
    MST_ASSIGN(const uint32_t wanted, wanted_gpu_layers(command, files));
    MST_ASSIGN(uint32_t layers, layers_that_fit(wanted, command, files));
    while (true) {
        if (layers < wanted && placement.ok()) {
            placement = error(Code::kOutOfDeviceMemory, "the GPU has room for %u of %u layers",
                              layers, wanted);
        }
        auto placed = with_parts(layers, files, [&](kernels::Backend& backend) {
            return place_on(backend, command, files);
        });
        if (placed.ok()) {
            Placed made = placed.take();
            made.backend = layers != 0 ? BackendKind::kCuda : BackendKind::kCpu;
            made.gpu_layers = layers;
            return made;
        }
        const Code code = placed.status().code();
        if (layers == 0 || !devices_.has_second_choice() || !goes_elsewhere(code)) return placed;
        if (placement.ok() || code != Code::kOutOfDeviceMemory) placement = placed.status();
        // Others were quicker to take the room, or the GPU cannot have it.
        layers = code == Code::kOutOfDeviceMemory ? layers - 1 : 0;
    }
}

// Where it would go if it were loaded now.
Result<Loader::Placed> Loader::plan_device(const LoadModel& command, const Model& files) const {
    if (devices_.kind() != BackendKind::kCuda) {
        return plan_on(devices_.first_choice(), command, files);
    }
    MST_ASSIGN(const uint32_t wanted, wanted_gpu_layers(command, files));
    MST_ASSIGN(const uint32_t layers, layers_that_fit(wanted, command, files));
    MST_ASSIGN(Placed placed, plan_with(layers, command, files));
    const bool possible = placed.page_bytes[command.kv_type] != 0;
    if (possible || layers == 0 || !devices_.has_second_choice()) return placed;
    return plan_with(0, command, files);
}

std::shared_ptr<const ModelInfo> Loader::describe(const Model& model, ChatVersion version,
                                                  TokenizerKind kind, const Placed& placed) {
    const kernels::DeviceLimits& limits = placed.limits;
    const ModelConfig& config = model.config();
    auto info = std::make_shared<ModelInfo>();
    info->name = model.description().name;
    info->architecture = config.expert_count == 0 ? "MistralForCausalLM" : "MixtralForCausalLM";
    info->weight_format = weight_format_name(model.weights().layers.front().wq.type);
    info->chat_format = chat_version_name(version, kind);
    info->chat_template = match_template(model.chat_template(), version);
    info->licence = model.description().licence;
    info->parameter_count = config.parameter_count();
    info->file_bytes = model.bytes().files;
    info->weight_bytes = model.bytes().weights;
    info->kv_bytes_per_token =
        placed.page_bytes[static_cast<size_t>(limits.kv_type)] / kernels::kPageTokens;
    info->kv_page_tokens = kernels::kPageTokens;
    info->kv_page_bytes = placed.page_bytes;
    info->mapped_bytes = model.bytes().mapped;
    info->own_bytes = model.bytes().owned + placed.memory.weight_bytes;
    info->gpu_layer_count = placed.gpu_layers;
    info->prefix_count = placed.prefix_count;
    info->prefix_bytes =
        placed.prefix_pages * placed.page_bytes[static_cast<size_t>(limits.kv_type)];
    info->workspace_bytes = placed.memory.workspace_bytes;
    info->context_tokens = limits.max_positions;
    info->layer_count = config.layer_count;
    info->dim = config.dim;
    info->hidden_dim = config.hidden_dim;
    info->head_count = config.head_count;
    info->kv_head_count = config.kv_head_count;
    info->head_dim = config.head_dim;
    info->vocab_size = config.vocab_size;
    info->sliding_window = config.sliding_window;
    info->rope_theta = config.rope_theta;
    info->windowed_layer_count = config.windowed_layer_count();
    info->expert_count = config.expert_count;
    info->experts_per_token = config.experts_per_token;
    info->rope_original_tokens = config.rope_scaling.original_positions;
    info->rope_factor = config.rope_scaling.factor;
    info->query_scale = config.query_scaling.beta;
    return info;
}

// Of the device that it would go to.
Result<std::shared_ptr<const ModelInfo>> Loader::describe_files(const LoadModel& command,
                                                                const Model& files) {
    MST_ASSIGN(const auto tokenizer, read_tokenizer(files));
    const Vocabulary& vocabulary = tokenizer->vocabulary();
    MST_ASSIGN(const ChatVersion version, find_chat_version(command, files, vocabulary));
    MST_ASSIGN(const Placed placed, plan_device(command, files));
    if (placed.page_bytes[command.kv_type] == 0) {
        return error(Code::kUnsupported,
                     "the back end cannot run this model, or not with this kv_type; loading it "
                     "says why");
    }
    return describe(files, version, vocabulary.kind(), placed);
}

Result<std::unique_ptr<LoadedModel>> Loader::place(const LoadModel& command,
                                                   const std::shared_ptr<const Model>& files,
                                                   Status& placement) {
    MST_ASSIGN(std::unique_ptr<const Tokenizer> tokenizer, read_tokenizer(*files));
    MST_ASSIGN(const ChatVersion version,
               find_chat_version(command, *files, tokenizer->vocabulary()));
    MST_ASSIGN(Placed placed, choose_device(command, *files, placement));

    const uint32_t context_tokens = placed.limits.max_positions;
    const uint32_t page_count = placed.limits.kv_page_count - placed.prefix_pages;
    auto loaded = std::make_unique<LoadedModel>(files, std::move(tokenizer),
                                                std::move(placed.device), page_count);
    MST_ASSIGN(loaded->prefixes,
               place_prefixes(*files, *loaded->device, page_count, placed.prefix_pages));
    loaded->backend = placed.backend;
    loaded->limits = placed.limits;
    const Vocabulary& vocabulary = loaded->tokenizer->vocabulary();
    loaded->for_sessions = SessionModel{loaded->tokenizer.get(), version, files->config().eos_ids,
                                        context_tokens, loaded->prefixes};
    MST_ASSIGN(loaded->tokens, make_token_table(vocabulary, files->config().eos_ids,
                                                read_token_order(files->token_order())));
    loaded->info = describe(*files, version, vocabulary.kind(), placed);
    loaded->masks = TurnMasks::make(vocabulary, version, files->config().vocab_size);
    return loaded;
}

// A model that says what a script has it say; see runtime/scripted.
Result<std::unique_ptr<LoadedModel>> Loader::load_script(const LoadModel& command) {
    FileViewOptions options;
    options.hooks = hooks_.files;
    options.read_instead_of_map = true;
    options.max_bytes = kMaxScriptBytes;
    MST_ASSIGN(const FileView file, FileView::open(command.path, options));
    const std::string_view text(reinterpret_cast<const char*>(file.bytes().data()),
                                file.bytes().size());
    std::optional<ChatVersion> wanted;
    if (!command.chat_format.empty()) {
        MST_ASSIGN(wanted, chat_version_of_name(command.chat_format));
    }
    MST_ASSIGN(Script script, Script::read(text, wanted));
    MST_ASSIGN(const KvPlan kv,
               plan_kv(command, script.context_tokens(), kernels::kPageTokens * sizeof(int32_t)));
    const ChatVersion version = script.chat_version();
    auto tokenizer = make_scripted_tokenizer(version);
    if (wanted) {
        MST_TRY(choose_chat_version(command.chat_format, tokenizer->vocabulary()).status());
    }
    auto device = make_scripted_device(std::move(script), *tokenizer, kv.page_count);
    auto loaded = std::make_unique<LoadedModel>(nullptr, std::move(tokenizer), std::move(device),
                                                kv.page_count);
    const Vocabulary& vocabulary = loaded->tokenizer->vocabulary();
    loaded->for_sessions = SessionModel{loaded->tokenizer.get(), version, {}, kv.context_tokens};
    MST_ASSIGN(loaded->tokens, make_token_table(vocabulary));
    auto info = std::make_shared<ModelInfo>();
    info->name = "script";
    info->architecture = "script";
    info->chat_format = chat_version_name(version, vocabulary.kind());
    info->file_bytes = file.bytes().size();
    info->kv_bytes_per_token = sizeof(int32_t);
    info->kv_page_tokens = kernels::kPageTokens;
    info->kv_page_bytes[0] = kernels::kPageTokens * sizeof(int32_t);
    info->context_tokens = kv.context_tokens;
    info->vocab_size = static_cast<uint32_t>(vocabulary.size());
    loaded->info = std::move(info);
    loaded->masks = TurnMasks::make(vocabulary, version, static_cast<uint32_t>(vocabulary.size()));
    return loaded;
}

}  // namespace minstrel
