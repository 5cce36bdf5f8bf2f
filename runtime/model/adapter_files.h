// The files of an adapter, in any of the forms that are read. Used while one is loaded; one thread.
#pragma once

#include <string>
#include <vector>

#include "runtime/core/file_view.h"
#include "runtime/core/status.h"
#include "runtime/model/adapter_scaling.h"
#include "runtime/model/stored_tensor.h"
#include "runtime/model/tensor_roles.h"

namespace minstrel {

struct AdapterFiles {
    FileView file;
    std::vector<StoredTensor> tensors;  // they borrow `file`
    TensorNaming naming = TensorNaming::kHuggingFace;
    AdapterScaling scaling;
    std::string name;
};

// `options` are used for the tensors; small files are always read.
Result<AdapterFiles> open_adapter_files(const std::string& path, const FileViewOptions& options);

}  // namespace minstrel
