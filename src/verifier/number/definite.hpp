// SPDX-License-Identifier: Apache-2.0
//
// Is a symmetric matrix positive definite, whose entries are known up to radii? With D a diagonal
// of powers of two and S ≥ 0 diagonal, D A D − S = L Lᵀ + E for a factor L that is computed here in
// integers; E is then known exactly. If |E| plus the radii, summed over each row, are below S, then
// D A D ≻ 0 (L Lᵀ ⪰ 0, a symmetric matrix with a dominant positive diagonal is positive definite),
// so A ≻ 0. Nothing is known if the answer is no: S is a little larger than the rounding, so
// matrices very near to singular are not recognised (about 2^−30 of their diagonal for 1,000 rows).
//
// n³/6 products of 64-bit integers, summed in 128 bits.

#pragma once

#include "number/enclosure.hpp"
#include "number/wide.hpp"

namespace thalweg::verifier {

/// The entries (i, j), j ≤ i, row by row: {(0,0), (1,0), (1,1), (2,0), …}, each somewhere in its
/// range. Which common denominator they have does not matter.
struct SymmetricMatrix {
  std::size_t size = 0;
  List<Range> lower;

  explicit SymmetricMatrix(std::size_t n) : size(n), lower(n * (n + 1) / 2) {}
  Range& at(std::size_t i, std::size_t j) { return lower[i * (i + 1) / 2 + j]; }
  const Range& at(std::size_t i, std::size_t j) const { return lower[i * (i + 1) / 2 + j]; }
};

/// True only if every matrix in these ranges is positive definite; true for size 0.
bool is_positive_definite(const SymmetricMatrix& matrix);

} // namespace thalweg::verifier
