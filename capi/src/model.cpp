#include "minstrel/model.h"

#include <algorithm>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/structs.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

Result<LoadModel> read_model(const mst_model_desc* source, void** out_user_data) {
    mst_model_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_flags(desc.flags, MST_MODEL_READ_BIT | MST_MODEL_DESCRIBE_BIT, "flags"));
    LoadModel command;
    MST_ASSIGN(command.path, read_path(desc.path, {"path"}));
    command.context_tokens = desc.context_tokens;
    command.read_instead_of_map = (desc.flags & MST_MODEL_READ_BIT) != 0;
    command.describe_only = (desc.flags & MST_MODEL_DESCRIBE_BIT) != 0;
    command.kv_bytes = desc.kv_bytes;
    TextReader texts;
    MST_ASSIGN(command.chat_format, texts.read(desc.chat_format, {"chat_format"}));
    const uint32_t kv_type = enum_bits(desc.kv_type);
    MST_TRY(check_enum(kv_type, MST_KV_DEFAULT, MST_KV_INT8, {"kv_type"}));
    MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
    MST_TRY(check_reserved(desc.reserved1, {"reserved1"}));
    command.kv_type = kv_type;
    static_assert(LoadModel::kNoGpuLayers == MST_NO_GPU_LAYERS);
    command.max_gpu_layers = desc.max_gpu_layers;
    *out_user_data = desc.user_data;
    return command;
}

mst_text lend(const std::string& text) {
    return mst_text{text.data(), text.size()};
}

// Text is lent by `from`, which the engine keeps until the model is unloaded.
void fill(const ModelInfo& from, mst_model_info* to) {
    to->context_tokens = from.context_tokens;
    to->name = lend(from.name);
    to->architecture = lend(from.architecture);
    to->weight_format = lend(from.weight_format);
    to->chat_format = lend(from.chat_format);
    to->licence = lend(from.licence);
    to->parameter_count = from.parameter_count;
    to->file_bytes = from.file_bytes;
    to->weight_bytes = from.weight_bytes;
    to->kv_bytes_per_token = from.kv_bytes_per_token;
    to->layer_count = from.layer_count;
    to->dim = from.dim;
    to->hidden_dim = from.hidden_dim;
    to->head_count = from.head_count;
    to->kv_head_count = from.kv_head_count;
    to->head_dim = from.head_dim;
    to->vocab_size = from.vocab_size;
    to->sliding_window = from.sliding_window;
    to->rope_theta = from.rope_theta;
    to->windowed_layer_count = from.windowed_layer_count;
    to->expert_count = from.expert_count;
    to->experts_per_token = from.experts_per_token;
    to->rope_original_tokens = from.rope_original_tokens;
    to->rope_factor = from.rope_factor;
    to->query_scale = from.query_scale;
    to->kv_page_tokens = from.kv_page_tokens;
    to->chat_template = static_cast<mst_chat_template>(from.chat_template);  // the same numbers
    to->mapped_bytes = from.mapped_bytes;
    to->own_bytes = from.own_bytes;
    to->workspace_bytes = from.workspace_bytes;
    to->prefix_count = from.prefix_count;
    to->prefix_bytes = from.prefix_bytes;
    to->gpu_layer_count = from.gpu_layer_count;
    static_assert(ModelInfo::kKvTypes <= MST_KV_TYPE_CAPACITY);
    std::copy(from.kv_page_bytes.begin(), from.kv_page_bytes.end(), to->kv_page_bytes);
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_model_load(mst_engine* engine, const mst_model_desc* desc, mst_model* out_model) {
    return guarded("mst_model_load", [&]() -> Result<mst_result> {
        MST_TRY(require(out_model, "out_model"));
        out_model->id = 0;
        MST_TRY(check_engine(engine));
        void* user_data = nullptr;
        MST_ASSIGN(LoadModel command, read_model(desc, &user_data));
        MST_ASSIGN(out_model->id, engine->engine->load_model(std::move(command), user_data));
        return MST_OK;
    });
}

mst_result mst_model_unload(mst_engine* engine, mst_model model) {
    return guarded("mst_model_unload", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->unload_model(model.id));
        return MST_OK;
    });
}

mst_result mst_model_query(mst_engine* engine, mst_model model, mst_model_info* out_info) {
    return guarded("mst_model_query", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_output(out_info));
        mst_model_info info = MST_MODEL_INFO_INIT;
        write_struct(info, out_info);
        MST_ASSIGN(const std::shared_ptr<const ModelInfo> known,
                   engine->engine->model_info(model.id));
        if (known == nullptr) return MST_NOT_READY;
        fill(*known, &info);
        write_struct(info, out_info);
        return MST_OK;
    });
}
