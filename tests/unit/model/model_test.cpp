#include "runtime/model/model.h"
#include "kernels/cpu/weight_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <vector>

#include "runtime/model/element.h"
#include "runtime/model/pack.h"
#include "tests/support/archive.h"
#include "tests/support/counting_memory.h"
#include "tests/support/package_editor.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"
#include "tests/unit/core/memory_map.h"

namespace minstrel {
namespace {

using kernels::ElementType;
using kernels::TensorView;
using testing::CountingMemory;
using testing::TempDirectory;
using testing::TinyModelOptions;
using testing::TinyType;

std::vector<float> values_of(const TensorView& view) {
    std::vector<float> values(size_t{view.rows} * view.cols);
    for (uint32_t row = 0; row < view.rows; ++row) {
        kernels::read_row(view, row, values.data() + size_t{row} * view.cols);
    }
    return values;
}

std::shared_ptr<const Model> load(const std::string& path) {
    LoadOptions options;
    options.path = path;
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

TEST(ModelTest, loads_a_hugging_face_directory) {
    TempDirectory temp;
    TinyModelOptions options;
    options.tied = false;
    options.sliding_window = 24;
    write_tiny_directory(temp / "model", options);
    const auto model = load(temp / "model");
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->shape().dim, 32u);
    EXPECT_EQ(model->shape().sliding_window, 24u);
    EXPECT_EQ(model->weights().layers.size(), 2u);
    EXPECT_EQ(model->weights().layers[1].wk.rows, 16u);
    EXPECT_EQ(model->weights().layers[1].wk.type, ElementType::kBF16);
    EXPECT_EQ(model->weights().layers[0].attn_norm.type, ElementType::kF32);
    EXPECT_NE(model->weights().lm_head.data, model->weights().token_embedding.data);
    EXPECT_EQ(model->tokenizer().size(), testing::tiny_tokenizer().size());
    EXPECT_EQ(model->description().name, "model");
    EXPECT_FALSE(model->description().is_package);
    EXPECT_GT(model->bytes().mapped, 0u);
}

TEST(ModelTest, layers_that_a_device_has_leave_memory_and_come_back) {
    TempDirectory temp;
    TinyModelOptions options;
    options.type = TinyType::kF32;
    options.tied = false;
    ASSERT_EQ(testing::write_tiny_package(temp / "tiny.mst", options, PackType::kF32), "");
    const auto model = load(temp / "tiny.mst");
    ASSERT_NE(model, nullptr);
    const void* const place = model->weights().token_embedding.data;
    const auto read_all = [&] {
        std::vector<std::vector<float>> values;
        for (const auto& layer : model->weights().layers) values.push_back(values_of(layer.w_down));
        values.push_back(values_of(model->weights().token_embedding));
        values.push_back(values_of(model->weights().lm_head));
        return values;
    };
    const auto values = read_all();
    const uint64_t whole = testing::resident_kilobytes(place);
    EXPECT_GE(whole, model->bytes().weights / 1024);
    model->forget_layers(1);
    const uint64_t lower_layers = testing::resident_kilobytes(place);
    EXPECT_LT(lower_layers, whole);
    model->forget_layers(0);
    EXPECT_LT(testing::resident_kilobytes(place), lower_layers);
    EXPECT_EQ(read_all(), values);
}

TEST(ModelTest, a_package_holds_the_same_model) {
    TempDirectory temp;
    TinyModelOptions options;
    options.type = TinyType::kF32;
    ASSERT_EQ(testing::write_tiny_package(temp / "tiny.mst", options, PackType::kF32), "");
    const auto source = load(temp / "tiny.mst.source");
    const auto packed = load(temp / "tiny.mst");
    ASSERT_NE(source, nullptr);
    ASSERT_NE(packed, nullptr);
    EXPECT_EQ(values_of(source->weights().layers[1].w_down),
              values_of(packed->weights().layers[1].w_down));
    EXPECT_EQ(values_of(source->weights().lm_head), values_of(packed->weights().lm_head));
    EXPECT_EQ(packed->weights().lm_head.data, packed->weights().token_embedding.data);
    EXPECT_EQ(packed->description().name, "tiny");
    EXPECT_TRUE(packed->description().is_package);
}

// Half a step of the group's grid, and a little for the scale that fits the whole group best.
void expect_close(PackType pack_type, ElementType type, float steps) {
    TempDirectory temp;
    TinyModelOptions options;
    ASSERT_EQ(testing::write_tiny_package(temp / "tiny.mst", options, pack_type), "");
    const auto source = load(temp / "tiny.mst.source");
    const auto packed = load(temp / "tiny.mst");
    ASSERT_NE(source, nullptr);
    ASSERT_NE(packed, nullptr);
    const TensorView& view = packed->weights().layers[0].w_gate;
    ASSERT_EQ(view.type, type);
    const std::vector<float> wanted = values_of(source->weights().layers[0].w_gate);
    const std::vector<float> got = values_of(view);
    for (size_t group = 0; group < wanted.size(); group += 32) {
        float largest = 0;
        for (size_t i = 0; i < 32; ++i) largest = std::max(largest, std::fabs(wanted[group + i]));
        for (size_t i = group; i < group + 32; ++i) {
            EXPECT_NEAR(got[i], wanted[i], 0.8f * largest / steps) << i;
        }
    }
}

TEST(ModelTest, int8_stays_near_half_a_step) {
    expect_close(PackType::kInt8, ElementType::kInt8, 127);
}

TEST(ModelTest, int4_stays_near_half_a_step) {
    expect_close(PackType::kInt4, ElementType::kInt4, 7);
}

Status load_error(const LoadOptions& options) {
    auto model = Model::load(options);
    return model.ok() ? Status() : model.status();
}

Status load_error(const std::string& path) {
    LoadOptions options;
    options.path = path;
    return load_error(options);
}

class ModelLoadTest : public ::testing::Test {
  protected:
    void write_tensors(const std::vector<testing::RawTensor>& tensors) {
        testing::write_tiny_directory(path_);
        testing::write_file(path_ + "/model.safetensors", testing::make_safetensors(tensors));
    }

    void expect_refused(Code code, const char* part_of_text) {
        const Status status = load_error(path_);
        EXPECT_EQ(status.code(), code) << status.message();
        EXPECT_NE(status.message().find(part_of_text), std::string::npos) << status.message();
    }

    TempDirectory temp_;
    std::string path_ = temp_ / "tiny";
    std::vector<testing::RawTensor> tensors_ = testing::tiny_tensors({});
};

TEST_F(ModelLoadTest, half_floats_are_widened) {
    TinyModelOptions options;
    options.type = TinyType::kF16;
    testing::write_tiny_directory(path_, options);
    const auto half = load(path_);
    options.type = TinyType::kF32;
    testing::write_tiny_directory(temp_ / "full", options);
    const auto full = load(temp_ / "full");
    ASSERT_NE(half, nullptr);
    ASSERT_NE(full, nullptr);
    EXPECT_EQ(half->weights().layers[0].wo.type, ElementType::kF32);
    const std::vector<float> got = values_of(half->weights().layers[0].wo);
    const std::vector<float> wanted = values_of(full->weights().layers[0].wo);
    for (size_t i = 0; i < got.size(); ++i) {
        EXPECT_NEAR(got[i], wanted[i], 1e-3f * std::fabs(wanted[i]) + 1e-6f) << i;
    }
}

TEST_F(ModelLoadTest, tensors_at_odd_addresses_are_copied) {
    const std::string package = testing::smallest_package();
    LoadOptions options;
    options.memory = testing::bytes_of(package);
    auto straight = Model::load(options);
    const std::string shifted = "x" + package;
    options.memory = testing::bytes_of(shifted).subspan(1);
    auto odd = Model::load(options);
    ASSERT_TRUE(straight.ok()) << straight.status().message();
    ASSERT_TRUE(odd.ok()) << odd.status().message();
    EXPECT_EQ(values_of(straight.value()->weights().layers[0].w_down),
              values_of(odd.value()->weights().layers[0].w_down));
    EXPECT_EQ(straight.value()->bytes().owned, 0u);
    EXPECT_EQ(odd.value()->bytes().owned, odd.value()->bytes().weights);
}

TEST_F(ModelLoadTest, what_is_wrong_with_a_tensor_is_named) {
    write_tensors({tensors_.begin() + 1, tensors_.end()});
    expect_refused(Code::kBadFormat, "'model.embed_tokens.weight' is missing");
    auto extra = tensors_;
    extra.push_back({"model.layers.0.self_attn.q_proj.bias", "F32", {1}, "abcd"});
    write_tensors(extra);
    expect_refused(Code::kBadFormat, "q_proj.bias' has no place");
    auto reshaped = tensors_;
    std::swap(reshaped[0].shape[0], reshaped[0].shape[1]);
    write_tensors(reshaped);
    expect_refused(Code::kBadFormat, "[32, 512]; the configuration asks for [512, 32]");
    auto flat = tensors_;
    flat[1].shape = {1, 32};
    write_tensors(flat);
    expect_refused(Code::kBadFormat, "asks for [32]");
    auto foreign = tensors_;
    foreign[2].dtype = "I16";
    write_tensors(foreign);
    expect_refused(Code::kUnsupported, "element type I16");
}

TEST_F(ModelLoadTest, tensors_that_change_nothing_are_ignored) {
    tensors_.push_back({"lm_head.weight", "F32", {1}, "abcd"});  // of a tied model
    tensors_.push_back({"model.layers.0.self_attn.rotary_emb.inv_freq", "F32", {1}, "abcd"});
    write_tensors(tensors_);
    EXPECT_TRUE(load_error(path_).ok()) << load_error(path_).message();
}

TEST_F(ModelLoadTest, wrong_paths_say_what_they_are) {
    path_ = temp_ / "missing";
    expect_refused(Code::kNotFound, "missing");
    testing::write_tiny_directory(temp_ / "tiny");
    path_ = temp_ / "tiny/model.safetensors";
    expect_refused(Code::kBadFormat, "give its directory");
    path_ = temp_ / "tiny/config.json";
    expect_refused(Code::kBadFormat, "give its directory");
    std::filesystem::create_directory(temp_ / "empty");
    path_ = temp_ / "empty";
    expect_refused(Code::kNotFound, "config.json");
    testing::write_file(temp_ / "file", "");
    path_ = temp_ / "file";
    expect_refused(Code::kBadFormat, "is not a model");
    path_ = "/dev/zero";
    expect_refused(Code::kIo, "a device");
}

TEST_F(ModelLoadTest, reads_packages_and_directories_through_the_hosts_hooks) {
    testing::write_tiny_directory(path_);
    testing::Archive archive;
    for (const char* name : {"config.json", "model.safetensors", "tokenizer.model"}) {
        archive.files[std::string("models/tiny/") + name] = testing::read_file(path_ + "/" + name);
    }
    archive.files["tiny.mst"] = testing::smallest_package();
    const FileHooks hooks = archive.hooks();
    LoadOptions options;
    options.files = &hooks;
    for (const char* path : {"models/tiny", "tiny.mst"}) {
        options.path = path;
        auto model = Model::load(options);
        ASSERT_TRUE(model.ok()) << model.status().message();
        EXPECT_EQ(model.value()->bytes().mapped, 0u);
        EXPECT_EQ(archive.open_count, 0);
    }
    options.path = "models";
    EXPECT_EQ(load_error(options).code(), Code::kNotFound);
    archive.read_result = static_cast<int32_t>(Code::kIo);
    options.path = "tiny.mst";
    EXPECT_EQ(load_error(options).code(), Code::kIo);
    EXPECT_EQ(archive.open_count, 0);
}

TEST_F(ModelLoadTest, a_private_copy_survives_the_file) {
    ASSERT_EQ(testing::write_tiny_package(temp_ / "tiny.mst"), "");
    LoadOptions options;
    options.path = temp_ / "tiny.mst";
    options.read_instead_of_map = true;
    CountingMemory memory;
    options.allocator = memory.allocator();
    {
        auto model = Model::load(options);
        ASSERT_TRUE(model.ok()) << model.status().message();
        testing::write_file(options.path, "");
        EXPECT_EQ(model.value()->bytes().mapped, 0u);
        EXPECT_GT(model.value()->bytes().owned, model.value()->bytes().weights);
        EXPECT_EQ(memory.live.size(), 1u);
        EXPECT_NE(values_of(model.value()->weights().layers[1].w_down)[0], 0.0f);
    }
    EXPECT_TRUE(memory.live.empty());
}

TEST_F(ModelLoadTest, every_failing_allocation_is_reported_and_nothing_leaks) {
    TinyModelOptions tiny;
    tiny.type = TinyType::kF16;
    testing::write_tiny_directory(path_, tiny);
    CountingMemory memory;
    LoadOptions options;
    options.path = path_;
    options.read_instead_of_map = true;
    options.allocator = memory.allocator();
    ASSERT_TRUE(load_error(options).ok());
    const size_t requests = memory.requests;
    EXPECT_GT(requests, 20u);
    for (memory.failing = 0; memory.failing < requests; ++memory.failing) {
        memory.requests = 0;
        EXPECT_EQ(load_error(options).code(), Code::kOutOfMemory) << memory.failing;
        EXPECT_TRUE(memory.live.empty());
    }
}

TEST_F(ModelLoadTest, cancelling_works_at_every_report) {
    ASSERT_EQ(testing::write_tiny_package(temp_ / "tiny.mst"), "");
    CountingMemory memory;
    std::atomic<bool> cancel = false;
    size_t reports = 0;
    size_t cancel_at = SIZE_MAX;
    LoadOptions options;
    options.path = temp_ / "tiny.mst";
    options.read_instead_of_map = true;
    options.allocator = memory.allocator();
    options.cancel = &cancel;
    options.progress = [&](uint64_t done, uint64_t total) {
        EXPECT_LE(done, total);
        if (reports++ == cancel_at) cancel = true;
    };
    ASSERT_TRUE(load_error(options).ok());
    const size_t all = reports;
    EXPECT_GT(all, 20u);
    for (cancel_at = 0; cancel_at + 1 < all; ++cancel_at) {
        reports = 0;
        cancel = false;
        EXPECT_EQ(load_error(options).code(), Code::kCancelled) << cancel_at;
        EXPECT_TRUE(memory.live.empty());
    }
}

TEST_F(ModelLoadTest, two_loads_share_nothing_but_the_file) {
    ASSERT_EQ(testing::write_tiny_package(temp_ / "tiny.mst"), "");
    auto first = load(temp_ / "tiny.mst");
    const auto second = load(temp_ / "tiny.mst");
    ASSERT_NE(first, nullptr);
    ASSERT_NE(second, nullptr);
    const std::vector<float> values = values_of(first->weights().lm_head);
    first.reset();
    EXPECT_EQ(values_of(second->weights().lm_head), values);
}

TEST_F(ModelLoadTest, weights_that_are_not_finite_load) {
    TinyModelOptions tiny;
    tiny.type = TinyType::kF32;
    auto tensors = testing::tiny_tensors(tiny);
    for (testing::RawTensor& tensor : tensors) {
        for (size_t i = 0; i < tensor.bytes.size(); ++i) tensor.bytes[i] = '\xff';  // all NaN
    }
    write_tensors(tensors);
    EXPECT_NE(load(path_), nullptr);
}

}  // namespace
}  // namespace minstrel
