#include "runtime/model/tile_maker.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/half.h"
#include "kernels/tiles.h"

namespace minstrel {

using kernels::kScaleGroup;
using kernels::kTileRows;
using kernels::QuantisedGroup;

TileMaker::TileMaker(const TensorSource& source, kernels::ElementType type,
                     const ErrorFeedback* feedback)
    : source_(source),
      type_(type),
      feedback_(feedback),
      groups_(source.role.cols / kScaleGroup),
      values_(source.role.cols),
      steps_(source.role.cols / kScaleGroup) {}

uint64_t TileMaker::band_bytes() const {
    return kernels::band_bytes(type_, source_.role.cols);
}

uint32_t TileMaker::band_count() const {
    return (source_.role.rows + kTileRows - 1) / kTileRows;
}

Status TileMaker::make_band(uint32_t index, std::span<std::byte> band) {
    clear_band(type_, band);
    const uint32_t first = index * kTileRows;
    const uint32_t end = std::min(source_.role.rows, first + kTileRows);
    for (uint32_t row = first; row < end; ++row) {
        if (copy_row(row, band)) continue;
        if (Status status = make_row(row, band); !status.ok()) {
            return status.with_context(source_.role.name + ", row " + std::to_string(row));
        }
    }
    return Status();
}

bool TileMaker::fits(const QuantisedGroup& group) const {
    const bool is_finite = (group.scale & 0x7C00u) != 0x7C00u;
    if (type_ == kernels::ElementType::kInt8 || !is_finite) return is_finite;
    return std::all_of(std::begin(group.q), std::end(group.q),
                       [](int8_t q) { return q >= -8 && q <= 7; });
}

// Integers as they are stored, without a way through floats.
bool TileMaker::copy_row(uint32_t row, std::span<std::byte> band) {
    if (!read_groups(source_, row, groups_)) return false;
    const auto fits_here = [this](const QuantisedGroup& group) { return fits(group); };
    if (!std::all_of(groups_.begin(), groups_.end(), fits_here)) return false;
    for (uint32_t i = 0; i < groups_.size(); ++i) {
        store_group(type_, groups_[i], row % kTileRows, i, band);
    }
    return true;
}

Status TileMaker::make_row(uint32_t row, std::span<std::byte> band) {
    read_row(source_, row, values_);
    const bool rounded =
        feedback_ != nullptr ? feedback_->round_row(type_, values_, groups_) : round_row(row);
    if (!rounded) {
        return error(Code::kBadFormat,
                     "a weight is not finite or above 8 million, which int8 and int4 cannot "
                     "express; bf16 and f32 can");
    }
    for (uint32_t i = 0; i < groups_.size(); ++i) {
        store_group(type_, groups_[i], row % kTileRows, i, band);
    }
    note_errors();
    return Status();
}

// Each group for itself: without loss where it can be, else to the nearest.
bool TileMaker::round_row(uint32_t row) {
    const bool has_steps = read_steps(source_, row, steps_);
    for (uint32_t i = 0; i < steps_.size(); ++i) {
        const auto values = std::span(values_).subspan(i * size_t{kScaleGroup}, kScaleGroup);
        const bool exact = has_steps && kernels::divide_group(type_, values, steps_[i], groups_[i]);
        if (!exact && !kernels::quantise_group(type_, values, groups_[i])) return false;
    }
    return true;
}

void TileMaker::note_errors() {
    for (size_t i = 0; i < values_.size(); ++i) {
        const QuantisedGroup& group = groups_[i / kScaleGroup];
        const float scale = kernels::float_from_f16(group.scale);
        rounding_.note(values_[i], static_cast<float>(group.q[i % kScaleGroup]) * scale);
    }
}

}  // namespace minstrel
