// What the core says of a CUDA library that it cannot use.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <string>

#include "kernels/cuda/library.h"
#include "kernels/cuda/library_loader.h"
#include "kernels/cuda_backend.h"

namespace minstrel::kernels {
namespace {

CudaFinding open(const std::string& path) {
    CudaOptions options;
    options.library_path = path;
    std::unique_ptr<Backend> backend;
    CudaFinding finding = create_cuda_backend(options, &backend);
    EXPECT_EQ(backend != nullptr, finding.ok());
    return finding;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(CudaLibraryTest, says_where_it_looked_for_a_missing_library) {
    const CudaFinding finding = open("nowhere/libminstrel_cuda.so");
    EXPECT_EQ(finding.problem, CudaProblem::kLibraryMissing);
    EXPECT_TRUE(contains(finding.text, "nowhere/libminstrel_cuda.so")) << finding.text;
    EXPECT_TRUE(contains(finding.text, "install")) << finding.text;
}

TEST(CudaLibraryTest, looks_beside_the_core_without_a_path) {
    const CudaFinding finding = open("");
    EXPECT_EQ(finding.problem, CudaProblem::kLibraryMissing);
    EXPECT_TRUE(contains(finding.text, "/unit/cuda_host/libminstrel_cuda.so")) << finding.text;
}

TEST(CudaLibraryTest, does_not_search_the_system_for_a_bare_name) {
    EXPECT_EQ(open("libm.so.6").problem, CudaProblem::kLibraryMissing);
}

TEST(CudaLibraryTest, refuses_what_is_no_library) {
    const CudaFinding finding = open(MST_TEST_DATA "/tiny_tokenizer.model");
    EXPECT_EQ(finding.problem, CudaProblem::kLibraryUnusable);
    EXPECT_TRUE(contains(finding.text, "cannot be opened")) << finding.text;
}

TEST(CudaLibraryTest, refuses_a_library_without_a_table) {
    const CudaFinding finding = open(MST_NO_TABLE_LIBRARY);
    EXPECT_EQ(finding.problem, CudaProblem::kLibraryUnusable);
    EXPECT_TRUE(contains(finding.text, "no CUDA library of Minstrel")) << finding.text;
}

TEST(CudaLibraryTest, refuses_another_release) {
    const CudaFinding finding = open(MST_WRONG_VERSION_LIBRARY);
    EXPECT_EQ(finding.problem, CudaProblem::kLibraryUnusable);
    EXPECT_TRUE(contains(finding.text, "another release")) << finding.text;
}

TEST(CudaLibraryTest, says_that_the_driver_is_missing) {
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (driver != nullptr) {
        dlclose(driver);
        GTEST_SKIP() << "this machine has a driver";
    }
    const CudaFinding finding = open(MST_DRIVERLESS_LIBRARY);
    EXPECT_EQ(finding.problem, CudaProblem::kDriverMissing);
    EXPECT_TRUE(contains(finding.text, "CUDA 13.0")) << finding.text;
    CudaDevice device;
    EXPECT_EQ(describe_cuda_device(MST_DRIVERLESS_LIBRARY, 1, &device).problem,
              CudaProblem::kDriverMissing);
}

TEST(CudaLibraryTest, explains_each_refusal) {
    const cuda::LibraryDriver driver = {12040, 13000, 1};
    const auto text = [&](CudaProblem problem) {
        return cuda::explain({static_cast<int32_t>(problem), 999, "why"}, driver).text;
    };
    EXPECT_TRUE(text(CudaProblem::kNone).empty());
    EXPECT_TRUE(contains(text(CudaProblem::kDriverTooOld), "is for CUDA 12.4"));
    EXPECT_TRUE(contains(text(CudaProblem::kDriverTooOld), "update the driver"));
    EXPECT_TRUE(contains(text(CudaProblem::kNoDevice), "why"));
    EXPECT_TRUE(contains(text(CudaProblem::kOutOfMemory), "memory"));
    EXPECT_TRUE(contains(text(CudaProblem::kFailed), "999"));
    // A number that this release does not know is a failure and no success.
    EXPECT_FALSE(cuda::explain({77, 1, "new"}, driver).ok());
}

}  // namespace
}  // namespace minstrel::kernels
