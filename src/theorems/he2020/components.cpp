// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/components.hpp"

#include "constructions/network_builder.hpp"
#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/sampled_data.hpp"

#include <algorithm>

namespace thalweg {

namespace {

struct Summand {
  AffineFunction unit;
  Rational output;
};

Network sum_of_units(const std::vector<Summand>& summands, const Rational& constant) {
  NetworkBuilder builder(1);
  UnitForm output{{}, constant};
  for (const Summand& summand : summands)
    output = output + summand.output * builder.relu(NetworkBuilder::over_inputs(summand.unit));
  builder.finish_layer();
  return std::move(builder).network({output});
}

/// The three minima with further units, which contribute to all of them.
MinimaOfCell with_units(Dataset data, const std::vector<Summand>& more, const Rational& constant) {
  const auto network = [&](std::vector<Summand> summands) {
    summands.insert(summands.end(), more.begin(), more.end());
    return sum_of_units(summands, constant);
  };
  return {std::move(data), network({{{{-1}, 4}, 1}, {{{-2}, 4}, -1}}),
          network({{{{-2}, 8}, 1}, {{{-3}, 8}, -1}}), network({{{{-2}, 4}, -1}, {{{-1}, 4}, 1}})};
}

} // namespace

MinimaOfCell four_samples() {
  return with_units(dataset_of({{-1}, {0}, {1}, {5}}, {{0}, {-2}, {2}, {0}}), {}, 0);
}

MinimaOfCell more_samples(std::size_t samples, std::uint64_t seed) {
  require(samples >= 5, "he2020: expected at least five samples");
  std::vector<Vector> inputs, targets;
  const long span = static_cast<long>(samples) - 3;
  for (long k = 0; k <= span; ++k)
    inputs.push_back({fraction(2 * k - span, span)});
  SeededSource source(seed);
  const auto pseudo_random = [&] {
    targets.clear();
    for (std::size_t i = 0; i < inputs.size(); ++i)
      targets.push_back({source.integer(-4, 4)});
    const Dataset data = dataset_of(inputs, targets);
    return residuals_of(affine_fit(data, one_group(data).members().front()).front(), data, 0);
  };
  Vector residuals = pseudo_random();
  while (std::all_of(residuals.begin(), residuals.end(), [](const Rational& r) { return r == 0; }))
    residuals = pseudo_random();
  for (std::size_t i = 0; i < inputs.size(); ++i)
    targets[i] = {inputs[i].front() - residuals[i]};
  inputs.push_back({5});
  targets.push_back({0});
  inputs.push_back({6});
  targets.push_back({1});
  const std::vector<Summand> third = {{{{2}, -11}, 1}};
  return with_units(dataset_of(std::move(inputs), std::move(targets)), third, 0);
}

Direction difference(const Network& a, const Network& b) {
  require(has_same_architecture(a, b), "he2020: networks of two architectures");
  Direction direction;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    for (std::size_t j = 0; j < a.layers[l].unit_count(); ++j) {
      Vector change(a.layers[l].input_count, 0);
      for (const auto& [k, weight] : b.layers[l].weights[j])
        change[k] += weight;
      for (const auto& [k, weight] : a.layers[l].weights[j])
        change[k] -= weight;
      for (std::size_t k = 0; k < change.size(); ++k)
        if (change[k] != 0)
          direction.weights.push_back({l, j, k, change[k]});
      const Rational bias = b.layers[l].biases[j] - a.layers[l].biases[j];
      if (bias != 0)
        direction.biases.push_back({l, j, bias});
    }
  return direction;
}

} // namespace thalweg
