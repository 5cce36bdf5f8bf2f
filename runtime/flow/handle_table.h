// The table behind all ids: kind, generation, parent, user data, and what queries report. Shared
// by host threads and the engine thread under one lock that is held for a few instructions.
//
// Life of a slot: acquire (host) -> live -> retire (host: destroy, or engine: the parent ended) ->
// ended -> release (engine, when the object is gone; for a request the delivery of its terminal
// event) -> free with the next generation.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/flow/info.h"

namespace minstrel {

enum class Kind : uint8_t {
    kModel = 1,
    kSession = 2,
    kRequest = 3,
    kGrammar = 4,
    kToolset = 5,
    kCall = 6,
    kAdapter = 7
};
inline constexpr size_t kKindCount = 7;

// Bits of an id: 8 kind, 24 generation, 32 slot + 1.
inline Kind kind_of(uint64_t id) {
    return static_cast<Kind>(id >> 56);
}
inline uint32_t slot_of(uint64_t id) {
    return static_cast<uint32_t>(id) - 1;
}

class HandleTable {
  public:
    // Live objects a kind may have at once. Slots are twice as many, so that a host can create
    // anew while the engine is still tidying up what was destroyed.
    struct Limits {
        uint32_t models;
        uint32_t sessions;
        uint32_t requests;
        uint32_t grammars;
        uint32_t toolsets;
        uint32_t calls;
        uint32_t adapters;
    };
    explicit HandleTable(const Limits& limits);

    // Reserves an id. `parent` is checked first: the model of a session or an adapter, a request's
    // session.
    Result<uint64_t> acquire(Kind kind, uint64_t parent, void* user_data);

    // A model that has no weights and is nobody's parent.
    Result<uint64_t> acquire_description(void* user_data);

    // Invalid argument for a null id or another kind, stale when the object or its parent ended.
    Status check(uint64_t id, Kind kind) const;

    // check() of an adapter, which has to be of the model `owner`, or of the session's.
    Status check_adapter(uint64_t adapter, uint64_t owner) const;

    // Marks as ended: check() fails from now on. Stale when it was ended already.
    Status retire(uint64_t id, Kind kind);

    // Gives the slot back; ids of it are stale for ever.
    void release(uint64_t id);

    // Marks a request as to be cancelled; true the first time only.
    Result<bool> mark_cancelled(uint64_t request);

    void* user_data(uint64_t id) const;
    uint32_t live_count(Kind kind) const;

    void set_session_info(uint64_t session, const SessionInfo& info);
    Status session_info(uint64_t session, SessionInfo* out_info) const;
    void set_model_info(uint64_t model, std::shared_ptr<const ModelInfo> info);
    // Null while the model loads.
    Result<std::shared_ptr<const ModelInfo>> model_info(uint64_t model) const;
    void set_adapter_info(uint64_t adapter, std::shared_ptr<const AdapterInfo> info);
    // Null while the adapter loads.
    Result<std::shared_ptr<const AdapterInfo>> adapter_info(uint64_t adapter) const;

  private:
    enum class State : uint8_t { kFree, kLive, kEnded, kWornOut };
    struct Slot {
        uint32_t generation = 1;
        State state = State::kFree;
        bool cancelled = false;
        bool is_description = false;
        uint64_t parent = 0;
        void* user_data = nullptr;
    };
    struct Pool {
        std::vector<Slot> slots;
        std::vector<uint32_t> free_slots;
        uint32_t limit = 0;
        uint32_t live = 0;
    };

    Pool& pool(Kind kind) { return pools_[static_cast<size_t>(kind) - 1]; }
    const Pool& pool(Kind kind) const { return pools_[static_cast<size_t>(kind) - 1]; }
    // The slot that `id` names with its present generation, or null. The lock is held.
    const Slot* find(uint64_t id) const;
    Slot* find(uint64_t id) {
        return const_cast<Slot*>(static_cast<const HandleTable*>(this)->find(id));
    }
    Status check_locked(uint64_t id, Kind kind) const;
    Result<uint64_t> acquire_locked(Kind kind, uint64_t parent, void* user_data);

    mutable std::mutex mutex_;
    std::array<Pool, kKindCount> pools_;
    std::vector<SessionInfo> session_infos_;                         // by slot
    std::vector<std::shared_ptr<const ModelInfo>> model_infos_;      // by slot
    std::vector<std::shared_ptr<const AdapterInfo>> adapter_infos_;  // by slot
};

}  // namespace minstrel
