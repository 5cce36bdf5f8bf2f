// The documents of one compilation and every schema in them: drafts, base URIs, anchors and what a
// reference points to. Built by the compiler, used by one thread, dropped after compilation.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/core/status.h"
#include "runtime/grammar/schema_json.h"

namespace minstrel {

enum class SchemaDraft : uint8_t { kDraft4, kDraft6, kDraft7, kDraft2019, kDraft2020 };

// Another document that references may name, by its URI. Views, borrowed for the compilation.
struct SchemaDocument {
    std::string_view uri;
    std::string_view text;
};

using SchemaId = uint32_t;

class SchemaStore {
  public:
    // One `$id` and what lies below it, up to the next `$id`.
    struct Resource {
        std::string base;
        SchemaId root = 0;
        SchemaDraft draft = SchemaDraft::kDraft2020;
        bool declared_draft = false;  // by $schema, here or above
        bool recursive_anchor = false;
        std::map<std::string, SchemaId, std::less<>> anchors;
        std::map<std::string, SchemaId, std::less<>> dynamic_anchors;
    };
    struct Schema {
        uint32_t document = 0;
        JsonId json = 0;
        uint32_t resource = 0;
    };

    explicit SchemaStore(SchemaJson::Limits limits) : limits_(limits) {}

    // Reads a document. `draft` counts where the document names none.
    Result<SchemaId> add(const SchemaDocument& document, SchemaDraft draft);

    const Schema& schema(SchemaId id) const { return schemas_[id]; }
    const SchemaJson& json(SchemaId id) const { return documents_[schemas_[id].document].json; }
    const Resource& resource(SchemaId id) const { return resources_[schemas_[id].resource]; }
    uint32_t document(SchemaId id) const { return schemas_[id].document; }
    const SchemaJson& document_json(uint32_t document) const { return documents_[document].json; }

    // The schema at a value of the document of `near`, registered when it was not known as one.
    Result<SchemaId> at(SchemaId near, JsonId json);
    Result<SchemaId> resolve(SchemaId from, const std::string& reference);

    // Whether siblings of `$ref` count.
    bool ref_has_siblings(SchemaId id) const {
        return resource(id).draft >= SchemaDraft::kDraft2019;
    }
    bool has_dynamic_references() const { return dynamic_; }
    // Document and JSON pointer, for messages.
    std::string place(SchemaId id, std::string_view keyword = {}) const;

  private:
    struct Document {
        SchemaJson json;
        std::string uri;
        std::vector<SchemaId> schema_of;  // [values of the document]
    };
    struct Visit {
        JsonId json;
        uint32_t resource;
    };

    Status walk(uint32_t document, JsonId root, uint32_t resource);
    Result<uint32_t> enter(uint32_t document, JsonId json, uint32_t resource, SchemaId schema);
    void add_anchors(uint32_t document, JsonId json, uint32_t resource, SchemaId schema);
    void push_children(uint32_t document, JsonId json, uint32_t resource, std::vector<Visit>& open);

    SchemaJson::Limits limits_;
    std::deque<Document> documents_;
    std::deque<Resource> resources_;
    std::vector<Schema> schemas_;
    bool dynamic_ = false;
    std::map<std::string, uint32_t, std::less<>> resource_of_uri_;
};

inline constexpr SchemaId kNoSchema = UINT32_MAX;

}  // namespace minstrel
