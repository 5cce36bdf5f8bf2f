# lint.symbols: our objects call nothing that ends the process, prints, or changes its state.
# cmake -DROOT=<tree> -DFILES=<.a and .o, divided by commas> -DNM=<nm> -DASSERTIONS=ON|OFF -P symbols.cmake
# -DFOLDER=<build folder of the library> instead of FILES: whatever lies there.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

set(forbidden
    # ends the process
    abort exit _exit _Exit quick_exit raise kill __assert_fail
    # prints
    printf vprintf fprintf vfprintf puts putchar fputs fputc fwrite perror
    __printf_chk __fprintf_chk __vfprintf_chk syslog _ZSt4cout _ZSt4cerr _ZSt4clog
    _ZNSt8ios_base4InitC1Ev
    # changes the process
    signal sigaction sigprocmask atexit at_quick_exit setlocale setenv putenv unsetenv
    fesetround fesetenv feenableexcept feupdateenv chdir umask
    # reads hidden state
    getenv secure_getenv rand srand time localtime)

# file:symbol, each with its reason.
set(exceptions
    # Of the library's own threads: results must not depend on what the host set.
    libminstrel_kernels.a:fesetenv)
if(ASSERTIONS)
    # Builds with assertions stop at a broken invariant; builds without have no trace of it.
    list(APPEND exceptions "*:__assert_fail" "*:abort")
endif()

set(findings "")
set(count 0)
string(REPLACE "," ";" files "${FILES}")
if(FOLDER)
    file(GLOB_RECURSE files "${FOLDER}/libminstrel_*.a" "${FOLDER}/capi/*.o")
endif()
foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    execute_process(
        COMMAND "${NM}" --format=posix "${file}"
        OUTPUT_VARIABLE table ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
    if(table STREQUAL "" AND name MATCHES "\\.a$") # a single object may hold assertions alone
        list(APPEND findings "${name} has no symbols: it was not read")
    endif()
    string(REGEX MATCHALL "(^|\n)[^ \n]+ U" table "${table}")
    foreach(entry IN LISTS table)
        string(REGEX REPLACE "^\n?([^ ]+) U$" "\\1" symbol "${entry}")
        math(EXPR count "${count} + 1")
        if(symbol IN_LIST forbidden AND NOT "*:${symbol}" IN_LIST exceptions
           AND NOT "${name}:${symbol}" IN_LIST exceptions)
            list(APPEND findings "${name} refers to ${symbol}")
        endif()
    endforeach()
endforeach()
list(REMOVE_DUPLICATES findings)
list(LENGTH files file_count)
if(file_count EQUAL 0)
    list(APPEND findings "no file was named")
endif()

# Compilers call std::terminate in whatever is noexcept, std::to_string for one, so only the sources
# tell whether we do.
lint_files(sources "${ROOT}" "^(kernels|runtime|capi/src)/.*\\.(h|cpp|cu)$")
foreach(source IN LISTS sources)
    file(STRINGS "${ROOT}/${source}" lines REGEX "(^|[^A-Za-z0-9_])terminate[ ]*\\(")
    if(lines)
        list(APPEND findings "${source} calls terminate")
    endif()
endforeach()
message(STATUS "lint.symbols: ${count} references in ${file_count} files")
lint_report(lint.symbols ${findings})
