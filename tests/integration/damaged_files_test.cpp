// Model files with one bit turned over or with their end cut off: each is loaded as a host loads
// it, through the file hook. It is refused with its name and a reason, or it is a model that
// answers; the memory it takes meanwhile stays within what the file could need. By default a sample
// of the damages is tried, with MINSTREL_ALL_DAMAGES=1 every one.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>

#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_model.h"

namespace {

// What operator new and the engine's allocator have given out in this program.
std::atomic<size_t> live_bytes = 0;  // NOLINT(*-avoid-non-const-global-variables)
std::atomic<size_t> peak_bytes = 0;  // NOLINT(*-avoid-non-const-global-variables)

void count_up(size_t bytes) {
    const size_t now = live_bytes.fetch_add(bytes) + bytes;
    size_t peak = peak_bytes.load();
    while (now > peak && !peak_bytes.compare_exchange_weak(peak, now)) {
    }
}

void* counted(void* pointer) {
    if (pointer != nullptr) count_up(malloc_usable_size(pointer));
    return pointer;
}

void release(void* pointer) {
    if (pointer != nullptr) live_bytes -= malloc_usable_size(pointer);
    std::free(pointer);
}

}  // namespace

void* operator new(size_t bytes) {
    if (void* pointer = counted(std::malloc(bytes))) return pointer;
    throw std::bad_alloc();
}
void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
    return counted(std::malloc(bytes));
}
void operator delete(void* pointer) noexcept {
    release(pointer);
}
void operator delete(void* pointer, size_t) noexcept {
    release(pointer);
}
void operator delete(void* pointer, const std::nothrow_t&) noexcept {
    release(pointer);
}

namespace minstrel::testing {
namespace {

constexpr size_t kAllowance = 16u << 20;
constexpr size_t kSampleStep = 211;  // a prime, so that all bits of a byte have their turn
constexpr uint64_t kAnswerStep = 16;

// Words that name a part of a file. Values and tensors stand in quotes.
constexpr std::array kFields = {"'",
                                ".weight",
                                "the manifest",
                                "the header",
                                "the vocabulary",
                                "the file has",
                                "the version: ",
                                "the data of the tensors: ",
                                "its format has version",
                                "config.json: ",
                                "model.safetensors: ",
                                "tokenizer.model: ",
                                "tokenizer.ggml.tokens: ",
                                "the tokenizer has",
                                "chat version",
                                "the number of ",
                                "a metadata key",
                                "the name of a tensor"};

size_t damage_step() {
    return std::getenv("MINSTREL_ALL_DAMAGES") != nullptr ? 1 : kSampleStep;
}

struct HostFiles {
    std::map<std::string, std::string> files;

    mst_file_io hooks() {
        return {this, open, read, [](void*, void*) {}};
    }

    static mst_result open(void* user, mst_text path, void** out_file, uint64_t* out_size) {
        auto& files = static_cast<HostFiles*>(user)->files;
        const auto found = files.find(to_string(path));
        if (found == files.end()) return MST_ERROR_NOT_FOUND;
        *out_file = &found->second;
        *out_size = found->second.size();
        return MST_OK;
    }
    static mst_result read(void*, void* file, uint64_t offset, void* out, size_t bytes) {
        const auto& content = *static_cast<std::string*>(file);
        if (offset > content.size() || bytes > content.size() - offset) return MST_ERROR_IO;
        content.copy(static_cast<char*>(out), bytes, offset);
        return MST_OK;
    }
};

mst_allocator counting_allocator() {
    return {nullptr,
            [](void*, size_t bytes, size_t alignment, mst_memory_tag) {
                return counted(
                    std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment));
            },
            [](void*, void* pointer, size_t, mst_memory_tag) { release(pointer); }};
}

// Damages the files of one model in turn, all in one engine.
class DamagedFilesTest : public ::testing::Test {
  protected:
    DamagedFilesTest() : file_hooks_(host_.hooks()), allocator_(counting_allocator()) {
        mst_engine_desc desc = small_engine();
        desc.max_batch_rows = 16;
        desc.max_sessions = 1;
        desc.file_io = &file_hooks_;
        desc.allocator = &allocator_;
        engine_ = make_engine(desc);
    }

    // `path` is what is loaded, a file of host_.files or the directory of all.
    void damage_all(const std::string& path) {
        path_ = path;
        size_t bytes = 0;
        for (const auto& [name, content] : host_.files) bytes += content.size();
        allowed_bytes_ = bytes + kAllowance;
        load("undamaged");
        ASSERT_EQ(refused_, 0u);
        for (auto& [name, content] : host_.files) {
            flip_bits(name, content);
            cut_off(name, content);
        }
        std::printf("%s: %llu loads, %llu refused, at most %.2f MiB beside the file\n",
                    path.c_str(), static_cast<unsigned long long>(loads_),
                    static_cast<unsigned long long>(refused_),
                    static_cast<double>(worst_bytes_ - std::min(worst_bytes_, bytes)) / 0x1p20);
        EXPECT_GT(refused_, 0u);
    }

    HostFiles host_;

  private:
    void flip_bits(const std::string& name, std::string& content) {
        const size_t step = damage_step();
        for (size_t bit = 0; bit < content.size() * 8 && !HasFailure(); bit += step) {
            const auto mask = static_cast<char>(1u << bit % 8);
            content[bit / 8] = static_cast<char>(content[bit / 8] ^ mask);
            load((name + " with bit " + std::to_string(bit) + " turned over").c_str());
            content[bit / 8] = static_cast<char>(content[bit / 8] ^ mask);
        }
    }

    void cut_off(const std::string& name, std::string& content) {
        const std::string whole = content;
        for (size_t size = 0; size < whole.size() && !HasFailure(); size += damage_step()) {
            content.assign(whole, 0, size);
            load((name + " cut off after " + std::to_string(size) + " bytes").c_str());
        }
        content = whole;
    }

    // One load from call to event, and sometimes an answer.
    void load(const char* what) {
        SCOPED_TRACE(what);
        ++loads_;
        const size_t before = live_bytes;
        peak_bytes = before;
        mst_model_desc desc = MST_MODEL_DESC_INIT;
        desc.path = to_text(path_);
        desc.kv_bytes = 64u << 10;
        mst_model model = {0};
        ASSERT_EQ(mst_model_load(engine_.get(), &desc, &model), MST_OK) << last_error();
        Pump pump(engine_.get());
        const auto is_over = [&] {
            return pump.find(MST_EVENT_MODEL_READY, model) != nullptr ||
                   pump.find(MST_EVENT_MODEL_FAILED, model) != nullptr;
        };
        ASSERT_TRUE(pump.run_until(is_over));
        const size_t used = peak_bytes - before;
        worst_bytes_ = std::max(worst_bytes_, used);
        EXPECT_LE(used, allowed_bytes_);
        if (const SeenEvent* failed = pump.find(MST_EVENT_MODEL_FAILED, model)) {
            ++refused_;
            expect_reason(*failed);
            return;
        }
        if ((loads_ - refused_) % kAnswerStep == 1) expect_answer(model);
        mst_model_unload(engine_.get(), model);
    }

    // The file, and what is wrong in it: a part by its name, or the file as a whole.
    void expect_reason(const SeenEvent& failed) {
        const size_t place = failed.text.find(path_);
        ASSERT_NE(place, std::string::npos) << failed.text;
        const std::string field = failed.text.substr(place + path_.size());
        EXPECT_TRUE(std::ranges::any_of(kFields, [&](const char* name) {
            return field.find(name) != std::string::npos;
        })) << failed.text;
        EXPECT_NE(failed.event.result, MST_ERROR_INTERNAL) << failed.text;
        EXPECT_NE(failed.event.result, MST_ERROR_OUT_OF_MEMORY) << failed.text;
    }

    // Of any kind: weights that are no numbers end it with an error.
    void expect_answer(mst_model model) {
        const mst_session session = make_session(engine_.get(), model);
        const Prompt prompt("Hi", 2);
        mst_request request = {0};
        if (mst_request_submit(engine_.get(), session, &prompt.desc, &request) != MST_OK) return;
        Pump pump(engine_.get());
        EXPECT_TRUE(pump.run_until_terminal(request));
    }

    mst_file_io file_hooks_;
    mst_allocator allocator_;
    EnginePointer engine_;
    std::string path_;
    size_t allowed_bytes_ = 0;
    size_t worst_bytes_ = 0;
    uint64_t loads_ = 0;
    uint64_t refused_ = 0;
};

TinyModelOptions one_layer() {
    TinyModelOptions options;
    options.hidden_dim = 32;
    options.layer_count = 1;
    options.head_count = 1;
    options.kv_head_count = 1;
    options.head_dim = 32;
    return options;
}

TEST_F(DamagedFilesTest, package) {
    const TempDirectory temp;
    ASSERT_EQ(write_tiny_package(temp / "tiny.mst", one_layer()), "");
    host_.files["tiny.mst"] = read_file(temp / "tiny.mst");
    damage_all("tiny.mst");
}

TEST_F(DamagedFilesTest, gguf) {
    host_.files["tiny.gguf"] = read_file(MST_TEST_DATA "/gguf/tekken_q8_0.gguf");
    damage_all("tiny.gguf");
}

TEST_F(DamagedFilesTest, safetensors_directory) {
    const TempDirectory temp;
    write_tiny_directory(temp / "tiny", one_layer());
    for (const char* name : {"config.json", "model.safetensors", "tokenizer.model"}) {
        host_.files[std::string("tiny/") + name] = read_file(temp / "tiny" + "/" + name);
    }
    damage_all("tiny");
}

}  // namespace
}  // namespace minstrel::testing
