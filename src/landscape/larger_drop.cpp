// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/larger_drop.hpp"

#include "exact/finite.hpp"
#include "landscape/ray_drop.hpp"
#include "landscape/scouted_risk.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double most_products = 300'000; ///< parameters times samples, for all layers at once
constexpr int bits_of_entries = 8;
constexpr int most_longer_steps = 6;

/// The same direction, and the end among epsilon, epsilon/2, … whose drop is largest.
DescentRay with_best_end(DescentRay ray) {
  for (Rational half = ray.epsilon / 2; - ray.risk_difference(half) > drop_at_end(ray); half /= 2)
    ray.epsilon = half;
  return ray;
}

Direction lengthened(Direction direction, const Rational& factor) {
  for (WeightMove& move : direction.weights)
    move.change *= factor;
  for (BiasMove& move : direction.biases)
    move.change *= factor;
  return direction;
}

/// Rays are shown up to 1 at most: a longer direction may reach further.
DescentRay with_longer_steps(const Network& network, const Problem& problem, DescentRay ray) {
  for (int step = 0; step < most_longer_steps && ray.epsilon == 1; ++step) {
    auto longer = descent_along(network, problem, lengthened(ray.direction, 4));
    if (!longer)
      break;
    DescentRay best = with_best_end(*std::move(longer));
    if (drop_at_end(best) <= drop_at_end(ray))
      break;
    ray = std::move(best);
  }
  return ray;
}

/// −s g with g = the gradient from parameter `first` on, rounded; nothing if it is 0.
std::optional<Direction> gradient_step(const ScoutedRisk& risk, const ParameterOrder& order,
                                       std::size_t first) {
  std::vector<double> g = risk.gradient(risk.parameters());
  std::fill(g.begin(), g.begin() + static_cast<std::ptrdiff_t>(first), 0.0);
  const std::vector<double> image = risk.hessian_product(risk.parameters(), g);
  double size = 0, curvature = 0, largest = 0;
  for (std::size_t p = 0; p < g.size(); ++p) {
    size += g[p] * g[p];
    curvature += g[p] * image[p];
    largest = std::max(largest, std::abs(g[p]));
  }
  const double step = curvature > 0 ? size / curvature : 1 / largest;
  if (!std::isfinite(step * largest) || !(step * largest > 0))
    return std::nullopt;
  const double unit = std::exp2(std::floor(std::log2(step * largest)) - bits_of_entries);
  std::vector<std::size_t> parameters;
  Vector values;
  for (std::size_t p = first; p < g.size(); ++p) {
    const double value = std::nearbyint(-step * g[p] / unit) * unit;
    if (!std::isfinite(value))
      return std::nullopt;
    parameters.push_back(p);
    values.push_back(exact_value(value));
  }
  return order.direction(parameters, values);
}

} // namespace

DescentRay with_larger_drop(const Network& network, const Problem& problem, DescentRay ray) {
  ray = with_longer_steps(network, problem, with_best_end(std::move(ray)));
  const ScoutedRisk risk(network, problem.data, problem.loss);
  const ParameterOrder order(network);
  const std::size_t last = order.begin(network.hidden_layer_count());
  std::vector<std::size_t> starts = {last};
  if (static_cast<double>(order.count()) * static_cast<double>(problem.data.sample_count()) <
      most_products)
    starts.push_back(0);
  for (const std::size_t first : starts) {
    const std::optional<Direction> direction = gradient_step(risk, order, first);
    if (!direction || direction->entry_count() == 0)
      continue;
    if (auto other = descent_along(network, problem, *direction)) {
      DescentRay best = with_best_end(*std::move(other));
      if (drop_at_end(best) > drop_at_end(ray))
        ray = std::move(best);
    }
  }
  return ray;
}

double guessed_gradient_norm(const Network& network, const Problem& problem) {
  const ScoutedRisk risk(network, problem.data, problem.loss);
  double sum = 0;
  for (const double entry : risk.gradient(risk.parameters()))
    sum += entry * entry;
  return std::sqrt(sum);
}

} // namespace thalweg
