// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/vanishing_risk.hpp"

#include "landscape/forward_passes.hpp"
#include "risk/separating_direction.hpp"

#include <numeric>

namespace thalweg {

namespace {

/// The least margin; nothing if one is negative, or if none is positive.
std::optional<Rational> least_margin(const LabelledData& labelled,
                                     const std::vector<Vector>& outputs) {
  std::optional<Rational> least;
  bool is_strict = false;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    for (std::size_t block = 0; block < labelled.block_count(); ++block) {
      Vector v = scores(labelled, block, outputs[i]);
      v.emplace_back(0);
      const std::size_t y = labelled.classes[i][block];
      for (std::size_t a = 0; a < v.size(); ++a) {
        if (a == y)
          continue;
        const Rational margin = v[y] - v[a];
        if (margin < 0)
          return std::nullopt;
        is_strict = is_strict || margin > 0;
        if (!least || margin < *least)
          least = margin;
      }
    }
  return is_strict ? least : std::nullopt;
}

/// The direction of the last layer that adds D to its outputs.
Direction last_layer_direction(const Network& network, const AffineMap& added) {
  const std::size_t last = network.hidden_layer_count();
  Direction direction;
  for (std::size_t o = 0; o < added.size(); ++o) {
    for (std::size_t k = 0; k < added[o].linear.size(); ++k)
      if (added[o].linear[k] != 0)
        direction.weights.push_back({last, o, k, added[o].linear[k]});
    if (added[o].constant != 0)
      direction.biases.push_back({last, o, added[o].constant});
  }
  return direction;
}

/// The features first, then the targets.
void name_columns(Dataset& features) {
  const auto add = [&](const char* name, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k)
      features.columns.push_back(name + std::to_string(k));
  };
  const std::size_t width = features.inputs.front().size();
  add("feature", width);
  add("target", features.targets.front().size());
  for (std::size_t k = width; k < features.columns.size(); ++k)
    features.target_columns.push_back(k);
}

} // namespace

std::optional<VanishingRisk> vanishing_risk(const Network& network, const LabelledData& labelled) {
  const std::size_t last = network.hidden_layer_count();
  const std::size_t n = labelled.data.sample_count();
  const ForwardPasses passes(network, labelled.data.inputs, last);
  Dataset features;
  features.targets = labelled.data.targets;
  std::vector<Vector> outputs;
  for (std::size_t i = 0; i < n; ++i) {
    features.inputs.push_back(passes.output(last, i));
    outputs.push_back(pre_activations(network.layers[last], features.inputs[i]));
  }
  if (std::optional<Rational> margin = least_margin(labelled, outputs))
    return VanishingRisk{*std::move(margin), std::nullopt};
  name_columns(features);
  const LabelledData of_features{features, labelled.loss, labelled.classes};
  SampleSet all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::optional<AffineMap> added = separating_direction(of_features, all);
  if (!added)
    return std::nullopt;
  Direction direction = last_layer_direction(network, *added);
  if (!network.layers[last].has_biases && !direction.biases.empty())
    return std::nullopt;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t o = 0; o < added->size(); ++o)
      outputs[i][o] = (*added)[o](features.inputs[i]);
  std::optional<Rational> margin = least_margin(labelled, outputs);
  if (!margin)
    return std::nullopt;
  return VanishingRisk{*std::move(margin), std::move(direction)};
}

} // namespace thalweg
