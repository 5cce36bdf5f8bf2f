// encode_lines TOKENIZER: reads JSON strings, one a line, and writes their token ids, one list a
// line. For comparisons with other programs.
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/text/tokenizer.h"
#include "tests/support/temp_directory.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: encode_lines TOKENIZER < STRINGS > IDS\n", stderr);
        return 2;
    }
    const auto tokenizer = minstrel::Tokenizer::make(minstrel::testing::read_file(argv[1]));
    if (!tokenizer.ok()) {
        std::fprintf(stderr, "%s: %s\n", argv[1], tokenizer.status().message().c_str());
        return 1;
    }
    for (std::string line; std::getline(std::cin, line);) {
        std::vector<int32_t> ids;
        const auto status =
            tokenizer.value()->encode(nlohmann::json::parse(line).get<std::string>(), ids);
        if (!status.ok()) {
            std::fprintf(stderr, "%s: %s\n", line.c_str(), status.message().c_str());
            return 1;
        }
        std::puts(nlohmann::json(ids).dump().c_str());
    }
    return 0;
}
