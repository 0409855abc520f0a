// SPDX-License-Identifier: Apache-2.0
//
// Symmetric matrices of exact fractions, decided by elimination.

#pragma once

#include "number/numbers.hpp"

#include <optional>

namespace thalweg::verifier {

using FractionRows = List<List<Fraction>>; ///< a matrix, row by row

/// The rank of a symmetric matrix if it is positive semidefinite, by its pivots; else nothing.
std::optional<std::size_t> semidefinite_rank(FractionRows a);

} // namespace thalweg::verifier
