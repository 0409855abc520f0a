// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/subgradients.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// The risk of the plain squared loss, class by class.
Rational mean_squared_residual(const Network& network, const Dataset& data,
                               const PatternClasses& classes) {
  require(data.sample_count() > 0, "empirical risk: expected at least one sample, found none");
  Rational total = 0;
  for (const PatternClass& c : classes.classes)
    total += sum_of_squared_residuals(c.outputs, data, c.members);
  for (const std::size_t sample : classes.on_wall) {
    const Vector output = network(data.inputs[sample]);
    for (std::size_t o = 0; o < output.size(); ++o) {
      const Rational residual = output[o] - data.targets[sample][o];
      total += residual * residual;
    }
  }
  return total / Rational(Integer(static_cast<unsigned long>(data.sample_count())));
}

} // namespace

std::vector<Vector> sample_outputs(const Network& network, const Dataset& data,
                                   const PatternClasses& classes) {
  std::vector<Vector> outputs(data.sample_count());
  for (const PatternClass& c : classes.classes) {
    const std::vector<IntegerAffineFunction> f = integer_affine_functions(c.outputs);
    for (const std::size_t sample : c.members) {
      const HomogeneousPoint x = homogeneous_point(data.inputs[sample]);
      for (const IntegerAffineFunction& component : f)
        outputs[sample].push_back(value(component, x));
    }
  }
  for (const std::size_t sample : classes.on_wall)
    outputs[sample] = network(data.inputs[sample]);
  return outputs;
}

Rational empirical_risk(const Network& network, const Problem& problem,
                        const PatternClasses& classes) {
  if (is_plain_squared(problem.loss))
    return mean_squared_residual(network, problem.data, classes);
  return mean_loss(problem, sample_outputs(network, problem.data, classes));
}

Rational empirical_risk(const Network& network, const Problem& problem) {
  std::vector<Vector> outputs;
  for (const Vector& x : problem.data.inputs)
    outputs.push_back(network(x));
  return mean_loss(problem, outputs);
}

std::optional<std::size_t> unsettled_wall_sample(const Network& network, const Problem& problem,
                                                 const PatternClasses& classes) {
  for (const std::size_t sample : classes.on_wall)
    if (!is_settled(problem, sample, network(problem.data.inputs[sample])))
      return sample;
  return std::nullopt;
}

void require_walls_settled(const Network& network, const Problem& problem,
                           const PatternClasses& classes) {
  if (const std::optional<std::size_t> sample = unsettled_wall_sample(network, problem, classes))
    throw ClaimError(fmt::format("sample {}: expected an activation pattern (its loss is not 0), "
                                 "found a pre-activation on a breakpoint",
                                 *sample));
}

Subgradients left_derivatives(const Problem& problem, const PatternClasses& classes,
                              const std::vector<Vector>& outputs) {
  Subgradients result(problem.data.sample_count());
  for (const PatternClass& c : classes.classes)
    for (const std::size_t sample : c.members) {
      Vector& g = result[sample].emplace();
      for (const SlopeInterval& slopes : subdifferential(problem, sample, outputs[sample]))
        g.push_back(slopes.lower);
    }
  return result;
}

std::vector<ResidualMoments> subgradient_moments(const Dataset& data, const SampleSet& members,
                                                 const Subgradients& subgradients) {
  std::vector<ResidualMoments> result(data.target_dimension());
  for (ResidualMoments& moments : result)
    moments.input_sums.resize(data.input_dimension());
  for (const std::size_t sample : members) {
    require(subgradients[sample].has_value(), "subgradients: a sample of a class has none");
    const Vector& g = *subgradients[sample];
    for (std::size_t o = 0; o < g.size(); ++o) {
      if (g[o] == 0)
        continue;
      result[o].sum += g[o];
      for (std::size_t k = 0; k < data.input_dimension(); ++k)
        if (data.inputs[sample][k] != 0)
          result[o].input_sums[k] += g[o] * data.inputs[sample][k];
    }
  }
  return result;
}

std::optional<SampleOutput> no_subgradient(const Problem& problem,
                                           const std::vector<Vector>& outputs,
                                           const Subgradients& subgradients) {
  for (std::size_t i = 0; i < subgradients.size(); ++i) {
    if (!subgradients[i])
      continue;
    const std::vector<SlopeInterval> slopes = subdifferential(problem, i, outputs[i]);
    for (std::size_t o = 0; o < slopes.size(); ++o)
      if (!slopes[o].contains((*subgradients[i])[o]))
        return SampleOutput{i, o};
  }
  return std::nullopt;
}

} // namespace thalweg
