// How many conversations a budget of memory holds, for each form of keys and values. Pure
// functions.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "minstrel/minstrel.h"

namespace minstrel::cli {

// What is asked; 0 = not said.
struct SessionWish {
    uint64_t budget_bytes = 0;
    uint64_t sessions = 0;
    uint64_t context_tokens = 0;  // of each; else as many as the model can have

    bool is_any() const { return budget_bytes != 0 || sessions != 0 || context_tokens != 0; }
};

struct SessionPlan {
    struct Form {
        std::string name;  // of keys and values
        bool is_default = false;
        uint64_t page_bytes = 0;
        uint64_t session_bytes = 0;      // of one with all its tokens
        uint64_t needed_bytes = 0;       // for everything, with the sessions that are asked for
        uint64_t sessions_that_fit = 0;  // with all their tokens
        uint64_t tokens_that_fit = 0;    // in each of the sessions that are asked for
    };

    SessionWish wish;          // with the context that is meant and one session at least
    uint64_t fixed_bytes = 0;  // of the model, whatever the sessions
    uint32_t page_tokens = 0;
    std::vector<Form> forms;  // what the model can have, the largest first

    bool has_budget() const { return wish.budget_bytes != 0; }
    uint64_t left_bytes() const {
        return wish.budget_bytes > fixed_bytes ? wish.budget_bytes - fixed_bytes : 0;
    }
};

SessionPlan plan_sessions(const mst_model_info& model, uint64_t fixed_bytes,
                          const SessionWish& wish);

std::string to_text(const SessionPlan& plan);
nlohmann::ordered_json to_json(const SessionPlan& plan);

// "800MiB", "1.5GiB", or a number of bytes; empty on success, else what is allowed.
std::string choose_bytes(std::string_view value, uint64_t& bytes);

}  // namespace minstrel::cli
