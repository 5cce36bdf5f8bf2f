// SchemaCompiler: shapes of values to nodes of a grammar. One a compilation, on the compiling
// thread.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/grammar/grammar_builder.h"
#include "runtime/grammar/schema.h"
#include "runtime/grammar/schema_shape.h"

namespace minstrel {

class SchemaCompiler {
  public:
    SchemaCompiler(GrammarBuilder& builder, const SchemaOptions& options);

    Result<Node> compile(std::string_view text);
    const std::vector<Unenforced>& unenforced() const { return expander_.unenforced(); }

  private:
    // A value's node: scalars in place, what may hold other values as a rule of its own.
    Result<Node> value(Formula formula);
    // The rule of a live string; never() for any other value.
    Result<Node> live_string(Formula formula);
    Status define_open_rules();
    Result<Node> scalars(const ValueShape& shape);
    Result<Node> body(const ValueShape& shape);
    std::string rule_name(Formula formula) const;
    // Adds the place of a value to an error that names none.
    Status placed(const Status& status, Formula formula) const;

    // ---- objects
    struct Witnesses {
        std::vector<ObjectShape::Named> named;
        std::vector<ObjectShape::Others> extra;  // members that must be there, one of each
    };
    Result<Node> object(const ObjectShape& shape);
    Result<Node> object(const ObjectShape& shape, const Witnesses& witnesses);
    Status place_witness(const ObjectShape& shape, size_t next, Witnesses& witnesses,
                         std::vector<Node>& out);
    Result<Node> member(Node key, Formula value);
    Result<Node> other_members(const ObjectShape& shape, Language keys, Formula value);

    // ---- arrays
    struct ArrayState {
        uint32_t position = 0;  // items so far, as far as they matter
        std::vector<uint32_t> counts;
        bool operator<(const ArrayState& other) const {
            return std::tie(position, counts) < std::tie(other.position, other.counts);
        }
    };
    Result<Node> array(const ArrayShape& shape);
    Result<Node> plain_array(const ArrayShape& shape);
    Result<Node> counted_array(const ArrayShape& shape);
    Result<Node> unique_array(const ArrayShape& shape);
    Status counted_steps(const ArrayShape& shape, const ArrayState& state, uint32_t cap,
                         std::vector<std::pair<ArrayState, Formula>>& out);
    Result<std::vector<std::string>> finite_values(const ArrayShape& shape, Formula item,
                                                   bool& finite);
    Formula item_at(const ArrayShape& shape, uint32_t index) const {
        return index < shape.prefix.size() ? shape.prefix[index] : shape.rest;
    }
    Node bracketed(char open, Node content, bool may_be_empty, char close);

    const SchemaOptions& options_;
    GrammarBuilder& builder_;
    SchemaStore store_;
    FormulaPool formulas_;
    LanguagePool languages_;
    SchemaExpander expander_;
    SchemaShapes shapes_;
    StringWriter strings_;
    Node gap_;
    Node comma_;
    std::unordered_map<Formula, Node> values_;
    std::map<std::string, Node, std::less<>> live_rules_;  // by name
    struct OpenRule {
        Formula formula;
        Rule rule;
        ValueShape shape;
    };
    std::vector<OpenRule> open_rules_;
};

}  // namespace minstrel
