#include "runtime/engine/loader.h"

#include <algorithm>
#include <cinttypes>
#include <new>
#include <string>
#include <utility>

#include "runtime/core/clock.h"

namespace minstrel {
namespace {

constexpr uint64_t kDefaultContexts = 16;
constexpr uint64_t kDefaultKvBytes = uint64_t{1} << 30;

const char* weight_format_name(kernels::ElementType type) {
    switch (type) {
        case kernels::ElementType::kF32:
            return "f32";
        case kernels::ElementType::kBF16:
            return "bf16";
        case kernels::ElementType::kI8G32:
            return "int8";
    }
    return "unknown";
}

// Only template v3 so far; v2 vocabularies have the same control tokens.
Status check_chat_format(const Model& model, const Vocabulary& vocabulary) {
    const bool stated = model.chat_format() == ChatFormatId::kMistralV3;
    const bool inferred = model.chat_format() == ChatFormatId::kByVocabulary &&
                          (vocabulary.version() == TokenizerVersion::kV2 ||
                           vocabulary.version() == TokenizerVersion::kV3);
    if (stated || inferred) return Status();
    return error(Code::kUnsupported,
                 "the model's chat format is not supported yet; models with Mistral's v3 "
                 "vocabulary (32,768 pieces, control tokens [INST] to [/TOOL_RESULTS]) are");
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
    return check_chat_format(model, vocabulary);
}

std::shared_ptr<const ModelInfo> describe(const Model& model, uint32_t context_tokens,
                                          uint64_t kv_bytes_per_token) {
    const ModelConfig& config = model.config();
    auto info = std::make_shared<ModelInfo>();
    info->name = model.description().name;
    info->architecture = "MistralForCausalLM";
    info->weight_format = weight_format_name(model.weights().layers.front().wq.type);
    info->chat_format = "v3";
    info->licence = model.description().licence;
    info->parameter_count = config.parameter_count();
    info->file_bytes = model.bytes().mapped + model.bytes().owned;
    info->weight_bytes = model.bytes().weights;
    info->kv_bytes_per_token = kv_bytes_per_token;
    info->context_tokens = context_tokens;
    info->layer_count = config.layer_count;
    info->dim = config.dim;
    info->hidden_dim = config.hidden_dim;
    info->head_count = config.head_count;
    info->kv_head_count = config.kv_head_count;
    info->head_dim = config.head_dim;
    info->vocab_size = config.vocab_size;
    info->sliding_window = config.sliding_window;
    info->rope_theta = config.rope_theta;
    return info;
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
    }
    return error(Code::kInternal, "unknown state of the back end");
}

Loader::Loader(kernels::Backend& backend, TagLink& weights, const FileHooks* files,
               const LoadLimits& limits, std::function<void()> on_news)
    : backend_(backend),
      weights_(weights),
      files_(files),
      limits_(limits),
      on_news_(std::move(on_news)),
      thread_([this] { run(); }) {}

Loader::~Loader() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        if (current_cancelled_) current_cancelled_->store(true);
    }
    ready_.notify_one();
    thread_.join();
}

void Loader::start(LoadModel command) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(Job{std::move(command), std::make_shared<std::atomic<bool>>(false)});
    }
    ready_.notify_one();
}

void Loader::cancel(uint64_t model) {
    const std::lock_guard lock(mutex_);
    for (Job& job : jobs_) {
        if (job.command.model == model) job.cancelled->store(true);
    }
    if (current_ == model && current_cancelled_) current_cancelled_->store(true);
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
            current_ = job.command.model;
            current_cancelled_ = job.cancelled;
        }
        LoadOutcome outcome;
        outcome.model = job.command.model;
        const uint64_t begin = monotonic_ns();
        try {
            auto loaded = load(job);
            outcome.status = loaded.status();
            if (loaded.ok()) outcome.loaded = loaded.take();
        } catch (const std::bad_alloc&) {
            outcome.status = Status(Code::kOutOfMemory, "no memory while loading the model");
        }
        outcome.time_ns = monotonic_ns() - begin;
        {
            const std::lock_guard lock(mutex_);
            current_ = 0;
            current_cancelled_.reset();
            news_.outcomes.push_back(std::move(outcome));
        }
        on_news_();
    }
}

Result<std::unique_ptr<LoadedModel>> Loader::load(const Job& job) {
    LoadOptions options;
    options.path = job.command.path;
    options.read_instead_of_map = job.command.read_instead_of_map;
    options.files = files_;
    options.cancel = job.cancelled.get();
    options.allocator = device_allocator(weights_);
    options.progress = [this, model = job.command.model](uint64_t done, uint64_t total) {
        {
            const std::lock_guard lock(mutex_);
            news_.progress = LoadProgress{model, done, total};
        }
        on_news_();
    };
    if (job.cancelled->load()) return error(Code::kCancelled, "unloaded before it was loaded");
    MST_ASSIGN(std::shared_ptr<const Model> files, Model::load(options));
    auto placed = place(job.command, files);
    if (job.cancelled->load()) return error(Code::kCancelled, "unloaded while it was loading");
    return placed;
}

Result<std::unique_ptr<LoadedModel>> Loader::place(const LoadModel& command,
                                                   const std::shared_ptr<const Model>& files) {
    const auto bytes = files->tokenizer();
    MST_ASSIGN(std::unique_ptr<const Tokenizer> tokenizer,
               Tokenizer::make(
                   std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
    MST_TRY(check_vocabulary(*files, tokenizer->vocabulary()));

    kernels::DeviceLimits limits;
    limits.max_rows = limits_.max_rows;
    limits.max_logit_rows = limits_.max_logit_rows;
    limits.max_positions = 1;
    limits.kv_page_count = 1;
    const uint64_t page_bytes =
        backend_.estimate(files->shape(), files->weights(), limits).kv_bytes;
    MST_ASSIGN(const KvPlan kv, plan_kv(command, files->config().max_positions, page_bytes));
    limits.max_positions = kv.context_tokens;
    limits.kv_page_count = kv.page_count;
    std::unique_ptr<kernels::DeviceModel> device;
    MST_TRY(from_kernel(backend_.create_model(files->shape(), files->weights(), limits, &device)));

    auto loaded = std::make_unique<LoadedModel>(files, std::move(tokenizer), std::move(device),
                                                kv.page_count);
    const Vocabulary& vocabulary = loaded->tokenizer->vocabulary();
    loaded->for_sessions =
        SessionModel{loaded->tokenizer.get(), files->config().eos_ids, kv.context_tokens};
    loaded->info = describe(*files, kv.context_tokens, page_bytes / kernels::kPageTokens);
    const auto mask = vocabulary.generation_mask();
    loaded->mask_with_calls.assign(mask.begin(), mask.end());
    loaded->mask_with_calls.resize((files->config().vocab_size + 31) / 32, 0);
    loaded->mask_plain = loaded->mask_with_calls;
    const int32_t calls = vocabulary.special(Special::kToolCalls);
    if (calls >= 0) {
        loaded->mask_plain[static_cast<size_t>(calls) / 32] &= ~(uint32_t{1} << (calls % 32));
    }
    return loaded;
}

}  // namespace minstrel
