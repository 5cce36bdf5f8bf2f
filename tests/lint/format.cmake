# lint.format: the sources are as clang-format 14 writes them.
# cmake -DROOT=<tree> -DMODE=check|fix -P format.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

find_program(formatter NAMES clang-format-14 clang-format)
if(formatter)
    execute_process(COMMAND "${formatter}" --version OUTPUT_VARIABLE version)
endif()
if(NOT formatter OR NOT version MATCHES "version 14\\.")
    message("SKIPPED: clang-format 14 is not installed; other versions write other layouts")
    return()
endif()

lint_files(sources "${ROOT}" "^(kernels|runtime|capi|bindings|samples|tests)/.*\\.(h|hpp|c|cpp|cu)$")
set(how --dry-run -Werror)
if(MODE STREQUAL fix)
    set(how -i)
endif()
execute_process(
    COMMAND "${formatter}" --style=file ${how} ${sources}
    WORKING_DIRECTORY "${ROOT}" ERROR_VARIABLE text RESULT_VARIABLE failed)
if(failed)
    string(REGEX MATCHALL "[^\n]+: error:" places "${text}")
    list(TRANSFORM places REPLACE ":[0-9]+: error:" "")
    list(REMOVE_DUPLICATES places)
    list(APPEND places "mend with: cmake -DROOT=. -DMODE=fix -P tests/lint/format.cmake")
endif()
lint_report(lint.format ${places})
