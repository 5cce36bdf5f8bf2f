// What it cost to store weights with fewer bits. A value; any thread.
#pragma once

#include <algorithm>
#include <cmath>

namespace minstrel {

struct RoundingError {
    double error = 0, square = 0;  // sums of squares: of the errors, and of the values
    double absolute = 0;           // sum of the errors without their signs
    double largest = 0;            // error without its sign

    void note(double value, double stored) {
        const double difference = std::fabs(stored - value);
        error += difference * difference;
        square += value * value;
        absolute += difference;
        largest = std::max(largest, difference);
    }
    void add(const RoundingError& other) {
        error += other.error;
        square += other.square;
        absolute += other.absolute;
        largest = std::max(largest, other.largest);
    }
    // The root of the squared errors over that of the squared values; 0 = nothing was rounded.
    double relative() const { return square > 0 ? std::sqrt(error / square) : 0; }
};

}  // namespace minstrel
