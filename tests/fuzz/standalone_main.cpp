// Runs a fuzz target without a fuzzing engine, so that every compiler replays its corpus: all seed
// files as they are, then seeded mutations of them. The same arguments give the same inputs.
//
//   NAME COUNT [--keep FILE] SEED_FILE_OR_DIRECTORY...
//
// `--keep` writes each input to FILE before it is run, so the one that crashes is there afterwards.
#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

using Input = std::vector<uint8_t>;

// splitmix64
class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}

    uint64_t next() {
        state_ += 0x9E3779B97F4A7C15u;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    // 0 to limit - 1; 0 when the limit is 0.
    size_t below(size_t limit) { return limit == 0 ? 0 : static_cast<size_t>(next() % limit); }

  private:
    uint64_t state_;
};

class Mutator {
  public:
    Mutator(const std::vector<Input>& seeds, uint64_t seed) : seeds_(seeds), random_(seed) {}

    Input make() {
        Input input = seeds_[random_.below(seeds_.size())];
        for (size_t count = 1 + random_.below(4); count > 0; --count) mutate(input);
        return input;
    }

  private:
    void mutate(Input& input) {
        switch (random_.below(8)) {
            case 0:
            case 1:
                return flip_bit(input);
            case 2:
            case 3:
                return overwrite_number(input);
            case 4:
                return erase(input);
            case 5:
                return repeat(input);
            case 6:
                return splice(input);
            default:
                input.resize(place(input));
        }
    }

    // Formats keep their structure at the ends, so half of the places are there.
    size_t place(const Input& input) {
        constexpr size_t kEnd = 512;
        const size_t size = input.size();
        switch (random_.below(4)) {
            case 0:
                return random_.below(std::min(size, kEnd));
            case 1:
                return size - std::min(size, 1 + random_.below(kEnd));
            default:
                return random_.below(size);
        }
    }

    void flip_bit(Input& input) {
        if (!input.empty()) input[place(input)] ^= static_cast<uint8_t>(1u << random_.below(8));
    }

    // Numbers at which sizes, counts and signs go wrong.
    void overwrite_number(Input& input) {
        static constexpr uint64_t kEdges[] = {0,
                                              1,
                                              2,
                                              0x7F,
                                              0x80,
                                              0xFF,
                                              0x7FFF,
                                              0xFFFF,
                                              0x7FFFFFFF,
                                              0x80000000,
                                              0xFFFFFFFF,
                                              0x100000000,
                                              0x7FFFFFFFFFFFFFFF,
                                              0x8000000000000000,
                                              0xFFFFFFFFFFFFFFFF};
        uint64_t value = kEdges[random_.below(std::size(kEdges))];
        if (random_.below(4) == 0) value = input.size() + random_.below(16) - 8;
        const size_t width = size_t{1} << random_.below(4);
        const size_t first = place(input);
        if (first + width <= input.size()) std::memcpy(input.data() + first, &value, width);
    }

    void erase(Input& input) {
        const size_t first = place(input);
        const size_t count = std::min(input.size() - first, 1 + random_.below(64));
        const auto begin = input.begin() + static_cast<std::ptrdiff_t>(first);
        input.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    }

    void repeat(Input& input) {
        const size_t first = place(input);
        const size_t count = std::min(input.size() - first, 1 + random_.below(64));
        const auto begin = input.begin() + static_cast<std::ptrdiff_t>(first);
        const Input part(begin, begin + static_cast<std::ptrdiff_t>(count));
        input.insert(begin, part.begin(), part.end());
    }

    // The first part of this input, then the last part of another.
    void splice(Input& input) {
        const Input& other = seeds_[random_.below(seeds_.size())];
        input.resize(place(input));
        input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(place(other)),
                     other.end());
    }

    const std::vector<Input>& seeds_;
    Random random_;
};

Input read_input(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void add_seeds(const std::filesystem::path& path, std::vector<Input>& seeds) {
    if (!std::filesystem::is_directory(path)) {
        seeds.push_back(read_input(path));
        return;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());  // the order of a directory is no order
    for (const auto& file : files) seeds.push_back(read_input(file));
}

void run(const Input& input, const char* keep) {
    if (keep != nullptr) {
        std::ofstream file(keep, std::ios::binary | std::ios::trunc);
        file.write(reinterpret_cast<const char*>(input.data()),
                   static_cast<std::streamsize>(input.size()));
    }
    // A block of exactly this size, so that sanitizers notice a read beyond it.
    std::vector<uint8_t> exact(input);
    exact.shrink_to_fit();
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int argument_count, char** arguments) {
    const char* keep = nullptr;
    std::vector<Input> seeds;
    for (int i = 2; i < argument_count; ++i) {
        if (std::strcmp(arguments[i], "--keep") == 0 && i + 1 < argument_count) {
            keep = arguments[++i];
        } else {
            add_seeds(arguments[i], seeds);
        }
    }
    const uint64_t count = argument_count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 0;
    if (seeds.empty() ||
        std::all_of(seeds.begin(), seeds.end(), [](const Input& seed) { return seed.empty(); })) {
        std::fprintf(stderr, "usage: %s COUNT [--keep FILE] SEED_FILE_OR_DIRECTORY...\n",
                     arguments[0]);
        return 2;
    }
    for (const Input& seed : seeds) run(seed, keep);
    run({}, keep);
    Mutator mutator(seeds, 1);
    for (uint64_t i = 0; i < count; ++i) run(mutator.make(), keep);
    std::printf("%zu seeds and %" PRIu64 " mutations\n", seeds.size(), count);
    return 0;
}
