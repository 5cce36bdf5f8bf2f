# Installs the library, moves the tree, and builds and runs a C program against it.
# cmake -DWAY=package|pkg-config|subdirectory -DROOT=<tree> -DBUILD=<build> -DWORK=<folder>
#       -DCOMPILER=<cc> -DCXX_COMPILER=<c++> -DLIBDIR=<lib> -DTYPE=<build type>
#       -P run.cmake
cmake_minimum_required(VERSION 3.25)

function(must)
    execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(here "${CMAKE_CURRENT_LIST_DIR}")
set(prefix "${WORK}/moved")
set(configure "${CMAKE_COMMAND}" -G Ninja "-DCMAKE_C_COMPILER=${COMPILER}" -DCMAKE_C_FLAGS=-Werror)
file(REMOVE_RECURSE "${WORK}/installed" "${prefix}")
file(MAKE_DIRECTORY "${WORK}")
if(NOT WAY STREQUAL subdirectory)
    file(REMOVE_RECURSE "${WORK}/consumer")
    foreach(component runtime development)
        must("${CMAKE_COMMAND}" --install "${BUILD}" --component ${component}
            --prefix "${WORK}/installed")
    endforeach()
    file(RENAME "${WORK}/installed" "${prefix}")
endif()

if(WAY STREQUAL package)
    must(${configure} -S "${here}/package" -B "${WORK}/consumer" "-DCMAKE_PREFIX_PATH=${prefix}")
    must("${CMAKE_COMMAND}" --build "${WORK}/consumer")
    must("${WORK}/consumer/consumer")
elseif(WAY STREQUAL pkg-config)
    file(MAKE_DIRECTORY "${WORK}/consumer")
    set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
    execute_process(
        COMMAND pkg-config --cflags --libs minstrel
        OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    separate_arguments(flags UNIX_COMMAND "${flags}")
    must("${COMPILER}" -std=c99 -Wall -Wextra -Werror "${here}/consumer.c" -o
        "${WORK}/consumer/consumer" ${flags} "-Wl,-rpath,${prefix}/${LIBDIR}")
    must("${WORK}/consumer/consumer")
elseif(WAY STREQUAL subdirectory)
    # Kept between runs: it compiles the library.
    find_program(ccache ccache)
    set(launcher "")
    if(ccache)
        set(launcher "-DCMAKE_CXX_COMPILER_LAUNCHER=${ccache}")
    endif()
    must(${configure} -S "${here}/subdirectory" -B "${WORK}/consumer" "-DMINSTREL_SOURCE=${ROOT}"
        "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}" ${launcher} "-DCMAKE_BUILD_TYPE=${TYPE}")
    must("${CMAKE_COMMAND}" --build "${WORK}/consumer" --target consumer)
    must("${WORK}/consumer/consumer")
else()
    message(FATAL_ERROR "no way '${WAY}'")
endif()
