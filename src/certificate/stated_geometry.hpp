// SPDX-License-Identifier: GPL-3.0-or-later
//
// The partitions and functions that a certificate states, as values without their witnesses: what
// pictures of them are drawn from. Whoever wants a verdict asks the verifier first.

#pragma once

#include "certificate/lattice_claims.hpp"
#include "certificate/partition_claims.hpp"

#include <string_view>

namespace thalweg {

/// A point where the form of eq. (14) is not the function, of `lattice_failure`.
struct StatedFailurePoint {
  std::size_t output;
  Vector point;
};

struct StatedGeometry {
  std::optional<Polytope> domain;
  std::vector<Cells> partitions;
  std::vector<StatedFunction> functions; ///< one per output
  std::optional<StatedFailurePoint> failure;
};

/// Throws InputError naming `place` if something is missing or has the wrong type.
StatedGeometry stated_geometry_from_text(std::string_view text, const std::string& place);

} // namespace thalweg
