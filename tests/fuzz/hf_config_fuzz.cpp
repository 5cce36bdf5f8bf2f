// config.json, generation_config.json and params.json: any text is refused with a reason or gives a
// configuration inside the bounds.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime/model/mistral_directory.h"
#include "runtime/model/model_config.h"
#include "runtime/model/quantised_linear.h"

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view kPlain = R"({"architectures":["MistralForCausalLM"]})";
    for (const auto& config :
         {minstrel::parse_hf_config(text, {}), minstrel::parse_hf_config(kPlain, text),
          minstrel::parse_mistral_params(text)}) {
        if (config.ok()) {
            require(minstrel::check_config(config.value()).ok());
            require(config.value().parameter_count() > 0);
        } else {
            require(!config.status().message().empty());
        }
    }
    const auto quantisation = minstrel::parse_quantisation(text, "fuzz");
    require(quantisation.ok() || !quantisation.status().message().empty());
    return 0;
}
