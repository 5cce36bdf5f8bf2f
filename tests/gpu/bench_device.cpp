// Steps of models of real shapes with made-up weights, on whatever device a CUDA library has: what
// answers, prompts, attention and sampling take, the bytes and operations that they must spend, and
// their share of measured ceilings. A line of JSON for each of these, told as soon as it is known;
// together they are one object.
//
// bench_device [--library PATH] [--tiny] [--ceilings FILE]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "kernels/cuda_backend.h"
#include "tests/gpu/made_up_model.h"

namespace minstrel::kernels {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// What a measurement is of; a failure of the device ends it with a text.
struct Failure {
    std::string text;
};

// A card that is too small for a model; no fault of what runs on it.
struct DoesNotFit {
    uint64_t needed_bytes, free_bytes;
};

void check(const KernelStatus& status) {
    if (!status.ok()) throw Failure{std::string(status.what) + " " + std::to_string(status.native)};
}

struct Settings {
    bool tiny = false;
    double copy_rate = 0;     // bytes a second, read and written; 0 = not known
    uint64_t free_bytes = 0;  // of the device, before there was a model
    uint32_t context = 128;
    uint32_t long_context = 8192;
    uint32_t first_rounds = 3;  // not counted: graphs are made in them
    uint32_t rounds = 50;
    uint32_t warm_up_steps = 300;  // before many_steps
    uint32_t many_steps = 100'000;
    std::vector<uint32_t> sessions = {1, 8, 16, 32};
    std::vector<uint32_t> contexts = {1024, 4096};  // of one session, besides
    std::vector<uint32_t> prompts = {64, 128, 512, 1024, 2048};
    std::vector<uint32_t> long_prompts = {1024, 2048};
};

// A sixteenth of the memory stays for what the driver loads. What would fit but does not get its
// memory is a failure: then a model before it kept some.
std::unique_ptr<DeviceModel> make_model(Backend& backend, const MadeUpModel& source,
                                        const ModelShape& shape, const DeviceLimits& limits,
                                        const Settings& settings) {
    const uint64_t needed = backend.estimate(shape, source.weights(), limits).device_bytes;
    if (needed > settings.free_bytes / 16 * 15) throw DoesNotFit{needed, settings.free_bytes};
    std::unique_ptr<DeviceModel> model;
    check(backend.create_model(shape, source.weights(), limits, &model));
    return model;
}

// Sessions that each have a context, and take steps of one token.
class Sessions {
  public:
    Sessions(uint32_t count, uint32_t context) : pages_(count) {
        const uint32_t pages_each = context / kPageTokens + 1;
        for (uint32_t s = 0; s < count; ++s) {
            for (uint32_t p = 0; p < pages_each; ++p) pages_[s].push_back(s * pages_each + p);
            sequences_.push_back({s, 1, context, pages_[s]});
            logit_rows_.push_back(s);
            tokens_.push_back(static_cast<int32_t>(s + 1));
            SampleRow row;
            row.logit_index = s;
            rows_.push_back(row);
        }
    }
    static uint32_t pages_for(uint32_t count, uint32_t context) {
        return count * (context / kPageTokens + 1);
    }
    std::vector<SampleRow>& rows() { return rows_; }

    void run(DeviceModel& model) {
        check(model.run(BatchView{tokens_, sequences_, logit_rows_, gate_, {}}));
    }
    void sample(DeviceModel& model) {
        check(model.sample(rows_, tokens_));
        for (int32_t& token : tokens_) token = std::max(token, 0);
    }
    // From now on the device is asked to wait between its segments, as where frames are kept.
    void ask_between_segments() {
        gate_.may_go_on = [](void*, uint32_t) { return true; };
    }
    // Median seconds of a step with sampling.
    double step_time(DeviceModel& model, const Settings& settings) {
        std::vector<double> times;
        for (uint32_t round = 0; round < settings.first_rounds + settings.rounds; ++round) {
            const auto begin = Clock::now();
            run(model);
            sample(model);
            if (round >= settings.first_rounds) times.push_back(seconds_since(begin));
        }
        return median(times);
    }

  private:
    std::vector<std::vector<uint32_t>> pages_;
    std::vector<SequenceView> sequences_;
    std::vector<uint32_t> logit_rows_;
    std::vector<int32_t> tokens_;
    std::vector<SampleRow> rows_;
    StepGate gate_;
};

DeviceLimits limits_for(uint32_t sessions, uint32_t context) {
    DeviceLimits limits;
    limits.max_rows = limits.max_logit_rows = sessions;
    limits.max_positions = context + kPageTokens;
    limits.kv_page_count = Sessions::pages_for(sessions, context);
    return limits;
}

void add_share(Json& row, const char* name, double bytes, double seconds,
               const Settings& settings) {
    if (settings.copy_rate > 0) row[name] = bytes / settings.copy_rate / seconds;
}

// Answers: a token of each session a step.
class DecodeBench {
  public:
    DecodeBench(Backend& backend, const NamedShape& named, const MadeUpModel& source,
                const Settings& settings)
        : source_(source), settings_(settings) {
        DeviceLimits limits = limits_for(settings.sessions.back(), settings.context);
        for (const uint32_t context : settings.contexts) {
            limits.max_positions = std::max(limits.max_positions, context + kPageTokens);
            limits.kv_page_count = std::max(limits.kv_page_count, Sessions::pages_for(1, context));
        }
        model_ = make_model(backend, source, named.shape, limits, settings);
        kv_bytes_ =
            static_cast<double>(model_->memory().kv_bytes) / limits.kv_page_count / kPageTokens;
    }

    Json measure() {
        Json result = {{"weight_bytes", model_->memory().weight_bytes},
                       {"workspace_bytes", model_->memory().workspace_bytes}};
        double one = 0;
        for (const uint32_t count : settings_.sessions) {
            Json row = step(count, settings_.context, false);
            const double us = row["step_us"];
            if (one == 0) one = us;
            row["times_one_session"] = us / one;
            result["sessions"].push_back(std::move(row));
        }
        for (const uint32_t context : settings_.contexts) {
            result["contexts"].push_back(step(1, context, false));
        }
        result["asked_between_segments"] = step(1, settings_.context, true);
        return result;
    }

  private:
    Json step(uint32_t count, uint32_t context, bool is_asked) {
        Sessions sessions(count, context);
        if (is_asked) sessions.ask_between_segments();
        const double seconds = sessions.step_time(*model_, settings_);
        const double kv_bytes = kv_bytes_ * count * context;
        const double bytes = static_cast<double>(source_.step_bytes()) + kv_bytes;
        Json row = {{"sessions", count},
                    {"context", context},
                    {"step_us", seconds * 1e6},
                    {"tokens_per_s", count / seconds},
                    {"bytes", bytes}};
        add_share(row, "fraction_of_copy", bytes, seconds, settings_);
        if (source_.step_bytes_of_g128() != source_.step_bytes()) {
            const double fewer = static_cast<double>(source_.step_bytes_of_g128()) + kv_bytes;
            row["g128_bytes"] = fewer;
            add_share(row, "g128_fraction_of_copy", fewer, seconds, settings_);
        }
        return row;
    }

    const MadeUpModel& source_;
    const Settings& settings_;
    std::unique_ptr<DeviceModel> model_;
    double kv_bytes_ = 0;
};

// Prompts: a whole prompt in one step.
Json measure_prompts(Backend& backend, const NamedShape& named, const MadeUpModel& source,
                     const Settings& settings) {
    DeviceLimits limits;
    limits.max_rows = settings.prompts.back();
    limits.max_logit_rows = 1;
    limits.max_positions = settings.prompts.back();
    limits.kv_page_count = settings.prompts.back() / kPageTokens;
    const auto model = make_model(backend, source, named.shape, limits, settings);
    std::vector<uint32_t> pages(limits.kv_page_count);
    for (uint32_t i = 0; i < pages.size(); ++i) pages[i] = i;
    std::vector<int32_t> tokens(settings.prompts.back());
    for (uint32_t i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<int32_t>(i % 61 + 1);
    Json result = Json::array();
    for (const uint32_t length : settings.prompts) {
        const SequenceView sequence{0, length, 0, pages};
        const uint32_t last = length - 1;
        std::vector<double> times;
        for (uint32_t round = 0; round < 3 + settings.rounds / 10; ++round) {
            int32_t chosen = 0;
            const SampleRow row;
            const auto begin = Clock::now();
            check(model->run(
                BatchView{std::span(tokens).first(length), {&sequence, 1}, {&last, 1}, {}, {}}));
            check(model->sample({&row, 1}, {&chosen, 1}));
            if (round >= 2) times.push_back(seconds_since(begin));
        }
        const double seconds = median(times);
        const double operations =
            2.0 * static_cast<double>(source.layer_multiplications()) * length;
        result.push_back({{"tokens", length},
                          {"first_token_ms", seconds * 1e3},
                          {"tokens_per_s", length / seconds},
                          {"tera_operations_per_s", operations / seconds / 1e12}});
    }
    return result;
}

// The same by cuBLASLt, where it is installed.
Json measure_prompts_by_cublaslt(CudaOptions options, const NamedShape& named,
                                 const MadeUpModel& source, Settings settings) {
    options.with_cublaslt = true;
    std::unique_ptr<Backend> backend;
    if (const CudaFinding finding = create_cuda_backend(options, &backend); !finding.ok()) {
        throw Failure{finding.text};
    }
    if (const std::string missing = backend->take_notice(); !missing.empty()) {
        return {{"not_checked", missing}};
    }
    settings.prompts = settings.long_prompts;
    Json result = measure_prompts(*backend, named, source, settings);
    const std::string refused = backend->take_notice();
    if (!refused.empty()) result.push_back({{"refused", refused}});
    return result;
}

// Attention alone: what longer contexts add to a step, against the bytes of keys and values that
// they add. Four layers, so that 16 sessions hold gigabytes of them.
Json measure_attention(Backend& backend, const Settings& settings) {
    NamedShape named = shapes(settings.tiny).front();
    named.shape.layer_count = std::min(named.shape.layer_count, 4u);
    const MadeUpModel source(named.shape, ElementType::kInt4);
    const uint32_t count = settings.tiny ? 2 : 16;
    Json result = Json::array();
    for (const KvType type : {KvType::kF16, KvType::kInt8}) {
        DeviceLimits limits = limits_for(count, settings.long_context);
        limits.kv_type = type;
        const auto model = make_model(backend, source, named.shape, limits, settings);
        const double kv_bytes =
            static_cast<double>(model->memory().kv_bytes) / limits.kv_page_count / kPageTokens;
        const double few = Sessions(count, settings.context).step_time(*model, settings);
        const double many = Sessions(count, settings.long_context).step_time(*model, settings);
        const double bytes = count * kv_bytes * (settings.long_context - settings.context);
        Json row = {{"pages", type == KvType::kInt8 ? "int8" : "f16"},
                    {"sessions", count},
                    {"context", settings.long_context},
                    {"added_us", (many - few) * 1e6},
                    {"added_bytes", bytes}};
        add_share(row, "fraction_of_copy", bytes, many - few, settings);
        result.push_back(std::move(row));
    }
    return result;
}

// From a call of sample() to the tokens on the host, when the logits are there.
Json measure_sampling(Backend& backend, const Settings& settings) {
    NamedShape named = shapes(settings.tiny).back();
    named.shape.layer_count = 1;
    const MadeUpModel source(named.shape, ElementType::kInt8);
    const uint32_t most = settings.sessions.back();
    const auto model =
        make_model(backend, source, named.shape, limits_for(most, settings.context), settings);
    const std::vector<uint32_t> mask((named.shape.vocab_size + 31) / 32, 0xFFFF0FFFu);
    Json result = Json::array();
    const std::pair<const char*, SampleRow> ways[] = {
        {"mask, greedy", {}},
        {"mask, temperature, top-k, top-p, min-p",
         {.temperature = 0.8f, .top_k = 40, .top_p = 0.9f, .min_p = 0.05f, .seed = 5}},
        {"mask, temperature, top-p", {.temperature = 1.0f, .top_p = 0.95f, .seed = 5}}};
    for (const uint32_t count : {1u, most}) {
        for (const auto& [how, settings_of_row] : ways) {
            Sessions sessions(count, settings.context);
            for (SampleRow& row : sessions.rows()) {
                const uint32_t index = row.logit_index;
                row = settings_of_row;
                row.logit_index = index;
                row.mask = mask;
            }
            std::vector<double> times;
            for (uint32_t round = 0; round < settings.rounds; ++round) {
                sessions.run(*model);
                std::span<const float> waited_for;
                check(model->read_logits(0, 1, &waited_for));
                const auto begin = Clock::now();
                sessions.sample(*model);
                times.push_back(seconds_since(begin));
            }
            result.push_back({{"rows", count},
                              {"vocabulary", named.shape.vocab_size},
                              {"how", how},
                              {"us", median(times) * 1e6}});
        }
    }
    return result;
}

// Many steps of a small model, for which the device is asked for no memory. What is free may change
// all the same, where other programs use the card.
Json measure_many_steps(Backend& backend, const Settings& settings) {
    const ModelShape shape =
        settings.tiny ? shapes(true).front().shape : shape_of(2, 256, 512, 8, 32, 4096);
    const MadeUpModel source(shape, ElementType::kInt8);
    const auto model =
        make_model(backend, source, shape, limits_for(8, settings.context), settings);
    std::vector<Sessions> sessions;
    for (const uint32_t count : {1u, 3u, 8u}) sessions.emplace_back(count, settings.context);
    const auto step = [&](uint32_t number) {
        Sessions& some = sessions[number % sessions.size()];
        some.run(*model);
        some.sample(*model);
    };
    for (uint32_t i = 0; i < settings.warm_up_steps; ++i) step(i);
    const DeviceCounters counted = model->counters();
    const uint64_t before = backend.free_device_bytes();
    const auto begin = Clock::now();
    for (uint32_t i = 0; i < settings.many_steps; ++i) step(i);
    const double seconds = seconds_since(begin);
    const uint64_t after = backend.free_device_bytes();
    const DeviceCounters now = model->counters();
    const uint64_t allocations = now.device_allocations - counted.device_allocations;
    const auto a_step = [&](uint64_t count) {
        return static_cast<double>(count) / settings.many_steps;
    };
    Json result = {{"steps", settings.many_steps},
                   {"step_us", seconds / settings.many_steps * 1e6},
                   {"device_allocations", allocations},
                   {"segments_a_step", a_step(now.segments - counted.segments)},
                   {"graphs_made", now.graphs_made - counted.graphs_made},
                   {"uploaded_bytes_a_step", a_step(now.uploaded_bytes - counted.uploaded_bytes)},
                   {"free_bytes_before", before},
                   {"free_bytes_after", after}};
    if (now.graphs_made != counted.graphs_made) result["error"] = "graphs were made after warm-up";
    if (allocations != 0) result["error"] = "steps took memory of the device";
    if (after != before) {
        result["not_checked"] = "whose memory it is that came or went while many steps were made";
    }
    return result;
}

// What fails is told, and the rest is measured all the same.
template <class Body>
Json measured(const Body& body) {
    try {
        return body();
    } catch (const DoesNotFit& finding) {
        return {{"does_not_fit",
                 {{"needed_bytes", finding.needed_bytes}, {"free_bytes", finding.free_bytes}}}};
    } catch (const Failure& failure) {
        std::fprintf(stderr, "bench_device: %s\n", failure.text.c_str());
        return {{"error", failure.text}};
    }
}

// At once: what was measured is not lost when time runs out.
void tell(const char* name, const Json& value) {
    std::puts(Json{{name, value}}.dump().c_str());
    std::fflush(stdout);
}

void measure_models(Backend& backend, const CudaOptions& options, const Settings& settings) {
    const std::pair<const char*, ElementType> types[] = {
        {"int4", ElementType::kInt4}, {"int8", ElementType::kInt8}, {"bf16", ElementType::kBF16}};
    for (const NamedShape& named : shapes(settings.tiny)) {
        for (const auto& [name, type] : types) {
            const MadeUpModel source(named.shape, type);
            std::fprintf(stderr, "bench_device: %s, %s\n", named.name, name);
            Json model;
            model["decode"] =
                measured([&] { return DecodeBench(backend, named, source, settings).measure(); });
            model["prompts"] =
                measured([&] { return measure_prompts(backend, named, source, settings); });
            model["prompts_by_cublaslt"] = measured(
                [&] { return measure_prompts_by_cublaslt(options, named, source, settings); });
            tell("models", {{named.name, {{name, std::move(model)}}}});
        }
    }
}

int run(std::map<std::string, std::string>& given, Settings settings) {
    CudaOptions options;
    options.library_path = given["--library"];
    std::unique_ptr<Backend> backend;
    const CudaFinding finding = create_cuda_backend(options, &backend);
    if (!finding.ok()) {
        std::fprintf(stderr, "bench_device: %s\n", finding.text.c_str());
        return 1;
    }
    Json ceilings = Json::object();
    if (!given["--ceilings"].empty()) {
        std::ifstream file(given["--ceilings"]);
        ceilings = Json::parse(file, nullptr, false);
        if (ceilings.is_discarded()) ceilings = Json::object();
    }
    settings.copy_rate = ceilings.value("copy_bytes_per_s", 0.0);
    if (settings.tiny) {
        settings.context = 32;
        settings.long_context = 64;
        settings.first_rounds = settings.rounds = 1;
        settings.warm_up_steps = 6;
        settings.many_steps = 3;
        settings.sessions = {1, 8};
        settings.contexts = {64};
        settings.prompts = {32};
        settings.long_prompts = {256};
    }
    settings.free_bytes = backend->free_device_bytes();
    if (settings.free_bytes == 0) {
        std::fputs("bench_device: the device does not tell its free memory\n", stderr);
        return 1;
    }
    tell("device", backend->info().device);
    tell("many_steps", measured([&] { return measure_many_steps(*backend, settings); }));
    tell("sampling", measured([&] { return measure_sampling(*backend, settings); }));
    tell("attention", measured([&] { return measure_attention(*backend, settings); }));
    measure_models(*backend, options, settings);
    return 0;
}

}  // namespace
}  // namespace minstrel::kernels

int main(int count, char** arguments) {
    std::map<std::string, std::string> given;
    minstrel::kernels::Settings settings;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (name == "--tiny") {
            settings.tiny = true;
        } else if (i + 1 < count) {
            given[name] = arguments[++i];
        }
    }
    return minstrel::kernels::run(given, settings);
}
