// minstrel pack: makes one package file of the files that a model was published in. The only
// subcommand that is not written against the C API: packages are made by runtime/model.
#include "runtime/model/pack.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "runtime/core/file_view.h"
#include "runtime/grammar/token_order.h"
#include "runtime/grammar/vocabulary_tokens.h"
#include "runtime/text/chat_version.h"
#include "runtime/text/tokenizer.h"

namespace minstrel::cli {
namespace {

// A signal handler can reach nothing but a variable of the whole program.
std::atomic<bool> interrupted = false;  // NOLINT(*-avoid-non-const-global-variables)

// The first Ctrl-C stops the work so that nothing half-written stays, the next one the program.
void arm_interrupt() {
    struct sigaction action = {};
    action.sa_handler = [](int) { interrupted = true; };
    sigemptyset(&action.sa_mask);
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, nullptr);
}

std::string choose_type(std::string_view value, PackType& type) {
    if (value == "int8") {
        type = PackType::kInt8;
    } else if (value == "int4" || value == "int4-g32") {
        type = PackType::kInt4;
    } else if (value == "bf16") {
        type = PackType::kBF16;
    } else if (value == "f32") {
        type = PackType::kF32;
    } else {
        return "int8, int4 (or int4-g32), bf16 or f32";
    }
    return {};
}

std::string choose_chat_format(std::string_view value, ChatFormatId& format) {
    for (uint8_t number = 1; number <= 15; ++number) {
        std::string name = "v";
        name += std::to_string(number);
        if (!is_chat_format(number) || value != name) continue;
        format = static_cast<ChatFormatId>(number);
        return {};
    }
    return "v1, v2, v3, v7, v11, v13 or v15";
}

constexpr uint64_t kMaxCalibrationBytes = 64u << 20;

// {"text": "..."} on each line.
Result<std::vector<std::string>> read_lines(std::string_view file, const std::string& path) {
    std::vector<std::string> texts;
    size_t number = 0;
    while (!file.empty()) {
        ++number;
        const size_t end = std::min(file.find('\n'), file.size());
        const std::string_view line = file.substr(0, end);
        file.remove_prefix(std::min(end + 1, file.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (!json.is_object() || !json.contains("text") || !json["text"].is_string()) {
            return error(Code::kBadFormat,
                         "%s, line %zu: it is not of the form {\"text\": \"...\"}", path.c_str(),
                         number);
        }
        texts.push_back(json["text"].get<std::string>());
    }
    return texts;
}

// A text for each line of a file *.jsonl; any other file is one text.
Result<CalibrationText> read_calibration(const std::string& path, uint64_t max_tokens,
                                         std::string_view vocabulary) {
    FileViewOptions options;
    options.read_instead_of_map = true;
    options.max_bytes = kMaxCalibrationBytes;
    MST_ASSIGN(const FileView file, FileView::open(path, options));
    const std::string_view content(reinterpret_cast<const char*>(file.bytes().data()),
                                   file.bytes().size());
    std::vector<std::string> texts = {std::string(content)};
    if (path.ends_with(".jsonl")) {
        MST_ASSIGN(texts, read_lines(content, path));
    }
    MST_ASSIGN(const auto tokenizer, Tokenizer::make(vocabulary));
    const int32_t begin = tokenizer->vocabulary().special(Special::kBos);
    CalibrationText result;
    uint64_t count = 0;
    for (const std::string& text : texts) {
        if (count >= max_tokens) break;
        std::vector<int32_t> ids;
        if (begin >= 0) ids.push_back(begin);
        MST_TRY(tokenizer->encode(text, ids));
        ids.resize(std::min<uint64_t>(ids.size(), max_tokens - count));
        count += ids.size();
        result.push_back(std::move(ids));
    }
    if (count < 2) return error(Code::kInvalidArgument, "'%s' has no text", path.c_str());
    return result;
}

const char* type_name(StoredType type) {
    switch (type) {
        case StoredType::kInt8:
            return "int8";
        case StoredType::kInt4:
            return "int4";
        case StoredType::kBF16:
            return "bf16";
        default:
            return "f32";
    }
}

double value_count(const PackedPart& part) {
    double count = 1;
    for (const uint64_t extent : part.shape) count *= static_cast<double>(extent);
    return count;
}

void print_json(const PackReport& report, const std::string& target) {
    using Json = nlohmann::ordered_json;
    Json tensors = Json::array();
    for (const PackedPart& part : report.tensors) {
        tensors.push_back({{"name", part.name},
                           {"type", type_name(part.type)},
                           {"bytes", part.bytes},
                           {"largest_error", part.rounding.largest},
                           {"mean_error", part.rounding.absolute / value_count(part)},
                           {"relative_error", part.rounding.relative()}});
    }
    const Json json = {{"file", target},
                       {"file_bytes", report.file_bytes},
                       {"source_bytes", report.source_bytes},
                       {"parameter_count", report.parameter_count},
                       {"chat_format", static_cast<int>(report.chat_format)},
                       {"relative_error", report.rounding},
                       {"resumed_tensors", report.resumed_count},
                       {"tensors", std::move(tensors)}};
    std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

// Loaders of the package will not see the template.
void warn_of_template(const PackReport& report) {
    const ChatTemplate& form = report.chat_template;
    const int version = static_cast<int>(report.chat_format);
    if (form.kind == ChatTemplate::Kind::kForeign) {
        std::printf(
            "warning: the source's chat template has none of Mistral's marks; the model was "
            "trained on another form of conversation and may answer badly\n");
    } else if (form.kind == ChatTemplate::Kind::kKnown && !form.fits(version)) {
        std::printf(
            "warning: the source's chat template is of another version than v%d; "
            "--chat-format chooses\n",
            version);
    }
}

void print_text(const PackReport& report, const std::string& target) {
    std::printf("%s: %s of %s, %u tensors, %.2f million parameters, chat format v%d\n",
                target.c_str(), format_bytes(report.file_bytes).c_str(),
                format_bytes(report.source_bytes).c_str(), report.tensor_count,
                static_cast<double>(report.parameter_count) / 1e6,
                static_cast<int>(report.chat_format));
    warn_of_template(report);
    if (report.resumed_count > 0) {
        std::printf("gone on behind %u tensors of an earlier run\n", report.resumed_count);
    }
    if (report.rounding <= 0) return;
    std::printf("rounding: %.2g %% of the size of the weights\n", 100 * report.rounding);
    const auto worst = std::max_element(
        report.tensors.begin(), report.tensors.end(),
        [](const auto& a, const auto& b) { return a.rounding.relative() < b.rounding.relative(); });
    std::printf("most in %s: %.2g %%, mean error %.2g, largest %.2g\n", worst->name.c_str(),
                100 * worst->rounding.relative(), worst->rounding.absolute / value_count(*worst),
                worst->rounding.largest);
}

// Both number the versions as Mistral does.
Result<ChatFormatId> read_chat_format(std::string_view vocabulary, const ChatTemplate& form) {
    MST_ASSIGN(const auto tokenizer, Tokenizer::make(vocabulary));
    return static_cast<ChatFormatId>(
        chat_version_within(tokenizer->vocabulary(), form.first_version, form.last_version));
}

Result<std::vector<std::byte>> make_token_order(std::string_view vocabulary,
                                                std::span<const uint32_t> end_ids) {
    MST_ASSIGN(const auto tokenizer, Tokenizer::make(vocabulary));
    MST_ASSIGN(const TokenTablePtr table, make_token_table(tokenizer->vocabulary(), end_ids));
    return write_token_order(*table);
}

}  // namespace

ExitCode run_pack(std::span<char* const> arguments) {
    PackOptions options;
    std::string calibration;
    uint64_t calibration_tokens = 16'384;
    bool json = false, fresh = false;
    Arguments parser("pack", "Make a package (*.mst) of model files.");
    parser.positional("SOURCE", "a GGUF file, or a directory of Hugging Face or Mistral",
                      options.source);
    parser.text("-o,--output", "FILE", "the package to write (required)", options.target);
    parser.custom("--quant", "TYPE", "int8 (default), int4 (also int4-g32), bf16 or f32",
                  [&](std::string_view value) { return choose_type(value, options.type); });
    parser.text("--calibrate", "FILE",
                "round int4 or int8 so that this text suffers least: UTF-8, or *.jsonl with "
                "{\"text\": ...}",
                calibration);
    parser.number("--calibrate-tokens", "at most so many of them (default 16384)", 2, 10'000'000,
                  calibration_tokens);
    parser.flag("--fresh", "do not go on with a run that was stopped", fresh);
    parser.flag("--json", "for programs: sizes, and the error of each tensor", json);
    parser.text("--name", "TEXT", "name of the model (default: that of the source)",
                options.model_name);
    parser.text("--licence", "FILE", "licence text (default: that of the source)",
                options.licence_file);
    parser.custom(
        "--chat-format", "VERSION",
        "v1, v2, v3, v7, v11, v13 or v15 (default: as the vocabulary says)",
        [&](std::string_view value) { return choose_chat_format(value, options.chat_format); });
    if (auto code = parser.parse(arguments)) return *code;
    if (options.target.empty()) {
        complain("--output FILE is missing; see minstrel pack --help");
        return kWrongUsage;
    }

    ProgressBar bar("packing");
    options.progress = [&](uint64_t done, uint64_t total) { bar.update(done, total); };
    options.cancel = &interrupted;
    options.read_chat_format = read_chat_format;
    options.make_token_order = make_token_order;
    options.resumable = true;
    if (!calibration.empty()) {
        options.read_calibration = [&](std::string_view vocabulary) {
            return read_calibration(calibration, calibration_tokens, vocabulary);
        };
    }
    if (fresh) discard_partial_package(options.target);
    arm_interrupt();
    Result<PackReport> result = pack_model(options);
    bar.clear();
    if (!result.ok()) {
        std::string what = "cannot pack '";
        what += options.source;
        complain(what + "': " + result.status().message());
        return kFailure;
    }
    (json ? print_json : print_text)(result.value(), options.target);
    return kSuccess;
}

}  // namespace minstrel::cli
