// Brings stored tensors to where and how the kernels read them: in the file where they lie right,
// else in memory of their own. One thread, while a model is loaded.
#pragma once

#include <span>
#include <vector>

#include "kernels/tensor.h"
#include "runtime/core/buffer.h"
#include "runtime/core/file_view.h"
#include "runtime/core/progress.h"
#include "runtime/core/status.h"
#include "runtime/model/stored_tensor.h"
#include "runtime/model/tensor_rows.h"
#include "runtime/model/tile_maker.h"

namespace minstrel {

class TensorBinder {
  public:
    // Where no large matrix can be read from the file, what is float32 is not either: then nothing
    // refers to the file afterwards, and it can be given up. What is converted is forgotten in
    // `files` on the way, so that file and tiles are never in memory together.
    TensorBinder(std::span<const TensorSource> sources, std::span<const FileView> files,
                 const Allocator& allocator, Progress& progress);

    bool needs_files() const { return lends_; }

    // float32 and bfloat16 keep their type; float16 and roles of float32 become that. What is
    // quantised becomes tiles: without loss where its blocks allow that, else of int8, see
    // rounding().
    Result<kernels::TensorView> bind(const TensorSource& source);

    // The type and size that bind() would give, of memory that must not be read, and what it would
    // take of its own, added to `own_bytes`. Blocks that may turn out not to fit four bits count as
    // if they did.
    kernels::TensorView describe(const TensorSource& source, uint64_t* own_bytes) const;

    // What the views refer to beside the files.
    std::vector<Buffer> take_converted() { return std::move(converted_); }

    // What the tiles cost.
    const RoundingError& rounding() const { return rounding_; }

  private:
    Result<kernels::TensorView> bind_tiles(const TensorSource& source);
    Result<kernels::TensorView> make_tiles(const TensorSource& source, kernels::ElementType type,
                                           RoundingError& rounding);
    Result<kernels::TensorView> copy(const StoredTensor& tensor);
    Result<kernels::TensorView> convert(const TensorSource& source);
    // Tells of so many bytes of a tensor that are done with.
    Status advance(const StoredTensor& tensor, uint64_t bytes);

    std::span<const FileView> files_;
    Allocator allocator_;
    Progress& progress_;
    bool lends_ = false;
    RoundingError rounding_;
    std::vector<Buffer> converted_;
};

}  // namespace minstrel
