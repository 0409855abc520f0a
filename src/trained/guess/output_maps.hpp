// SPDX-License-Identifier: GPL-3.0-or-later
//
// The space of all that the outputs can be in the pieces of a cell (path_spaces.hpp), with what is
// carried there from ties along paths of parameters; with softmax loss of the scores F_a − F_last.

#pragma once

#include "trained/guess/path_spaces.hpp"
#include "trained/guess/tie_paths.hpp"

namespace thalweg {

/// For each tie parameters, or none: it is not carried.
using PathsOfTies = std::vector<std::vector<std::size_t>>;

class OutputMaps {
public:
  /// `rows` must outlive this.
  OutputMaps(const CellRows& rows, bool has_scores) : rows_(rows), has_scores_(has_scores) {}

  /// Guessed; nothing if it is above `most`, or too much work to tell.
  std::optional<std::size_t> dimension(const PathsOfTies& paths, std::size_t most) const;

private:
  const CellRows& rows_;
  bool has_scores_;
};

/// What maps to one output are in the scores, one behind the other, with what follows behind.
FloatingMatrix in_scores(const FloatingMatrix& maps, std::size_t output, std::size_t output_count,
                         std::size_t points);

/// Paths of all ties: of each the first ones, if there are such, with which the space is as large
/// as without the tie. Nothing if one of them has none.
std::optional<PathsOfTies> guessed_paths(const HeldCell& cell, const OutputMaps& outputs,
                                         const TiePaths& paths, std::size_t dimension);

} // namespace thalweg
