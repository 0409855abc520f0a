// SPDX-License-Identifier: GPL-3.0-or-later
//
// The construction of liu2021, literally: groups → optimal fits (eq. 11) → a CPWL function that is
// the fit on each group, with auxiliary pieces in the gaps → its max-min form from regions (eq. 13,
// 14), refined where that fails, irredundant → binary trees → a ReLU network (eq. 15–17).
//
// Every step is an exact identity on the whole domain Ω, shifts included. Whether the network is a
// local minimum is another matter: the samples of a group need not share one pattern. The
// uniformity report says where they do not, lifted stationarity decides what it means.

#pragma once

#include "constructions/lattice_network.hpp"
#include "cpwl/lattice_construction.hpp"
#include "cpwl/lattice_order.hpp"
#include "landscape/stationarity.hpp"
#include "landscape/uniformity.hpp"
#include "partition/power.hpp"
#include "risk/affine_fit.hpp"

#include <functional>

namespace thalweg {

/// In which order the operands of a max-min form are joined.
struct TreeOrders {
  std::vector<JoinOrder> rows; ///< one per row, over its literals
  JoinOrder outer;             ///< over the rows
};

/// The orders for the form of output `output`. Both kinds below ignore the output.
using OrderChoice = std::function<TreeOrders(const MaxMinForm& form, std::size_t output)>;
TreeOrders balanced_orders(const MaxMinForm& form, std::size_t output);
TreeOrders chain_orders(const MaxMinForm& form, std::size_t output);

/// All that is made on the way. Vectors "by output" have one entry per target column.
struct RegionNetwork {
  PowerPartition partition;
  Polytope domain;
  std::vector<Polytope> cells; ///< of the partition, on the domain, halfspaces irredundant
  Grouping groups;
  GroupFits fits;
  std::vector<CpwlFunction> functions;    ///< by output
  std::vector<CertifiedLattice> lattices; ///< by output, each equal to the function
  std::vector<LatticeTree> trees;         ///< by output, each with the values of the lattice
  std::vector<Vector> shifts;             ///< by output and node, see `shifts_on`
  LabelledNetwork labelled;               ///< equals the functions on the domain

  const Network& network() const { return labelled.network; }
};

/// The function that is fits[k] on the samples of group k, on the whole domain (groups without
/// samples play no part): in dimension 1 by
/// breakpoints (cpwl/interval_function.hpp), otherwise by gap cells (cpwl/gap_cells.hpp).
CpwlFunction function_of_groups(const Dataset& data, const PowerPartition& partition,
                                const Grouping& groups, const std::vector<AffineFunction>& fits,
                                const Polytope& domain);

/// The shift B of each node that is enough on all of Ω: with lower(p) the least value on Ω, and
/// lower(min), lower(max) the minimum and maximum of those of the operands, B > −lower, so that no
/// carrying unit is on a wall anywhere on Ω. The domain is bounded and not empty (InputError).
Vector shifts_on(const LatticeTree& tree, const Polytope& domain);

/// Slabs and intervals enter by `power_partition`. Cells may hold no sample. Throws UsageError if a
/// sample is on a wall, InputError if the domain does not hold all samples in its interior or has
/// a vertex on a wall, InternalError if the function or the network misses a fit on a sample.
RegionNetwork region_network(const Dataset& data, const PowerPartition& partition,
                             const Polytope& domain, const OrderChoice& orders = balanced_orders);

/// The same on `enlarged_box(data, partition)`.
RegionNetwork region_network(const Dataset& data, const PowerPartition& partition,
                             const OrderChoice& orders = balanced_orders);

/// What the network is, as far as its patterns tell (squared loss).
enum class RegionVerdict {
  certified,              ///< one pattern per group, no sample on a wall: a local minimum
  stationary_not_uniform, ///< the condition holds although groups have several patterns, or only
                          ///< settled samples are on walls: a local minimum too
  not_stationary,         ///< unsettled samples have patterns, but lifted stationarity fails
  on_wall                 ///< an unsettled sample is on a wall: undecided by patterns
};

struct RegionVerdictReport {
  RegionVerdict verdict;
  PatternClasses classes;
  UniformityReport uniformity;
  std::optional<NonStationarity> failure; ///< exactly if not stationary
};

RegionVerdictReport verdict_report(const Network& network, const Dataset& data,
                                   const Grouping& groups);

} // namespace thalweg
