// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims of SPECIFICATION.md, sections 45, 47 and 48, as text: all minima of a cell, all minima
// off the walls, and their path components.

#pragma once

#include "certificate/further_claim.hpp"
#include "certificate/json_text.hpp"
#include "search/cell_census.hpp"
#include "search/cell_components.hpp"
#include "search/cell_valleys.hpp"

#include <string>
#include <vector>

namespace thalweg {

/// Lists of [unit, sample, value].
void put_relations(JsonText& text, const std::vector<Relation>& relations);

void put_sign_record(JsonText& text, const SignRecord& record);

/// After the claim of section 47 for the same networks.
FurtherClaim valleys_of_cells_claim(const CellValleys& valleys);

FurtherClaim cell_components_claim(const CellComponents& components);

/// A finished piece of a census as bytes, to be kept in a file or sent somewhere.
std::string piece_bytes(const CellPiece& piece);

/// The finished pieces of a census, taken one after the other in the order of their numbers.
class FinishedPieces {
public:
  explicit FinishedPieces(const CellCensus& census)
      : census_(census), tallies_(census.unit_count()) {}

  /// InputError if the bytes are no finished piece.
  void take(const std::string& bytes);
  /// What all of them found together, for 1, 2, … units.
  const std::vector<CellTally>& tallies() const { return tallies_; }
  /// The claim of section 47; all pieces have been taken.
  FurtherClaim claim() const;

private:
  const CellCensus& census_;
  std::vector<CellTally> tallies_;
  std::string records_;
};

} // namespace thalweg
