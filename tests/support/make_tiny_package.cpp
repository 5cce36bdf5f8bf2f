// Writes the tiny package, beside it the directory it is made from and an adapter of it, for tests
// of programs.
#include <cstdio>
#include <string>

#include "tests/support/tiny_adapter.h"
#include "tests/support/tiny_model.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: make_tiny_package FILE.mst\n", stderr);
        return 2;
    }
    minstrel::testing::TinyModelOptions options;
    options.max_positions = 2048;  // personas are long in a vocabulary of 512 pieces
    const std::string error = minstrel::testing::write_tiny_package(argv[1], options);
    minstrel::testing::write_tiny_adapter(std::string(argv[1]) + ".adapter", options);
    if (!error.empty()) std::fprintf(stderr, "%s\n", error.c_str());
    return error.empty() ? 0 : 1;
}
