# lint.docs_code: C in the documentation compiles. A block opens with ```c compile. Without a main
# function it is taken as the inside of a function that has an engine, a model, a session, a request
# and an event at hand.
# cmake -DROOT=<tree> -DCOMPILER=<cc> -DWORK=<folder> -P docs_code.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

set(before "#include <minstrel/minstrel.h>
#include <stdio.h>
#include <string.h>
void block(mst_engine* engine, mst_model model, mst_session session, mst_request request,
           const mst_event* event, void* my_character);
void block(mst_engine* engine, mst_model model, mst_session session, mst_request request,
           const mst_event* event, void* my_character) {
(void)engine, (void)model, (void)session, (void)request, (void)event, (void)my_character;
")

file(MAKE_DIRECTORY "${WORK}")
lint_files(pages "${ROOT}" "\\.md$")
string(ASCII 30 fence)
string(ASCII 31 semicolon)
set(findings "")
set(count 0)
foreach(page IN LISTS pages)
    file(READ "${ROOT}/${page}" text)
    string(REPLACE ";" "${semicolon}" text "${text}")
    string(REPLACE "```" "${fence}" text "${text}")
    # Brackets would hold the pieces of a CMake list together.
    string(ASCII 28 open)
    string(ASCII 29 close)
    string(REPLACE "[" "${open}" text "${text}")
    string(REPLACE "]" "${close}" text "${text}")
    string(REGEX MATCHALL "${fence}c compile\n[^${fence}]*${fence}" blocks "${text}")
    foreach(block IN LISTS blocks)
        math(EXPR count "${count} + 1")
        string(REGEX REPLACE "^${fence}c compile\n" "" block "${block}")
        string(REPLACE "${fence}" "" block "${block}")
        string(REPLACE "${semicolon}" ";" block "${block}")
        string(REPLACE "${open}" "[" block "${block}")
        string(REPLACE "${close}" "]" block "${block}")
        if(NOT block MATCHES "int main\\(")
            set(block "${before}${block}}\n")
        endif()
        set(source "${WORK}/block_${count}.c")
        file(WRITE "${source}" "${block}")
        execute_process(
            COMMAND "${COMPILER}" -std=c99 -Wall -Wextra -Werror -Wno-unused-variable -fsyntax-only
                    -I "${ROOT}/capi/include" "${source}"
            ERROR_VARIABLE errors RESULT_VARIABLE failed)
        if(failed)
            list(APPEND findings "${page}, block ${count}:\n${errors}")
        endif()
    endforeach()
endforeach()
if(count EQUAL 0)
    list(APPEND findings "no block to compile was found")
endif()
message(STATUS "lint.docs_code: ${count} blocks")
lint_report(lint.docs_code ${findings})
