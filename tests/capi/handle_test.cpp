// Ids as hosts see them: null, of another kind, stale, invented. Slots are reused, ids never.
#include <gtest/gtest.h>

#include <set>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

class HandleTest : public EngineTest {
  protected:
    // Each function that takes an id of that kind, called with `id`.
    std::vector<mst_result> use_model(uint64_t id) {
        mst_model_info info = MST_MODEL_INFO_INIT;
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model.id = id;
        mst_session session = {5};
        const std::vector<mst_result> results = {
            mst_model_query(engine_.get(), mst_model{id}, &info),
            mst_session_create(engine_.get(), &desc, &session),
            mst_model_unload(engine_.get(), mst_model{id}),
        };
        EXPECT_EQ(session.id, 0u);
        return results;
    }

    std::vector<mst_result> use_session(uint64_t id) {
        const mst_session session = {id};
        mst_session_info info = MST_SESSION_INFO_INIT;
        const Prompt prompt("Hello", 1);
        mst_request request = {5};
        const std::vector<mst_result> results = {
            mst_session_query(engine_.get(), session, &info),
            mst_session_reset(engine_.get(), session),
            mst_session_set_system_prompt(engine_.get(), session, to_text("You are Otto.")),
            mst_request_submit(engine_.get(), session, &prompt.desc, &request),
            mst_session_destroy(engine_.get(), session),
        };
        EXPECT_EQ(request.id, 0u);
        return results;
    }

    std::vector<mst_result> use_request(uint64_t id) {
        return {mst_request_cancel(engine_.get(), mst_request{id})};
    }

    static void expect_all(const std::vector<mst_result>& results, mst_result expected) {
        for (size_t i = 0; i < results.size(); ++i) {
            EXPECT_EQ(name_of(results[i]), name_of(expected)) << "call " << i;
        }
        EXPECT_NE(last_error(), "");
    }
};

TEST_F(HandleTest, the_null_id_is_an_invalid_argument) {
    expect_all(use_model(0), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_session(0), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_request(0), MST_ERROR_INVALID_ARGUMENT);
}

TEST_F(HandleTest, an_id_of_another_kind_is_an_invalid_argument) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Hello", 1));
    expect_all(use_model(session.id), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_model(request.id), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_session(model_.id), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_session(request.id), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_request(model_.id), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_request(session.id), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_model(UINT64_MAX), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_session(UINT64_MAX), MST_ERROR_INVALID_ARGUMENT);
    expect_all(use_request(UINT64_MAX), MST_ERROR_INVALID_ARGUMENT);
}

TEST_F(HandleTest, invented_ids_of_the_right_kind_are_stale) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Hello", 1));
    for (const uint64_t other : {uint64_t{1}, uint64_t{0xFFFFFFFF}, uint64_t{1} << 32}) {
        expect_all(use_model(model_.id ^ other), MST_ERROR_STALE_HANDLE);
        expect_all(use_session(session.id ^ other), MST_ERROR_STALE_HANDLE);
        expect_all(use_request(request.id ^ other), MST_ERROR_STALE_HANDLE);
    }
}

TEST_F(HandleTest, an_unloaded_model_is_stale_with_its_sessions) {
    const mst_session session = make_session(engine_.get(), model_);
    ASSERT_EQ(mst_model_unload(engine_.get(), model_), MST_OK) << last_error();
    expect_all(use_model(model_.id), MST_ERROR_STALE_HANDLE);
    expect_all(use_session(session.id), MST_ERROR_STALE_HANDLE);
}

TEST_F(HandleTest, a_destroyed_session_is_stale) {
    const mst_session session = make_session(engine_.get(), model_);
    ASSERT_EQ(mst_session_destroy(engine_.get(), session), MST_OK) << last_error();
    expect_all(use_session(session.id), MST_ERROR_STALE_HANDLE);
}

TEST_F(HandleTest, a_request_is_stale_once_its_terminal_event_is_delivered) {
    const mst_session session = make_session(engine_.get(), model_);
    const mst_request request = submit(engine_.get(), session, Prompt("Hello", 2));
    ASSERT_TRUE(wait_without_polling([&] { return stats_of(engine_.get()).generated_tokens > 0; }));
    EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK) << last_error();
    Pump pump(engine_.get());
    ASSERT_TRUE(pump.run_until_terminal(request));
    expect_all(use_request(request.id), MST_ERROR_STALE_HANDLE);
}

TEST_F(HandleTest, ids_are_never_used_twice) {
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model_;
    std::set<uint64_t> seen;
    for (int round = 0; round < 5000; ++round) {
        mst_session session = {0};
        // The engine thread gives slots back at its own pace.
        ASSERT_TRUE(wait_without_polling(
            [&] { return mst_session_create(engine_.get(), &desc, &session) == MST_OK; }));
        EXPECT_TRUE(seen.insert(session.id).second) << round;
        EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_OK) << last_error();
        EXPECT_EQ(mst_session_destroy(engine_.get(), session), MST_ERROR_STALE_HANDLE);
    }
}

TEST_F(HandleTest, sessions_beyond_the_limit_are_refused_and_room_returns) {
    std::vector<mst_session> sessions;
    for (uint32_t i = 0; i < small_engine().max_sessions; ++i) {
        sessions.push_back(make_session(engine_.get(), model_));
    }
    mst_session_desc desc = MST_SESSION_DESC_INIT;
    desc.model = model_;
    mst_session extra = {5};
    EXPECT_EQ(mst_session_create(engine_.get(), &desc, &extra), MST_ERROR_LIMIT_REACHED);
    EXPECT_EQ(extra.id, 0u);
    EXPECT_EQ(mst_session_destroy(engine_.get(), sessions.back()), MST_OK);
    EXPECT_EQ(mst_session_create(engine_.get(), &desc, &extra), MST_OK) << last_error();
}

}  // namespace
}  // namespace minstrel::testing
