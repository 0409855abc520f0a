// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/restarted_descent.hpp"

#include "exact/finite.hpp"
#include "exact/watched_work.hpp"
#include "landscape/guess/scouted_risk.hpp"
#include "landscape/parameter_order.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr int kept_bits = 24;
constexpr std::size_t least_steps = 10;

/// Uniform numbers in [−1, 1), the same ones for the same seed.
class PseudoRandom {
public:
  explicit PseudoRandom(std::uint64_t seed) : state_(seed) {
    for (int warm = 0; warm < 8; ++warm)
      state_ = (state_ ^ (state_ >> 29)) * 6364136223846793005U + 1442695040888963407U;
  }
  double draw() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 11) * 0x1p-52 - 1;
  }

private:
  std::uint64_t state_;
};

/// Calls use(parameter, columns of its row) row by row, the bias behind the weights of its row.
template <class Use> void by_rows(const Network& network, const Use& use) {
  const ParameterOrder order(network);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const std::size_t columns = parameter_column_count(layer);
    for (std::size_t row = 0; row < parameter_row_count(layer); ++row) {
      for (std::size_t column = 0; column < columns; ++column)
        use(order.weight(l, row, column), columns);
      if (layer.has_biases)
        use(order.bias(l, row), columns);
    }
  }
}

std::vector<double> start_of(const Network& network, const ScoutedRisk& risk,
                             const RestartedDescent& request) {
  PseudoRandom random(request.seed);
  std::vector<double> result = risk.parameters();
  if (request.start == RestartedDescent::Start::random)
    by_rows(network, [&](std::size_t k, std::size_t columns) {
      result[k] =
          std::sqrt(6 / static_cast<double>(std::max<std::size_t>(1, columns))) * random.draw();
    });
  else if (request.start == RestartedDescent::Start::near)
    by_rows(network, [&](std::size_t k, std::size_t) {
      result[k] += random.draw() * request.size * (std::abs(result[k]) + 0.5);
    });
  return result;
}

/// The means of the gradient and of its square that Adam keeps.
class Adam {
public:
  explicit Adam(std::size_t count) : mean_(count), square_(count) {}

  void step(std::vector<double>& parameters, const std::vector<double>& gradient, double rate) {
    constexpr double keep_mean = 0.9, keep_square = 0.999;
    mean_power_ *= keep_mean;
    square_power_ *= keep_square;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      mean_[p] = keep_mean * mean_[p] + (1 - keep_mean) * gradient[p];
      square_[p] = keep_square * square_[p] + (1 - keep_square) * gradient[p] * gradient[p];
      parameters[p] -= rate * mean_[p] / (1 - mean_power_) /
                       (std::sqrt(square_[p] / (1 - square_power_)) + 1e-12);
    }
  }

private:
  std::vector<double> mean_, square_;
  double mean_power_ = 1, square_power_ = 1;
};

Rational with_kept_bits(double value) {
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  return exact_value(
      std::ldexp(std::nearbyint(std::ldexp(mantissa, kept_bits)), exponent - kept_bits));
}

} // namespace

std::optional<Network> restarted_descent(const Network& network, const TrainingProblem& problem,
                                         const RestartedDescent& request) {
  const ScoutedRisk risk(network, problem.data, problem.loss, problem.decay);
  const auto steps = static_cast<std::size_t>(
      std::min(static_cast<double>(request.steps), request.work / (1.1 * risk.work())));
  if (steps < least_steps)
    return std::nullopt;
  std::vector<double> now = start_of(network, risk, request);
  std::vector<double> best = now;
  double best_risk = risk.risk(now);
  Adam adam(now.size());
  const std::size_t between_looks = std::min<std::size_t>(50, steps);
  for (std::size_t t = 1; t <= steps; ++t) {
    const double left = 1 - static_cast<double>(t) / static_cast<double>(steps + 1);
    adam.step(now, risk.gradient(now), 0.03 * left);
    if (t % between_looks != 0 && t != steps)
      continue;
    require_time();
    if (const double here = risk.risk(now); here < best_risk) {
      best_risk = here;
      best = now;
    }
  }
  try {
    return with_parameters(network, [&](std::size_t k) { return with_kept_bits(best[k]); });
  } catch (const NotFinite&) {
    return std::nullopt;
  }
}

} // namespace thalweg
