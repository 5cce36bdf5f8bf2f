#include "minstrel/adapter.h"

#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/structs.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

Result<LoadAdapter> read_adapter(const mst_adapter_desc* source, void** out_user_data) {
    mst_adapter_desc desc;
    MST_TRY(read_struct(source, &desc));
    MST_TRY(check_flags(desc.flags, MST_ADAPTER_READ_BIT, "flags"));
    MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
    LoadAdapter command;
    command.model = desc.model.id;
    MST_ASSIGN(command.path, read_path(desc.path, {"path"}));
    command.read_instead_of_map = (desc.flags & MST_ADAPTER_READ_BIT) != 0;
    *out_user_data = desc.user_data;
    return command;
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_adapter_load(mst_engine* engine, const mst_adapter_desc* desc,
                            mst_adapter* out_adapter) {
    return guarded("mst_adapter_load", [&]() -> Result<mst_result> {
        MST_TRY(require(out_adapter, "out_adapter"));
        out_adapter->id = 0;
        MST_TRY(check_engine(engine));
        void* user_data = nullptr;
        MST_ASSIGN(LoadAdapter command, read_adapter(desc, &user_data));
        MST_ASSIGN(out_adapter->id, engine->engine->load_adapter(std::move(command), user_data));
        return MST_OK;
    });
}

mst_result mst_adapter_unload(mst_engine* engine, mst_adapter adapter) {
    return guarded("mst_adapter_unload", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->unload_adapter(adapter.id));
        return MST_OK;
    });
}

mst_result mst_adapter_query(mst_engine* engine, mst_adapter adapter, mst_adapter_info* out_info) {
    return guarded("mst_adapter_query", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_output(out_info));
        mst_adapter_info info = MST_ADAPTER_INFO_INIT;
        write_struct(info, out_info);
        MST_ASSIGN(const std::shared_ptr<const AdapterInfo> known,
                   engine->engine->adapter_info(adapter.id));
        if (known == nullptr) return MST_NOT_READY;
        info.rank = known->rank;
        info.name = mst_text{known->name.data(), known->name.size()};
        info.parameter_count = known->parameter_count;
        info.bytes = known->bytes;
        info.device_bytes = known->device_bytes;
        info.matrix_count = known->matrix_count;
        write_struct(info, out_info);
        return MST_OK;
    });
}
