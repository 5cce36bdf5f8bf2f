// Loads the models of tests/data/reference, which are stored as directories of Hugging Face without
// a vocabulary, from any of the forms in which models are published. One thread.
#pragma once

#include <memory>
#include <string>

#include "runtime/model/model.h"
#include "tests/support/temp_directory.h"

namespace minstrel::testing {

enum class FileForm {
    kHuggingFace,
    kMistral,  // params.json, consolidated.safetensors
    kGguf,     // float32, with the header that its reference writer made
    kPackage,  // float32, made from the directory of Hugging Face
    kFused,    // a directory of Hugging Face with all experts of a layer in one tensor
};

// Some characters for the names of tests.
const char* form_name(FileForm form);

// Keeps what it writes in `temp`. A failure fails the test and gives null.
std::shared_ptr<const Model> load_reference(const std::string& name, const TempDirectory& temp,
                                            FileForm form = FileForm::kHuggingFace);

}  // namespace minstrel::testing
