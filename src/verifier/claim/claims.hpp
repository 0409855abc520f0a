// SPDX-License-Identifier: Apache-2.0
//
// All claims of a certificate, checked in their order (specification, section "Obligations").

#pragma once

#include "claim/certificate.hpp"

namespace thalweg::verifier {

/// What the theorem says about each claim that is made, in the order of the claims.
struct Findings {
  List<Told> of_minimum = {};  ///< `local_minimum` to `refinement`
  Told of_partitions = {};     ///< `convex_partition`
  List<Told> of_geometry = {}; ///< `groups` to `network_computes_function`
  List<Told> further = {};
};

/// Checks every claim; returns only if all obligations hold.
Findings check_claims(const Certificate& certificate);

} // namespace thalweg::verifier
