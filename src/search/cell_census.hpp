// SPDX-License-Identifier: GPL-3.0-or-later
//
// All local minima off the walls of networks with one hidden layer of m units, one output, squared
// loss, on given data. Cells of parameters, up to the order of units, are the multisets of m cells
// of one unit; the minima of a cell have one risk, that of its f* (landscape/cell_fit.hpp), and it
// has some if and only if every *single* unit (no other has its pattern, some slope is not 0) can
// have a p_u in C_u, −C_u or 0 at one solution: two units with one pattern reach every sum p_u +
// p_u', as C_u − C_u is the whole space, and a dead unit is free. Minima on walls are not looked
// at.
//
// The work comes in numbered pieces that know nothing of each other.

#pragma once

#include "geometry/wall_tree.hpp"
#include "landscape/unit_signs.hpp"

#include <set>

namespace thalweg {

/// F(x) = Σ_u v_u σ(w_u·x + b_u) + c, σ(z) = below·z for z ≤ 0, above·z for z ≥ 0.
struct TwoSlopeNetworks {
  Rational below = 0;
  Rational above = 1;
  bool has_hidden_biases = true;
  bool has_output_bias = true;
};

/// What is found for one number of units.
struct CellTally {
  std::size_t cells = 0;
  std::size_t cells_with_minima = 0;
  std::set<Rational> risks = {};

  void add(const CellTally& other);
};

/// What shows whether a cell has a minimum, where its least squares alone do not: a solution, or
/// relations that exclude all choices of signs of the single units.
using CellRecord = std::variant<Vector, std::vector<Relation>>;

struct CellPiece {
  std::vector<CellTally> tallies; ///< of 1, 2, … units
  std::vector<CellRecord> records;
};

class CellCensus {
public:
  /// For 1, …, `units` units. UsageError if the networks or the data do not fit: one target,
  /// different slopes, no x = 0 without hidden biases, at least one sample and unit.
  CellCensus(const Dataset& data, const TwoSlopeNetworks& networks, std::size_t units);

  const TwoSlopeNetworks& networks() const { return networks_; }
  std::size_t unit_count() const { return units_; }
  std::size_t cell_count_of_unit() const { return patterns_.size(); }
  const std::vector<WallNode>& tree() const { return tree_; }
  const Dataset& data() const { return data_; }
  const UnitInputs& inputs() const { return inputs_; }
  /// Of the cells of one unit, in the order of the tree's leaves.
  const std::vector<UnitPattern>& patterns() const { return patterns_; }

  /// The cells are in lexicographic order, a multiset before the longer ones that it begins. A
  /// piece has those with given first two units, and that of the first unit alone if these are
  /// equal.
  std::size_t piece_count() const;
  CellPiece piece(std::size_t number) const;

private:
  friend class CellWalk;

  Dataset data_;
  TwoSlopeNetworks networks_;
  std::size_t units_;
  UnitInputs inputs_;
  std::vector<WallNode> tree_;
  std::vector<UnitPattern> patterns_;
  std::vector<std::vector<Signs>> choices_; ///< by the number of single units
};

} // namespace thalweg
