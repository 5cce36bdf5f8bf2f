// One block of memory from the engine's allocator, and overflow-safe sums of sizes that are carved
// from such blocks. Owned by a device model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <utility>

#include "kernels/backend.h"

namespace minstrel::kernels {

inline constexpr size_t kBlockAlignment = 64;

class DeviceBlock {
  public:
    DeviceBlock() = default;
    // Empty when the allocator refuses; a block of 0 bytes is never allocated.
    DeviceBlock(const DeviceAllocator& allocator, size_t bytes) : allocator_(allocator) {
        if (bytes == 0) return;
        data_ = allocator_.allocate != nullptr
                    ? allocator_.allocate(allocator_.user, bytes, kBlockAlignment)
                    : ::operator new(bytes, std::align_val_t(kBlockAlignment), std::nothrow);
        bytes_ = data_ != nullptr ? bytes : 0;
    }
    DeviceBlock(DeviceBlock&& other) noexcept { swap(other); }
    DeviceBlock& operator=(DeviceBlock&& other) noexcept {
        swap(other);
        return *this;
    }
    ~DeviceBlock() {
        if (data_ == nullptr) return;
        if (allocator_.allocate != nullptr) {
            allocator_.release(allocator_.user, data_, bytes_);
        } else {
            ::operator delete(data_, std::align_val_t(kBlockAlignment));
        }
    }

    size_t bytes() const { return bytes_; }
    template <class T>
    T* at(size_t offset) const {
        return reinterpret_cast<T*>(static_cast<std::byte*>(data_) + offset);
    }

  private:
    void swap(DeviceBlock& other) {
        std::swap(allocator_, other.allocator_);
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
    }

    DeviceAllocator allocator_;
    void* data_ = nullptr;
    size_t bytes_ = 0;
};

// Adds up aligned parts of a block. After an overflow `ok` stays false.
class BlockLayout {
  public:
    // Reserves a * b * c elements of `element_bytes` and returns their offset.
    size_t add(size_t element_bytes, size_t a, size_t b = 1, size_t c = 1) {
        size_t bytes = element_bytes;
        for (size_t factor : {a, b, c}) {
            if (factor != 0 && bytes > kMaxBytes / factor) ok_ = false;
            bytes *= factor;
        }
        bytes = (bytes + kBlockAlignment - 1) / kBlockAlignment * kBlockAlignment;
        const size_t offset = bytes_;
        if (!ok_ || bytes > kMaxBytes - bytes_) {
            ok_ = false;
            return 0;
        }
        bytes_ += bytes;
        return offset;
    }

    bool ok() const { return ok_; }
    size_t bytes() const { return bytes_; }

  private:
    static constexpr size_t kMaxBytes = std::numeric_limits<size_t>::max() / 4;

    size_t bytes_ = 0;
    bool ok_ = true;
};

}  // namespace minstrel::kernels
