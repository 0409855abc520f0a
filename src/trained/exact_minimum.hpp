// SPDX-License-Identifier: GPL-3.0-or-later
//
// The end of a walk made exact where the optimal outputs F* are known: the targets, if the risk
// tends to 0; else, with squared loss and off the walls that can be left without a change of the
// outputs, the projection of the targets on all maps that are reachable with the patterns (lifted
// stationarity), if the walk has ended there. A
// network near the end with exactly these outputs (given_outputs.hpp) is a global minimum, or a
// local one with a radius. This helps where solving one layer does not: where the outputs move in
// fewer independent ways at the minimum than beside it.

#pragma once

#include "landscape/decision.hpp"
#include "trained/checkpoint.hpp"
#include "trained/guess/walk_end.hpp"

namespace thalweg {

struct ExactMinimum {
  Network network;
  std::variant<GlobalMinimum, CertifiedMinimum> minimum;
};

/// The minimum, or why there is none. The loss is one without decay.
std::variant<ExactMinimum, std::string> exact_minimum(const WalkEnd& end, const Problem& problem);

} // namespace thalweg
