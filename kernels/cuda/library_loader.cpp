#include "kernels/cuda/library_loader.h"

#if defined(__unix__) || defined(__APPLE__)
#include <dlfcn.h>
#include <unistd.h>
#endif

#include <cstring>

namespace minstrel::kernels::cuda {
namespace {

CudaFinding finding(CudaProblem problem, std::string text) {
    return {problem, std::move(text)};
}

// 13.0 of 13000.
std::string version_text(int32_t version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

CudaFinding check_table(const LibraryTable* table, const std::string& path) {
    if (table == nullptr || table->version != kLibraryVersion ||
        table->struct_size < sizeof(LibraryTable)) {
        std::string text = "'" + path;
        text += "' is of another release; install the one that came with this library";
        return finding(CudaProblem::kLibraryUnusable, std::move(text));
    }
    return {};
}

#if defined(__unix__) || defined(__APPLE__)

constexpr char kFileName[] = "libminstrel_cuda.so";

// Beside the file that this code was loaded from: libminstrel, or the program that took it in.
std::string default_path() {
    Dl_info info = {};
    if (dladdr(reinterpret_cast<const void*>(&check_table), &info) == 0) return kFileName;
    const char* slash = std::strrchr(info.dli_fname, '/');
    if (slash == nullptr) return std::string("./") + kFileName;
    return std::string(info.dli_fname, slash + 1) + kFileName;
}

#endif

}  // namespace

CudaFinding open_library(const std::string& given_path, const LibraryTable** out_table) {
#if defined(__unix__) || defined(__APPLE__)
    const std::string path = given_path.empty() ? default_path() : given_path;
    // A name without a slash would be searched for in the system's folders.
    const std::string file = path.find('/') == std::string::npos ? "./" + path : path;
    if (access(file.c_str(), F_OK) != 0) {
        std::string text = "there is no CUDA library at '" + path;
        text += "'; install libminstrel_cuda beside libminstrel, or name its path";
        return finding(CudaProblem::kLibraryMissing, std::move(text));
    }
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) {
        const char* why = dlerror();
        std::string text = "the CUDA library cannot be opened: ";
        text += why != nullptr ? why : path.c_str();
        return finding(CudaProblem::kLibraryUnusable, std::move(text));
    }
    void* symbol = dlsym(library, kLibraryFunction);
    LibraryFunction function = nullptr;
    static_assert(sizeof function == sizeof symbol);
    std::memcpy(&function, &symbol, sizeof function);
    CudaFinding result;
    if (function == nullptr) {
        std::string text = "'" + path;
        text += "' is no CUDA library of Minstrel; install the one that came with this library";
        result = finding(CudaProblem::kLibraryUnusable, std::move(text));
    } else {
        *out_table = function();
        result = check_table(*out_table, path);
    }
    dlclose(library);
    return result;
#else
    (void)given_path;
    (void)out_table;
    return finding(CudaProblem::kLibraryMissing, "there is no CUDA back end on this system yet");
#endif
}

CudaFinding explain(const LibraryStatus& status, const LibraryDriver& driver) {
    const auto problem = static_cast<CudaProblem>(status.code);
    std::string text;
    switch (problem) {
        case CudaProblem::kNone:
            return {};
        case CudaProblem::kDriverMissing:
            text = "no NVIDIA driver is installed; install one for CUDA ";
            text += version_text(driver.runtime_version);
            text += " or newer";
            break;
        case CudaProblem::kDriverTooOld:
            text = "the NVIDIA driver is for CUDA " + version_text(driver.driver_version);
            text += " and the library needs " + version_text(driver.runtime_version);
            text += "; update the driver";
            break;
        case CudaProblem::kNoDevice:
            text = std::string("no usable NVIDIA device: ") + status.what;
            break;
        case CudaProblem::kOutOfMemory:
            text = std::string("no memory left on the NVIDIA device: ") + status.what;
            break;
        default:
            text = std::string("CUDA failed: ") + status.what;
            text += " (error " + std::to_string(status.native) + ")";
            return finding(CudaProblem::kFailed, std::move(text));
    }
    return finding(problem, std::move(text));
}

}  // namespace minstrel::kernels::cuda
