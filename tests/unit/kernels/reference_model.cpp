#include "tests/unit/kernels/reference_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>

#include "kernels/amx_permission.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/kernel_table.h"
#include "kernels/cpu/weight_rows.h"
#include "kernels/half.h"
#include "kernels/tiles.h"

namespace minstrel::kernels {

RandomAdapter::RandomAdapter(const ModelShape& shape, uint32_t rank, uint32_t seed) {
    std::mt19937 random(seed);
    const auto factor = [&](uint32_t rows, uint32_t cols) {
        std::normal_distribution<float> normal(0, 0.5f / std::sqrt(static_cast<float>(cols)));
        std::vector<float>& values = factors_.emplace_back(size_t{rows} * cols);
        for (float& v : values) v = normal(random);
        return values.data();
    };
    const uint32_t q = shape.head_count * shape.head_dim, e = shape.kv_head_count * shape.head_dim;
    const uint32_t dim = shape.dim, hidden = shape.expert_count == 0 ? shape.hidden_dim : 0;
    const uint32_t heights[] = {q, e, e, dim, hidden, hidden, hidden == 0 ? 0 : dim};
    const uint32_t widths[] = {dim, dim, dim, q, dim, dim, hidden};
    layers_.resize(shape.layer_count);
    for (LayerAdapter& layer : layers_) {
        for (size_t m = 0; m < kAdaptedCount; ++m) {
            if (heights[m] == 0) continue;
            layer.matrices[m] = {factor(rank, widths[m]), factor(heights[m], rank), rank};
        }
    }
}

void RandomAdapter::spare(Adapted matrix) {
    for (LayerAdapter& layer : layers_) layer[matrix] = {};
}

void RandomModel::adapt(const AdapterWeights& adapter, float scale) {
    for (size_t i = 0; i < layers_.size(); ++i) {
        const LayerWeights& layer = layers_[i];
        const TensorView* const matrices[] = {&layer.wq,     &layer.wk,   &layer.wv,    &layer.wo,
                                              &layer.w_gate, &layer.w_up, &layer.w_down};
        for (size_t m = 0; m < kAdaptedCount; ++m) {
            add_product(*matrices[m], adapter.layers[i].matrices[m], scale);
        }
    }
}

void RandomModel::add_product(const TensorView& tensor, const LowRank& change, float scale) {
    if (change.rank == 0) return;
    auto& values = const_cast<std::vector<double>&>(values_of(tensor));
    for (size_t r = 0; r < tensor.rows; ++r) {
        for (size_t c = 0; c < tensor.cols; ++c) {
            double sum = 0;
            for (size_t k = 0; k < change.rank; ++k) {
                sum += static_cast<double>(change.b[r * change.rank + k]) *
                       static_cast<double>(change.a[k * tensor.cols + c]);
            }
            values[r * tensor.cols + c] += static_cast<double>(scale) * sum;
        }
    }
}

RandomModel::RandomModel(const ModelShape& shape, ElementType type, uint32_t seed, bool tied)
    : shape_(shape), random_(seed) {
    const uint32_t q = shape.head_count * shape.head_dim, e = shape.kv_head_count * shape.head_dim;
    const auto matrix = [&](uint32_t rows, uint32_t cols) {
        return add(rows, cols, type, 1.0f / std::sqrt(static_cast<float>(cols)));
    };
    const auto norm = [&] { return add(1, shape.dim, ElementType::kF32, 0.2f, 1.0f); };
    embedding_ = add(shape.vocab_size, shape.dim, type, 1.0f);
    for (uint32_t i = 0; i < shape.layer_count; ++i) {
        LayerWeights layer;
        layer.attn_norm = norm();
        layer.wq = matrix(q, shape.dim);
        layer.wk = matrix(e, shape.dim);
        layer.wv = matrix(e, shape.dim);
        layer.wo = matrix(shape.dim, q);
        layer.ffn_norm = norm();
        const auto feed_forward = [&](auto& part) {
            part.w_gate = matrix(shape.hidden_dim, shape.dim);
            part.w_up = matrix(shape.hidden_dim, shape.dim);
            part.w_down = matrix(shape.dim, shape.hidden_dim);
        };
        if (shape.expert_count == 0) {
            feed_forward(layer);
        } else {
            layer.router = add(shape.expert_count, shape.dim, ElementType::kF32,
                               2.0f / std::sqrt(static_cast<float>(shape.dim)));
            std::vector<ExpertWeights>& experts = experts_.emplace_back(shape.expert_count);
            for (ExpertWeights& expert : experts) feed_forward(expert);
            layer.experts = experts;
        }
        layers_.push_back(layer);
    }
    final_norm_ = norm();
    lm_head_ = tied ? embedding_ : matrix(shape.vocab_size, shape.dim);
}

ModelWeights RandomModel::weights() const {
    return {embedding_, layers_, final_norm_, lm_head_};
}

TensorView RandomModel::add(uint32_t rows, uint32_t cols, ElementType type, float deviation,
                            float mean) {
    Storage& storage = storage_.emplace_back();
    std::normal_distribution<float> normal(mean, deviation);
    const size_t count = size_t{rows} * cols;
    storage.floats.resize(count);
    for (float& v : storage.floats) v = normal(random_);
    TensorView view{storage.floats.data(), type, rows, cols};
    if (type == ElementType::kBF16) {
        for (float v : storage.floats) {
            uint32_t bits;
            std::memcpy(&bits, &v, sizeof bits);
            storage.halves.push_back(static_cast<uint16_t>(bits >> 16));
            bits &= 0xFFFF0000u;
            std::memcpy(&v, &bits, sizeof v);
            storage.values.push_back(v);
        }
        view.data = storage.halves.data();
    } else if (is_quantised(type)) {
        storage.tiles = tiles_of(type, storage.floats, rows, cols);
        view.data = storage.tiles.data();
        std::vector<float> row(cols);
        for (uint32_t r = 0; r < rows; ++r) {
            read_row(view, r, row.data());
            storage.values.insert(storage.values.end(), row.begin(), row.end());
        }
    } else {
        storage.values.assign(storage.floats.begin(), storage.floats.end());
    }
    return view;
}

const std::vector<double>& RandomModel::values_of(const TensorView& tensor) const {
    for (const Storage& storage : storage_) {
        if (tensor.data == storage.floats.data() || tensor.data == storage.halves.data() ||
            tensor.data == storage.tiles.data()) {
            return storage.values;
        }
    }
    ADD_FAILURE() << "unknown tensor";
    return storage_.front().values;
}

std::vector<double> RandomModel::multiply(const TensorView& tensor,
                                          std::span<const double> x) const {
    const std::vector<double>& values = values_of(tensor);
    std::vector<double> out(tensor.rows, 0.0), input(x.begin(), x.end());
    if (tensor.type == ElementType::kBF16) {
        for (double& v : input) v = float_from_bf16(bf16_from_float(static_cast<float>(v)));
    }
    for (uint32_t r = 0; r < tensor.rows; ++r) {
        for (uint32_t c = 0; c < tensor.cols; ++c)
            out[r] += values[size_t{r} * tensor.cols + c] * input[c];
    }
    return out;
}

std::vector<double> RandomModel::normalise(const TensorView& weight,
                                           std::span<const double> x) const {
    const std::vector<double>& w = values_of(weight);
    double squares = 0;
    for (double v : x) squares += v * v;
    const double scale = 1 / std::sqrt(squares / static_cast<double>(x.size()) + shape_.norm_eps);
    std::vector<double> out(x.size());
    for (size_t i = 0; i < x.size(); ++i) out[i] = x[i] * scale * w[i];
    return out;
}

// Angle of pair i for each position.
double RandomModel::frequency(uint32_t i) const {
    const RopeScaling& scaling = shape_.rope_scaling;
    const double d = shape_.head_dim, theta = shape_.rope_theta;
    const double plain = std::pow(theta, -2.0 * i / d);
    if (scaling.factor == 0) return plain;
    const auto pair_with_turns = [&](double turns) {
        return d * std::log(scaling.original_positions / (2 * std::numbers::pi * turns)) /
               (2 * std::log(theta));
    };
    const double low = std::max(std::floor(pair_with_turns(scaling.beta_fast)), 0.0);
    const double high = std::min(std::ceil(pair_with_turns(scaling.beta_slow)), d - 1);
    const double ramp = std::clamp((i - low) / std::max(high - low, 0.001), 0.0, 1.0);
    return plain * (1 - ramp) + plain / scaling.factor * ramp;
}

void RandomModel::rotate(std::vector<double>& heads, uint32_t position) const {
    const uint32_t d = shape_.head_dim, half = d / 2;
    for (size_t start = 0; start < heads.size(); start += d) {
        for (uint32_t i = 0; i < half; ++i) {
            const double angle = position * frequency(i);
            const double a = heads[start + i], b = heads[start + half + i];
            const double size = shape_.rope_scaling.factor != 0 ? shape_.rope_scaling.magnitude : 1;
            heads[start + i] = size * (a * std::cos(angle) - b * std::sin(angle));
            heads[start + half + i] = size * (b * std::cos(angle) + a * std::sin(angle));
        }
    }
}

void RandomModel::scale_query(std::vector<double>& query, uint32_t position) const {
    const QueryScaling& scaling = shape_.query_scaling;
    if (scaling.beta == 0) return;
    const double scale = 1 + scaling.beta * std::log(1 + std::floor(position / scaling.positions));
    for (double& q : query) q *= scale;
}

// The newest key is the query's own position.
std::vector<double> RandomModel::attend(uint32_t layer, std::span<const double> query,
                                        const std::vector<std::vector<double>>& keys,
                                        const std::vector<std::vector<double>>& values) const {
    const uint32_t d = shape_.head_dim, group = shape_.head_count / shape_.kv_head_count;
    const size_t window = shape_.window_of(layer);
    const size_t first = window != 0 && keys.size() > window ? keys.size() - window : 0;
    std::vector<double> out(query.size(), 0.0);
    for (uint32_t h = 0; h < shape_.head_count; ++h) {
        const uint32_t kv = h / group * d;
        std::vector<double> weights;
        double total = 0;
        for (size_t t = first; t < keys.size(); ++t) {
            double dot = 0;
            for (uint32_t i = 0; i < d; ++i) dot += query[h * d + i] * keys[t][kv + i];
            weights.push_back(std::exp(dot / std::sqrt(double{static_cast<double>(d)})));
            total += weights.back();
        }
        for (size_t t = first; t < keys.size(); ++t) {
            for (uint32_t i = 0; i < d; ++i) {
                out[h * d + i] += weights[t - first] / total * values[t][kv + i];
            }
        }
    }
    return out;
}

// Keys or values as the pages of this model hold them.
std::vector<double> RandomModel::stored(std::vector<double> values) const {
    if (lm_head_.type == ElementType::kF32) return values;
    for (double& value : values) {
        int exponent = 0;
        std::frexp(value, &exponent);
        const double unit = std::ldexp(1.0, std::max(exponent, -13) - 11);  // half: 11 digits
        value = std::nearbyint(value / unit) * unit;
    }
    return values;
}

std::vector<double> RandomModel::feed_forward(const LayerWeights& layer,
                                              const std::vector<double>& f) const {
    const auto network = [&](const auto& part) {
        std::vector<double> gate = multiply(part.w_gate, f);
        const std::vector<double> up = multiply(part.w_up, f);
        for (size_t j = 0; j < gate.size(); ++j) gate[j] *= up[j] / (1 + std::exp(-gate[j]));
        return multiply(part.w_down, gate);
    };
    if (layer.experts.empty()) return network(layer);
    // The form of the transformers library: softmax over all, the largest, divided by their sum.
    std::vector<double> shares = multiply(layer.router, f);
    for (double& share : shares) share = std::exp(share);
    std::vector<double> sorted = shares;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const double least = sorted[shape_.experts_per_token - 1];
    const auto end = sorted.begin() + shape_.experts_per_token;
    const double total = std::accumulate(sorted.begin(), end, 0.0);
    std::vector<double> out(f.size(), 0.0);
    for (size_t e = 0; e < shares.size(); ++e) {
        if (shares[e] < least) continue;
        const std::vector<double> part = network(layer.experts[e]);
        for (size_t i = 0; i < out.size(); ++i) out[i] += shares[e] / total * part[i];
    }
    return out;
}

std::vector<std::vector<double>> RandomModel::reference(std::span<const int32_t> tokens,
                                                        uint32_t start) const {
    std::vector<std::vector<std::vector<double>>> keys(layers_.size()), values(layers_.size());
    std::vector<std::vector<double>> logits;
    for (uint32_t n = 0; n < tokens.size(); ++n) {
        const uint32_t position = start + n;
        const double* row = values_of(embedding_).data() + size_t(tokens[n]) * shape_.dim;
        std::vector<double> x(row, row + shape_.dim);
        const auto add_to = [&](const std::vector<double>& y) {
            for (size_t i = 0; i < x.size(); ++i) x[i] += y[i];
        };
        for (size_t i = 0; i < layers_.size(); ++i) {
            const LayerWeights& layer = layers_[i];
            const std::vector<double> a = normalise(layer.attn_norm, x);
            std::vector<double> q = multiply(layer.wq, a), k = multiply(layer.wk, a);
            rotate(q, position);
            rotate(k, position);
            scale_query(q, position);
            keys[i].push_back(stored(k));
            values[i].push_back(stored(multiply(layer.wv, a)));
            add_to(multiply(layer.wo, attend(static_cast<uint32_t>(i), q, keys[i], values[i])));
            const std::vector<double> f = normalise(layer.ffn_norm, x);
            add_to(feed_forward(layer, f));
        }
        logits.push_back(multiply(lm_head_, normalise(final_norm_, x)));
    }
    return logits;
}

namespace {
std::unique_ptr<Backend> make_cpu_backend(const CpuOptions& options) {
    std::unique_ptr<Backend> backend;
    EXPECT_TRUE(create_cpu_backend(options, &backend).ok());
    return backend;
}
}  // namespace

TestDevice::TestDevice(const RandomModel& model, const DeviceLimits& limits,
                       const CpuOptions& options)
    : TestDevice(model, limits, make_cpu_backend(options)) {}

TestDevice::TestDevice(const RandomModel& model, const DeviceLimits& limits,
                       std::unique_ptr<Backend> backend)
    : vocab_size_(model.shape().vocab_size),
      backend_(std::move(backend)),
      page_count_(limits.kv_page_count) {
    const KernelStatus status =
        backend_->create_model(model.shape(), model.weights(), limits, &model_);
    EXPECT_TRUE(status.ok()) << status.what;
}

std::vector<std::vector<float>> TestDevice::step(std::span<const Piece> pieces) {
    std::vector<int32_t> tokens;
    std::vector<SequenceView> sequences;
    std::vector<uint32_t> logit_rows;
    for (const Piece& piece : pieces) {
        Session& session = *piece.session;
        const auto count = static_cast<uint32_t>(piece.tokens.size());
        while (session.pages.size() * kPageTokens < session.length + count) {
            // Pages of a session are far apart and in falling order, to catch wrong addressing.
            session.pages.push_back(page_count_ - 1 - next_page_++);
        }
        sequences.push_back({static_cast<uint32_t>(tokens.size()), count, session.length,
                             session.pages, session.adapter, session.adapter_scale});
        for (int32_t token : piece.tokens) {
            logit_rows.push_back(static_cast<uint32_t>(tokens.size()));
            tokens.push_back(token);
        }
        session.length += count;
    }
    EXPECT_LE(next_page_, page_count_);
    const BatchView view{tokens, sequences, logit_rows, gate_};
    KernelStatus status = model_->run(view);
    for (; status.code == KernelCode::kStopped; ++stops_) status = model_->resume();
    EXPECT_TRUE(status.ok()) << status.what;
    std::vector<std::vector<float>> rows;
    for (size_t r = 0; r < tokens.size(); ++r) {
        const auto logits = model_->logits().subspan(r * vocab_size_, vocab_size_);
        rows.emplace_back(logits.begin(), logits.end());
    }
    return rows;
}

std::vector<std::vector<float>> TestDevice::feed(std::span<const int32_t> tokens, uint32_t chunk,
                                                 Session session) {
    std::vector<std::vector<float>> rows;
    for (size_t start = 0; start < tokens.size(); start += chunk) {
        const auto part = tokens.subspan(start, std::min<size_t>(chunk, tokens.size() - start));
        const Piece piece{&session, {part.begin(), part.end()}};
        for (auto& row : step({&piece, 1})) rows.push_back(std::move(row));
    }
    return rows;
}

bool same_bits(const std::vector<std::vector<float>>& a, const std::vector<std::vector<float>>& b) {
    if (a.size() != b.size()) return false;
    for (size_t r = 0; r < a.size(); ++r) {
        if (a[r].size() != b[r].size() ||
            std::memcmp(a[r].data(), b[r].data(), a[r].size() * sizeof(float)) != 0) {
            return false;
        }
    }
    return true;
}

namespace {

double log_of_sum(const std::vector<double>& logits) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (double v : logits) sum += std::exp(v - largest);
    return largest + std::log(sum);
}

// sum of p (log p - log q)
double divergence(const std::vector<double>& p, const std::vector<double>& q) {
    const double of_p = log_of_sum(p), of_q = log_of_sum(q);
    double sum = 0;
    for (size_t i = 0; i < p.size(); ++i) {
        sum += std::exp(p[i] - of_p) * ((p[i] - of_p) - (q[i] - of_q));
    }
    return sum;
}

bool chooses_otherwise(const std::vector<double>& wanted, const std::vector<double>& got) {
    const auto best = std::max_element(wanted.begin(), wanted.end());
    double second = -std::numeric_limits<double>::infinity(), squares = 0;
    for (auto v = wanted.begin(); v != wanted.end(); ++v) {
        if (v != best) second = std::max(second, *v);
        const double error = *v - got[static_cast<size_t>(v - wanted.begin())];
        squares += error * error;
    }
    if (*best - second <= 4 * std::sqrt(squares / static_cast<double>(wanted.size()))) return false;
    return std::max_element(got.begin(), got.end()) - got.begin() != best - wanted.begin();
}

}  // namespace

LogitErrors errors_of(const std::vector<std::vector<double>>& wanted,
                      const std::vector<std::vector<float>>& got) {
    LogitErrors errors;
    for (size_t i = 0; i < wanted.size(); ++i) {
        const std::vector<double> row(got[i].begin(), got[i].end());
        errors.worst_distance = std::max(errors.worst_distance, distance(wanted[i], got[i]));
        errors.mean_divergence += divergence(wanted[i], row) / static_cast<double>(wanted.size());
        errors.other_choices += chooses_otherwise(wanted[i], row) ? 1 : 0;
    }
    return errors;
}

std::vector<int32_t> random_tokens(uint32_t count, uint32_t vocab_size, uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<int32_t> tokens(count);
    for (int32_t& token : tokens) token = static_cast<int32_t>(random() % vocab_size);
    return tokens;
}

std::vector<CpuLevel> available_levels() {
    std::vector<CpuLevel> levels{CpuLevel::kScalar};
    if (cpu_features().avx2_fma) levels.push_back(CpuLevel::kAvx2);
    if (cpu_features().avx_vnni) levels.push_back(CpuLevel::kAvxVnni);
    if (cpu_features().avx512_vnni) levels.push_back(CpuLevel::kAvx512);
    if (cpu_features().avx512_bf16) levels.push_back(CpuLevel::kAvx512Bf16);
    if (allow_amx()) levels.push_back(CpuLevel::kAmx);
    if (neon_kernels() != nullptr) levels.push_back(CpuLevel::kNeon);
    if (cpu_features().neon_dot) levels.push_back(CpuLevel::kNeonDot);
    return levels;
}

}  // namespace minstrel::kernels
