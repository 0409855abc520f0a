// SPDX-License-Identifier: Apache-2.0
//
// The claims and their obligations (specification, section "Obligations"): one function for each
// kind of claim. A function returns what the theorem says about it, or rejects.

#pragma once

#include "geometry_claims.hpp"

namespace thalweg::verifier {

/// What was found while checking, for the theorem's text.
struct Findings {
  std::size_t class_count = 0;        ///< of W
  std::size_t better_class_count = 0; ///< of W2
  List<std::size_t> exempt;           ///< settled samples nothing is asked of
  List<std::size_t> better_on_wall;   ///< samples on a wall at W2
  GeometryFindings geometry = {};
  List<Told> further = {}; ///< one for each further claim
};

/// Checks every claim; returns only if all obligations hold.
Findings check_claims(const Certificate& certificate);

} // namespace thalweg::verifier
