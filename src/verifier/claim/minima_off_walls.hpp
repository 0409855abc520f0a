// SPDX-License-Identifier: Apache-2.0
//
// The claim `minima_off_walls` (specification, section 47): the exact set of the risks of all
// local minima at which no sample is on a wall, of all networks with one hidden layer of 1, 2, …
// units on the data. A tree shows all cells of one unit. The verifier goes through all multisets of
// them, that is all cells up to the order of units, and solves the least squares of each; where
// that alone does not tell whether the cell has a minimum, the witness has a record.

#pragma once

#include "claim/claim.hpp"
#include "lemma/unit_signs.hpp"
#include "shape/wall_tree.hpp"

namespace thalweg::verifier {

/// What is claimed for one number of units.
struct MinimaOfUnits {
  std::string place;
  std::size_t cells;
  std::size_t cells_with_minima;
  List<Fraction> risks; ///< increasing
};

/// A solution, by its coefficients of the dependent columns, or relations that exclude all choices
/// of signs.
struct CellRecord {
  bool has_minimum;
  List<Fraction> values;
  List<Relation> relations;
};

/// O251 to O259.
struct MinimaOffWalls : Claim {
  Fraction below, above; ///< the slopes of σ
  bool has_hidden_biases;
  bool has_output_bias;
  List<MinimaOfUnits> units;     ///< of 1, 2, … units
  List<WallNode> nodes = {};     ///< witness
  List<CellRecord> records = {}; ///< witness
  const Json* witness_json = nullptr;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
  /// [cell of one unit][sample]; the nodes fulfil O252 to O255.
  List<List<bool>> sides_of_cells(const Data& data) const;
};

std::unique_ptr<Claim> read_minima_off_walls(const Node& node, const Subject& subject);
void read_minima_off_walls_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
