# What tests of programs need: a program that writes the tiny package, and mst_program_test.
if(NOT TARGET make_tiny_package)
    add_executable(make_tiny_package "${PROJECT_SOURCE_DIR}/tests/support/make_tiny_package.cpp")
    target_link_libraries(make_tiny_package PRIVATE minstrel_test_support)
endif()

# mst_program_test(NAME label PROGRAM target-or-file ARGUMENTS ... [EXIT n] [STDOUT regex]
#     [STDERR regex] [INPUT file] [TWICE]): runs a program and checks its exit code and what it says.
# An output without a regular expression is not looked at, except that nothing may hold an escape
# sequence. TWICE: a second run must say the same. HALVES: the output is some text, twice.
function(mst_program_test name label)
    cmake_parse_arguments(ARG "TWICE;HALVES" "PROGRAM;EXIT;STDOUT;STDERR;INPUT" "ARGUMENTS" ${ARGN})
    if(TARGET ${ARG_PROGRAM})
        set(ARG_PROGRAM "$<TARGET_FILE:${ARG_PROGRAM}>")
    endif()
    if(NOT DEFINED ARG_EXIT)
        set(ARG_EXIT 0)
    endif()
    add_test(NAME ${name} COMMAND ${CMAKE_COMMAND}
        "-DPROGRAM=${ARG_PROGRAM}" "-DARGUMENTS=${ARG_ARGUMENTS}" "-DEXIT=${ARG_EXIT}"
        "-DSTDOUT=${ARG_STDOUT}" "-DSTDERR=${ARG_STDERR}" "-DINPUT=${ARG_INPUT}"
        "-DTWICE=${ARG_TWICE}" "-DHALVES=${ARG_HALVES}"
        -P "${PROJECT_SOURCE_DIR}/tests/support/run_program.cmake")
    set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT 120)
endfunction()
