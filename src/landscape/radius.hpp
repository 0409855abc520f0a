// SPDX-License-Identifier: GPL-3.0-or-later
//
// How far all parameters may move before a pattern can change (pattern invariance).
// Norm: the largest absolute change of a single weight or bias, zero weights included.
//
// For a sample x of class c, layer l, unit j the change of the pre-activation within radius r is at
// most  Σ_{m≤l} C_{l,m,j}(c, r) · N_m(x),  m over the layers with parameters, where N_m is the
// largest Σ |input| + [1 for a bias] over the field of any unit of layer m, and C is
//   first-order:  C = r A + R,  A_{l,m,j} = Σ_a |∂z_{l,j}/∂z_{m,a}|,
//                 R_{l,m,j} = Σ_k |w_{j,k}| |s_k| R_{m,k} + r Σ_{field of j} |s_k| (r A_{m,k} +
//                 R_{m,k});
//   interval:     C_{l,l,j} = r,  C_{l,m,j} = Σ_k |w_{j,k}| |s_k| C_{m,k} + r Σ_{field of j} |s_k|
//                 C_{m,k};
// w the linear view in use (layer.hpp), k the inputs of the layer with the numbers of the units
// that they come from, and the sums over the field only where the layer has parameters.
// Patterns are invariant within r if every bound is below the distance to the nearest breakpoint
// and, at max pooling, the bounds of a selected entry and of any other entry of its window together
// below the lead of the first.
// The roundings that keep the numbers short (upwards, 64 significant bits) are those of
// certificates/SPECIFICATION.md, so generator and verifier agree to the last bit.

#pragma once

#include "landscape/pattern_classes.hpp"

namespace thalweg {

enum class RadiusMethod { first_order, interval };

/// Is the pattern of every sample in a class provably constant within `radius` > 0? Exact.
bool is_pattern_invariant(const Network& network, const Dataset& data,
                          const PatternClasses& classes, const Rational& radius,
                          RadiusMethod method = RadiusMethod::first_order);

/// The largest radius m·2^e, 512 ≤ m < 1024, that passes `is_pattern_invariant`. Floating point
/// guesses, exact checks at m and its successor decide. At most 2^64 (reached if nothing can fail:
/// no breakpoints or no classes). Throws ClaimError if an unsettled sample (residual not 0) is on a
/// wall and if the radius is below 2^-2000. To ask more than once, keep a RadiusProblem.
Rational certified_radius(const Network& network, const Dataset& data,
                          const PatternClasses& classes,
                          RadiusMethod method = RadiusMethod::first_order);

/// A perturbation of size `distance` that does change a pattern: all parameters of layers ≤ layer
/// move by distance·sign(β − z)·sign(∂z/∂W), z the unit's pre-activation at the sample, β its
/// nearest breakpoint (the lower one on a tie), sign(0) = 0. A weight of a filter moves once, by
/// the sign of the sum of its derivatives. What changes may be any piece, or a selected entry of
/// max pooling.
struct PatternFlip {
  std::size_t sample, layer, unit;
  Rational distance;
};

/// The best (smallest) such flip found among the most endangered units: an upper bound of the
/// pattern radius. `distance` is m·2^e, 512 ≤ m < 1024.
PatternFlip nearest_flip(const Network& network, const Dataset& data,
                         const PatternClasses& classes);

} // namespace thalweg
