// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/instances.hpp"

#include "certificate/piece_claims.hpp"
#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/corner.hpp"
#include "theorems/linear_network.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/yun2019/bottlenecks.hpp"
#include "theorems/yun2019/critical_points.hpp"
#include "theorems/yun2019/theorem1.hpp"
#include "theorems/yun2019/theorem2.hpp"
#include "theorems/yun2019/theorem2_smooth.hpp"
#include "theorems/yun2019/theorem4.hpp"

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

constexpr std::size_t hidden_units = 3;

const std::vector<std::string>& usual_activations() {
  static const std::vector<std::string> names = {"relu", "leaky_relu:1/100"};
  return names;
}

Outcome theorem1_outcome(const Dataset& data, const std::string& activation) {
  return decided(yun_theorem1(data, two_piece_activation(activation), hidden_units), data);
}

Cases case1_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& name : values_or(given.activation, usual_activations())) {
    two_piece_activation(name);
    InstanceParameters p = with_data_sizes(given, 8, 2);
    p.activation = name;
    InstanceParameters sizes = p;
    sizes.outputs = 1;
    cases.push_back({file_word(name), p, Verdict::spurious_minimum,
                     [sizes, name] { return theorem1_outcome(pseudo_random_data(sizes), name); }});
  }
  return cases;
}

Cases case2_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& name : values_or(given.activation, usual_activations())) {
    two_piece_activation(name);
    InstanceParameters p = given;
    p.seed = given.seed.value_or(1);
    p.groups = given.groups.value_or(3);
    p.activation = name;
    cases.push_back({file_word(name), p, Verdict::spurious_minimum, [p, name] {
                       return theorem1_outcome(levelled_data(*p.groups, *p.seed), name);
                     }});
  }
  return cases;
}

Outcome family_outcome(const Dataset& data, const std::string& activation) {
  Outcome outcome = theorem1_outcome(data, activation);
  if (outcome.document && outcome.document->lower_risk) {
    const FamilyOfMinima family = shifted_and_scaled(outcome.document->network, data);
    outcome.document->further = {family_of_minima_claim(family)};
    outcome.note = std::to_string(family.dimension()) +
                   " dimensions: " + std::to_string(family.directions.size()) +
                   " of shifted biases, " + std::to_string(family.scaled.size()) +
                   " of scaled units";
  }
  return outcome;
}

Cases family_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& name : values_or(given.activation, usual_activations())) {
    two_piece_activation(name);
    InstanceParameters p = with_data_sizes(given, 8, 2);
    p.activation = name;
    InstanceParameters sizes = p;
    sizes.outputs = 1;
    cases.push_back({file_word(name), p, Verdict::connected_minima,
                     [sizes, name] { return family_outcome(pseudo_random_data(sizes), name); }});
  }
  return cases;
}

Cases equal_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t dimension : values_or(given.dimension, {1, 2}))
    for (const std::string& name : values_or(given.activation, usual_activations())) {
      two_piece_activation(name);
      if (dimension != 1 && dimension != 2)
        throw UsageError("--dimension: expected 1 or 2, found " + std::to_string(dimension));
      InstanceParameters p = given;
      p.dimension = dimension;
      p.activation = name;
      cases.push_back({"x" + std::to_string(dimension) + "-" + file_word(name), p,
                       Verdict::spurious_minimum, [dimension, name] {
                         return theorem1_outcome(dimension == 1 ? equal_predictions_on_line()
                                                                : equal_predictions_in_plane(),
                                                 name);
                       }});
    }
  return cases;
}

Cases theorem2_relu_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::string& name : values_or(given.activation, usual_activations())) {
    const Activation activation = two_piece_activation(name);
    InstanceParameters p = given;
    p.activation = name;
    cases.push_back({file_word(name), p, Verdict::spurious_minimum, [activation] {
                       return decided(yun_theorem2(activation), equal_predictions_in_plane());
                     }});
  }
  return cases;
}

/// The linear fit without constant: the affine fit of the samples and their mirror images.
AffineMap linear_fit(const Dataset& data) {
  Dataset mirrored = data;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (auto [from, to] :
         {std::pair{&data.inputs, &mirrored.inputs}, std::pair{&data.targets, &mirrored.targets}}) {
      Vector opposite = (*from)[i];
      for (Rational& value : opposite)
        value = -value;
      to->push_back(std::move(opposite));
    }
  return group_fits(mirrored, one_group(mirrored)).pieces.front();
}

InstanceParameters theorem4_parameters(const InstanceParameters& given, std::size_t depth,
                                       std::size_t outputs) {
  if (depth < 2)
    throw UsageError("--depth: expected at least 2, found " + std::to_string(depth));
  InstanceParameters p = with_data_sizes(given, 8, 3);
  p.outputs = outputs;
  p.depth = depth;
  return p;
}

Cases theorem4_global_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t depth : values_or(given.depth, {2, 3, 4})) {
    const InstanceParameters p = theorem4_parameters(given, depth, given.outputs.value_or(2));
    cases.push_back({"depth" + std::to_string(depth), p, Verdict::local_minimum, [p] {
                       const Dataset data = pseudo_random_data(p);
                       return decided(linear_network(linear_fit(data), *p.depth, false), data);
                     }});
  }
  return cases;
}

Cases theorem4_saddle_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t depth : values_or(given.depth, {2, 3, 4}))
    for (const std::size_t outputs : values_or(given.outputs, {1, 2})) {
      const InstanceParameters p = theorem4_parameters(given, depth, outputs);
      if (*p.dimension <= outputs)
        throw UsageError("--dimension: expected more inputs than outputs, found " +
                         std::to_string(*p.dimension));
      cases.push_back({"depth" + std::to_string(depth) + "-y" + std::to_string(outputs), p,
                       Verdict::saddle,
                       [p] { return yun_theorem4_saddle(pseudo_random_data(p), *p.depth); }});
    }
  return cases;
}

} // namespace

std::vector<Instance> yun2019_instances() {
  using enum Parameter;
  std::vector<Instance> instances = {
      {"yun2019",
       "theorem1-case1",
       "Theorem 1, case 1: at a cut of the fitted values with a non-zero sum of residuals a pair "
       "of "
       "units goes below the affine fit",
       {seed, samples, dimension, activation},
       case1_cases},
      {"yun2019",
       "theorem1-case2",
       "Theorem 1, case 2: all sums at cuts vanish, so the first tie is parted by a tilt",
       {seed, groups, activation},
       case2_cases},
      {"yun2019",
       "theorem1-equal-predictions",
       "Theorem 1 where all fitted values are equal and the paper's step size is not defined",
       {dimension, activation},
       equal_cases},
      {"yun2019",
       "theorem1-families",
       "Theorem 1: infinitely many spurious minima, by shifts η of the biases and factors α of the "
       "units",
       {seed, samples, dimension, activation},
       family_cases}};
  for (Instance& instance : yun_theorem2_smooth_instances())
    instances.push_back(std::move(instance));
  instances.push_back(
      {"yun2019",
       "theorem2-relu",
       "Theorem 2's data for activations like ReLU: a minimum of risk 2/9 (1/3 as half the sum of "
       "squares) and a point of risk 0",
       {activation},
       theorem2_relu_cases});
  instances.push_back({"yun2019",
                       "theorem4-global",
                       "Theorem 4: a critical point of a deep linear network is a global minimum "
                       "if the gradient in "
                       "the product vanishes",
                       {seed, samples, dimension, outputs, depth},
                       theorem4_global_cases});
  instances.push_back({"yun2019",
                       "theorem4-saddle",
                       "Theorem 4: a critical point of a deep linear network at which the gradient "
                       "in the product does not vanish is a saddle",
                       {seed, samples, dimension, outputs, depth},
                       theorem4_saddle_cases});
  instances.push_back(yun_critical_points());
  instances.push_back(yun_bottlenecks());
  return instances;
}

} // namespace thalweg
