# abi.gate: the library's binary interface is the committed one, capi/abi/minstrel-0.abi.
# cmake -DROOT=<tree> -DLIBRARY=<libminstrel.so> -DWORK=<folder> [-DUPDATE=ON] -P abi.cmake
cmake_minimum_required(VERSION 3.25)

find_program(abidw abidw)
find_program(abidiff abidiff)
if(NOT abidw OR NOT abidiff)
    message(FATAL_ERROR "abi.gate: abidw and abidiff are missing; install abigail-tools")
endif()
set(committed "${ROOT}/capi/abi/minstrel-0.abi")
file(MAKE_DIRECTORY "${WORK}")
set(fresh "${WORK}/minstrel.abi")

# Only what the public headers define: the inside of mst_engine may change freely.
execute_process(
    COMMAND "${abidw}" --exported-interfaces-only --no-show-locs --no-corpus-path
            --no-comp-dir-path --no-elf-needed --drop-private-types
            --headers-dir "${ROOT}/capi/include/minstrel" --out-file "${fresh}" "${LIBRARY}"
    COMMAND_ERROR_IS_FATAL ANY)
get_filename_component(absolute "${ROOT}" ABSOLUTE)
file(READ "${fresh}" dump)
string(REPLACE "path='${absolute}/" "path='" dump "${dump}")
file(WRITE "${fresh}" "${dump}")

# A library without type information would compare as equal.
file(STRINGS "${ROOT}/capi/abi/types.txt" types)
foreach(type IN LISTS types)
    string(FIND "${dump}" "name='${type}'" position)
    if(position EQUAL -1)
        message(FATAL_ERROR "abi.gate: ${type} of capi/abi/types.txt is not in the dump of "
            "${LIBRARY}; was it built without debug information?")
    endif()
endforeach()

if(UPDATE)
    file(COPY_FILE "${fresh}" "${committed}")
    message(STATUS "abi.gate: wrote ${committed}")
    return()
endif()
if(NOT EXISTS "${committed}")
    message(FATAL_ERROR "abi.gate: ${committed} is missing; see capi/abi/README.md")
endif()
# Dump against dump, without header directories: those would hide changes of types without location.
execute_process(
    COMMAND "${abidiff}" --harmless "${committed}" "${fresh}"
    OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "abi.gate: the interface differs from capi/abi/minstrel-0.abi\n${text}\n"
        "capi/abi/README.md says when that is allowed and what to do.")
endif()
message(STATUS "abi.gate: same interface")
