// How cuBLASLt is found and used, with a library that stands in for it.
#include "kernels/cuda/host/cublaslt.h"

#include <gtest/gtest.h>

#include <new>
#include <random>
#include <vector>

#include "kernels/half.h"
#include "tests/unit/cuda_host/cublaslt_standin_library.h"

namespace minstrel::kernels::cuda {
namespace {

#if defined(MST_CUBLASLT_STANDIN)

using testing::StandinLibrary;
using testing::StandinSetting;

// Aligned as a device's memory is.
template <class T>
class Block {
  public:
    explicit Block(size_t count)
        : data_(static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(256)))) {}
    ~Block() { ::operator delete(data_, std::align_val_t(256)); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    T* get() const { return data_; }
    T& operator[](size_t i) const { return data_[i]; }

  private:
    T* data_;
};

// A product with random numbers, and what it is in double precision.
class TestProduct {
  public:
    TestProduct(const CublasLtShape& shape, bool accumulate)
        : shape_(shape),
          weights_(size_t{shape.outputs} * shape.cols),
          input_(size_t{shape.rows} * shape.cols),
          output_(shape.rows * shape.output_stride),
          workspace_(kCublasLtWorkspaceBytes),
          accumulate_(accumulate) {
        std::mt19937 random(shape.outputs);
        std::normal_distribution<float> normal;
        for (size_t i = 0; i < size_t{shape.outputs} * shape.cols; ++i) {
            weights_[i] = bf16_from_float(normal(random));
        }
        for (size_t i = 0; i < size_t{shape.rows} * shape.cols; ++i) {
            input_[i] = bf16_from_float(normal(random));
        }
        for (size_t i = 0; i < shape.rows * shape.output_stride; ++i) output_[i] = normal(random);
        before_.assign(output_.get(), output_.get() + shape.rows * shape.output_stride);
    }

    bool make(CublasLt& library) {
        return library.takes(shape_) &&
               library.multiply(
                   shape_,
                   {weights_.get(), input_.get(), output_.get(), accumulate_, workspace_.get()},
                   nullptr);
    }
    std::vector<float> output() const {
        return {output_.get(), output_.get() + shape_.rows * shape_.output_stride};
    }
    const std::vector<float>& before() const { return before_; }
    double wanted(size_t row, size_t output) const {
        double sum = accumulate_ ? before_[row * shape_.output_stride + output] : 0;
        for (size_t k = 0; k < shape_.cols; ++k) {
            sum += double{float_from_bf16(weights_[output * shape_.cols + k])} *
                   float_from_bf16(input_[row * shape_.cols + k]);
        }
        return sum;
    }

  private:
    CublasLtShape shape_;
    Block<uint16_t> weights_, input_;
    Block<float> output_;
    Block<std::byte> workspace_;
    bool accumulate_;
    std::vector<float> before_;
};

class CublasLtTest : public ::testing::Test {
  protected:
    static std::unique_ptr<CublasLt> open() {
        std::string why;
        auto library = CublasLt::open(MST_CUBLASLT_STANDIN, &why);
        EXPECT_NE(library, nullptr) << why;
        return library;
    }
    std::string refusal(const char* path) {
        std::string why;
        EXPECT_EQ(CublasLt::open(path, &why), nullptr);
        return why;
    }

    StandinLibrary standin_{MST_CUBLASLT_STANDIN};
};

TEST_F(CublasLtTest, multiplies_rows_by_rows) {
    const auto library = open();
    for (const bool accumulate : {false, true}) {
        for (const CublasLtShape& shape :
             {CublasLtShape{24, 40, 7, 24}, {5, 64, 300, 5}, {33, 12, 2, 50}}) {
            TestProduct product(shape, accumulate);
            ASSERT_TRUE(product.make(*library));
            const std::vector<float> got = product.output();
            for (size_t row = 0; row < shape.rows; ++row) {
                for (size_t o = 0; o < shape.output_stride; ++o) {
                    const size_t at = row * shape.output_stride + o;
                    if (o < shape.outputs) {
                        EXPECT_NEAR(got[at], product.wanted(row, o), 1e-4) << row << ' ' << o;
                    } else {
                        EXPECT_EQ(got[at], product.before()[at]) << "beside the product";
                    }
                }
            }
        }
    }
    EXPECT_EQ(library->take_refusal(), "");
}

TEST_F(CublasLtTest, keeps_to_an_algorithm_that_sums_in_one_order) {
    const auto library = open();
    const CublasLtShape shape = {24, 200, 30, 24};
    TestProduct first(shape, false);
    ASSERT_TRUE(first.make(*library));
    for (int i = 0; i < 3; ++i) {
        TestProduct again(shape, false);
        ASSERT_TRUE(again.make(*library));
        EXPECT_EQ(again.output(), first.output());
    }
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 1u);
    EXPECT_EQ(standin_.get(StandinSetting::kMatmuls), 4u);
}

TEST_F(CublasLtTest, remembers_so_many_shapes) {
    const auto library = open();
    for (uint32_t round = 0; round < 2; ++round) {
        for (uint32_t rows = 1; rows <= 200; ++rows) EXPECT_TRUE(library->takes({8, 8, rows, 8}));
    }
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 200u);
    for (uint32_t rows = 201; rows <= 300; ++rows) EXPECT_TRUE(library->takes({8, 8, rows, 8}));
    EXPECT_TRUE(library->takes({8, 8, 300, 8}));
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 300u);
    EXPECT_TRUE(library->takes({8, 8, 1, 8}));
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 301u);
    // Settings, the handle, and three layouts of each shape.
    EXPECT_EQ(standin_.get(StandinSetting::kLiveObjects), 3u + 3 * 256);
}

TEST_F(CublasLtTest, tells_once_what_it_does_not_take) {
    const auto library = open();
    standin_.set(StandinSetting::kRefusedOutputs, 24);
    EXPECT_FALSE(library->takes({24, 40, 7, 24}));
    EXPECT_TRUE(library->takes({32, 40, 7, 32}));
    const std::string text = library->take_refusal();
    EXPECT_NE(text.find("24 x 40"), std::string::npos) << text;
    EXPECT_NE(text.find("cublasLtMatmulAlgoGetHeuristic: status 15"), std::string::npos) << text;
    EXPECT_FALSE(library->takes({24, 40, 7, 24}));
    EXPECT_FALSE(library->takes({24, 40, 8, 24}));
    EXPECT_EQ(library->take_refusal(), "");
    EXPECT_EQ(standin_.get(StandinSetting::kHeuristics), 3u);
}

TEST_F(CublasLtTest, a_product_that_fails_is_not_tried_again) {
    const auto library = open();
    standin_.set(StandinSetting::kMatmulStatus, 13);
    TestProduct product({24, 40, 7, 24}, true);
    EXPECT_FALSE(product.make(*library));
    EXPECT_EQ(product.output(), product.before());
    const std::string text = library->take_refusal();
    EXPECT_NE(text.find("cublasLtMatmul: status 13"), std::string::npos) << text;
    standin_.set(StandinSetting::kMatmulStatus, 0);
    EXPECT_FALSE(library->takes({24, 40, 7, 24}));
    EXPECT_TRUE(library->takes({24, 40, 8, 24}));
}

TEST_F(CublasLtTest, says_why_it_cannot_be_used) {
    EXPECT_NE(refusal("nowhere/libcublasLt.so.13").find("libcublasLt.so.13"), std::string::npos);
    EXPECT_NE(refusal(MST_NO_TABLE_LIBRARY).find("it has no cublasLt"), std::string::npos);
    standin_.set(StandinSetting::kCreateStatus, 1);
    EXPECT_EQ(refusal(MST_CUBLASLT_STANDIN), "cublasLtCreate: status 1");
    standin_.set(StandinSetting::kVersion, 120400);
    EXPECT_NE(refusal(MST_CUBLASLT_STANDIN).find("120400"), std::string::npos);
}

#else

TEST(CublasLtTest, says_that_it_was_left_out) {
    std::string why;
    EXPECT_EQ(CublasLt::open(nullptr, &why), nullptr);
    EXPECT_NE(why.find("built without"), std::string::npos);
}

#endif

}  // namespace
}  // namespace minstrel::kernels::cuda
