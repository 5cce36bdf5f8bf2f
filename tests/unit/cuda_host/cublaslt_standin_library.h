// The library that stands in for cuBLASLt, opened by the test beside the back end's loader: both
// see the same one.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstring>

#include "tests/support/cuda/cublaslt_standin.h"

namespace minstrel::testing {

class StandinLibrary {
  public:
    explicit StandinLibrary(const char* path)
        : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
        EXPECT_NE(handle_, nullptr) << dlerror();
        find(kStandinReset, &reset_);
        find(kStandinSet, &set_);
        find(kStandinGet, &get_);
        reset_();
    }
    ~StandinLibrary() {
        EXPECT_EQ(get(StandinSetting::kLiveObjects), 0u);
        reset_();
        dlclose(handle_);
    }
    StandinLibrary(const StandinLibrary&) = delete;
    StandinLibrary& operator=(const StandinLibrary&) = delete;

    void set(StandinSetting name, uint64_t value) { set_(name, value); }
    uint64_t get(StandinSetting name) const { return get_(name); }

  private:
    template <class Function>
    void find(const char* name, Function* out) {
        void* symbol = dlsym(handle_, name);
        EXPECT_NE(symbol, nullptr) << name;
        std::memcpy(out, &symbol, sizeof symbol);
    }

    void* handle_;
    StandinReset reset_ = nullptr;
    StandinSet set_ = nullptr;
    StandinGet get_ = nullptr;
};

}  // namespace minstrel::testing
