// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/hops.hpp"

#include "exact/finite.hpp"
#include "landscape/parameter_order.hpp"

#include <cmath>

namespace thalweg {

namespace {

/// Uniform in [−1, 1), from the top 53 bits: the same on every machine.
double uniform(std::mt19937_64& source) {
  return std::ldexp(static_cast<double>(source() >> 11), -52) - 1;
}

/// Of the row with its bias; something for a row that is 0.
double length(const Network& network, const ParameterPlace& place) {
  constexpr double length_of_zero = 0.1;
  const Layer& layer = network.layers[place.layer];
  double square = 0;
  for (const auto& [column, weight] : parameter_rows(layer)[place.row])
    square += weight.get_d() * weight.get_d();
  if (layer.has_biases)
    square += std::pow(parameter_biases(layer)[place.row].get_d(), 2);
  return square > 0 ? std::sqrt(square) : length_of_zero;
}

} // namespace

Network Hops::next(const Network& from) {
  constexpr double smallest = 0.05;
  constexpr std::size_t sizes = 7;
  const double size = std::ldexp(smallest, static_cast<int>(count_++ % sizes));
  const ParameterOrder order(from);
  Vector parameters = parameter_vector(from);
  for (std::size_t k = 0; k < parameters.size(); ++k)
    if (const ParameterPlace& place = order.place(k); place.layer + 1 < from.layers.size())
      parameters[k] += exact_value(size * length(from, place) * uniform(source_));
  return with_parameters(from, parameters);
}

} // namespace thalweg
