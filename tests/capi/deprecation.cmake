# capi.deprecation: what a host sees of a name that will go.
# cmake -DROOT=<tree> -DWORK=<folder> -DC=<cc> -DCXX=<c++> -P deprecation.cmake
cmake_minimum_required(VERSION 3.25)

file(WRITE "${WORK}/old.h" "#include <minstrel/base.h>
#ifdef __cplusplus
extern \"C\" {
#endif
#if !defined(MST_DISABLE_DEPRECATED)
MST_API MST_DEPRECATED(\"use mst_new\") mst_result MST_CALL mst_old(void);
#endif
#ifdef __cplusplus
}
#endif
")
file(WRITE "${WORK}/host.c" "#include \"old.h\"\nmst_result f(void);\nmst_result f(void) { return mst_old(); }\n")
configure_file("${WORK}/host.c" "${WORK}/host.cpp" COPYONLY)
file(WRITE "${WORK}/modern.c" "#include \"old.h\"\nint x;\n")
configure_file("${WORK}/modern.c" "${WORK}/modern.cpp" COPYONLY)

# expect(SOURCE REGEX FLAGS...): the compiler's messages match; an empty REGEX: there are none.
function(expect source regex)
    foreach(language "${C};-std=c99;${source}.c" "${CXX};-std=c++11;${source}.cpp")
        list(POP_BACK language file)
        execute_process(
            COMMAND ${language} -Wall -Wextra -Wpedantic ${ARGN} "-I${ROOT}/capi/include"
                    -fsyntax-only "${WORK}/${file}"
            OUTPUT_VARIABLE text ERROR_VARIABLE text)
        if((regex STREQUAL "" AND NOT text STREQUAL "") OR NOT text MATCHES "${regex}")
            message(SEND_ERROR "capi.deprecation: ${file} ${ARGN}: expected '${regex}', got: ${text}")
        endif()
    endforeach()
endfunction()

expect(host "warning: .*mst_old.*use mst_new")
expect(host "" -Wno-deprecated-declarations)
expect(host "mst_old" -DMST_DISABLE_DEPRECATED -Werror)
expect(modern "")
expect(modern "" -DMST_DISABLE_DEPRECATED)
