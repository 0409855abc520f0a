// SPDX-License-Identifier: Apache-2.0
//
// The walk of `minima_off_walls` through all cells: multisets u_1 ≤ u_2 ≤ … of cells of one unit, a
// shorter one before those that it begins, then by the last unit. Neighbours share the columns that
// they begin with.

#pragma once

#include "claim/minima_off_walls.hpp"

#include <set>

namespace thalweg::verifier {

/// What was found for one number of units.
struct CellTally {
  std::uint64_t cells = 0;
  std::uint64_t cells_with_minima = 0;
  std::set<Fraction, std::less<>, CountingAllocator<Fraction>> risks = {};
};

class CellWalk {
public:
  /// sides[u]: those of cell u of one unit at the samples.
  CellWalk(const MinimaOffWalls& claim, const Data& data, const List<List<bool>>& sides);

  /// The tallies of 1, 2, … units; O256 to O258.
  List<CellTally> tallies();

private:
  /// Cells of one unit with columns of their own: several units share them.
  struct Placed {
    CellUnit unit;
    std::size_t cell;
    std::size_t count;
  };

  /// The cell of the units chosen.
  void visit();
  void place(std::size_t cell);
  void remove();
  bool has_minimum();
  bool has_minimum_by_record(const SolvedUnits& singles);
  std::string cell_in_words() const;

  const MinimaOffWalls& claim_;
  const List<List<bool>>& sides_;
  CellUnits inputs_;
  CellFit fit_;
  List<std::size_t> chosen_;
  List<Placed> placed_;
  std::size_t records_taken_ = 0;
  List<CellTally> tallies_;
};

} // namespace thalweg::verifier
