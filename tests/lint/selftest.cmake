# lint.selftest: each check finds what it is there for, and is content with what is right.
# cmake -DWORK=<folder> -DCOMPILER=<cc> -DNM=<nm> -DAR=<ar> -P selftest.cmake
cmake_minimum_required(VERSION 3.25)

# A small tree that satisfies every check.
function(plant)
    file(REMOVE_RECURSE "${WORK}")
    file(WRITE "${WORK}/runtime/core/good.h" "#include <vector>\n#include \"runtime/core/more.h\"\n")
    file(WRITE "${WORK}/runtime/core/more.h" "int more();\n")
    file(WRITE "${WORK}/runtime/engine/engine.h" "#include \"runtime/core/good.h\"\n")
    file(WRITE "${WORK}/capi/include/minstrel/base.h"
"/** @file
 * Adds. */
#include <stdint.h>

/**
 * Adds; see docs/page.md.
 * @param one  a number
 * @returns the sum
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API uint32_t MST_CALL mst_add(uint32_t one);
")
    file(WRITE "${WORK}/capi/include/minstrel/minstrel.h" "#include \"minstrel/base.h\"\n")
    file(WRITE "${WORK}/capi/abi/exports.txt" "mst_add\n")
    file(WRITE "${WORK}/docs/page.md" "A [link](page.md).\n\n```c compile\nint x = 1;\n(void)x;\n```\n")
endfunction()

# expect(SCRIPT REGEX [FILE TEXT]): with FILE changed to TEXT the check must fail with a message that
# matches; without FILE it must pass with output that matches.
function(expect script regex)
    plant()
    set(bad FALSE)
    if(ARGC GREATER 2)
        set(bad TRUE)
        file(WRITE "${WORK}/${ARGV2}" "${ARGV3}")
    endif()
    execute_process(
        COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK}" "-DCOMPILER=${COMPILER}" "-DWORK=${WORK}/build"
                -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${script}.cmake"
        OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE failed)
    string(REGEX REPLACE "[ \n]+" " " text "${text}")
    if((bad AND NOT failed) OR (failed AND NOT bad) OR NOT text MATCHES "${regex}")
        message(SEND_ERROR "lint.selftest: ${script} on ${ARGV2}: expected '${regex}', got: ${text}")
    endif()
    math(EXPR n "${count} + 1")
    set(count ${n} PARENT_SCOPE)
endfunction()

set(count 0)
file(MAKE_DIRECTORY "${WORK}")
file(REMOVE_RECURSE "${WORK}")

expect(layering "nothing found")
expect(layering "runtime/engine/engine.h\" is out of reach of runtime/core/"
    runtime/core/bad.h "#include \"runtime/engine/engine.h\"\n")
expect(layering "out of reach of bindings/" bindings/cli/bad.cpp "#  include \"runtime/core/good.h\"\n")
expect(layering "from the root" runtime/core/bad.cpp "#include \"good.h\"\n")
expect(layering "climbs" runtime/engine/bad.cpp "#include \"../core/good.h\"\n")
expect(layering "may be used in" runtime/core/bad.cpp "#include <sentencepiece_processor.h>\n")
expect(layering "a public header includes" capi/include/minstrel/bad.h "#include <stdbool.h>\n")
expect(layering "belongs to no room" runtime/other/bad.h "int x();\n")

set(bare "/**\n * Adds.\n * @threads any\n * @blocks never\n * @since 0.1\n */\n")
expect(api_docs "nothing found")
expect(api_docs "mst_b lacks @returns, @param x" capi/include/minstrel/bad.h
    "${bare}MST_API int MST_CALL mst_b(int x);\n")
expect(api_docs "mst_b lacks @threads, @blocks, @since" capi/include/minstrel/bad.h
    "${bare}MST_API void MST_CALL mst_a(void);\n\nMST_API void MST_CALL mst_b(void);\n")
expect(api_docs "mst_b lacks @deprecated" capi/include/minstrel/bad.h
    "${bare}MST_API MST_DEPRECATED(\"use mst_add\") void MST_CALL mst_b(void);\n")
expect(api_docs "mst_a_fn lacks @returns" capi/include/minstrel/bad.h
    "${bare}typedef int(MST_CALL* mst_a_fn)(void* user_data);\n")

string(REPEAT "int x;\n" 601 long)
expect(file_size "nothing found")
expect(file_size "601 lines" runtime/core/bad.h "${long}")
expect(words "nothing found")
expect(words "bad.md" docs/bad.md "Look at /t${empty}mp/x.\n")
expect(words "has no end" docs/bad.md "No end")
expect(docs_links "nothing found")
expect(docs_links "no file other.md" docs/bad.md "A [link](other.md).\n")
expect(docs_links "no file docs/other.md" runtime/core/bad.h "// See docs/other.md.\n")
find_program(doxygen doxygen)
if(doxygen)
    expect(reference "nothing found")
    expect(reference "mst_b.* is not documented" capi/include/minstrel/bad.h
        "/** @file\n * Adds. */\n\nMST_API void MST_CALL mst_b(void);\n")
    expect(reference "parameter 'y'" capi/include/minstrel/bad.h
        "/** @file\n * Adds. */\n\n/** Adds.\n * @param x  a number */\nMST_API void MST_CALL mst_b(int x, int y);\n")
    expect(reference "one.* is not documented" capi/include/minstrel/bad.h
        "/** @file\n * Adds. */\n\n/** Adds. */\ntypedef struct mst_b {\n    int one;\n} mst_b;\n")
endif()
expect(symbols "bad.cpp calls terminate" runtime/core/bad.cpp "void f() { std::terminate(); }\n")
expect(docs_code "bad.md, block" docs/bad.md "```c compile\nint x = ;\n```\n")

# compile(NAME CODE FLAGS...): an object, or with -shared a library, beside the tree.
function(compile name code)
    file(WRITE "${WORK}.${name}.c" "${code}")
    execute_process(
        COMMAND "${COMPILER}" ${ARGN} -fPIC "${WORK}.${name}.c" -o "${WORK}.${name}"
        COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(WRITE "${WORK}.map" "MST_1 { global: mst_*; local: *; };\n")
set(versioned -shared "-Wl,--version-script=${WORK}.map")
compile(good.so "int mst_add(int x) { return x; }\n" ${versioned})
compile(more.so "int mst_add(int x) { return x; }\nint mst_more(void) { return 0; }\n" ${versioned})
compile(less.so "int other(int x) { return x; }\n" ${versioned})
compile(open.so "int mst_add(int x) { return x; }\nint other(void) { return 0; }\n" -shared)

# expect_program(SCRIPT ARGUMENT REGEX PASSES): as expect, on something compiled.
function(expect_program script argument regex passes)
    plant()
    execute_process(
        COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK}" "-DNM=${NM}" "${argument}" -DASSERTIONS=OFF
                -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${script}.cmake"
        OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE failed)
    string(REGEX REPLACE "[ \n]+" " " text "${text}")
    if((passes AND failed) OR NOT (passes OR failed) OR NOT text MATCHES "${regex}")
        message(SEND_ERROR "lint.selftest: ${argument}: expected '${regex}', got: ${text}")
    endif()
    math(EXPR n "${count} + 1")
    set(count ${n} PARENT_SCOPE)
endfunction()

expect_program(exports "-DLIBRARY=${WORK}.good.so" "nothing found" TRUE)
expect_program(exports "-DLIBRARY=${WORK}.more.so"
    "mst_more is in the library, but not in exports.txt" FALSE)
expect_program(exports "-DLIBRARY=${WORK}.less.so"
    "mst_add is in exports.txt, but not in the library" FALSE)
expect_program(exports "-DLIBRARY=${WORK}.open.so" "other leaves the library" FALSE)

compile(quiet.o "int other(int); int f(int x) { return other(x); }\n" -c)
compile(loud.o "#include <stdio.h>\nvoid f(int x) { printf(\"%d\", x); }\n" -c)
foreach(name quiet loud)
    file(REMOVE "${WORK}.${name}.a")
    execute_process(COMMAND "${AR}" qc "${WORK}.${name}.a" "${WORK}.${name}.o"
        COMMAND_ERROR_IS_FATAL ANY)
endforeach()
expect_program(symbols "-DFILES=${WORK}.quiet.a" "nothing found" TRUE)
expect_program(symbols "-DFILES=${WORK}.quiet.o,${WORK}.loud.a" "loud.a refers to printf" FALSE)
expect_program(symbols "-DFILES=${WORK}.quiet.a,${WORK}.loud.o" "loud.o refers to printf" FALSE)
expect_program(symbols "-DFILES=" "no file was named" FALSE)
message(STATUS "lint.selftest: ${count} cases")
