// SPDX-License-Identifier: Apache-2.0
//
// The claims of format version 2 about convex partitions, CPWL functions, max-min forms and linear
// regions (specification, section 14): one function for each, which returns only if all its
// obligations hold. Everything is multiplied out; trees are walked once, in preorder.

#pragma once

#include "document.hpp"

namespace thalweg::verifier {

/// O27 to O31.
void check_convex_partition(const Certificate& certificate);

/// O32 to O37. Returns for every output the number of cells without samples.
List<std::size_t> check_groups(const Certificate& certificate);

/// O38 to O40.
void check_lattice_identity(const Certificate& certificate);

/// The value of the piece and that of the formula at the point of failure.
struct FailureValues {
  Fraction piece;
  Fraction form;
};
/// O41 to O44.
FailureValues check_lattice_failure(const Certificate& certificate);

/// O45 to O50.
void check_network_lattice(const Certificate& certificate);

/// O51 to O56.
void check_partition_refinement(const Certificate& certificate);

/// O57 to O62, and O63, O64 if `network_computes_function` is claimed.
void check_linear_regions(const Certificate& certificate);

/// What was found while checking, for the theorem's text.
struct GeometryFindings {
  List<std::size_t> auxiliary_cells; ///< of each output, those without samples
  FailureValues failure;             ///< at the point of `lattice_failure`
};

/// All of these that are claimed.
GeometryFindings check_geometry_claims(const Certificate& certificate);

} // namespace thalweg::verifier
