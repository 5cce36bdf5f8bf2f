#include "runtime/model/stored_tensor.h"

#include <algorithm>
#include <utility>

namespace minstrel {

std::string shape_text(std::span<const uint64_t> shape) {
    std::string text = "[";
    for (size_t index = 0; index < shape.size(); ++index) {
        if (index > 0) text += ", ";
        text += std::to_string(shape[index]);
    }
    return text + "]";
}

Result<TensorTable> TensorTable::make(std::vector<StoredTensor> tensors) {
    const auto by_name = [](const StoredTensor& a, const StoredTensor& b) {
        return a.name < b.name;
    };
    std::sort(tensors.begin(), tensors.end(), by_name);
    const auto same_name = [](const StoredTensor& a, const StoredTensor& b) {
        return a.name == b.name;
    };
    const auto twin = std::adjacent_find(tensors.begin(), tensors.end(), same_name);
    if (twin != tensors.end()) {
        return error(Code::kBadFormat, "the tensor '%.200s' occurs twice", twin->name.c_str());
    }
    TensorTable table;
    table.tensors_ = std::move(tensors);
    return table;
}

const StoredTensor* TensorTable::find(std::string_view name) const {
    const auto below = [](const StoredTensor& tensor, std::string_view wanted) {
        return tensor.name < wanted;
    };
    const auto place = std::lower_bound(tensors_.begin(), tensors_.end(), name, below);
    return place != tensors_.end() && place->name == name ? &*place : nullptr;
}

}  // namespace minstrel
