// SPDX-License-Identifier: Apache-2.0

#include "slice/held_hessian.hpp"

#include <map>

namespace thalweg::verifier {

namespace {

constexpr std::int64_t hessian_bits = 100; ///< of the entries behind the point
constexpr std::size_t mantissa_bits = 60;  ///< of a number of a vector: products are below 2^122
constexpr std::int64_t largest_bits = 124; ///< of the sum of all magnitudes: no sum overflows

/// mantissa · 2^exponent, right up to 2 units of the mantissa.
struct ShortVector {
  std::int64_t exponent = 0;
  List<std::int64_t> mantissas;
  std::int64_t largest = 0; ///< magnitude

  ShortVector(const SparseBalls& balls, std::size_t bits) {
    std::size_t dropped = 0;
    for (const auto& [column, ball] : balls)
      dropped = std::max({dropped, bit_length(ball.radius),
                          std::max(bit_length(ball.centre), mantissa_bits) - mantissa_bits});
    exponent = static_cast<std::int64_t>(dropped) - static_cast<std::int64_t>(bits);
    for (const auto& [column, ball] : balls) {
      mantissas.push_back(static_cast<std::int64_t>(ball.centre >> dropped));
      largest = std::max(largest, magnitude_of(mantissas.back()));
    }
  }

  static std::int64_t magnitude_of(std::int64_t a) { return a < 0 ? -a : a; }
};

/// Derivatives of all entries by z of a unit, in the pieces of the point.
List<Ball> tangents(const HeldProblem& problem, const HeldPoint& point, std::size_t unit) {
  const UnitGraph& graph = problem.graph;
  List<Ball> result(graph.entry_count());
  const auto slope = [&](std::size_t of) -> const Ball& {
    return problem.pieces_of(of)
        .slopes[graph.layer_of(of).is_maximum() ? 0 : point.pattern().pieces[of]];
  };
  result[graph.entry_of(unit)] = slope(unit);
  for (std::size_t later = graph.first_unit[graph.units[unit].layer + 1];
       later < graph.units.size() && !graph.is_output(later); ++later) {
    const List<Link>& links = graph.units[later].links;
    const bool is_maximum = graph.layer_of(later).is_maximum();
    BallSum sum;
    for (std::size_t k = 0; k < links.size(); ++k) {
      const Ball& input = result[links[k].entry];
      if (!input.is_zero() && (!is_maximum || k == point.pattern().pieces[later]))
        sum.add(problem.coefficients[links[k].coefficient], input);
    }
    if (!sum.is_zero())
      result[graph.entry_of(later)] =
          problem.rules.product(sum.take_rounded(problem.rules.bits()), slope(later));
  }
  return result;
}

} // namespace

HeldHessian::HeldHessian(const HeldProblem& problem)
    : problem_(problem), column_(problem.graph.parameter_count) {
  for (std::size_t j = 0; j < problem.graph.parameter_count; ++j)
    if (problem.is_free(j))
      column_[j] = size_++;
  const std::size_t entries = size_ * (size_ + 1) / 2;
  Meter::require_room(entries, sizeof(Wide));
  centres_.assign(entries, Wide(0));
  radii_.assign(size_, Wide(0));
}

void HeldHessian::add_product(const SparseBalls& x, const SparseBalls& y) {
  const ShortVector a(x, problem_.rules.bits());
  const ShortVector b(y, problem_.rules.bits());
  const std::int64_t down = -(a.exponent + b.exponent + hessian_bits);
  is_too_large_ = is_too_large_ || down < 0;
  if (is_too_large_)
    return;
  const auto shift = static_cast<unsigned>(std::min<std::int64_t>(down, 126));
  bound_ += (((Wide(a.largest) + 4) * (Wide(b.largest) + 4)) >> shift) + 4;
  is_too_large_ = bound_ >> largest_bits != 0;
  if (is_too_large_)
    return;
  // |x y − a b| ≤ 2 |a| + 2 |b| + 4, and rounding takes less than 1
  const auto widen = [&](std::size_t row, std::int64_t mantissa) {
    radii_[row] += ((2 * Wide(ShortVector::magnitude_of(mantissa)) + 4) >> shift) + 2;
  };
  for (std::size_t j = 0; j < y.size(); ++j)
    widen(y[j].first, b.mantissas[j]);
  for (std::size_t i = 0; i < x.size(); ++i) {
    Meter::tick();
    const std::size_t row = x[i].first;
    widen(row, a.mantissas[i]);
    Wide* const entries = centres_.data() + row * (row + 1) / 2;
    for (std::size_t j = 0; j < y.size() && y[j].first <= row; ++j)
      entries[y[j].first] += (Wide(a.mantissas[i]) * b.mantissas[j]) >> shift;
  }
}

void HeldHessian::add_square(const List<Ball>& gradient, const Ball& factor) {
  SparseBalls vector;
  SparseBalls weighted;
  for (std::size_t j = 0; j < gradient.size(); ++j)
    if (problem_.is_free(j) && !gradient[j].is_zero()) {
      vector.push_back(scaled(j, gradient[j]));
      weighted.emplace_back(vector.back().first,
                            problem_.rules.product(vector.back().second, factor));
    }
  add_product(weighted, vector);
}

void HeldHessian::add_mixed(const HeldPoint& point, const Adjoints& adjoints) {
  const UnitGraph& graph = problem_.graph;
  for (std::size_t unit = 0; unit < graph.units.size(); ++unit) {
    if (!graph.layer_of(unit).is_parametrised() || graph.is_output(unit))
      continue;
    Meter::tick();
    const List<Ball> by_unit = tangents(problem_, point, unit);
    if (by_unit[graph.entry_of(unit)].is_zero())
      continue;
    std::map<std::size_t, Ball> later; // by parameter, which several positions may share
    for (std::size_t other = graph.first_unit[graph.units[unit].layer + 1];
         other < graph.units.size(); ++other)
      for (const Link& link : graph.units[other].links)
        if (is_free(link) && !by_unit[link.entry].is_zero() && !adjoints.z[other].is_zero()) {
          Ball& sum = later[link.coefficient];
          sum = sum + problem_.rules.product(adjoints.z[other], by_unit[link.entry]);
        }
    SparseBalls rows;
    for (const auto& [parameter, value] : later)
      rows.push_back(scaled(parameter, value));
    SparseBalls own;
    for (const Link& link : graph.units[unit].links)
      if (is_free(link))
        own.push_back(scaled(link.coefficient, point.base().h[link.entry]));
    add_product(rows, own);
  }
}

void HeldHessian::add_diagonal(const Fraction& curvature) {
  const BallRules& rules = problem_.rules;
  for (std::size_t j = 0; j < problem_.graph.parameter_count; ++j)
    if (problem_.is_free(j)) {
      const Ball decay =
          rules.product(rules.product(problem_.decay[j], problem_.steps[j]), problem_.steps[j]);
      add_product({{column_[j], decay + decay - rules.ball(curvature)}},
                  {{column_[j], problem_.one()}});
    }
}

std::optional<SymmetricMatrix> HeldHessian::matrix() const {
  if (is_too_large_)
    return std::nullopt;
  SymmetricMatrix result(size_);
  for (std::size_t i = 0; i < size_; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const Integer centre = integer_of(centres_[i * (i + 1) / 2 + j]);
      const Integer radius = integer_of(radii_[i] + radii_[j]);
      result.at(i, j) = {centre - radius, centre + radius};
    }
  return result;
}

} // namespace thalweg::verifier
