// Arithmetic on numbers that came from a file: it remembers that it wrapped, so a chain of
// operations is tested once, at its end. Values; any thread.
#pragma once

#include <cstdint>
#include <limits>

namespace minstrel {

class CheckedU64 {
  public:
    constexpr CheckedU64(uint64_t value) : value_(value) {}  // NOLINT(google-explicit-constructor)

    constexpr bool ok() const { return ok_; }
    // Meaningful only when ok().
    constexpr uint64_t value() const { return value_; }
    constexpr bool equals(uint64_t other) const { return ok_ && value_ == other; }

    friend constexpr CheckedU64 operator+(CheckedU64 a, CheckedU64 b) {
        const bool fits = a.value_ <= std::numeric_limits<uint64_t>::max() - b.value_;
        return CheckedU64(a.value_ + b.value_, a.ok_ && b.ok_ && fits);
    }
    friend constexpr CheckedU64 operator*(CheckedU64 a, CheckedU64 b) {
        const bool fits =
            b.value_ == 0 || a.value_ <= std::numeric_limits<uint64_t>::max() / b.value_;
        return CheckedU64(a.value_ * b.value_, a.ok_ && b.ok_ && fits);
    }

    // The next multiple of `alignment`, a power of two.
    constexpr CheckedU64 aligned_up(uint64_t alignment) const {
        const CheckedU64 sum = *this + CheckedU64(alignment - 1);
        return CheckedU64(sum.value_ & ~(alignment - 1), sum.ok_);
    }

  private:
    constexpr CheckedU64(uint64_t value, bool ok) : value_(value), ok_(ok) {}

    uint64_t value_;
    bool ok_ = true;
};

// Whether [offset, offset + bytes) lies inside [0, total).
constexpr bool extent_fits(uint64_t offset, uint64_t bytes, uint64_t total) {
    return offset <= total && bytes <= total - offset;
}

}  // namespace minstrel
