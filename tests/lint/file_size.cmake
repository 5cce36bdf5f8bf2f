# lint.file_size: no source is longer than 600 lines.
# cmake -DROOT=<tree> -P file_size.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

lint_files(sources "${ROOT}"
    "\\.(h|hpp|c|cpp|cu|def|fbs|py|cmake)$|CMakeLists\\.txt$|^tests/(run|lint/tidy)$|^\\.ci/")
set(findings "")
foreach(source IN LISTS sources)
    file(READ "${ROOT}/${source}" text)
    string(REGEX REPLACE "[^\n]" "" breaks "${text}")
    string(LENGTH "${breaks}" lines)
    if(lines GREATER 600)
        list(APPEND findings "${source}: ${lines} lines; divide it by purpose")
    endif()
endforeach()
lint_report(lint.file_size ${findings})
