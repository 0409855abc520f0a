// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/slice_polish.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "exact/grid.hpp"
#include "trained/fixed_point.hpp"

namespace thalweg {

namespace {

template <class Number> Rational rational_of(const Number& value) {
  if constexpr (std::is_same_v<Number, FixedPoint>)
    return value.rational();
  else if constexpr (std::is_same_v<Number, double>)
    return exact_value(value);
  else
    return value;
}

template <class Number> std::vector<Number> numbers_of(const Vector& values) {
  std::vector<Number> result;
  for (const Rational& value : values)
    result.push_back(number_of<Number>(value));
  return result;
}

void round_entries(SlicePoint& point, unsigned bits) {
  for (Rational& value : point.parameters)
    value = multiple_nearest(value, Integer(1) << bits);
  for (Rational& value : point.multipliers)
    value = multiple_nearest(value, Integer(1) << bits);
}

/// The residual on E and of the ties, one behind the other, divided by `size`.
FloatingVector scaled_residual(const SliceResidual<FixedPoint>& residual,
                               const std::vector<std::size_t>& free, const Rational& size) {
  FloatingVector result(free.size() + residual.tie_values.size());
  for (std::size_t k = 0; k < free.size(); ++k)
    result[k] = Rational(residual.gradient[free[k]].rational() / size).get_d();
  for (std::size_t t = 0; t < residual.tie_values.size(); ++t)
    result[free.size() + t] = Rational(residual.tie_values[t].rational() / size).get_d();
  return result;
}

Rational largest_entry(const SliceResidual<FixedPoint>& residual,
                       const std::vector<std::size_t>& free) {
  Rational result;
  for (const std::size_t j : free)
    result = std::max(result, Rational(abs(residual.gradient[j].rational())));
  for (const FixedPoint& value : residual.tie_values)
    result = std::max(result, Rational(abs(value.rational())));
  return result;
}

/// The matrix of the system: (H −Nᵀ; N 0) on E.
FloatingMatrix system_matrix(const std::vector<std::size_t>& free, const FloatingMatrix& hessian,
                             const FloatingMatrix& normals) {
  const std::size_t e = free.size(), ties = normals.rows();
  FloatingMatrix result = FloatingMatrix::Zero(e + ties, e + ties);
  for (std::size_t a = 0; a < e; ++a) {
    for (std::size_t b = 0; b < e; ++b)
      result(a, b) = hessian(free[a], free[b]);
    for (std::size_t t = 0; t < ties; ++t) {
      result(e + t, a) = normals(t, free[a]);
      result(a, e + t) = -normals(t, free[a]);
    }
  }
  return result;
}

} // namespace

Vector decay_of_parameters(const Network& network, const WeightDecay& decay) {
  const ParameterOrder order(network);
  Vector result(order.count());
  if (!decay.empty())
    for (std::size_t j = 0; j < order.count(); ++j) {
      const LayerDecay& of_layer = decay[order.place(j).layer];
      result[j] = order.is_bias(j) ? of_layer.biases : of_layer.weights;
    }
  return result;
}

template <class Number>
std::vector<std::vector<Number>> loss_gradients(const PointLosses& losses,
                                                const std::vector<std::vector<Number>>& outputs) {
  std::vector<std::vector<Number>> result = outputs;
  for (std::size_t i = 0; i < outputs.front().size(); ++i) {
    Vector values;
    for (const std::vector<Number>& output : outputs)
      values.push_back(rational_of(output[i]));
    const Vector gradient = losses.gradient(i, values);
    for (std::size_t o = 0; o < outputs.size(); ++o)
      result[o][i] = number_of<Number>(gradient[o]);
  }
  return result;
}

template <class Number>
SliceResidual<Number> slice_residual(const SliceProblem& problem, const SlicePoint& at) {
  const CellPasses<Number> passes(problem.cell, numbers_of<Number>(at.parameters));
  const CellValues<Number> values = passes.values();
  const CellAdjoints<Number> adjoints = passes.adjoints(
      loss_gradients(problem.losses, values.z.back()), numbers_of<Number>(at.multipliers));
  SliceResidual<Number> result;
  result.gradient = passes.gradient(values, adjoints);
  for (std::size_t j = 0; j < at.parameters.size(); ++j)
    if (problem.decay[j] != 0)
      result.gradient[j] += number_of<Number>(2 * problem.decay[j] * at.parameters[j]);
  result.tie_values = passes.tie_values(values);
  for (const CellTie& tie : problem.cell.ties)
    result.tie_jumps.push_back(number_of<Number>(tie.jump) *
                               adjoints.h[tie.layer + 1][tie.unit][tie.point]);
  return result;
}

std::optional<SlicePoint> guessed_polished_point(const SliceProblem& problem,
                                                 const SlicePoint& guess,
                                                 const std::vector<std::size_t>& free,
                                                 const FloatingMatrix& hessian,
                                                 const FloatingMatrix& normals, unsigned bits) {
  const SquareSolutions solver(system_matrix(free, hessian, normals));
  const Rational enough = fraction(1, Integer(1) << (bits + 32));
  SlicePoint point = guess;
  for (std::size_t j = 0; j < point.parameters.size(); ++j)
    point.parameters[j] = multiple_nearest(point.parameters[j], Integer(1) << bits);
  std::vector<Rational> sizes;
  for (;;) {
    const auto residual = slice_residual<FixedPoint>(problem, point);
    const Rational size = largest_entry(residual, free);
    if (size <= enough)
      break;
    if (sizes.size() >= 60 || (sizes.size() >= 4 && size > sizes[sizes.size() - 3] * 9 / 10))
      return std::nullopt;
    sizes.push_back(size);
    const FloatingVector step = solver.solution(scaled_residual(residual, free, size));
    if (!step.allFinite())
      return std::nullopt;
    for (std::size_t k = 0; k < free.size(); ++k)
      point.parameters[free[k]] -= size * exact_value(step[k]);
    for (std::size_t t = 0; t < point.multipliers.size(); ++t)
      point.multipliers[t] -= size * exact_value(step[free.size() + t]);
    round_entries(point, FixedPoint::fraction_bits - 32);
    for (std::size_t j = 0; j < point.parameters.size(); ++j)
      if (!std::binary_search(free.begin(), free.end(), j))
        point.parameters[j] = multiple_nearest(point.parameters[j], Integer(1) << bits);
  }
  round_entries(point, bits);
  return point;
}

template std::vector<std::vector<double>> loss_gradients(const PointLosses&,
                                                         const std::vector<std::vector<double>>&);
template SliceResidual<double> slice_residual(const SliceProblem&, const SlicePoint&);
template SliceResidual<FixedPoint> slice_residual(const SliceProblem&, const SlicePoint&);
template SliceResidual<Rational> slice_residual(const SliceProblem&, const SlicePoint&);

} // namespace thalweg
