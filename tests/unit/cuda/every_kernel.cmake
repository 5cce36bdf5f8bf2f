# cmake -DPROGRAM=test_cuda_kernels -DRESOURCES=kernel_resources.csv -P every_kernel.cmake
#
# The tests of kernels launch all that nvcc makes of the sources.
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${RESOURCES}" kernels REGEX ",90,[0-9]+,[0-9]+,[0-9]+,[0-9]+$")
list(LENGTH kernels wanted)
execute_process(COMMAND "${PROGRAM}" --gtest_filter=-Emulator.* --gtest_brief=1
    OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said MATCHES "([0-9]+) kernels were launched" OR NOT CMAKE_MATCH_1 EQUAL wanted OR wanted EQUAL 0)
    message(FATAL_ERROR "${wanted} kernels are compiled and not all of them tested: ${said}")
endif()
message(STATUS "${wanted} kernels")
