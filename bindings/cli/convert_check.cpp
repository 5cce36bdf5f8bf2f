// minstrel convert-check: how far two files of one model are apart, in what they would say next.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/kv_type.h"
#include "kernels/backend.h"
#include "runtime/core/file_view.h"
#include "runtime/model/model.h"
#include "runtime/text/tokenizer.h"

namespace minstrel::cli {
namespace {

using kernels::kPageTokens;

constexpr uint32_t kChunk = 64;  // rows of a step, all with logits
constexpr uint64_t kMaxTextBytes = 64u << 20;

struct Options {
    std::string reference, other, text;
    uint64_t window = 512, tokens = 20'000;
    kernels::KvType kv_type = kernels::KvType::kDefault;
    bool json = false;
};

// One model on the CPU, reading one sequence from position 0 on.
class Reader {
  public:
    static Result<std::unique_ptr<Reader>> open(const std::string& path, uint32_t window,
                                                kernels::KvType kv_type = {}) {
        std::unique_ptr<Reader> reader(new Reader());
        LoadOptions options;
        options.path = path;
        MST_ASSIGN(reader->model_, Model::load(options));
        const kernels::DeviceLimits limits{
            .max_rows = kChunk,
            .max_logit_rows = kChunk,
            .max_positions = window,
            .kv_page_count = (window + kPageTokens - 1) / kPageTokens,
            .kv_type = kv_type};
        reader->pages_.resize(limits.kv_page_count);
        std::iota(reader->pages_.begin(), reader->pages_.end(), 0u);
        kernels::KernelStatus status = kernels::create_cpu_backend({}, &reader->backend_);
        if (status.ok()) {
            status = reader->backend_->create_model(
                reader->model_->shape(), reader->model_->weights(), limits, &reader->device_);
        }
        if (status.ok()) return reader;
        return error(Code::kUnsupported, "%s: the CPU cannot run it: %s", path.c_str(),
                     status.what);
    }

    const Model& model() const { return *model_; }

    // Logits after each of the ids, [ids][V]; they follow `position` ids read before.
    Result<std::span<const float>> read(std::span<const int32_t> ids, uint32_t position) {
        std::vector<uint32_t> rows(ids.size());
        std::iota(rows.begin(), rows.end(), 0u);
        const kernels::SequenceView sequence{0, static_cast<uint32_t>(ids.size()), position,
                                             pages_};
        const kernels::BatchView batch{ids, {&sequence, 1}, rows};
        const kernels::KernelStatus status = device_->run(batch);
        if (!status.ok()) return error(Code::kInternal, "a step failed: %s", status.what);
        return device_->logits();
    }

  private:
    Reader() = default;

    std::shared_ptr<const Model> model_;
    std::unique_ptr<kernels::Backend> backend_;
    std::unique_ptr<kernels::DeviceModel> device_;
    std::vector<uint32_t> pages_;
};

// Sums over the positions of a text.
struct Comparison {
    uint64_t positions = 0, same_best = 0, predicted = 0;
    double divergence = 0, largest = 0;         // of the other from the reference, in nats
    double reference_loss = 0, other_loss = 0;  // of the ids that follow, in nats

    void add(std::span<const float> p, std::span<const float> q, int32_t next) {
        const double norm_p = log_sum(p), norm_q = log_sum(q);
        double sum = 0;
        for (size_t i = 0; i < p.size(); ++i) {
            const double log_p = p[i] - norm_p;
            sum += std::exp(log_p) * (log_p - (q[i] - norm_q));
        }
        divergence += sum;
        largest = std::max(largest, sum);
        ++positions;
        same_best += best(p) == best(q) ? 1 : 0;
        if (next < 0) return;
        ++predicted;
        reference_loss += norm_p - p[static_cast<size_t>(next)];
        other_loss += norm_q - q[static_cast<size_t>(next)];
    }

  private:
    static double log_sum(std::span<const float> logits) {
        const double largest = *std::max_element(logits.begin(), logits.end());
        double sum = 0;
        for (const float value : logits) sum += std::exp(value - largest);
        return largest + std::log(sum);
    }
    static size_t best(std::span<const float> logits) {
        return static_cast<size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
    }
};

Result<std::vector<int32_t>> read_ids(const Model& model, const Options& options) {
    FileViewOptions view;
    view.read_instead_of_map = true;
    view.max_bytes = kMaxTextBytes;
    MST_ASSIGN(const FileView file, FileView::open(options.text, view));
    const auto bytes = model.tokenizer();
    MST_ASSIGN(const auto tokenizer,
               Tokenizer::make({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    std::vector<int32_t> ids;
    MST_TRY(tokenizer->encode(
        {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()}, ids));
    if (ids.size() > options.tokens) ids.resize(options.tokens);
    if (ids.size() < 2) return error(Code::kInvalidArgument, "the text is empty");
    const auto vocab = static_cast<int32_t>(model.shape().vocab_size);
    if (*std::max_element(ids.begin(), ids.end()) >= vocab) {
        return error(Code::kBadFormat, "the vocabulary has tokens that the matrices lack");
    }
    return ids;
}

Result<Comparison> compare(const Options& options) {
    const auto window = static_cast<uint32_t>(options.window);
    MST_ASSIGN(const auto reference, Reader::open(options.reference, window));
    MST_ASSIGN(const auto other, Reader::open(options.other, window, options.kv_type));
    if (reference->model().shape().vocab_size != other->model().shape().vocab_size) {
        return error(Code::kInvalidArgument,
                     "they are not files of one model: vocabularies of %u and %u tokens",
                     reference->model().shape().vocab_size, other->model().shape().vocab_size);
    }
    MST_ASSIGN(const std::vector<int32_t> ids, read_ids(reference->model(), options));
    const size_t vocab = reference->model().shape().vocab_size;
    ProgressBar bar("comparing");
    Comparison result;
    for (size_t begin = 0; begin < ids.size(); begin += kChunk) {
        const uint32_t position = static_cast<uint32_t>(begin % window);
        const size_t count = std::min<size_t>({kChunk, ids.size() - begin, window - position});
        const auto part = std::span(ids).subspan(begin, count);
        MST_ASSIGN(const std::span<const float> p, reference->read(part, position));
        MST_ASSIGN(const std::span<const float> q, other->read(part, position));
        for (size_t i = 0; i < count; ++i) {
            const bool has_next = position + i + 1 < window && begin + i + 1 < ids.size();
            result.add(p.subspan(i * vocab, vocab), q.subspan(i * vocab, vocab),
                       has_next ? ids[begin + i + 1] : -1);
        }
        bar.update(begin + count, ids.size());
    }
    return result;
}

void print(const Comparison& c, bool json) {
    const auto count = static_cast<double>(c.positions);
    const double mean = c.divergence / count, same = static_cast<double>(c.same_best) / count;
    const auto perplexity = [&](double loss) {
        return std::exp(loss / static_cast<double>(std::max<uint64_t>(1, c.predicted)));
    };
    if (json) {
        const nlohmann::ordered_json out = {
            {"tokens", c.positions},
            {"mean_kl", mean},
            {"max_kl", c.largest},
            {"same_best", same},
            {"perplexity", {perplexity(c.reference_loss), perplexity(c.other_loss)}}};
        std::puts(out.dump(2).c_str());
        return;
    }
    std::printf("%llu tokens\n", static_cast<unsigned long long>(c.positions));
    std::printf("divergence (KL)    mean %.6f, largest %.4f nats\n", mean, c.largest);
    std::printf("same best token    %.2f %%\n", 100 * same);
    std::printf("perplexity         %.4f and %.4f\n", perplexity(c.reference_loss),
                perplexity(c.other_loss));
}

}  // namespace

ExitCode run_convert_check(std::span<char* const> arguments) {
    Options options;
    Arguments parser("convert-check",
                     "Compare two files of one model, such as a package and what it was made of: "
                     "both read a text,\nand what they hold likely after each token is compared.");
    parser.positional("REFERENCE", "the more exact one: any model file or directory",
                      options.reference);
    parser.positional("OTHER", "the one in question", options.other);
    parser.text("--text", "FILE", "what they read, UTF-8 (required)", options.text);
    parser.number("--tokens", "at most so many (default 20000)", 2, 10'000'000, options.tokens);
    parser.number("--window", "tokens read in one piece (default 512)", 64, 65'536, options.window);
    parser.custom("--kv-type", "FORMAT", "of OTHER's keys and values: f32, f16, bf16 or int8",
                  [&](std::string_view value) { return choose_kv_type(value, options.kv_type); });
    parser.flag("--json", "for programs", options.json);
    if (auto code = parser.parse(arguments)) return *code;
    if (options.text.empty()) {
        complain("--text FILE is missing; see minstrel convert-check --help");
        return kWrongUsage;
    }
    options.window = options.window / kChunk * kChunk;
    const Result<Comparison> result = compare(options);
    if (!result.ok()) {
        complain(result.status().message());
        return kFailure;
    }
    print(result.value(), options.json);
    return kSuccess;
}

}  // namespace minstrel::cli
