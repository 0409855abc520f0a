// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a checkpoint to a theorem: parameters of a trained network with one hidden layer and one
// output are moved downhill, from cell to cell, to the exact minimum of a cell, which is certified
// as a local minimum of the squared risk. The walk is done in floating point (cell_walk.hpp), and
// so are the hops away from minima on walls (cell_hop.hpp), which are not certified; the minimum,
// its certificate and the comparison with the risk at the start, which it never exceeds, are exact.

#pragma once

#include "data/dataset.hpp"
#include "landscape/decision.hpp"

namespace thalweg {

struct SnapRequest {
  std::size_t step_budget = 1000; ///< of all walks together; a hop counts as a step
};

struct SnapResult {
  Rational start_risk;
  std::size_t steps = 0; ///< of all walks
  std::size_t hops = 0;  ///< 0: the walk itself ended in the minimum
  /// The minimum, if there is one; otherwise the lowest end of a walk, exact values of floating
  /// point numbers.
  Network network;
  Rational risk; ///< of `network`
  std::variant<std::monostate, GlobalMinimum, CertifiedMinimum> minimum;
  std::string reason; ///< why there is no minimum

  bool is_certified() const { return minimum.index() != 0; }
};

/// At least one sample; the network has the dimensions of the data. Unsupported unless it is dense
/// with one hidden layer and one output.
SnapResult snap(const Network& network, const Dataset& data, const SnapRequest& request = {});

} // namespace thalweg
