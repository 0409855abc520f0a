// SPDX-License-Identifier: GPL-3.0-or-later
//
// An erratum to liu2021, eqs. (25)–(28): for the absolute loss two pieces need not be better than
// the optimal affine fit. x = −3, …, 3, y = 0 except y(0) = 1: the best affine risk is 1/7, every
// function of two affine pieces has at least this risk, and [[x + 1]_+ − 2[x]_+]_+, a network with
// two hidden layers of two units, has risk 0.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// With the claims `global_minimum` of that network and `two_piece_bound`.
Outcome two_pieces_absolute_loss();

} // namespace thalweg
