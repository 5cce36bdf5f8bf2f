#include "kernels/cuda/host/cublaslt.h"

#if defined(MST_CUBLASLT)

#include <cublasLt.h>
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace minstrel::kernels::cuda {
namespace {

// The newest first. What is used of it is the same in both releases.
constexpr const char* kNames[] = {"libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so"};
constexpr size_t kLeastVersion = 120800;  // 10000 * major + 100 * minor; CUDA in Graphics wants it
constexpr size_t kMaxPlans = 256;         // shapes; the one that was not wanted for longest goes

// Its functions, by name.
struct Functions {
    decltype(&cublasLtGetVersion) version = nullptr;
    decltype(&cublasLtCreate) create = nullptr;
    decltype(&cublasLtDestroy) destroy = nullptr;
    decltype(&cublasLtMatmulDescCreate) create_product = nullptr;
    decltype(&cublasLtMatmulDescDestroy) destroy_product = nullptr;
    decltype(&cublasLtMatmulDescSetAttribute) set_of_product = nullptr;
    decltype(&cublasLtMatrixLayoutCreate) create_layout = nullptr;
    decltype(&cublasLtMatrixLayoutDestroy) destroy_layout = nullptr;
    decltype(&cublasLtMatmulPreferenceCreate) create_preference = nullptr;
    decltype(&cublasLtMatmulPreferenceDestroy) destroy_preference = nullptr;
    decltype(&cublasLtMatmulPreferenceSetAttribute) set_of_preference = nullptr;
    decltype(&cublasLtMatmulAlgoGetHeuristic) choose = nullptr;
    decltype(&cublasLtMatmul) multiply = nullptr;

    // Names the first that is missing, or is null.
    const char* find(void* library) {
        const char* missing = nullptr;
        const auto one = [&]<class Function>(const char* name, Function* out) {
            void* symbol = dlsym(library, name);
            static_assert(sizeof symbol == sizeof *out);
            std::memcpy(out, &symbol, sizeof symbol);
            if (symbol == nullptr && missing == nullptr) missing = name;
        };
        one("cublasLtGetVersion", &version);
        one("cublasLtCreate", &create);
        one("cublasLtDestroy", &destroy);
        one("cublasLtMatmulDescCreate", &create_product);
        one("cublasLtMatmulDescDestroy", &destroy_product);
        one("cublasLtMatmulDescSetAttribute", &set_of_product);
        one("cublasLtMatrixLayoutCreate", &create_layout);
        one("cublasLtMatrixLayoutDestroy", &destroy_layout);
        one("cublasLtMatmulPreferenceCreate", &create_preference);
        one("cublasLtMatmulPreferenceDestroy", &destroy_preference);
        one("cublasLtMatmulPreferenceSetAttribute", &set_of_preference);
        one("cublasLtMatmulAlgoGetHeuristic", &choose);
        one("cublasLtMatmul", &multiply);
        return missing;
    }
};

template <class Opaque>
using Owned = std::unique_ptr<Opaque, cublasStatus_t (*)(Opaque*)>;
using Product = Owned<cublasLtMatmulDescOpaque_t>;
using Layout = Owned<cublasLtMatrixLayoutOpaque_t>;
using Preference = Owned<cublasLtMatmulPreferenceOpaque_t>;

// Null on failure.
template <class Opaque, class Create, class... Arguments>
Owned<Opaque> make(Create create, cublasStatus_t (*destroy)(Opaque*), Arguments... arguments) {
    Opaque* made = nullptr;
    if (create(&made, arguments...) != CUBLAS_STATUS_SUCCESS) made = nullptr;
    return {made, destroy};
}

// How products of a shape are made. Without layouts they are not.
struct Plan {
    CublasLtShape shape;
    Layout weights, input, output;
    cublasLtMatmulAlgo_t algorithm = {};
    uint64_t last_use = 0;
};

class OpenedCublasLt final : public CublasLt {
  public:
    OpenedCublasLt(const Functions& functions, cublasLtHandle_t handle, Product product,
                   Preference preference)
        : functions_(functions),
          handle_(handle),
          product_(std::move(product)),
          preference_(std::move(preference)) {}
    ~OpenedCublasLt() override {
        plans_.clear();
        (void)functions_.destroy(handle_);
    }
    OpenedCublasLt(const OpenedCublasLt&) = delete;
    OpenedCublasLt& operator=(const OpenedCublasLt&) = delete;

    bool takes(const CublasLtShape& shape) override { return plan_of(shape).output != nullptr; }

    bool multiply(const CublasLtShape& shape, const CublasLtOperands& operands,
                  Stream stream) override {
        Plan& plan = plan_of(shape);
        const float alpha = 1, beta = operands.accumulate ? 1 : 0;
        const cublasStatus_t status = functions_.multiply(
            handle_, product_.get(), &alpha, operands.weights, plan.weights.get(), operands.input,
            plan.input.get(), &beta, operands.output, plan.output.get(), operands.output,
            plan.output.get(), &plan.algorithm, operands.workspace, kCublasLtWorkspaceBytes,
            static_cast<cudaStream_t>(stream.handle));
        if (status == CUBLAS_STATUS_SUCCESS) return true;
        refuse(shape, "cublasLtMatmul", status);
        plan.output.reset();
        return false;
    }

    std::string take_refusal() override { return std::exchange(refusal_, {}); }

  private:
    Plan& plan_of(const CublasLtShape& shape) {
        const auto same = [&](const Plan& plan) { return plan.shape == shape; };
        auto found = std::find_if(plans_.begin(), plans_.end(), same);
        if (found == plans_.end()) {
            if (plans_.size() == kMaxPlans) forget_oldest();
            plans_.push_back(make_plan(shape));
            found = std::prev(plans_.end());
        }
        found->last_use = ++uses_;
        return *found;
    }

    void forget_oldest() {
        const auto older = [](const Plan& a, const Plan& b) { return a.last_use < b.last_use; };
        plans_.erase(std::min_element(plans_.begin(), plans_.end(), older));
    }

    // cuBLASLt counts by columns: to it weights are [cols, outputs], to be transposed, the input is
    // [cols, rows] and the output [outputs, rows].
    Plan make_plan(const CublasLtShape& shape) {
        const auto layout = [&](cudaDataType type, uint32_t rows, uint32_t cols, size_t stride) {
            return make(functions_.create_layout, functions_.destroy_layout, type, uint64_t{rows},
                        uint64_t{cols}, static_cast<int64_t>(stride));
        };
        Plan plan = {shape, layout(CUDA_R_16BF, shape.cols, shape.outputs, shape.cols),
                     layout(CUDA_R_16BF, shape.cols, shape.rows, shape.cols),
                     layout(CUDA_R_32F, shape.outputs, shape.rows, shape.output_stride)};
        cublasStatus_t status = CUBLAS_STATUS_ALLOC_FAILED;
        cublasLtMatmulHeuristicResult_t result = {};
        if (plan.weights != nullptr && plan.input != nullptr && plan.output != nullptr) {
            int count = 0;
            status = functions_.choose(handle_, product_.get(), plan.weights.get(),
                                       plan.input.get(), plan.output.get(), plan.output.get(),
                                       preference_.get(), 1, &result, &count);
            if (status == CUBLAS_STATUS_SUCCESS) {
                status = count == 0 ? CUBLAS_STATUS_NOT_SUPPORTED : result.state;
            }
        }
        if (status != CUBLAS_STATUS_SUCCESS) {
            refuse(shape, "cublasLtMatmulAlgoGetHeuristic", status);
            plan.output.reset();
        }
        plan.algorithm = result.algo;
        return plan;
    }

    void refuse(const CublasLtShape& shape, const char* function, cublasStatus_t status) {
        if (std::exchange(has_refused_, true)) return;
        refusal_ = "cuBLASLt refuses a matrix of " + std::to_string(shape.outputs) + " x ";
        refusal_ += std::to_string(shape.cols) + " times " + std::to_string(shape.rows) + " rows (";
        refusal_ += std::string(function) + ": status " + std::to_string(status);
        refusal_ += "); our own kernels multiply where it does so";
    }

    Functions functions_;
    cublasLtHandle_t handle_;
    Product product_;
    Preference preference_;
    std::vector<Plan> plans_;
    uint64_t uses_ = 0;
    bool has_refused_ = false;
    std::string refusal_;
};

// Stays in memory once it was opened: the driver's threads may still be in it.
void* open_file(const char* path) {
    return dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

// Beside the file that this code was loaded from, then by name alone.
void* open_by_name() {
    Dl_info info = {};
    const bool known = dladdr(reinterpret_cast<const void*>(&open_file), &info) != 0;
    const std::string own = known ? info.dli_fname : "";
    const std::string folder = own.substr(0, own.rfind('/') + 1);
    for (const char* name : kNames) {
        const std::string path = folder + name;
        if (folder.empty() || access(path.c_str(), F_OK) != 0) continue;
        if (void* library = open_file(path.c_str())) return library;
    }
    for (const char* name : kNames) {
        if (void* library = open_file(name)) return library;
    }
    return nullptr;
}

// Sums in one order (no split of the columns between blocks), within the workspace.
bool prefer(const Functions& functions, cublasLtMatmulPreference_t preference) {
    const uint64_t bytes = kCublasLtWorkspaceBytes;
    const uint32_t reductions = CUBLASLT_REDUCTION_SCHEME_NONE;
    return functions.set_of_preference(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes,
                                       sizeof bytes) == CUBLAS_STATUS_SUCCESS &&
           functions.set_of_preference(preference, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
                                       &reductions, sizeof reductions) == CUBLAS_STATUS_SUCCESS;
}

std::unique_ptr<CublasLt> start(const Functions& functions, std::string* why) {
    Product product =
        make(functions.create_product, functions.destroy_product, CUBLAS_COMPUTE_32F, CUDA_R_32F);
    Preference preference = make(functions.create_preference, functions.destroy_preference);
    const cublasOperation_t transposed = CUBLAS_OP_T;
    if (product == nullptr || preference == nullptr || !prefer(functions, preference.get()) ||
        functions.set_of_product(product.get(), CUBLASLT_MATMUL_DESC_TRANSA, &transposed,
                                 sizeof transposed) != CUBLAS_STATUS_SUCCESS) {
        *why = "its settings are others than those that are known";
        return nullptr;
    }
    cublasLtHandle_t handle = nullptr;
    const cublasStatus_t status = functions.create(&handle);
    if (status != CUBLAS_STATUS_SUCCESS) {
        *why = "cublasLtCreate: status " + std::to_string(status);
        return nullptr;
    }
    return std::make_unique<OpenedCublasLt>(functions, handle, std::move(product),
                                            std::move(preference));
}

}  // namespace

std::unique_ptr<CublasLt> CublasLt::open(const char* path, std::string* why) {
    void* library = path != nullptr ? open_file(path) : open_by_name();
    if (library == nullptr) {
        *why =
            "there is no libcublasLt.so.13 or libcublasLt.so.12 beside libminstrel_cuda or where "
            "the system looks for libraries";
        return nullptr;
    }
    Functions functions;
    std::unique_ptr<CublasLt> opened;
    if (const char* missing = functions.find(library)) {
        *why = std::string("it has no ") + missing;
    } else if (functions.version() < kLeastVersion) {
        *why = "it is of release " + std::to_string(functions.version());
        *why += ", older than " + std::to_string(kLeastVersion);
    } else {
        opened = start(functions, why);
    }
    dlclose(library);
    return opened;
}

}  // namespace minstrel::kernels::cuda

#else

namespace minstrel::kernels::cuda {

std::unique_ptr<CublasLt> CublasLt::open(const char* /*path*/, std::string* why) {
    *why = "libminstrel_cuda was built without it";
    return nullptr;
}

}  // namespace minstrel::kernels::cuda

#endif
