// SPDX-License-Identifier: Apache-2.0
//
// What the population risk is made of: inner products of units with units and teachers, exactly;
// angles θ and s = √(|w|²|v|² − (w·v)²) in prescribed enclosures (specification, 23.3). With units
// over 2^B, inner products are integers over 4^B; π, θ and s are floors over 2^β, β = 2B + 64.

#pragma once

#include "angle.hpp"
#include "population.hpp"

namespace thalweg::verifier {

/// One vector and another: the range [angle, angle + 1] / 2^β holds θ, [root, root + 1] / 2^β holds
/// s.
struct VectorPair {
  Integer product; ///< w·v over 4^B
  Integer angle;
  Integer root;
};

struct VectorPairs {
  std::size_t bits = 0;                 ///< β
  Integer pi;                           ///< ⌊2^β π⌋
  List<Integer> squares;                ///< |w_i|² over 4^B
  List<List<VectorPair>> with_units;    ///< [i][l]; the diagonal is not used
  List<List<VectorPair>> with_teachers; ///< [i][j]

  /// [pi − angle − 1, pi − angle + 1] / 2^β holds π − θ.
  Range supplement(const VectorPair& pair) const {
    return {pi - pair.angle - 1, pi - pair.angle + 1};
  }
};

/// O222 to O224: no unit may vanish, and no two vectors may become parallel, in the ball.
void check_regular(const PopulationMinimum& claim);

/// The network is regular.
VectorPairs pairs_of(const PopulationNetwork& network);

} // namespace thalweg::verifier
