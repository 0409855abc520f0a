// SPDX-License-Identifier: Apache-2.0
//
// The claim `valleys_of_cells` (specification, section 48): in each of the cells of parameters
// of `minima_off_walls` all local minima are global in the cell, and how many of the cells have 0,
// 1, 2, … path components of minima. The witness decides every choice of signs of every cell.

#pragma once

#include "claim/claim.hpp"
#include "lemma/sign_record.hpp"

namespace thalweg::verifier {

struct MinimaOffWalls;

/// O277 to O281.
struct ValleysOfCells : Claim {
  List<List<std::size_t>> units; ///< [units − 1][components]: how many cells
  List<SignRecord> records = {}; ///< witness: of every cell, in the order of the walk
  const Json* witness_json = nullptr;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_valleys_of_cells(const Node& node, const Subject& subject);
void read_valleys_of_cells_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
