// minstrel pack: makes one package file of a Hugging Face directory. The only subcommand that is
// not written against the C API: packages are made by runtime/model.
#include "runtime/model/pack.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <string>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"

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
    } else if (value == "bf16") {
        type = PackType::kBF16;
    } else if (value == "f32") {
        type = PackType::kF32;
    } else {
        return "int8, bf16 or f32";
    }
    return {};
}

}  // namespace

ExitCode run_pack(std::span<char* const> arguments) {
    PackOptions options;
    Arguments parser("pack", "Make a package (*.mst) of a Hugging Face directory.");
    parser.positional("DIRECTORY", "with config.json, *.safetensors and tokenizer.model",
                      options.source);
    parser.text("-o,--output", "FILE", "the package to write (required)", options.target);
    parser.custom("--quant", "TYPE", "int8 (default), bf16 or f32",
                  [&](std::string_view value) { return choose_type(value, options.type); });
    parser.text("--name", "TEXT", "name of the model (default: that of the directory)",
                options.model_name);
    parser.text("--licence", "FILE", "licence text (default: LICENSE of the directory)",
                options.licence_file);
    if (auto code = parser.parse(arguments)) return *code;
    if (options.target.empty()) {
        complain("--output FILE is missing; see minstrel pack --help");
        return kWrongUsage;
    }

    ProgressBar bar("packing");
    options.progress = [&](uint64_t done, uint64_t total) { bar.update(done, total); };
    options.cancel = &interrupted;
    arm_interrupt();
    Result<PackReport> result = pack_model(options);
    bar.clear();
    if (!result.ok()) {
        complain("cannot pack '" + options.source + "': " + result.status().message());
        return kFailure;
    }
    const PackReport& report = result.value();
    std::printf("%s: %s of %s, %u tensors, %.2f million parameters\n", options.target.c_str(),
                format_bytes(report.file_bytes).c_str(), format_bytes(report.source_bytes).c_str(),
                report.tensor_count, static_cast<double>(report.parameter_count) / 1e6);
    return kSuccess;
}

}  // namespace minstrel::cli
