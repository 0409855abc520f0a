// SPDX-License-Identifier: GPL-3.0-or-later
//
// Second derivatives of the losses at the points of a cell (point_losses.hpp).

#pragma once

#include "trained/point_losses.hpp"

namespace thalweg {

/// C of the point, by rows.
std::vector<double> curvature(const PointLosses& losses, std::size_t point, const Vector& outputs);
/// κ of SPECIFICATION.md, 25.1: C is at most the diagonal of these.
double curvature_bound(const PointLosses& losses, std::size_t point, std::size_t output,
                       const Vector& outputs);
/// How much g of one output changes at most by a change of outputs by 1, at all outputs with the
/// same formula.
double steepness(const PointLosses& losses, std::size_t point, std::size_t output,
                 const Vector& outputs);

} // namespace thalweg
