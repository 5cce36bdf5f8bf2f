# lint.words: no text names a place on somebody's machine, and none ends without a line break.
# cmake -DROOT=<tree> -P words.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

lint_files(texts "${ROOT}"
    "\\.(h|hpp|c|cpp|cu|def|fbs|py|cmake|md|txt|map|in)$|CMakeLists\\.txt$|^tests/(run|lint/tidy)$|^\\.ci/")
set(findings "")
foreach(text IN LISTS texts)
    # The brackets keep this file from finding itself.
    file(STRINGS "${ROOT}/${text}" lines REGEX "(^|[^A-Za-z0-9_.-])/([w]ork|[t]mp|[h]ome|[r]oot|[U]sers)([^A-Za-z0-9_]|$)")
    foreach(line IN LISTS lines)
        list(APPEND findings "${text}: ${line}")
    endforeach()
    file(READ "${ROOT}/${text}" whole)
    if(NOT whole STREQUAL "" AND NOT whole MATCHES "\n$")
        list(APPEND findings "${text}: the last line has no end")
    endif()
endforeach()
lint_report(lint.words ${findings})
