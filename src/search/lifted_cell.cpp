// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/lifted_cell.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

bool is_positively_homogeneous(const Activation& activation) {
  for (const Rational& breakpoint : activation.breakpoints)
    if (breakpoint != 0)
      return false;
  for (const Rational& intercept : activation.intercepts)
    if (intercept != 0)
      return false;
  return true;
}

void require_one_hidden_layer(const Network& network, const std::string& place) {
  if (!is_plain(network))
    throw Unsupported(fmt::format("{}: expected dense layers with biases on a vector, found {}",
                                  place, architecture(network)));
  if (network.layers.size() != 2)
    throw Unsupported(
        fmt::format("{}: expected one hidden layer, found {}", place, network.layers.size() - 1));
  if (network.output_dimension() != 1)
    throw Unsupported(
        fmt::format("{}: expected one output, found {}", place, network.output_dimension()));
}

LiftedShape lifted_shape(const Network& network) {
  const auto& hidden = network.layers.front();
  return {hidden.weights.size(), hidden.input_count, !is_positively_homogeneous(hidden.activation)};
}

Network network_from_lifted(const Network& like, const std::vector<int>& signs,
                            const Vector& scales, const Vector& coordinates) {
  const LiftedShape shape = lifted_shape(like);
  Network network = like;
  auto& hidden = network.layers.front();
  auto& output = network.layers.back();
  output.weights.front().clear();
  for (std::size_t k = 0; k < shape.unit_count; ++k) {
    require(scales[k] > 0, "a lifted unit has a positive scale");
    const std::size_t begin = shape.unit_begin(k);
    hidden.weights[k].clear();
    for (std::size_t j = 0; j < shape.input_dimension; ++j)
      if (coordinates[begin + j] != 0)
        hidden.weights[k].emplace_back(j, Rational(coordinates[begin + j] / scales[k]));
    hidden.biases[k] = coordinates[begin + shape.input_dimension] / scales[k];
    output.weights.front().emplace_back(k, signs[k] > 0 ? scales[k] : Rational(-scales[k]));
  }
  output.biases.front() = coordinates[shape.output_bias()];
  return network;
}

} // namespace thalweg
