// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small networks with one hidden layer and one output for tests, by hand and at random.

#pragma once

#include "data/dataset.hpp"
#include "network/named_activation.hpp"
#include "network/network.hpp"

#include <random>

namespace thalweg::one_hidden_layer {

struct Unit {
  Vector weights;
  Rational bias;
  Rational output_weight;
};

inline Network network_of(const std::string& activation, const std::vector<Unit>& units,
                          const Rational& output_bias) {
  Layer hidden, output;
  hidden.input_count = units.front().weights.size();
  hidden.activation = named_activation(activation).value();
  output.input_count = units.size();
  output.activation = identity_activation();
  output.weights.emplace_back();
  output.biases = {output_bias};
  for (const Unit& unit : units) {
    SparseRow& row = hidden.weights.emplace_back();
    for (std::size_t j = 0; j < unit.weights.size(); ++j)
      if (unit.weights[j] != 0)
        row.emplace_back(j, unit.weights[j]);
    hidden.biases.push_back(unit.bias);
    if (unit.output_weight != 0)
      output.weights.front().emplace_back(hidden.weights.size() - 1, unit.output_weight);
  }
  return {{hidden, output}};
}

/// n/4 with −limit ≤ n ≤ limit, 0 now and then.
inline Rational random_quarter(std::mt19937& source, long limit) {
  const long range = 2 * limit + 1;
  return {static_cast<long>(source() % static_cast<unsigned long>(range)) - limit, 4};
}

inline Vector random_quarters(std::mt19937& source, std::size_t count, long limit) {
  Vector result;
  for (std::size_t k = 0; k < count; ++k) {
    result.push_back(random_quarter(source, limit));
    result.back().canonicalize();
  }
  return result;
}

/// Quarters up to ±2, so that repeated inputs and ties are likely; or, with a large `fineness`,
/// numbers between them that are in general position.
inline Dataset random_samples(std::mt19937& source, std::size_t inputs, std::size_t samples,
                              long fineness = 1) {
  Dataset data;
  for (std::size_t j = 0; j < inputs; ++j)
    data.columns.push_back("x" + std::to_string(j));
  data.columns.push_back("y");
  data.target_columns = {inputs};
  for (std::size_t i = 0; i < samples; ++i) {
    data.inputs.push_back(random_quarters(source, inputs, 8 * fineness));
    for (Rational& value : data.inputs.back())
      value /= fineness;
    data.targets.push_back(random_quarters(source, 1, 8));
  }
  return data;
}

inline Network random_network(std::mt19937& source, const std::string& activation,
                              std::size_t inputs, std::size_t unit_count) {
  std::vector<Unit> units;
  for (std::size_t k = 0; k < unit_count; ++k) {
    const Vector rest = random_quarters(source, 2, 8);
    units.push_back({random_quarters(source, inputs, 8), rest[0], rest[1]});
  }
  return network_of(activation, units, random_quarters(source, 1, 4).front());
}

} // namespace thalweg::one_hidden_layer
