# lint.symbols: our objects call nothing that ends the process, prints, or changes its state.
# cmake -DARCHIVES=<list of .a> -DNM=<nm> -DASSERTIONS=ON|OFF -P symbols.cmake
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")

set(forbidden
    # ends the process
    abort exit _exit _Exit quick_exit raise kill __assert_fail _ZSt9terminatev
    # prints
    printf vprintf fprintf vfprintf puts putchar fputs fputc fwrite perror
    __printf_chk __fprintf_chk __vfprintf_chk syslog _ZSt4cout _ZSt4cerr _ZSt4clog
    _ZNSt8ios_base4InitC1Ev
    # changes the process
    signal sigaction sigprocmask atexit at_quick_exit setlocale setenv putenv unsetenv
    fesetround fesetenv feenableexcept feupdateenv chdir umask
    # reads hidden state
    getenv secure_getenv rand srand time localtime)

# archive:symbol, each with its reason.
set(exceptions
    # The destructor of std::thread, for a thread that nobody joined.
    libminstrel_kernels.a:_ZSt9terminatev libminstrel_engine.a:_ZSt9terminatev
    # Of the library's own threads: results must not depend on what the host set.
    libminstrel_kernels.a:fesetenv)
if(ASSERTIONS)
    # Builds with assertions stop at a broken invariant; builds without have no trace of it.
    list(APPEND exceptions "*:__assert_fail" "*:abort")
endif()

set(findings "")
set(count 0)
foreach(archive IN LISTS ARCHIVES)
    get_filename_component(name "${archive}" NAME)
    execute_process(
        COMMAND "${NM}" --undefined-only --format=posix "${archive}"
        OUTPUT_VARIABLE table ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
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
if(count EQUAL 0)
    list(APPEND findings "no undefined symbol in ${ARCHIVES}: nothing was read")
endif()
message(STATUS "lint.symbols: ${count} references")
lint_report(lint.symbols ${findings})
