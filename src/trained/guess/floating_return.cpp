// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/floating_return.hpp"

#include "trained/guess/floating_algebra.hpp"
#include "trained/guess/floating_newton.hpp"
#include "trained/guess/floating_walls.hpp"

#include <cmath>

namespace thalweg {

using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double largest_size(const VectorXd& values) {
  return values.size() == 0 ? 0 : values.cwiseAbs().maxCoeff();
}

/// λ ≤ 0 ≤ λ + d for every held pair.
bool has_right_multipliers(const FirstOrder& at) {
  return (at.multipliers.array() <= 0).all() && ((at.multipliers + at.jumps).array() >= 0).all();
}

/// The stationary place that Newton steps lead to, if they end within `reach` on the same pieces.
std::optional<WalkPlace> settled_place(FloatingLagrangian& lagrangian, WalkPlace place,
                                       double reach, double most_risk) {
  constexpr int most_steps = 6;
  constexpr double enough = 1e-10; // of √R
  double way = 0;
  for (int k = 0; k < most_steps; ++k) {
    restore_walls(lagrangian, place);
    const FirstOrder at = lagrangian.first_order(place);
    const NewtonStep newton = newton_step(lagrangian, place, at, true);
    if (newton.has_dependent_walls)
      return std::nullopt;
    if (newton.scaled_gradient <= enough * std::sqrt(at.risk)) {
      constexpr double rounding = 1e-11;
      const bool is_as_good = at.risk <= most_risk * (1 + rounding) && has_right_multipliers(at) &&
                              crossings(lagrangian, place).empty();
      return is_as_good ? std::optional<WalkPlace>(place) : std::nullopt;
    }
    way += largest_size(newton.step);
    if (way > reach)
      return std::nullopt;
    place.parameters += newton.step;
  }
  return std::nullopt;
}

} // namespace

WalkPlace returned_along_flats(FloatingLagrangian& lagrangian, WalkPlace place,
                               const VectorXd& start) {
  constexpr double near_enough = 5e-4;
  constexpr int most_rounds = 16, most_halvings = 6;
  for (int round = 0; round < most_rounds; ++round) {
    const VectorXd back = start - place.parameters;
    if (largest_size(back) <= near_enough)
      break;
    const FirstOrder at = lagrangian.first_order(place);
    const MatrixXd flat = flat_directions(lagrangian, place, at);
    if (flat.cols() == 0)
      break;
    const VectorXd along = image(flat, transposed_image(flat, back));
    std::optional<WalkPlace> found;
    double part = 1;
    for (int k = 0; k < most_halvings && !found; ++k, part /= 2) {
      WalkPlace there = place;
      there.parameters += part * along;
      found = settled_place(lagrangian, there, largest_size(back), at.risk);
    }
    constexpr double progress = 0.98;
    if (!found || largest_size(start - found->parameters) > progress * largest_size(back))
      break;
    place = std::move(*found);
  }
  return place;
}

} // namespace thalweg
