// SPDX-License-Identifier: Apache-2.0
//
// Domains, convex partitions, CPWL functions and the claims about them (format version 2) as typed
// values, with the functions that read them from JSON. As in `document`, everything that can be
// said without arithmetic is decided here: kinds, keys, sizes, indices, order. Which halfspace a
// multiplier names is the exception: an index out of range is a proof that fails, not a syntax
// error, since for trees it depends on the path.

#pragma once

#include "halfspace.hpp"
#include "node.hpp"

namespace thalweg::verifier {

struct Certificate;

/// One output coordinate: functions[pieces[m]] on cell m of its partition.
struct CpwlFunction {
  std::size_t partition;
  List<AffineFunction> functions; ///< pairwise different
  List<std::size_t> pieces;       ///< one per cell
  List<List<std::size_t>> rows;   ///< max over rows of min over a row; empty if not stated

  const AffineFunction& piece(std::size_t cell) const { return functions[pieces[cell]]; }
};

/// The geometric sections of a statement; empty where absent.
struct Geometry {
  std::size_t dimension = 0;
  List<Halfspace> domain;
  List<Partition> partitions;
  List<CpwlFunction> cpwl; ///< one per output
};

struct Separation {
  Halfspace halfspace;
  Multipliers below; ///< from the cell of smaller number
  Multipliers above;
};

struct CoverNode {
  std::optional<Halfspace> split; ///< of an inner node
  std::size_t cell;
  List<Multipliers> proofs; ///< one per halfspace of the cell
};

struct PartitionWitness {
  List<Point> interior_points;
  List<Separation> separations; ///< pairs (0,1), (0,2), …, (1,2), …
  List<List<Multipliers>> inside;
  List<CoverNode> cover;
};

struct ConvexPartition {
  std::string place;
  List<std::size_t> cells;
  List<PartitionWitness> witness;
};

struct Groups {
  std::string place;
  std::size_t partition;
  std::size_t count;
  Fraction risk;
  List<std::size_t> cell_of_sample;
  List<List<std::size_t>> function_cells; ///< [output][sample]
};

struct FormNode {
  std::optional<std::size_t> function; ///< of an inner node
  std::size_t row;
  List<Multipliers> proofs; ///< one per literal of the row
};

struct FormBound {
  Multipliers weights; ///< indices of functions
  Multipliers multipliers;
};

/// That the form is the piece on one cell.
struct CellForm {
  List<FormNode> cover;
  List<FormBound> bounds;
  List<std::size_t> bound_of_row;
};

struct LatticeIdentity {
  std::string place;
  List<List<CellForm>> witness; ///< [output][cell]
};

struct LatticeFailure {
  std::string place;
  std::size_t output;
  List<List<std::size_t>> rows; ///< one per cell
  std::size_t cell;
  Point point;
  List<List<Multipliers>> above; ///< [cell][literal]
  List<List<Point>> below;       ///< [cell][function that is no literal]
};

/// A node of a max-min expression; operands are earlier nodes.
struct LatticeNode {
  enum class Kind { function, min, max } kind;
  std::size_t first; ///< of a function node: the function
  std::size_t second;
};

struct LowerBound {
  Fraction bound;
  Multipliers multipliers;
};

struct LatticeOutput {
  List<LatticeNode> nodes;               ///< the root is the last one
  List<std::optional<LowerBound>> lower; ///< per function
};

/// What a hidden unit means: a node carried with a shift, or the gadget of a node.
struct UnitLabel {
  std::size_t output;
  std::size_t node;
  std::optional<Fraction> shift; ///< of a carried node
};

struct NetworkLattice {
  std::string place;
  List<LatticeOutput> outputs;
  List<List<UnitLabel>> units; ///< [hidden layer][unit]
};

/// Samples in cells and one affine fit per target for every cell with samples.
struct CellFits {
  List<std::size_t> cell_of_sample;
  List<std::optional<List<AffineFunction>>> fits;
};

struct PartitionRefinement {
  std::string place;
  std::size_t coarse;
  std::size_t fine;
  Fraction risk;
  Fraction fine_risk;
  List<std::size_t> cell_of_cell;
  List<List<Multipliers>> multipliers; ///< [fine cell][halfspace of its coarse cell]
  CellFits coarse_fits;
  CellFits fine_fits;
};

/// A breakpoint of a hidden unit.
struct UnitBreakpoint {
  std::size_t layer;
  std::size_t unit;
  std::size_t breakpoint;
};

struct RegionSide {
  UnitBreakpoint at;
  bool is_above;
  Multipliers multipliers;
};

struct RegionNode {
  List<RegionSide> sides;
  std::optional<UnitBreakpoint> split; ///< of an inner node
  Point point;                         ///< of a leaf
};

struct LinearRegions {
  std::string place;
  std::size_t count;
  List<RegionNode> nodes;
};

struct LeafInCell {
  std::size_t cell;
  List<Multipliers> proofs; ///< one per halfspace of the cell
};

struct NetworkFunction {
  std::string place;
  List<List<LeafInCell>> outputs; ///< [output][leaf]
};

/// The sections of the statement. The domain says the dimension ([] is dimension 0).
void read_domain(const Node& node, Geometry& geometry);
void read_partitions(const Node& node, Geometry& geometry);
void read_cpwl(const Node& node, bool has_rows, Geometry& geometry);

/// Claims and their witnesses; what a claim needs is there already.
void read_convex_partition(const Node& node, Certificate& certificate);
void read_convex_partition_witness(const Node& node, Certificate& certificate);
void read_groups(const Node& node, Certificate& certificate);
void read_groups_witness(const Node& node, Certificate& certificate);
void read_lattice_identity(const Node& node, Certificate& certificate);
void read_lattice_identity_witness(const Node& node, Certificate& certificate);
void read_lattice_failure(const Node& node, Certificate& certificate);
void read_lattice_failure_witness(const Node& node, Certificate& certificate);
void read_network_lattice(const Node& node, Certificate& certificate);
void read_network_lattice_witness(const Node& node, Certificate& certificate);
void read_partition_refinement(const Node& node, Certificate& certificate);
void read_partition_refinement_witness(const Node& node, Certificate& certificate);
void read_linear_regions(const Node& node, Certificate& certificate);
void read_linear_regions_witness(const Node& node, Certificate& certificate);
void read_network_function(const Node& node, Certificate& certificate);
void read_network_function_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
