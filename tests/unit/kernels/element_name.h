// What tests call the forms of weights.
#pragma once

#include "kernels/tensor.h"

namespace minstrel::kernels {

inline const char* name_of(ElementType type) {
    switch (type) {
        case ElementType::kF32:
            return "f32";
        case ElementType::kBF16:
            return "bf16";
        case ElementType::kInt8:
            return "int8";
        case ElementType::kInt4:
            return "int4";
    }
    return "";
}

}  // namespace minstrel::kernels
