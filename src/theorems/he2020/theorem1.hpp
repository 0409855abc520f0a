// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 1 (its printed formulas are reconstructed): spurious minima of arbitrary depth
// with an arbitrary activation that is continuous, piecewise linear and not affine. With h the two
// pieces at a corner of the activation (corner.hpp) and ȳ the affine fit:
//   stage 1  W1 = [W~; 0], b1 = [w~_0 − η1; −η1], W2 = (1/s_+)[I 0], b2 = η1, all units on one
//            piece; η = min(−1, 2 min ȳ);
//   stage 2  between, layers that pass the predictions on: W = (1/s_+)[I 0; 0 0], b = [0; −η1];
//   stage 3  z = β + ε t in place of t, so that only two pieces beside the breakpoint β are used.
// Better: the pair of units of yun2019 for the first output with residuals, the others as before,
// if s_+ + s_− ≠ 0; else (he2020's condition (4) fails) one unit φ = h(q), F = ȳ + e φ
// (kink_step.hpp). Every hidden layer has d_y + 1 units, as many as the theorem needs.

#pragma once

#include "theorems/decided.hpp"
#include "theorems/kink_step.hpp"

namespace thalweg {

/// A network of `layer_count` ≥ 2 layers, the last one affine, and its better point. No affine fit;
/// inputs distinct.
NetworkPair he_theorem1(const Dataset& data, const Activation& activation, std::size_t layer_count);

/// An optimal affine map, and better p + factors h(q).
struct KinkedMaps {
  AffineMap fit;
  AffineMap p;
  KinkStep kink; ///< q and factors
};

/// The same networks for given maps, as of other losses; nothing is asked of s_+ + s_−.
NetworkPair he_theorem1(const Dataset& data, const Activation& activation, std::size_t layer_count,
                        const KinkedMaps& maps);

} // namespace thalweg
