// SPDX-License-Identifier: GPL-3.0-or-later
//
// A certificate as a value: what is claimed (data, loss, network, claims), what makes the check
// direct (witness), and where it comes from (provenance). Its text form is the one of
// certificates/SPECIFICATION.md; `writer.hpp` produces it.
//
// Nothing here is checked beyond sizes that fit: the verifier decides, and it reads only the file.

#pragma once

#include "certificate/further_claim.hpp"
#include "certificate/lattice_claims.hpp"
#include "certificate/partition_claims.hpp"
#include "constructions/spurious_minimum.hpp"
#include "landscape/linear_regions.hpp"
#include "landscape/radius.hpp"
#include "landscape/ray.hpp"
#include "risk/any_loss.hpp"

namespace thalweg {

/// Who made the certificate and how. Repeated by the verifier as "stated by the file, not checked".
struct Provenance {
  std::string tool;    ///< "thalweg 0.1.0"
  std::string command; ///< the command that makes the same file again
};

/// One class per sample, or nothing for a sample that is on a wall.
using ClassOfSample = std::vector<std::optional<std::size_t>>;

/// W is a local minimum: R(W') ≥ R(W) whenever no parameter moves by more than `radius`.
struct LocalMinimumClaim {
  Rational radius;
  Rational risk;
  RadiusMethod method = RadiusMethod::first_order; ///< witness
  ClassOfSample pattern_classes;                   ///< witness
  Subgradients subgradients = {};                  ///< witness; empty unless the loss has kinks
};

/// Another network of the same architecture has the lower risk `better_risk`. Where risks are not
/// rational this is an upper bound, and `risk` a lower one.
struct LowerRiskClaim {
  Rational better_risk;
  Network better_network;
  Rational risk; ///< of W, or of a minimum that is claimed near W
};

/// The classes of the better network refine those of the minimum, and both networks are the optimal
/// affine fit on each of their classes.
struct RefinementClaim {
  std::size_t finer_groups;
  ClassOfSample pattern_classes; ///< witness, of the better network
  Subgradients subgradients =
      {}; ///< witness, of the better network; empty unless the loss has kinks
};

/// The network has exactly count() linear regions on the domain of the document.
struct LinearRegionsClaim {
  std::vector<RegionNode> nodes;       ///< witness, in preorder
  std::vector<Vector> interior_points; ///< witness, one per leaf

  std::size_t count() const { return interior_points.size(); }
};

/// Every sample is fitted exactly: R(W) = 0. No witness.
struct GlobalMinimumClaim {};

/// A certificate. Claims that are absent are not made. What a claim speaks about is present exactly
/// if such a claim is made (a network without layers, a dataset without samples: absent):
///   data and loss: local_minimum to refinement, groups, partition_refinement, global_minimum,
///   not_local_minimum; network: the same without groups and partition_refinement,
///   network_computes_…, linear_regions; domain: convex_partition, linear_regions and further
///   claims that need one; partitions: convex_partition; cpwl: groups, lattice_…,
///   network_computes_…, its rows: lattice_identity.
/// Claims that need others: refinement → local_minimum and lower_risk; groups, lattice_… and
/// partition_refinement → convex_partition;
/// network_computes_function → convex_partition and linear_regions.
struct CertificateDocument {
  Provenance provenance;
  Dataset data;
  AnyLoss loss;
  WeightDecay decay; ///< of the network; beside a loss that is no table
  Network network;
  std::optional<Polytope> domain;
  std::vector<Cells> partitions;    ///< of the domain
  std::vector<StatedFunction> cpwl; ///< one per output
  std::optional<LocalMinimumClaim> local_minimum;
  std::optional<PatternFlip> pattern_flip;
  std::optional<LowerRiskClaim> lower_risk;
  std::optional<RefinementClaim> refinement;
  std::optional<ConvexPartitionClaim> convex_partition;
  std::optional<GroupsClaim> groups;
  std::optional<LatticeIdentityClaim> lattice_identity;
  std::optional<LatticeFailureClaim> lattice_failure;
  std::optional<PartitionRefinementClaim> partition_refinement;
  std::optional<LinearRegionsClaim> linear_regions;
  std::optional<NetworkComputesFunctionClaim> network_computes_function;
  std::optional<GlobalMinimumClaim> global_minimum;
  /// The direction is the witness; the polynomial is not stated (a reader leaves it 0).
  std::optional<DescentRay> not_local_minimum;
  std::vector<FurtherClaim> further; ///< in the order of the specification

  /// The loss if it is of this type, else null.
  const CrossEntropyLoss* cross_entropy() const { return std::get_if<CrossEntropyLoss>(&loss); }
  const LossTable* loss_table() const { return std::get_if<LossTable>(&loss); }
  /// InternalError for a loss of another type.
  const WeightedLoss& weighted_loss() const;
  Problem problem() const { return {data, weighted_loss()}; }
};

/// What the last claim of a local minimum says of it.
struct ShownMinimum {
  Rational risk;                       ///< of W, or what that of a W* near W is not below
  bool is_here;                        ///< it is W
  bool is_local;                       ///< among all parameters
  const FurtherClaim* claim = nullptr; ///< that says it, unless it is `local_minimum`
};
std::optional<ShownMinimum> shown_minimum(const CertificateDocument& document);

/// Does a claim of a minimum say that its risk is above that of the better network? Then
/// `lower_risk` stands on it.
bool is_spurious(const CertificateDocument& document);

/// The certificate of a spurious minimum with all four claims.
CertificateDocument certificate_document(const Dataset& data, const SpuriousMinimum& minimum,
                                         Provenance provenance);

/// The certificate of the linear regions of `network` (those that `regions` are the regions of).
CertificateDocument certificate_document(const Network& network, const LinearRegions& regions,
                                         Provenance provenance);

/// "thalweg 0.1.0"
std::string tool_name_and_version();

} // namespace thalweg
