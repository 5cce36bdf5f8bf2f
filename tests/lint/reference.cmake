# lint.reference: doxygen finds a description of every public name, and nothing wrong in them.
# cmake -DROOT=<tree> -DWORK=<folder> -P reference.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

find_program(doxygen doxygen)
if(NOT doxygen)
    message("SKIPPED: doxygen is not installed")
    return()
endif()
file(MAKE_DIRECTORY "${WORK}")
file(WRITE "${WORK}/Doxyfile"
    "@INCLUDE = ${CMAKE_CURRENT_LIST_DIR}/../../docs/Doxyfile\nOUTPUT_DIRECTORY = ${WORK}\nGENERATE_XML = NO\n")
execute_process(
    COMMAND "${doxygen}" "${WORK}/Doxyfile"
    WORKING_DIRECTORY "${ROOT}" OUTPUT_QUIET ERROR_VARIABLE text RESULT_VARIABLE failed)
string(REGEX REPLACE "\n$" "" text "${text}")
string(REPLACE ";" "," text "${text}")
string(REPLACE "\n" ";" findings "${text}")
if(failed AND NOT findings)
    list(APPEND findings "doxygen ends with ${failed}")
elseif(NOT EXISTS "${WORK}/html/base_8h.html")
    list(APPEND findings "doxygen has not read base.h")
endif()
lint_report(lint.reference ${findings})
