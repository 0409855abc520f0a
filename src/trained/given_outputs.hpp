// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network with exactly given outputs, in rationals. With the pieces kept F(W; x_i) = F*_i are
// polynomial equations, more than there are parameters and yet solvable: networks that fit some
// classes exactly, as with one-hot targets, have rows and columns that depend on each other there,
// which rounding spoils. Where the Jacobian has one rank r next to a solution, r parameters (the
// *pivots*) are functions of the others. The others are rounded to short numbers; Newton's
// iteration with r of the equations gives many digits of the pivots; and as F is affine in every
// single layer, pivots that are chosen layer by layer are rational in practice, short enough to be
// read off their digits (continued fractions). Whether all equations hold is then checked exactly:
// nothing rests on the guesses.

#pragma once

#include "trained/held_cell.hpp"

namespace thalweg {

/// A network near that of the cell whose outputs are exactly `outputs` (one vector for each sample,
/// near those of the cell); the parameters that are not pivots are multiples of 2^-bits. Nothing if
/// none is found. Pairs outside the ties of the cell are in its pieces in floating point.
std::optional<Network> network_with_outputs(const HeldCell& cell, const Dataset& data,
                                            const std::vector<Vector>& outputs, unsigned bits);

} // namespace thalweg
