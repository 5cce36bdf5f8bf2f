#include "runtime/model/mistral_directory.h"

#include <algorithm>
#include <utility>

#include "runtime/model/directory_files.h"
#include "runtime/model/quantised_linear.h"

namespace minstrel {
namespace {

constexpr const char* kFile = "params.json";

constexpr std::string_view kImagePrefixes[] = {"vision_encoder.", "vision_language_adapter.",
                                               "patch_merger.", "pre_mm_projector_norm."};

// What images need has no part in text.
bool is_of_images(const StoredTensor& tensor) {
    return std::any_of(std::begin(kImagePrefixes), std::end(kImagePrefixes),
                       [&](std::string_view prefix) { return tensor.name.starts_with(prefix); });
}

}  // namespace

Result<ModelFiles> open_mistral_directory(const std::string& path, const FileViewOptions& options) {
    MST_ASSIGN(const FileView params,
               FileView::open(join_path(path, kFile), small_file(options, kMaxDirectoryJsonBytes)));
    ModelFiles files;
    files.naming = TensorNaming::kMistral;
    MST_ASSIGN(files.config, parse_mistral_params(text_of(params)));
    MST_TRY(read_accessories(path, options, &files));
    if (file_exists(join_path(path, "consolidated.00.pth"), options.hooks)) {
        return error(Code::kUnsupported,
                     "'%s' holds its weights in consolidated.00.pth, a form that runs programs; "
                     "use a release with consolidated.safetensors",
                     path.c_str());
    }
    MST_ASSIGN(const QuantOptions quantisation, parse_quantisation(text_of(params), kFile));
    MST_ASSIGN(std::vector<StoredTensor> stored,
               read_weights(path, "consolidated", options, &files.weights));
    MST_ASSIGN(std::vector<StoredTensor> tensors, merge_quantised(std::move(stored), quantisation));
    std::erase_if(tensors, is_of_images);
    MST_ASSIGN(files.tensors, TensorTable::make(std::move(tensors)));
    return files;
}

}  // namespace minstrel
