#include "runtime/grammar/schema_store.h"

#include <array>
#include <optional>

#include "runtime/grammar/schema_uri.h"

namespace minstrel {
namespace {

constexpr std::array kSchemaKeywords = {"additionalItems",
                                        "additionalProperties",
                                        "contains",
                                        "contentSchema",
                                        "else",
                                        "if",
                                        "items",
                                        "not",
                                        "propertyNames",
                                        "then",
                                        "unevaluatedItems",
                                        "unevaluatedProperties"};
constexpr std::array kListKeywords = {"allOf", "anyOf", "items", "oneOf", "prefixItems"};
constexpr std::array kMapKeywords = {
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"};

// The draft that a `$schema` names; nothing for metaschemas that we do not know.
std::optional<SchemaDraft> draft_of(std::string_view uri) {
    const std::pair<std::string_view, SchemaDraft> known[] = {
        {"json-schema.org/draft-04/schema", SchemaDraft::kDraft4},
        {"json-schema.org/draft-06/schema", SchemaDraft::kDraft6},
        {"json-schema.org/draft-07/schema", SchemaDraft::kDraft7},
        {"json-schema.org/draft/2019-09/schema", SchemaDraft::kDraft2019},
        {"json-schema.org/draft/2020-12/schema", SchemaDraft::kDraft2020},
    };
    uri = uri_without_fragment(uri);
    for (const auto& [name, draft] : known) {
        if (uri == "http://" + std::string(name) || uri == "https://" + std::string(name)) {
            return draft;
        }
    }
    return std::nullopt;
}

const std::string* string_member(const SchemaJson& json, JsonId object, std::string_view key) {
    const JsonId member = json.find(object, key);
    return json.is(member, JsonKind::kString) ? &json.text(member) : nullptr;
}

}  // namespace

Result<SchemaId> SchemaStore::add(const SchemaDocument& document, SchemaDraft draft) {
    const std::string what = document.uri.empty() ? "schema" : std::string(document.uri);
    MST_ASSIGN(SchemaJson json, SchemaJson::parse(document.text, what, limits_));
    const uint32_t index = uint32_t(documents_.size());
    Document entry{std::move(json), std::string(document.uri), {}};
    entry.schema_of.assign(entry.json.size(), kNoSchema);
    documents_.push_back(std::move(entry));
    const uint32_t resource = uint32_t(resources_.size());
    Resource root;
    root.base = std::string(uri_without_fragment(document.uri));
    root.root = SchemaId(schemas_.size());
    root.draft = draft;
    resources_.push_back(root);
    resource_of_uri_.emplace(root.base, resource);
    MST_TRY(walk(index, 0, resource));
    return root.root;
}

Status SchemaStore::walk(uint32_t document, JsonId root, uint32_t resource) {
    std::vector<Visit> open = {{root, resource}};
    Document& entry = documents_[document];
    while (!open.empty()) {
        Visit visit = open.back();
        open.pop_back();
        if (entry.schema_of[visit.json] != kNoSchema) continue;
        const SchemaId schema = SchemaId(schemas_.size());
        entry.schema_of[visit.json] = schema;
        schemas_.push_back({document, visit.json, visit.resource});
        if (!entry.json.is(visit.json, JsonKind::kObject)) continue;
        MST_ASSIGN(visit.resource, enter(document, visit.json, visit.resource, schema));
        schemas_[schema].resource = visit.resource;
        add_anchors(document, visit.json, visit.resource, schema);
        push_children(document, visit.json, visit.resource, open);
        dynamic_ = dynamic_ || entry.json.find(visit.json, "$dynamicRef") != kNoJson ||
                   entry.json.find(visit.json, "$recursiveRef") != kNoJson;
    }
    return {};
}

// Opens a new resource where a schema carries an identifier of its own.
Result<uint32_t> SchemaStore::enter(uint32_t document, JsonId json, uint32_t resource,
                                    SchemaId schema) {
    const SchemaJson& text = documents_[document].json;
    const bool is_root = resources_[resource].root == schema;
    SchemaDraft draft = resources_[resource].draft;
    bool declared = resources_[resource].declared_draft;
    if (const std::string* name = string_member(text, json, "$schema")) {
        if (const auto known = draft_of(*name)) {
            draft = *known;
        } else if (is_root) {
            return error(Code::kUnsupported, "%s: the dialect '%.200s' is not known",
                         place(schema, "$schema").c_str(), name->c_str());
        }
        declared = true;
    }
    if (is_root) {
        resources_[resource].draft = draft;
        resources_[resource].declared_draft = declared;
    }
    const std::string* id = string_member(text, json, draft == SchemaDraft::kDraft4 ? "id" : "$id");
    const bool hidden = draft <= SchemaDraft::kDraft7 && string_member(text, json, "$ref");
    if (id == nullptr || hidden) return resource;
    const std::string uri = resolve_uri(resources_[resource].base, *id);
    if (!id->empty() && id->front() == '#') return resource;  // an anchor of older drafts
    std::string base(uri_without_fragment(uri));
    if (!is_root) {
        resource = uint32_t(resources_.size());
        Resource fresh;
        fresh.root = schema;
        fresh.draft = draft;
        fresh.declared_draft = declared;
        resources_.push_back(std::move(fresh));
    }
    resources_[resource].base = base;
    resource_of_uri_[std::move(base)] = resource;
    return resource;
}

void SchemaStore::add_anchors(uint32_t document, JsonId json, uint32_t resource, SchemaId schema) {
    const SchemaJson& text = documents_[document].json;
    Resource& entry = resources_[resource];
    if (entry.draft <= SchemaDraft::kDraft7) {
        const std::string* id =
            string_member(text, json, entry.draft == SchemaDraft::kDraft4 ? "id" : "$id");
        if (id == nullptr || string_member(text, json, "$ref")) return;
        const std::string fragment = uri_fragment(*id);
        if (!fragment.empty() && fragment.front() != '/') entry.anchors.emplace(fragment, schema);
        return;
    }
    if (const std::string* name = string_member(text, json, "$anchor")) {
        entry.anchors.emplace(*name, schema);
    }
    if (const std::string* name = string_member(text, json, "$dynamicAnchor")) {
        entry.anchors.emplace(*name, schema);
        entry.dynamic_anchors.emplace(*name, schema);
    }
    if (entry.root == schema && text.is(text.find(json, "$recursiveAnchor"), JsonKind::kTrue)) {
        entry.recursive_anchor = true;
        entry.dynamic_anchors.emplace("", schema);
    }
}

void SchemaStore::push_children(uint32_t document, JsonId json, uint32_t resource,
                                std::vector<Visit>& open) {
    const SchemaJson& text = documents_[document].json;
    const auto push = [&](JsonId child) {
        if (text.is(child, JsonKind::kObject) || text.is_bool(child)) {
            open.push_back({child, resource});
        }
    };
    const auto push_all = [&](JsonId container) {
        for (JsonId child = text.first(container); child != kNoJson; child = text.next(child)) {
            push(child);
        }
    };
    for (const char* keyword : kSchemaKeywords) push(text.find(json, keyword));
    for (const char* keyword : kListKeywords) {
        const JsonId list = text.find(json, keyword);
        if (text.is(list, JsonKind::kArray)) push_all(list);
    }
    for (const char* keyword : kMapKeywords) {
        const JsonId map = text.find(json, keyword);
        if (text.is(map, JsonKind::kObject)) push_all(map);
    }
}

Result<SchemaId> SchemaStore::at(SchemaId near, JsonId json) {
    const uint32_t document = schemas_[near].document;
    const Document& entry = documents_[document];
    if (entry.schema_of[json] == kNoSchema) {
        JsonId above = json;
        while (above != kNoJson && entry.schema_of[above] == kNoSchema) {
            above = entry.json.parent(above);
        }
        const SchemaId owner = above == kNoJson ? near : entry.schema_of[above];
        MST_TRY(walk(document, json, schemas_[owner].resource));
    }
    return entry.schema_of[json];
}

Result<SchemaId> SchemaStore::resolve(SchemaId from, const std::string& reference) {
    const std::string uri = resolve_uri(resource(from).base, reference);
    const std::string name(uri_without_fragment(uri));
    const auto found = resource_of_uri_.find(name);
    if (found == resource_of_uri_.end()) {
        return error(Code::kUnsupported,
                     "%s: the reference '%.200s' leads to another document; give it as '%.200s'",
                     place(from, "$ref").c_str(), reference.c_str(), name.c_str());
    }
    const Resource& target = resources_[found->second];
    const std::string fragment = uri_fragment(uri);
    if (fragment.empty()) return target.root;
    if (fragment.front() != '/') {
        const auto anchor = target.anchors.find(fragment);
        if (anchor != target.anchors.end()) return anchor->second;
    } else {
        const SchemaJson& text = json(target.root);
        JsonId at_json = schemas_[target.root].json;
        size_t begin = 1;
        while (at_json != kNoJson && begin <= fragment.size()) {
            const size_t end = std::min(fragment.find('/', begin), fragment.size());
            std::string token;
            for (size_t i = begin; i < end; ++i) {
                const bool escape = fragment[i] == '~' && i + 1 < end;
                if (escape) ++i;
                token += !escape ? fragment[i] : fragment[i] == '1' ? '/' : '~';
            }
            begin = end + 1;
            if (!text.is(at_json, JsonKind::kArray)) {
                at_json = text.find(at_json, token);
                continue;
            }
            JsonId item = text.first(at_json);
            for (uint32_t i = 0; item != kNoJson && std::to_string(i) != token; ++i) {
                item = text.next(item);
            }
            at_json = item;
        }
        if (text.is(at_json, JsonKind::kObject) || text.is_bool(at_json)) {
            return at(target.root, at_json);
        }
    }
    return error(Code::kBadGrammar, "%s: nothing is found at the reference '%.200s'",
                 place(from, "$ref").c_str(), reference.c_str());
}

std::string SchemaStore::place(SchemaId id, std::string_view keyword) const {
    const Schema& entry = schemas_[id];
    const Document& document = documents_[entry.document];
    std::string result = document.uri + document.json.pointer(entry.json);
    if (!keyword.empty()) result += "/" + std::string(keyword);
    return result;
}

}  // namespace minstrel
