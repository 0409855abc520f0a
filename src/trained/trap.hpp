// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is a minimum a trap (certificates/SPECIFICATION.md, section 41)? On every continuous path of
// parameters from W to a risk below that of the minimum near W the risk first rises by a barrier:
// it does on the boundary of a box in a slice, and scaling units does not lead around the box. Such
// a box exists only where nothing is flat but the scales of units: no unit is off at all samples,
// and none is to spare. Found in floating point: the verifier decides.

#pragma once

#include "landscape/trained_minimum.hpp"
#include "trained/checkpoint.hpp"

namespace thalweg {

struct Trap {
  TrainedMinimum minimum; ///< about W itself; its box has the highest barrier found
  Rational barrier;
};

/// Pairs of a hidden unit and a sample at a breakpoint where the slope changes, exactly; of samples
/// with equal inputs the first one. Max pooling is left out.
std::vector<HeldPair> pairs_on_walls(const Network& network, const Dataset& data);

/// The trap around the network, with these pairs held; or in words why none is found. At least one
/// sample.
std::variant<Trap, std::string> guessed_trap(const Network& network,
                                             const std::vector<HeldPair>& held,
                                             const TrainingProblem& problem);

} // namespace thalweg
