# lint.exports: what leaves libminstrel is what the headers declare and capi/abi/exports.txt lists.
# cmake -DROOT=<tree> -DLIBRARY=<libminstrel.so> -DNM=<nm> -P exports.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

# Adds to the findings what is in the list `left` and not in the list `right`.
function(compare left left_name right right_name)
    foreach(name IN LISTS ${left})
        if(NOT name IN_LIST ${right})
            list(APPEND findings "${name} is in ${left_name}, but not in ${right_name}")
        endif()
    endforeach()
    set(findings "${findings}" PARENT_SCOPE)
endfunction()

file(STRINGS "${ROOT}/capi/abi/exports.txt" listed)

set(declared "")
lint_files(headers "${ROOT}" "^capi/include/minstrel/.*\\.h$")
foreach(header IN LISTS headers)
    file(STRINGS "${ROOT}/${header}" lines REGEX "MST_CALL mst_[a-z_0-9]+\\(")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "MST_CALL (mst_[a-z_0-9]+)\\(" whole "${line}")
        list(APPEND declared "${CMAKE_MATCH_1}")
    endforeach()
endforeach()

execute_process(
    COMMAND "${NM}" --dynamic --defined-only --with-symbol-versions "${LIBRARY}"
    OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" table "${table}")
set(exported "")
set(findings "")
foreach(line IN LISTS table)
    string(REGEX MATCH " ([A-Za-z]) ([^ ]+)$" whole "${line}")
    set(kind "${CMAKE_MATCH_1}")
    set(symbol "${CMAKE_MATCH_2}")
    if(kind STREQUAL "A")
        continue() # the version node itself
    elseif(symbol MATCHES "^(mst_[a-z_0-9]+)@@MST_1$")
        list(APPEND exported "${CMAKE_MATCH_1}")
    else()
        list(APPEND findings "${symbol} leaves the library; only mst_* of node MST_1 may")
    endif()
endforeach()

compare(listed "exports.txt" declared "the headers")
compare(declared "the headers" listed "exports.txt")
compare(listed "exports.txt" exported "the library")
compare(exported "the library" listed "exports.txt")
list(LENGTH exported count)
message(STATUS "lint.exports: ${count} functions")
lint_report(lint.exports ${findings})
