// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/cell_minimum.hpp"

#include "constructions/network_builder.hpp"
#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/sampled_data.hpp"

#include <algorithm>

namespace thalweg {

namespace {

Rational positive_part(const Rational& z) {
  return z > 0 ? z : Rational(0);
}

/// 1_{x<c}·(1, x) and 1_{x>−c}·(1, x): with a constant, all that the cell reaches.
Vector reachable_maps(const Rational& x, const Rational& c) {
  const Rational left = x < c ? 1 : 0, right = x > -c ? 1 : 0;
  return {left, left * x, right, right * x};
}

/// What least squares on the features leaves of the values.
Vector unexplained(const std::vector<Vector>& features, const Vector& values) {
  std::vector<Vector> targets;
  for (const Rational& value : values)
    targets.push_back({value});
  const Dataset problem = dataset_of(features, targets);
  return residuals_of(group_fits(problem, one_group(problem)).pieces.front().front(), problem, 0);
}

Network two_units(const Rational& c) {
  NetworkBuilder builder(1);
  const UnitForm left = builder.relu(NetworkBuilder::over_inputs({{-1}, c}));
  const UnitForm right = builder.relu(NetworkBuilder::over_inputs({{1}, c}));
  builder.finish_layer();
  return std::move(builder).network({left - Rational(2) * right + Rational(1)});
}

} // namespace

SharedUnits shared_units(std::size_t reach, std::uint64_t seed) {
  require(reach >= 3, "he2020: expected at least seven samples");
  const long k = static_cast<long>(reach);
  const Rational c = Rational(k / 3) + Rational(1, 2);
  std::vector<Vector> inputs, features;
  for (long x = -k; x <= k; ++x) {
    inputs.push_back({x});
    features.push_back(reachable_maps(x, c));
  }
  SeededSource source(seed);
  Vector g;
  do {
    Vector values;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      values.emplace_back(source.integer(-4, 4));
    g = unexplained(features, values);
  } while (std::all_of(g.begin(), g.end(), [](const Rational& r) { return r == 0; }));
  std::vector<Vector> targets;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Rational& x = inputs[i].front();
    targets.push_back({positive_part(c - x) - 2 * positive_part(x + c) + 1 - g[i]});
  }
  return {dataset_of(std::move(inputs), std::move(targets)), two_units(c)};
}

} // namespace thalweg
