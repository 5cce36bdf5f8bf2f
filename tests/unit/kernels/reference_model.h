// A random model of any shape and its forward pass in double precision, written for clarity: the
// yardstick of the kernel tests.
#pragma once

#include <cmath>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "kernels/backend.h"

namespace minstrel::kernels {

// Owns the factors of a random adapter that changes every matrix, those of experts excepted.
class RandomAdapter {
  public:
    RandomAdapter(const ModelShape& shape, uint32_t rank, uint32_t seed);

    AdapterWeights weights() const { return {layers_}; }
    // The matrix is left as it is in every layer.
    void spare(Adapted matrix);

  private:
    std::deque<std::vector<float>> factors_;
    std::vector<LayerAdapter> layers_;
};

// Owns the weights of a random model.
class RandomModel {
  public:
    RandomModel(const ModelShape& shape, ElementType type, uint32_t seed, bool tied = false);

    const ModelShape& shape() const { return shape_; }
    ModelWeights weights() const;
    // The reference computes with W + scale B A from now on; the weights stay.
    void adapt(const AdapterWeights& adapter, float scale);

    // Logits after each token of a sequence whose first is at position `start`, [tokens][V].
    std::vector<std::vector<double>> reference(std::span<const int32_t> tokens,
                                               uint32_t start = 0) const;

  private:
    struct Storage {
        std::vector<float> floats;
        std::vector<uint16_t> halves;
        std::vector<std::byte> tiles;
        std::vector<double> values;  // what the stored form means
    };

    TensorView add(uint32_t rows, uint32_t cols, ElementType type, float deviation, float mean = 0);
    std::vector<double> multiply(const TensorView& tensor, std::span<const double> x) const;
    std::vector<double> normalise(const TensorView& weight, std::span<const double> x) const;
    double frequency(uint32_t i) const;
    void scale_query(std::vector<double>& query, uint32_t position) const;
    std::vector<double> feed_forward(const LayerWeights& layer, const std::vector<double>& f) const;
    void rotate(std::vector<double>& heads, uint32_t position) const;
    std::vector<double> attend(uint32_t layer, std::span<const double> query,
                               const std::vector<std::vector<double>>& keys,
                               const std::vector<std::vector<double>>& values) const;
    std::vector<double> stored(std::vector<double> values) const;
    const std::vector<double>& values_of(const TensorView& tensor) const;
    void add_product(const TensorView& tensor, const LowRank& change, float scale);

    ModelShape shape_;
    std::mt19937 random_;
    std::deque<Storage> storage_;
    TensorView embedding_, final_norm_, lm_head_;
    std::deque<std::vector<ExpertWeights>> experts_;  // of each layer
    std::vector<LayerWeights> layers_;
};

// One model on one back end, with its own pages; a session is a list of them.
class TestDevice {
  public:
    TestDevice(const RandomModel& model, const DeviceLimits& limits, const CpuOptions& options);
    TestDevice(const RandomModel& model, const DeviceLimits& limits,
               std::unique_ptr<Backend> backend);

    struct Session {
        std::vector<uint32_t> pages;
        uint32_t length = 0;
        const DeviceAdapter* adapter = nullptr;
        float adapter_scale = 1;
    };
    struct Piece {
        Session* session;
        std::vector<int32_t> tokens;
    };

    Backend& backend() { return *backend_; }
    DeviceModel& model() { return *model_; }

    // From now on every step is stopped where it can be, and resumed as often as it is.
    void interrupt() { gate_.may_go_on = never; }
    uint32_t stops() const { return stops_; }

    // One step; logits of every row, [rows][V].
    std::vector<std::vector<float>> step(std::span<const Piece> pieces);
    // The whole sequence in pieces of `chunk` tokens, for a session that has read nothing.
    std::vector<std::vector<float>> feed(std::span<const int32_t> tokens, uint32_t chunk,
                                         Session session);
    std::vector<std::vector<float>> feed(std::span<const int32_t> tokens, uint32_t chunk) {
        return feed(tokens, chunk, Session{});
    }

  private:
    uint32_t vocab_size_;
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<DeviceModel> model_;
    uint32_t next_page_ = 0;
    static bool never(void*, uint32_t) { return false; }

    StepGate gate_;
    uint32_t stops_ = 0;
    uint32_t page_count_;
};

// ||wanted - got|| / ||wanted||
template <class T>
double distance(const std::vector<T>& wanted, const std::vector<float>& got) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
        const double error = static_cast<double>(wanted[i]) - static_cast<double>(got[i]);
        difference += error * error;
        size += static_cast<double>(wanted[i]) * static_cast<double>(wanted[i]);
    }
    return std::sqrt(difference / size);
}

// What a device's logits are worth beside those of the reference, row by row.
struct LogitErrors {
    double worst_distance = 0;
    double mean_divergence = 0;  // Kullback-Leibler, of the next token's distribution, in nats
    // Rows with another best token although the first is ahead by four times the row's error (root
    // of the mean square).
    size_t other_choices = 0;
};
LogitErrors errors_of(const std::vector<std::vector<double>>& wanted,
                      const std::vector<std::vector<float>>& got);

bool same_bits(const std::vector<std::vector<float>>& a, const std::vector<std::vector<float>>& b);

std::vector<int32_t> random_tokens(uint32_t count, uint32_t vocab_size, uint32_t seed);

// The levels that this machine can run, scalar first.
std::vector<CpuLevel> available_levels();

}  // namespace minstrel::kernels
