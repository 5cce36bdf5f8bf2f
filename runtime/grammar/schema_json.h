// JSON text of a schema as a flat tree: key order kept, numbers as they were written, duplicate
// keys refused, depth and size counted. Immutable after parsing; owned by the schema store, any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/status.h"

namespace minstrel {

using JsonId = uint32_t;
inline constexpr JsonId kNoJson = UINT32_MAX;

enum class JsonKind : uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

class SchemaJson {
  public:
    struct Limits {
        uint32_t max_depth = 256;
        uint32_t max_values = 1u << 20;
    };

    // `what` names the text in errors, which give line and column.
    static Result<SchemaJson> parse(std::string_view text, std::string_view what,
                                    const Limits& limits);

    JsonId root() const { return 0; }
    uint32_t size() const { return uint32_t(nodes_.size()); }
    JsonKind kind(JsonId id) const { return nodes_[id].kind; }
    bool is(JsonId id, JsonKind kind) const { return id != kNoJson && nodes_[id].kind == kind; }
    bool is_bool(JsonId id) const { return is(id, JsonKind::kTrue) || is(id, JsonKind::kFalse); }

    // Characters of a string, or the literal of a number.
    const std::string& text(JsonId id) const { return nodes_[id].text; }
    // Name of a member; empty for items of arrays and for the root.
    const std::string& key(JsonId id) const { return nodes_[id].key; }
    uint32_t count(JsonId id) const { return nodes_[id].count; }

    // Children in their written order: for (id = first(x); id != kNoJson; id = next(id)).
    JsonId first(JsonId id) const { return nodes_[id].first; }
    JsonId next(JsonId id) const { return nodes_[id].next; }
    JsonId parent(JsonId id) const { return nodes_[id].parent; }
    // Member of an object, kNoJson when there is none or `id` is no object.
    JsonId find(JsonId id, std::string_view key) const;

    // JSON pointer of a value, for messages.
    std::string pointer(JsonId id) const;

  private:
    friend class SchemaJsonBuilder;
    struct Node {
        JsonKind kind = JsonKind::kNull;
        JsonId parent = kNoJson;
        JsonId first = kNoJson;
        JsonId last = kNoJson;
        JsonId next = kNoJson;
        uint32_t count = 0;
        uint32_t position = 0;  // index among its siblings
        std::string text;
        std::string key;
    };
    std::vector<Node> nodes_;
};

}  // namespace minstrel
