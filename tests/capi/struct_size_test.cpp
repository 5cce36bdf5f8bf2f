// Callers of other releases: shorter structs, longer ones with and without news, wild sizes. For
// the descriptors and output structs of the C API (that of a reply to a call is in tools_test.cpp;
// mst_device_info is filled only where there is a device), and for the two helpers behind them with
// a struct that has grown since its first release (none of the real ones has yet).
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>

#include "capi/src/structs.h"
#include "tests/capi/engine_fixture.h"
#include "tests/support/tiny_adapter.h"

namespace {
struct GrownDesc {
    uint32_t struct_size;
    uint32_t first;
    uint64_t second;
    uint64_t later;  // not in the first release
};
}  // namespace

namespace minstrel::capi {
template <>
inline constexpr StructRule kStructRule<GrownDesc> = {"grown_desc", "GROWN_DESC_INIT", 16};
}  // namespace minstrel::capi

namespace minstrel::testing {
namespace {

using capi::check_output;
using capi::kStructRule;
using capi::read_struct;
using capi::write_struct;

constexpr size_t kTail = 24;

// A caller's struct with room behind today's end.
template <typename T>
struct Longer {
    T today;
    unsigned char tail[kTail];
};

TEST(StructReadTest, an_old_caller_has_zeros_in_the_fields_it_does_not_know) {
    const GrownDesc source = {16, 1, 2, 99};
    GrownDesc copy = {0, 0, 0, 5};
    ASSERT_TRUE(read_struct(&source, &copy).ok());
    EXPECT_EQ(copy.first, 1u);
    EXPECT_EQ(copy.second, 2u);
    EXPECT_EQ(copy.later, 0u);
}

TEST(StructReadTest, a_caller_of_today_is_read_whole) {
    const GrownDesc source = {24, 1, 2, 99};
    GrownDesc copy = {};
    ASSERT_TRUE(read_struct(&source, &copy).ok());
    EXPECT_EQ(copy.later, 99u);
}

TEST(StructReadTest, a_size_inside_a_field_leaves_the_rest_of_it_zero) {
    GrownDesc source = {20, 1, 2, 0};
    source.later = 0x1111111122222222;
    GrownDesc copy = {};
    ASSERT_TRUE(read_struct(&source, &copy).ok());
    EXPECT_EQ(copy.later, 0x22222222u);
}

TEST(StructReadTest, a_size_below_the_first_release_is_refused) {
    for (const uint32_t size : {0u, 1u, 4u, 15u}) {
        const GrownDesc source = {size, 1, 2, 3};
        GrownDesc copy = {};
        EXPECT_EQ(read_struct(&source, &copy).code(), Code::kInvalidArgument) << size;
    }
}

TEST(StructReadTest, a_wild_size_is_refused_before_the_tail_is_looked_at) {
    for (const uint32_t size : {4097u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        const GrownDesc source = {size, 1, 2, 3};
        GrownDesc copy = {};
        EXPECT_EQ(read_struct(&source, &copy).code(), Code::kInvalidArgument) << size;
    }
}

TEST(StructReadTest, each_byte_of_an_unknown_tail_counts) {
    for (size_t at = 0; at < kTail; ++at) {
        Longer<GrownDesc> source = {{sizeof source, 1, 2, 3}, {}};
        GrownDesc copy = {};
        EXPECT_TRUE(read_struct(&source.today, &copy).ok());
        source.tail[at] = 1;
        const Status status = read_struct(&source.today, &copy);
        EXPECT_EQ(status.code(), Code::kUnsupported) << at;
        EXPECT_NE(status.message().find(std::to_string(sizeof(GrownDesc) + at)), std::string::npos)
            << status.message();
    }
}

TEST(StructWriteTest, only_what_both_sides_know_is_written) {
    const GrownDesc source = {24, 1, 2, 99};
    GrownDesc old = {16, 0, 0, 5};
    ASSERT_TRUE(check_output(&old).ok());
    write_struct(source, &old);
    EXPECT_EQ(old.struct_size, 16u);
    EXPECT_EQ(old.first, 1u);
    EXPECT_EQ(old.second, 2u);
    EXPECT_EQ(old.later, 5u) << "written behind the end that the caller stated";
}

TEST(StructWriteTest, a_newer_caller_gets_zeros_in_its_tail_and_nothing_behind) {
    const GrownDesc source = {24, 1, 2, 99};
    Longer<GrownDesc> newer;
    std::memset(&newer, 0xAA, sizeof newer);
    newer.today.struct_size = sizeof newer - 1;
    write_struct(source, &newer.today);
    EXPECT_EQ(newer.today.struct_size, sizeof newer - 1);
    EXPECT_EQ(newer.today.later, 99u);
    for (size_t at = 0; at + 1 < kTail; ++at) EXPECT_EQ(newer.tail[at], 0) << at;
    EXPECT_EQ(newer.tail[kTail - 1], 0xAA);
}

TEST(StructWriteTest, a_null_or_short_output_is_refused) {
    GrownDesc out = {15, 0, 0, 0};
    EXPECT_EQ(check_output(&out).code(), Code::kInvalidArgument);
    EXPECT_EQ(check_output<GrownDesc>(nullptr).code(), Code::kInvalidArgument);
}

class StructSizeTest : public EngineTest {
  protected:
    // `call` passes the descriptor to the function that reads it; what it starts must end with the
    // engine. `accepted` is the result where nothing is wrong with the descriptor.
    template <typename T, typename Call>
    void check_descriptor(const T& good, Call&& call, mst_result accepted = MST_OK) {
        Longer<T> caller = {good, {}};
        const auto with_size = [&](size_t size) {
            caller.today.struct_size = static_cast<uint32_t>(size);
            return call(&caller.today);
        };
        const uint32_t first = kStructRule<T>.first_size_bytes;
        EXPECT_EQ(with_size(first), accepted) << last_error();
        EXPECT_EQ(with_size(sizeof(T)), accepted) << last_error();
        EXPECT_EQ(with_size(sizeof caller), accepted) << last_error();
        EXPECT_EQ(with_size(0), MST_ERROR_INVALID_ARGUMENT);
        EXPECT_EQ(with_size(4), MST_ERROR_INVALID_ARGUMENT);
        EXPECT_EQ(with_size(first - 1), MST_ERROR_INVALID_ARGUMENT);
        EXPECT_NE(last_error().find(kStructRule<T>.init), std::string::npos) << last_error();
        EXPECT_EQ(with_size(0xFFFFFFFF), MST_ERROR_INVALID_ARGUMENT);
        EXPECT_EQ(call(nullptr), MST_ERROR_INVALID_ARGUMENT);
        caller.tail[kTail - 1] = 1;
        EXPECT_EQ(with_size(sizeof(T)), accepted) << "bytes behind the stated end were read";
        EXPECT_EQ(with_size(sizeof caller), MST_ERROR_UNSUPPORTED);
        EXPECT_NE(last_error().find(kStructRule<T>.name), std::string::npos) << last_error();
    }

    template <typename T, typename Call>
    void check_result(const T& init, Call&& call) {
        Longer<T> caller;
        const auto with_size = [&](size_t size) {
            std::memset(static_cast<void*>(&caller), 0xAA, sizeof caller);
            caller.today.struct_size = static_cast<uint32_t>(size);
            return call(&caller.today);
        };
        ASSERT_EQ(init.struct_size, sizeof(T));
        const uint32_t first = kStructRule<T>.first_size_bytes;
        EXPECT_EQ(with_size(first), MST_OK) << last_error();
        EXPECT_EQ(caller.today.struct_size, first);
        EXPECT_EQ(caller.tail[0], 0xAA) << "written behind the end that the caller stated";
        EXPECT_EQ(with_size(sizeof caller), MST_OK) << last_error();
        EXPECT_EQ(caller.today.struct_size, sizeof caller);
        for (const unsigned char byte : caller.tail) EXPECT_EQ(byte, 0);
        for (const size_t size : {size_t{0}, size_t{4}, size_t{first} - 1, size_t{0xFFFFFFFF}}) {
            EXPECT_EQ(with_size(size), MST_ERROR_INVALID_ARGUMENT) << size;
            EXPECT_EQ(reinterpret_cast<unsigned char*>(&caller)[4], 0xAA) << size;
        }
        EXPECT_EQ(call(nullptr), MST_ERROR_INVALID_ARGUMENT);
    }
};

TEST_F(StructSizeTest, engine_desc) {
    check_descriptor(small_engine(), [](const mst_engine_desc* desc) {
        mst_engine* engine = nullptr;
        const mst_result result = mst_engine_create(desc, &engine);
        EXPECT_EQ(engine != nullptr, result == MST_OK);
        mst_engine_destroy(engine);
        return result;
    });
}

TEST_F(StructSizeTest, model_desc) {
    mst_model_desc good = MST_MODEL_DESC_INIT;
    good.path = to_text(package_path());
    check_descriptor(good, [&](const mst_model_desc* desc) {
        mst_model model = {1};
        const mst_result result = mst_model_load(engine_.get(), desc, &model);
        EXPECT_EQ(model.id != 0, result == MST_OK);
        if (result == MST_OK) {
            EXPECT_EQ(mst_model_unload(engine_.get(), model), MST_OK);
        }
        return result;
    });
}

TEST_F(StructSizeTest, adapter_desc) {
    mst_adapter_desc good = MST_ADAPTER_DESC_INIT;
    good.model = model_;
    good.path = to_text(package_path());
    check_descriptor(good, [&](const mst_adapter_desc* desc) {
        mst_adapter adapter = {1};
        const mst_result result = mst_adapter_load(engine_.get(), desc, &adapter);
        EXPECT_EQ(adapter.id != 0, result == MST_OK);
        if (result == MST_OK) {
            EXPECT_EQ(mst_adapter_unload(engine_.get(), adapter), MST_OK);
        }
        return result;
    });
}

TEST_F(StructSizeTest, session_desc) {
    mst_session_desc good = MST_SESSION_DESC_INIT;
    good.model = model_;
    check_descriptor(good, [&](const mst_session_desc* desc) {
        mst_session session = {1};
        const mst_result result = mst_session_create(engine_.get(), desc, &session);
        EXPECT_EQ(session.id != 0, result == MST_OK);
        if (result == MST_OK) {
            EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        }
        return result;
    });
}

TEST_F(StructSizeTest, request_desc) {
    const mst_session session = make_session(engine_.get(), model_);
    const Prompt prompt("Hello", 1);
    check_descriptor(prompt.desc, [&](const mst_request_desc* desc) {
        mst_request request = {1};
        const mst_result result = mst_request_submit(engine_.get(), session, desc, &request);
        EXPECT_EQ(request.id != 0, result == MST_OK);
        return result;
    });
}

TEST_F(StructSizeTest, sampling_desc) {
    const mst_session session = make_session(engine_.get(), model_);
    const Prompt prompt("Hello", 1);
    // NULL is allowed here and means the session's, so the helper's check of NULL does not apply.
    check_descriptor(prompt.sampling, [&](const mst_sampling_desc* desc) {
        if (desc == nullptr) return MST_ERROR_INVALID_ARGUMENT;
        mst_request_desc request_desc = prompt.desc;
        request_desc.sampling = desc;
        mst_request request = {0};
        return mst_request_submit(engine_.get(), session, &request_desc, &request);
    });
}

TEST_F(StructSizeTest, toolset_desc_and_tools_desc) {
    mst_tool tool = {};
    tool.name = to_text("wave");
    mst_toolset_desc good = MST_TOOLSET_DESC_INIT;
    good.tools = &tool;
    good.tool_count = 1;
    mst_toolset toolset = {0};
    check_descriptor(good, [&](const mst_toolset_desc* desc) {
        const mst_result result = mst_toolset_create(engine_.get(), desc, &toolset);
        EXPECT_EQ(toolset.id != 0, result == MST_OK);
        return result;
    });
    ASSERT_EQ(mst_toolset_create(engine_.get(), &good, &toolset), MST_OK);
    mst_tools_desc tools = MST_TOOLS_DESC_INIT;
    tools.toolset = toolset;
    // NULL is allowed here as well.
    check_descriptor(tools, [&](const mst_tools_desc* desc) {
        if (desc == nullptr) return MST_ERROR_INVALID_ARGUMENT;
        mst_session_desc session_desc = MST_SESSION_DESC_INIT;
        session_desc.model = model_;
        session_desc.tools = desc;
        mst_session session = {0};
        const mst_result result = mst_session_create(engine_.get(), &session_desc, &session);
        if (result == MST_OK) {
            EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK);
        }
        return result;
    });
}

TEST_F(StructSizeTest, grammar_desc_and_grammar_match) {
    mst_grammar_desc good = MST_GRAMMAR_DESC_INIT;
    good.text = to_text("{\"type\": \"integer\"}");
    mst_grammar grammar = {0};
    check_descriptor(good, [&](const mst_grammar_desc* desc) {
        const mst_result result = mst_grammar_create(engine_.get(), desc, &grammar);
        EXPECT_EQ(grammar.id != 0, result == MST_OK);
        return result;
    });
    ASSERT_EQ(mst_grammar_create(engine_.get(), &good, &grammar), MST_OK);
    const auto test = [&](mst_grammar_match* match) {
        return mst_grammar_test(engine_.get(), grammar, to_text("12"), match);
    };
    ASSERT_TRUE(wait_without_polling([&] {
        mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
        return test(&match) != MST_NOT_READY;
    }));
    check_result(mst_grammar_match MST_GRAMMAR_MATCH_INIT, test);
}

TEST_F(StructSizeTest, frame_desc_and_frame_stats) {
    // NULL is allowed here and ends the frames.
    check_descriptor(mst_frame_desc MST_FRAME_DESC_INIT, [&](const mst_frame_desc* desc) {
        if (desc == nullptr) return MST_ERROR_INVALID_ARGUMENT;
        return mst_engine_begin_frame(engine_.get(), desc);
    });
    check_result(mst_frame_stats MST_FRAME_STATS_INIT, [&](mst_frame_stats* stats) {
        return mst_engine_query_frames(engine_.get(), stats);
    });
}

TEST_F(StructSizeTest, cuda_desc) {
    mst_cuda_desc good = MST_CUDA_DESC_INIT;
    good.library_path = to_text("/no/such/libminstrel_cuda.so");
    mst_device_info info = MST_DEVICE_INFO_INIT;
    const mst_result accepted = mst_device_query(&good, 1, &info);
    ASSERT_NE(name_of(accepted), "MST_ERROR_INVALID_ARGUMENT") << last_error();
    // NULL is allowed here and means the defaults.
    check_descriptor(
        good,
        [&](const mst_cuda_desc* desc) {
            if (desc == nullptr) return MST_ERROR_INVALID_ARGUMENT;
            return mst_device_query(desc, 1, &info);
        },
        accepted);
    for (const uint32_t size : {0u, 4u, info.struct_size - 1, 0xFFFFFFFFu}) {
        mst_device_info wrong = info;
        wrong.struct_size = size;
        EXPECT_EQ(mst_device_query(&good, 1, &wrong), MST_ERROR_INVALID_ARGUMENT) << size;
    }
}

TEST_F(StructSizeTest, engine_stats) {
    check_result(mst_engine_stats MST_ENGINE_STATS_INIT, [&](mst_engine_stats* stats) {
        return mst_engine_query_stats(engine_.get(), stats);
    });
}

TEST_F(StructSizeTest, model_info) {
    wait_for_model();
    check_result(mst_model_info MST_MODEL_INFO_INIT, [&](mst_model_info* info) {
        return mst_model_query(engine_.get(), model_, info);
    });
}

TEST_F(StructSizeTest, adapter_info) {
    const TempDirectory directory;
    const std::string path = directory / "adapter";
    write_tiny_adapter(path);
    mst_adapter_desc desc = MST_ADAPTER_DESC_INIT;
    desc.model = model_;
    desc.path = to_text(path);
    mst_adapter adapter = {0};
    ASSERT_EQ(mst_adapter_load(engine_.get(), &desc, &adapter), MST_OK);
    mst_adapter_info ready = MST_ADAPTER_INFO_INIT;
    ASSERT_TRUE(wait_without_polling(
        [&] { return mst_adapter_query(engine_.get(), adapter, &ready) == MST_OK; }));
    check_result(mst_adapter_info MST_ADAPTER_INFO_INIT, [&](mst_adapter_info* info) {
        return mst_adapter_query(engine_.get(), adapter, info);
    });
}

TEST_F(StructSizeTest, session_info) {
    const mst_session session = make_session(engine_.get(), model_);
    check_result(mst_session_info MST_SESSION_INFO_INIT, [&](mst_session_info* info) {
        return mst_session_query(engine_.get(), session, info);
    });
}

TEST_F(StructSizeTest, reserved_fields_must_be_zero) {
    mst_engine_desc desc = small_engine();
    desc.reserved0 = 1;
    mst_engine* engine = nullptr;
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("reserved0"), std::string::npos) << last_error();
    desc = small_engine();
    desc.reserved1 = 1;
    EXPECT_EQ(mst_engine_create(&desc, &engine), MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("reserved1"), std::string::npos) << last_error();

    const mst_session session = make_session(engine_.get(), model_);
    Prompt prompt("Hello", 1);
    prompt.sampling.reserved0 = 1;
    mst_request request = {0};
    EXPECT_EQ(mst_request_submit(engine_.get(), session, &prompt.desc, &request),
              MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("sampling.reserved0"), std::string::npos) << last_error();
    prompt.sampling.reserved0 = 0;

    mst_message message = {MST_ROLE_USER, 1, to_text("Hello"), {nullptr, 0}, {nullptr, 0}};
    prompt.desc.text = mst_text{nullptr, 0};
    prompt.desc.messages = &message;
    prompt.desc.message_count = 1;
    EXPECT_EQ(mst_request_submit(engine_.get(), session, &prompt.desc, &request),
              MST_ERROR_INVALID_ARGUMENT);
    EXPECT_NE(last_error().find("messages[0].reserved0"), std::string::npos) << last_error();
}

}  // namespace
}  // namespace minstrel::testing
