// Loads the models of tests/data/reference, which carry no vocabulary of their own. One thread.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "runtime/model/model.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_model.h"

namespace minstrel::testing {

// `temp` becomes the model's directory. A failure fails the test and gives null.
inline std::shared_ptr<const Model> load_reference(const std::string& name,
                                                   const TempDirectory& temp) {
    const std::string source = MST_TEST_DATA "/reference/" + name;
    for (const char* file : {"config.json", "model.safetensors"}) {
        std::filesystem::create_symlink(source + "/" + file, temp / file);
    }
    write_file(temp / "tokenizer.model", tiny_tokenizer());
    LoadOptions options;
    options.path = temp.path();
    auto model = Model::load(options);
    EXPECT_TRUE(model.ok()) << model.status().message();
    return model.ok() ? model.take() : nullptr;
}

}  // namespace minstrel::testing
