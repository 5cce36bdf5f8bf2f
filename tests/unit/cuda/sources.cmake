# The tests of kernels, which an emulator and a GPU can run; see device_memory.h.
set(MST_CUDA_KERNEL_TESTS
    adapter_test.cpp
    attention_test.cpp
    bf16_test.cpp
    device_buffer.h
    device_memory.h
    experts_test.cpp
    gate_up_test.cpp
    matmul_test.cpp
    panels_test.cpp
    random_matrix.h
    rows_test.cpp
    sample_test.cpp)
list(TRANSFORM MST_CUDA_KERNEL_TESTS PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
