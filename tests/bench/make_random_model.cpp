// Writes a package of random int8 weights in the shape of a small shipping model (101 million
// weights, 112 MB), whose weights no cache holds, for `minstrel bench`. What it says is noise.
#include <cstdio>
#include <string>

#include "tests/support/tiny_model.h"

int main(int argc, char** argv) {
    const bool help = argc == 2 && std::string(argv[1]) == "--help";
    if (argc != 2 || help) {
        std::fputs("usage: make_random_model FILE.mst\n", help ? stdout : stderr);
        return help ? 0 : 2;
    }
    minstrel::testing::TinyModelOptions options;
    options.dim = 768;
    options.hidden_dim = 2048;
    options.layer_count = 16;
    options.head_count = 12;
    options.kv_head_count = 4;
    options.head_dim = 64;
    options.max_positions = 2048;
    const std::string error = minstrel::testing::write_tiny_package(argv[1], options);
    if (!error.empty()) std::fprintf(stderr, "%s\n", error.c_str());
    return error.empty() ? 0 : 1;
}
