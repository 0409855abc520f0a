// SPDX-License-Identifier: GPL-3.0-or-later
//
// The backward recursion of lifted stationarity on one coefficient per class. As a basis of B_l we
// keep the generators themselves that are independent of the earlier ones, not their reduced forms:
// so each value that is tested is the sum Σ_i g_i φ_p(i) of one actual path p (mathematics.md §2).

#include "landscape/stationarity.hpp"

#include "exact/row_space.hpp"
#include "landscape/residuals.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// moments[c][o]
using ClassMoments = std::vector<std::vector<ResidualMoments>>;

/// Σ_c b_c value(c)
template <class Value> Rational weighted_sum(const Vector& b, const Value& value) {
  Rational sum = 0;
  for (std::size_t c = 0; c < b.size(); ++c)
    if (b[c] != 0)
      sum += b[c] * value(c);
  return sum;
}

bool all_zero(const ClassMoments& moments) {
  for (const auto& outputs : moments)
    for (const ResidualMoments& m : outputs) {
      if (m.sum != 0)
        return false;
      for (const Rational& input_sum : m.input_sums)
        if (input_sum != 0)
          return false;
    }
  return true;
}

struct Recursion {
  const Network& network;
  const PatternClasses& classes;
  const ClassMoments& moments;

  const Rational& slope(std::size_t l, std::size_t unit, std::size_t c) const {
    return network.layers[l].activation.slopes[classes.classes[c].pieces[l][unit]];
  }
  const Rational& intercept(std::size_t l, std::size_t unit, std::size_t c) const {
    return network.layers[l].activation.intercepts[classes.classes[c].pieces[l][unit]];
  }

  /// The conditions on b ∈ B at layer l (0-based) for output o.
  std::optional<NonStationarity> failure_at(std::size_t l, const Vector& b, std::size_t o) const {
    const Rational bias =
        weighted_sum(b, [&](std::size_t c) -> const Rational& { return moments[c][o].sum; });
    if (bias != 0)
      return NonStationarity{o, fmt::format("path from a bias of layer {}", l), bias};
    if (l == 0)
      return input_failure(b, o);
    for (std::size_t unit = 0; unit < network.layers[l - 1].unit_count(); ++unit) {
      const Rational sum = weighted_sum(b, [&](std::size_t c) {
        return Rational(intercept(l - 1, unit, c) * moments[c][o].sum);
      });
      if (sum != 0)
        return NonStationarity{
            o, fmt::format("path from the intercept of layer {}, unit {}", l - 1, unit), sum};
    }
    return std::nullopt;
  }

  std::optional<NonStationarity> input_failure(const Vector& b, std::size_t o) const {
    for (std::size_t k = 0; k < network.input_dimension(); ++k) {
      const Rational sum = weighted_sum(
          b, [&](std::size_t c) -> const Rational& { return moments[c][o].input_sums[k]; });
      if (sum != 0)
        return NonStationarity{o, fmt::format("path from input coordinate {}", k), sum};
    }
    return std::nullopt;
  }

  /// A basis of span{ s_{l,j} ⊙ b : b ∈ basis, j unit of layer l }.
  std::vector<Vector> masked_basis(std::size_t l, const std::vector<Vector>& basis) const {
    std::vector<Vector> result;
    RowSpace span(classes.classes.size());
    for (const Vector& b : basis)
      for (std::size_t unit = 0; unit < network.layers[l].unit_count(); ++unit) {
        Vector masked(b.size());
        for (std::size_t c = 0; c < b.size(); ++c)
          masked[c] = slope(l, unit, c) * b[c];
        if (span.insert(masked))
          result.push_back(std::move(masked));
      }
    return result;
  }
};

} // namespace

std::optional<NonStationarity> lifted_stationarity_failure(const Network& network,
                                                           const Dataset& data,
                                                           const PatternClasses& classes) {
  require_walls_settled(network, data, classes);
  ClassMoments moments;
  for (const PatternClass& c : classes.classes)
    moments.push_back(residual_moments(c.pre_activations.back(), data, c.members));
  if (all_zero(moments))
    return std::nullopt;
  const Recursion recursion{network, classes, moments};
  std::vector<Vector> basis = {Vector(classes.classes.size(), Rational(1))};
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    for (const Vector& b : basis)
      for (std::size_t o = 0; o < network.output_dimension(); ++o)
        if (auto failure = recursion.failure_at(l, b, o))
          return failure;
    if (l > 0)
      basis = recursion.masked_basis(l - 1, basis);
  }
  return std::nullopt;
}

} // namespace thalweg
