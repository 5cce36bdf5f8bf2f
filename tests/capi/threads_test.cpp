// Four threads submit, cancel, create and destroy at once while a pump takes the events: each
// accepted request has exactly one terminal event, whatever ended it. MST_TEST_OPERATIONS sets the
// number of calls.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

#include "tests/capi/engine_fixture.h"

namespace minstrel::testing {
namespace {

constexpr uint32_t kThreads = 4;
constexpr uint64_t kDefaultOperations = 100'000;

uint64_t operation_count() {
    const char* text = std::getenv("MST_TEST_OPERATIONS");
    return text == nullptr ? kDefaultOperations : std::strtoull(text, nullptr, 10);
}

// What became of one call of mst_request_submit; user data of the request.
struct Ticket {
    std::atomic<uint32_t> accepted = 0;
    std::atomic<uint32_t> terminal = 0;
};

// Sessions and requests that the threads share on purpose: one cancels or destroys what another
// made, or what is long gone.
template <size_t N>
using Board = std::array<std::atomic<uint64_t>, N>;

class ThreadsTest : public EngineTest {
  protected:
    void SetUp() override {
        mst_engine_desc desc = small_engine();
        desc.max_sessions = 16;
        desc.max_requests = 64;
        desc.max_batch_rows = 128;
        desc.prefill_chunk_tokens = 64;
        restart(desc);
        wait_for_model();
        tickets_ = std::vector<Ticket>(operation_count() + kThreads);
    }

    void create(uint64_t random) {
        mst_session_desc desc = MST_SESSION_DESC_INIT;
        desc.model = model_;
        mst_session session = {0};
        if (mst_session_create(engine_.get(), &desc, &session) != MST_OK) return;
        ++created_;
        destroy(sessions_[random % sessions_.size()].exchange(session.id));
    }

    void destroy(uint64_t session) {
        const mst_result result = mst_session_destroy(engine_.get(), mst_session{session});
        if (session == 0) {
            EXPECT_EQ(result, MST_ERROR_INVALID_ARGUMENT);
        } else {
            EXPECT_TRUE(result == MST_OK || result == MST_ERROR_STALE_HANDLE) << result;
        }
    }

    void submit_one(uint64_t random, Ticket* ticket) {
        mst_request_desc desc = MST_REQUEST_DESC_INIT;
        desc.text = to_text("Hi");
        desc.max_tokens = 1 + random % 3;
        desc.user_data = ticket;
        const mst_session session = {sessions_[random % sessions_.size()]};
        mst_request request = {0};
        const mst_result result = mst_request_submit(engine_.get(), session, &desc, &request);
        EXPECT_EQ(request.id != 0, result == MST_OK);
        if (result == MST_ERROR_LIMIT_REACHED) std::this_thread::yield();  // as a host would
        if (result != MST_OK) return;
        ticket->accepted = 1;
        requests_[random % requests_.size()] = request.id;
    }

    void cancel(uint64_t random) {
        const mst_request request = {requests_[random % requests_.size()]};
        if (request.id == 0) return;
        const mst_result result = mst_request_cancel(engine_.get(), request);
        EXPECT_TRUE(result == MST_OK || result == MST_ERROR_STALE_HANDLE) << result;
    }

    void host_thread(uint32_t number) {
        std::mt19937_64 random(number);
        const uint64_t share = operation_count() / kThreads;
        for (uint64_t i = 0; i < share; ++i) {
            const uint64_t choice = random() % 100;
            const uint64_t value = random();
            if (choice < 50) {
                submit_one(value, &tickets_[number * share + i]);
            } else if (choice < 75) {
                cancel(value);
            } else if (choice < 85) {
                create(value);
            } else if (choice < 92) {
                destroy(sessions_[value % sessions_.size()]);
            } else if (choice < 96) {
                (void)mst_session_reset(engine_.get(),
                                        mst_session{sessions_[value % sessions_.size()]});
            } else {
                mst_session_info info = MST_SESSION_INFO_INIT;
                (void)mst_session_query(engine_.get(),
                                        mst_session{sessions_[value % sessions_.size()]}, &info);
                stats_of(engine_.get());
            }
        }
    }

    // Until the hosts are done and nothing is owed any more.
    void pump_thread() {
        std::array<mst_event, 32> events;
        uint64_t last_sequence = 0;
        while (true) {
            const bool finished = hosts_done_;  // before the poll: no event can come after it
            const bool owed = stats_of(engine_.get()).live_requests != 0;
            uint32_t count = 0;
            const mst_result result =
                mst_engine_wait(engine_.get(), kSecond / 100, events.data(), events.size(), &count);
            ASSERT_TRUE(result == MST_OK || result == MST_TIMEOUT) << result;
            for (uint32_t i = 0; i < count; ++i) {
                const mst_event& event = events[i];
                if (last_sequence != 0) {
                    EXPECT_EQ(event.sequence, last_sequence + 1);
                }
                last_sequence = event.sequence;
                if (event.type >= MST_EVENT_DONE) {
                    ++static_cast<Ticket*>(event.user_data)->terminal;
                    ++by_type_[event.type];
                }
            }
            if (finished && !owed && count == 0) return;
        }
    }

    std::vector<Ticket> tickets_;
    Board<12> sessions_ = {};
    Board<32> requests_ = {};
    std::atomic<uint64_t> created_ = 0;
    std::atomic<bool> hosts_done_ = false;
    std::array<uint64_t, 16> by_type_ = {};
};

TEST_F(ThreadsTest, every_accepted_request_ends_exactly_once) {
    std::thread pump([&] { pump_thread(); });
    std::vector<std::thread> hosts;
    for (uint32_t i = 0; i < kThreads; ++i) hosts.emplace_back([this, i] { host_thread(i); });
    for (std::thread& host : hosts) host.join();
    hosts_done_ = true;
    pump.join();
    uint64_t accepted = 0;
    for (size_t i = 0; i < tickets_.size(); ++i) {
        ASSERT_EQ(tickets_[i].terminal, tickets_[i].accepted) << "submit " << i;
        accepted += tickets_[i].accepted;
    }
    RecordProperty("accepted", static_cast<int>(accepted));
    RecordProperty("cancelled", static_cast<int>(by_type_[MST_EVENT_CANCELLED]));
    EXPECT_GT(accepted, operation_count() / 100);
    EXPECT_GT(created_, operation_count() / 1000);
    EXPECT_GT(by_type_[MST_EVENT_DONE], 0u);
    EXPECT_GT(by_type_[MST_EVENT_CANCELLED], 0u);
    EXPECT_EQ(by_type_[MST_EVENT_FAILED], 0u);
    EXPECT_EQ(stats_of(engine_.get()).live_requests, 0u);
}

// Eight threads cancel the same requests at once.
TEST_F(ThreadsTest, eight_threads_cancel_one_request) {
    const mst_session session = make_session(engine_.get(), model_);
    Pump pump(engine_.get());
    for (int round = 0; round < 20; ++round) {
        Prompt prompt("Tell me a story.", 300);
        const mst_request request = submit(engine_.get(), session, prompt);
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back(
                [&] { EXPECT_EQ(mst_request_cancel(engine_.get(), request), MST_OK); });
        }
        for (std::thread& thread : threads) thread.join();
        ASSERT_TRUE(pump.run_until_terminal(request));
    }
    while (pump.poll() == MST_OK) continue;
    size_t terminal = 0;
    for (const SeenEvent& seen : pump.events()) terminal += seen.is_terminal();
    EXPECT_EQ(terminal, 20u);
}

}  // namespace
}  // namespace minstrel::testing
