// SPDX-License-Identifier: GPL-3.0-or-later
//
// Coefficients over one denominator: values at one point compare as their numerators do.

#include "cpwl/function_values.hpp"

#include "exact/error.hpp"
#include "geometry/polytope.hpp"

#include <algorithm>

namespace thalweg {

std::vector<std::size_t> elements(const FunctionSet& set) {
  std::vector<std::size_t> result;
  for (std::size_t j = set.find_first(); j != FunctionSet::npos; j = set.find_next(j))
    result.push_back(j);
  return result;
}

FunctionSet function_set(std::size_t size, const std::vector<std::size_t>& elements) {
  FunctionSet result(size);
  for (std::size_t element : elements)
    result.set(element);
  return result;
}

FunctionValues::FunctionValues(const std::vector<AffineFunction>& functions) {
  Integer denominator = 1;
  for (const AffineFunction& f : functions) {
    for (const Rational& entry : f.linear)
      enlarge_denominator(denominator, entry.get_den());
    enlarge_denominator(denominator, f.constant.get_den());
  }
  for (const AffineFunction& f : functions) {
    IntegerAffineFunction& integers = coefficients_.emplace_back();
    for (const Rational& entry : f.linear)
      integers.coefficients.push_back(scaled_numerator(entry, denominator));
    integers.coefficients.push_back(scaled_numerator(f.constant, denominator));
    integers.denominator = denominator;
  }
}

FunctionOrder FunctionValues::order_on(const std::vector<Vector>& points,
                                       std::size_t reference) const {
  FunctionSet all(function_count());
  all.set();
  FunctionOrder order{all, all, all, all};
  for (const Vector& point : points)
    compare(order, point, reference);
  return order;
}

FunctionOrder FunctionValues::order_at(const Vector& point, std::size_t reference) const {
  return order_on({point}, reference);
}

bool FunctionValues::has_tie(const Vector& point) const {
  std::vector<Integer> values;
  value_numerators(values, coefficients_, homogeneous_point(point));
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) != values.end();
}

namespace {

Vector weighted_mean(const std::vector<Vector>& points, unsigned long ratio) {
  Vector sum(points.front().size());
  Integer weight = 1, total = 0;
  for (const Vector& point : points) {
    for (std::size_t k = 0; k < sum.size(); ++k)
      sum[k] += weight * point[k];
    total += weight;
    weight *= ratio;
  }
  for (Rational& entry : sum)
    entry /= total;
  return sum;
}

} // namespace

/// The mean of the vertices with weights 1, t, t², …: a tie is a zero of a polynomial in t that is
/// not the zero polynomial, because the vertices affinely span the space.
Vector untied_point(const FunctionValues& values, const Polytope& polytope,
                    const std::vector<Vector>& vertices, std::optional<std::size_t> reference) {
  const auto is_untied = [&](const Vector& point) {
    if (!reference)
      return !values.has_tie(point);
    const FunctionOrder order = values.order_at(point, *reference);
    return (order.above & order.below).count() == 1;
  };
  const std::optional<Vector> simple = interior_point(polytope);
  require(simple.has_value(), "untied_point: the polytope has no interior");
  if (is_untied(*simple))
    return *simple;
  for (unsigned long ratio = 1;; ++ratio)
    if (Vector point = weighted_mean(vertices, ratio); is_untied(point))
      return point;
}

void FunctionValues::compare(FunctionOrder& order, const Vector& point,
                             std::size_t reference) const {
  const HomogeneousPoint x = homogeneous_point(point);
  std::vector<Integer> values;
  value_numerators(values, coefficients_, x);
  for (std::size_t j = 0; j < values.size(); ++j) {
    const int sign = cmp(values[j], values[reference]);
    if (sign < 0)
      order.above.reset(j);
    if (sign > 0)
      order.below.reset(j);
    if (sign <= 0)
      order.strictly_above.reset(j);
    if (sign >= 0)
      order.strictly_below.reset(j);
  }
}

} // namespace thalweg
