// SPDX-License-Identifier: Apache-2.0
//
// Blocks (specification, 26.2): parameters of some rows and of those that read them. What the rest
// of the network sees of the block lies in a space that depends on patterns and data only; where
// some of the parameters reach all of it, the others move together with these without being seen.

#pragma once

#include "slice/neutral_rows.hpp"
#include "slice/path_maps.hpp"

namespace thalweg::verifier {

/// z of a unit at a sample, or where the unit is of the block, how far its tie is off.
struct ObservedUnit {
  std::size_t layer;
  std::size_t unit; ///< in its layer
  std::size_t sample;
};

struct NeutralBlock {
  List<std::pair<std::size_t, std::size_t>> inner; ///< (layer, row): only the block sees them
  List<std::size_t> basis;                         ///< parameters
  List<std::size_t> free;                          ///< parameters, with a field each
  List<ObservedUnit> observed;                     ///< as many as in the basis
  List<List<std::size_t>> paths; ///< of each tie of inner units: parameters, to one other row
  const char* key = "/observed"; ///< under which `observed` is written
};

/// The entries of a field by parameter; others are 0.
using FieldEntries = std::map<std::size_t, Ball>;

/// O204 to O206, O305: e_f − Σ c_b e_b for the parameters f that are free. `box` are the
/// coefficients within δω, `points` are all, in order.
List<FieldEntries> block_fields(const HeldProblem& problem, const List<HeldPoint>& points,
                                const NeutralRows& rows, const NeutralBlock& block,
                                const List<Ball>& box, const std::string& place);

} // namespace thalweg::verifier
