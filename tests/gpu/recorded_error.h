// The errors that the report of tests/gpu/run shows: the largest of each kind and test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace minstrel::gpu {

// Gives `error`, which becomes the running test's property if there is none larger.
inline double recorded(double error, const char* kind = "relative_error") {
    const ::testing::TestResult& test =
        *::testing::UnitTest::GetInstance()->current_test_info()->result();
    double largest = error;
    for (int i = 0; i < test.test_property_count(); ++i) {
        const ::testing::TestProperty& known = test.GetTestProperty(i);
        if (std::string_view(known.key()) == kind) {
            largest = std::max(largest, std::strtod(known.value(), nullptr));
        }
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", largest);
    ::testing::Test::RecordProperty(kind, text);
    return error;
}

}  // namespace minstrel::gpu
