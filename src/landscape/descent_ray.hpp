// SPDX-License-Identifier: GPL-3.0-or-later
//
// The search for a descent ray (ray.hpp), from cheap and short to costly:
//  1. layer by layer from the output down, as long as no tie (tangent.hpp) of an unsettled sample
//     lies between the layer and the output: the exact gradient; the parameter with the largest
//     partial derivative moves alone. Ties below the moved layer do not matter;
//  2. on walls: single parameters (guess/single_moves.hpp), constant units woken
//     (guess/waking_directions.hpp), then one-sided directions of adjacent cells
//     (wall_directions.hpp), budgeted;
//  3. where the gradient is 0 but lifted stationarity fails: the parameters of a path whose sum
//     Σ g φ is not 0 move together, with every choice of signs: products of vanishing parameters
//     show first in a higher power of ε;
//  4. constant units, if not tried yet, and negative curvature (guess/curvature_directions.hpp).
// Other losses than the plain squared one: step 1 needs a derivative of the loss at every sample;
// at kinks of the loss step 2 takes one-sided derivatives, and if no unit is tied, the exact
// minimum of the first-order model (tangent_fit.hpp), whose subgradients step 3 uses. Whatever is
// found is proven by `descent_along`; what is not found proves nothing.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "landscape/tangent.hpp"

namespace thalweg {

/// Step 1. Costs two forward passes if the last layer already descends, however large the network.
struct GradientSearch {
  std::optional<DescentRay> ray;
  /// The lowest layer whose gradient exists and was looked at; the number of layers if none was.
  std::size_t lowest_layer = 0;
};
GradientSearch gradient_search(const Network& network, const Problem& problem,
                               const UnsettledStates& unsettled);

struct DescentSearch {
  std::optional<DescentRay> ray;
  std::vector<std::string> tried; ///< one line for each thing tried, in words
};

/// Steps 2 to 4, after a gradient search without a ray. `classes` are those of all samples.
DescentSearch descent_search(const Network& network, const Problem& problem,
                             const PatternClasses& classes, const UnsettledStates& unsettled,
                             const GradientSearch& gradient, std::size_t program_budget);

} // namespace thalweg
