// The library of the emulated device, opened by the test beside the core's loader: both see the
// same one, so a test can set off faults in it.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "tests/support/cuda/emulated_device.h"

namespace minstrel::testing {

class EmulatedLibrary {
  public:
    explicit EmulatedLibrary(const char* path)
        : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
        EXPECT_NE(handle_, nullptr) << dlerror();
        find(kEmulatedReset, &reset_);
        find(kEmulatedSet, &set_);
        find(kEmulatedGet, &get_);
        reset();
    }
    ~EmulatedLibrary() {
        reset();
        dlclose(handle_);
    }
    EmulatedLibrary(const EmulatedLibrary&) = delete;
    EmulatedLibrary& operator=(const EmulatedLibrary&) = delete;

    void reset() { reset_(); }
    void set(EmulatedSetting name, uint64_t value) { set_(name, value); }
    uint64_t get(EmulatedSetting name) const { return get_(name); }

  private:
    template <class Function>
    void find(const char* name, Function* out) {
        void* symbol = dlsym(handle_, name);
        EXPECT_NE(symbol, nullptr) << name;
        std::memcpy(out, &symbol, sizeof symbol);
    }

    void* handle_;
    EmulatedReset reset_ = nullptr;
    EmulatedSet set_ = nullptr;
    EmulatedGet get_ = nullptr;
};

}  // namespace minstrel::testing
