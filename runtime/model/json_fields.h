// Typed fields of a JSON object from a file; what is wrong is named with file and key. Used while
// loading; one thread.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "runtime/core/status.h"

namespace minstrel {

class JsonFields {
  public:
    // Both outlive this. `file` names the source in errors.
    JsonFields(const nlohmann::json& object, const char* file) : object_(object), file_(file) {}

    // Null when absent or null.
    const nlohmann::json* find(const char* key) const;
    bool has(const char* key) const { return find(key) != nullptr; }
    // There, but null.
    bool is_null(const char* key) const { return object_.contains(key) && !has(key); }
    const char* file() const { return file_; }

    // `out` is left as it is when the key is absent.
    Status read(const char* key, uint32_t* out) const;
    Status read(const char* key, float* out) const;
    Status read(const char* key, bool* out) const;
    Status read(const char* key, std::string* out) const;

    Status wrong_type(const char* key, const char* wanted) const;
    Status missing(const char* key) const;
    Status unsupported(const char* key, const char* why) const;

  private:
    const nlohmann::json& object_;
    const char* file_;
};

// Of `value` alone: a whole number that fits.
bool to_u32(const nlohmann::json& value, uint32_t* out);

}  // namespace minstrel
