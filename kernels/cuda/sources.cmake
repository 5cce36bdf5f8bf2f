# The host code of libminstrel_cuda but for the device itself, which tests have of host memory.
set(MST_CUDA_HOST_SOURCES
    cuda/host/cuda_adapter.cpp
    cuda/host/cublaslt.cpp
    cuda/host/cuda_model.cpp
    cuda/host/device_account.cpp
    cuda/host/forward_pass.cpp
    cuda/host/model_layout.cpp
    cuda/host/page_form.cpp
    cuda/host/segments.cpp
    cuda/host/step_plan.cpp
    cuda/host/weight_upload.cpp
    cuda/library_export.cpp
    rope.cpp)
list(TRANSFORM MST_CUDA_HOST_SOURCES PREPEND "${CMAKE_CURRENT_LIST_DIR}/../")
