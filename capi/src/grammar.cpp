#include "minstrel/grammar.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "capi/src/boundary.h"
#include "capi/src/engine_object.h"
#include "capi/src/structs.h"
#include "capi/src/validate.h"

namespace minstrel::capi {
namespace {

Status check_source(const CreateGrammar& command) {
    const bool choices = command.kind == GrammarKind::kChoices;
    const bool tags = command.kind == GrammarKind::kTags;
    if (tags == command.tags.empty()) {
        return error(Code::kInvalidArgument, tags ? "there are no tags; give at least one"
                                                  : "tags are only for MST_GRAMMAR_TAGS");
    }
    if (choices && command.choices.empty()) {
        return error(Code::kInvalidArgument, "there are no choices; give at least one");
    }
    if ((choices || tags) != command.text.empty()) {
        return error(Code::kInvalidArgument, choices || tags
                                                 ? "choices and tags have no text; leave it absent"
                                                 : "text is absent; it is the grammar");
    }
    if (!choices && !command.choices.empty()) {
        return error(Code::kInvalidArgument, "choices are only for MST_GRAMMAR_CHOICES");
    }
    return {};
}

Result<std::vector<GrammarTag>> read_tags(const mst_grammar_desc& desc, TextReader* texts) {
    MST_TRY(check_maximum(desc.tag_count, kMaxGrammarTags, "tag_count"));
    if (desc.tag_count != 0) MST_TRY(require(desc.tags, "tags"));
    std::vector<GrammarTag> tags;
    for (uint32_t index = 0; index < desc.tag_count; ++index) {
        const mst_grammar_tag& source = desc.tags[index];
        const uint32_t kind = enum_bits(source.kind);
        MST_TRY(
            check_enum(kind, MST_GRAMMAR_JSON_SCHEMA, MST_GRAMMAR_LARK, {"kind", "tags", index}));
        if (kind == MST_GRAMMAR_CHOICES) {
            return error(Code::kInvalidArgument, "tags[%u].kind: choices are a regex here", index);
        }
        MST_TRY(check_reserved(source.reserved0, {"reserved0", "tags", index}));
        GrammarTag tag;
        tag.kind = static_cast<GrammarKind>(kind);
        MST_ASSIGN(tag.name, texts->read(source.name, {"name", "tags", index}));
        MST_ASSIGN(tag.begin, texts->read(source.begin, {"begin", "tags", index}));
        MST_ASSIGN(tag.end, texts->read(source.end, {"end", "tags", index}));
        MST_ASSIGN(tag.text, texts->read(source.text, {"text", "tags", index}));
        if (tag.text.empty()) {
            return error(Code::kInvalidArgument, "tags[%u].text is absent; it is the grammar",
                         index);
        }
        tags.push_back(std::move(tag));
    }
    return tags;
}

Result<CreateGrammar> read_grammar(const mst_grammar_desc* source, void** out_user_data) {
    mst_grammar_desc desc;
    MST_TRY(read_struct(source, &desc));
    const uint32_t kind = enum_bits(desc.kind);
    MST_TRY(check_enum(kind, MST_GRAMMAR_JSON_SCHEMA, MST_GRAMMAR_TAGS, {"kind"}));
    MST_TRY(check_flags(desc.flags, MST_GRAMMAR_ANY_ORDER_BIT | MST_GRAMMAR_FORMAT_ANNOTATION_BIT,
                        "flags"));
    MST_TRY(check_reserved(desc.reserved0, {"reserved0"}));
    MST_TRY(check_reserved(desc.reserved1, {"reserved1"}));
    MST_TRY(check_maximum(desc.max_gap, kMaxGrammarGap, "max_gap"));
    TextReader texts;
    CreateGrammar command;
    command.kind = static_cast<GrammarKind>(kind);
    MST_ASSIGN(command.text, texts.read(desc.text, {"text"}));
    MST_ASSIGN(command.choices,
               read_texts(desc.choices, desc.choice_count, kMaxGrammarChoices, "choices", &texts));
    MST_ASSIGN(command.unenforced, read_texts(desc.unenforced, desc.unenforced_count,
                                              kMaxUnenforced, "unenforced", &texts));
    MST_ASSIGN(command.tags, read_tags(desc, &texts));
    MST_TRY(check_source(command));
    command.max_gap = desc.max_gap;
    command.any_order = (desc.flags & MST_GRAMMAR_ANY_ORDER_BIT) != 0;
    command.formats_say_nothing = (desc.flags & MST_GRAMMAR_FORMAT_ANNOTATION_BIT) != 0;
    *out_user_data = desc.user_data;
    return command;
}

}  // namespace
}  // namespace minstrel::capi

using namespace minstrel;        // NOLINT(google-build-using-namespace)
using namespace minstrel::capi;  // NOLINT(google-build-using-namespace)

mst_result mst_grammar_create(mst_engine* engine, const mst_grammar_desc* desc,
                              mst_grammar* out_grammar) {
    return guarded("mst_grammar_create", [&]() -> Result<mst_result> {
        MST_TRY(require(out_grammar, "out_grammar"));
        out_grammar->id = 0;
        MST_TRY(check_engine(engine));
        void* user_data = nullptr;
        MST_ASSIGN(CreateGrammar command, read_grammar(desc, &user_data));
        MST_ASSIGN(out_grammar->id, engine->engine->create_grammar(std::move(command), user_data));
        return MST_OK;
    });
}

mst_result mst_grammar_destroy(mst_engine* engine, mst_grammar grammar) {
    return guarded("mst_grammar_destroy", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(engine->engine->destroy_grammar(grammar.id));
        return MST_OK;
    });
}

mst_result mst_grammar_test(mst_engine* engine, mst_grammar grammar, mst_text text,
                            mst_grammar_match* out_match) {
    return guarded("mst_grammar_test", [&]() -> Result<mst_result> {
        MST_TRY(check_engine(engine));
        MST_TRY(check_output(out_match));
        mst_grammar_match match = MST_GRAMMAR_MATCH_INIT;
        write_struct(match, out_match);
        TextReader texts;
        MST_ASSIGN(const std::string_view read, texts.read(text, {"text"}));
        MST_ASSIGN(const std::optional<GrammarMatch> found,
                   engine->engine->test_grammar(grammar.id, read));
        if (!found) return MST_NOT_READY;
        match.complete = found->complete ? 1 : 0;
        match.accepted_bytes = found->accepted_bytes;
        write_struct(match, out_match);
        return MST_OK;
    });
}
