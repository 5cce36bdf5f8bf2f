# The device sources and how nvcc compiles them: products and sums stay apart, as on the CPU, whose
# bits some kernels repeat. Every other compiler takes the same files as C++ with the emulator.
set(MST_CUDA_DEVICE_SOURCES
    adapter.cu
    attention.cu
    bf16.cu
    experts.cu
    gate_up.cu
    matmul.cu
    rope.cu
    rows.cu
    sample.cu)
list(TRANSFORM MST_CUDA_DEVICE_SOURCES PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
set(MST_CUDA_DEVICE_FLAGS -std=c++20 -O3 -fmad=false --expt-relaxed-constexpr)
