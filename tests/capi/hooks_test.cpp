// The host's hooks: memory that balances to zero, memory that runs out, the log, files out of an
// archive, and hooks that misbehave.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

// Counts, checks each free against its allocation, and fails from the n-th allocation on.
class HostMemory {
  public:
    explicit HostMemory(uint64_t allowed = UINT64_MAX) : allowed_(allowed) {}
    ~HostMemory() {
        for (const auto& [pointer, block] : blocks_) std::free(pointer);
    }

    mst_allocator hooks() { return {this, allocate, release}; }

    uint64_t allocations() const { return allocations_; }
    size_t live_blocks() const { return blocks_.size(); }
    uint64_t live_bytes(mst_memory_tag tag) const {
        uint64_t bytes = 0;
        for (const auto& [pointer, block] : blocks_) {
            if (block.tag == tag) bytes += block.bytes;
        }
        return bytes;
    }
    std::mutex& mutex() { return mutex_; }

  private:
    struct Block {
        size_t bytes;
        mst_memory_tag tag;
    };

    static void* allocate(void* user, size_t bytes, size_t alignment, mst_memory_tag tag) {
        auto& self = *static_cast<HostMemory*>(user);
        const std::lock_guard lock(self.mutex_);
        if (self.allocations_++ >= self.allowed_) return nullptr;
        EXPECT_EQ(alignment & (alignment - 1), 0u);
        void* pointer = nullptr;
        if (posix_memalign(&pointer, std::max(alignment, sizeof(void*)), bytes) != 0) {
            return nullptr;
        }
        std::memset(pointer, 0xCD, bytes);  // nobody may expect zeros
        self.blocks_[pointer] = {bytes, tag};
        return pointer;
    }

    static void release(void* user, void* pointer, size_t bytes, mst_memory_tag tag) {
        auto& self = *static_cast<HostMemory*>(user);
        const std::lock_guard lock(self.mutex_);
        const auto found = self.blocks_.find(pointer);
        ASSERT_NE(found, self.blocks_.end()) << "freed what was not allocated";
        EXPECT_EQ(found->second.bytes, bytes);
        EXPECT_EQ(found->second.tag, tag);
        self.blocks_.erase(found);
        std::free(pointer);
    }

    std::mutex mutex_;
    std::map<void*, Block> blocks_;
    uint64_t allocations_ = 0;
    uint64_t allowed_;
};

class HooksTest : public EngineTest {
  protected:
    void SetUp() override {}  // each test makes its own engine

    // One answer with an engine of `desc`; false when a step of it failed with an error.
    bool talk(const mst_engine_desc& desc) {
        mst_engine* raw = nullptr;
        if (mst_engine_create(&desc, &raw) != MST_OK) return false;
        const EnginePointer engine(raw);
        mst_model_desc model_desc = MST_MODEL_DESC_INIT;
        model_desc.path = to_text(package_path());
        model_desc.flags = MST_MODEL_READ_BIT;
        mst_model model = {0};
        if (mst_model_load(raw, &model_desc, &model) != MST_OK) return false;
        mst_session_desc session_desc = MST_SESSION_DESC_INIT;
        session_desc.model = model;
        mst_session session = {0};
        if (mst_session_create(raw, &session_desc, &session) != MST_OK) return false;
        const Prompt prompt("Hello", 4);
        mst_request request = {0};
        const mst_result submitted = mst_request_submit(raw, session, &prompt.desc, &request);
        if (submitted != MST_OK) return false;
        Pump pump(raw);
        EXPECT_TRUE(pump.run_until_terminal(request)) << last_error();
        const SeenEvent* end = pump.terminal(request);
        return end != nullptr && end->event.type == MST_EVENT_DONE;
    }
};

TEST_F(HooksTest, all_memory_is_given_back_at_destroy) {
    HostMemory memory;
    const mst_allocator hooks = memory.hooks();
    mst_engine_desc desc = small_engine();
    desc.allocator = &hooks;
    ASSERT_TRUE(talk(desc));
    EXPECT_GT(memory.allocations(), 3u) << "the allocator is hardly used";
    EXPECT_EQ(memory.live_blocks(), 0u);
}

TEST_F(HooksTest, statistics_agree_with_the_allocator) {
    HostMemory memory;
    const mst_allocator hooks = memory.hooks();
    mst_engine_desc desc = small_engine();
    desc.allocator = &hooks;
    restart(desc);
    wait_for_model();
    const mst_engine_stats stats = stats_of(engine_.get());
    {
        const std::lock_guard lock(memory.mutex());
        EXPECT_EQ(stats.memory_bytes[MST_MEMORY_KV], memory.live_bytes(MST_MEMORY_KV));
        EXPECT_EQ(stats.memory_bytes[MST_MEMORY_WORKSPACE],
                  memory.live_bytes(MST_MEMORY_WORKSPACE));
        EXPECT_GT(stats.memory_bytes[MST_MEMORY_KV], 0u);
    }
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK);
    EXPECT_TRUE(wait_without_polling([&] {
        const mst_engine_stats now = stats_of(engine_.get());
        return now.memory_bytes[MST_MEMORY_KV] == 0 && now.memory_bytes[MST_MEMORY_WEIGHTS] == 0;
    })) << "a model's memory goes when it is unloaded";
    engine_.reset();
    EXPECT_EQ(memory.live_blocks(), 0u);
}

TEST_F(HooksTest, the_nth_allocation_fails_for_every_n) {
    uint64_t needed = 0;
    {
        HostMemory memory;
        const mst_allocator hooks = memory.hooks();
        mst_engine_desc desc = small_engine();
        desc.allocator = &hooks;
        ASSERT_TRUE(talk(desc));
        needed = memory.allocations();
    }
    ASSERT_LT(needed, 2000u);
    uint64_t failures = 0;
    for (uint64_t allowed = 0; allowed < needed; ++allowed) {
        HostMemory memory(allowed);
        const mst_allocator hooks = memory.hooks();
        mst_engine_desc desc = small_engine();
        desc.allocator = &hooks;
        if (!talk(desc)) ++failures;
        EXPECT_EQ(memory.live_blocks(), 0u) << "after " << allowed << " allocations";
    }
    EXPECT_GT(failures, 0u);
}

TEST_F(HooksTest, without_memory_no_engine) {
    HostMemory memory(0);
    const mst_allocator hooks = memory.hooks();
    mst_engine_desc desc = small_engine();
    desc.allocator = &hooks;
    mst_engine* engine = nullptr;
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_OUT_OF_MEMORY);
    EXPECT_EQ(engine, nullptr);
    EXPECT_NE(last_error().find("allocator"), std::string::npos) << last_error();
}

TEST_F(HooksTest, an_allocator_that_ignores_alignment_is_refused) {
    alignas(64) static std::array<char, 1024> memory;
    mst_allocator hooks = {nullptr, nullptr, nullptr};
    hooks.allocate = [](void*, size_t, size_t, mst_memory_tag) -> void* { return &memory[8]; };
    hooks.free = [](void*, void*, size_t, mst_memory_tag) {};
    mst_engine_desc desc = small_engine();
    desc.allocator = &hooks;
    mst_engine* engine = nullptr;
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("alignment"), std::string::npos) << last_error();
}

TEST_F(HooksTest, hooks_are_all_or_nothing) {
    HostMemory memory;
    mst_allocator allocator = memory.hooks();
    allocator.free = nullptr;
    mst_engine_desc desc = small_engine();
    desc.allocator = &allocator;
    mst_engine* engine = nullptr;
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("allocator"), std::string::npos) << last_error();
    allocator = {nullptr, nullptr, memory.hooks().free};
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);

    mst_file_io files = {nullptr, nullptr, nullptr, nullptr};
    files.close = [](void*, void*) {};
    desc = small_engine();
    desc.file_io = &files;
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("file_io"), std::string::npos) << last_error();

    const mst_allocator no_allocator = {nullptr, nullptr, nullptr};
    const mst_log_sink no_log = {nullptr, nullptr};
    const mst_file_io no_files = {nullptr, nullptr, nullptr, nullptr};
    desc.allocator = &no_allocator;
    desc.log_sink = &no_log;
    desc.file_io = &no_files;
    EXPECT_TRUE(talk(desc)) << "empty hooks are no hooks: " << last_error();
}

struct Line {
    mst_log_level level;
    uint32_t id;
    std::string text;
};

// Collects lines, and calls the library back to see that it is refused.
struct HostLog {
    std::mutex mutex;
    std::vector<Line> lines;
    std::atomic<mst_engine*> engine = nullptr;
    std::atomic<int> refused = 0;
    std::atomic<int> accepted = 0;

    mst_log_sink sink() { return {this, log}; }

    static void log(void* user, mst_log_level level, uint32_t id, mst_text text) {
        auto& self = *static_cast<HostLog*>(user);
        mst_engine_stats stats = MST_ENGINE_STATS_INIT;
        const mst_result result = mst_engine_query_stats(self.engine, &stats);
        ++(result == MST_ERROR_INVALID_STATE ? self.refused : self.accepted);
        mst_engine_destroy(self.engine);  // does nothing here
        const std::lock_guard lock(self.mutex);
        self.lines.push_back({level, id, to_string(text)});
    }
};

TEST_F(HooksTest, the_log_tells_of_start_load_and_stop) {
    HostLog log;
    const mst_log_sink sink = log.sink();
    mst_engine_desc desc = small_engine();
    desc.log_sink = &sink;
    ASSERT_TRUE(talk(desc));
    const auto count = [&](uint32_t id) {
        return std::count_if(log.lines.begin(), log.lines.end(),
                             [&](const Line& line) { return line.id == id; });
    };
    EXPECT_EQ(count(100), 1) << "engine created";
    EXPECT_EQ(count(200), 1) << "model ready";
    EXPECT_EQ(count(101), 1) << "engine destroyed";
    for (const Line& line : log.lines) {
        EXPECT_GE(line.level, MST_LOG_ERROR);
        EXPECT_LE(line.level, MST_LOG_DEBUG);
        EXPECT_GE(line.id, 100u);
        EXPECT_NE(line.text, "");
    }
}

TEST_F(HooksTest, a_hook_cannot_call_the_library) {
    HostLog log;
    const mst_log_sink sink = log.sink();
    mst_engine_desc desc = small_engine();
    desc.log_sink = &sink;
    restart(desc);
    log.engine = engine_.get();
    wait_for_model();
    engine_.reset();
    EXPECT_GT(log.refused, 0);
    EXPECT_EQ(log.accepted, 0);
}

// An archive in memory with one file.
struct HostArchive {
    std::string name;
    std::string content;
    std::atomic<int> open_files = 0;
    std::atomic<int> reads = 0;
    std::atomic<bool> throws = false;

    mst_file_io hooks() { return {this, open, read, close}; }

    static mst_result open(void* user, mst_text path, void** out_file, uint64_t* out_size) {
        auto& self = *static_cast<HostArchive*>(user);
        if (to_string(path) != self.name) return MST_ERROR_NOT_FOUND;
        ++self.open_files;
        *out_file = &self.content;
        *out_size = self.content.size();
        return MST_OK;
    }
    static mst_result read(void* user, void* file, uint64_t offset, void* out, size_t bytes) {
        auto& self = *static_cast<HostArchive*>(user);
        ++self.reads;
        if (self.throws) throw 5;
        const auto& content = *static_cast<std::string*>(file);
        if (offset > content.size() || bytes > content.size() - offset) return MST_ERROR_IO;
        std::memcpy(out, content.data() + offset, bytes);
        return MST_OK;
    }
    static void close(void* user, void*) { --static_cast<HostArchive*>(user)->open_files; }
};

class FileHooksTest : public HooksTest {
  protected:
    void SetUp() override {
        archive_.name = "pack://tavern";
        archive_.content = read_file(package_path());
        hooks_ = archive_.hooks();
        mst_engine_desc desc = small_engine();
        desc.file_io = &hooks_;
        engine_ = make_engine(desc);
        ASSERT_NE(engine_, nullptr);
    }

    HostArchive archive_;
    mst_file_io hooks_ = {};
};

TEST_F(FileHooksTest, a_package_comes_out_of_an_archive) {
    model_ = load_model(engine_.get(), archive_.name);
    wait_for_model();
    EXPECT_GT(archive_.reads, 0);
    EXPECT_EQ(stats_of(engine_.get()).mapped_bytes, 0u);
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Hello", 8));
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    EXPECT_EQ(pump.terminal(request)->event.type, MST_EVENT_DONE);
    engine_.reset();
    EXPECT_EQ(archive_.open_files, 0);
}

TEST_F(FileHooksTest, the_real_disk_is_not_looked_at) {
    const mst_model model = load_model(engine_.get(), package_path());
    Pump pump(engine_.get());
    ASSERT_TRUE(
        pump.run_until([&] { return pump.find(MST_EVENT_MODEL_FAILED, model) != nullptr; }));
    const SeenEvent* failed = pump.find(MST_EVENT_MODEL_FAILED, model);
    EXPECT_EQ(name_of(failed->event.result), "MST_ERROR_NOT_FOUND");
    EXPECT_NE(failed->text, "");
}

TEST_F(FileHooksTest, a_hook_that_throws_fails_the_load_and_nothing_else) {
    archive_.throws = true;
    const mst_model model = load_model(engine_.get(), archive_.name);
    Pump pump(engine_.get());
    ASSERT_TRUE(
        pump.run_until([&] { return pump.find(MST_EVENT_MODEL_FAILED, model) != nullptr; }));
    EXPECT_EQ(name_of(pump.find(MST_EVENT_MODEL_FAILED, model)->event.result), "MST_ERROR_IO");
    EXPECT_EQ(archive_.open_files, 0);
    archive_.throws = false;
    model_ = load_model(engine_.get(), archive_.name);
    wait_for_model();
}

// A host that trusts one signature of one file.
struct HostTrust {
    std::string signature;
    mst_result refusal = MST_ERROR_UNSUPPORTED;
    std::atomic<int> calls = 0;
    std::atomic<size_t> digest_length = 0;
    std::atomic<mst_result> inner_call = MST_OK;
    mst_engine* engine = nullptr;

    mst_signature_check hook() { return {this, check}; }

    static mst_result check(void* user, mst_text path, mst_bytes digest, mst_bytes signature) {
        auto& self = *static_cast<HostTrust*>(user);
        ++self.calls;
        self.digest_length = digest.length;
        EXPECT_GT(path.length, 0u);
        if (self.engine != nullptr) {
            uint32_t count = 0;
            mst_event event;
            self.inner_call = mst_engine_poll(self.engine, &event, 1, &count);
        }
        const std::string given(static_cast<const char*>(signature.data), signature.length);
        return given == self.signature ? MST_OK : self.refusal;
    }
};

class SignatureHookTest : public HooksTest {
  protected:
    void SetUp() override {
        hook_ = trust_.hook();
        mst_engine_desc desc = small_engine();
        desc.signature_check = &hook_;
        engine_ = make_engine(desc);
        ASSERT_NE(engine_, nullptr);
    }

    // Of the load that follows.
    mst_result outcome(const std::string& path) {
        const mst_model model = load_model(engine_.get(), path);
        Pump pump(engine_.get());
        pump.run_until([&] {
            return pump.find(MST_EVENT_MODEL_READY, model) != nullptr ||
                   pump.find(MST_EVENT_MODEL_FAILED, model) != nullptr;
        });
        const SeenEvent* failed = pump.find(MST_EVENT_MODEL_FAILED, model);
        if (failed == nullptr) return MST_OK;
        EXPECT_NE(failed->text.find(path), std::string::npos) << failed->text;
        return failed->event.result;
    }

    HostTrust trust_;
    mst_signature_check hook_ = {};
};

TEST_F(SignatureHookTest, accepts_and_refuses) {
    EXPECT_EQ(outcome(package_path()), MST_OK) << "not signed, and the host wants it so";
    EXPECT_EQ(trust_.digest_length, 64u);
    trust_.signature = "by Marta";
    EXPECT_EQ(outcome(package_path()), MST_ERROR_UNSUPPORTED);
    trust_.refusal = static_cast<mst_result>(7);
    EXPECT_EQ(outcome(package_path()), MST_ERROR_BAD_FORMAT);
    EXPECT_EQ(trust_.calls, 3);
}

TEST_F(SignatureHookTest, other_files_have_no_digest) {
    trust_.signature = "by Marta";
    EXPECT_EQ(outcome(package_path() + ".source"), MST_ERROR_UNSUPPORTED);
    EXPECT_EQ(trust_.digest_length, 0u);
}

TEST_F(SignatureHookTest, may_not_call_the_library) {
    trust_.engine = engine_.get();
    EXPECT_EQ(outcome(package_path()), MST_OK);
    EXPECT_EQ(trust_.inner_call, MST_ERROR_INVALID_STATE);
}

}  // namespace
}  // namespace minstrel::testing
