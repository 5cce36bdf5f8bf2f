#include "runtime/engine/loader.h"

#include <algorithm>
#include <new>
#include <optional>
#include <string>
#include <utility>

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

Loader::Loader(Devices& devices, TagLink& weights, const LoadHooks& hooks, const LoadLimits& limits,
               std::function<void()> on_news)
    : placement_(devices, limits),
      weights_(weights),
      hooks_(hooks),
      limits_(limits),
      on_news_(std::move(on_news)),
      thread_([this] {
          kernels::apply(limits_.threads);
          run();
      }) {}

Loader::~Loader() {
    jobs_.for_each_open([](Job& job) { job.cancelled.store(true); });
    jobs_.close();
    thread_.join();
}

uint64_t Loader::Job::id() const {
    const auto* model = std::get_if<LoadModel>(&work);
    return model != nullptr ? model->model : std::get<AdapterJob>(work).command.adapter;
}

void Loader::start(LoadModel command) {
    jobs_.add(std::move(command));
}

void Loader::start(AdapterJob job) {
    jobs_.add(std::move(job));
}

void Loader::cancel(uint64_t id) {
    jobs_.for_each_open([id](Job& job) {
        if (job.id() == id) job.cancelled.store(true);
    });
}

Loader::Outcome Loader::take_outcome() {
    Outcome outcome;
    for (Job& job : jobs_.take_done()) outcome = std::move(job.outcome);
    return outcome;
}

std::optional<LoadProgress> Loader::take_progress() {
    const std::lock_guard lock(progress_mutex_);
    return std::exchange(progress_, {});
}

void Loader::run() {
    while (Job* job = jobs_.next()) {
        std::visit([&](const auto& work) { job->outcome = do_work(work, job->cancelled); },
                   job->work);
        jobs_.finish();
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
        outcome.status = out_of_memory("no memory while loading the model");
    }
    outcome.time_ns = monotonic_ns() - begin;
    return outcome;
}

AdapterOutcome Loader::do_work(const AdapterJob& job, const std::atomic<bool>& cancelled) {
    AdapterOutcome outcome;
    outcome.adapter = job.command.adapter;
    outcome.gpu_layers = job.gpu_layers;
    const uint64_t begin = monotonic_ns();
    try {
        outcome.status = load_adapter(job, cancelled, outcome);
    } catch (const std::bad_alloc&) {
        outcome.status = out_of_memory("no memory while loading the adapter");
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
    options.signature_check = hooks_.signature_check;
    options.cancel = &cancelled;
    options.allocator = device_allocator(weights_);
    if (cancelled.load()) return error(Code::kCancelled, "unloaded before it was loaded");
    MST_ASSIGN(outcome.files, Adapter::load(options, *job.files));
    const Status placed =
        placement_.place_adapter(*job.files, *outcome.files, job.gpu_layers, &outcome.device);
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
            const std::lock_guard lock(progress_mutex_);
            progress_ = LoadProgress{model, done, total};
        }
        on_news_();
    };
    if (cancelled.load()) return error(Code::kCancelled, "unloaded before it was loaded");
    MST_ASSIGN(std::shared_ptr<const Model> files, Model::load(options));
    Status unloaded(Code::kCancelled, "unloaded while it was loading");
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
    MST_ASSIGN(const Placed placed, placement_.plan(command, files));
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
    MST_ASSIGN(Placed placed, placement_.place(command, *files, placement));

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
