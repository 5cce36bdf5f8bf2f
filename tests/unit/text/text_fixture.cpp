#include "tests/unit/text/text_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <map>
#include <sstream>

namespace minstrel::test {
namespace {

std::unique_ptr<const Tokenizer> load(std::string_view name) {
    const std::string path =
        name == "tiny" ? "tiny_tokenizer.model" : "chat/tokenizer.model." + std::string(name);
    auto loaded = Tokenizer::make(read_data(path));
    if (!loaded.ok()) {
        ADD_FAILURE() << path << ": " << loaded.status().message();
        std::abort();
    }
    return loaded.take();
}

}  // namespace

std::string read_data(const std::string& path) {
    std::ifstream file(std::string(MST_TEST_DATA "/") + path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

const Tokenizer& tokenizer(std::string_view name) {
    static std::map<std::string, std::unique_ptr<const Tokenizer>, std::less<>> loaded;
    auto found = loaded.find(name);
    if (found == loaded.end()) found = loaded.emplace(name, load(name)).first;
    return *found->second;
}

std::vector<int32_t> encode(const Tokenizer& tokenizer, std::string_view text) {
    std::vector<int32_t> ids;
    const Status status = tokenizer.encode(text, ids);
    EXPECT_TRUE(status.ok()) << status.message();
    return ids;
}

std::string decode(const Tokenizer& tokenizer, const std::vector<int32_t>& ids) {
    auto text = tokenizer.decode(ids);
    EXPECT_TRUE(text.ok()) << text.status().message();
    return text.ok() ? text.take() : std::string();
}

std::string repeated(std::string_view unit, size_t bytes) {
    std::string text;
    text.reserve(bytes);
    while (text.size() + unit.size() <= bytes) text += unit;
    return text;
}

double best_cpu_ms(const Tokenizer& tokenizer, const std::string& text) {
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
        std::vector<int32_t> ids;
        const std::clock_t start = std::clock();
        EXPECT_TRUE(tokenizer.encode(text, ids).ok());
        const std::clock_t end = std::clock();
        best = std::min(best, 1e3 * static_cast<double>(end - start) / CLOCKS_PER_SEC);
    }
    return best;
}

}  // namespace minstrel::test
