// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/larger_drop.hpp"

#include "landscape/guess/gradient_steps.hpp"
#include "landscape/ray_drop.hpp"

namespace thalweg {

namespace {

constexpr int most_longer_steps = 6;

/// The same direction, and the end among epsilon, epsilon/2, … whose drop is largest.
DescentRay with_best_end(DescentRay ray) {
  for (Rational half = ray.epsilon / 2; - ray.risk_difference(half) > drop_at_end(ray); half /= 2)
    ray.epsilon = half;
  return ray;
}

Direction lengthened(Direction direction, const Rational& factor) {
  for (WeightMove& move : direction.weights)
    move.change *= factor;
  for (BiasMove& move : direction.biases)
    move.change *= factor;
  return direction;
}

/// Rays are shown up to 1 at most: a longer direction may reach further.
DescentRay with_longer_steps(const Network& network, const Problem& problem, DescentRay ray) {
  for (int step = 0; step < most_longer_steps && ray.epsilon == 1; ++step) {
    auto longer = descent_along(network, problem, lengthened(ray.direction, 4));
    if (!longer)
      break;
    DescentRay best = with_best_end(*std::move(longer));
    if (drop_at_end(best) <= drop_at_end(ray))
      break;
    ray = std::move(best);
  }
  return ray;
}

} // namespace

DescentRay with_larger_drop(const Network& network, const Problem& problem, DescentRay ray) {
  ray = with_longer_steps(network, problem, with_best_end(std::move(ray)));
  for (const Direction& direction : gradient_steps(network, problem))
    if (auto other = descent_along(network, problem, direction)) {
      DescentRay best = with_best_end(*std::move(other));
      if (drop_at_end(best) > drop_at_end(ray))
        ray = std::move(best);
    }
  return ray;
}

} // namespace thalweg
