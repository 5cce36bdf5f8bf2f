# cuBLASLt is opened at run time and not linked; its header is read for the types. Where there is
# none, the choice of it comes to nothing and says so.
find_path(MST_CUBLASLT_HEADERS cublasLt.h
    HINTS ${CUDAToolkit_INCLUDE_DIRS} PATHS /usr/local/cuda/include /opt/cuda/include)
mark_as_advanced(MST_CUBLASLT_HEADERS)
if(NOT MST_CUBLASLT_HEADERS)
    message(STATUS "No cublasLt.h: the choice of cuBLASLt is left out")
endif()

function(mst_read_cublaslt target)
    if(MST_CUBLASLT_HEADERS)
        target_compile_definitions(${target} PRIVATE MST_CUBLASLT)
        target_include_directories(${target} SYSTEM PRIVATE "${MST_CUBLASLT_HEADERS}")
    endif()
endfunction()
