// SPDX-License-Identifier: GPL-3.0-or-later
//
// Square linear systems over the integers, by fraction-free elimination (Bareiss: every division is
// exact, entries are minors of the matrix) while they are small; larger ones are left to
// exact/linear_algebra.hpp, whose start costs more than a small solution.

#pragma once

#include "exact/integer_vector.hpp"

namespace thalweg {

/// A matrix by rows, each of the same length.
using IntegerRows = std::vector<std::vector<Integer>>;

/// The solution x of A x = b as numerators over one positive denominator, for n rows (A | b) of n +
/// 1 entries; nothing if A is singular. n = 0 gives the empty vector.
std::optional<IntegerVector> square_solution(IntegerRows augmented);

/// The determinant of a square matrix; 1 for n = 0.
Integer determinant(IntegerRows matrix);

} // namespace thalweg
