#include <gtest/gtest.h>

#include "runtime/grammar/schema_uri.h"

namespace minstrel {
namespace {

TEST(SchemaUri, ResolvesAsTheStandardShows) {
    const std::string base = "http://a/b/c/d?q";
    const std::pair<const char*, const char*> cases[] = {
        {"g", "http://a/b/c/g"},       {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},     {"/g", "http://a/g"},
        {"//g", "http://g"},           {"?y", "http://a/b/c/d?y"},
        {"g?y", "http://a/b/c/g?y"},   {"#s", "http://a/b/c/d?q#s"},
        {"g#s", "http://a/b/c/g#s"},   {"", "http://a/b/c/d?q"},
        {".", "http://a/b/c/"},        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},      {"../..", "http://a/"},
        {"../../../g", "http://a/g"},  {"/./g", "http://a/g"},
        {"g/./h", "http://a/b/c/g/h"}, {"g/../h", "http://a/b/c/h"},
        {"urn:x:y#z", "urn:x:y#z"},    {"http://e/f/../g", "http://e/g"},
    };
    for (const auto& [reference, expected] : cases) {
        EXPECT_EQ(resolve_uri(base, reference), expected) << reference;
    }
    EXPECT_EQ(resolve_uri("", "a.json#/b"), "a.json#/b");
    EXPECT_EQ(resolve_uri("urn:example:1?=q", "#/b"), "urn:example:1?=q#/b");
}

TEST(SchemaUri, Fragments) {
    EXPECT_EQ(uri_fragment("a#/x%25y~1z"), "/x%y~1z");
    EXPECT_EQ(uri_fragment("a#%zz%"), "%zz%");
    EXPECT_EQ(uri_fragment("a"), "");
    EXPECT_EQ(uri_without_fragment("a#b"), "a");
}

}  // namespace
}  // namespace minstrel
