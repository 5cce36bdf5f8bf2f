// The keywords of one schema object as assertions on one kind of value. Short-lived; the compiling
// thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "runtime/grammar/schema_expand.h"

namespace minstrel {

class KeywordReader {
  public:
    KeywordReader(SchemaExpander& expander, SchemaId schema, uint32_t scope)
        : expander_(expander),
          schema_(schema),
          scope_(scope),
          json_(expander.store_.json(schema)),
          object_(expander.store_.schema(schema).json),
          draft_(expander.store_.resource(schema).draft),
          declared_(expander.store_.resource(schema).declared_draft) {}

    // All keywords but the applicators on the same value; false when `type` excludes the kind.
    Result<Formula> assertions(JsonKind kind);
    // What `properties` and its relatives, or `items` and its relatives, have looked at.
    Result<Language> evaluated_keys();
    // Items before this index; kUnbounded: all.
    Result<uint32_t> evaluated_items();
    // `contains`, where it marks items as evaluated.
    Result<std::optional<Formula>> evaluated_contains();

    JsonId find(std::string_view keyword) const { return json_.find(object_, keyword); }
    // The keyword when the draft of the schema has it (or no draft is named).
    JsonId find(std::string_view keyword, SchemaDraft since) const {
        return draft_ >= since || !declared_ ? find(keyword) : kNoJson;
    }
    Result<Formula> child(JsonId json, std::string_view keyword);
    Status bad(std::string_view keyword, const char* what) const;
    SchemaDraft draft() const { return draft_; }
    const SchemaJson& json() const { return json_; }

  private:
    Result<Formula> type(JsonKind kind);
    Result<bool> type_name(JsonId name, JsonKind kind, bool& integer);
    Result<Formula> enumeration(JsonKind kind);
    Result<Formula> number();
    Result<Formula> string();
    Result<Formula> array();
    Result<Formula> object();

    Result<std::optional<uint32_t>> count(std::string_view keyword, SchemaDraft since);
    Status bounds(std::string_view min, std::string_view max, SchemaDraft since, Atom& atom,
                  std::vector<Formula>& out);
    Result<std::optional<Decimal>> number_value(std::string_view keyword);
    Status number_bound(std::string_view keyword, std::string_view exclusive, Atom::Kind kind,
                        std::vector<Formula>& out);
    Result<Language> pattern(std::string_view keyword, std::string_view text);
    Status contains(std::vector<Formula>& out);
    Status items(std::vector<Formula>& out);
    Status members(std::vector<Formula>& out);
    Status names(std::vector<Formula>& out);
    Status dependencies(std::string_view keyword, SchemaDraft since, std::vector<Formula>& out);
    Result<std::vector<Formula>> required(JsonId list, std::string_view keyword);
    // The tuple form of items and what follows it, by draft.
    Status tuple(JsonId& prefix, JsonId& rest, std::string_view& rest_keyword);
    Formula atom(const Atom& atom) { return expander_.formulas_.atom(atom); }

    SchemaExpander& expander_;
    SchemaId schema_;
    uint32_t scope_;
    const SchemaJson& json_;
    JsonId object_;
    SchemaDraft draft_;
    bool declared_;
};

// Atom "has a member with this key".
Atom required_atom(LanguagePool& languages, std::string_view key);

}  // namespace minstrel
