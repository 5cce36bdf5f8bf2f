// Adapters: any bytes, as each file of one, are refused with a reason or give factors of the
// model's dimensions that can be read and are finite.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "runtime/model/adapter.h"
#include "tests/support/archive.h"
#include "tests/support/gguf_builder.h"

namespace {

using minstrel::kernels::Adapted;
using minstrel::kernels::LowRank;

constexpr const char* kConfig = R"({"peft_type": "LORA", "r": 4, "lora_alpha": 8})";

void require(bool promise) {
    if (!promise) std::abort();
}

const minstrel::Model& model() {
    static const std::string file = minstrel::testing::smallest_gguf().build();
    static const auto loaded = [] {
        minstrel::LoadOptions options;
        options.memory = std::as_bytes(std::span(file));
        return minstrel::Model::load(options).take();
    }();
    return *loaded;
}

// A whole adapter of PEFT, but for its settings.
std::string factors() {
    const std::string name = R"("model.layers.0.self_attn.k_proj.lora_)";
    std::string header =
        "{" + name + R"(A.weight":{"dtype":"F32","shape":[4,32],"data_offsets":[0,512]},)" + name +
        R"(B.weight":{"dtype":"F32","shape":[16,4],"data_offsets":[512,768]}})";
    return minstrel::testing::GgufBuilder::raw(uint64_t{header.size()}) + header +
           std::string(768, '\1');
}

void check_factors(const LowRank& factors, uint32_t rows, uint32_t cols, uint64_t* parameters) {
    require(factors.rank <= minstrel::kernels::kMaxAdapterRank);
    for (uint64_t i = 0; i < uint64_t{factors.rank} * cols; ++i)
        require(std::isfinite(factors.a[i]));
    for (uint64_t i = 0; i < uint64_t{factors.rank} * rows; ++i)
        require(std::isfinite(factors.b[i]));
    *parameters += uint64_t{factors.rank} * (rows + cols);
}

void check(minstrel::testing::Archive& archive, const char* path) {
    const minstrel::FileHooks hooks = archive.hooks();
    minstrel::AdapterLoadOptions options;
    options.files = &hooks;
    options.path = path;
    const auto adapter = minstrel::Adapter::load(options, model());
    require(archive.open_count == 0);
    if (!adapter.ok()) {
        require(!adapter.status().message().empty());
        return;
    }
    const auto layers = adapter.value()->weights().layers;
    require(layers.size() == 1);
    uint64_t parameters = 0;
    for (const Adapted matrix : {Adapted::kQuery, Adapted::kKey, Adapted::kValue, Adapted::kOutput,
                                 Adapted::kGate, Adapted::kUp, Adapted::kDown}) {
        const bool is_short = matrix == Adapted::kKey || matrix == Adapted::kValue;
        check_factors(layers[0][matrix], is_short ? 16 : 32, 32, &parameters);
    }
    require(parameters == adapter.value()->parameter_count());
    require(parameters > 0 && parameters * sizeof(float) <= adapter.value()->bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    minstrel::testing::Archive archive;
    archive.files = {{"gguf", bytes},
                     {"peft/adapter_config.json", kConfig},
                     {"peft/adapter_model.safetensors", bytes},
                     {"settings/adapter_config.json", bytes},
                     {"settings/adapter_model.safetensors", factors()},
                     {"mistral/lora.safetensors", bytes},
                     {"mistral/params.json", bytes}};
    for (const char* path : {"gguf", "peft", "settings", "mistral"}) check(archive, path);
    archive.files.erase("mistral/params.json");
    check(archive, "mistral");
    return 0;
}
