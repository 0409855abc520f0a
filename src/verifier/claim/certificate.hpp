// SPDX-License-Identifier: Apache-2.0
//
// From JSON to a certificate as typed values (specification, section "Syntax"). Everything that can
// be said without arithmetic is decided here: kinds, keys, sizes, indices, grammar of numbers,
// which claims and witnesses go together. Violations stop with `malformed`; names this version does
// not know (version, loss, layer kind, activation, claim, method) stop with `unsupported`.

#pragma once

#include "claim/convex_partition.hpp"
#include "claim/groups.hpp"
#include "claim/lattice_failure.hpp"
#include "claim/lattice_identity.hpp"
#include "claim/linear_regions.hpp"
#include "claim/local_minimum.hpp"
#include "claim/network_computes_function.hpp"
#include "claim/network_computes_lattice.hpp"
#include "claim/pattern_flip.hpp"
#include "claim/refinement.hpp"
#include "claim/refinement_of_partitions.hpp"
#include "claim/spurious.hpp"

namespace thalweg::verifier {

/// Sections that no claim needs are empty; `data_json` or `network_json` is null then.
struct Certificate : Problem {
  std::size_t version;
  std::string_view tool;
  std::string_view command;
  Geometry geometry;
  std::optional<LocalMinimum> local_minimum;
  std::optional<PatternFlip> pattern_flip;
  std::optional<Spurious> spurious;
  std::optional<Refinement> refinement;
  std::optional<ConvexPartition> convex_partition;
  std::optional<Groups> groups;
  std::optional<LatticeIdentity> lattice_identity;
  std::optional<LatticeFailure> lattice_failure;
  std::optional<NetworkLattice> network_lattice;
  std::optional<PartitionRefinement> partition_refinement;
  std::optional<LinearRegions> linear_regions;
  std::optional<NetworkFunction> network_function;
  FurtherClaims further; ///< in the order of the claims
  const Json* statement_json;
  const Json* data_json;
  const Json* network_json;
};

/// A network with the inputs of the data and the outputs of the loss.
Network read_network(const Node& node, const Certificate& certificate);

/// Views into `document`, which must outlive the result.
Certificate read_certificate(const JsonDocument& document);

} // namespace thalweg::verifier
