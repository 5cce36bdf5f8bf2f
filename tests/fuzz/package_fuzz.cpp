// Packages: any bytes are refused with a reason or give a model of which every byte can be read.
// Each input is tried as it is, and with its lengths and checksums made right, so that the checks
// behind them are reached.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "runtime/model/model.h"
#include "tests/support/package_editor.h"

namespace {

using minstrel::LoadOptions;
using minstrel::Model;
using minstrel::kernels::TensorView;

void require(bool promise) {
    if (!promise) std::abort();
}

unsigned read_all(const TensorView& view) {
    unsigned sum = 0;
    const auto* bytes = static_cast<const unsigned char*>(view.data);
    const size_t count = minstrel::kernels::matrix_bytes(view.type, view.rows, view.cols);
    for (size_t i = 0; i < count; ++i) sum += bytes[i];
    return sum;
}

void check(const Model& model) {
    const auto& weights = model.weights();
    require(weights.layers.size() == model.shape().layer_count);
    require(weights.token_embedding.rows == model.shape().vocab_size);
    volatile unsigned sum = read_all(weights.token_embedding) + read_all(weights.lm_head) +
                            read_all(weights.final_norm);
    for (const auto& layer : weights.layers) {
        for (const TensorView* view :
             {&layer.attn_norm, &layer.wq, &layer.wk, &layer.wv, &layer.wo, &layer.ffn_norm,
              &layer.w_gate, &layer.w_up, &layer.w_down}) {
            sum = sum + read_all(*view);
        }
    }
    for (const std::byte byte : model.token_order()) sum = sum + static_cast<unsigned>(byte);
    for (const auto& prefix : model.prefixes()) {
        require(!prefix.tokens.empty() && prefix.pages.size() % prefix.page_count() == 0);
        for (const std::byte byte : prefix.pages) sum = sum + static_cast<unsigned>(byte);
    }
    require(!model.tokenizer().empty());
}

void load(const std::string& file, bool skip_checksums) {
    LoadOptions options;
    options.memory = minstrel::testing::bytes_of(file);
    options.skip_checksums = skip_checksums;
    const auto model = Model::load(options);
    if (model.ok()) {
        check(*model.value());
    } else {
        require(!model.status().message().empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    std::string file(reinterpret_cast<const char*>(data), size);
    load(file, false);
    minstrel::testing::fit_lengths(file);
    minstrel::testing::reseal(file);
    load(file, true);
    return 0;
}
