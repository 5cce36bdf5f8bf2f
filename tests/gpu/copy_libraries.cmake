# Copies the shared libraries that PROGRAM needs into FOLDER, but for those of the system that every
# machine has. cmake -DPROGRAM=<file> -DFOLDER=<folder> -P copy_libraries.cmake
cmake_minimum_required(VERSION 3.25)
file(GET_RUNTIME_DEPENDENCIES
    EXECUTABLES "${PROGRAM}"
    RESOLVED_DEPENDENCIES_VAR libraries
    UNRESOLVED_DEPENDENCIES_VAR missing
    PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|stdc\\+\\+|gcc_s)\\.so")
if(missing)
    message(FATAL_ERROR "${PROGRAM} needs ${missing}")
endif()
foreach(library IN LISTS libraries)
    file(COPY "${library}" DESTINATION "${FOLDER}" FOLLOW_SYMLINK_CHAIN)
endforeach()
