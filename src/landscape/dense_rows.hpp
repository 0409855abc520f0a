// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small dense matrices of rationals, row by row: products of the layers of linear networks, moments
// of few inputs. For what is large there is exact/linear_algebra.hpp.

#pragma once

#include "exact/row_space.hpp"

namespace thalweg {

using DenseRows = std::vector<Vector>;

DenseRows identity_rows(std::size_t size);
/// At least one row.
DenseRows transposed(const DenseRows& a);
/// A x
Vector image(const DenseRows& a, const Vector& x);
/// A B; at least one row in B.
DenseRows product(const DenseRows& a, const DenseRows& b);
RowSpace span_of(const DenseRows& vectors, std::size_t dimension);
/// The X with A X = B for a symmetric A; nothing if there is none, one of them if there are
/// several.
std::optional<DenseRows> solution_of(const DenseRows& a, const DenseRows& b);
/// The rank of a symmetric matrix if it is positive semidefinite; else nothing.
std::optional<std::size_t> semidefinite_rank(DenseRows a);

} // namespace thalweg
