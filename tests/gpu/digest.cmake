# digest(out root): one number for all sources that a GPU runs or that hand it its work. Included;
# or cmake -DROOT=<tree> -P digest.cmake prints it.
function(mst_kernel_digest out root)
    file(GLOB_RECURSE sources RELATIVE "${root}" "${root}/kernels/cuda/*")
    list(APPEND sources kernels/tensor.h kernels/batch_view.h kernels/half.h kernels/kv_page.h
        kernels/philox.h kernels/rope.cpp kernels/rope.h)
    list(SORT sources)
    set(all "")
    foreach(source IN LISTS sources)
        file(SHA256 "${root}/${source}" hash)
        string(APPEND all "${source} ${hash}\n")
    endforeach()
    string(SHA256 digest "${all}")
    set(${out} "${digest}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    mst_kernel_digest(digest "${ROOT}")
    execute_process(COMMAND "${CMAKE_COMMAND}" -E echo "${digest}")
endif()
