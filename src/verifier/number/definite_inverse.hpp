// SPDX-License-Identifier: Apache-2.0
//
// The inverse of a positive definite matrix of integers, without fractions: after step k of the
// elimination of Gauss and Jordan every entry is a minor of order k + 1, so that the division by
// the pivot before is exact (Bareiss). The pivots are the leading minors: the matrix is positive
// definite if and only if all of them are positive.

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

/// The inverse is adjugate / determinant.
struct DefiniteInverse {
  List<List<Integer>> adjugate; ///< symmetric
  Integer determinant;          ///< > 0
};

/// Of a symmetric matrix; nothing if it is not positive definite.
std::optional<DefiniteInverse> definite_inverse(List<List<Integer>> a);

} // namespace thalweg::verifier
