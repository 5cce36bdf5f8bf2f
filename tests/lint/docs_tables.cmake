# lint.docs_tables: tables in pages name what the sources define.
# cmake -DROOT=<tree> -P docs_tables.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

set(findings "")
set(count 0)

# expect_rows(PAGE SOURCE REGEX): for each line of SOURCE that matches, PAGE has a text made of the
# first group, or "| first | second |" when there are two.
function(expect_rows page source regex)
    file(READ "${ROOT}/docs/${page}" text)
    file(STRINGS "${ROOT}/${source}" lines REGEX "${regex}")
    if(NOT lines)
        list(APPEND findings "${source}: nothing matches ${regex}")
    endif()
    foreach(line IN LISTS lines)
        math(EXPR count "${count} + 1")
        string(REGEX MATCH "${regex}" whole "${line}")
        set(row "`${CMAKE_MATCH_1}`")
        if(CMAKE_MATCH_COUNT EQUAL 2)
            set(row "| ${CMAKE_MATCH_1} | ${CMAKE_MATCH_2} |")
        endif()
        string(FIND "${text}" "${row}" position)
        if(position EQUAL -1)
            list(APPEND findings "docs/${page} lacks ${row}, which ${source} defines")
        endif()
    endforeach()
    set(findings "${findings}" PARENT_SCOPE)
    set(count ${count} PARENT_SCOPE)
endfunction()

expect_rows(errors.md capi/include/minstrel/base.h "^    (MST_OK|MST_NOT_READY|MST_TIMEOUT|MST_ERROR_[A-Z_]+) =")
expect_rows(errors.md runtime/core/log_ids.def "^MST_LOG_ID\\([A-Za-z]+, ([0-9]+), \"(.+)\"\\)")
expect_rows(events.md capi/include/minstrel/event.h "^    (MST_EVENT_[A-Z_]+) = [0-9]+,")
message(STATUS "lint.docs_tables: ${count} rows")
lint_report(lint.docs_tables ${findings})
