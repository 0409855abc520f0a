// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/guess/gradient_steps.hpp"

#include "exact/finite.hpp"
#include "landscape/guess/scouted_risk.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double most_products = 300'000; ///< parameters times samples, for all layers at once
constexpr int bits_of_entries = 8;

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

std::vector<Direction> gradient_steps(const Network& network, const Problem& problem) {
  const ScoutedRisk risk(network, problem.data, problem.loss);
  const ParameterOrder order(network);
  std::vector<std::size_t> starts = {order.begin(network.hidden_layer_count())};
  if (static_cast<double>(order.count()) * static_cast<double>(problem.data.sample_count()) <
      most_products)
    starts.push_back(0);
  std::vector<Direction> result;
  for (const std::size_t first : starts)
    if (std::optional<Direction> direction = gradient_step(risk, order, first);
        direction && direction->entry_count() != 0)
      result.push_back(*std::move(direction));
  return result;
}

double guessed_gradient_norm(const Network& network, const Problem& problem) {
  const ScoutedRisk risk(network, problem.data, problem.loss);
  double sum = 0;
  for (const double entry : risk.gradient(risk.parameters()))
    sum += entry * entry;
  return std::sqrt(sum);
}

} // namespace thalweg
