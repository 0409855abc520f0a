// SPDX-License-Identifier: Apache-2.0
//
// What the population risk is made of: inner products of units with units and teachers, exactly;
// angles θ and s = √(|w|²|v|² − (w·v)²) in prescribed enclosures (specification, 60.1). Units and
// teachers are one list of vectors over 2^B; their inner products are integers over 4^B; π, θ and s
// are known between neighbouring integers over 2^β, β = 2B + 64.

#pragma once

#include "number/angle.hpp"
#include "text/json.hpp"

namespace thalweg::verifier {

/// The centre W_c of the ball, and the teachers.
struct PopulationNetwork {
  std::size_t teachers = 0;  ///< k
  std::size_t bits = 0;      ///< B
  List<List<Integer>> units; ///< n rows of k integers over 2^B
  const Json* json = nullptr;

  std::size_t count() const { return units.size(); }
};

/// A unit w and another vector v.
struct VectorPair {
  Integer product;  ///< w·v over 4^B
  Range supplement; ///< π − θ over 2^β
  Range root;       ///< s over 2^β
};

struct VectorPairs {
  std::size_t units = 0;            ///< n
  std::size_t bits = 0;             ///< β
  Integer pi;                       ///< ⌊2^β π⌋
  Integer one;                      ///< 4^B: 1 among the products
  List<List<Integer>> vectors = {}; ///< the units, then the teachers
  List<Integer> squares = {};       ///< |v|² over 4^B
  List<List<VectorPair>> with = {}; ///< [unit][vector]; a unit with itself is not used
  List<Range> factors = {};         ///< m_i of the specification over 2^β

  /// Calls with every other vector j, and 1 for units, −1 for teachers.
  template <class Use> void for_others(std::size_t unit, const Use& use) const {
    for (std::size_t j = 0; j < vectors.size(); ++j)
      if (j != unit)
        use(j, j < units ? 1 : -1);
  }
};

/// Stops with O222 to O224 if a unit may vanish or two vectors may become parallel in the ball of
/// this radius.
VectorPairs regular_pairs(const PopulationNetwork& network, const Fraction& radius);

} // namespace thalweg::verifier
