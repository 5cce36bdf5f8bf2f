#include "runtime/model/adapter_tensors.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/model/element.h"

namespace minstrel {
namespace {

using kernels::Adapted;
using kernels::LayerWeights;
using kernels::TensorView;

constexpr std::pair<TensorView LayerWeights::*, Adapted> kSlots[] = {
    {&LayerWeights::wq, Adapted::kQuery},    {&LayerWeights::wk, Adapted::kKey},
    {&LayerWeights::wv, Adapted::kValue},    {&LayerWeights::wo, Adapted::kOutput},
    {&LayerWeights::w_gate, Adapted::kGate}, {&LayerWeights::w_up, Adapted::kUp},
    {&LayerWeights::w_down, Adapted::kDown},
};

struct Ending {
    std::string_view text;
    bool is_b;
};
constexpr Ending kGgufEndings[] = {{".lora_a", false}, {".lora_b", true}};
// Some programs leave the name that an adapter has in memory.
constexpr Ending kEndings[] = {{".lora_A.weight", false},
                               {".lora_B.weight", true},
                               {".lora_A.default.weight", false},
                               {".lora_B.default.weight", true}};

// What PEFT and models that also read images put in front.
constexpr std::string_view kPeftPrefix = "base_model.model.";
constexpr std::pair<std::string_view, std::string_view> kWrappers[] = {
    {"language_model.model.", "model."},
    {"model.language_model.", "model."},
    {"layers.", "model.layers."},
};

struct FactorName {
    std::string module;   // as the settings name it
    std::string changed;  // the matrix as tensor_roles names it
    bool is_b = false;
};

// False for a tensor that is no factor.
bool split_name(std::string_view name, TensorNaming naming, FactorName* out) {
    const bool is_gguf = naming == TensorNaming::kGguf;
    const std::span<const Ending> endings =
        is_gguf ? std::span<const Ending>(kGgufEndings) : std::span<const Ending>(kEndings);
    const auto ending = std::ranges::find_if(
        endings, [&](const Ending& candidate) { return name.ends_with(candidate.text); });
    if (ending == endings.end()) return false;
    name.remove_suffix(ending->text.size());
    out->is_b = ending->is_b;
    if (naming == TensorNaming::kHuggingFace && name.starts_with(kPeftPrefix)) {
        name.remove_prefix(kPeftPrefix.size());
    }
    out->module = name;
    out->changed = name;
    if (is_gguf) return true;
    out->changed += ".weight";
    if (naming == TensorNaming::kMistral) return true;
    for (const auto& [wrapped, plain] : kWrappers) {
        if (!name.starts_with(wrapped)) continue;
        out->changed.replace(0, wrapped.size(), plain);
        break;
    }
    return true;
}

// The layer that a name gives, if it gives one.
bool layer_of(std::string_view name, uint32_t* out) {
    constexpr std::string_view kPlaces[] = {"blk.", "layers."};
    for (const std::string_view place : kPlaces) {
        const size_t at = name.find(place);
        if (at == std::string_view::npos) continue;
        const char* begin = name.data() + at + place.size();
        return std::from_chars(begin, name.data() + name.size(), *out).ec == std::errc();
    }
    return false;
}

Status not_to_be_changed(const StoredTensor& tensor) {
    return error(Code::kUnsupported,
                 "the tensor '%.200s' has no place in an adapter; this version computes changes of "
                 "attention and of feed-forward networks without experts",
                 tensor.name.c_str());
}

// What a factor of a matrix that is not in the model's list is about.
Status no_such_matrix(const StoredTensor& tensor, const FactorName& name,
                      const ModelConfig& config) {
    uint32_t layer = 0;
    if (!layer_of(name.changed, &layer) || layer < config.layer_count) {
        return not_to_be_changed(tensor);
    }
    return error(Code::kBadFormat,
                 "the tensor '%.200s' is of layer %u, but the model has %u layers; the adapter was "
                 "made for another model",
                 tensor.name.c_str(), layer, config.layer_count);
}

Status wrong_shape(const StoredTensor& tensor, const std::string& wanted) {
    return error(Code::kBadFormat,
                 "the tensor '%.200s' has the shape %s; the model asks for %s, so the adapter was "
                 "made for another one",
                 tensor.name.c_str(), shape_text(tensor.shape).c_str(), wanted.c_str());
}

Status check_type(const StoredTensor& tensor) {
    if (tensor.decoder != nullptr || element_bytes(tensor.type) != 0) return Status();
    return error(Code::kUnsupported,
                 "the tensor '%.200s' has the element type %s, which this version does not read "
                 "there",
                 tensor.name.c_str(), tensor.type_name.c_str());
}

// A matrix of the model, and what the adapter has of it.
struct Slot {
    const TensorRole* role = nullptr;
    Adapted matrix = Adapted::kQuery;
    std::string module;
    const StoredTensor* a = nullptr;
    const StoredTensor* b = nullptr;
};

class Matcher {
  public:
    Matcher(const AdapterFiles& files, const ModelConfig& config)
        : files_(files), config_(config), roles_(tensor_roles(config, files.naming)) {
        for (const TensorRole& role : roles_) by_name_.emplace(role.stored_name, &role);
    }

    Status add(const StoredTensor& tensor) {
        FactorName name;
        if (!split_name(tensor.name, files_.naming, &name)) return not_to_be_changed(tensor);
        const auto role = by_name_.find(name.changed);
        if (role == by_name_.end()) return no_such_matrix(tensor, name, config_);
        const auto place = std::ranges::find_if(
            kSlots, [&](const auto& slot) { return slot.first == role->second->layer_slot; });
        if (place == std::end(kSlots)) return not_to_be_changed(tensor);
        Slot& slot = slots_[{role->second->layer, place->second}];
        slot.role = role->second;
        slot.matrix = place->second;
        slot.module = std::move(name.module);
        const StoredTensor*& factor = name.is_b ? slot.b : slot.a;
        if (factor != nullptr) {
            return error(Code::kBadFormat, "the tensors '%.200s' and '%.200s' are the same factor",
                         factor->name.c_str(), tensor.name.c_str());
        }
        factor = &tensor;
        return check_type(tensor);
    }

    Result<std::vector<AdapterMatrix>> finish() const {
        std::vector<AdapterMatrix> matrices;
        for (const auto& [place, slot] : slots_) {
            MST_ASSIGN(AdapterMatrix matrix, finish(slot));
            matrices.push_back(std::move(matrix));
        }
        if (matrices.empty()) return error(Code::kBadFormat, "the adapter changes no matrix");
        return matrices;
    }

  private:
    Result<AdapterMatrix> finish(const Slot& slot) const {
        if (slot.a == nullptr || slot.b == nullptr) {
            const StoredTensor& there = slot.a != nullptr ? *slot.a : *slot.b;
            return error(Code::kBadFormat,
                         "the tensor '%.200s' has no partner: factor %s is missing",
                         there.name.c_str(), slot.a != nullptr ? "B" : "A");
        }
        const TensorRole& role = *slot.role;
        const std::vector<uint64_t>& shape = slot.a->shape;
        if (shape.size() != 2 || shape[1] != role.cols) {
            return wrong_shape(*slot.a, "[rank, " + std::to_string(role.cols) + "]");
        }
        if (shape[0] == 0 || shape[0] > kernels::kMaxAdapterRank) {
            return error(Code::kLimitReached,
                         "the tensor '%.200s' has the shape %s; ranks of 1 to %u are computed",
                         slot.a->name.c_str(), shape_text(shape).c_str(), kernels::kMaxAdapterRank);
        }
        const auto rank = static_cast<uint32_t>(shape[0]);
        const std::vector<uint64_t> wanted = {role.rows, rank};
        if (slot.b->shape != wanted) return wrong_shape(*slot.b, shape_text(wanted));
        AdapterMatrix matrix;
        matrix.layer = role.layer;
        matrix.matrix = slot.matrix;
        matrix.a = {role, slot.a};
        matrix.a.role.rows = rank;
        matrix.a.role.interleaved_head = 0;
        matrix.b = {role, slot.b};
        matrix.b.role.cols = rank;
        MST_ASSIGN(matrix.scale, files_.scaling.of(slot.module, rank));
        return matrix;
    }

    const AdapterFiles& files_;
    const ModelConfig& config_;
    std::vector<TensorRole> roles_;
    std::map<std::string_view, const TensorRole*> by_name_;
    std::map<std::pair<uint32_t, Adapted>, Slot> slots_;
};

}  // namespace

Result<std::vector<AdapterMatrix>> match_adapter(const AdapterFiles& files,
                                                 const ModelConfig& config) {
    Matcher matcher(files, config);
    for (const StoredTensor& tensor : files.tensors) MST_TRY(matcher.add(tensor));
    return matcher.finish();
}

}  // namespace minstrel
