// SPDX-License-Identifier: GPL-3.0-or-later
//
// Outputs are fitted one by one: the losses separate. Piecewise linear losses go along edges, the
// others through cells; the squared loss without weights has its own room.

#include "risk/convex_fit.hpp"

#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "risk/piecewise_optimum.hpp"

namespace thalweg {

namespace {

/// p_j = P_j D_j / E
AffineFunction affine_function(const Design& design, const PiecewiseFunctions& functions,
                               const IntegerVector& point, std::size_t input_dimension) {
  AffineFunction p = zero_function(input_dimension);
  const Integer denominator = point.denominator * functions.value_denominator;
  for (std::size_t k = 0; k < design.rank(); ++k) {
    const std::size_t column = design.columns[k];
    (column == 0 ? p.constant : p.linear[column - 1]) =
        fraction(point.numerators[k] * design.scales[k], denominator);
  }
  return p;
}

ConvexFit squared_fit(const Dataset& data, const SampleSet& group) {
  ConvexFit fit{affine_fit(data, group), {}};
  for (const std::size_t sample : group) {
    Vector& slopes = fit.subgradients.emplace_back();
    for (std::size_t o = 0; o < fit.p.size(); ++o)
      slopes.push_back(2 * (fit.p[o](data.inputs[sample]) - data.targets[sample][o]));
  }
  return fit;
}

/// p(x_i) for all samples of the group, in lowest terms.
std::vector<Vector> values(const Dataset& data, const SampleSet& group, const AffineMap& p) {
  const std::vector<IntegerAffineFunction> functions = integer_affine_functions(p);
  std::vector<Vector> result;
  for (const std::size_t sample : group) {
    const HomogeneousPoint x = homogeneous_point(data.inputs[sample]);
    Vector& row = result.emplace_back();
    for (const IntegerAffineFunction& f : functions)
      row.push_back(value(f, x));
  }
  return result;
}

/// The first column with Σ_i g_i (1, x_i) ≠ 0.
std::optional<std::size_t> slanted_column(const Dataset& data, const SampleSet& group,
                                          const std::vector<Vector>& subgradients,
                                          std::size_t output, const std::vector<Integer>& scales) {
  Vector slopes;
  for (const Vector& subgradient : subgradients)
    slopes.push_back(subgradient[output]);
  const std::vector<Integer> numerators = over_common_denominator(slopes).numerators;
  for (std::size_t column = 0; column <= data.input_dimension(); ++column) {
    Integer sum;
    for (std::size_t k = 0; k < group.size(); ++k)
      sum += column == 0
                 ? numerators[k]
                 : Integer(numerators[k] *
                           scaled_numerator(data.inputs[group[k]][column - 1], scales[column - 1]));
    if (sgn(sum) != 0)
      return column;
  }
  return std::nullopt;
}

bool has_shape(const Dataset& data, const SampleSet& group, const AffineMap& p,
               const std::vector<Vector>& subgradients) {
  bool result = p.size() == data.target_dimension() && subgradients.size() == group.size();
  for (const AffineFunction& f : p)
    result = result && f.linear.size() == data.input_dimension();
  for (const Vector& subgradient : subgradients)
    result = result && subgradient.size() == data.target_dimension();
  return result;
}

} // namespace

ConvexFit convex_fit(const Problem& problem, const SampleSet& group) {
  const Dataset& data = problem.data;
  require_usable(problem);
  if (is_plain_squared(problem.loss))
    return squared_fit(data, group);
  ConvexFit fit{AffineMap(data.target_dimension(), zero_function(data.input_dimension())),
                std::vector<Vector>(group.size(), Vector(data.target_dimension()))};
  const Design rows = design(problem, group);
  if (rows.samples.empty())
    return fit;
  for (std::size_t output = 0; output < fit.p.size(); ++output) {
    const PiecewiseFunctions functions = piecewise_functions(problem, rows, output);
    const PiecewiseOptimum best = piecewise_optimum(problem.loss.loss, rows, functions);
    fit.p[output] = affine_function(rows, functions, best.point, data.input_dimension());
    const Integer denominator = best.slopes.denominator * functions.slope_denominator;
    const Rational weight = problem.loss.output_weight(output);
    for (std::size_t k = 0, i = 0; k < group.size(); ++k)
      if (i < rows.sample_count() && rows.samples[i] == group[k])
        fit.subgradients[k][output] = weight * fraction(best.slopes.numerators[i++], denominator);
  }
  return fit;
}

std::optional<FitFault> fit_fault(const Problem& problem, const SampleSet& group,
                                  const AffineMap& p, const std::vector<Vector>& subgradients) {
  const Dataset& data = problem.data;
  require_usable(problem);
  if (!has_shape(data, group, p, subgradients))
    return FitFault{FitFault::Kind::shape};
  const std::vector<Vector> outputs = values(data, group, p);
  for (std::size_t k = 0; k < group.size(); ++k) {
    const std::vector<SlopeInterval> slopes = subdifferential(problem, group[k], outputs[k]);
    for (std::size_t o = 0; o < slopes.size(); ++o)
      if (!slopes[o].contains(subgradients[k][o]))
        return FitFault{FitFault::Kind::subgradient, group[k], o};
  }
  const std::vector<Integer> scales =
      column_denominators(data.inputs, group, data.input_dimension());
  for (std::size_t o = 0; o < p.size(); ++o)
    if (const auto column = slanted_column(data, group, subgradients, o, scales))
      return FitFault{FitFault::Kind::orthogonality, 0, o, *column};
  return std::nullopt;
}

bool is_optimal_fit(const Problem& problem, const SampleSet& group, const AffineMap& p,
                    const std::vector<Vector>& subgradients) {
  return !fit_fault(problem, group, p, subgradients);
}

ConvexGroupFits convex_group_fits(const Problem& problem, const Grouping& groups) {
  require(problem.data.sample_count() > 0, "convex_group_fits: expected at least one sample");
  require(groups.group_of_sample.size() == problem.data.sample_count(),
          "convex_group_fits: expected one group per sample");
  ConvexGroupFits result;
  Rational total;
  for (const SampleSet& group : groups.members()) {
    result.of_group.push_back(convex_fit(problem, group));
    total += sum_of_losses(problem, group, result.of_group.back().p);
  }
  result.risk = total / Rational(static_cast<unsigned long>(problem.data.sample_count()));
  return result;
}

} // namespace thalweg
