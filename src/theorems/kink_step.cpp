// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/kink_step.hpp"

#include "exact/error.hpp"

#include <set>

namespace thalweg {

namespace {

std::vector<Vector> directions(const std::vector<Vector>& inputs) {
  const std::size_t dimension = inputs.front().size();
  std::vector<Vector> result;
  for (std::size_t k = 0; k < dimension; ++k) {
    Vector axis(dimension, 0);
    axis[k] = 1;
    result.push_back(std::move(axis));
  }
  result.push_back(distinct_direction(inputs));
  return result;
}

/// The drop and the factors for φ = h(sign·(a·x + constant)), given the values a·x.
KinkStep step_along(int sign, const Rational& constant, const Vector& projections,
                    const std::vector<Vector>& residuals, const Corner& corner) {
  Vector feature;
  for (const Rational& value : projections)
    feature.push_back(corner(sign * (value + constant)));
  const Rational square = dot(feature, feature);
  KinkStep step{{}, Vector(residuals.size(), 0), 0};
  if (square == 0)
    return step;
  for (std::size_t o = 0; o < residuals.size(); ++o) {
    const Rational product = dot(residuals[o], feature);
    step.factors[o] = -product / square;
    step.drop += product * product / square;
  }
  return step;
}

} // namespace

Vector distinct_direction(const std::vector<Vector>& inputs) {
  const std::set<Vector> distinct(inputs.begin(), inputs.end());
  for (unsigned long base = 1;; ++base) {
    Vector a;
    Integer power = 1;
    for (std::size_t k = 0; k < inputs.front().size(); ++k, power *= base)
      a.emplace_back(power);
    std::set<Rational> projections;
    for (const Vector& x : distinct)
      projections.insert(dot(a, x));
    if (projections.size() == distinct.size())
      return a;
  }
}

KinkStep kink_step(const std::vector<Vector>& inputs, const std::vector<Vector>& residuals,
                   const Corner& corner) {
  std::optional<KinkStep> best;
  for (const Vector& a : directions(inputs)) {
    Vector projections;
    for (const Vector& x : inputs)
      projections.push_back(dot(a, x));
    const std::set<Rational> places(projections.begin(), projections.end());
    for (auto next = places.begin(); next != places.end();) {
      const Rational below = *next++;
      if (next == places.end())
        break;
      const Rational constant = -(below + *next) / 2;
      for (const int sign : {1, -1}) {
        KinkStep step = step_along(sign, constant, projections, residuals, corner);
        if (step.drop > 0 && (!best || step.drop > best->drop)) {
          step.q = Rational(sign) * AffineFunction{a, constant};
          best = std::move(step);
        }
      }
    }
  }
  require(best.has_value(), "kink step: no kink lowers the risk");
  return *std::move(best);
}

std::vector<AffineFunction> kink_arguments(const std::vector<Vector>& inputs) {
  std::vector<AffineFunction> result;
  for (const Vector& a : directions(inputs)) {
    std::set<Rational> places;
    for (const Vector& x : inputs)
      places.insert(dot(a, x));
    for (auto next = places.begin(); next != places.end();) {
      const Rational below = *next++;
      if (next == places.end())
        break;
      for (const int sign : {1, -1})
        result.push_back(Rational(sign) * AffineFunction{a, -(below + *next) / 2});
    }
  }
  return result;
}

} // namespace thalweg
