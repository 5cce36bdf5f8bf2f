// A library that a test opens beside the loader under test: both see the same one, so the test can
// set what it does. One thread.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace minstrel::testing {

// Names of functions that the library exports.
struct SettableNames {
    const char* reset;  // void()
    const char* set;    // void(Setting, uint64_t)
    const char* get;    // uint64_t(Setting)
};

template <class Setting>
class SettableLibrary {
  public:
    SettableLibrary(const char* path, const SettableNames& names)
        : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
        EXPECT_NE(handle_, nullptr) << dlerror();
        find(names.reset, &reset_);
        find(names.set, &set_);
        find(names.get, &get_);
        reset();
    }
    ~SettableLibrary() {
        reset();
        dlclose(handle_);
    }
    SettableLibrary(const SettableLibrary&) = delete;
    SettableLibrary& operator=(const SettableLibrary&) = delete;

    void reset() { reset_(); }
    void set(Setting name, uint64_t value) { set_(name, value); }
    uint64_t get(Setting name) const { return get_(name); }

  private:
    template <class Function>
    void find(const char* name, Function* out) {
        void* symbol = dlsym(handle_, name);
        EXPECT_NE(symbol, nullptr) << name;
        std::memcpy(out, &symbol, sizeof symbol);
    }

    void* handle_;
    void (*reset_)() = nullptr;
    void (*set_)(Setting, uint64_t) = nullptr;
    uint64_t (*get_)(Setting) = nullptr;
};

}  // namespace minstrel::testing
