// SPDX-License-Identifier: GPL-3.0-or-later
//
// Units that weight decay has brought to 0 (certificates/SPECIFICATION.md, section 26.3): the row
// and the column of a hidden unit are 0. R has a kink there in every direction of the row, but the
// decay of row and column together costs more than they can lower the loss, if the derivative v(w)
// of the loss by the column is small: |v(w)|² < 4 κ_w κ_a for all rows w of length 1. That is shown
// cell by cell of the rows.

#pragma once

#include "landscape/trained_minimum.hpp"
#include "trained/guess/walk_end.hpp"
#include "trained/point_losses.hpp"

namespace thalweg {

/// Hidden units of a dense network with one hidden layer whose row and column nearly are 0, where
/// both decay, increasing; a guess.
std::vector<std::size_t> guessed_asleep_units(const Network& network, const WeightDecay& decay);

/// Row and column of these are 0, and nothing is held of them.
WalkEnd with_units_asleep(WalkEnd end, const std::vector<std::size_t>& units);

/// Their parameters, increasing.
std::vector<std::size_t> asleep_parameters(const Network& network,
                                           const std::vector<std::size_t>& units);

/// That they do not wake up at the network of these parameters, or why that is not shown.
std::variant<AsleepUnits, std::string> guessed_sleep(const HeldCell& cell,
                                                     const PointLosses& losses, const Vector& decay,
                                                     const Vector& parameters,
                                                     const std::vector<std::size_t>& units);

} // namespace thalweg
