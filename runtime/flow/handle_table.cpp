#include "runtime/flow/handle_table.h"

#include <utility>

namespace minstrel {
namespace {

constexpr uint32_t kLastGeneration = (1u << 24) - 1;

const char* name_of(Kind kind) {
    switch (kind) {
        case Kind::kModel:
            return "model";
        case Kind::kSession:
            return "session";
        case Kind::kRequest:
            return "request";
        case Kind::kGrammar:
            return "grammar";
        case Kind::kToolset:
            return "toolset";
        case Kind::kCall:
            return "call";
        case Kind::kAdapter:
            return "adapter";
    }
    return "object";
}

uint64_t make_id(Kind kind, uint32_t generation, uint32_t slot) {
    return (static_cast<uint64_t>(kind) << 56) | (static_cast<uint64_t>(generation) << 32) |
           (static_cast<uint64_t>(slot) + 1);
}

uint32_t generation_of(uint64_t id) {
    return static_cast<uint32_t>(id >> 32) & kLastGeneration;
}

bool is_known(Kind kind) {
    return kind >= Kind::kModel && kind <= Kind::kAdapter;
}

}  // namespace

HandleTable::HandleTable(const Limits& limits) {
    const uint32_t by_kind[kKindCount] = {limits.models,   limits.sessions, limits.requests,
                                          limits.grammars, limits.toolsets, limits.calls,
                                          limits.adapters};
    for (size_t k = 0; k < kKindCount; ++k) {
        Pool& entry = pools_[k];
        entry.limit = by_kind[k];
        entry.slots.resize(size_t{2} * entry.limit);
        entry.free_slots.reserve(entry.slots.size());
        for (size_t s = entry.slots.size(); s > 0; --s) {
            entry.free_slots.push_back(static_cast<uint32_t>(s - 1));
        }
    }
    session_infos_.resize(pool(Kind::kSession).slots.size());
    model_infos_.resize(pool(Kind::kModel).slots.size());
    adapter_infos_.resize(pool(Kind::kAdapter).slots.size());
}

const HandleTable::Slot* HandleTable::find(uint64_t id) const {
    const Kind kind = kind_of(id);
    if (!is_known(kind)) return nullptr;
    const Pool& entry = pool(kind);
    const uint32_t index = slot_of(id);
    if (index >= entry.slots.size()) return nullptr;
    const Slot& slot = entry.slots[index];
    const bool present = slot.state == State::kLive || slot.state == State::kEnded;
    return present && slot.generation == generation_of(id) ? &slot : nullptr;
}

Status HandleTable::check_locked(uint64_t id, Kind kind) const {
    if (id == 0) {
        return error(Code::kInvalidArgument, "the %s id is null; pass the id that create returned",
                     name_of(kind));
    }
    if (kind_of(id) != kind) {
        return error(Code::kInvalidArgument, "the id does not name a %s", name_of(kind));
    }
    // What belongs to a model ends with it. The message is the same before and after the slot is
    // free again, so that it does not depend on how far the engine is with tidying up.
    const bool is_of_model = kind == Kind::kSession || kind == Kind::kAdapter;
    const auto is_live = [](const Slot* slot) {
        return slot != nullptr && slot->state == State::kLive;
    };
    const Slot* slot = find(id);
    if (!is_live(slot) || (is_of_model && !is_live(find(slot->parent)))) {
        return error(Code::kStaleHandle, "the %s%s has ended; drop the id", name_of(kind),
                     is_of_model ? " or its model" : "");
    }
    return Status();
}

Result<uint64_t> HandleTable::acquire(Kind kind, uint64_t parent, void* user_data) {
    const std::lock_guard lock(mutex_);
    return acquire_locked(kind, parent, user_data);
}

Result<uint64_t> HandleTable::acquire_description(void* user_data) {
    const std::lock_guard lock(mutex_);
    MST_ASSIGN(const uint64_t id, acquire_locked(Kind::kModel, 0, user_data));
    find(id)->is_description = true;
    return id;
}

Result<uint64_t> HandleTable::acquire_locked(Kind kind, uint64_t parent, void* user_data) {
    if (kind == Kind::kSession || kind == Kind::kAdapter) {
        MST_TRY(check_locked(parent, Kind::kModel));
        if (find(parent)->is_description) {
            return error(Code::kUnsupported,
                         "the model was opened for its description alone; load it without "
                         "MST_MODEL_DESCRIBE_BIT");
        }
    }
    if (kind == Kind::kRequest) MST_TRY(check_locked(parent, Kind::kSession));
    Pool& entry = pool(kind);
    if (entry.live >= entry.limit || entry.free_slots.empty()) {
        return error(Code::kLimitReached,
                     "%u %ss are the limit of this engine; end one (and poll its events) or raise "
                     "the limit in mst_engine_desc",
                     entry.limit, name_of(kind));
    }
    const uint32_t index = entry.free_slots.back();
    entry.free_slots.pop_back();
    Slot& slot = entry.slots[index];
    slot.state = State::kLive;
    slot.cancelled = false;
    slot.is_description = false;
    slot.parent = parent;
    slot.user_data = user_data;
    ++entry.live;
    if (kind == Kind::kSession) session_infos_[index] = SessionInfo{};
    return make_id(kind, slot.generation, index);
}

Status HandleTable::check(uint64_t id, Kind kind) const {
    const std::lock_guard lock(mutex_);
    return check_locked(id, kind);
}

Status HandleTable::check_adapter(uint64_t adapter, uint64_t owner) const {
    const std::lock_guard lock(mutex_);
    MST_TRY(check_locked(adapter, Kind::kAdapter));
    uint64_t model = owner;
    if (kind_of(owner) == Kind::kSession) {
        MST_TRY(check_locked(owner, Kind::kSession));
        model = find(owner)->parent;
    }
    if (find(adapter)->parent == model) return Status();
    return error(Code::kInvalidArgument,
                 "the adapter was loaded for another model than the session's");
}

Status HandleTable::retire(uint64_t id, Kind kind) {
    const std::lock_guard lock(mutex_);
    MST_TRY(check_locked(id, kind));
    find(id)->state = State::kEnded;
    --pool(kind).live;
    return Status();
}

void HandleTable::release(uint64_t id) {
    std::shared_ptr<const ModelInfo> last;  // freed outside the lock
    std::shared_ptr<const AdapterInfo> last_adapter;
    const std::lock_guard lock(mutex_);
    Slot* slot = find(id);
    if (slot == nullptr) return;
    const Kind kind = kind_of(id);
    Pool& entry = pool(kind);
    if (slot->state == State::kLive) --entry.live;
    if (kind == Kind::kModel) last = std::move(model_infos_[slot_of(id)]);
    if (kind == Kind::kAdapter) last_adapter = std::move(adapter_infos_[slot_of(id)]);
    slot->parent = 0;
    slot->user_data = nullptr;
    if (slot->generation == kLastGeneration) {
        slot->state = State::kWornOut;  // a repeated generation could revive an old id
        return;
    }
    ++slot->generation;
    slot->state = State::kFree;
    entry.free_slots.push_back(slot_of(id));
}

Result<bool> HandleTable::mark_cancelled(uint64_t request) {
    const std::lock_guard lock(mutex_);
    MST_TRY(check_locked(request, Kind::kRequest));
    return !std::exchange(find(request)->cancelled, true);
}

void* HandleTable::user_data(uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const Slot* slot = find(id);
    return slot == nullptr ? nullptr : slot->user_data;
}

uint32_t HandleTable::live_count(Kind kind) const {
    const std::lock_guard lock(mutex_);
    return pool(kind).live;
}

void HandleTable::set_session_info(uint64_t session, const SessionInfo& info) {
    const std::lock_guard lock(mutex_);
    if (find(session) != nullptr) session_infos_[slot_of(session)] = info;
}

Status HandleTable::session_info(uint64_t session, SessionInfo* out_info) const {
    const std::lock_guard lock(mutex_);
    MST_TRY(check_locked(session, Kind::kSession));
    *out_info = session_infos_[slot_of(session)];
    return Status();
}

void HandleTable::set_model_info(uint64_t model, std::shared_ptr<const ModelInfo> info) {
    const std::lock_guard lock(mutex_);
    if (find(model) != nullptr) model_infos_[slot_of(model)] = std::move(info);
}

Result<std::shared_ptr<const ModelInfo>> HandleTable::model_info(uint64_t model) const {
    const std::lock_guard lock(mutex_);
    MST_TRY(check_locked(model, Kind::kModel));
    return model_infos_[slot_of(model)];
}

void HandleTable::set_adapter_info(uint64_t adapter, std::shared_ptr<const AdapterInfo> info) {
    const std::lock_guard lock(mutex_);
    if (find(adapter) != nullptr) adapter_infos_[slot_of(adapter)] = std::move(info);
}

Result<std::shared_ptr<const AdapterInfo>> HandleTable::adapter_info(uint64_t adapter) const {
    const std::lock_guard lock(mutex_);
    MST_TRY(check_locked(adapter, Kind::kAdapter));
    return adapter_infos_[slot_of(adapter)];
}

}  // namespace minstrel
