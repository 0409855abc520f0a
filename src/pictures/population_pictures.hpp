// SPDX-License-Identifier: GPL-3.0-or-later
//
// A spurious minimum of the population risk: the matrix of weights and the spectrum of the Hessian.

#pragma once

#include "pictures/pictures.hpp"
#include "population/population_point.hpp"

namespace thalweg {

/// Units × teachers as a map of colours, with the values if there is room.
Picture weights_picture(const PopulationPoint& point);

/// How often which eigenvalue occurs (in floating point), for both blocks of the Hessian at the
/// point, and the certified bound from below.
Picture spectrum_picture(const PopulationPoint& point, const Rational& curvature);

} // namespace thalweg
