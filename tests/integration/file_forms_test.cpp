// The reference models from every form of files against what the transformers library computes with
// them: all forms of a model give its logits in float32.
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "tests/integration/reference.h"
#include "tests/integration/reference_model.h"
#include "tests/support/temp_directory.h"

namespace minstrel {
namespace {

using testing::FileForm;

class FileFormsTest : public ::testing::TestWithParam<std::tuple<const char*, FileForm>> {};

TEST_P(FileFormsTest, computes_the_logits_of_the_library) {
    const auto& [name, form] = GetParam();
    if (form == FileForm::kGguf && std::string(name) == "turns") {
        GTEST_SKIP() << "the format has no windows of single layers";
    }
    testing::TempDirectory temp;
    const auto model = testing::load_reference(name, temp, form);
    ASSERT_NE(model, nullptr);
    const testing::Reference reference(std::string(MST_TEST_DATA "/reference/") + name);
    testing::Device device(model->shape(), model->weights(), kernels::CpuLevel::kBest);
    for (const auto& logits : device.run(reference, {300, 7})) {
        EXPECT_LT(reference.worst_error(logits), testing::kTolerance);
        EXPECT_EQ(reference.wrong_argmax_count(logits), 0u);
    }
}

INSTANTIATE_TEST_SUITE_P(mixtures, FileFormsTest,
                         ::testing::Combine(::testing::Values("experts"),
                                            ::testing::Values(FileForm::kFused)),
                         [](const auto& test) {
                             return std::string(testing::form_name(std::get<1>(test.param)));
                         });

INSTANTIATE_TEST_SUITE_P(
    models, FileFormsTest,
    ::testing::Combine(::testing::Values("plain", "window", "tied", "wide", "yarn", "yarn_grown",
                                         "turns", "experts"),
                       ::testing::Values(FileForm::kHuggingFace, FileForm::kMistral,
                                         FileForm::kGguf, FileForm::kPackage)),
    [](const auto& test) {
        return std::string(std::get<0>(test.param)) + "_" +
               testing::form_name(std::get<1>(test.param));
    });

}  // namespace
}  // namespace minstrel
