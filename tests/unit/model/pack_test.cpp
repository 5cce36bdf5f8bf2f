#include "runtime/model/pack.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <cstring>
#include <filesystem>

#include "runtime/model/model.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using testing::RawTensor;
using testing::TempDirectory;
using testing::TinyModelOptions;
using testing::TinyType;
using testing::write_file;

class PackTest : public ::testing::Test {
  protected:
    PackTest() {
        testing::write_tiny_directory(temp_ / "tiny");
        options_.source = temp_ / "tiny";
        options_.target = temp_ / "tiny.mst";
    }

    std::shared_ptr<const Model> pack_and_load() {
        const auto report = pack_model(options_);
        EXPECT_TRUE(report.ok()) << report.status().message();
        LoadOptions load;
        load.path = options_.target;
        auto model = Model::load(load);
        EXPECT_TRUE(model.ok()) << model.status().message();
        return model.ok() ? model.take() : nullptr;
    }

    void expect_refused(Code code, const char* part_of_text) {
        const auto report = pack_model(options_);
        ASSERT_FALSE(report.ok());
        EXPECT_EQ(report.status().code(), code) << report.status().message();
        EXPECT_NE(report.status().message().find(part_of_text), std::string::npos)
            << report.status().message();
        EXPECT_FALSE(std::filesystem::exists(options_.target + ".partial"));
    }

    // The tiny model with one float of one tensor replaced.
    void poison(const std::string& name, float value) {
        TinyModelOptions tiny;
        tiny.type = TinyType::kF32;
        std::vector<RawTensor> tensors = testing::tiny_tensors(tiny);
        for (RawTensor& tensor : tensors) {
            if (tensor.name == name) std::memcpy(tensor.bytes.data() + 4 * 32, &value, 4);
        }
        write_file(temp_ / "tiny/model.safetensors", testing::make_safetensors(tensors));
    }

    TempDirectory temp_;
    PackOptions options_;
};

TEST_F(PackTest, stores_the_requested_types) {
    const auto int8 = pack_and_load();
    ASSERT_NE(int8, nullptr);
    EXPECT_EQ(int8->weights().token_embedding.type, ElementType::kInt8);
    EXPECT_EQ(int8->weights().layers[1].w_down.type, ElementType::kInt8);
    EXPECT_EQ(int8->weights().layers[1].ffn_norm.type, ElementType::kF32);
    options_.type = PackType::kInt4;
    EXPECT_EQ(pack_and_load()->weights().token_embedding.type, ElementType::kInt8);
    EXPECT_EQ(pack_and_load()->weights().layers[1].w_down.type, ElementType::kInt4);
    options_.type = PackType::kBF16;
    EXPECT_EQ(pack_and_load()->weights().layers[0].wq.type, ElementType::kBF16);
    options_.type = PackType::kF32;
    EXPECT_EQ(pack_and_load()->weights().layers[0].wq.type, ElementType::kF32);
}

TEST_F(PackTest, widths_that_are_no_multiple_of_32_stay_bfloat16) {
    TinyModelOptions tiny;
    tiny.hidden_dim = 40;
    testing::write_tiny_directory(options_.source, tiny);
    const auto model = pack_and_load();
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->weights().layers[0].w_down.type, ElementType::kBF16);
    EXPECT_EQ(model->weights().layers[0].w_up.type, ElementType::kInt8);
}

TEST_F(PackTest, bfloat16_is_exact_and_the_same_source_gives_the_same_bytes) {
    options_.type = PackType::kBF16;
    const auto packed = pack_and_load();
    LoadOptions load;
    load.path = options_.source;
    auto source = Model::load(load);
    ASSERT_NE(packed, nullptr);
    ASSERT_TRUE(source.ok());
    const auto& a = packed->weights().layers[1].wv;
    const auto& b = source.value()->weights().layers[1].wv;
    EXPECT_EQ(std::memcmp(a.data, b.data, size_t{a.rows} * a.cols * 2), 0);
    const std::string first = testing::read_file(options_.target);
    ASSERT_TRUE(pack_model(options_).ok());
    EXPECT_EQ(testing::read_file(options_.target), first);
}

TEST_F(PackTest, keeps_name_licence_chat_format_and_configuration) {
    write_file(temp_ / "licence.txt", "Ask the ferryman.");
    options_.model_name = "Ferryman";
    options_.licence_file = temp_ / "licence.txt";
    options_.creator = "test 1";
    options_.chat_format = ChatFormatId::kMistralV3;
    const auto model = pack_and_load();
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->description().name, "Ferryman");
    EXPECT_EQ(model->description().licence, "Ask the ferryman.");
    EXPECT_EQ(model->description().creator, "test 1");
    EXPECT_EQ(model->chat_format(), ChatFormatId::kMistralV3);
    EXPECT_EQ(model->config().eos_ids, std::vector<uint32_t>{2});
    EXPECT_EQ(model->config().max_positions, 512u);
    options_.licence_file = temp_ / "missing";
    expect_refused(Code::kNotFound, "missing");
}

TEST_F(PackTest, reports_sizes_and_progress) {
    uint64_t last = 0;
    uint64_t total = 0;
    options_.progress = [&](uint64_t done, uint64_t all) {
        EXPECT_GE(done, last);
        last = done;
        total = all;
    };
    const auto report = pack_model(options_);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(last, total);
    EXPECT_EQ(report.value().source_bytes, total);
    EXPECT_EQ(report.value().file_bytes, std::filesystem::file_size(options_.target));
    EXPECT_EQ(report.value().tensor_count, 20u);
    EXPECT_EQ(report.value().parameter_count, total / 2);  // bfloat16 source
}

TEST_F(PackTest, failure_leaves_the_old_file_and_no_partial_one) {
    write_file(options_.target, "old");
    std::atomic<bool> cancel = false;
    options_.cancel = &cancel;
    options_.progress = [&](uint64_t done, uint64_t) { cancel = done > 10'000; };
    expect_refused(Code::kCancelled, "cancelled");
    EXPECT_EQ(testing::read_file(options_.target), "old");
}

TEST_F(PackTest, reports_the_error_of_each_tensor) {
    const auto report = pack_model(options_);
    ASSERT_TRUE(report.ok());
    ASSERT_EQ(report.value().tensors.size(), 20u);
    for (const PackedPart& part : report.value().tensors) {
        const RoundingError& error = part.rounding;
        if (part.type == StoredType::kF32) {
            EXPECT_EQ(error.largest, 0) << part.name;
            continue;
        }
        double values = 1;
        for (const uint64_t extent : part.shape) values *= static_cast<double>(extent);
        EXPECT_GT(error.largest, error.absolute / values) << part.name;
        EXPECT_GT(error.relative(), 1e-4) << part.name;
        EXPECT_LT(error.relative(), 2e-2) << part.name;
    }
}

TEST_F(PackTest, work_that_was_stopped_goes_on) {
    options_.resumable = true;
    ASSERT_TRUE(pack_model(options_).ok());
    const std::string whole = testing::read_file(options_.target);
    std::filesystem::remove(options_.target);
    EXPECT_FALSE(std::filesystem::exists(options_.target + ".partial.journal"));

    std::atomic<bool> cancel = false;
    options_.cancel = &cancel;
    options_.progress = [&](uint64_t done, uint64_t all) { cancel = done > all / 2; };
    ASSERT_EQ(pack_model(options_).status().code(), Code::kCancelled);
    EXPECT_TRUE(std::filesystem::exists(options_.target + ".partial"));

    options_.cancel = nullptr;
    options_.progress = nullptr;
    const auto report = pack_model(options_);
    ASSERT_TRUE(report.ok()) << report.status().message();
    EXPECT_GT(report.value().resumed_count, 0u);
    EXPECT_LT(report.value().resumed_count, 20u);
    EXPECT_EQ(testing::read_file(options_.target), whole);
    EXPECT_GT(report.value().tensors.front().rounding.relative(), 0);
    EXPECT_FALSE(std::filesystem::exists(options_.target + ".partial"));
    EXPECT_FALSE(std::filesystem::exists(options_.target + ".partial.journal"));
}

class StoppedPackTest : public PackTest {
  protected:
    StoppedPackTest() {
        options_.resumable = true;
        std::atomic<bool> cancel = false;
        options_.cancel = &cancel;
        options_.progress = [&](uint64_t done, uint64_t all) { cancel = done > all / 2; };
        EXPECT_FALSE(pack_model(options_).ok());
        options_.cancel = nullptr;
        options_.progress = nullptr;
    }

    uint32_t resumed_count() {
        const auto report = pack_model(options_);
        EXPECT_TRUE(report.ok()) << report.status().message();
        return report.ok() ? report.value().resumed_count : UINT32_MAX;
    }

    const std::string partial_ = options_.target + ".partial";
};

TEST_F(StoppedPackTest, other_work_begins_anew) {
    options_.type = PackType::kBF16;
    EXPECT_EQ(resumed_count(), 0u);
    EXPECT_NE(pack_and_load(), nullptr);
}

TEST_F(StoppedPackTest, damaged_parts_are_made_again) {
    std::string bytes = testing::read_file(partial_);
    bytes[200] = 1;  // before the first part, which begins at a page
    bytes[4096 + 200] = static_cast<char>(bytes[4096 + 200] ^ 1);
    write_file(partial_, bytes);
    EXPECT_EQ(resumed_count(), 0u);
    EXPECT_NE(pack_and_load(), nullptr);
}

TEST_F(StoppedPackTest, gaps_are_zero_again) {
    std::string bytes = testing::read_file(partial_);
    bytes[200] = 1;
    write_file(partial_, bytes);
    EXPECT_GT(resumed_count(), 0u);
    LoadOptions load;
    load.path = options_.target;
    EXPECT_TRUE(Model::load(load).ok());
}

TEST_F(StoppedPackTest, a_journal_that_is_wrong_is_no_harm) {
    const std::string journal = testing::read_file(partial_ + ".journal");
    const size_t second_line = journal.find('\n') + 1;
    for (const std::string& rest :
         {std::string("{}\n"), std::string("[1"), std::string("{\"name\":3}\n"),
          journal.substr(second_line, 40)}) {
        write_file(partial_ + ".journal", journal.substr(0, second_line) + rest);
        EXPECT_EQ(resumed_count(), 0u) << rest;
    }
    EXPECT_NE(pack_and_load(), nullptr);
}

TEST_F(StoppedPackTest, can_be_discarded) {
    discard_partial_package(options_.target);
    EXPECT_FALSE(std::filesystem::exists(partial_));
    EXPECT_EQ(resumed_count(), 0u);
}

TEST_F(PackTest, disk_space_is_looked_at_first) {
    std::string asked;
    uint64_t available = 10'000;
    options_.free_bytes = [&](const std::string& directory) {
        asked = directory;
        return available;
    };
    expect_refused(Code::kLimitReached, "10000 free");
    EXPECT_EQ(asked, temp_.path());
    available = 10'000'000;
    EXPECT_NE(pack_and_load(), nullptr);
}

TEST_F(PackTest, calibration_changes_int4_and_nothing_else) {
    options_.type = PackType::kInt4;
    const auto plain = pack_model(options_);
    ASSERT_TRUE(plain.ok());
    options_.read_calibration = [](std::string_view vocabulary) -> Result<CalibrationText> {
        EXPECT_FALSE(vocabulary.empty());
        std::vector<int32_t> ids = {1};
        for (int32_t id = 5; id < 505; ++id) ids.push_back(id);
        return CalibrationText{ids, {1, 9, 8}};
    };
    const auto calibrated = pack_model(options_);
    ASSERT_TRUE(calibrated.ok()) << calibrated.status().message();
    for (size_t i = 0; i < plain.value().tensors.size(); ++i) {
        const PackedPart& part = plain.value().tensors[i];
        EXPECT_EQ(calibrated.value().tensors[i].checksum != part.checksum,
                  part.type == StoredType::kInt4)
            << part.name;
    }
    EXPECT_NE(pack_and_load(), nullptr);
    options_.type = PackType::kInt8;
    EXPECT_NE(pack_and_load(), nullptr);
    options_.type = PackType::kBF16;
    expect_refused(Code::kInvalidArgument, "only int4 and int8 are calibrated");
}

// Each expert is rounded by what goes through it.
TEST_F(PackTest, mixtures_are_calibrated) {
    options_.source = MST_TEST_DATA "/gguf/tekken_q8_0.gguf";
    options_.type = PackType::kInt4;
    const auto plain = pack_model(options_);
    ASSERT_TRUE(plain.ok()) << plain.status().message();
    options_.read_calibration = [](std::string_view) -> Result<CalibrationText> {
        std::vector<int32_t> ids = {1};
        for (int32_t id = 40; id < 240; ++id) ids.push_back(id);
        return CalibrationText{ids};
    };
    const auto calibrated = pack_model(options_);
    ASSERT_TRUE(calibrated.ok()) << calibrated.status().message();
    size_t experts = 0;
    for (size_t i = 0; i < plain.value().tensors.size(); ++i) {
        const PackedPart& part = plain.value().tensors[i];
        EXPECT_EQ(calibrated.value().tensors[i].checksum != part.checksum,
                  part.type == StoredType::kInt4)
            << part.name;
        if (part.name.find(".experts.") != std::string::npos) ++experts;
    }
    EXPECT_GE(experts, 4u * 3u);
    EXPECT_NE(pack_and_load(), nullptr);
}

TEST_F(PackTest, calibration_with_foreign_tokens_is_refused) {
    options_.type = PackType::kInt4;
    options_.read_calibration = [](std::string_view) -> Result<CalibrationText> {
        return CalibrationText{{1, 512}};
    };
    expect_refused(Code::kBadFormat, "tokens that the matrices lack");
}

TEST_F(PackTest, weights_that_are_not_finite) {
    poison("model.layers.1.self_attn.v_proj.weight", NAN);
    expect_refused(Code::kBadFormat, "model.layers.1.self_attn.v_proj.weight, row 1");
    options_.type = PackType::kBF16;
    EXPECT_NE(pack_and_load(), nullptr);
}

TEST_F(PackTest, wrong_sources_and_targets) {
    options_.target = temp_ / "missing/tiny.mst";
    expect_refused(Code::kIo, "missing");
    options_.target = "";
    expect_refused(Code::kInvalidArgument, "empty");
    options_.target = temp_ / "tiny.mst";
    options_.source = temp_ / "nowhere";
    expect_refused(Code::kNotFound, "nowhere");
    options_.source = temp_ / "tiny/config.json";
    expect_refused(Code::kBadFormat, "one part of a model; give its directory");
}

TEST_F(PackTest, foreign_element_types_are_refused) {
    std::vector<RawTensor> tensors = testing::tiny_tensors({});
    tensors[1].dtype = "I16";
    write_file(temp_ / "tiny/model.safetensors", testing::make_safetensors(tensors));
    expect_refused(Code::kUnsupported, "I16");
}

}  // namespace
}  // namespace minstrel
