#include "bindings/cli/grammar_host.h"

#include "bindings/cli/console.h"
#include "bindings/cli/host.h"

namespace minstrel::cli {

std::unique_ptr<GrammarHost> GrammarHost::open() {
    std::unique_ptr<GrammarHost> host(new GrammarHost);
    mst_engine_desc desc = MST_ENGINE_DESC_INIT;
    desc.thread_count = 1;
    if (!MST_FAILED(mst_engine_create(&desc, &host->engine_))) return host;
    complain(last_error());
    return nullptr;
}

CompiledGrammar GrammarHost::compile(std::string_view text, const GrammarSettings& settings) {
    std::vector<mst_text> unenforced;
    for (const std::string& keyword : settings.unenforced) unenforced.push_back(view(keyword));
    mst_grammar_desc desc = MST_GRAMMAR_DESC_INIT;
    desc.kind = settings.kind;
    desc.flags = (settings.any_order ? MST_GRAMMAR_ANY_ORDER_BIT : 0) |
                 (settings.formats_say_nothing ? MST_GRAMMAR_FORMAT_ANNOTATION_BIT : 0);
    desc.text = view(text);
    desc.max_gap = static_cast<uint32_t>(settings.max_gap);
    desc.unenforced = unenforced.data();
    desc.unenforced_count = static_cast<uint32_t>(unenforced.size());
    CompiledGrammar compiled;
    compiled.result = mst_grammar_create(engine_, &desc, &compiled.id);
    while (!MST_FAILED(compiled.result)) {
        mst_event event;
        uint32_t count = 0;
        compiled.result = mst_engine_wait(engine_, UINT64_MAX, &event, 1, &count);
        if (count == 0) continue;
        compiled.compile_ns = event.values[1];
        if (event.type == MST_EVENT_GRAMMAR_READY) {
            compiled.unenforced = view(event.payload);
            return compiled;
        }
        if (event.type != MST_EVENT_GRAMMAR_FAILED) continue;
        compiled.result = event.result;
        compiled.error = view(event.text);
        compiled.id = {0};
        return compiled;
    }
    compiled.error = last_error();
    return compiled;
}

void GrammarHost::destroy(const CompiledGrammar& grammar) {
    if (grammar.id.id != 0) (void)mst_grammar_destroy(engine_, grammar.id);
}

bool GrammarHost::test(const CompiledGrammar& grammar, std::string_view text,
                       mst_grammar_match* out_match) {
    *out_match = MST_GRAMMAR_MATCH_INIT;
    return mst_grammar_test(engine_, grammar.id, view(text), out_match) == MST_OK;
}

}  // namespace minstrel::cli
