#include "runtime/model/hf_directory.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "runtime/model/directory_files.h"
#include "runtime/model/expert_slices.h"
#include "runtime/model/quantised_linear.h"

namespace minstrel {
namespace {

// Models that also read images keep the text model below a name of its own.
constexpr std::pair<std::string_view, std::string_view> kWrappers[] = {
    {"language_model.model.", "model."},
    {"language_model.lm_head.", "lm_head."},
    {"model.language_model.", "model."},
};
constexpr std::string_view kImagePrefixes[] = {"vision_tower.", "multi_modal_projector.",
                                               "model.vision_tower.",
                                               "model.multi_modal_projector."};

void keep_text_model(std::vector<StoredTensor>& tensors) {
    for (StoredTensor& tensor : tensors) {
        for (const auto& [wrapped, plain] : kWrappers) {
            if (!tensor.name.starts_with(wrapped)) continue;
            tensor.name.replace(0, wrapped.size(), plain);
            break;
        }
    }
    std::erase_if(tensors, [](const StoredTensor& tensor) {
        return std::any_of(
            std::begin(kImagePrefixes), std::end(kImagePrefixes),
            [&](std::string_view prefix) { return tensor.name.starts_with(prefix); });
    });
}

}  // namespace

Result<ModelFiles> open_hf_directory(const std::string& path, const FileViewOptions& options) {
    const FileViewOptions small = small_file(options, kMaxDirectoryJsonBytes);
    auto config = FileView::open(join_path(path, "config.json"), small);
    if (!config.ok()) {
        return config.status().with_context("a model directory needs its config.json");
    }
    MST_ASSIGN(const FileView generation,
               open_optional(join_path(path, "generation_config.json"), small));
    ModelFiles files;
    MST_ASSIGN(files.config, parse_hf_config(text_of(config.value()), text_of(generation)));
    MST_TRY(read_accessories(path, options, &files));
    MST_ASSIGN(const QuantOptions quantisation,
               parse_quantisation(text_of(config.value()), "config.json"));
    MST_ASSIGN(std::vector<StoredTensor> stored,
               read_weights(path, "model", options, &files.weights));
    keep_text_model(stored);
    stored = split_hf_experts(std::move(stored), files.config.expert_count);
    MST_ASSIGN(std::vector<StoredTensor> tensors, merge_quantised(std::move(stored), quantisation));
    MST_ASSIGN(files.tensors, TensorTable::make(std::move(tensors)));
    return files;
}

}  // namespace minstrel
