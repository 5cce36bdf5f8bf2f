// minstrel persona: lets the model of a package read personas once and keeps what it made of them
// there. As `pack`, it works on packages with runtime/model.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/cli/commands.h"
#include "bindings/cli/console.h"
#include "bindings/cli/kv_type.h"
#include "runtime/core/file_view.h"
#include "runtime/core/utf8.h"
#include "runtime/model/package.h"
#include "runtime/model/prefix_writer.h"
#include "runtime/text/chat_version.h"
#include "runtime/text/persona_prefix.h"
#include "runtime/text/tokenizer.h"

namespace minstrel::cli {
namespace {

constexpr uint64_t kMaxTextBytes = 4u << 20;

// What an editor puts at the end of a file is not part of it.
Result<std::string> read_text(const std::string& path) {
    FileViewOptions options;
    options.read_instead_of_map = true;
    options.max_bytes = kMaxTextBytes;
    MST_ASSIGN(const FileView file, FileView::open(path, options));
    std::string text(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty() || find_invalid_utf8(text) != std::string_view::npos) {
        return error(Code::kBadFormat, "'%s' is no UTF-8 text", path.c_str());
    }
    return text;
}

// How prompts of one model begin.
class Prompts {
  public:
    static Result<Prompts> open(const std::string& path, std::string tools) {
        MST_ASSIGN(const FileView file, FileView::open(path, {}));
        PackageOptions options;
        options.skip_checksums = true;  // whoever reads the weights looks at them
        MST_ASSIGN(const Package package, Package::read(file.bytes(), options));
        const std::string_view vocabulary(reinterpret_cast<const char*>(package.tokenizer.data()),
                                          package.tokenizer.size());
        MST_ASSIGN(auto tokenizer, Tokenizer::make(vocabulary));
        const ChatVersion version = package.chat_format == ChatFormatId::kByVocabulary
                                        ? chat_version_of(tokenizer->vocabulary())
                                        : static_cast<ChatVersion>(package.chat_format);
        return Prompts(std::move(tokenizer), version, std::move(tools));
    }

    // The tokens that all conversations with a persona begin with.
    Result<std::vector<int32_t>> prefix(const std::string& persona) const {
        ChatOptions options;
        options.version = version_;
        return persona_prefix(*tokenizer_, persona, tools_, options);
    }

  private:
    Prompts(std::unique_ptr<const Tokenizer> tokenizer, ChatVersion version, std::string tools)
        : tokenizer_(std::move(tokenizer)), version_(version), tools_(std::move(tools)) {}

    std::unique_ptr<const Tokenizer> tokenizer_;
    ChatVersion version_;
    std::string tools_;
};

struct Wish {
    std::string package, target, tools;
    std::vector<std::string> texts;
    kernels::KvType kv_type = kernels::KvType::kDefault;
};

Result<PrefixOptions> read_personas(const Wish& wish) {
    PrefixOptions options;
    options.source = wish.package;
    options.target = wish.target.empty() ? wish.package : wish.target;
    options.kv_type = wish.kv_type;
    std::string tools;
    if (!wish.tools.empty()) {
        MST_ASSIGN(tools, read_text(wish.tools));
    }
    auto prompts = Prompts::open(wish.package, tools);
    if (!prompts.ok()) return prompts.status().with_context(wish.package);
    for (const std::string& path : wish.texts) {
        MST_ASSIGN(const std::string text, read_text(path));
        auto tokens = prompts.value().prefix(text);
        if (!tokens.ok()) return tokens.status().with_context(path);
        const size_t whole = tokens.value().size() / kernels::kPageTokens * kernels::kPageTokens;
        std::printf("%s: %zu of %zu tokens\n", path.c_str(), whole, tokens.value().size());
        if (whole > 0) options.prefixes.push_back(tokens.take());
    }
    return options;
}

}  // namespace

ExitCode run_persona(std::span<char* const> arguments) {
    Wish wish;
    bool remove = false;
    Arguments parser(
        "persona",
        "Let a model read personas once and keep what it made of them in its package: characters\n"
        "with these answer their first line without reading them. Instead of those that the\n"
        "package has.");
    parser.positional("PACKAGE", "a package (*.mst)", wish.package);
    parser.custom("--text", "FILE", "a persona as the game gives it; may be repeated",
                  [&](std::string_view value) {
                      wish.texts.emplace_back(value);
                      return std::string();
                  });
    parser.text("--tools", "FILE", "the functions that all of them have, as JSON", wish.tools);
    parser.text("-o,--output", "FILE", "the package to write (default: the same)", wish.target);
    parser.custom("--kv-type", "FORMAT",
                  "of keys and values, as the game loads the model: f32, f16, bf16 or int8",
                  [&](std::string_view value) { return choose_kv_type(value, wish.kv_type); });
    parser.flag("--remove", "take all of them out", remove);
    if (auto code = parser.parse(arguments)) return *code;
    if (remove == !wish.texts.empty()) {
        complain("--text FILE or --remove is needed; see minstrel persona --help");
        return kWrongUsage;
    }
    auto options = read_personas(wish);
    if (!options.ok()) {
        complain(options.status().message());
        return kFailure;
    }
    ProgressBar bar("reading");
    options.value().progress = [&](uint64_t done, uint64_t total) { bar.update(done, total); };
    const auto report = write_prefixes(options.value());
    bar.clear();
    if (!report.ok()) {
        complain(report.status().message());
        return kFailure;
    }
    std::printf("%s: %s, of these %s of %zu personas\n", options.value().target.c_str(),
                format_bytes(report.value().file_bytes).c_str(),
                format_bytes(report.value().page_bytes).c_str(), options.value().prefixes.size());
    return kSuccess;
}

}  // namespace minstrel::cli
