// SPDX-License-Identifier: GPL-3.0-or-later
//
// From CPWL functions to certificates about them: their cells are a convex partition, each function
// is an irredundant max-min form, a ReLU network computes all of them on the whole domain, the form
// of liu2021 eq. (14) fails where it does, samples are fitted optimally group by group, and a given
// network is the function.

#pragma once

#include "certificate/document.hpp"
#include "constructions/lattice_network.hpp"

namespace thalweg {

/// What a lattice certificate is made of.
struct LatticeRequest {
  std::vector<CpwlFunction> functions; ///< one per output, on one domain
  /// Samples with one target per function, each in the interior of a cell; adds `groups`.
  std::optional<Dataset> data;
  /// The partition whose cells make the groups; empty: the cells of the first function.
  Cells data_cells;
  /// A network with the meaning of its units over these trees, one per output, each with the values
  /// of the irredundant form of its function; absent: one with balanced trees is made.
  std::optional<LabelledNetwork> network;
  std::vector<LatticeTree> trees;
  std::string place = "function"; ///< begins the messages of errors
};

/// The certificate with convex_partition, groups (with data), lattice_identity, lattice_failure (at
/// the first output, if any, where eq. (14) fails) and network_computes_form. Halfspaces that can
/// be dropped are; functions with equal cells share a partition, and the partition of the data
/// is the first. Deterministic. InputError "<place>: …" unless all is as asked: domain and cells
/// bounded with interior, cells a convex partition of the domain, functions continuous, samples
/// inside cells. ClaimError if some group is not fitted optimally.
CertificateDocument lattice_document(const LatticeRequest& request, Provenance provenance);

/// The certificate that `network` has the given linear regions and is, on their domain, one CPWL
/// function per output, with its cells and its irredundant max-min form: linear_regions,
/// network_computes_function, convex_partition, lattice_identity, and lattice_failure as above.
CertificateDocument network_function_document(const Network& network, const LinearRegions& regions,
                                              Provenance provenance);

/// Where the form of eq. (14) exceeds f, with the proof that its rows are those of (14); nothing if
/// it is f. The point is the vertex of a cell with the greatest difference, of equal ones the last,
/// if some vertex will do.
std::optional<LatticeFailureClaim> lattice_failure(const CpwlFunction& f, std::size_t output);

} // namespace thalweg
