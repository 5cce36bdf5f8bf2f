# The table of rooms. A source belongs to the longest of these prefixes.
set(LAYERS
    kernels/ kernels/cpu/ kernels/cuda/
    runtime/core/ runtime/flow/ runtime/model/ runtime/text/ runtime/grammar/ runtime/tools/
    runtime/session/ runtime/schedule/ runtime/scripted/ runtime/engine/
    capi/ bindings/ samples/ tests/)

# Folders whose files are ours when an include starts with them.
set(TOP_FOLDERS kernels/ runtime/ capi/ minstrel/ bindings/ samples/ tests/)

# Rooms that may name a file of the same folder without a path: hosts copy them out of the tree.
set(LAYERS_WITH_SHORT_INCLUDES bindings/ samples/ tests/)

# What a room may include, as regular expressions of paths from the root.
set(face "^kernels/[^/]+$")
set(core "^runtime/core/")
set(MAY_INCLUDE_kernels/ ${face})
set(MAY_INCLUDE_kernels/cpu/ ${face} "^kernels/cpu/")
set(MAY_INCLUDE_kernels/cuda/ ${face} "^kernels/cuda/")
set(MAY_INCLUDE_runtime/core/ ${core})
set(MAY_INCLUDE_runtime/flow/ ${core} "^runtime/flow/")
set(MAY_INCLUDE_runtime/model/ ${core} ${face} "^runtime/model/")
set(MAY_INCLUDE_runtime/text/ ${core} "^runtime/text/")
set(MAY_INCLUDE_runtime/grammar/ ${core} "^runtime/(text|grammar)/")
set(MAY_INCLUDE_runtime/tools/ ${core} "^runtime/(text|grammar|tools)/")
set(MAY_INCLUDE_runtime/session/ ${core} ${face}
    "^runtime/(flow|model|text|grammar|tools|session)/")
# Priorities are a word of commands, and the scheduler speaks of nothing else from flow.
set(MAY_INCLUDE_runtime/schedule/ ${core} ${face} "^runtime/(session|schedule)/"
    "^runtime/flow/command\\.h$")
set(MAY_INCLUDE_runtime/scripted/ ${core} ${face} "^runtime/(text|scripted)/")
set(MAY_INCLUDE_runtime/engine/ ${face} "^runtime/")
set(MAY_INCLUDE_capi/ "^capi/" "^minstrel/" "^runtime/(engine|flow|core)/")
set(MAY_INCLUDE_bindings/ "^minstrel/" "^bindings/")
set(MAY_INCLUDE_samples/ "^minstrel/" "^samples/")
set(MAY_INCLUDE_tests/ ".")

# Single files that may reach further, each with its reason.
# GPUs can be looked at without an engine, for a menu of settings.
set(MAY_INCLUDE_capi/src/device.h "^kernels/cuda_backend\\.h$")
# It concerns the process, not an engine.
set(MAY_INCLUDE_capi/src/engine.cpp "^kernels/amx_permission\\.h$")
# Packing makes a model file, which states what the vocabulary says and in which order grammars
# want it; it is a tool of these rooms with a command line.
set(MAY_INCLUDE_bindings/cli/pack.cpp "^runtime/model/pack\\.h$" "^runtime/text/(chat_version|tokenizer)\\.h$"
    "^runtime/grammar/(token_order|vocabulary_tokens)\\.h$" ${core})
# So is what it makes of personas, and signing.
set(MAY_INCLUDE_bindings/cli/persona.cpp "^runtime/model/(package|prefix_writer)\\.h$"
    "^runtime/text/(chat_version|persona_prefix|tokenizer)\\.h$" ${core})
set(MAY_INCLUDE_bindings/cli/sign.cpp "^runtime/model/package_(format|signature)\\.h$" ${core})
# Plain reading is of such memory as weights lie in.
set(MAY_INCLUDE_bindings/cli/bandwidth.cpp "^runtime/core/large_pages\\.h$")
# What masks cost is not to be seen from outside.
# Logits of every position leave the library only here.
set(MAY_INCLUDE_bindings/cli/convert_check.cpp
    "^kernels/backend\\.h$" "^runtime/(model|text)/" ${core})
set(MAY_INCLUDE_bindings/cli/grammar_bench.cpp "^runtime/(grammar|model|text)/" ${core})
set(MAY_INCLUDE_bindings/cli/grammar_walks.h "^runtime/grammar/" ${core})
set(MAY_INCLUDE_bindings/cli/grammar_walks.cpp "^runtime/grammar/" ${core})

# Libraries of others, by the start of the include, and the sources that may use them.
set(THIRD_PARTY sentencepiece pcre2 flatbuffers/ package_generated.h nlohmann/ gtest/ gmock/ benchmark/)
set(USERS_OF_sentencepiece "^tests/")
set(USERS_OF_pcre2 "^runtime/text/")
set(USERS_OF_flatbuffers/ "^runtime/(model|session)/" "^tests/")
set(USERS_OF_package_generated.h "^runtime/model/" "^tests/") # made by flatc from package.fbs
set(USERS_OF_nlohmann/ "^runtime/" "^bindings/" "^samples/tavern/" "^tests/")
set(USERS_OF_gtest/ "^tests/")
set(USERS_OF_gmock/ "^tests/")
set(USERS_OF_benchmark/ "^tests/")
