// BLAKE2b with 512 bits and no key (RFC 7693): names the content of a file so that nobody can make
// another one of the same name. The digest that b2sum prints and minisign signs. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace minstrel {

class Blake2b {
  public:
    using Digest = std::array<std::byte, 64>;

    Blake2b();
    void add(std::span<const std::byte> bytes);
    // Nothing may be added afterwards.
    Digest finish();

  private:
    static constexpr size_t kBlockBytes = 128;

    void compress(const std::byte* block, bool is_last);

    std::array<uint64_t, 8> state_;
    uint64_t counted_ = 0;  // bytes compressed; files end long before 2^64
    std::array<std::byte, kBlockBytes> pending_ = {};
    size_t pending_count_ = 0;
};

}  // namespace minstrel
